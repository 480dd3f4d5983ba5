"""The list as one reads it: a row for what many people did at one place."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import TextChoices
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from apps.accounts.models import User
from apps.shared import paging
from apps.shared.direction import isolate, plain_text

from . import context_processors
from .kinds import kind, targets_seen_by
from .models import Notification

ROWS = 30  # on a page
WEEK = timedelta(days=7)
FEW = 5  # of so many people two are named, of more one: the others are what a crowd is of


class Days(TextChoices):
    """Under which title a row stands."""

    TODAY = "today", gettext_lazy("Today")
    WEEK = "week", gettext_lazy("This week")
    EARLIER = "earlier", gettext_lazy("Earlier")


@dataclass(frozen=True)
class Row:
    """`newest`: the notification that it shows, `people`: how many there are in all; one of them stands `beside`."""

    newest: Notification
    target: object
    people: int
    beside: User | None

    @property
    def is_unread(self):
        return self.newest.read_at is None

    @property
    def days(self):
        age = timezone.localdate() - timezone.localdate(self.newest.at)
        return Days.TODAY if not age else Days.WEEK if age < WEEK else Days.EARLIER

    @cached_property
    def kind(self):
        return kind(self.newest.kind)

    @property
    def who(self):
        first = bold(self.newest.actor.profile.distinct_name)
        if self.people <= 1 or self.beside is None:
            return first
        second = bold(self.beside.profile.distinct_name)
        if self.people == 2:
            return format_html(_("{} and {}"), first, second)
        if self.people <= FEW:
            return format_html(_("{}, {} and {}"), first, second, others(self.people - 2))
        return format_html(_("{} and {}"), first, others(self.people - 1))

    @property
    def sentence(self):
        return self.kind.sentence_of(self.target)

    @property
    def words(self):
        """As the list says it, without markup."""
        return plain_text(format_html("{} {}", self.who, self.sentence))

    @property
    def quote(self):
        return self.kind.quote(self.target)

    @property
    def photo(self):
        return self.kind.photo(self.target)

    def get_absolute_url(self):
        return self.kind.address(self.target)


def bold(words):
    return format_html("<b>{}</b>", isolate(words))


def others(number):
    return bold(ngettext("%(number)s other", "%(number)s others", number) % {"number": number})


def rows_of(user, group="", before=None, size=ROWS, unread=False):
    """A page of rows, and after which number the next one begins; None at the end."""
    mine = user.notifications.listed().in_group(group)
    mine = mine.unread() if unread else mine
    page = paging.downwards(mine.bundles(), size, before, by="newest")
    return rows_for(user, page), page.rows[-1]["newest"] if page.has_older else None


def under_days(rows, known=""):
    """`(title, row)` of each, with no title where it stands above already; and which stands above the next page.

    `known` is that of the page before. What was told late, of a time long before, stands among what is new, and no
    title comes back below it.
    """
    order, found = ["", *Days], []
    reached = order.index(known) if known in order else 0
    for row in rows:
        days = order.index(row.days)
        found.append((row.days.label if days > reached else "", row))
        reached = max(reached, days)
    return found, order[reached]


def rows_for(user, bundles):
    """What somebody may no longer see is forgotten as it is met."""
    people = {bundle["newest"]: bundle["people"] for bundle in bundles}
    newest = user.notifications.with_rows().in_bulk(people)
    beside = User.objects.select_related("profile").in_bulk({one.beside for one in newest.values()} - {None})
    targets = targets_seen_by(user, {(one.noun, one.number) for one in newest.values()})
    shown = [newest[number] for number in people if number in newest]
    rows = [
        Row(one, targets[one.noun, one.number], people[one.pk], beside.get(one.beside))
        for one in shown
        if (one.noun, one.number) in targets
    ]
    if hidden := {one.pk for one in shown} - {row.newest.pk for row in rows}:
        user.notifications.filter(pk__in=hidden).forget()
    return rows


def mark_row_read(user, pk):
    """Mark as read what one row of somebody's list tells, and not what has come to it since. The row, or None."""
    mine = user.notifications.listed().of_one_row(pk)
    rows = rows_for(user, mine.bundles().filter(newest=pk))
    if not rows:
        return None
    mine.unread().read()
    rows[0].newest.read_at = timezone.now()
    return rows[0]


def has_been_at(request, place, *conditions):
    """Whoever opens a place has seen what they were told of it. Who has nothing to read asks no more than the bell."""
    if context_processors.bell_on(request)["in_all"]:
        request.user.notifications.at(place).filter(*conditions).unread().read()
        context_processors.has_changed(request)
