from uuid import uuid4

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.live import log

from .albums import Album
from .posts import Post


class NothingToShow(Exception):
    """A post needs a photo."""


class DraftQuerySet(models.QuerySet):
    def newest_first(self):
        """What is planned comes first, in the order in which it will be shown."""
        return self.order_by(models.F("publishes_at").asc(nulls_last=True), "-changed_at", "-pk")

    def scheduled(self):
        return self.exclude(publishes_at=None)

    def due(self):
        """What is to be shown now, by itself; nothing of whoever may not sign in."""
        return self.filter(publishes_at__lte=timezone.now(), author__is_active=True).order_by("publishes_at")


class Draft(Album):
    """A post in the making: its photos are here already, and its author alone sees it."""

    key = models.UUIDField(unique=True, default=uuid4, editable=False)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="post_drafts", verbose_name=_("author")
    )
    body = models.TextField(_("caption"), blank=True)
    changed_at = models.DateTimeField(_("changed"), default=timezone.now)
    keeps_a_photo = False
    publishes_at = models.DateTimeField(_("to be shown at"), null=True, blank=True)

    objects = DraftQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("draft"), _("drafts")
        indexes = [
            models.Index(fields=["publishes_at"], condition=~models.Q(publishes_at=None), name="draft_that_is_planned")
        ]

    def __str__(self):
        return f"#{self.pk}"

    def change(self, **details):
        details["changed_at"] = timezone.now()
        type(self).objects.filter(pk=self.pk).update(**details)
        for name, value in details.items():
            setattr(self, name, value)

    def publish_if_due(self):
        """Make the post of it, as it stands now; None where that is to be later after all. Raises as `publish`."""
        with transaction.atomic():
            log.take_turn()
            draft = self.hold()
            is_due = draft.publishes_at and draft.publishes_at <= timezone.now()
            return draft.publish() if is_due else None

    def publish(self):
        """Make the post of it, and be gone. Raises NothingToShow; and DoesNotExist where another was quicker."""
        with transaction.atomic():
            log.take_turn()  # before the draft: an account that goes takes its turn first, and its drafts then
            self.hold()
            photos = list(self.photos.all())
            if not photos:
                raise NothingToShow
            post = Post.objects.publish(
                self.author,
                photos,
                self.body,
                client_id=self.key,
                audience=self.audience,
                takes_comments=self.takes_comments,
            )
            type(self).objects.filter(pk=self.pk).delete()
        return post
