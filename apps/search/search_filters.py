"""The filters of a search: the form that writes them into the query's text, and the chips that take them out again."""

import re
from dataclasses import dataclass, replace
from datetime import timedelta

from django import forms
from django.core.validators import RegexValidator
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from apps.people.models import Profile
from apps.people.models.blocks import blockers_of
from apps.rooms.models import Room
from apps.rooms.models.direct import people
from apps.shared.direction import isolate_text
from apps.shared.forms import LongSelect
from apps.shared.parameters import calendar_day, is_on_the_calendar

from .query import FILTERS, LONGEST_PLACE

MOST_ROOMS = 50  # to choose from
MOST_CONVERSATIONS = 20
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
    """`query` is what is asked without filters; `places` are those to choose from, as `places_to_choose` has them."""

    author = forms.CharField(label=_lazy("From"), required=False, max_length=LONGEST_NAME, validators=[one_word])
    room = forms.CharField(label=_lazy("In"), required=False, max_length=LONGEST_PLACE)
    after = DayField(label=_lazy("After"), required=False)
    before = DayField(label=_lazy("Before"), required=False)
    has_photo = forms.BooleanField(label=_lazy("Has a photo"), required=False)
    has_file = forms.BooleanField(label=_lazy("Has a file"), required=False)

    NAMES = tuple(name for name in FILTERS if name != "tag")

    def __init__(self, data, query, places, **options):
        super().__init__(data, initial={name: getattr(query, name) for name in self.NAMES}, **options)
        self.query = query
        self.fields["room"].widget = LongSelect(choices=[("", _("Anywhere")), *places])
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


def places_to_choose(user, site, chosen):
    """Choices in groups: a member's rooms, or those that a visitor may read, and conversations, those that are active
    first; and the chosen one.
    """
    rooms = Room.objects.visible_to(user, site).in_use().not_direct()
    rooms = (rooms.joined() if user.is_authenticated else rooms).select_related("owner__profile")
    rooms = [(room.slug, room.title) for room in rooms.most_awake_first()[:MOST_ROOMS]]
    conversations = conversations_to_choose(user, site)
    if chosen and chosen not in dict([*rooms, *conversations]):
        (conversations if chosen.startswith("@") else rooms).append((chosen, title_of_place(chosen, user, site)))
    groups = [(_("Rooms"), rooms), (_("Direct messages"), conversations)]
    return [(label, choices) for label, choices in groups if choices]


def conversations_to_choose(user, site):
    """`[("@ada,bob", title)]` of a member's conversations with people whom they can find."""
    if not user.is_authenticated or user.is_guest or hasattr(user, "stand_in_for"):
        return []
    rooms = Room.objects.visible_to(user, site).in_inbox(user).prefetch_related(people())
    blockers = set(blockers_of(user).values_list("blocker", flat=True))
    found = []
    for room in rooms.order_by("-last_message_at", "-pk")[:MOST_CONVERSATIONS]:
        name = "@" + ",".join(sorted(profile.user.username for profile in room.others))
        gone = [profile for profile in room.others if profile.pk in blockers or not profile.user.is_active]
        if room.side_address and not gone and len(name) <= LONGEST_PLACE:
            found.append((name, room.title))
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
    if query.room:
        place = isolate_text(title_of_place(query.room, user, site))
        is_conversation = query.room.startswith("@")
        label = _("In messages with %(name)s") if is_conversation else _("In %(name)s")
        add(label % {"name": place}, "room")
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


def title_of_place(name, user, site):
    """Of a room, or the names of those in a conversation."""
    if name.startswith("@"):
        usernames = name.lstrip("@").split(",")
        return get_text_list([name_of_person(username, user, site) for username in usernames], _("and"))
    return title_of_room(name, user, site)


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
