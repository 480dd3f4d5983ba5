from django.conf import settings
from django.contrib.auth import get_user_model
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from apps.notifications.models import Notification
from apps.rooms.signals import message_posted

from . import deliveries
from .models import Bot, Listeners, OutgoingWebhook


@receiver(message_posted)
def tell_webhooks(sender, message, **kwargs):
    """Bots never trigger bots."""
    if not message.author.is_bot:
        deliveries.create_for(message)


@receiver(post_delete, sender=Bot)
def delete_account(sender, instance, origin=None, **kwargs):
    """Not where the bot goes with its account; with its owner's, see `account_deletion`."""
    if getattr(origin, "model", type(origin)) is not get_user_model():
        get_user_model().objects.filter(pk=instance.user_id).delete()


@receiver([post_save, post_delete], sender=OutgoingWebhook)
def forget_listeners(sender, **kwargs):
    Listeners.changed()


@receiver(post_delete, sender=OutgoingWebhook)
def forget_notifications(sender, instance, **kwargs):
    Notification.objects.of(instance).forget()


@receiver(post_save, sender=settings.AUTH_USER_MODEL)
def follow_owner(sender, instance, created, update_fields=None, raw=False, **kwargs):
    """A closed account's bots are closed with it."""
    if raw or created or instance.is_guest or instance.is_bot:
        return
    if update_fields is not None and "is_active" not in update_fields:
        return
    if instance.is_active:
        Bot.objects.resume(instance)
    else:
        Bot.objects.suspend(instance)
