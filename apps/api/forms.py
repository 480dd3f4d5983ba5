from datetime import timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from apps.shared.names import LineField

from .models import AccessToken
from .scopes import Scope

NEVER = 0  # days until a token expires
MOST_TOKENS = 50  # of one account


def scope_choices():
    """Each permission in words, with its name in the API."""
    words = '<span>{} <span class="faint">{}</span></span>'
    return [(scope.value, format_html(words, scope.label, scope.value)) for scope in Scope]


class AccessTokenForm(forms.Form):
    """A new access token of `user`: of a person, or of their bot."""

    name = LineField(
        label=_("Name"),
        max_length=AccessToken._meta.get_field("name").max_length,
        help_text=_("What it’s for"),
        widget=forms.TextInput({"placeholder": _("e.g. Kiln logger")}),
    )
    expiration = forms.TypedChoiceField(
        label=_("Expiration"),
        choices=[(30, _("30 days")), (90, _("90 days")), (365, _("1 year")), (NEVER, _("No expiration"))],
        coerce=int,
        initial=90,
    )
    scopes = forms.MultipleChoiceField(
        label=_("Permissions"),
        choices=scope_choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one permission.")},
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user

    def clean(self):
        if AccessToken.objects.filter(user=self.user).count() >= MOST_TOKENS:
            sentence = _("You have %(most)d tokens, which is the most. Revoke one first.")
            raise ValidationError(sentence % {"most": MOST_TOKENS}, code="too-many")

    def save(self):
        """`(token, secret)`, as `AccessToken.objects.make`."""
        days = self.cleaned_data["expiration"]
        expires_at = None if days == NEVER else timezone.now() + timedelta(days=days)
        return AccessToken.objects.make(self.user, self.cleaned_data["name"], self.cleaned_data["scopes"], expires_at)
