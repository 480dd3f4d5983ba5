"""The functions that `<app>/broadcasts.py` call. They may be called from any thread, inside a transaction or not.

Reliable: the event is written into the log with the change it tells, and the readers are woken when that commits.
Volatile: whoever listens at this moment hears it; nobody else ever does.
"""

from functools import partial

from django.db import transaction
from django_eventstream.event import Event as StreamEvent

from . import log
from .delivery import delivery


def reliably(channel, type, data, *, subject=""):
    """Append to the log now, wake all readers on commit."""
    with transaction.atomic():
        log.append(channel, type, data, subject)
        transaction.on_commit(delivery.wake, robust=True)


def anew(channel, type, data, *, subject):
    """Tell how a subject looks now. Late readers hear it once, and nothing of how it looked before."""
    with transaction.atomic():
        log.take_turn()
        log.supersede(subject, type, data)
        reliably(channel, type, data, subject=subject)


def volatile(channel, type, data=""):
    """Tell whoever listens now, once this transaction has committed."""
    transaction.on_commit(partial(delivery.add_to_queues, channel, StreamEvent(channel, type, data)), robust=True)


def removed(channel, type, data, *, subject):
    """Tell that a subject is gone, and take what the log still says about it out."""
    with transaction.atomic():
        log.forget(subject)
        reliably(channel, type, data)


def afresh(channel):
    """Let every page that hears a channel fetch anew what it shows: too much has changed to be told piece by piece.

    It is in the log, so that late readers hear it too.
    """
    reliably(channel, "stream-reset", "")


def end_streams_of(user):
    """Close every stream of a user, whose rights have changed; the pages ask again and get what is theirs now."""
    delivery.end_streams(user=user.pk)


def end_streams_of_visitors():
    """Close every stream of those who are not signed in: the site shows them more now, or less."""
    delivery.end_streams(user=None)


def end_streams_on(channel):
    """Close every stream that hears a channel, whose audience has changed: a room was closed, or opened."""
    delivery.end_streams(channel=channel)
