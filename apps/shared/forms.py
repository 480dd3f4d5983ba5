"""Forms in the site's look: a label, the control, a hint, and an error in words."""

from django import forms
from django.forms.renderers import TemplatesSetting


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
