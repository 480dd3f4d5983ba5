"""Bots, the webhooks by which they post and hear, and what was sent to them."""

import secrets
from datetime import timedelta
from functools import partial
from typing import NamedTuple
from uuid import UUID

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import models, transaction
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import SiteSettings
from apps.api.models import NotesUse, digest_of
from apps.notifications.door import notify
from apps.notifications.models import Notification
from apps.people.models import Block
from apps.rooms.models import Message, Room
from apps.shared.http import any_of
from apps.shared.paging import Page
from apps.shared.remembered import cache
from apps.tasks.ids import new_id

from . import client, signatures

# People, and scanners that look for leaked secrets, recognise the address of an incoming webhook by it.
HOOK_PREFIX = "cyh_"
OVERLAP = timedelta(hours=24)  # in which a secret that was replaced signs too
MOST_FAILURES = 20  # in a row, over
FAILING_FOR = timedelta(hours=1)  # at least, after which a webhook is turned off
KEPT = timedelta(days=30)  # deliveries
EXCERPT = 1_000  # characters of an answer that are kept


class BotQuerySet(models.QuerySet):
    def of(self, owner):
        return self.filter(owner=owner).select_related("user__profile").order_by("-pk")

    def make(self, owner, username, name):
        """A new bot, with its account and profile."""
        with transaction.atomic():
            user = get_user_model().objects.create_bot(username)
            user.profile.name = name
            user.profile.save()
            bot = self.create(user=user, owner=owner)
            for block in Block.objects.filter(blocked=owner).select_related("blocker"):
                Block.objects.make(block.blocker, user)
            return bot

    def suspend(self, owner):
        """The owner's account was closed."""
        for bot in self.filter(owner=owner, user__is_active=True).select_related("user"):
            bot.set_active(False, disabled_at=timezone.now())

    def resume(self, owner):
        """The owner's account is open again. What an admin has disabled stays so."""
        for bot in self.filter(owner=owner, user__is_active=False, disabled_at__isnull=False).select_related("user"):
            bot.set_active(True, disabled_at=None)


class Bot(models.Model):
    """An account that one member runs, by its tokens and webhooks."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="bot", verbose_name=_("account")
    )
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="bots", verbose_name=_("owner"))
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)
    disabled_at = models.DateTimeField(
        _("disabled"), null=True, editable=False, help_text=_("Since the owner’s account was closed.")
    )

    objects = BotQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("bot"), _("bots")

    def __str__(self):
        return self.user.username

    def get_absolute_url(self):
        return reverse("bots:bot", args=[self.user.username])

    def set_active(self, is_active, disabled_at):
        with transaction.atomic():
            self.disabled_at = disabled_at
            self.save(update_fields=["disabled_at"])
            self.user.is_active = is_active
            self.user.save(update_fields=["is_active"])
            Listeners.changed()

    def readable_rooms(self):
        return Room.objects.visible_to(self.user, SiteSettings.current())

    def can_read(self, room):
        return self.readable_rooms().filter(pk=room.pk).exists()

    def rooms_to_choose(self):
        """For its webhooks: of the rooms that it may read, those that its owner has joined."""
        rooms = self.readable_rooms().not_direct().in_use().filter(memberships__user=self.owner)
        return rooms.with_head().order_by("name", "pk")


class IncomingWebhookQuerySet(models.QuerySet):
    def make(self, bot, room):
        """`(webhook, secret)`. The secret is not kept: this is the only time that it can be shown."""
        secret = HOOK_PREFIX + secrets.token_urlsafe(32)
        return self.create(bot=bot, room=room, digest=digest_of(secret)), secret

    def of_secret(self, secret):
        """The webhook, or None where there is none or its bot's account is closed."""
        found = self.filter(digest=digest_of(secret), bot__user__is_active=True)
        return any_of(found.select_related("bot__user__profile", "room"))


class IncomingWebhook(NotesUse, models.Model):
    """A secret address: what is posted to it, a bot says in a room."""

    bot = models.ForeignKey(Bot, models.CASCADE, related_name="incoming", verbose_name=_("bot"))
    room = models.ForeignKey(Room, models.CASCADE, related_name="+", verbose_name=_("room"))
    digest = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)
    last_used_at = models.DateTimeField(_("last used"), null=True, editable=False)

    objects = IncomingWebhookQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("incoming webhook"), _("incoming webhooks")

    def __str__(self):
        return f"{self.bot} → {self.room}"


class Listeners(NamedTuple):
    """Of all webhooks: the rooms whose messages are sent, and the bots whose mentions are, by their accounts."""

    rooms: frozenset
    bots: frozenset

    KEY = "webhook-listeners"

    @classmethod
    def current(cls):
        """Asked for each message, so kept in the cache for a minute at most."""
        found = cache.get(cls.KEY)
        if found is None:
            rows = OutgoingWebhook.objects.filter(disabled_at=None).values_list("room", "bot__user")
            rooms = frozenset(room for room, _bot in rows if room)
            bots = frozenset(bot for room, bot in rows if not room)
            found = cls(rooms, bots)
            cache.set(cls.KEY, found, 60)
        return found

    @classmethod
    def changed(cls):
        cache.delete(cls.KEY)
        transaction.on_commit(partial(cache.delete, cls.KEY))


class OutgoingWebhookQuerySet(models.QuerySet):
    def enabled(self):
        return self.filter(disabled_at=None, bot__user__is_active=True)

    def for_message(self, message):
        """A list of those that are to hear of a new message and whose bots may read it.

        No query where none could hear of it, which holds for most messages.
        """
        rooms, bots = Listeners.current()
        concerned = concerned_by(message, bots) if bots else set()
        if not concerned and message.room_id not in rooms:
            return []
        event = OutgoingWebhook.Event
        heard = models.Q(event=event.MESSAGE, room=message.room_id)
        heard |= models.Q(event=event.MENTION, bot__user__in=concerned)
        webhooks = self.enabled().filter(heard).select_related("bot").order_by("pk")
        readers = message.room.readers().filter(pk__in=[webhook.bot.user_id for webhook in webhooks])
        can_read = set(readers.values_list("pk", flat=True))
        return [webhook for webhook in webhooks if webhook.bot.user_id in can_read]


def concerned_by(message, bots):
    """Of some bots, by their accounts, those that a new message names or answers, or to which it is written directly;
    but for those that its author has blocked.
    """
    room = message.room
    if room.is_direct:
        concerned = bots & set(room.memberships.admitted().values_list("user", flat=True))
    else:
        concerned = bots & {*message.named.people, message.reply_to and message.reply_to.author_id}
    if concerned:
        blocked = Block.objects.filter(blocker=message.author_id, blocked__in=concerned)
        concerned -= set(blocked.values_list("blocked", flat=True))
    return concerned


class OutgoingWebhook(models.Model):
    """An address to which is sent what happens."""

    class Event(models.TextChoices):
        MENTION = "mention", _("Mentions, replies and direct messages")
        MESSAGE = "message", _("New messages in a room")

    class Reason(models.TextChoices):
        OWNER = "owner", _("by its owner")
        FAILURES = "failures", _("because it kept failing")
        GONE = "gone", _("because its server answered 410 Gone")

    bot = models.ForeignKey(Bot, models.CASCADE, related_name="outgoing", verbose_name=_("bot"))
    url = models.CharField(_("address"), max_length=client.LONGEST_ADDRESS)
    event = models.CharField(_("event"), max_length=10, choices=Event.choices)
    room = models.ForeignKey(Room, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("room"))
    secret = models.CharField(max_length=100, default=signatures.new_secret, editable=False)
    previous_secret = models.CharField(max_length=100, blank=True, editable=False)
    previous_until = models.DateTimeField(_("former secret until"), null=True, editable=False)
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)
    failures = models.PositiveIntegerField(_("failures in a row"), default=0, editable=False)
    failing_since = models.DateTimeField(_("failing since"), null=True, editable=False)
    disabled_at = models.DateTimeField(_("disabled"), null=True, editable=False)
    disabled_because = models.CharField(_("reason"), max_length=10, choices=Reason.choices, blank=True, editable=False)

    objects = OutgoingWebhookQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("outgoing webhook"), _("outgoing webhooks")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(event="message", room__isnull=False) | models.Q(event="mention", room=None),
                name="a_webhook_for_messages_has_a_room",
            )
        ]

    def __str__(self):
        return f"{self.bot} → {self.host}"

    def get_absolute_url(self):
        return f"{self.bot.get_absolute_url()}#outgoing-{self.pk}"

    @property
    def host(self):
        """What of the address is shown in lists: its path may hold a secret of the receiver's."""
        return client.host_of(self.url)

    @property
    def secrets_in_force(self):
        has_former = self.previous_until is not None and self.previous_until > timezone.now()
        return [self.secret, self.previous_secret] if has_former else [self.secret]

    def rotate_secret(self):
        """A new secret; the one before signs too for `OVERLAP`, while the receiver is being changed."""
        with transaction.atomic():
            current = type(self).objects.select_for_update().get(pk=self.pk)
            self.previous_secret, self.previous_until = current.secret, timezone.now() + OVERLAP
            self.secret = signatures.new_secret()
            self.save(update_fields=["secret", "previous_secret", "previous_until"])

    def disable(self, reason):
        """A second time changes nothing. Its owner is told, unless they have done it."""
        with transaction.atomic():
            webhooks = type(self).objects.filter(pk=self.pk, disabled_at=None)
            if not webhooks.update(disabled_at=timezone.now(), disabled_because=reason):
                return
            Listeners.changed()
            if reason != self.Reason.OWNER:
                notify(self.bot.owner, self.bot.user, "webhook-disabled", self)

    def enable(self):
        fresh = {"disabled_at": None, "disabled_because": "", "failures": 0, "failing_since": None}
        with transaction.atomic():
            type(self).objects.filter(pk=self.pk).update(**fresh)
            Listeners.changed()
            Notification.objects.of(self).forget()  # or its owner would not be told a second time

    def note_success(self):
        failing = type(self).objects.filter(pk=self.pk, failures__gt=0)
        failing.update(failures=0, failing_since=None)

    def note_failure(self):
        """Count it; after many in a row the webhook is turned off."""
        webhooks, now = type(self).objects.filter(pk=self.pk), timezone.now()
        webhooks.update(
            failures=models.F("failures") + 1,
            failing_since=Coalesce("failing_since", models.Value(now)),
        )
        if webhooks.filter(failures__gte=MOST_FAILURES, failing_since__lte=now - FAILING_FOR).exists():
            self.disable(self.Reason.FAILURES)


class DeliveryQuerySet(models.QuerySet):
    def of(self, bot):
        """The newest first."""
        return self.filter(webhook__bot=bot).select_related("webhook__room").order_by("-pk")

    def page(self, size, before=""):
        """The first rows, or those after a row of which the id is given."""
        try:
            rows = list((self.filter(pk__lt=UUID(before)) if before else self)[: size + 1])
        except ValueError:
            rows = []
        return Page(rows[:size], has_older=len(rows) > size)

    def pending(self):
        return self.filter(status=Delivery.Status.PENDING)

    def old(self):
        return self.filter(created_at__lt=timezone.now() - KEPT)


class Delivery(models.Model):
    """One event for one webhook: what is sent, and what became of it. It goes with the message that it tells of."""

    class Status(models.TextChoices):
        PENDING = "pending", _("Pending")
        DELIVERED = "delivered", _("Delivered")
        FAILED = "failed", _("Failed")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)  # in the order of time
    webhook = models.ForeignKey(
        OutgoingWebhook, models.CASCADE, related_name="deliveries", verbose_name=_("webhook"), db_index=False
    )
    message = models.ForeignKey(Message, models.CASCADE, related_name="+", verbose_name=_("message"))
    payload = models.JSONField(editable=False)
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.PENDING)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_attempt_at = models.DateTimeField(_("next attempt"), null=True)
    attempted_at = models.DateTimeField(_("last attempt"), null=True)
    response_status = models.PositiveSmallIntegerField(_("response code"), null=True)
    response = models.CharField(_("response"), max_length=EXCERPT, blank=True)
    error = models.CharField(_("error"), max_length=200, blank=True)
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("delivery"), _("deliveries")
        indexes = [
            models.Index(fields=["webhook", "-id"], name="delivery_by_webhook"),
            models.Index(fields=["created_at"], name="delivery_by_age"),
        ]

    def __str__(self):
        return str(self.pk)

    @property
    def is_pending(self):
        return self.status == self.Status.PENDING
