"""The list as one reads it: a row for what many people did at one place."""

from dataclasses import dataclass

from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.accounts.models import User
from apps.shared import paging

from .kinds import kind, targets_seen_by
from .models import Notification

ROWS = 30  # on a page


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

    @cached_property
    def kind(self):
        return kind(self.newest.kind)

    @property
    def who(self):
        name = format_html("<b>{}</b>", self.newest.actor.profile.name)
        others = self.people - 1
        if others <= 0 or self.beside is None:
            return name
        if others == 1:
            return format_html(_("{} and {}"), name, format_html("<b>{}</b>", self.beside.profile.name))
        words = ngettext("%(number)s other", "%(number)s others", others) % {"number": others}
        return format_html(_("{} and {}"), name, format_html("<b>{}</b>", words))

    @property
    def sentence(self):
        return self.kind.sentence

    @property
    def quote(self):
        return self.kind.quote(self.target)

    @property
    def photo(self):
        return self.kind.photo(self.target)

    def get_absolute_url(self):
        return self.kind.address(self.target)


def rows_of(user, group="", before=None):
    """A page of rows, and after which number the next one begins; None at the end."""
    mine = user.notifications.listed().in_group(group)
    page = paging.downwards(mine.bundles(), ROWS, before, by="newest")
    return rows_for(user, page), page.rows[-1]["newest"] if page.has_older else None


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


def has_been_at(request, place):
    """Whoever opens a place has seen what they were told of it."""
    if request.user.is_authenticated:
        request.user.notifications.at(place).unread().read()
