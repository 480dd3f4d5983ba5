from datetime import timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.shared.names import LineField

from .models import AccessToken
from .scopes import Scope


class AccessTokenForm(forms.Form):
    """A new personal access token."""

    name = LineField(
        label=_("Name"),
        max_length=AccessToken._meta.get_field("name").max_length,
        help_text=_("What it’s for"),
        widget=forms.TextInput({"placeholder": _("e.g. Kiln logger")}),
    )
    expiration = forms.TypedChoiceField(
        label=_("Expiration"),
        choices=[("30", _("30 days")), ("90", _("90 days")), ("365", _("1 year")), ("", _("No expiration"))],
        coerce=int,
        empty_value=None,
        required=False,
        initial="90",
    )
    scopes = forms.MultipleChoiceField(
        label=_("Permissions"),
        choices=Scope.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one permission.")},
    )

    def save(self, user):
        """`(token, secret)`, as `AccessToken.objects.make`."""
        days = self.cleaned_data["expiration"]
        expires_at = timezone.now() + timedelta(days=days) if days else None
        return AccessToken.objects.make(user, self.cleaned_data["name"], self.cleaned_data["scopes"], expires_at)
