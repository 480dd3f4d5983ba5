from django import forms
from django.utils.translation import gettext_lazy as _

from .models.guests import LONGEST_NAME


class DoorForm(forms.Form):
    """Under which name a guest comes in; whether they may, the room says."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=LONGEST_NAME,
        strip=True,
        widget=forms.TextInput({"autocomplete": "nickname"}),
        error_messages={"required": _("Type a name by which people can call you.")},
    )
