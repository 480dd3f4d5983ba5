"""Forms in the site's look: a label, the control, a hint, and an error in words."""

from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.forms.renderers import TemplatesSetting
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from .parameters import is_on_the_calendar


class FormRenderer(TemplatesSetting):
    form_template_name = "forms/form.html"
    field_template_name = "forms/field.html"


class LongSelect(forms.Select):
    """For hundreds of choices: Django renders a template for each of them, and that was half of a page's time."""

    def render(self, name, value, attrs=None, renderer=None):
        selected = self.format_value(value)
        groups = [
            format_html('<optgroup label="{}">{}</optgroup>', value, options(label, selected))
            if isinstance(label, (list, tuple))
            else options([(value, label)], selected)
            for value, label in self.choices
        ]
        attributes = flatatt(self.build_attrs(self.attrs, {**(attrs or {}), "name": name}))
        return format_html("<select{}>{}</select>", attributes, format_html_join("", "{}", zip(groups)))


def options(choices, selected):
    marked = ((value, " selected" if str(value) in selected else "", label) for value, label in choices)
    return format_html_join("", '<option value="{}"{}>{}</option>', marked)


class Words(forms.CharField):
    """A browser sends every new line as two characters; they count as the one that was typed."""

    def to_python(self, value):
        return super().to_python(value).replace("\r\n", "\n")


class ClientId(forms.UUIDField):
    """The browser's number for what it sends; an odd one is no reason to refuse what was written."""

    def to_python(self, value):
        try:
            return super().to_python(value)
        except forms.ValidationError:
            return None


class OnTheCalendar:
    """For fields of moments: near the edges of Python's calendar, a moment has no time in other time zones."""

    def clean(self, value):
        moment = super().clean(value)
        if moment is not None and not is_on_the_calendar(moment):
            raise forms.ValidationError(_("Choose a date between the years 1900 and 9000."), code="calendar")
        return moment


class Moment(OnTheCalendar, forms.DateTimeField):
    pass


class SplitMoment(OnTheCalendar, forms.SplitDateTimeField):
    pass


class Day(forms.DateField):
    """A day on the calendar, as a browser's date input sends it."""

    widget = forms.DateInput({"type": "date"}, format="%Y-%m-%d")

    def clean(self, value):
        day = super().clean(value)
        if day is not None and not 1900 <= day.year <= 9000:
            raise ValidationError(_("Choose a date between the years 1900 and 9000."))
        return day


def check_website(url):
    """Raises `ValidationError` unless a URL leads to a website and says nothing else: http or https, no password."""
    URLValidator(schemes=["http", "https"])(url)
    if urlsplit(url).username is not None or urlsplit(url).password is not None:
        raise ValidationError(_("An address with a username or a password in it would give them away."), code="secret")


class WebsiteField(forms.URLField):
    """A website that people name as their own; without a scheme it is taken for https."""

    default_validators = [check_website]
    default_error_messages = {"invalid": _("Enter the address of a website, like https://example.org.")}

    def __init__(self, **kwargs):
        super().__init__(assume_scheme="https", **kwargs)
