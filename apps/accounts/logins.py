"""Which account somebody means who types a username or an email address."""

from allauth.account.models import EmailAddress

from apps.shared.normalizing import normalized

from .models import User


def user_of(login):
    """The account of a username or an email address, or None. Always one at most, so that one password is tried.

    Not of a bot: nobody signs in with it.

    An address that several accounts have is that of the one that has confirmed it; else of the oldest.
    """
    login = login.strip().lower()
    if "@" not in login:
        return User.objects.filter(username=login, is_bot=False).first() if login else None
    addresses = EmailAddress.objects.filter(email=login, user__is_bot=False).select_related("user")
    address = addresses.order_by("-verified", "user_id").first()
    return address.user if address else User.objects.filter(email__iexact=login, is_bot=False).order_by("pk").first()


def account_key(login):
    """What failed sign-ins are counted by: the same for the username and the address of an account, however typed.

    Compatibility forms, case and a leading @ make no difference, and neither does the host that was asked.
    """
    login = normalized("NFKC", login).casefold().strip().removeprefix("@")
    user = user_of(login)
    return f"user-{user.pk}" if user else login
