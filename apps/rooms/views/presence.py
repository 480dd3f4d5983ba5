"""Who is in a room at this moment, and who is writing."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from apps.shared.http import HtmxRequest, visible_or_404
from apps.shared.limits import rate_limited

from ..people_here import FACES, people_here
from .pages import readable, refused_in_silence

MOST = 200  # on a page of its own


@login_not_required
@require_safe
def here(request: HtmxRequest, slug):
    """The number and the faces, wherever the room's page shows them; for a plain link, a page."""
    room = visible_or_404(request, readable(request).with_head(), slug=slug)
    number, people = people_here(room, request.user, FACES if request.htmx else MOST)
    shows_presence = not room.is_direct or room.hears_each_other()
    if not shows_presence:
        number, people = 1, [request.user.profile]
    context = {"room": room, "number": number, "people": people, "rest": number - len(people)}
    context["shows_presence"] = shows_presence
    return render(request, "rooms/_here_now.html" if request.htmx else "rooms/here.html", context)


@require_POST
@rate_limited("typing")
def typing(request: HtmxRequest, slug):
    """A sign that the viewer is writing. Nothing is kept of it."""
    room = visible_or_404(request, readable(request).only("slug", "kind", "member_key", "archived_at"), slug=slug)
    if refusal := refused_in_silence(request, room):
        return refusal
    room.show_typing(request.user)
    return HttpResponse(status=204)
