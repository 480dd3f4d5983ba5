from django.conf import settings
from django.contrib.auth import get_user_model
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from apps.notifications.models import Notification
from apps.people.models import Block
from apps.rooms.models import Membership, Room
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


@receiver(post_delete, sender=Membership)
def leave_with_owner(sender, instance, origin=None, **kwargs):
    """Whoever may no longer read a closed room does not read on through a bot. Not where a room or an account goes."""
    if getattr(origin, "model", type(origin)) is not Membership:
        return
    bots = Bot.objects.filter(owner=instance.user_id, user__memberships__room=instance.room_id).select_related("user")
    for bot in bots:
        room = Room.objects.get(pk=instance.room_id)
        if room.is_closed and room.owner_id != bot.user_id:
            room.take_out(bot.user)


@receiver(post_save, sender=Block)
def block_bots_too(sender, instance, created, raw=False, **kwargs):
    """Whoever blocks someone is left alone by their bots; see `BotQuerySet.make` for those that come later."""
    if raw or not created or instance.blocked.is_bot:
        return
    for bot in Bot.objects.filter(owner=instance.blocked_id).select_related("user"):
        if bot.user_id != instance.blocker_id:
            Block.objects.make(instance.blocker, bot.user)
