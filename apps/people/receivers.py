from django.dispatch import receiver

from apps.accounts.signals import username_changed, users_created
from apps.shared.stamps import new_stamp

from .models import Profile


@receiver(users_created)
def profiles_come_with_users(sender, users, **kwargs):
    Profile.objects.bulk_create(
        [Profile(user=user, name=user.username) for user in users],
        ignore_conflicts=True,
    )


@receiver(username_changed)
def what_shows_a_person_shows_the_new_name(sender, user, **kwargs):
    Profile.objects.filter(user=user).update(stamp=new_stamp())
