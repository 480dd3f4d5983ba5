"""The event log, in one order for all readers; and who listens at this moment."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.shared.words import known


class Event(models.Model):
    """One event of a reliable channel. Its primary key is its position: what commits later has a higher one."""

    channel = models.CharField(_("channel"), max_length=64)
    type = models.CharField(_("type"), max_length=64)
    data = models.TextField(_("data"))
    subject = models.CharField(
        _("subject"), max_length=64, blank=True, help_text=_("What the event shows; removed together with it.")
    )
    made_at = models.DateTimeField(_("made"), auto_now_add=True)

    class Meta:
        verbose_name, verbose_name_plural = _("event"), _("events")
        indexes = [
            models.Index(fields=["channel", "id"], name="event_by_channel"),
            models.Index(fields=["made_at"], name="event_by_age"),
            models.Index(fields=["subject"], name="event_by_subject", condition=~models.Q(subject="")),
        ]

    def __str__(self):
        return f"{self.channel} {self.type} {self.pk}"


class Presence(models.Model):
    """Somebody hears a channel in one server process, through one stream or several. See `presence`."""

    channel = models.CharField(_("channel"), max_length=64)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("person"), db_index=False
    )
    process = models.CharField(_("process"), max_length=40)
    seen_at = models.DateTimeField(_("seen"), default=timezone.now, help_text=_("Its process was alive then."))

    class Meta:
        verbose_name, verbose_name_plural = _("presence"), _("presences")
        indexes = [
            models.Index(fields=["process"], name="presence_by_process"),
            models.Index(fields=["seen_at"], name="presence_by_age"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["channel", "user", "process"], name="one_presence_for_each_process")
        ]

    def __str__(self):
        return f"{known(self, 'user')} hears {self.channel}"
