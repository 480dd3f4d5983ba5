"""A room as a house: who keeps it, and who lives there. `Room` is made of these."""

from django.contrib.auth import get_user_model
from django.db import models, transaction
from django.db.models.functions import Greatest
from django.utils import timezone

from apps.live import channels, log, publish
from apps.notifications.door import notify
from apps.notifications.models import Notification
from apps.people.models import Profile
from apps.tags.models import Tag

from .. import broadcasts


class Rests(Exception):
    """Nobody writes in this room any more, or joins it: it is archived, or gone."""


class Stays(Exception):
    """Somebody keeps this room and cannot leave it; or is no member and cannot keep it."""


class Shut(Exception):
    """Only its members enter this room, and somebody is none, or not any more."""


class Kept:
    """What a room's owner decides."""

    def change(self, *, topics, **details):
        """Take what its owner has chosen. Where a room closes, strangers hear no more of it."""
        with transaction.atomic():
            log.take_turn()
            for name, value in details.items():
                self._meta.get_field(name).save_form_data(self, value)
            self.topics.set(Tag.objects.named(topics))
            self.keep(details)

    def keep(self, fields):
        """Write what was changed of it, and nothing else. Where other people may enter now, all streams end."""
        with transaction.atomic():
            log.take_turn()
            before = type(self).objects.get(pk=self.pk)
            if before.archived_at and not self.archived_at and "admits_guests" not in fields:
                self.admits_guests, fields = False, {*fields, "admits_guests"}  # as `unarchive`
            self.save(update_fields=[*fields, "changed_at"])
            closes = before.door_is_open and not self.door_is_open
            if closes:
                self.send_guests_away()
            if closes or before.doors != self.doors:
                publish.end_streams_on(channels.name(self))
            broadcasts.room_changed(self)

    def delete(self, *args, **kwargs):
        """With everything that was said; see `receivers` for what the log still holds."""
        with transaction.atomic():
            log.take_turn()
            return super().delete(*args, **kwargs)

    def hand_over(self, member):
        """Give the room to one of its members; whoever kept it stays a member."""
        with transaction.atomic():
            log.take_turn()
            if not self.memberships.filter(user=member).exists():
                raise Stays
            self.owner = member
            self.save(update_fields=["owner", "changed_at"])
            broadcasts.room_changed(self)

    def transfer_to(self, user):
        """As `hand_over`, to somebody who becomes a member where they are none."""
        with transaction.atomic():
            log.take_turn()
            self.join(user)
            self.hand_over(user)

    def archive(self):
        """Make it read-only, and shut its door; a second time changes nothing. True where guests came in before."""
        return self.rest_since(timezone.now(), archived_at=None)

    def unarchive(self):
        """Wake it. The door stays shut until its owner opens it: True where guests came in before it rested."""
        return self.rest_since(None, archived_at__isnull=False)

    def rest_since(self, moment, **state):
        """While a room rests, `admits_guests` says no more than that it did before."""
        with transaction.atomic():
            log.take_turn()
            rooms = type(self).objects.filter(pk=self.pk, **state)
            had_guests = rooms.filter(admits_guests=True).exists()
            changed = {"archived_at": moment, "admits_guests": had_guests and moment is not None}
            if rooms.update(**changed, changed_at=timezone.now()):
                self.archived_at, self.admits_guests = changed.values()
                if had_guests and moment:
                    self.send_guests_away()
                    publish.end_streams_on(channels.name(self))
                broadcasts.room_changed(self)
        return had_guests


class Inhabited:
    """Who lives in a room, and how far they have read."""

    def join(self, user):
        """Make somebody a member, who begins with what is said from now on. True when they are new."""
        with transaction.atomic():
            log.take_turn()  # or the room might go in the same moment
            if user.is_guest:
                raise Shut
            if self.is_direct and not self.memberships.filter(user=user).exists():
                raise Shut  # nobody is let into what others say to each other
            _membership, new = self.memberships.get_or_create(user=user, defaults={"read_up_to": self.newest})
            if new:
                if not self.count_members(models.F("member_count") + 1):
                    raise Rests
                broadcasts.membership_changed(user)
        return new

    def take_in(self, user, host):
        """Make somebody a member as somebody else wants it, of which they are told. True when they are new."""
        with transaction.atomic():
            new = self.join(user)
            if new:
                Notification.objects.of(self).filter(recipient=user, kind="invitation").delete()
                notify(user, host, "invitation", self)
        return new

    def enter(self, user):
        """Join by oneself, where everybody enters at this moment; a second time changes nothing."""
        with transaction.atomic():
            log.take_turn()
            rooms = type(self).objects.filter(pk=self.pk)
            if not rooms.open_to(user).exists():
                raise Shut if rooms.exists() else Rests
            return self.join(user)

    def leave(self, user):
        """End a membership; a second time changes nothing. True when there was one."""
        with transaction.atomic():
            log.take_turn()
            if type(self).objects.filter(pk=self.pk, owner=user).exists():
                raise Stays
            deleted, _rows = self.memberships.filter(user=user).delete()
            if deleted:
                self.count_members(one_less("member_count"))
                broadcasts.membership_changed(user)
                publish.end_streams_of(user)  # what a closed room says now is no longer for them
                if self.is_closed:  # the bell would count what the list does not show them any more
                    user.notifications.at(channels.name(self)).forget()
        return bool(deleted)

    def take_out(self, user):
        """End somebody else's membership; the pages that they have open say so."""
        with transaction.atomic():
            log.take_turn()
            broadcasts.room_lost(self, user)
            return self.leave(user)

    def count_members(self, number):
        """Keep their number and tell it. False where the room is gone."""
        room = type(self).objects.filter(pk=self.pk)
        if not room.update(member_count=number):
            return False
        broadcasts.members_changed(self, room.values_list("member_count", flat=True).get())
        return True

    def read_by(self, user, pk):
        """Somebody has read as far as a message; their other tabs take the mark away. True when that is news."""
        with transaction.atomic():
            moved = self.memberships.filter(user=user).read(pk)
            if moved:
                broadcasts.room_read(self, user)
            told = user.notifications.at(channels.name(self)).unread()
            told.filter(~models.Q(noun="message") | models.Q(number__lte=pk)).read()
        return bool(moved)

    def unread_by(self, user, pk):
        """Somebody wants to see a message, and what follows it, as news again."""
        with transaction.atomic():
            if self.memberships.filter(user=user).unread_from(pk):
                broadcasts.rooms_changed(user)

    def set_bell(self, user, level):
        with transaction.atomic():
            if self.memberships.filter(user=user).exclude(level=level).update(level=level):
                broadcasts.membership_changed(user)

    def newest(self):
        """The number of the newest message, 0 before anybody has spoken."""
        return self.messages.order_by("-pk").values_list("pk", flat=True).first() or 0

    def readers(self):
        """Everybody with an account who may read here."""
        users = get_user_model().objects.filter(is_active=True)
        if not self.is_closed:
            return users
        lives_here = models.Exists(self.memberships.filter(user=models.OuterRef("pk")))
        return users.filter(models.Q(lives_here) | models.Q(pk=self.owner_id))

    def first_members(self, number=12):
        """The profiles of some members, the owner's first and then those who came first."""
        first = self.memberships.order_by("pk").values_list("user_id", flat=True)[:number]
        people = [self.owner_id, *(pk for pk in first if pk != self.owner_id)][:number]
        profiles = Profile.objects.of_users(people)
        return [profiles[pk] for pk in people]


def one_less(counter):
    return Greatest(models.F(counter) - 1, 0)  # a counter that had drifted must not forbid anybody to leave
