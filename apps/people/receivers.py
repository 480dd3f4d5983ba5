from django.db.models.signals import post_delete
from django.dispatch import receiver

from apps.accounts.signals import username_changed, users_created
from apps.shared.stamps import new_stamp

from .models import Profile
from .models.profiles import look_of

PORTION = 500


@receiver(users_created)
def profiles_come_with_users(sender, users, **kwargs):
    Profile.objects.bulk_create(
        [Profile(user=user, name=user.username) for user in users],
        ignore_conflicts=True,
    )
    looks = [look_of(user.username) for user in users]
    for start in range(0, len(looks), PORTION):
        Profile.objects.mark_namesakes(looks[start : start + PORTION])


@receiver(post_delete, sender=Profile)
def namesakes_of_who_is_gone_are_told_apart_no_longer(sender, instance, **kwargs):
    Profile.objects.mark_namesakes([instance.look])


@receiver(username_changed)
def what_shows_a_person_shows_the_new_name(sender, user, **kwargs):
    Profile.objects.filter(user=user).update(stamp=new_stamp())
