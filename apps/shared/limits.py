"""How often one person may do something. The table is `settings.RATE_LIMITS`; what is counted is kept in the cache.

`"messages": (60, 60)` lets one person send 60 messages in any window of 60 seconds. A guest is counted under
`guest_messages`, and together with all other guests from the same network under `guest_network`.
"""

import time
from dataclasses import dataclass
from functools import wraps
from math import ceil

from django.conf import settings
from django.core.cache import cache
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .networks import network_of

WRITES = ("POST", "PUT", "PATCH", "DELETE")
SHARED_BY_GUESTS = {"messages": "messages", "reactions": "messages"}  # one budget for both, as a guest has a small one


class RateLimited(Exception):
    """Somebody does something too often. `retry_after` is in seconds."""

    def __init__(self, retry_after):
        self.retry_after = retry_after
        super().__init__(self.sentence)

    @property
    def sentence(self):
        if self.retry_after < 100:
            wait = ngettext("%(number)d second", "%(number)d seconds", self.retry_after) % {"number": self.retry_after}
        else:
            minutes = ceil(self.retry_after / 60)
            wait = ngettext("%(number)d minute", "%(number)d minutes", minutes) % {"number": minutes}
        return _("You’re doing that too often. Try again in %(wait)s.") % {"wait": wait}


@dataclass(frozen=True)
class Use:
    """How much of a limit somebody has used in the window of time that ends in `reset` seconds."""

    name: str
    most: int
    seconds: int
    used: int
    reset: int

    @property
    def remaining(self):
        return max(0, self.most - self.used)


def within(what, who, most, seconds, amount=1):
    """Count once more; False where that is more than so many in this window of time."""
    return used(what, who, seconds, amount) <= most


def used(what, who, seconds, amount=1):
    """Count once more; how often it was in this window of time."""
    key = f"limit:{what}:{who}:{int(time.time() // seconds)}"
    try:
        return cache.incr(key, amount)
    except ValueError:  # the first in this window
        if cache.add(key, amount, seconds):
            return amount
    try:
        return cache.incr(key, amount)
    except ValueError:  # the window has closed in this moment
        return 0


def count(request, kind, amount=1, who=None):
    """Count what the person of a request does; raises `RateLimited` where that is too much.

    `who`: a text that names what is counted instead of the person, where a request is nobody's.

    `request.limits` holds the `Use` of each limit, for the headers of the API.
    """
    request.limits = getattr(request, "limits", ())
    for name, counted in [(kind, who)] if who else counters(request, kind):
        if name not in settings.RATE_LIMITS:
            continue
        most, seconds = settings.RATE_LIMITS[name]
        use = Use(name, most, seconds, used(name, counted, seconds, amount), seconds - int(time.time()) % seconds)
        request.limits += (use,)
        if use.used > most:
            request.retry_after = use.reset
            raise RateLimited(request.retry_after)


def over_limit(request, kind, amount=1):
    """As `count`, for views that show a form again: the `RateLimited`, or None."""
    try:
        count(request, kind, amount)
    except RateLimited as limited:
        return limited
    return None


def counters(request, kind):
    """`(entry of the table, who)`: by account, never by session; visitors by their network."""
    user = request.user
    if not user.is_authenticated:
        return [(f"guest_{kind}", f"from-{network_of_request(request)}")]
    if not user.is_guest:
        return [(kind, user.pk)]
    found = [(f"guest_{SHARED_BY_GUESTS.get(kind, kind)}", user.pk)]
    if kind in SHARED_BY_GUESTS:
        found.append(("guest_network", network_of_request(request)))
    return found


def rate_limited(kind, methods=WRITES, when=None):
    """For views whose requests carry nothing that was typed: too many get 429 from `RateLimitMiddleware`.

    `when(request)` says which requests count; by default those with one of the `methods`.
    """

    def decorator(view):
        @wraps(view)
        def counted(request, *args, **kwargs):
            if when(request) if when else request.method in methods:
                count(request, kind)
            return view(request, *args, **kwargs)

        return counted

    return decorator


def asks_with(*names):
    """For `rate_limited(when=…)`: whether one of these fields of the query is not empty."""
    return lambda request: any(request.GET.get(name, "").strip() for name in names)


def number_of_files(request):
    return sum(len(files) for _name, files in request.FILES.lists())


def network_of_request(request):
    from allauth.account.adapter import get_adapter

    return network_of(get_adapter().get_client_ip(request))
