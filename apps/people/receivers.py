from django.db.models.signals import post_delete
from django.dispatch import receiver

from .models import Profile


@receiver(post_delete, sender=Profile)
def a_profile_goes_with_its_user_alone(sender, instance, origin=None, **kwargs):
    """Deleted by itself, it is made anew at once: pages show people by it."""
    if getattr(origin, "model", type(origin)) is Profile:
        Profile.objects.create_missing([instance.user])
