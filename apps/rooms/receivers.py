from functools import partial

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models.signals import m2m_changed, post_delete, pre_delete
from django.dispatch import receiver
from django.utils import timezone

from apps.accounts.former_usernames import renew_links
from apps.accounts.models import SiteSettings
from apps.accounts.signals import username_changed
from apps.live import channels, log, publish
from apps.notifications.models import Notification
from apps.shared.signals import visitors_rights_changed
from apps.shared.stamps import new_stamp
from apps.tags.models import Tag
from apps.tags.signals import tag_changed

from . import broadcasts, gallery, personal
from .departures import Departure
from .models import Attachment, Guest, Message, Room


@receiver(pre_delete, sender=settings.AUTH_USER_MODEL)
def somebody_goes(sender, instance, **kwargs):
    """A guest whose room has gone leaves nothing anywhere else; one whose stay is deleted has left messages there."""
    is_done = instance.is_guest and not (instance.messages.exists() or instance.reactions.exists())
    instance.departure = None if is_done else Departure(instance)


@receiver(post_delete, sender=settings.AUTH_USER_MODEL)
def somebody_has_gone(sender, instance, **kwargs):
    if instance.departure:
        instance.departure.complete()


@receiver(tag_changed)
def rooms_show_the_new_name_of_a_topic(sender, tag, **kwargs):
    Room.objects.filter(topics=tag).update(changed_at=timezone.now())
    Room.objects.filter(topics=tag).refold()


@receiver(m2m_changed, sender=Room.topics.through)
def rooms_are_found_by_their_topics(sender, instance, action, reverse, pk_set, **kwargs):
    if action in ("post_add", "post_remove", "post_clear"):
        rooms = pk_set or () if reverse else [instance.pk]
        Room.objects.filter(pk__in=rooms).refold()


@receiver(pre_delete, sender=Tag)
def rooms_of_a_tag_are_noted(sender, instance, **kwargs):
    instance.rooms_before = list(instance.rooms.values_list("pk", flat=True))


@receiver(post_delete, sender=Tag)
def rooms_are_not_found_by_a_deleted_tag(sender, instance, **kwargs):
    Room.objects.filter(pk__in=instance.rooms_before).refold()


@receiver(visitors_rights_changed)
def the_site_sends_its_guests_away(sender, **kwargs):
    transaction.on_commit(send_guests_away_if_none_are_allowed)


def send_guests_away_if_none_are_allowed():
    if not SiteSettings.in_the_table().guests_allowed:
        for guest in Guest.objects.staying().select_related("room", "user"):
            guest.remove()


@receiver(post_delete, sender=Guest)
def a_guest_goes_with_the_stay(sender, instance, origin=None, **kwargs):
    """However the stay goes; an author who is being deleted goes by itself, and those of a whole room together."""
    if origin is instance or getattr(origin, "model", type(origin)) not in (Room, get_user_model()):
        authors().filter(pk=instance.user_id).delete()


def authors():
    return get_user_model().objects.filter(is_guest=True)


@receiver(pre_delete, sender=Room)
def a_room_goes(sender, instance, **kwargs):
    instance.guests_that_go = list(instance.guests.values_list("user", flat=True))


@receiver(post_delete, sender=Room)
def nothing_stays_of_a_room_that_is_gone(sender, instance, origin=None, **kwargs):
    """However it went: by its owner, by the admin, or with its owner's account. A personal one is empty afterwards."""
    channel = channels.name(instance)
    log.forget_channel(channel)
    Notification.objects.at(channel).forget()
    broadcasts.room_gone(instance)
    publish.end_streams_on(channel)
    authors().filter(pk__in=instance.guests_that_go).delete()
    if instance.kind == Room.Kind.PERSONAL and getattr(origin, "model", type(origin)) is Room:
        personal.create_missing([instance.owner])


@receiver(post_delete, sender=Attachment)
def a_file_that_is_gone_is_no_longer_shown(sender, instance, origin=None, **kwargs):
    """Its row is rendered anew, where that stays; the files themselves leave the disk by django-cleanup."""
    transaction.on_commit(partial(gallery.forget, instance.room_id))
    if origin is instance or getattr(origin, "model", None) is Attachment:
        Message.objects.filter(pk=instance.message_id).update(stamp=new_stamp())


@receiver(username_changed)
def mentions_in_messages_lead_to_the_new_name(sender, user, **kwargs):
    named = Message.objects.filter(pk__in=user.mentions.values("message"))
    for texts in (named, Message.objects.filter(author=user)):  # nobody's own name is kept as a mention
        renew_links(texts, user, stamp=new_stamp)
    transaction.on_commit(partial(member_lists_lead_to_the_new_name, user), robust=True)


def member_lists_lead_to_the_new_name(user):
    """The lists are cached under `changed_at` of their rooms.

    In a transaction of its own: the one that renames has locked the user, and others lock a room first, then a user.
    """
    with transaction.atomic():
        log.take_turn()
        Room.objects.of(user).update(changed_at=timezone.now())
