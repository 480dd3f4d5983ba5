from django.dispatch import receiver

from apps.accounts.signals import users_created

from .models import Preferences


@receiver(users_created)
def preferences_come_with_users(sender, users, **kwargs):
    theirs = [Preferences(user=user) for user in users if not user.is_guest]
    Preferences.objects.bulk_create(theirs, ignore_conflicts=True)
