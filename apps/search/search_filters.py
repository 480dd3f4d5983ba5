"""The filters of a search: the form that writes them into the query's text, and the chips that take them out again."""

import re
from dataclasses import dataclass, replace
from datetime import timedelta

from django import forms
from django.core.validators import RegexValidator
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from apps.people.models import Profile
from apps.rooms.models import Room
from apps.shared.direction import isolate_text
from apps.shared.forms import LongSelect
from apps.shared.parameters import calendar_day, is_on_the_calendar

from .query import FILTERS

MOST_ROOMS = 50  # to choose from
LONGEST_NAME = 50
DATES = re.compile(r"(?<!\S)(?:after|before):(\S+)", re.IGNORECASE)
PERIODS = [(7, _lazy("Past week")), (30, _lazy("Past month")), (365, _lazy("Past year"))]  # days
one_word = RegexValidator(r"^[^\s\"]*$", _lazy("Enter a username, such as ada."))


class DayField(forms.DateField):
    """A date as browsers send it."""

    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    input_formats = ["%Y-%m-%d"]
    default_error_messages = {"invalid": _lazy("Enter a date, such as 2026-11-20.")}

    def clean(self, value):
        day = super().clean(value)
        if day and not is_on_the_calendar(day):
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return day


class FilterForm(forms.Form):
    """`query` is what is asked without filters; `rooms` are those to choose from, as `rooms_to_choose` has them."""

    author = forms.CharField(label=_lazy("From"), required=False, max_length=LONGEST_NAME, validators=[one_word])
    room = forms.CharField(label=_lazy("In"), required=False, max_length=LONGEST_NAME)
    after = DayField(label=_lazy("After"), required=False)
    before = DayField(label=_lazy("Before"), required=False)
    has_photo = forms.BooleanField(label=_lazy("Has a photo"), required=False)
    has_file = forms.BooleanField(label=_lazy("Has a file"), required=False)

    NAMES = tuple(name for name in FILTERS if name != "tag")

    def __init__(self, data, query, rooms, **options):
        super().__init__(data, initial={name: getattr(query, name) for name in self.NAMES}, **options)
        self.query = query
        self.fields["room"].widget = LongSelect(choices=[("", _("Anywhere")), *rooms])
        self.fields["author"].widget.attrs |= {
            "placeholder": _("Anyone"),
            "autocomplete": "off",
            "autocapitalize": "off",
        }

    def clean_author(self):
        return self.cleaned_data["author"].lstrip("@").lower()

    @property
    def asked(self):
        """The query with those of the form's filters that can be understood."""
        return replace(
            self.query, **{name: self.cleaned_data[name] for name in self.NAMES if name in self.cleaned_data}
        )

    @property
    def bare_text(self):
        """The text of the query without the filters that the form has."""
        return self.query.without(*self.NAMES).text


def rooms_to_choose(user, site, chosen):
    """`[(slug, title)]` of a member's rooms, or of those that a visitor may read, those that are active first; and of
    the chosen one.
    """
    rooms = Room.objects.visible_to(user, site).in_use().not_direct()
    rooms = (rooms.joined() if user.is_authenticated else rooms).select_related("owner__profile")
    found = [(room.slug, room.title) for room in rooms.most_awake_first()[:MOST_ROOMS]]
    if chosen.startswith("@"):
        found.append((chosen, name_of_person(chosen.lstrip("@"), user, site)))
    elif chosen and chosen not in dict(found):
        found.append((chosen, title_of_room(chosen, user, site)))
    return found


@dataclass(frozen=True)
class Chip:
    """A filter in words, and the text of the query without it."""

    label: str
    text: str


def chips_of(query, user, site):
    """The filters that are set."""
    found = []

    def add(label, name):
        found.append(Chip(label, query.without(name).text))

    if query.author:
        add(_("From %(name)s") % {"name": isolate_text(name_of_person(query.author, user, site))}, "author")
    if query.room.startswith("@"):
        name = name_of_person(query.room.lstrip("@"), user, site)
        add(_("In messages with %(name)s") % {"name": isolate_text(name)}, "room")
    elif query.room:
        add(_("In %(room)s") % {"room": isolate_text(title_of_room(query.room, user, site))}, "room")
    if query.tag:
        add(f"#{query.tag}", "tag")
    if query.after:
        add(_("After %(date)s") % {"date": date_format(query.after, "j M Y")}, "after")
    if query.before:
        add(_("Before %(date)s") % {"date": date_format(query.before, "j M Y")}, "before")
    if query.has_photo:
        add(_("Has a photo"), "has_photo")
    if query.has_file:
        add(_("Has a file"), "has_file")
    return found


def name_of_person(username, user, site):
    profile = Profile.objects.visible_to(user, site).with_username(username)
    return profile.name if profile else f"@{username}"


def title_of_room(slug, user, site):
    room = Room.objects.visible_to(user, site).filter(slug=slug).select_related("owner__profile").first()
    return room.title if room else slug


def periods(query):
    """`[(label, text of the query since then)]`."""
    today = timezone.localdate()
    return [(label, replace(query, after=today - timedelta(days=days), before=None).text) for days, label in PERIODS]


def wrong_dates(text):
    """What stands for a date in a text, and is none."""
    return [value for value in DATES.findall(text) if value and not calendar_day(value)]
