from django.conf import settings
from django.db.models.signals import post_delete, pre_delete
from django.dispatch import receiver

from .departures import Departure


@receiver(pre_delete, sender=settings.AUTH_USER_MODEL)
def somebody_goes(sender, instance, **kwargs):
    """A guest has neither posts nor likes."""
    instance.departure_from_posts = None if instance.is_guest else Departure(instance)


@receiver(post_delete, sender=settings.AUTH_USER_MODEL)
def somebody_has_gone(sender, instance, **kwargs):
    if instance.departure_from_posts:
        instance.departure_from_posts.complete()
