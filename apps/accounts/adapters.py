"""Where allauth asks us: who may register, what is said to people, how mails look, and what ends with a session."""

import logging
from smtplib import SMTPException

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.core import context
from allauth.mfa import app_settings as mfa_settings
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.usersessions.adapter import DefaultUserSessionsAdapter
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.shared.signals import rights_changed

from . import mails
from .logins import account_key
from .models import Invitation, SiteSettings, User
from .names import check_not_like_staff
from .signals import invitation_used, signed_out_elsewhere

logger = logging.getLogger(__name__)


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": gettext_lazy("This account is closed."),
        "duplicate_email": gettext_lazy("That address is yours already."),
        "email_password_mismatch": gettext_lazy("That password does not fit this address."),
        "email_taken": gettext_lazy("Somebody here has that address already. If it is you, sign in."),
        "enter_current_password": gettext_lazy("That is not your password now."),
        "incorrect_code": gettext_lazy("That code does not fit. Each one works for half a minute only."),
        "incorrect_password": gettext_lazy("That is not your password."),
        "invalid_login": gettext_lazy("Nobody can sign in like that."),
        "invalid_or_expired_key": gettext_lazy("That link is used up or too old."),
        "invalid_password_reset": gettext_lazy("That link is used up or too old. Ask for a new one."),
        "rate_limited": gettext_lazy("Too many attempts. Wait a minute and try again."),
        "same_as_current": gettext_lazy("That is what it is already."),
        "too_many_login_attempts": gettext_lazy("Too many wrong passwords. Wait five minutes and try again."),
        "unknown_email": gettext_lazy("Nobody here has that address."),
        "unverified_primary_email": gettext_lazy("Confirm the address first: we sent you a mail."),
        "username_blacklisted": gettext_lazy("That name is kept for the house. Try another."),
        "username_password_mismatch": gettext_lazy("That password does not fit this name."),
        "username_taken": gettext_lazy("Somebody already has that name."),
    }

    def is_open_for_signup(self, request):
        mode = SiteSettings.current().registration
        if mode == SiteSettings.Mode.INVITATION:
            return Invitation.objects.of_visitor(request) is not None
        return mode == SiteSettings.Mode.OPEN

    def save_user(self, request, user, form, commit=True):
        try:
            with transaction.atomic():
                invitation = Invitation.objects.of_visitor(request)
                is_required = SiteSettings.current().registration == SiteSettings.Mode.INVITATION
                is_used = False
                if invitation and (is_required or invitation.email):
                    is_used = Invitation.use(invitation.code)
                if is_required and not is_used:
                    raise ValidationError(_("This invitation has been used in the meantime. Ask for a new one."))
                user = super().save_user(request, user, form, commit)
                if is_used:
                    invitation_used.send(sender=Invitation, invitation=invitation, user=user)
        except IntegrityError:  # somebody else took the name between our look and our writing
            raise ValidationError({"username": self.validation_error("username_taken")}) from None
        request.session.pop("invitation", None)
        return user

    def clean_username(self, username, shallow=False):
        username = super().clean_username(username.lower(), shallow=shallow)
        if not shallow:
            check_not_like_staff(username)  # it is the display name, too, until another is chosen
        return username

    def _get_login_attempts_cache_key(self, request, **credentials):
        return account_key(credentials.get("username") or credentials.get("email") or "")

    def should_send_confirmation_mail(self, request, email_address, signup):
        return settings.DELIVERS_EMAIL

    def send_confirmation_mail(self, request, emailconfirmation, signup):
        """Whoever reads the mailbox learns that the address is an account's already; the page does not say so."""
        address = emailconfirmation.email_address
        others = EmailAddress.objects.filter(email=address.email, verified=True).exclude(user=address.user_id)
        if others.exists():
            self.send_account_already_exists_mail(address.email)
        else:
            super().send_confirmation_mail(request, emailconfirmation, signup)

    def get_reauthentication_methods(self, user):
        words = {
            "reauthenticate": _("With my password"),
            "mfa_reauthenticate": _("With a code"),
            "mfa_reauthenticate:webauthn": _("With a passkey"),
        }
        return [
            method | {"description": words.get(method["id"], method["description"])}
            for method in super().get_reauthentication_methods(user)
        ]

    def render_mail(self, template_prefix, email, context, headers=None):
        message = super().render_mail(template_prefix, email, {**context, "site": SiteSettings.current()}, headers)
        message.body = mails.tidy(message.body)
        message.attach_alternative(mails.as_html(message.subject, message.body), "text/html")
        return message

    def send_mail(self, template_prefix, email, context):
        # A mail server that is down must not undo what the mail is about: the account exists, the address is kept.
        try:
            super().send_mail(template_prefix, email, context)
        except (SMTPException, OSError):
            logger.exception("The mail %s could not be sent.", template_prefix)
            self.say_that_no_mail_left(email)

    def say_that_no_mail_left(self, email):
        sentence = _("The mail to %(address)s could not be sent just now. Try again later.") % {"address": email}
        if context.request is not None:
            messages.error(context.request, sentence)


class MFAAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {
        "cannot_delete_authenticator": gettext_lazy("Two-factor cannot be switched off for this account."),
        "cannot_generate_recovery_codes": gettext_lazy("Recovery codes come with a second factor. Add one first."),
        "incorrect_code": gettext_lazy("That code does not fit. Codes of an app work for half a minute, others once."),
        "unverified_email": gettext_lazy("Confirm your e-mail address first, so that nobody locks you out."),
    }

    def generate_authenticator_name(self, user, type):
        number = Authenticator.objects.filter(user=user, type=type).count() + 1
        return _("Passkey") if number == 1 else _("Passkey %(number)d") % {"number": number}

    def get_totp_issuer(self):
        return mfa_settings.TOTP_ISSUER or self._get_site_name()

    def _get_site_name(self):
        return SiteSettings.current().name


class SessionsAdapter(DefaultUserSessionsAdapter):
    def end_sessions(self, sessions):
        """allauth asks for it to end all sessions but the one at hand; what is signed in without one ends, too."""
        sessions = list(sessions)
        for user in self.end_these(sessions):
            signed_out_elsewhere.send(sender=User, user=user)

    def end_these(self, sessions):
        """End some sessions, and return whose they were.

        Pages that are open elsewhere lose their streams at once; those that may come back do so by themselves.
        """
        super().end_sessions(sessions)
        users = {session.user for session in sessions}
        for user in users:
            rights_changed.send(sender=User, user=user)
        return users
