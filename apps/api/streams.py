"""What scripts hear on `/events/?format=json`, and who they are.

`?room=studio`, a slug or a number, several times where several rooms are to be heard: `message-created`,
`message-updated`, `message-deleted`, `reaction`, `typing` and `presence` of these rooms, for `rooms:read`. And
`notification`, for `notifications:read`.
"""

import json

from django.conf import settings
from django.http import Http404
from django.utils.translation import gettext_lazy as _
from rest_framework import exceptions

from apps.accounts.models import User
from apps.live import channels, scripts
from apps.live.limits import holders_of
from apps.notifications.broadcasts import EVERYBODY
from apps.notifications.context_processors import bell_of
from apps.rooms.live import heard_by
from apps.rooms.models import Message, Room
from apps.shared.addresses import absolute, address
from apps.shared.errors import problem_response
from apps.shared.parameters import whole_number

from .authentication import BearerAuthentication
from .permissions import check_scope, has_scope, missing_scope
from .problems import response_to
from .scopes import Scope
from .serializers.messages import ReactionsSerializer, messages_as_json
from .serializers.rooms import RoomSummarySerializer

MOST_ROOMS = 20  # of one stream


# --- Who listens ----------------------------------------------------------------------------------


class TooManyRooms(exceptions.APIException):
    status_code = 422
    default_code = "too-many-rooms"
    default_detail = _("One stream tells of at most %(most)d rooms. Open another one for the rest.")


@scripts.register_audience
def audience_of(request):
    try:
        authenticate(request)
        heard = channels_of(request)
    except (exceptions.APIException, Http404) as exception:
        return refusal(request, exception)
    if request.auth is None:
        return scripts.Audience(request.user.pk, frozenset(heard), holders_of(request))
    holders = {
        ("token", type(request.auth), request.auth.pk): settings.STREAMS_PER_SESSION,
        ("user", request.user.pk): settings.STREAMS_PER_USER,
    }
    return scripts.Audience(request.user.pk, frozenset(heard), holders, request.auth.bearer_expires_at)


def authenticate(request):
    """As in the API: `request.auth` is the credential of the header; None for a session, or a visitor."""
    request.auth = None
    if found := BearerAuthentication().authenticate(request):
        request.user, request.auth = found


def refusal(request, exception):
    """The answer that the API gives to the same exception."""
    response = problem_response(response_to(exception).data)
    if response.status_code == 401:
        response["WWW-Authenticate"] = BearerAuthentication().authenticate_header(request)
    return response


def channels_of(request):
    heard = set()
    wanted = request.GET.getlist("room")
    if len(wanted) > MOST_ROOMS:
        raise TooManyRooms(TooManyRooms.default_detail % {"most": MOST_ROOMS})
    if wanted:
        check_scope(request, Scope.ROOMS_READ)
        heard.update(channels.name(room_or_404(request, name)) for name in wanted)
    is_member = request.user.is_authenticated and not request.user.is_guest
    if is_member and has_scope(request, Scope.NOTIFICATIONS_READ):
        heard |= {channels.name(request.user), EVERYBODY}
    if not heard and not request.user.is_authenticated:
        raise exceptions.NotAuthenticated(_("Bring a token, or name a room that visitors may read."))
    if not heard:
        raise missing_scope(Scope.NOTIFICATIONS_READ)
    return heard


def room_or_404(request, name):
    """By its slug, or by its number where no room has that for a slug."""
    rooms = heard_by(request.user)
    room = rooms.filter(slug=name.lower()).first() if "\0" not in name else None
    if room is None and (number := whole_number(name)):
        room = rooms.filter(pk=number).first()
    if room is None:
        raise Http404
    return room


# --- What is told ---------------------------------------------------------------------------------


def rooms_of(events):
    """`{channel: the room, or None where it is gone}`"""
    numbers = {event.channel: number_of_room(event.channel) for event in events}
    rooms = Room.objects.only("kind", "slug").in_bulk(numbers.values())
    return {channel: rooms.get(pk) for channel, pk in numbers.items()}


def number_of_room(channel):
    return int(channel.partition("-")[2])


def as_json(rooms):
    """`{channel: the room in JSON}` of `rooms_of`."""
    return {
        channel: RoomSummarySerializer(room).data if room else {"id": number_of_room(channel)}
        for channel, room in rooms.items()
    }


def messages_in(events):
    """`{subject: message}` of those that still are."""
    numbers = {int(subject_of(event).partition("-")[2]) for event in events}
    rows = Message.objects.with_rows().select_related("room").in_bulk(numbers)
    return {f"message-{pk}": message for pk, message in rows.items()}


def subject_of(event):
    return event.subject.removesuffix("-old")


@scripts.register_converter("message-created", "message-changed")
def told_of_messages(events):
    """As the message is now: the log says so, too."""
    found = messages_in(events)
    messages = dict(zip(found, messages_as_json(list(found.values())), strict=True))
    names = {"message-created": "message-created", "message-changed": "message-updated"}
    for event in events:
        message = messages.get(event.subject)
        yield (names[event.type], {"message": message}) if message else None


@scripts.register_converter("message-reacted", "message-old")
def told_of_reactions(events):
    """What stands under the message now, and not what was added."""
    found, rooms = messages_in(events), as_json(rooms_of(events))
    for event in events:
        message = found.get(subject_of(event))
        if message is None:
            yield None
            continue
        reactions = ReactionsSerializer(message.tally, many=True).data
        yield "reaction", {"room": rooms[event.channel], "message": {"id": message.pk}, "reactions": reactions}


@scripts.register_converter("message-removed")
def told_of_deletions(events):
    rooms = as_json(rooms_of(events))
    for event in events:
        yield "message-deleted", {"room": rooms[event.channel], "message": {"id": int(event.data.partition("-")[2])}}


@scripts.register_converter("typing")
def told_who_types(events):
    """Guests have a name and no username."""
    rooms = as_json(rooms_of(events))
    writers = {number_of_writer(event) for event in events}
    users = User.objects.filter(is_guest=False).in_bulk(writers)
    for event in events:
        user = users.get(number_of_writer(event))
        name = json.loads(event.data)["name"]
        yield "typing", {"room": rooms[event.channel], "name": name, "username": user.username if user else None}


def number_of_writer(event):
    return json.loads(event.data)["user"]


@scripts.register_converter("presence-changed")
def told_who_is_here(events):
    """In a direct conversation only where its page shows it, too: where all have accepted it and nobody is blocked."""
    found = rooms_of(events)
    rooms = as_json(found)
    for event in events:
        room = found[event.channel]
        is_shown = room is None or not room.is_direct or room.hears_each_other()
        yield ("presence", {"room": rooms[event.channel], "count": int(event.data)}) if is_shown else None


@scripts.register_converter("notifications-changed", "many-told")
def told_of_notifications(events):
    """How many are unread now; None where everybody was told something."""
    numbers = {event: whole_number(event.channel.partition("-")[2]) for event in events}
    users = User.objects.in_bulk({number for number in numbers.values() if number})
    url = absolute(address("api:notifications"))
    for event in events:
        user = users.get(numbers[event])
        yield "notification", {"unread_count": bell_of(user)["number"] if user else None, "url": url}
