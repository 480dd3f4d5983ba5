from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.rooms.models.messages import midnight
from apps.shared.addresses import address
from apps.shared.remembered import cache
from apps.shared.words import known

from .sections import sections

ONE_WEEK, ONE_DAY = timedelta(days=7), timedelta(days=1)


class WeekQuerySet(models.QuerySet):
    KEY = "newest-week"

    def to_read(self):
        """Those that have a page: in the others nothing has happened."""
        return self.filter(is_quiet=False)

    def newest_first(self):
        return self.order_by("-begins")

    def newest(self):
        """The last one that has a page, or None. Asked by every feed, so kept in the cache for ten minutes at most."""
        return cache.get_or_set(self.KEY, lambda: [self.to_read().newest_first().first()], 600)[0]

    def forget_newest(self):
        cache.delete(self.KEY)


class Week(models.Model):
    """What stands on the page of a week: chosen once, kept as numbers, and looked at anew for whoever reads it."""

    begins = models.DateField(gettext_lazy("begins"), unique=True, help_text=gettext_lazy("A Monday."))
    made_at = models.DateTimeField(gettext_lazy("made"), default=timezone.now)
    chosen = models.JSONField(gettext_lazy("chosen"), default=dict, help_text=gettext_lazy("Numbers, by section."))
    totals = models.JSONField(gettext_lazy("totals"), default=dict, help_text=gettext_lazy("By section."))
    is_quiet = models.BooleanField(
        gettext_lazy("quiet"), default=False, help_text=gettext_lazy("Nothing to tell: it has no page.")
    )

    planned_up_to = models.PositiveBigIntegerField(
        gettext_lazy("mails planned up to"),
        default=0,
        help_text=gettext_lazy("The number of the last person for whom there is a task."),
    )

    objects = WeekQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = gettext_lazy("week"), gettext_lazy("weeks")

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return address("weeks:week", self.begins)

    @classmethod
    def chosen_of(cls, begins):
        """A week that is not stored yet, with all that its sections choose."""
        span = midnight(begins), midnight(begins + ONE_WEEK)
        chosen = {section.key: section.choose(*span) for section in sections()}
        totals = {section.key: section.number(*span) for section in sections()}
        return cls(begins=begins, chosen=chosen, totals=totals, is_quiet=not any(chosen.values()))

    @property
    def last_day(self):
        return self.begins + ONE_WEEK - ONE_DAY

    @property
    def title(self):
        """9 – 15 November 2026; no part of it twice."""
        first, last = self.begins, self.last_day
        shape = "j" if first.month == last.month else "j F" if first.year == last.year else "j F Y"
        return f"{date_format(first, shape)} – {date_format(last, 'j F Y')}"

    @property
    def sentence(self):
        """How much happened; of what did not happen it says nothing."""
        numbers = [(section, self.totals.get(section.key, 0)) for section in sections()]
        said = [section.sentence(number) for section, number in numbers if number]
        return f"{get_text_list(said, _('and'))}." if said else ""

    def sections_for(self, user):
        """(section, rows) of those in which somebody finds something; what they may not see they do not find."""
        rows = [(section, section.shown_to(user, self.chosen.get(section.key, []))) for section in sections()]
        return [(section, found) for section, found in rows if found]

    @property
    def before(self):
        return type(self).objects.to_read().filter(begins__lt=self.begins).newest_first().first()

    @property
    def after(self):
        return type(self).objects.to_read().filter(begins__gt=self.begins).order_by("begins").first()


class WeekMail(models.Model):
    """A week has been mailed to somebody: whoever has a row is not mailed again."""

    week = models.ForeignKey(
        Week, models.CASCADE, related_name="mails", verbose_name=gettext_lazy("week"), db_index=False
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=gettext_lazy("person")
    )
    sent_at = models.DateTimeField(gettext_lazy("sent"), default=timezone.now)

    class Meta:
        verbose_name, verbose_name_plural = gettext_lazy("mail of a week"), gettext_lazy("mails of weeks")
        constraints = [models.UniqueConstraint(fields=["week", "user"], name="a_week_is_mailed_to_each_person_once")]

    def __str__(self):
        return f"{known(self, 'week')} to {known(self, 'user')}"
