"""How many streams one session, one user and one address may have open in a process. All on the event loop."""

from collections import Counter

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.exceptions import PermissionDenied

from apps.shared.networks import network_of

from .delivery import delivery


class OpenStreams:
    def __init__(self):
        self.number = Counter()  # by who holds them
        self.holders = {}  # of each open stream

    def admit(self, listener, holders):
        """Whether one more may be opened; `holders` as from `holders_of`. A page that comes back replaces its own."""
        older = delivery.pages.get(listener.page)
        if older is not None and older.user_pk == listener.user_pk:
            older.close()
            delivery.remove(older)
            self.leave(older)
        if any(self.number[holder] >= most for holder, most in holders.items()):
            return False
        self.holders[listener] = holders
        self.number.update(holders.keys())
        return True

    def leave(self, listener):
        """The stream has ended. A second time changes nothing."""
        for holder in self.holders.pop(listener, ()):
            self.number[holder] -= 1
            if not self.number[holder]:
                del self.number[holder]


def holders_of(request):
    """Who holds the stream that is asked for, and how many each of them may hold: `{("user", 8): 60, ...}`."""
    if not request.user.is_authenticated:
        return {("address", address_of(request)): settings.STREAMS_PER_ADDRESS}
    session = request.session.session_key or f"guest-{request.user.pk}"
    return {
        ("session", session): settings.STREAMS_PER_SESSION,
        ("user", request.user.pk): settings.STREAMS_PER_USER,
    }


def address_of(request):
    try:
        return network_of(get_adapter().get_client_ip(request))
    except PermissionDenied:  # a router that we trust does not say whom it speaks for
        return ""


open_streams = OpenStreams()
