"""The door for guests: coming in under a name, going, and what whoever keeps the room decides about them."""

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from apps.shared import paging
from apps.shared.addresses import address
from apps.shared.direction import isolate_text
from apps.shared.http import HtmxRequest, asks_to_end, visible_or_404
from apps.shared.limits import over_limit

from ..door_form import DoorForm
from ..guest_pass import give, stays_of
from ..models import Guest, Rests, Room, Shut
from .pages import door_page, readable

AT_ONCE = 100  # guests, in each part of the page about them
GONE = 40  # of them, on a page


@login_not_required
@require_http_methods(["POST", "DELETE"])
def guest(request: HtmxRequest, slug):
    """Come in under a name, without an account; or go, and leave the name to others."""
    before = earlier_stays(request)
    if asks_to_end(request):
        if not before or before[0].room.slug != slug:
            raise Http404
        response = redirect("rooms:front_door")
        if before[0].left_at is None:
            before[0].leave()
            give(response, [], secure=request.is_secure())  # whoever sits here next was not this guest
        return response
    room = visible_or_404(request, Room.objects.with_open_door().select_related("owner__profile"), slug=slug)
    if request.user.is_authenticated:
        return redirect(room)
    return enter(request, room, before)


def earlier_stays(request):
    """Those that this browser knows of, the newest first."""
    pks = stays_of(request)
    found = Guest.objects.select_related("room", "user").in_bulk(pks)
    return [found[pk] for pk in pks if pk in found]


def enter(request, room, before):
    form = DoorForm(request.POST)
    ip = get_adapter().get_client_ip(request)
    if limited := over_limit(request, "entries"):
        form.add_error("name", limited.sentence)
        return door_page(request, room, form, status=429)
    if form.is_valid():
        try:
            stay = room.admit_guest(form.cleaned_data["name"], ip, before)
        except Shut as shut:
            raise Http404 from shut
        except ValidationError as refusal:
            form.add_error("name", refusal)
        else:
            under_that_name = [stay.pk, *(one.pk for one in before if one.likeness == stay.likeness)]
            return give(redirect(room), under_that_name, secure=request.is_secure())
    return door_page(request, room, form, status=422)


@require_http_methods(["GET", "HEAD", "POST", "DELETE"])
def guests(request: HtmxRequest, slug):
    """Those who are in, who were, and who are shut out; opening the door, and closing it with one click."""
    room = kept_or_404(request, slug)
    if request.method in ("POST", "DELETE"):
        if asks_to_end(request):
            room.close_door()
            messages.success(request, _("The door is closed. No guest is in."))
        elif not room.can_be_run_by(request.user):
            raise Http404
        else:
            open_door(request, room)
        return redirect("rooms:guests", slug)
    return render(request, "rooms/guests.html", those_who_came(request, room))


def open_door(request, room):
    try:
        room.open_door()
    except Rests:
        messages.error(request, _("This room is archived. Wake it first."))


def those_who_came(request, room):
    """`?before=`: the gone, from that stay on."""
    here, lately, gone = room.guests_by_nearness()
    gone = paging.downwards(gone, GONE, request.GET.get("before"))
    return {
        "room": room,
        "runs": room.can_be_run_by(request.user),
        "here": here[:AT_ONCE],
        "lately": lately[:AT_ONCE],
        "gone": gone,
        "more": f"?before={gone.rows[-1].pk}" if gone.has_older else "",
        "banned": room.guests.exclude(banned_at=None).with_names().order_by("-pk")[:AT_ONCE],
    }


DEEDS = {
    "mute": (Guest.mute, gettext_lazy("%(name)s can read and not write.")),
    "unmute": (Guest.unmute, gettext_lazy("%(name)s can write again.")),
    "remove": (Guest.remove, gettext_lazy("%(name)s is out.")),
    "ban": (Guest.ban, gettext_lazy("%(name)s is out, and does not come in again.")),
    "lift": (Guest.lift_ban, gettext_lazy("%(name)s may come in again.")),
}


@require_POST
def a_guest(request: HtmxRequest, slug, pk):
    """`do`: mute, unmute, remove, ban or lift."""
    room = kept_or_404(request, slug)
    stay = visible_or_404(request, room.guests.with_names().select_related("room"), pk=pk)
    if request.POST.get("do") not in DEEDS:
        raise Http404
    deed, sentence = DEEDS[request.POST["do"]]
    deed(stay)
    messages.success(request, sentence % {"name": isolate_text(stay.user.profile.name)})
    return redirect("rooms:guests", slug)


def kept_or_404(request, slug):
    """A room of which the viewer keeps order, and which may have guests."""
    room = visible_or_404(request, readable(request).not_direct().select_related("owner__profile"), slug=slug)
    if room.is_closed or not room.is_moderated_by(request.user):
        raise Http404
    return room


@require_POST
def adopt(request: HtmxRequest, slug):
    """Take over what one wrote here as a guest, before one had an account."""
    room = visible_or_404(request, readable(request), slug=slug)
    stays = room.guests.to_adopt(stays_of(request), request.user)
    visible_or_404(request, stays)
    elsewhere = [pk for pk in stays_of(request) if pk not in stays.values_list("pk", flat=True)]
    number = stays.adopt(request.user)
    sentence = ngettext("%(number)d message is yours now.", "%(number)d messages are yours now.", number)
    messages.success(request, sentence % {"number": number})
    return give(redirect(address("rooms:room", slug)), elsewhere, secure=request.is_secure())
