"""Signing out everywhere else ends the API's sign-ins too; and a stream ends with its token."""

from django.db.models.signals import post_delete
from django.dispatch import receiver

from apps.accounts.signals import signed_out_elsewhere
from apps.shared.signals import rights_changed

from .models import AccessToken, Login


@receiver(signed_out_elsewhere)
def end_logins(user, **_kwargs):
    Login.objects.filter(user=user).delete()


@receiver(post_delete, sender=AccessToken)
@receiver(post_delete, sender=Login)
def end_streams(sender, instance, **_kwargs):
    """Pages of the same person come back at once; what has the token only, is refused."""
    rights_changed.send(sender=sender, user=instance.user)
