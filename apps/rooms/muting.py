"""Rooms and conversations of which somebody wants to be told nothing for a while. Their bells stay as they are."""

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _

from apps.accounts.models import SiteSettings
from apps.notifications import places

from .models import Room
from .models.direct import people


def register():
    places.register("room", rooms_seen_by, words=called)


def rooms_seen_by(user, numbers):
    """With what their titles need."""
    rooms = Room.objects.visible_to(user, SiteSettings.current()).select_related("owner__profile").in_bulk(numbers)
    prefetch_related_objects([room for room in rooms.values() if room.is_direct], people())
    return rooms


def called(room):
    return _("Your conversation with %(names)s") % {"names": room.title} if room.is_direct else room.title
