"""allauth's forms in our words, the first run, invitations, and the admin's forms for people."""

from allauth.account import app_settings as account_settings
from allauth.account import forms as account
from allauth.account.models import EmailAddress
from allauth.mfa.adapter import get_adapter as get_mfa_adapter
from allauth.mfa.base import forms as mfa
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.totp.internal.auth import TOTP
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    EditWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from django import forms
from django.conf import settings
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.contrib.auth.password_validation import validate_password
from django.db import transaction
from django.urls import reverse
from django.utils.functional import lazy
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from apps.shared.names import NameField, check_name, tidy_name

from . import usernames
from .models import Invitation, SiteSettings, User

A_NAME = {"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
A_GOOD_PASSWORD = _("At least 8 characters, and not one that half the world uses.")


def a_way_out_when_forgotten():
    return format_html('<a href="{}">{}</a>', reverse("account_reset_password"), gettext("Forgotten? Set a new one"))


IF_FORGOTTEN = lazy(a_way_out_when_forgotten, str)()


class InOurWords:
    """Labels and hints for the fields that a form has. Labels stand above a field, so nothing stands inside it."""

    words = {}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            for key, value in self.words.get(name, {}).items():
                setattr(field, key, value)


class LoginForm(InOurWords, account.LoginForm):
    words = {
        "login": {"label": _("Name or e-mail")},
        "password": {"label": _("Password"), "help_text": IF_FORGOTTEN},
        "remember": {"label": _("Keep me signed in here"), "initial": True},
    }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["login"].widget.attrs |= {
            "autocomplete": "username",
            "autocapitalize": "none",
            "spellcheck": "false",
        }

    def clean_login(self):
        return super().clean_login().removeprefix("@")  # as others write it

    def clean(self):
        try:
            return super().clean()
        except forms.ValidationError as error:
            self.add_error("password", error)
            return self.cleaned_data


class SignupForm(InOurWords, account.SignupForm):
    words = {
        "username": {
            "label": _("Your name here"),
            "help_text": _("3 to 30 letters a–z, digits, dots or underscores. Others write it as @name."),
        },
        "email": {"label": _("E-mail")},
        "password1": {"label": _("Password"), "help_text": A_GOOD_PASSWORD},
        "password2": {"label": _("The same password once more")},
    }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["username"].widget.attrs |= A_NAME

    def validate_unique_email(self, value):
        """Where the site sends email, an address that is taken gets the same answer, and its owner the truth by email.

        The account that is made has an address that it cannot confirm, like any that nobody ever confirms.
        """
        if account_settings.PREVENT_ENUMERATION:
            return value
        return super().validate_unique_email(value)


class ChangeEmailForm(InOurWords, account.AddEmailForm):
    words = {"email": {"label": _("New address")}}

    def save(self, request):
        if settings.DELIVERS_EMAIL:
            return super().save(request)
        # No link can be sent by which to confirm it, and the address is only to sign in with.
        self.user.email = self.cleaned_data["email"]
        self.user.save(update_fields=["email"])
        return EmailAddress.objects.get(user=self.user)


class ChangePasswordForm(InOurWords, account.ChangePasswordForm):
    words = {
        "oldpassword": {"label": _("Your password now"), "help_text": IF_FORGOTTEN},
        "password1": {"label": _("New password"), "help_text": A_GOOD_PASSWORD},
        "password2": {"label": _("The new one once more")},
    }


class FirstPasswordForm(InOurWords, account.SetPasswordForm):
    words = {
        "password1": {"label": _("Password"), "help_text": A_GOOD_PASSWORD},
        "password2": {"label": _("The same password once more")},
    }


class NewPasswordForm(InOurWords, account.ResetPasswordKeyForm):
    words = {
        "password1": {"label": _("New password"), "help_text": A_GOOD_PASSWORD},
        "password2": {"label": _("The new one once more")},
    }


class ResetPasswordForm(InOurWords, account.ResetPasswordForm):
    words = {"email": {"label": _("Your e-mail address")}}

    def clean(self):
        if not settings.DELIVERS_EMAIL:
            raise forms.ValidationError(_("This site sends no email. Ask an admin for a link."))
        return super().clean()


class ReauthenticateForm(InOurWords, account.ReauthenticateForm):
    words = {"password": {"label": _("Password"), "help_text": IF_FORGOTTEN}}


class TypedCode:
    """A code is digits from an app, or a recovery code; phones should offer the keyboard that has both."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs |= {"autocapitalize": "none", "spellcheck": "false", "autofocus": True}


class CodeForm(InOurWords, TypedCode, mfa.AuthenticateForm):
    words = {"code": {"label": _("Code from your app, or a recovery code")}}


class CodeAgainForm(InOurWords, TypedCode, mfa.ReauthenticateForm):
    words = {"code": {"label": _("Code from your app, or a recovery code")}}


class ActivateAppForm(InOurWords, ActivateTOTPForm):
    words = {"code": {"label": _("The code that the app shows now")}}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs |= {"inputmode": "numeric"}

    def clean_code(self):
        """The code that sets an app up is used by that: nobody signs in with it a second time."""
        code = super().clean_code()
        if not TOTP(Authenticator(user=self.user))._mark_code_used(code):
            raise get_mfa_adapter().validation_error("incorrect_code")
        return code


class AnswerOfAPasskey:
    """What a device answers comes through the browser: allauth reads it as if it were well formed."""

    unreadable = _("That passkey does not fit. Try again, or take another way in.")
    words = {"credential": {"error_messages": {"required": unreadable, "invalid": unreadable}}}

    def read(self, clean):
        try:
            return clean()
        except forms.ValidationError as error:
            raise forms.ValidationError(self.unreadable) if error.code == "incorrect_code" else error from None
        except (AttributeError, KeyError, TypeError, ValueError):
            raise forms.ValidationError(self.unreadable) from None


class KeyName:
    """What somebody calls a passkey; allauth makes one up where they call it nothing."""

    def clean_name(self):
        name = tidy_name(self.cleaned_data["name"])
        if name:
            check_name(name)
        return name


class AddKeyForm(KeyName, AnswerOfAPasskey, InOurWords, AddWebAuthnForm):
    words = AnswerOfAPasskey.words | {
        "name": {"label": _("What you call it"), "help_text": _("So that you can tell it from another one.")},
        "passwordless": {
            "label": _("Sign in with it alone, without the password"),
            "help_text": _("It must then ask for your finger, face or PIN itself."),
            "initial": True,
        },
    }

    def clean(self):
        return self.read(super().clean)


class KeyForm(AnswerOfAPasskey, InOurWords, AuthenticateWebAuthnForm):
    def clean_credential(self):
        return self.read(super().clean_credential)


class KeyAloneForm(KeyForm, LoginWebAuthnForm):
    pass


class KeyAgainForm(KeyForm, ReauthenticateWebAuthnForm):
    pass


class KeyNameForm(KeyName, InOurWords, EditWebAuthnForm):
    words = {"name": {"label": _("Name")}}


class FirstRunForm(forms.Form):
    """The owner's account and the site's name, on an empty site."""

    site_name = NameField(label=_("What is this place called?"), max_length=40)
    username = forms.CharField(
        label=_("Your username"),
        max_length=30,
        validators=usernames.VALIDATORS,
        widget=forms.TextInput(attrs=A_NAME),
    )
    email = forms.EmailField(label=_("Your e-mail address"), widget=forms.EmailInput(attrs={"autocomplete": "email"}))
    password = forms.CharField(
        label=_("A password"),
        help_text=A_GOOD_PASSWORD,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        strip=False,
    )

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("password"):
            candidate = User(username=cleaned.get("username", ""), email=cleaned.get("email", ""))
            try:
                validate_password(cleaned["password"], candidate)
            except forms.ValidationError as error:
                self.add_error("password", error)
        return cleaned

    def save(self):
        """The owner, or None when somebody else opened the site in the meantime."""
        with transaction.atomic():
            # Two visitors may press the button at once: the row is the lock, and the first to make it owns the site.
            SiteSettings.objects.get_or_create(pk=1)
            settings = SiteSettings.objects.select_for_update().get(pk=1)
            if SiteSettings.has_been_opened():
                return None
            settings.name = self.cleaned_data["site_name"]
            settings.save()
            owner = User.objects.create_superuser(
                self.cleaned_data["username"], self.cleaned_data["email"], self.cleaned_data["password"]
            )
            EmailAddress.objects.create(user=owner, email=owner.email.lower(), primary=True, verified=False)
            return owner


class InvitationForm(forms.ModelForm):
    class Meta:
        model = Invitation
        fields = ["note", "uses_left"]

    uses_left = forms.IntegerField(label=_("How many people may use it"), initial=1)

    def __init__(self, *args, most_uses, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["uses_left"] = forms.IntegerField(
            label=self.fields["uses_left"].label, min_value=1, max_value=most_uses, initial=1
        )


class UnconfirmedElsewhere:
    """An email that another account has confirmed is theirs: two accounts could not both sign in with it."""

    def clean_email(self):
        email = self.cleaned_data["email"]
        others = EmailAddress.objects.filter(email__iexact=email, verified=True).exclude(user=self.instance.pk)
        if email and "email" in self.changed_data and others.exists():
            raise forms.ValidationError(gettext("Another account has confirmed this email address."))
        return email


class UserCreationForm(UnconfirmedElsewhere, AdminUserCreationForm):
    class Meta(AdminUserCreationForm.Meta):
        model = User
        fields = ["username", "email"]


class UserEditForm(UnconfirmedElsewhere, UserChangeForm):
    class Meta(UserChangeForm.Meta):
        model = User
        help_texts = {"email": _("A new address replaces the old one for signing in, and has to be confirmed.")}
