from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Revision(models.Model):
    """A caption as it was before."""

    post = models.ForeignKey("posts.Post", models.CASCADE, related_name="revisions")
    body = models.TextField(_("text"), blank=True)
    replaced_at = models.DateTimeField(_("replaced"), default=timezone.now)

    class Meta:
        verbose_name, verbose_name_plural = _("former caption"), _("former captions")
        ordering = ["-pk"]

    def __str__(self):
        return f"#{self.pk}"
