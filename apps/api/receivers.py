"""Signing out everywhere else ends the API's sign-ins too."""

from django.dispatch import receiver

from apps.accounts.signals import signed_out_elsewhere

from .models import Login


@receiver(signed_out_elsewhere)
def end_logins(user, **_kwargs):
    Login.objects.filter(user=user).delete()
