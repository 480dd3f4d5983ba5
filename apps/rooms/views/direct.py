"""Direct conversations: the inbox, one with some people, its beginning, and whether one lets it in."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from apps.accounts.models import SiteSettings, User
from apps.people.models import Block, Profile
from apps.shared.addresses import address
from apps.shared.direction import isolate_text
from apps.shared.http import HtmxRequest, any_of, asks_to_end, plain, visible_or_404
from apps.shared.limits import asks_with, over_limit, rate_limited
from apps.shared.parameters import whole_number, words_in

from ..inbox import inbox_of, usernames_in
from ..models import Room, Unreachable
from ..models.direct import MOST, address_of
from .pages import readable
from .rooms import more_link, read_cursor, room_page

FOUND = 12  # people to choose from


@require_safe
@rate_limited("searches", when=asks_with("q"))
def inbox(request: HtmxRequest):
    """`?q=` names, `?requests=1` what is not let in yet, `?after=` the last conversation of the page before.

    For htmx the list alone; `?open=` is then the number of the conversation beside it.
    """
    beside = whole_number(request.GET.get("open"))
    context = inbox_of(
        request.user,
        beside and any_of(readable(request).direct().filter(pk=beside)),
        words=words_in(request.GET, "q"),
        requests="requests" in request.GET,
        older_than=read_cursor(request.GET.get("after")),
    )
    last = context["last_of_page"]
    context["older"] = more_link(request, last) if last else ""
    return render(request, "rooms/_inbox.html" if request.htmx else "rooms/inbox.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@rate_limited("conversations")
def conversation(request: HtmxRequest, usernames):
    """`/messages/bob/`, or `/messages/bob,cleo/` for several. A POST begins it where it is not; a GET never does.

    One that was begun stays when somebody closes their account, or blocks the viewer; a new one finds them no more.
    """
    others, room = others_and_room_or_404(request, usernames)
    if request.method == "POST":
        return begun_with(request, others)
    if room is not None:
        return room_page(request, room)
    context = {"others": [other.profile for other in others], "usernames": usernames, **inbox_of(request.user)}
    context["admin_reads"] = settings.ADMIN_READS_DIRECT
    return render(request, "rooms/not_begun.html", context)


def others_and_room_or_404(request, usernames):
    """The users of some usernames, and their conversation with the viewer, or None where they have none yet."""
    others = others_or_404(request, usernames)
    room = any_of(readable(request).with_head().between(request.user, *others))
    if room is None and found(request, others).count() < len(others):
        raise Http404
    return others, room


def others_or_404(request, usernames):
    names = usernames_in(usernames) - {request.user.username}
    others = list(User.objects.filter(username__in=names).select_related("profile").order_by("profile__sort_name"))
    if not 0 < len(names) == len(others) < MOST:
        raise Http404
    return others


def found(request, others):
    return Profile.objects.visible_to(request.user, SiteSettings.current()).filter(user__in=others)


def begun_with(request, others):
    try:
        Room.objects.begin(request.user, others)
    except Unreachable:
        messages.error(request, unreachable_sentence(others))
        return redirect(others[0].profile if len(others) == 1 else "rooms:begin")
    return redirect(address_of(others))


def unreachable_sentence(others):
    names = ", ".join(isolate_text(other.profile.distinct_name) for other in others)
    return _("You cannot write to %(names)s at present.") % {"names": names}


@require_http_methods(["GET", "HEAD", "POST"])
@rate_limited("searches", when=lambda request: searches_people(request))
def begin(request: HtmxRequest):
    """Whom to talk with: `?with=` are chosen, `?q=` is whom to choose from. A POST begins it, or searches."""
    query = request.POST if request.method == "POST" else request.GET
    names = usernames_in(",".join(query.getlist("with"))) - {request.user.username}
    visible = Profile.objects.visible_to(request.user, SiteSettings.current()).exclude(user=request.user)
    chosen = list(visible.filter(user__username__in=names).select_related("user").alphabetical())
    error, limited = "", None
    if request.method == "POST" and "search" not in request.POST:
        limited = over_limit(request, "conversations")
        if not limited and 0 < len(chosen) < MOST:
            return begun_with(request, [profile.user for profile in chosen])
        error = _("Choose whom to write to; at most %(most)d people.") % {"most": MOST - 1}
        error = limited.sentence if limited else error
    words = words_in(query, "q")
    offered = visible.to_offer_to(request.user)
    offered = offered.beginning_with(words.lstrip("@")) if words else offered
    offered = offered.exclude(user__username__in=names).select_related("user").alphabetical()[:FOUND]
    if limited and request.htmx:
        return plain(limited.sentence, 429)
    context = {"chosen": chosen, "found": offered, "q": words, "error": error}
    template = "rooms/_choose.html" if request.htmx else "rooms/begin.html"
    return render(request, template, context, status=429 if limited else 422 if error else 200)


def searches_people(request):
    query = request.POST if request.method == "POST" else request.GET
    return bool(words_in(query, "q")) and (request.method != "POST" or "search" in request.POST)


@require_http_methods(["POST", "DELETE"])
def admission(request: HtmxRequest, slug):
    """Let a conversation in that somebody else has begun, or keep it out."""
    room = visible_or_404(request, readable(request).direct(), slug=slug)
    if asks_to_end(request):
        room.decline(request.user)
        return redirect("rooms:inbox")
    room.admit(request.user)
    return redirect(address("rooms:room", slug))


@require_http_methods(["POST"])
@rate_limited("follows")
def block(request: HtmxRequest, slug):
    """Block the other one of two, also where they have blocked the viewer: their profile cannot be found then."""
    room = visible_or_404(request, readable(request).direct(), slug=slug)
    other = room.other_of_two
    if other is None:
        raise Http404
    Block.objects.make(request.user, other.user)
    sentence = _("%(name)s is blocked. Neither of you can write to the other.")
    messages.success(request, sentence % {"name": isolate_text(other.distinct_name)})
    return redirect(address("rooms:room", slug))


@require_safe
def seen(request: HtmxRequest, slug):
    """Who has read what the viewer said last: a line, or nothing."""
    room = visible_or_404(request, readable(request).direct(), slug=slug)
    if not request.htmx:
        return redirect(room)
    return render(request, "rooms/_seen.html", {"room": room, "seen_by": room.seen_by(request.user)})
