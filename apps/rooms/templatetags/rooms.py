"""What the templates of rooms ask for."""

from django import template

from apps.live import channels, presence

from ..emoji import GROUPS, QUICK
from ..people_here import number_here

register = template.Library()


@register.simple_tag(takes_context=True)
def count_here(context, room):
    """How many people are in a room at this moment, with whoever looks at it."""
    return number_here(room, context["user"])


@register.simple_tag
def counts_of(rooms):
    """`{number of a room: people there}` for a list of rooms, in one query."""
    found = presence.counts([channels.name(room) for room in rooms])
    return {room.pk: found[channels.name(room)] for room in rooms}


@register.filter
def of(counts, room):
    return counts.get(room.pk, 0)


@register.simple_tag(takes_context=True)
def keeps_order(context, room):
    """Whether the viewer moderates a room. Who does is staff: everybody else's page asks for no permissions."""
    user = context["user"]
    return room.can_be_run_by(user) or (user.is_staff and room.is_moderated_by(user))


@register.inclusion_tag("rooms/_tools.html", takes_context=True)
def message_tools(context):
    """The toolbar of messages, with what the viewer may do beyond writing and reading."""
    room, user = context["room"], context["user"]
    keeps = room.can_be_run_by(user)
    return {
        "room": room,
        "user": user,
        "silence": context.get("silence"),
        "moderates": keeps_order(context, room),
        "sees_earlier": keeps or (user.is_staff and room.shows_earlier_texts_to(user)),
        "quick": QUICK,
        "groups": GROUPS,
    }
