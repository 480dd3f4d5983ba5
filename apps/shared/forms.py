"""Forms in the site's look: a label, the control, a hint, and an error in words."""

from django import forms
from django.forms.renderers import TemplatesSetting
from django.utils.translation import gettext_lazy as _

from .parameters import is_on_the_calendar


class FormRenderer(TemplatesSetting):
    form_template_name = "forms/form.html"
    field_template_name = "forms/field.html"


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
