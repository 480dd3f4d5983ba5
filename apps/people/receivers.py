from django.dispatch import receiver

from apps.accounts.signals import users_created

from .models import Profile, sort_name


@receiver(users_created)
def profiles_come_with_users(sender, users, **kwargs):
    Profile.objects.bulk_create(
        [Profile(user=user, name=user.username, sort_name=sort_name(user.username)) for user in users],
        ignore_conflicts=True,
    )
