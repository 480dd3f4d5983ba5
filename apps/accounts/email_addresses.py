"""One email address for each account, in two tables: `User.email`, which the admin edits, and allauth's
`EmailAddress`, by which people sign in and which says whether it is confirmed. A change in one changes the other.
"""

from allauth.account.models import EmailAddress

from .models import User


def use_email_of_user(user):
    """The address of the user's row is the only one; it is to be confirmed, unless allauth has it as confirmed."""
    email = user.email.lower()
    EmailAddress.objects.filter(user=user).exclude(email=email).delete()
    if not email:
        return
    address, _is_new = EmailAddress.objects.get_or_create(user=user, email=email, defaults={"primary": True})
    if not address.primary:
        address.primary = True
        address.save(update_fields=["primary"])


def use_primary_email(address):
    """An address that has become the primary one, or was changed, is that of the user's row too.

    By an UPDATE, which sends no signal.
    """
    if address.primary:
        User.objects.filter(pk=address.user_id).exclude(email__iexact=address.email).update(email=address.email)


def replace_deleted_email(address):
    """Nobody signs in with an address that was deleted; what is left becomes the address of the user's row."""
    users = User.objects.filter(pk=address.user_id, email__iexact=address.email)
    left = EmailAddress.objects.filter(user=address.user_id).order_by("-verified", "pk").first()
    if users.update(email=left.email if left else "") and left:
        EmailAddress.objects.filter(pk=left.pk).update(primary=True)
