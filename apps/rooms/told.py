"""What people are told of what is said in rooms, and of being let into them."""

from django.db.models import prefetch_related_objects
from django.utils.html import format_html
from django.utils.text import get_text_list
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import SiteSettings
from apps.live import channels
from apps.notifications import kinds, places
from apps.shared.direction import isolate, isolate_text

from .models import Membership, Message, Room
from .models.direct import people


def register():
    places.register("room", visible_rooms, words=called)
    kinds.register_target("message", messages_seen_by)
    kinds.register_target("room", rooms_seen_by)
    topic, group = kinds.Topic, kinds.Group
    said = {"place": place, "quote": quote, "group": group.MENTIONS, "together": False}
    kinds.register("room-mention", topic.MENTIONS, sentence=with_room(_("mentioned you in {}")), **said)
    kinds.register("room-call", topic.MENTIONS, sentence=with_room(_("called everybody in {}")), **said)
    kinds.register("room-here", topic.MENTIONS, sentence=with_room(_("called those who are here in {}")), **said)
    kinds.register("room-answer", topic.REPLIES, sentence=with_room(_("answered you in {}")), **said)
    between = {"place": place, "group": group.MESSAGES}
    kinds.register("direct", topic.DIRECT, sentence=wrote_to, quote=quote, by_person=True, **between)
    kinds.register("direct-ask", topic.DIRECT, sentence=_("would like to write to you"), **between)
    invited = with_room(_("invited you to the room {}"))
    kinds.register("invitation", topic.INVITATIONS, sentence=invited, place=place, group=group.PEOPLE)


def room_of(target):
    return target if isinstance(target, Room) else target.room


def place(target):
    return channels.name(room_of(target))


def quote(message):
    return message.line


def with_room(words):
    """A sentence with the room's name in it."""
    return lambda target: format_html(words, format_html("<b>{}</b>", isolate(room_of(target).title)))


def wrote_to(message):
    """In a conversation of several, with the others whom it was written to."""
    others = [isolate_text(profile.first_name) for profile in message.room.others if profile.pk != message.author_id]
    names = get_text_list([gettext("you"), *others], gettext("and"))
    return gettext("wrote to %(names)s") % {"names": names}


def called(room):
    """In the list of what is muted."""
    if not room.is_direct:
        return room.title
    return gettext("Your conversation with %(names)s") % {"names": isolate_text(room.title)}


def visible_rooms(user, numbers):
    """With what their titles need."""
    rooms = Room.objects.visible_to(user, SiteSettings.current()).select_related("owner__profile").in_bulk(numbers)
    prefetch_related_objects([room for room in rooms.values() if room.is_direct], people())
    return rooms


def rooms_seen_by(user, numbers):
    """Of conversations not those that somebody keeps out."""
    declined = user.memberships.filter(admission=Membership.Admission.DECLINED).values_list("room", flat=True)
    return visible_rooms(user, set(numbers) - set(declined))


def messages_seen_by(user, numbers):
    messages = Message.objects.prefetch_related("attachments").in_bulk(numbers)
    rooms = rooms_seen_by(user, {message.room_id for message in messages.values()})
    seen = {number: message for number, message in messages.items() if message.room_id in rooms}
    for message in seen.values():
        message.room = rooms[message.room_id]
    return seen
