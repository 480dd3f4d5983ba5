from datetime import datetime, time, timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.shared.words import known

MORNING = time(9)
NIGHT_ENDS = timedelta(hours=4)  # whoever is up past midnight means by tomorrow the day that has begun


class Length(models.TextChoices):
    """For how long somebody wants to hear nothing."""

    HOUR = "hour", _("For an hour")
    MORNING = "morning", _("Until tomorrow morning")
    WEEK = "week", _("For a week")
    EVER = "ever", _("Until I say otherwise")

    def end(self, zone):
        """When it ends that begins now, for somebody in a time zone; None where it does not."""
        now = timezone.now()
        tomorrow = (now.astimezone(zone) - NIGHT_ENDS).date() + timedelta(days=1)
        ends = {
            self.HOUR: now + timedelta(hours=1),
            self.MORNING: datetime.combine(tomorrow, MORNING, zone),
            self.WEEK: now + timedelta(days=7),
        }
        return ends.get(self)


class MuteQuerySet(models.QuerySet):
    def make(self, user, place, length):
        """Once more means: from now on for so long."""
        kept = {"until": length.end(user.preferences.zone), "made_at": timezone.now()}
        return self.update_or_create(user=user, place=place, defaults=kept)[0]

    def in_force(self):
        return self.filter(models.Q(until=None) | models.Q(until__gt=timezone.now()))

    def over(self):
        return self.filter(until__lte=timezone.now())

    def newest_first(self):
        return self.order_by("-pk")

    def in_force_for_outer_user(self, place, actor):
        """For a queryset of users: whether each has muted a place or a person."""
        return models.Exists(
            self.in_force().filter(user=models.OuterRef("pk"), place__in=[place, f"profile-{actor.pk}"])
        )


class Mute(models.Model):
    """That somebody wants to hear nothing of a post, a room or a person, for a time or until they say otherwise."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="mutes", verbose_name=_("person"), db_index=False
    )
    place = models.CharField(_("of what"), max_length=40, help_text=_("post-7, room-3, profile-8"))
    until = models.DateTimeField(_("until"), null=True, blank=True)
    made_at = models.DateTimeField(_("made"), default=timezone.now)

    objects = MuteQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("mute"), _("mutes")
        constraints = [models.UniqueConstraint(fields=["user", "place"], name="each_place_is_muted_once")]

    def __str__(self):
        return f"{known(self, 'user')}: {self.place}"
