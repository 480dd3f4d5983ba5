"""With an account go its messages, reactions and memberships; this is what becomes of the rooms that stay."""

from apps.live import log, publish
from apps.shared.stamps import new_stamp

from . import broadcasts, counters
from .models import Message, Room


class Departure:
    """What must be known of an account before it goes. All happens in the transaction that deletes it."""

    def __init__(self, user):
        log.take_turn()
        publish.end_streams_of(user)
        said = Message.objects.filter(author=user)
        self.lived_in = set(user.memberships.values_list("room", flat=True))
        self.spoke_in = set(said.values_list("room", flat=True).distinct())
        self.rows = {}  # the rooms of others' messages that show something of the account, by the messages' numbers
        for rows in (Message.objects.filter(reply_to__author=user), Message.objects.filter(reactions__user=user)):
            rows.update(stamp=new_stamp())
            self.rows |= dict(rows.exclude(author=user).values_list("pk", "room"))
        broadcasts.messages_forgotten(said.values_list("pk", flat=True))

    def complete(self):
        """The account is gone. Each room is told once, however much was said: a message at a time might take hours."""
        broadcasts.rows_corrected(Message.objects, self.rows)
        changed = {*self.spoke_in, *self.rows.values()}
        for conversation in Room.objects.direct().filter(pk__in=self.lived_in, memberships=None):
            conversation.delete()
        counters.recount(self.lived_in | self.spoke_in)
        for pk, room in Room.objects.in_bulk(self.lived_in | changed).items():
            if pk in changed:
                broadcasts.much_changed(room)
            if pk in self.lived_in:
                broadcasts.members_changed(room, room.member_count)
