import re
from functools import partial

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import IntegrityError, models, transaction
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import SiteSettings
from apps.live import log
from apps.notifications.models import Notification
from apps.people.models import has_not_blocked
from apps.shared.addresses import address
from apps.shared.direction import isolate_text
from apps.shared.files import stored
from apps.shared.folded_columns import FoldedModel, FoldedQuerySet, FoldedTextField, texts_by_pk
from apps.shared.folding import index_text
from apps.shared.images import Folder
from apps.shared.picture_fields import PictureField
from apps.shared.reserved import RESERVED
from apps.shared.stamps import new_stamp
from apps.shared.words import with_each_word
from apps.tags.models import Tag

from .. import broadcasts, gallery
from ..signals import message_posted
from .attachments import Attachment
from .direct import Between, Conversations, Silent
from .drafts import NO_DRAFT, DraftChanged
from .guests import Doorway, Guest
from .houses import Inhabited, Kept, Rests, one_less
from .memberships import Membership
from .mentions import Mention
from .removals import Removed

PICTURE = 192  # pixels
SLUG = r"[a-z0-9_](?:[a-z0-9_.-]{0,48}[a-z0-9_])?"


HEAD = [
    *("kind", "name", "slug", "description", "owner", "changed_at", "member_count", "archived_at"),
    *("personal_is_closed", "is_public", "admits_guests", "picture", "member_key"),
    *(
        "owner__username",
        "owner__is_bot",
        "owner__profile__name",
        "owner__profile__shares_name",
        "owner__profile__headline",
        "owner__profile__face",
    ),
]


def topics_of(pks):
    """`{pk: its topics}`, by which rooms are found, too."""
    topics = Room.topics.through.objects.filter(room__in=pks).order_by("pk")
    return texts_by_pk(topics.values_list("room", "tag__name"))


def not_reserved(slug):
    if slug.lower() in RESERVED:
        raise ValidationError(_("That address is kept for the house. Try another."), code="reserved")


class RoomQuerySet(Conversations, FoldedQuerySet):
    def visible_to(self, user, site):
        """The rooms whose messages somebody may read, with the viewer's own membership."""
        return self.open_to(user) if user.is_authenticated else self.with_membership_of(user).public(site)

    def open_to(self, user):
        """Those that everybody enters who is signed in, but for personal ones of people who have blocked this one; and
        those to which this one belongs. For a guest, the one.
        """
        if user.is_guest:
            stays = Guest.objects.staying().filter(user=user)
            return self.with_membership_of(user).with_open_door().filter(pk__in=stays.values("room"))
        personal = OPEN_AND_PERSONAL & has_not_blocked(user, "owner")
        return self.with_membership_of(user).filter(models.Q(kind=Room.Kind.OPEN) | personal | IS_MINE)

    def with_open_door(self):
        """Those that admit guests now."""
        rooms = self.filter(EVERYBODY_ENTERS, admits_guests=True, archived_at=None)
        return rooms if SiteSettings.current().guests_allowed else rooms.none()

    def public(self, site):
        """The rooms that everybody may read, and search engines find."""
        return self.filter(kind=Room.Kind.OPEN, is_public=True) if site.visitors_read_rooms else self.none()

    def of(self, user):
        return self.filter(memberships__user=user)

    def with_membership_of(self, user):
        """With the viewer's own bell and mark, in the same query: `my_level` is None for whoever is no member."""
        if not user.is_authenticated:
            return self.annotate(
                my_level=models.Value(None, models.CharField()),
                my_read_up_to=models.Value(None, models.PositiveBigIntegerField()),
                me=models.Value(None, models.PositiveBigIntegerField()),
            )
        mine = models.FilteredRelation("memberships", condition=models.Q(memberships__user=user))
        return self.annotate(
            mine=mine,
            my_level=models.F("mine__level"),
            my_read_up_to=models.F("mine__read_up_to"),
            me=models.F("mine__user"),
        )

    def not_direct(self):
        return self.exclude(kind=Room.Kind.DIRECT)

    def in_use(self):
        return self.filter(archived_at=None)

    def archived(self):
        return self.exclude(archived_at=None)

    def joined(self):
        """After `with_membership_of`."""
        return self.filter(my_level__isnull=False)

    def with_news(self):
        """After `with_membership_of`."""
        return self.filter(last_message__gt=models.F("my_read_up_to"), my_level__in=Membership.SEEN_IN_LISTS)

    def matching(self, words):
        """Each of the words stands in the name, the description or a topic."""

        def said(word):
            word = word.lstrip("#")
            tagged = Room.topics.through.objects.filter(tag__search_text__contains=word).values("room_id")
            return models.Q(search_text__contains=word) | models.Q(pk__in=tagged)

        return with_each_word(self, words, said)

    def shared(self):
        """All but personal rooms, which are reached from their owners' profiles, and direct conversations."""
        return self.exclude(kind__in=[Room.Kind.PERSONAL, Room.Kind.DIRECT])

    def with_cards(self):
        return self.select_related("owner__profile", "last_message__author__profile").prefetch_related(
            "topics", "last_message__attachments"
        )

    def with_head(self):
        """With what a room's own page asks of it each time; topics and members come from its remembered head."""
        return self.select_related("owner__profile").only(*HEAD)

    def most_awake_first(self):
        return self.order_by("-stirred_at", "-pk")

    def calmer_than(self, moment, pk):
        """What follows a room in the order of `most_awake_first`."""
        return self.filter(models.Q(stirred_at__lt=moment) | models.Q(stirred_at=moment, pk__lt=pk))

    def free_slug(self, wanted, but_not=frozenset()):
        """`wanted`, or the first of wanted-2, wanted-3, … that is neither taken nor reserved."""
        stem = slug_of(wanted) or "room"
        taken = set(self.filter(slug__startswith=stem).values_list("slug", flat=True)) | RESERVED | but_not
        if stem not in taken:
            return stem
        return next(slug for number in range(2, len(taken) + 3) if (slug := f"{stem}-{number}") not in taken)

    def open_by(self, owner, *, name, kind, topics=(), **details):
        """Make a room, with its owner as the first member."""
        if details.get("picture") is False:  # a form's word for "take it away"
            details["picture"] = ""
        with transaction.atomic():
            room = self.create_at_free_slug(name=name, owner=owner, kind=kind, **details)
            room.topics.set(Tag.objects.named(topics))
            room.join(owner)
        return room

    def create_at_free_slug(self, *, name, **details):
        for last_try in (False, False, False, True):
            try:
                with transaction.atomic():
                    return self.create(name=name, slug=self.free_slug(name), **details)
            except IntegrityError:  # somebody has taken that address since we looked
                if last_try:
                    raise


class Room(Kept, Inhabited, Between, Doorway, FoldedModel):
    class Kind(models.TextChoices):
        OPEN = "open", _("open")
        CLOSED = "closed", _("closed")
        PERSONAL = "personal", _("personal")
        DIRECT = "direct", _("direct")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.OPEN)
    name = models.CharField(_("name"), max_length=60)
    slug = models.CharField(
        _("address"),
        max_length=50,
        unique=True,
        validators=[
            RegexValidator(rf"^{SLUG}\Z", _("Letters a–z, digits, dots, hyphens and underscores.")),
            not_reserved,
        ],
    )
    description = models.CharField(_("description"), max_length=240, blank=True)
    search_text = FoldedTextField(of=["name", "description"])
    word_text = FoldedTextField(of=["name", "description"], by=index_text, related=topics_of)
    topics = models.ManyToManyField(Tag, verbose_name=_("topics"), related_name="rooms", blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,  # nobody keeps a direct conversation
        related_name="owned_rooms",
        verbose_name=_("owner"),
    )
    member_key = models.CharField(max_length=255, null=True, unique=True, editable=False)  # noqa: DJ001  unique where it is
    personal_is_closed = models.BooleanField(
        _("closed, though personal"), default=False, help_text=_("A personal room that only its members enter.")
    )
    is_public = models.BooleanField(
        _("public"),
        default=False,
        help_text=_("Visitors may read it, and search engines find it, where the site allows that. Open rooms only."),
    )
    admits_guests = models.BooleanField(
        _("guests"),
        default=False,
        help_text=_("Whoever has the link may type a name and talk here, without an account. Not in closed rooms."),
    )
    picture = PictureField(
        _("picture"),
        size=[PICTURE, PICTURE],
        upload_to=Folder("rooms"),
        blank=True,
    )
    archived_at = models.DateTimeField(_("archived"), null=True, blank=True)
    opened_at = models.DateTimeField(_("opened"), default=timezone.now, editable=False)
    changed_at = models.DateTimeField(_("changed"), auto_now=True)
    last_message = models.ForeignKey(
        "rooms.Message", models.SET_NULL, null=True, editable=False, related_name="+", verbose_name=_("last message")
    )
    last_message_at = models.DateTimeField(_("last message"), null=True, editable=False)
    # A new room stands among the lively ones until somebody speaks: nobody would find it below them.
    stirred_at = models.GeneratedField(
        expression=Coalesce("last_message_at", "opened_at"),
        output_field=models.DateTimeField(),
        db_persist=True,
        verbose_name=_("stirred"),
    )
    message_count = models.PositiveBigIntegerField(_("messages"), default=0, editable=False)
    member_count = models.PositiveIntegerField(_("members"), default=0, editable=False)

    objects = RoomQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("room"), _("rooms")
        indexes = [models.Index(fields=["kind", "-stirred_at", "-id"], name="room_by_kind_and_life")]
        constraints = [
            models.UniqueConstraint(
                "owner", condition=models.Q(kind="personal"), name="one_personal_room_for_each_person"
            ),
            models.CheckConstraint(
                condition=models.Q(kind="direct", owner=None, member_key__isnull=False)
                | ~models.Q(kind="direct") & models.Q(owner__isnull=False, member_key=None),
                name="a_room_has_an_owner_or_is_direct",
            ),
        ]

    def __str__(self):
        return self.name or self.slug

    @property
    def is_direct(self):
        return self.kind == self.Kind.DIRECT

    @property
    def is_secret(self):
        """Whether what is said in it is for its members alone, and not for the admin either."""
        return self.is_direct and not settings.ADMIN_READS_DIRECT

    @property
    def title(self):
        """What people call it: personal rooms after their owners, direct ones after whom the viewer talks with."""
        if self.is_direct:
            return self.names_of_others
        personal = self.kind == self.Kind.PERSONAL
        return title(self.kind, self.name, self.owner.profile.name if personal else "")

    @property
    def has_news(self):
        """Whether the viewer has not read everything; after `with_membership_of`."""
        return self.my_level in Membership.SEEN_IN_LISTS and (self.last_message_id or 0) > self.my_read_up_to

    def get_absolute_url(self):
        return address("rooms:room", self.slug)

    @property
    def is_closed(self):
        """Whether only its members enter."""
        if self.kind == self.Kind.PERSONAL:
            return self.personal_is_closed
        return self.kind in (self.Kind.CLOSED, self.Kind.DIRECT)

    @property
    def doors(self):
        """What decides who may enter, besides membership."""
        return self.kind, self.is_closed, self.is_public, self.admits_guests

    def can_be_run_by(self, user):
        """Nobody runs a direct conversation, the site's owner included."""
        return user.is_authenticated and not self.is_direct and (self.owner_id == user.pk or user.is_superuser)

    def is_moderated_by(self, user):
        """Of those who can see it: who takes away what others have said."""
        return self.can_be_run_by(user) or (not self.is_direct and user.has_perm("rooms.delete_message"))

    def shows_earlier_texts_to(self, user):
        if self.is_direct:
            return False
        return (
            self.can_be_run_by(user) or user.has_perm("rooms.view_revision") or user.has_perm("rooms.change_message")
        )

    def post(self, author, body, client_id=None, *, reply_to=None, files=(), drafts=None):
        """Take a message, and tell everybody in the room.

        `reply_to` is a message of this room. `files` are attachments that are not stored yet. `client_id` is a UUID
        made by the browser: the same words under it a second time give back the first message, and raise `Removed`
        where that is gone. Who speaks becomes a member, or `Shut` is raised where only members enter, or `Silent` in a
        direct conversation where they may not write now. `drafts` are the versions of the author's draft that the text
        was made from: another one stays, since somebody wrote it in another window; by default it goes, whichever.
        """
        message = self.messages.model(room=self, author=author, body=body)
        message.render()
        with stored(files), transaction.atomic():
            log.take_turn()  # messages of a room get their numbers in the order in which they become visible
            already = client_id and author.messages.filter(client_id=client_id).first()
            if already and already.room_id == self.pk and already.first_body() == body:
                return already
            if client_id and self.has_removed(author, client_id):
                raise Removed
            self.let_speak(author)
            if self.is_direct:
                self.ask_the_others(author)
            client_id = None if already else client_id  # in another room, or by a page that one has gone back to
            reply_to = reply_to and self.messages.with_rows().filter(pk=reply_to.pk).first()  # or removed meanwhile
            message.client_id, message.reply_to = client_id, reply_to
            message.save()
            Mention.objects.keep(message, message.named)
            self.attach(files, message)
            if self.is_direct:
                self.tell_who_is_away(message)
            message.tally = []
            if not author.is_guest and not self.memberships.filter(user=author).update(read_up_to=message.pk):
                self.enter(author)
            awake = Room.objects.filter(pk=self.pk, archived_at=None)
            if not awake.update(
                last_message=message, last_message_at=message.sent_at, message_count=models.F("message_count") + 1
            ):
                raise Rests  # archived, or gone, since somebody looked
            self.end_draft(author, body, drafts)
            message_posted.send(sender=type(message), message=message)
            broadcasts.message_created(message)
        return message

    def let_speak(self, user, speaks=True):
        """Raise `Silent` with a sentence, or `Shut`, where a guest or somebody in a conversation may not write now."""
        if why := self.silence_for(user, speaks):
            raise Silent(why)

    def silence_for(self, user, speaks=True):
        if user.is_guest:
            return self.silence_of_guest(user)
        return self.silence_of(user, speaks) if self.is_direct else ""

    def end_draft(self, writer, body, versions):
        """A message was made of somebody's draft: it ends, and their other windows hear of that."""
        draft = self.drafts.of(writer)
        deleted, _rows = draft.used_by(body, versions).delete()
        if deleted:
            broadcasts.draft_changed(self, writer, NO_DRAFT)
        elif versions:
            for version in draft.versions():  # of another window, whose text stays
                broadcasts.draft_changed(self, writer, version)

    def keep_draft(self, writer, body, client_id=None, reply_to=None, version=None, versions=None):
        """Keep what somebody has begun to write, or nothing where it is empty.

        `client_id` is the number that the message will have. A draft that was under way while its message was sent
        comes too late and changes nothing: both wait for their turn, so that one of them sees the other. `versions`
        may be overwritten; where another is kept, or the message was sent, `DraftChanged` is raised.
        """
        with transaction.atomic():
            log.take_turn()
            if self.has_sent(writer, client_id):
                if versions is None:
                    return
                raise DraftChanged
            draft = self.drafts.of(writer)
            if versions is not None and not draft.filter(body=body).exists():
                kept = draft.versions() or [NO_DRAFT]
                if kept[0] not in versions:
                    raise DraftChanged
            if body.strip():
                answered = self.messages.filter(pk=reply_to).first() if reply_to else None
                version = self.drafts.keep(self, writer, body, answered, version, client_id)
                broadcasts.draft_changed(self, writer, version.hex)
            elif draft.delete()[0]:
                broadcasts.draft_changed(self, writer, NO_DRAFT)

    def has_sent(self, writer, client_id):
        """Whether somebody has sent a message under a number here or elsewhere, also where it was removed since."""
        if not client_id:
            return False
        return writer.messages.filter(client_id=client_id).exists() or self.has_removed(writer, client_id)

    def attach(self, files, message):
        for file in files:
            file.room, file.message = self, message
        if Attachment.objects.bulk_create(files):
            transaction.on_commit(partial(gallery.forget, self.pk))

    def remove(self, message):
        """Take a message away, from the room and from what late readers are told."""
        with transaction.atomic():
            log.take_turn()
            pk, (deleted, _rows) = message.pk, message.delete()
            if not deleted:
                return
            if message.client_id:
                self.removals.get_or_create(author_id=message.author_id, client_id=message.client_id)
            last = self.messages.order_by("-pk").first()
            was_last = last is None or last.pk < pk
            Room.objects.filter(pk=self.pk).update(
                last_message=last,
                last_message_at=last and last.sent_at,
                message_count=one_less("message_count"),
            )
            Notification.objects.filter(noun="message", number=pk).forget()
            broadcasts.message_removed(self, pk, was_last=was_last)
            self.renew_replies_to(pk)

    def has_removed(self, author, client_id):
        return self.removals.filter(author=author, client_id=client_id).exists()

    def renew_replies_to(self, pk):
        """A message was edited or removed: nothing that quotes it goes on with the former words."""
        replies = self.messages.filter(reply_to=pk)
        if replies.update(stamp=new_stamp()):
            broadcasts.quotes_changed(self, list(replies.order_by("-pk").values_list("pk", flat=True)))


# Of those who are signed in; a closed room lets in its members alone.
IS_MINE = models.Q(my_level__isnull=False)
OPEN_AND_PERSONAL = models.Q(kind=Room.Kind.PERSONAL, personal_is_closed=False)
EVERYBODY_ENTERS = models.Q(kind=Room.Kind.OPEN) | OPEN_AND_PERSONAL


def title(kind, name, owner_name):
    if kind == Room.Kind.PERSONAL:
        return gettext("%(name)s’s room") % {"name": isolate_text(owner_name or name)}
    return name


def slug_of(name):
    return re.sub(r"[^a-z0-9_.-]", "", slugify(name) or name.lower())[:46].strip(".-")
