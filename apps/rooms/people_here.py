"""Who is in a room at this moment, as pages show it: with the viewer, whose own stream may still be opening."""

from django.db.models import Q

from apps.live import channels, presence
from apps.people.models import Profile

FACES = 12  # beside a room
FACES_IN_LIST = 3  # of each room


def number_here(room, viewer):
    channel = channels.name(room)
    return presence.number(channel, besides=viewer.pk) + 1 if viewer.is_authenticated else presence.number(channel)


def people_here(room, viewer, most):
    """`(number, profiles)`: everybody is counted; faces are for those who have an account themselves."""
    if not viewer.is_authenticated:
        return number_here(room, viewer), []
    here = Profile.objects.filter(Q(pk__in=presence.people(channels.name(room))) | Q(pk=viewer.pk))
    return number_here(room, viewer), list(here.select_related("user").alphabetical()[:most])


def faces_of(rooms, viewer):
    """`{number of a room: profiles}` for lists of rooms: some of the people there. Visitors see none."""
    if not viewer.is_authenticated:
        return {}
    there = presence.some([channels.name(room) for room in rooms], FACES_IN_LIST)
    people = Profile.objects.select_related("user").in_bulk({pk for pks in there.values() for pk in pks})
    return {room.pk: [people[pk] for pk in there[channels.name(room)] if pk in people] for room in rooms}
