"""The one door in: every notification comes through here, in the transaction of what it tells."""

from apps.accounts.models import User

from . import broadcasts
from .models import Notification


def notify(recipient, actor, kind, target):
    """Let somebody know what somebody did; a second time changes nothing."""
    notify_some([recipient.pk], actor, kind, target)


def notify_some(numbers, actor, kind, target, **details):
    """The same for a few people, by their numbers."""
    people = User.objects.filter(pk__in=numbers)
    if numbers and Notification.objects.tell(people, actor, kind, target, **details):
        broadcasts.notifications_changed(numbers)


def notify_all(people, actor, kind, target, channel):
    """The same for a queryset of users, however many, in one statement; and one word to all who hear a channel."""
    if number := Notification.objects.tell(people, actor, kind, target):
        broadcasts.many_told(channel, number)


def take_back(recipient, actor, kind, target=None):
    """It is no longer so, of one target or of any. Who has read of it keeps that."""
    told = Notification.objects.filter(recipient=recipient, actor=actor, kind=kind).unread()
    if (told.of(target) if target else told).delete()[0]:
        broadcasts.notifications_changed([recipient.pk])
