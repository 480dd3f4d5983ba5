from django.db.models.signals import post_delete
from django.dispatch import receiver

from apps.notifications.models import Notification

from .models import Follow, FollowRequest, Profile


@receiver(post_delete, sender=Profile)
def a_profile_goes_with_its_user_alone(sender, instance, origin=None, **kwargs):
    """Deleted by itself, it is made anew at once: pages show people by it."""
    if getattr(origin, "model", type(origin)) is Profile:
        Profile.objects.create_missing([instance.user])


@receiver(post_delete, sender=Follow)
@receiver(post_delete, sender=FollowRequest)
def nobody_is_told_of_a_follow_that_has_ended(sender, instance, origin=None, **kwargs):
    """However it ended, at the admin too: the bell would count what the list cannot show. With an account all goes."""
    if getattr(origin, "model", type(origin)) in (Follow, FollowRequest):
        Notification.objects.of(instance).unread().forget()
