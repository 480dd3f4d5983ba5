"""The front door, the list of rooms, a new room, a room, and the short ways to one."""

from datetime import UTC, datetime, timedelta

from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_safe

from apps.accounts.models import SiteSettings
from apps.accounts.user_rows import creates_missing_rows
from apps.notifications.context_processors import bell_of
from apps.shared import front_page
from apps.shared.http import HtmxRequest, any_of, plain, redirect_with_query, visible_or_404
from apps.shared.limits import asks_with, number_of_files, over_limit, rate_limited
from apps.shared.parameters import whole_number, words_in

from ..context_processors import side_of
from ..models import Room
from ..people_here import FACES, people_here
from ..room_forms import RoomForm
from .pages import answered, begun, door_form, door_page, has_read, opened, readable, shown, standing

ROOMS = 40  # on a page of the list
SHOWN = ("mine", "news")  # rooms that one is a member of, and those of them with unread messages
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@login_not_required
@require_safe
def front_door(request: HtmxRequest):
    """What this place is, for visitors; members go to their rooms."""
    if request.user.is_authenticated:
        return redirect("rooms:rooms")
    rooms = readable(request).in_use().with_cards().most_awake_first()[:6]
    parts = front_page.parts(front_page.FOR_VISITORS, request)
    return render(request, "rooms/front_door.html", {"rooms": rooms, "parts": parts})


@login_not_required
@require_safe
@rate_limited("searches", when=asks_with("q"))
def rooms(request: HtmxRequest):
    if not request.user.is_authenticated and not SiteSettings.current().visitors_read_rooms:
        return visible_or_404(request, Room.objects.none())
    template = "rooms/_doors.html" if request.htmx else "rooms/rooms.html"
    return render(request, template, list_of_rooms(request, readable(request).shared()))


def list_of_rooms(request, rooms):
    """`?q=` words, `?show=mine` or `news`, `?archived=1`, and `?after=` the last room of the page before."""
    words, show = words_in(request.GET, "q"), request.GET.get("show")
    archived = bool(request.GET.get("archived"))
    rooms = filtered_rooms(rooms, words, show, archived)
    if cursor := read_cursor(request.GET.get("after")):
        rooms = rooms.calmer_than(*cursor)
    rooms = list(rooms.with_cards().most_awake_first()[: ROOMS + 1])
    more = more_link(request, rooms[ROOMS - 1]) if len(rooms) > ROOMS else ""
    narrowed = bool(words or archived or request.GET.get("after") or show in ("mine", "news"))
    return {"rooms": rooms[:ROOMS], "q": words, "show": show, "archived": archived, "more": more, "narrowed": narrowed}


def filtered_rooms(rooms, words="", show="", archived=False):
    """`show`: one of `SHOWN`, or anything else for all of them."""
    rooms = rooms.archived() if archived else rooms.in_use()
    rooms = rooms.matching(words)
    if show == "mine":
        return rooms.joined()
    return rooms.with_news() if show == "news" else rooms


def read_cursor(text):
    """`(moment, pk)` of the last room seen; the moment in microseconds."""
    since, _dot, pk = (text or "").partition(".")
    since, pk = whole_number(since), whole_number(pk)
    if since is None or pk is None:
        return None
    try:
        return EPOCH + timedelta(microseconds=since), pk
    except OverflowError:
        return None


def cursor_text(room):
    """What `read_cursor` reads, of the last room of a page."""
    return f"{(room.stirred_at - EPOCH) // timedelta(microseconds=1)}.{room.pk}"


def more_link(request, room):
    query = request.GET.copy()
    query["after"] = cursor_text(room)
    return f"?{query.urlencode()}"


@require_http_methods(["GET", "POST"])
def new(request: HtmxRequest):
    form = RoomForm(request.POST or None, request.FILES or None, user=request.user)
    status = 422 if form.is_bound else 200
    if request.method == "POST" and form.is_valid():
        files = number_of_files(request)
        limited = over_limit(request, "rooms") or (files and over_limit(request, "uploads", files))
        if not limited:
            return redirect(form.open(request.user))
        form.add_error(None, limited.sentence)
        status = 429
    return render(request, "rooms/new.html", {"form": form}, status=status)


@login_not_required
@require_safe
def room(request: HtmxRequest, slug):
    if door := door_alone(request, slug):
        return door_page(request, door, door_form(request))
    room = visible_or_404(request, readable(request).with_head(), slug=slug)
    if room.is_direct and room.side_address:
        return redirect_with_query(request, room.side_address)
    response = room_page(request, room)
    if not request.user.is_authenticated:  # so it is public, and search engines may keep what everybody sees
        response["X-Robots-Tag"] = "all"
    return response


def door_alone(request, slug):
    """The room of which a visitor sees no more than the open door for guests."""
    if request.user.is_authenticated or readable(request).filter(slug=slug).exists():
        return None
    return any_of(Room.objects.with_open_door().select_related("owner__profile").filter(slug=slug))


def room_page(request, room):
    place, page = opened(room)
    has_read(request, room, page)
    form = begun(request, room)
    return shown(request, room, page, form=form, place=place, reply=answered(request, room, form))


@login_not_required
@require_safe
def head(request: HtmxRequest, slug):
    """A room's head alone: what it is, and what the viewer is to it, has changed. `?guest`: on a guest's page."""
    if "guest" in request.GET and not request.user.is_authenticated:
        raise Http404
    room = visible_or_404(request, readable(request).with_head(), slug=slug)
    number, people = people_here(room, request.user, FACES)
    template = "rooms/_direct_head.html" if room.is_direct else "rooms/_head.html"
    context = {"room": room, "number_here": number, "people": people, **standing(request, room)}
    return render(request, template, context)


@require_safe
def side(request: HtmxRequest):
    """The rooms that stand beside every page, with their marks. `?news`: how many have some, and how many rows of
    notifications are unread, for hidden tabs."""
    if "news" in request.GET:
        side = side_of(request.user)
        return plain(f"{side.news} {side.direct_news} {bell_of(request.user)['number']}")
    here = (request.htmx.current_url_abs_path or "") if request.htmx else ""
    return render(request, "rooms/_side_rooms.html", {"side": side_of(request.user, here)})


@login_not_required
@require_GET
@creates_missing_rows
def personal(request: HtmxRequest, username):
    """`/@ada/room/` leads to Ada's own room, whatever its address is."""
    return redirect(
        visible_or_404(request, readable(request), kind=Room.Kind.PERSONAL, owner__username=username.lower())
    )


@login_not_required
@require_GET
def short_address(request: HtmxRequest, slug):
    """`/studio/?username=paul` leads to `/rooms/studio/?username=paul`, a guest's door where it is open."""
    room = door_alone(request, slug) or visible_or_404(request, readable(request), slug=slug)
    return redirect_with_query(request, room)
