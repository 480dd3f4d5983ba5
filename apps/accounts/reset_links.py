"""A link with which somebody sets a new password, for an admin to pass on: a site may send no email."""

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.urls import reverse

from apps.shared.addresses import absolute


def reset_link(user):
    """It works once and for three days, like the one that is sent by email."""
    path = reverse(
        "account_reset_password_from_key",
        kwargs={"uidb36": user_pk_to_url_str(user), "key": default_token_generator.make_token(user)},
    )
    return absolute(path)
