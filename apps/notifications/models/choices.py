from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.shared.fields import AutoOneToOneField
from apps.shared.local_time import next_time
from apps.shared.words import known

from .. import kinds


@cache
def time_zones():
    """The names of all; to find them means to read a folder."""
    return frozenset(available_timezones())


class ChoiceQuerySet(models.QuerySet):
    def wishes_of(self, people):
        """`wants(user_pk, topic, channel)` for some people, by their numbers; one query."""
        chosen = {
            (user, topic, channel): is_wanted
            for user, topic, channel, is_wanted in self.filter(user__in=people).values_list(
                "user", "topic", "channel", "is_wanted"
            )
        }

        def wants(user, topic, channel):
            return chosen.get((user, topic, channel), kinds.is_usual(topic, channel))

        return wants

    def wanted_by_outer_user(self, topic, channel):
        """For a queryset of users: whether each wants to hear of a topic by a channel."""
        usual = kinds.is_usual(topic, channel)
        otherwise = self.filter(user=models.OuterRef("pk"), topic=topic, channel=channel, is_wanted=not usual)
        return ~models.Exists(otherwise) if usual else models.Exists(otherwise)

    def choose(self, user, wishes):
        """`wishes`: `{(topic, channel): is_wanted}`. What holds for somebody already is not written again."""
        wants = self.wishes_of([user.pk])
        self.write(user, {key: wanted for key, wanted in wishes.items() if wants(user.pk, *key) != wanted})

    def write(self, user, wishes):
        """As `choose`, each of them: so it stays for somebody, also when something else becomes usual."""
        choices = [
            self.model(user=user, topic=topic, channel=channel, is_wanted=is_wanted)
            for (topic, channel), is_wanted in wishes.items()
        ]
        key = ["user", "topic", "channel"]
        self.bulk_create(choices, update_conflicts=True, unique_fields=key, update_fields=["is_wanted"])


class Choice(models.Model):
    """That somebody wants something otherwise than is usual, or has said that they want it so."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="choices", verbose_name=_("person"), db_index=False
    )
    topic = models.CharField(_("of what"), max_length=14, choices=kinds.Topic.choices)
    channel = models.CharField(_("how"), max_length=4, choices=kinds.Channel.choices)
    is_wanted = models.BooleanField(_("wanted"))

    objects = ChoiceQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("choice of channel"), _("choices of channels")
        constraints = [
            models.UniqueConstraint(fields=["user", "topic", "channel"], name="each_channel_is_chosen_once")
        ]

    def __str__(self):
        return f"{known(self, 'user')}: {self.topic} {self.channel}"


class PreferencesQuerySet(models.QuerySet):
    def lacking(self, users):
        """Those of a queryset of users who have no row; guests need none."""
        return users.filter(preferences=None, is_guest=False)

    def create_missing(self, users):
        """`{pk: preferences}` of some users, who have them from now on."""
        self.insert_missing(users)
        return self.select_related("user").in_bulk([user.pk for user in users])

    def insert_missing(self, users):
        self.bulk_create([self.model(user_id=user.pk) for user in users], ignore_conflicts=True)

    def of_user(self, pk):
        """Somebody's, by their number; None where there is no such member."""
        found = self.select_related("user").filter(pk=pk).first()
        if found is None:
            found = self.create_missing(User.objects.filter(pk=pk, is_guest=False)).get(pk)
        return found


class Preferences(models.Model):
    """When somebody may be disturbed, and which mails come by themselves. Everybody has one row."""

    class Digest(models.TextChoices):
        NEVER = "never", _("never")
        DAILY = "daily", _("every day")
        WEEKLY = "weekly", _("every week")

    user = AutoOneToOneField(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        primary_key=True,
        related_name="preferences",
        verbose_name=_("person"),
    )
    time_zone = models.CharField(_("time zone"), max_length=40, blank=True, help_text=_("Empty: the site's."))
    quiet_from = models.TimeField(_("quiet from"), null=True, blank=True)
    quiet_to = models.TimeField(_("quiet until"), null=True, blank=True)
    digest = models.CharField(_("digest"), max_length=6, choices=Digest.choices, default=Digest.WEEKLY)
    digest_due_at = models.DateTimeField(_("next digest"), null=True, blank=True)
    digested_up_to = models.PositiveBigIntegerField(
        _("digested up to"), default=0, help_text=_("The number of the last notification that a digest has told.")
    )
    mailed_at = models.DateTimeField(_("last mail of notifications"), null=True, blank=True)
    wants_week = models.BooleanField(_("the community's week by mail"), default=False)

    objects = PreferencesQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("preferences")
        indexes = [
            models.Index(
                fields=["digest_due_at"], condition=models.Q(digest_due_at__isnull=False), name="digests_by_time"
            )
        ]

    def __str__(self):
        return str(self.user)

    @property
    def zone(self):
        return ZoneInfo(self.time_zone) if self.time_zone in time_zones() else timezone.get_default_timezone()

    @property
    def has_quiet_hours(self):
        return None not in (self.quiet_from, self.quiet_to)

    def quiet_until(self, moment):
        """When the quiet hours end in which a moment lies; None outside of them. They may span midnight.

        Always after the moment, also where clocks go back and the end comes twice; and it is not quiet then.
        """
        end = None
        while self.is_quiet(end or moment):  # twice where a zone skips the day on which they would end
            end = next_time(self.quiet_to, self.zone, end or moment)
        return end

    def is_quiet(self, moment):
        """Whether clocks show a time within the quiet hours."""
        start, end = self.quiet_from, self.quiet_to
        if start is None or end is None or start == end:
            return False
        time = moment.astimezone(self.zone).time()
        return start <= time < end if start < end else not end <= time < start

    def puts_off(self, task, *arguments):
        """Whether it is quiet now; then a task comes when that ends."""
        quiet_until = self.quiet_until(timezone.now())
        if quiet_until:
            task.using(run_after=quiet_until).enqueue(*arguments)
        return quiet_until is not None
