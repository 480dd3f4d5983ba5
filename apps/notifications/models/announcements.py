from django.conf import settings
from django.db import models, transaction
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.shared import markdown
from apps.shared.addresses import address

from .. import broadcasts
from .notifications import Notification


class AnnouncementQuerySet(models.QuerySet):
    def with_author(self):
        return self.select_related("author__profile")


class Announcement(models.Model):
    """What the house says to everybody."""

    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("author"), editable=False
    )
    title = models.CharField(_("title"), max_length=120)
    body = models.TextField(_("text"), max_length=10_000, help_text=_("In Markdown."))
    body_html = models.TextField(editable=False)
    renderer = models.PositiveSmallIntegerField(editable=False)
    made_at = models.DateTimeField(_("made"), default=timezone.now, editable=False)

    objects = AnnouncementQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("announcement"), _("announcements")

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return address("notifications:announcement", self.pk)

    @property
    def html(self):
        return mark_safe(self.body_html)

    def save(self, *args, **kwargs):
        self.body_html, self.renderer = markdown.render(self.body), markdown.VERSION
        super().save(*args, **kwargs)

    def make(self):
        """Say it to every member, in one statement and with one word. Of what is changed later nobody is told."""
        with transaction.atomic():
            self.save()
            told = Notification.objects.tell(User.objects.filter(is_guest=False), self.author, "announcement", self)
            broadcasts.many_told(broadcasts.EVERYBODY, told)

    def delete(self, *args, **kwargs):
        with transaction.atomic():
            Notification.objects.of(self).forget()
            return super().delete(*args, **kwargs)
