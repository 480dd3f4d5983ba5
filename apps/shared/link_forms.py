"""The rows of a form in which links are typed; it needs no script: there are always some empty rows."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from .forms import WebsiteField
from .links import URL_LENGTH
from .names import LineField

EMPTY_ROWS = 2
MORE_ROWS = 10  # beyond the most there may be, that are read, so that none is lost where there are too many


class LinkForm(forms.Form):
    """One row; `model` is the `Link` that it is for."""

    model = None

    type = forms.ChoiceField(label=_("Type"), required=False)
    label = LineField(
        label=_("Label"), required=False, max_length=60, widget=forms.TextInput({"placeholder": _("Label")})
    )
    url = WebsiteField(
        label=_("Address"),
        required=False,
        max_length=URL_LENGTH,
        widget=forms.TextInput({"inputmode": "url", "placeholder": "https://"}),
        error_messages={"invalid": _("This isn’t a web address. Links start with https:// or http://.")},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["type"].choices = self.model.Type.choices
        for name, field in self.fields.items():
            field.widget.attrs["aria-label"] = self[name].label

    def clean_type(self):
        return self.cleaned_data["type"] or self.model._meta.get_field("type").default

    def clean(self):
        given = super().clean()
        if given.get("label") and not given.get("url") and "url" not in self.errors:
            self.add_error("url", _("Enter the address of this link, or clear its label."))
        return given

    def link(self):
        """An unsaved link, or None where the row is empty."""
        given = self.cleaned_data
        return self.model(type=given["type"], label=given["label"], url=given["url"]) if given.get("url") else None


class BaseLinkFormSet(forms.BaseFormSet):
    """`most`: how many links there may be; `too_many`: the sentence where there are more, with `%(most)d`."""

    most, too_many = 0, ""

    @classmethod
    def of(cls, data, owner):
        """The links of something that has links, as they are or as they were sent, with some empty rows."""
        if data is not None and "links-TOTAL_FORMS" in data:
            made = cls(data, prefix="links")  # without those that are there: an unchanged row counts as empty
        else:
            made = cls(initial=list(owner.links.values("type", "label", "url")), prefix="links")
        made.owner = owner
        return made

    def clean(self):
        if len(self.links()) > self.most:
            raise ValidationError(self.too_many % {"most": self.most})

    def save(self):
        self.owner.set_links(self.links())

    def links(self):
        return [link for form in self.forms if hasattr(form, "cleaned_data") and (link := form.link())]


def link_formset(model, most, too_many, template_name=None):
    """The form set for a subclass of `Link`."""
    form = type(f"{model.__name__}Form", (LinkForm,), {"model": model})
    made = forms.formset_factory(
        form, formset=BaseLinkFormSet, extra=EMPTY_ROWS, max_num=most, absolute_max=most + MORE_ROWS
    )
    made.most, made.too_many = most, too_many
    if template_name:
        made.template_name = template_name
    return made
