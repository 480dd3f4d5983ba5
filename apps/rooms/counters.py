"""What a room's row says of its members and messages, counted anew: where it has drifted, or much has gone at once."""

from django.db import transaction
from django.db.models import Count, Max

from apps.live import log
from apps.shared.counters import sentence

from .models import Membership, Message, Room

COUNTED = ("member_count", "message_count", "last_message_id", "last_message_at")
BATCH = 500  # rooms


def recount(rooms):
    """Put right what is off in the rooms of these numbers; gives back what was, as `drifted` does."""
    rooms, off = list(rooms), {}
    with transaction.atomic():
        log.take_turn()
        for start in range(0, len(rooms), BATCH):
            off |= drifted(rooms[start : start + BATCH])
        right = [Room(pk=pk, **{name: now for name, (_was, now) in counted.items()}) for pk, counted in off.items()]
        fields = [name.removesuffix("_id") for name in COUNTED]
        Room.objects.bulk_update(right, fields, batch_size=BATCH // len(COUNTED))
    return off


def drifted(rooms):
    """`{room: {"member_count": (3, 2), …}}`, as it says and as it is, of those of at most BATCH rooms that are off."""
    kept = Room.objects.filter(pk__in=rooms).values_list("pk", *COUNTED)
    members = dict(Membership.objects.filter(room__in=rooms).values_list("room").annotate(Count("pk")))
    said = Message.objects.filter(room__in=rooms).values_list("room").annotate(Count("pk"), Max("pk"))
    said = {room: (number, newest) for room, number, newest in said}
    moments = dict(Message.objects.filter(pk__in=[pk for _n, pk in said.values()]).values_list("pk", "sent_at"))
    off = {}
    for pk, *says in kept:
        number, newest = said.get(pk, (0, None))
        is_so = [members.get(pk, 0), number, newest, moments.get(newest)]
        if says != is_so:
            off[pk] = dict(zip(COUNTED, zip(says, is_so, strict=True), strict=True))
    return off


def all_rooms(mend):
    """For `manage.py recount`. Without a turn first: nobody waits while what is right is looked at."""
    last = 0
    while rooms := following(last):
        last = max(rooms)
        off = drifted(list(rooms))
        if mend:
            off = recount(off)
        for pk, counted in off.items():
            yield sentence(f"room {rooms[pk]}", counted)


def following(last):
    """`{pk: slug}` of the next rooms."""
    return dict(Room.objects.filter(pk__gt=last).order_by("pk").values_list("pk", "slug")[:BATCH])
