from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _

from apps.shared import markdown
from apps.shared.words import known


class RevisionQuerySet(models.QuerySet):
    def newest_first(self):
        return self.select_related("replaced_by__profile").order_by("-pk")


class Revision(models.Model):
    """What a message said before it was edited; for moderators."""

    message = models.ForeignKey(
        "rooms.Message", models.CASCADE, related_name="revisions", verbose_name=_("message"), db_index=False
    )
    body = models.TextField(_("text"), help_text=_("As it was written, in Markdown."))
    replaced_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("edited by")
    )
    replaced_at = models.DateTimeField(_("until"), default=timezone.now)

    objects = RevisionQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("earlier text"), _("earlier texts")
        indexes = [models.Index(fields=["message", "-id"], name="revision_by_message")]

    def __str__(self):
        return f"{known(self, 'message')} until {self.replaced_at:%Y-%m-%d %H:%M}"

    @property
    def html(self):
        return mark_safe(markdown.render(self.body))
