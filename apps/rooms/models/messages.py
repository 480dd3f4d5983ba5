from datetime import datetime, time, timedelta

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from apps.live import log
from apps.shared import markdown
from apps.shared.addresses import address
from apps.shared.folded_columns import FoldedModel, FoldedQuerySet, FoldedTextField
from apps.shared.folding import index_text
from apps.shared.stamps import new_stamp
from apps.shared.words import shortened

from .. import broadcasts
from .mentions import Mention, Named
from .reactions import Reaction, TooManyEmoji, tally

MOST_EMOJI = 20  # different ones under a message
MANY_REACTIONS = 50  # from here on pages are told that a row is old, and ask for it, once for several


class MessageQuerySet(FoldedQuerySet):
    def with_rows(self):
        """With everything that a row shows, so that a row asks for nothing."""
        reactions = models.Prefetch("reactions", Reaction.objects.with_names())
        rows = self.select_related("author__profile", "reply_to__author__profile")
        rows = rows.defer("search_text", "reply_to__search_text")
        return rows.prefetch_related("attachments", "reply_to__attachments", reactions)

    def sent_from(self, day):
        """What was sent from the beginning of a day on, in the site's zone; the oldest first."""
        return self.filter(sent_at__gte=midnight(day)).order_by("sent_at", "pk")

    def sent_on(self, day):
        return self.sent_from(day).filter(sent_at__lt=midnight(day + timedelta(days=1)))

    def sent_after(self, pk):
        """What follows a message in the order of time."""
        moment = self.model.objects.filter(pk=pk).values_list("sent_at", flat=True).first()
        if moment is None:
            return self.none()
        return self.filter(models.Q(sent_at__gt=moment) | models.Q(sent_at=moment, pk__gt=pk), sent_at__gte=moment)


def midnight(day):
    return timezone.make_aware(datetime.combine(day, time.min))


class Message(FoldedModel):
    room = models.ForeignKey(
        "rooms.Room", models.CASCADE, related_name="messages", verbose_name=_("room"), db_index=False
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="messages", verbose_name=_("author")
    )
    body = models.TextField(_("text"), help_text=_("In Markdown."))
    body_html = models.TextField(editable=False)
    renderer = models.PositiveSmallIntegerField(editable=False)
    search_text = FoldedTextField(of=["body"], by=index_text)  # what the index of words is made of
    # The number stays when the message that it names is removed: the answer says so.
    reply_to = models.ForeignKey(
        "self",
        models.DO_NOTHING,
        null=True,
        blank=True,
        db_constraint=False,
        related_name="replies",
        verbose_name=_("reply to"),
    )
    client_id = models.UUIDField(null=True, editable=False)
    sent_at = models.DateTimeField(_("sent"), default=timezone.now, editable=False)
    edited_at = models.DateTimeField(_("edited"), null=True, editable=False)
    stamp = models.PositiveIntegerField(default=new_stamp, editable=False)
    rendered = None  # the text of which `body_html` was made, where we have seen it

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("message"), _("messages")
        indexes = [
            models.Index(fields=["room", "id"], name="message_by_room"),
            # For what is asked by day: numbers follow the time, but to search them by halves takes twenty queries.
            models.Index(fields=["room", "sent_at"], name="message_by_room_and_time"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["author", "client_id"],
                name="a_message_sent_twice_is_one",
                condition=models.Q(client_id__isnull=False),
            )
        ]

    def __str__(self):
        return self.line if not self.room.is_secret and self.line else f"#{self.pk}"

    def save(self, *args, **kwargs):
        if self.rendered != self.body:
            self.render()
        self.stamp = new_stamp()
        super().save(*args, **kwargs)

    def render(self):
        """It may take a while: verbs do it before they take their turn, for which everybody else waits."""
        self.named = Named(self)
        self.body_html, self.renderer = markdown.render(self.body, self.named), markdown.VERSION
        self.rendered = self.body

    def say(self, words):
        """Take the text of another message, as it was rendered there."""
        for name in ("body", "body_html", "renderer", "named", "rendered"):
            setattr(self, name, getattr(words, name))

    def get_absolute_url(self):
        return f"{address('rooms:messages', self.room.slug)}{self.pk}/"

    @property
    def html(self):
        return mark_safe(self.body_html)

    @cached_property
    def line(self):
        """The words on one line, for lists and previews."""
        return shortened(markdown.plain(self.body_html) or self.line_of_files())

    @cached_property
    def pictures(self):
        return [file for file in self.attachments.all() if file.is_picture]

    @cached_property
    def other_files(self):
        return [file for file in self.attachments.all() if not file.is_picture]

    def line_of_files(self):
        files = self.attachments.all()
        if len(files) == 1:
            return files[0].name
        if all(file.is_picture for file in files):
            return ngettext("%d picture", "%d pictures", len(files)) % len(files) if files else ""
        return ngettext("%d file", "%d files", len(files)) % len(files)

    @property
    def reply_to_url(self):
        return f"{address('rooms:messages', self.room.slug)}{self.reply_to_id}/"

    @cached_property
    def tally(self):
        """What stands under the message: each emoji with who gave it. After `with_rows` it asks for nothing."""
        return tally(self.reactions.all() if "reactions" in self.prefetched() else self.reactions.with_names())

    def prefetched(self):
        return getattr(self, "_prefetched_objects_cache", {})

    def can_be_edited_by(self, user):
        return user.pk == self.author_id and self.room.archived_at is None

    def can_be_removed_by(self, user):
        return user.is_authenticated and (user.pk == self.author_id or self.room.is_moderated_by(user))

    def edit(self, editor, body):
        """Say it in other words; the former ones are kept for moderators. The same words change nothing.

        Gives back the message as it stands now, or None when it was removed meanwhile.
        """
        words = Message(pk=self.pk, sent_at=self.sent_at, room=self.room, author=self.author, body=body)
        words.render()
        with transaction.atomic():
            log.take_turn()
            self.room.let_speak(editor, speaks=False)
            message = self.as_it_stands()
            if message is None or message.body == body:
                return message
            message.revisions.create(body=message.body, replaced_by=editor)
            message.say(words)
            message.edited_at = timezone.now()
            message.save(update_fields=["body", "body_html", "renderer", "edited_at", "stamp"])
            Mention.objects.keep(message, message.named)
            broadcasts.message_changed(message)
            message.room.renew_replies_to(message.pk)
        return message

    def react(self, user, emoji):
        """Put somebody's emoji under it; a second time changes nothing."""
        with transaction.atomic():
            log.take_turn()
            self.room.let_speak(user, speaks=False)
            there = set(self.reactions.values_list("emoji", flat=True).distinct())
            if emoji not in there and len(there) >= MOST_EMOJI:
                raise TooManyEmoji
            if Message.objects.filter(pk=self.pk).exists():  # not removed since we looked
                _reaction, new = self.reactions.get_or_create(user=user, emoji=emoji)
                self.tell_reactions(new)

    def unreact(self, user, emoji):
        """Take it back; a second time changes nothing."""
        with transaction.atomic():
            log.take_turn()
            self.room.let_speak(user, speaks=False)
            deleted, _rows = self.reactions.filter(user=user, emoji=emoji).delete()
            self.tell_reactions(deleted)

    def tell_reactions(self, changed):
        if not changed:
            return
        Message.objects.filter(pk=self.pk).update(stamp=new_stamp())
        if self.reactions.count() > MANY_REACTIONS:
            broadcasts.message_grew_old(self)
        else:
            broadcasts.message_reacted(self.as_it_stands())

    def first_body(self):
        """What it said when it was sent."""
        first = self.revisions.order_by("pk").values_list("body", flat=True).first()
        return self.body if first is None else first  # it may have been a file without words

    def as_it_stands(self):
        message = Message.objects.with_rows().filter(pk=self.pk).first()
        if message is not None:
            message.room = self.room
        return message
