"""A direct conversation: a room of a few people, which only they enter and nobody keeps. `Room` is made of this."""

import re
from secrets import token_hex

from django.contrib.auth import get_user_model
from django.db import models, transaction
from django.utils.functional import cached_property
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from apps.live import channels, log, presence, publish
from apps.notifications.door import notify
from apps.notifications.models import Notification
from apps.people.models import Block
from apps.people.models.profiles import parted_from
from apps.shared.addresses import address
from apps.shared.direction import isolate_text
from apps.shared.words import with_each_word

from .. import broadcasts
from .houses import Shut
from .memberships import Membership

MOST = 12  # people in a conversation
SLUG_OF_DIRECT = re.compile(r"direct-[0-9a-f]{32}")  # of `make`


class Unreachable(Exception):
    """Somebody cannot be written to: one has blocked them, or nobody signs in with that account any more."""


class Silent(Exception):
    """Somebody may not write in a conversation at present; its text is the sentence that says why."""


class Conversations:
    """What a queryset of rooms knows of conversations."""

    def direct(self):
        return self.filter(kind=self.model.Kind.DIRECT)

    def between(self, *people):
        """The conversation of exactly these people, where there is one."""
        return self.filter(member_key=key_of(people))

    def begin(self, beginner, others):
        """The one conversation of some people, made where there is none; whoever begins it has let it in.

        The key is unique, so that all who begin it at the same moment come to the same one. Whether the others let it
        in is asked when something is said.
        """
        with transaction.atomic():
            log.take_turn()
            room = self.between(beginner, *others).first()
            if room is None:
                check_reach(beginner, others)
                room = self.make(beginner, others)
            room.join_again(beginner)
            room.admit(beginner)
        return room

    def make(self, beginner, others):
        room = self.create(
            kind=self.model.Kind.DIRECT,
            slug=f"direct-{token_hex(16)}",  # not to be guessed, though guessing would not open it
            member_key=key_of([beginner, *others]),
            member_count=len(others) + 1,
        )
        everything, open_ = Membership.Level.EVERYTHING, Membership.Admission.OPEN
        Membership.objects.bulk_create(
            Membership(room=room, user=person, level=everything, admission=open_) for person in (beginner, *others)
        )
        return room

    def in_inbox(self, user):
        """The conversations that somebody has let in, in which anything was said."""
        return self.of_memberships(Membership.objects.filter(user=user).admitted())

    def not_hidden(self):
        """After `with_membership_of`."""
        return self.exclude(my_level=Membership.Level.HIDDEN)

    def asking(self, user):
        """Those that others have begun and somebody has not answered yet; not of people whom they have blocked."""
        asked = Membership.objects.filter(user=user, admission=Membership.Admission.ASKED)
        with_blocked = Membership.objects.filter(user__in=user.blocks.values("blocked")).values("room")
        return self.of_memberships(asked).exclude(pk__in=with_blocked)

    def of_memberships(self, memberships):
        return self.direct().filter(pk__in=memberships.values("room"), last_message__isnull=False)

    def with_lines(self):
        """With everything that the inbox shows of them."""
        lines = self.select_related("last_message__author__profile")
        return lines.prefetch_related(people(), "last_message__attachments")

    def with_people_called(self, words, viewer):
        """Each of the words stands in the name of somebody in it, besides the viewer."""
        others = Membership.objects.filter(room=models.OuterRef("pk")).exclude(user=viewer)
        return with_each_word(self, words, lambda word: models.Exists(others.called(word)))


class Between:
    """What a conversation is to those who are in it."""

    @cached_property
    def others(self):
        """The profiles of its people besides the viewer, by name; after `with_membership_of`."""
        models.prefetch_related_objects([self], people())  # unless the inbox has asked for them already
        profiles = [member.user.profile for member in self.memberships.all() if member.user_id != self.me]
        return sorted(profiles, key=lambda profile: (profile.sort_name, profile.pk))

    @property
    def other_of_two(self):
        """The profile of the other one of two; None of several people, or where they have closed their account."""
        others = self.others if self.is_of_two else []
        return others[0] if others and others[0].user.is_active else None

    @cached_property
    def i_block_other(self):
        """Whether the viewer has blocked the other one of two."""
        other = self.other_of_two
        return other is not None and Block.objects.filter(blocker=self.me, blocked=other.pk).exists()

    @property
    def names_of_others(self):
        if len(self.others) == 1:
            return self.others[0].distinct_name
        names = [isolate_text(profile.first_name) for profile in self.others]
        return get_text_list(names, _("and")) if names else _("Somebody who has left")

    @property
    def side_address(self):
        """Its address from the viewer's side: the others' names, as long as all are here who began it."""
        if self.member_key.count(".") != len(self.others):
            return ""
        return address_of(profile.user for profile in self.others)

    @cached_property
    def is_of_two(self):
        return self.member_key.count(".") == 1

    def hears_each_other(self):
        """Whether all who are in it have let it in, and nobody has blocked anybody: what each does, the others see."""
        memberships = self.memberships.values_list("user_id", "admission")
        people = [user for user, _admission in memberships]
        told = all(admission == Membership.Admission.ADMITTED for _user, admission in memberships)
        return told and not Block.objects.filter(blocker__in=people, blocked__in=people).exists()

    def show_typing(self, user):
        """Tell the others that somebody is writing, where they see what each of them does."""
        if not self.is_direct or self.hears_each_other():
            broadcasts.was_writing(self, user)

    def join_again(self, user):
        """Where the admin has ended somebody's membership, which nobody else can."""
        _membership, new = self.memberships.get_or_create(
            user=user, defaults={"level": Membership.Level.EVERYTHING, "read_up_to": self.newest}
        )
        if new:
            self.count_members(models.F("member_count") + 1)

    def admit(self, user):
        """Let it in: from now on it stands in one's inbox, and the others see that they are heard."""
        level = Membership.Level
        with transaction.atomic():
            if self.answer(user, Membership.Admission.ADMITTED):
                self.memberships.filter(user=user, level=level.HIDDEN).update(level=level.EVERYTHING)
                broadcasts.conversation_answered(self)

    def decline(self, user):
        """Keep it out. The others are not told; they go on waiting."""
        self.answer(user, Membership.Admission.DECLINED)

    def answer(self, user, admission):
        """True where that is new. The stream ends by the log: nobody is left listening to what they keep out."""
        with transaction.atomic():
            log.take_turn()
            new = self.memberships.filter(user=user).exclude(admission=admission).update(admission=admission)
            if new:
                user.notifications.at(channels.name(self)).filter(kind="direct-ask").unread().forget()
                publish.end_streams_of(user)
                broadcasts.rooms_changed(user)
        return bool(new)

    def ask_the_others(self, speaker):
        """Somebody speaks: who was not asked yet lets it in, or is asked, or keeps out whom they have blocked."""
        admission = Membership.Admission
        self.answer(speaker, admission.ADMITTED)
        for other in self.memberships.filter(admission=admission.OPEN).exclude(user=speaker).with_rows():
            if other.user.blocks.filter(blocked=speaker).exists():
                self.answer(other.user, admission.DECLINED)
            elif other.user.profile.lets_write(speaker):
                self.answer(other.user, admission.ADMITTED)
            elif self.answer(other.user, admission.ASKED):
                notify(other.user, speaker, "direct-ask", self)

    def tell_who_is_away(self, message):
        """Those who have let it in and have no page before them: whoever has one sees that there is news."""
        away = self.memberships.admitted().exclude(level__in=Membership.SILENT)
        away = away.exclude(user__in=presence.here(self.member_key.split(".")))
        people = get_user_model().objects.filter(pk__in=away.values("user"))
        Notification.objects.tell(people, message.author, "direct", message)

    def admission_of(self, user):
        return self.memberships.filter(user=user).values_list("admission", flat=True).first()

    def silence_of(self, user, speaks=True):
        """Why somebody cannot write in it at present, as a sentence; empty where they can.

        Whoever is blocked or was declined reads nothing that tells it. `speaks`: whether it is a new word.
        """
        memberships = {membership.user_id: membership for membership in self.memberships.with_rows()}
        mine = memberships.pop(user.pk, None)
        if mine is None:
            raise Shut
        others = list(memberships.values())
        if not others:
            return _("Nobody else is here any more.")
        name = get_text_list([isolate_text(other.user.profile.first_name) for other in others], _("and"))
        if len(others) == 1 and user.blocks.filter(blocked=others[0].user).exists():
            return _("You have blocked %(name)s. Neither of you can write here.") % {"name": name}
        if mine.is_kept_out:
            return _("Accept the conversation before you write in it.")
        if any(self.hears(other, user, alone=len(others) == 1) for other in others):
            return ""
        is_waiting = all(other.is_kept_out for other in others)
        if not is_waiting or self.messages.exclude(author=user).exists():
            return _("%(name)s takes no messages here at present.") % {"name": name}
        if speaks and self.has_spoken(user):
            return _("%(name)s has been asked. You can go on writing as soon as it is accepted.") % {"name": name}
        return ""

    def hears(self, other, speaker, alone):
        """Whether somebody may say something to another one. Among several, a block does not part the others."""
        if other.is_kept_out or not other.user.is_active:
            return False
        if other.admission == Membership.Admission.OPEN:
            return True  # a first word can be said to everybody; whoever has blocked one is not disturbed by it
        return not (alone and other.user.blocks.filter(blocked=speaker).exists())

    def has_spoken(self, user):
        """Also where they have taken it back."""
        return self.messages.filter(author=user).exists() or self.removals.filter(author=user).exists()

    def seen_by(self, viewer):
        """The profiles of those who have read all of it, where the viewer spoke last.

        Whoever does not show what they have read does not see it of others either.
        """
        last = self.messages.order_by("-pk").values("pk", "author_id").first()
        if last is None or last["author_id"] != viewer.pk or not viewer.profile.shows_seen:
            return []
        readers = self.memberships.admitted().filter(read_up_to__gte=last["pk"], user__profile__shows_seen=True)
        readers = readers.exclude(parted_from(viewer, "user"))
        return [reader.user.profile for reader in readers.exclude(user=viewer).with_rows().order_by("pk")]


def people():
    return models.Prefetch("memberships", Membership.objects.with_rows())


def address_of(others):
    """Of the conversation with these people, from the side of whoever talks with them."""
    return address("rooms:conversation", ",".join(sorted(other.username for other in others)))


def key_of(people):
    return ".".join(map(str, sorted({person.pk for person in people})))


def check_reach(beginner, others):
    """Raise `Unreachable` where the beginner has blocked somebody, or they are gone."""
    pks = {other.pk for other in others}
    active = get_user_model().objects.filter(pk__in=pks, is_active=True).count()
    if active < len(pks) or beginner.blocks.filter(blocked__in=pks).exists():
        raise Unreachable
