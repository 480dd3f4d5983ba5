import re
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric import ec
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from .models import Subscription
from .push_keys import bytes_of

ADDRESS = re.compile(r"https?://[a-z0-9.-]+(:\d+)?/[\w!$&'()*+,./:;=?@%~-]*", re.ASCII)
SECRET = 16  # bytes


def is_of_a_known_service(address):
    """Nobody makes this server call an address of their choice: what stands in its own network trusts it."""
    if not ADDRESS.fullmatch(address):
        return False
    parts = urlsplit(address)
    origin = f"{parts.scheme}://{parts.netloc}"
    return any(origin in (known, f"https://{known}") or is_below(origin, known) for known in settings.PUSH_SERVICES)


def is_below(origin, known):
    return known.startswith("*.") and re.fullmatch(rf"https://[a-z0-9.-]+{re.escape(known[1:])}", origin)


class SubscriptionForm(forms.ModelForm):
    """What a browser says of itself: nobody types it, and only something broken or ill-meant gets it wrong."""

    class Meta:
        model = Subscription
        fields = ["endpoint", "p256dh", "auth"]

    def clean_endpoint(self):
        if not is_of_a_known_service(self.cleaned_data["endpoint"]):
            raise ValidationError(_("This browser's push service is none that this site sends to."))
        return self.cleaned_data["endpoint"]

    def clean_p256dh(self):
        try:
            key = bytes_of(self.cleaned_data["p256dh"])
            ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), key)
        except ValueError:
            key = b""
        if len(key) != 65:
            raise ValidationError(_("This browser gave a key that nothing can be sealed with."))
        return self.cleaned_data["p256dh"]

    def clean_auth(self):
        try:
            secret = bytes_of(self.cleaned_data["auth"])
        except ValueError:
            secret = b""
        if len(secret) != SECRET:
            raise ValidationError(_("This browser gave a secret that nothing can be sealed with."))
        return self.cleaned_data["auth"]

    def validate_unique(self):
        """A browser that is known already changes its person, or says the same once more."""

    @property
    def sentence(self):
        """The first thing that is wrong, in words."""
        name, errors = next(iter(self.errors.items()))
        missing = self.has_error(name, "required")
        return _("This browser did not say where it can be told.") if missing else errors[0]
