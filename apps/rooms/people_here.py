"""Who is in a room at this moment, as pages show it: with the viewer, whose own stream may still be opening."""

from django.db.models import Q

from apps.live import channels, presence
from apps.people.models import Profile

FACES = 12  # beside a room


def number_here(room, viewer):
    channel = channels.name(room)
    return presence.number(channel, besides=viewer.pk) + 1 if viewer.is_authenticated else presence.number(channel)


def people_here(room, viewer, most):
    """`(number, profiles)`: everybody is counted; faces are for those who have an account themselves."""
    if not viewer.is_authenticated:
        return number_here(room, viewer), []
    here = Profile.objects.filter(Q(pk__in=presence.people(channels.name(room))) | Q(pk=viewer.pk))
    return number_here(room, viewer), list(here.select_related("user").alphabetical()[:most])
