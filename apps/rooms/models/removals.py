from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.shared.words import known


class Removed(Exception):
    """This message was sent before, and was removed since: a repetition of it writes nothing."""


class Removal(models.Model):
    """That a message is gone: its browser's number, nothing of its words.

    A browser repeats a message until it gets an answer, and what it repeats may arrive late, after the removal.
    """

    room = models.ForeignKey("rooms.Room", models.CASCADE, related_name="removals", verbose_name=_("room"))
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="removals", verbose_name=_("author"), db_index=False
    )
    client_id = models.UUIDField(editable=False)
    removed_at = models.DateTimeField(_("removed"), default=timezone.now)

    class Meta:
        verbose_name, verbose_name_plural = _("removal"), _("removals")
        constraints = [
            models.UniqueConstraint(fields=["author", "client_id", "room"], name="a_message_is_removed_once")
        ]

    def __str__(self):
        return f"{self.client_id} of {known(self, 'author')} in {known(self, 'room')}"
