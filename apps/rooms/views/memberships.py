"""Who belongs to a room, what its bell says, and how far somebody has read."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from apps.accounts.models import SiteSettings
from apps.people.models import Profile
from apps.shared import paging
from apps.shared.addresses import address
from apps.shared.direction import isolate_text
from apps.shared.folding import fold
from apps.shared.http import HtmxRequest, asks_to_end, fragment_or_redirect, plain, refused, visible_or_404
from apps.shared.limits import asks_with, count, rate_limited
from apps.shared.parameters import whole_number, words_in

from ..models import Membership, Shut, Stays
from .pages import readable, run_by_or_404

OWNER_STAYS = gettext_lazy("You keep this room. Hand it over to somebody before you leave.")
OWNER_IS_NOT_REMOVED = gettext_lazy("Whoever keeps a room cannot be taken out of it.")
PEOPLE = 48  # on a page
NAMES = 8  # offered to whoever types one


@require_http_methods(["POST", "DELETE"])
@rate_limited("joins")
def membership(request: HtmxRequest, slug):
    """Joining, with `level` the bell; and leaving."""
    room = visible_or_404(request, readable(request), slug=slug)
    if asks_to_end(request):
        return leave(request, room)
    level = request.POST.get("level", "")
    if level and level not in Membership.Level.values:
        return plain(_("There is no such bell."), 422)
    try:
        room.enter(request.user)
    except Shut as shut:
        raise Http404 from shut
    if level:
        room.set_bell(request.user, level)
    room = visible_or_404(request, readable(request), slug=slug)
    return fragment_or_redirect(request, "rooms/_membership.html", {"room": room}, to=room)


def leave(request, room):
    if room.is_direct:
        raise Http404
    try:
        room.leave(request.user)
    except Stays:
        return refused(request, OWNER_STAYS, to=room)
    return redirect("rooms:rooms" if room.is_closed else room)


@require_POST
def read(request: HtmxRequest, slug):
    """`up_to` a message's number: read as far as there. `message`: unread again, from there."""
    room = visible_or_404(request, readable(request), slug=slug)
    response = (
        HttpResponse(status=204) if request.htmx else redirect("rooms:inbox" if room.is_direct else "rooms:rooms")
    )
    if (first := whole_number(request.POST.get("message"))) is not None:
        visible_or_404(request, room.messages.all(), pk=first)
        room.unread_by(request.user, first)
        return response
    last = whole_number(request.POST.get("up_to"))
    newest = room.newest()
    room.read_by(request.user, newest if last is None else min(last, newest))
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@rate_limited("searches", when=asks_with("q"))
def people(request: HtmxRequest, slug):
    """The members; its owner adds some."""
    if request.method == "POST":
        return add(request, run_by_or_404(request, slug))
    if request.htmx and "username" in request.GET:
        count(request, "completions")
        return names(request, run_by_or_404(request, slug))
    return members(request, visible_or_404(request, readable(request).select_related("owner__profile"), slug=slug))


def add(request, room):
    count(request, "joins")
    username = words_in(request.POST, "username").lstrip("@").lower()
    try:
        profile = profile_called(request, username)
    except ValidationError as error:
        return members(request, room, error=error.message, username=username, status=422)
    room.take_in(profile.user, request.user)
    messages.success(request, _("%(name)s is in.") % {"name": isolate_text(profile.distinct_name)})
    return redirect("rooms:people", room.slug)


def profile_called(request, username):
    """The profile of somebody whom the viewer may find; raises `ValidationError`."""
    profile = Profile.objects.visible_to(request.user, SiteSettings.current()).with_username(username)
    if profile is None:
        called = {"name": isolate_text(username[:60])}
        raise ValidationError(_("Nobody here is called “%(name)s”.") % called if username else _("Say whom."))
    return profile


def names(request, room):
    """Whom one may mean who has begun to type a name: people who are not in the room yet."""
    begun = fold(request.GET["username"].strip().lstrip("@"))
    profiles = Profile.objects.visible_to(request.user, SiteSettings.current()).to_offer_to(request.user)
    profiles = profiles.exclude(user__memberships__room=room)
    profiles = profiles.filter(Q(sort_name__contains=begun) | Q(user__username__startswith=begun)) if begun else []
    return render(request, "rooms/_names.html", {"profiles": profiles and profiles.select_related("user")[:NAMES]})


def members(request, room, status=200, **more):
    words = words_in(request.GET, "q")
    after = whole_number(request.GET.get("after")) or 0
    page = paging.after(room.memberships.with_rows().called(words), after, PEOPLE)
    query = QueryDict(mutable=True)
    query.update({"q": words} if words else {})
    if page.has_newer:
        query["after"] = page.rows[-1].pk
    context = {
        "room": room,
        "page": page,
        "q": words,
        "more": f"?{query.urlencode()}" if page.has_newer else "",
        "runs": room.can_be_run_by(request.user),
        **more,
    }
    template = "rooms/_people.html" if request.htmx and request.method == "GET" else "rooms/people.html"
    return render(request, template, context, status=status)


@require_http_methods(["POST", "DELETE"])
def person(request: HtmxRequest, slug, username):
    """Taking somebody out of a room."""
    room = run_by_or_404(request, slug)
    mine = visible_or_404(request, room.memberships.with_rows(), user__username=username.lower())
    if not asks_to_end(request):
        return redirect("rooms:people", room.slug)
    try:
        room.take_out(mine.user)
    except Stays:
        return refused(request, OWNER_IS_NOT_REMOVED, to=address("rooms:people", room.slug))
    messages.success(request, _("%(name)s is out.") % {"name": isolate_text(mine.user.profile.distinct_name)})
    return redirect("rooms:people", room.slug)
