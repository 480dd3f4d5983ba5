"""Which rooms somebody hears."""

from apps.accounts.models import SiteSettings
from apps.live import channels
from apps.shared.parameters import whole_number

from .models import Membership, Room


def room_on_the_page(request):
    """`?room=3` on the stream's address: that room's channel, where the room may be read."""
    pk = whole_number(request.GET.get("room"))
    return [channels.name(room) for room in heard_by(request.user).filter(pk=pk)] if pk else []


def can_be_read_by(user, pk):
    return heard_by(user).filter(pk=whole_number(pk) or 0).exists()


def heard_by(user):
    """The rooms that somebody may read; but not what they have not let in: they would be seen to look at it."""
    rooms = Room.objects.visible_to(user, SiteSettings.current())
    return rooms.exclude(pk__in=user.memberships.kept_out().values("room")) if user.is_authenticated else rooms


def oneself(request):
    """What one's own other tabs do."""
    return [channels.name(request.user)] if request.user.is_authenticated else []


def is_oneself(user, pk):
    return user.is_authenticated and pk == str(user.pk)


def activity_of_ones_rooms(request):
    """Whether there is news in the rooms that stand beside every page; one query, however many they are."""
    if not request.user.is_authenticated:
        return []
    rooms = request.user.memberships.admitted().filter(level__in=Membership.SEEN_IN_LISTS, room__archived_at=None)
    return [channels.named("activity", pk) for pk in rooms.values_list("room_id", flat=True)]


def is_a_member(user, pk):
    return user.is_authenticated and user.memberships.admitted().filter(room_id=whole_number(pk) or 0).exists()
