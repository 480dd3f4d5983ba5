from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

A_VISIT = timedelta(minutes=30)  # whoever looks again within that has not been away


class FeedVisitQuerySet(models.QuerySet):
    def note(self, user, newest):
        """That somebody looks at their feed, whose newest post this is (0 in an empty one). Gives back the visit.

        Written when there is something new to note: once a minute, or when a post came.
        """
        now = timezone.now()
        visit, new = self.get_or_create(user=user, defaults={"newest": newest, "looked_at": now})
        if new:
            return visit
        if now - visit.looked_at > A_VISIT:
            visit.seen_to, visit.seen_at = visit.newest, visit.looked_at
        elif now - visit.looked_at < timedelta(minutes=1) and newest <= visit.newest:
            return visit
        visit.newest, visit.looked_at = max(newest, visit.newest), now
        visit.save()
        return visit


class FeedVisit(models.Model):
    """How far somebody had seen their feed when they were last there: the line that says so stays for a visit."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="feed_visit", verbose_name=_("person")
    )
    newest = models.BigIntegerField(_("newest post of this visit"), default=0)
    looked_at = models.DateTimeField(_("looked"), default=timezone.now)
    seen_to = models.BigIntegerField(_("newest post of the visit before"), default=0)
    seen_at = models.DateTimeField(_("end of the visit before"), null=True, blank=True)

    objects = FeedVisitQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("visit to the feed"), _("visits to the feed")

    def __str__(self):
        return str(self.user_id)
