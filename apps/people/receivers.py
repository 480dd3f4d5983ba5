from django.dispatch import receiver

from apps.accounts.signals import users_created

from .models import Profile


@receiver(users_created)
def profiles_come_with_users(sender, users, **kwargs):
    Profile.objects.bulk_create(
        [Profile(user=user, name=user.username) for user in users],
        ignore_conflicts=True,
    )
