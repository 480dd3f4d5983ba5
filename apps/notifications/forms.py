"""What people choose of being told."""

from functools import cache, cached_property
from itertools import groupby

from django import forms
from django.db import transaction
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.shared.forms import LongSelect

from . import reach
from .kinds import Channel, topics
from .models import Choice, Preferences
from .models.choices import time_zones

REGIONS = "Africa America Antarctica Arctic Asia Atlantic Australia Europe Indian Pacific".split()


@cache
def zones_by_region():
    """`[(region, [(name, city), …]), …]`; without the older names of countries."""
    names = sorted(name for name in time_zones() if name.partition("/")[0] in REGIONS)
    return [
        (region, [(name, city_of(name)) for name in some])
        for region, some in groupby(names, key=lambda name: name.partition("/")[0])
    ]


def city_of(name):
    """Buenos Aires, Argentina: a browser finds what one begins to type."""
    _region, *country, city = name.replace("_", " ").split("/")
    return ", ".join([city, *country])


FORM = "told"  # its id on the page


def all_zones():
    return [("", _("as the site")), ("UTC", "UTC"), *zones_by_region()]


class SettingsForm(forms.ModelForm):
    """With a box for each topic and channel, called `likes-mail`."""

    time_zone = forms.ChoiceField(
        label=gettext_lazy("Time zone"),
        choices=all_zones,
        widget=LongSelect,
        required=False,
        error_messages={"invalid_choice": gettext_lazy("There is no time zone called “%(value)s”.")},
    )

    class Meta:
        model = Preferences
        fields = ["quiet_from", "quiet_to", "time_zone", "digest", "wants_week"]
        widgets = {
            name: forms.TimeInput(format="%H:%M", attrs={"type": "time", "aria-label": label})
            for name, label in [
                ("quiet_from", gettext_lazy("Quiet from")),
                ("quiet_to", gettext_lazy("Quiet until")),
            ]
        }

    def __init__(self, user, data=None):
        super().__init__(data, instance=Preferences.objects.of_user(user.pk))
        for name in self._meta.fields:
            self.fields[name].widget.attrs["form"] = FORM  # they stand outside of it
        self.user, wants = user, Choice.objects.wishes_of([user.pk])
        self.boxes = {}
        for topic in topics():
            for channel in Channel:
                box = forms.BooleanField(
                    required=False,
                    initial=wants(user.pk, topic, channel),
                    disabled=channel not in reach.channels(),
                    widget=forms.CheckboxInput(
                        {"aria-label": f"{topic.label}: {channel.label}", "data-channel": channel.value}
                    ),
                )
                self.boxes[topic, channel] = name = f"{topic}-{channel}"
                self.fields[name] = box

    def clean(self):
        begins, ends = self.cleaned_data.get("quiet_from"), self.cleaned_data.get("quiet_to")
        if self.errors.keys() & {"quiet_from", "quiet_to"}:
            return
        if begins is None and ends is not None:
            self.add_error("quiet_from", _("Say from when, too; or empty both, and no hours are quiet."))
        elif ends is None and begins is not None:
            self.add_error("quiet_to", _("Say until when, too; or empty both, and no hours are quiet."))
        elif begins is not None and begins == ends:
            self.add_error("quiet_to", _("That is the moment at which it begins. Choose another, or empty both."))

    def save(self):
        """What whoever sends digests has written meanwhile stays; a digest that changes is planned anew by them."""
        written = list(self._meta.fields)
        if "digest" in self.changed_data:
            self.instance.digest_due_at = None
            written.append("digest_due_at")
        with transaction.atomic():
            self.instance.save(update_fields=written)
            wishes = {key: self.cleaned_data[name] for key, name in self.boxes.items()}
            Choice.objects.choose(self.user, wishes)

    @cached_property
    def week(self):
        return reach.week_of(self.user)

    def rows(self):
        """`(topic, how often the week had news of it, its boxes)` for each topic."""
        for topic, number in self.week.items():
            yield topic, number, [self[self.boxes[topic, channel]] for channel in Channel]

    def sums(self):
        """`{channel: words}`: what the week would have been by each that this site has, as the boxes stand.

        With the words for other numbers, since they move with the boxes.
        """
        found = {}
        for channel in reach.channels():
            on = [topic for topic in self.week if self[self.boxes[topic, channel]].value()]
            number = sum(self.week[topic] for topic in on)
            found[channel.value] = format_html(
                '<span data-sum="{}" data-one="{}" data-many="{}">{}</span>',
                channel.value,
                reach.phrase(channel, 1),
                reach.phrase(channel, 2),
                reach.phrase(channel, number).replace("#", str(number)),
            )
        return found
