"""Guests: people without an account, who come through a room's open door under a name. `Room` is made of this."""

from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.accounts.models import SiteSettings, User
from apps.accounts.names import likenesses_of_roles, says_a_title
from apps.live import channels, log, presence, publish
from apps.notifications.models import Notification
from apps.people.models import Profile
from apps.shared.lookalikes import likeness, likenesses
from apps.shared.names import check_name as check_visible
from apps.shared.names import tidy_name
from apps.shared.networks import network_of
from apps.shared.reserved import RESERVED
from apps.shared.stamps import new_stamp
from apps.shared.text import JOINERS
from apps.shared.words import known

from .. import broadcasts
from .houses import Rests, Shut

LONGEST_NAME = 40
LONGEST_LIKENESS = 4 * LONGEST_NAME  # a sign may stand for several letters
WITHOUT_JOINERS = dict.fromkeys(map(ord, JOINERS))  # scripts and emoji use them; a name does without
NAME_IS_KEPT = timedelta(minutes=10)  # for a guest who is not in the room, after the last sign
STAYS_KEPT = timedelta(days=30)  # in which one may come back, and adopt what one wrote


class GuestQuerySet(models.QuerySet):
    def staying(self):
        return self.filter(left_at=None)

    def here(self, room):
        """Those whose people are in the room at this moment."""
        return self.staying().filter(user__in=presence.people(channels.name(room)))

    def here_lately(self):
        """Those that have not ended, with a sign of life from a moment ago: their names are kept."""
        return self.staying().filter(seen_at__gt=timezone.now() - NAME_IS_KEPT)

    def in_time(self):
        """Those to which one may come back."""
        return self.filter(entered_at__gt=timezone.now() - STAYS_KEPT)

    def over(self):
        return self.filter(entered_at__lte=timezone.now() - STAYS_KEPT)

    def that_left_nothing(self):
        """No word, with which files would have come, no reaction, and no ban to remember."""
        return self.filter(user__messages=None, user__reactions=None, banned_at=None)

    def with_needless_address(self):
        """It is kept to know again whoever is banned or muted, and a mute ends with the stay's time."""
        return self.filter(left_at__isnull=False, banned_at=None).exclude(address="")

    def with_names(self):
        return self.select_related("user__profile")

    def to_adopt(self, pks, user):
        """Those stays that somebody who has registered since may make their own; none after a ban."""
        known = self.filter(pk__in=pks)
        unless_banned = ~models.Exists(known.exclude(banned_at=None))
        return known.in_time().filter(unless_banned, entered_at__lte=user.date_joined).with_names().order_by("-pk")

    def adopt(self, user):
        """Make what was written in them somebody's own; says how many messages that are."""
        with transaction.atomic():
            log.take_turn()
            return sum(stay.adopt(user) for stay in self.select_related("room", "user"))

    def of(self, address, before=()):
        """Those who came from an address, and earlier stays of this browser."""
        return self.filter(models.Q(address=address) | models.Q(pk__in=[stay.pk for stay in before]))


class Guest(models.Model):
    """A stay in a room. Its author is a user who never signs in; the name says that it is a guest's."""

    room = models.ForeignKey("rooms.Room", models.CASCADE, related_name="guests", verbose_name=gettext_lazy("room"))
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="guest", verbose_name=gettext_lazy("author")
    )
    likeness = models.CharField(max_length=LONGEST_LIKENESS, editable=False)
    address = models.CharField(max_length=40, editable=False)  # a fingerprint of it: enough to know it again
    entered_at = models.DateTimeField(gettext_lazy("entered"), default=timezone.now)
    seen_at = models.DateTimeField(gettext_lazy("seen"), default=timezone.now)
    left_at = models.DateTimeField(gettext_lazy("left"), null=True, blank=True)
    muted_at = models.DateTimeField(gettext_lazy("muted"), null=True, blank=True)
    banned_at = models.DateTimeField(gettext_lazy("banned"), null=True, blank=True)

    objects = GuestQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = gettext_lazy("guest"), gettext_lazy("guests")
        indexes = [models.Index(fields=["room", "address"], name="guest_by_room_and_address")]
        constraints = [
            models.UniqueConstraint(
                fields=["room", "likeness"],
                condition=models.Q(left_at=None),
                name="guests_in_a_room_do_not_look_alike",
            )
        ]

    def __str__(self):
        return f"{known(self, 'user')} in {known(self, 'room')}"

    def seen(self):
        """A sign of life, written once a minute at most."""
        now = timezone.now()
        if now - self.seen_at > timedelta(minutes=1):
            type(self).objects.filter(pk=self.pk).update(seen_at=now)

    def leave(self):
        """End the stay; the name is free again. A second time changes nothing."""
        self.end()

    def remove(self):
        """End it for them; the page that they have open says so. They may come back."""
        self.end(told=True)

    def ban(self):
        """End it, and let nobody in any more from where they came; whoever came in from there is out, too."""
        with transaction.atomic():
            log.take_turn()
            self.end(told=True, banned_at=timezone.now())
            for other in self.room.guests.staying().of(self.address).select_related("room", "user"):
                other.remove()

    def lift_ban(self):
        self.change(banned_at=None)

    def mute(self):
        """Let them read and not write."""
        self.change(muted_at=timezone.now())

    def unmute(self):
        self.change(muted_at=None)

    def change(self, **state):
        with transaction.atomic():
            log.take_turn()
            type(self).objects.filter(pk=self.pk).update(**state)
            broadcasts.standing_changed(self.room, self.user)

    def end(self, told=False, **state):
        with transaction.atomic():
            log.take_turn()
            guests = type(self).objects.filter(pk=self.pk)
            ended = guests.staying().update(left_at=timezone.now())
            if state:
                guests.update(**state)
            if ended and told:
                broadcasts.room_lost(self.room, self.user)
            if ended:
                publish.end_streams_of(self.user)

    def adopt(self, user):
        """Make what was written as a guest somebody's own, who joins the room; the guest is no more."""
        with transaction.atomic():
            log.take_turn()
            publish.end_streams_of(self.user)
            said = self.room.messages.filter(author=self.user)
            pks = list(said.values_list("pk", flat=True))
            shown = models.Q(pk__in=pks) | models.Q(reply_to__in=pks) | models.Q(reactions__user=self.user)
            changed = list(self.room.messages.filter(shown).values_list("pk", flat=True).distinct())
            said.update(author=user, client_id=None)
            self.room.messages.filter(pk__in=changed).update(stamp=new_stamp())
            for theirs in (self.user.reactions, self.user.mentions.exclude(message__author=user)):
                mine = theirs.model.objects.filter(user=user).values("message")
                theirs.exclude(message__in=mine).update(user=user)
            told = Notification.objects.filter(actor=self.user).exclude(recipient=user)
            told.update(actor=user)
            self.user.delete()
            if changed:
                self.room.enter(user)
                broadcasts.rows_corrected(self.room.messages, changed)
                broadcasts.much_changed(self.room)
        return len(pks)


class Doorway:
    """What a room is to guests."""

    @property
    def door_is_open(self):
        """Whether guests come in now."""
        return (
            self.admits_guests
            and not self.is_closed
            and self.archived_at is None
            and SiteSettings.current().guests_allowed
        )

    def admit_guest(self, name, ip, before=()):
        """Let somebody in under a name; raises `ValidationError` with a sentence, or `Shut`.

        `before` are the stays that this browser knows of: they end, and a ban of them holds wherever the browser is.
        """
        name = tidy_name(" ".join(name.translate(WITHOUT_JOINERS).split()))
        address = fingerprint(ip)
        look = check_name(name)
        with transaction.atomic():
            log.take_turn()
            room = type(self).objects.filter(pk=self.pk).first()
            if room is None or not room.door_is_open:
                raise Shut
            earlier = self.guests.of(address, before)
            if earlier.filter(banned_at__isnull=False).exists():
                raise ValidationError(_("You have been shut out of this room."), code="banned")
            muted = earlier.filter(muted_at__isnull=False, entered_at__gt=timezone.now() - STAYS_KEPT).first()
            for stay in before:
                stay.leave()
            self.free_name(look)
            user = User.objects.create_guest()
            Profile.objects.create(user=user, name=_("%(name)s (guest)") % {"name": name})
            return self.guests.create(user=user, likeness=look, address=address, muted_at=muted and muted.muted_at)

    def free_name(self, look):
        """A name belongs to whoever is in the room, and for some minutes to whoever has just gone."""
        namesake = self.guests.staying().filter(likeness=look).first()
        if namesake is None:
            return
        namesakes = self.guests.filter(pk=namesake.pk)
        if namesakes.here_lately().exists() or namesakes.here(self).exists():
            raise ValidationError(_("A guest who is here has that name, or one that looks like it."), code="taken")
        namesake.leave()

    def guests_by_nearness(self):
        """Stays of those who are here, who were a moment ago, and who have gone; without those who are banned."""
        stays = self.guests.filter(banned_at=None).with_names()
        here, lately = stays.here(self), stays.here_lately()
        gone = stays.in_time().exclude(pk__in=here.values("pk")).exclude(pk__in=lately.values("pk"))
        lately = lately.exclude(pk__in=here.values("pk"))
        return here.order_by("-pk"), lately.order_by("-seen_at", "-pk"), gone.order_by("-pk")

    def open_door(self):
        """Let guests in from now on; raises `Rests` where the room is archived."""
        with transaction.atomic():
            log.take_turn()
            if not type(self).objects.in_use().filter(pk=self.pk).exists():
                raise Rests
            self.admits_guests = True
            self.keep(["admits_guests"])

    def close_door(self):
        """Let no guest in any more, and those who are in out."""
        self.admits_guests = False
        self.keep(["admits_guests"])

    def send_guests_away(self):
        self.guests.staying().update(left_at=timezone.now())

    def silence_of_guest(self, user):
        """Why a guest cannot write at present, as a sentence; empty where they can. `Shut` where they are not in."""
        stay = self.guests.staying().filter(user=user).first() if self.door_is_open else None
        if stay is None:
            raise Shut
        return _("Whoever keeps this room has muted you. You can go on reading.") if stay.muted_at else ""


def fingerprint(ip):
    """Of an address; of IPv6 the network of one customer, who has countless addresses in it."""
    return salted_hmac("rooms.guest", network_of(ip)).hexdigest()


def check_name(name):
    """The likeness of a guest's name; `ValidationError` where it cannot be one, or is a member's or looks like it."""
    look = likeness(name)
    if not any(letter.isalnum() for letter in look):
        raise ValidationError(_("Type a name by which people can call you."), code="empty")
    if look in {likeness(word) for word in RESERVED} or likenesses(name) & likenesses_of_roles() or says_a_title(name):
        raise ValidationError(_("That name is kept for the house. Try another."), code="reserved")
    looks = likenesses(name)
    named_so = Profile.objects.filter(user__is_guest=False, look__in=looks).exists()
    usernames = User.objects.filter(is_guest=False).values_list("username", flat=True)
    if named_so or any(likeness(username) in looks for username in usernames.iterator()):
        raise ValidationError(
            _("A member is called that, or looks like it. If that is you, sign in; otherwise try another name."),
            code="member",
        )
    if len(name) > LONGEST_NAME or len(look) > LONGEST_LIKENESS or not name.isprintable():
        raise ValidationError(
            _("A name has at most %(most)d letters, and none that cannot be seen.") % {"most": LONGEST_NAME},
            code="invalid",
        )
    check_visible(name)
    return look
