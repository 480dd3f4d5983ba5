"""What scripts hear on `/events/?format=json`, and who they are.

`?room=studio`, a slug or a number, several times where several rooms are to be heard: `message-created`,
`message-updated`, `message-deleted`, `reaction`, `typing` and `presence` of these rooms, for `rooms:read`. And
`notification`, for `notifications:read`.
"""

import json

from django.conf import settings
from django.http import JsonResponse
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.live import channels, scripts
from apps.live.limits import holders_of
from apps.notifications.broadcasts import EVERYBODY
from apps.notifications.context_processors import bell_of
from apps.rooms.live import heard_by
from apps.rooms.models import Message, Room
from apps.shared.addresses import absolute, address
from apps.shared.errors import PROBLEM, SENTENCES, problem_document
from apps.shared.parameters import whole_number

from .authentication import REFUSED, BearerAuthentication, bearer_of, credential_of
from .scopes import Scope
from .serializers.messages import ReactionsSerializer, messages_as_json
from .serializers.rooms import RoomSummarySerializer

MOST_ROOMS = 20  # of one stream


# --- Who listens ----------------------------------------------------------------------------------


class Refusal(Exception):
    def __init__(self, status, sentence, code):
        self.status, self.sentence, self.code = status, sentence, code

    def response(self):
        document = problem_document(self.status, self.sentence, self.code)
        response = JsonResponse(document, status=self.status, content_type=PROBLEM)
        if self.status == 401:
            response["WWW-Authenticate"] = BearerAuthentication.challenge
        return response


@scripts.register_audience
def audience_of(request):
    try:
        credential = credential_or_refusal(request)
        heard = channels_of(request, credential)
    except Refusal as refusal:
        return refusal.response()
    if credential is None:
        return scripts.Audience(request.user.pk, frozenset(heard), holders_of(request))
    holders = {
        ("token", type(credential), credential.pk): settings.STREAMS_PER_SESSION,
        ("user", request.user.pk): settings.STREAMS_PER_USER,
    }
    return scripts.Audience(request.user.pk, frozenset(heard), holders, credential.bearer_expires_at)


def credential_or_refusal(request):
    """The credential of the header, whose owner is `request.user` from here on; None for a session, or a visitor."""
    text = bearer_of(request)
    if text is None:
        return None
    credential = credential_of(text)
    if credential is None:
        raise Refusal(401, str(REFUSED), "invalid-token")
    credential.note_use()
    request.user = credential.user
    return credential


def channels_of(request, credential):
    def may(scope):
        return credential is None or credential.has_scope(scope)

    heard = set()
    wanted = request.GET.getlist("room")
    if len(wanted) > MOST_ROOMS:
        sentence = _("One stream tells of at most %(most)d rooms. Open another one for the rest.")
        raise Refusal(422, sentence % {"most": MOST_ROOMS}, "too-many-rooms")
    if wanted:
        if not may(Scope.ROOMS_READ):
            raise missing(Scope.ROOMS_READ)
        heard.update(channels.name(room_or_refusal(request, name)) for name in wanted)
    if request.user.is_authenticated and not request.user.is_guest and may(Scope.NOTIFICATIONS_READ):
        heard |= {channels.name(request.user), EVERYBODY}
    if not heard and not request.user.is_authenticated:
        raise Refusal(401, _("Bring a token, or name a room that visitors may read."), "not-authenticated")
    if not heard:
        raise missing(Scope.NOTIFICATIONS_READ)
    return heard


def missing(scope):
    sentence = _("This token does not have the permission “%(scope)s”.") % {"scope": scope}
    return Refusal(403, sentence, "missing-scope")


def room_or_refusal(request, name):
    """By its slug, or by its number where no room has that for a slug."""
    rooms = heard_by(request.user)
    room = rooms.filter(slug=name.lower()).first() if "\0" not in name else None
    if room is None and (number := whole_number(name)):
        room = rooms.filter(pk=number).first()
    if room is None:
        raise Refusal(404, SENTENCES[404](), "not-found")
    return room


# --- What is told ---------------------------------------------------------------------------------


def numbers_of(events):
    """`{channel: primary key of the room}`"""
    return {event.channel: int(event.channel.partition("-")[2]) for event in events}


def rooms_of(events):
    """`{channel: the room in JSON}`"""
    numbers = numbers_of(events)
    rooms = Room.objects.only("kind", "slug").in_bulk(numbers.values())
    return {
        channel: RoomSummarySerializer(rooms[pk]).data if pk in rooms else {"id": pk}
        for channel, pk in numbers.items()
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
    as_json = dict(zip(found, messages_as_json(list(found.values())), strict=True))
    names = {"message-created": "message-created", "message-changed": "message-updated"}
    for event in events:
        message = as_json.get(event.subject)
        yield (names[event.type], {"message": message}) if message else None


@scripts.register_converter("message-reacted", "message-old")
def told_of_reactions(events):
    """What stands under the message now, and not what was added."""
    found, rooms = messages_in(events), rooms_of(events)
    for event in events:
        message = found.get(subject_of(event))
        if message is None:
            yield None
            continue
        reactions = ReactionsSerializer(message.tally, many=True).data
        yield "reaction", {"room": rooms[event.channel], "message": {"id": message.pk}, "reactions": reactions}


@scripts.register_converter("message-removed")
def told_of_deletions(events):
    rooms = rooms_of(events)
    for event in events:
        yield "message-deleted", {"room": rooms[event.channel], "message": {"id": int(event.data.partition("-")[2])}}


@scripts.register_converter("typing")
def told_who_types(events):
    """Guests have a name and no username."""
    rooms = rooms_of(events)
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
    rooms = rooms_of(events)
    direct = {channels.name(room): room for room in Room.objects.direct().filter(pk__in=numbers_of(events).values())}
    for event in events:
        is_shown = event.channel not in direct or direct[event.channel].hears_each_other()
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
