"""The reliable channels' log: appended in the transaction of what it tells, read in the order of commits.

A reader's place is one number, the primary key of the last event it has seen, for all its channels together. That
works because appends take turns (see `take_turn`): an event with a lower number never becomes visible later.
"""

from datetime import timedelta

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from django_eventstream.event import Event as StreamEvent
from django_eventstream.storage import EventDoesNotExist, StorageBase
from django_tasks import task

from .models import Event

TURN = 0x436F757274  # the advisory lock's number: "Court"
PAGE = 200  # events read at once
PAGE_OF_A_READER = 50  # events that wait in memory for one reader who catches up


def append(channel, type, data, subject=""):
    """Write an event into the log, in the transaction of what it tells; returns the row.

    A transaction that changes rows which others change too calls `take_turn` before its first write: two that wait
    for each other, one for the turn and one for a row, end in an error on PostgreSQL.
    """
    with transaction.atomic():
        take_turn()
        return Event.objects.create(channel=channel, type=type, data=data, subject=subject)


def take_turn():
    """Hold the log until this transaction ends. SQLite has one writer at a time anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [TURN])


def position():
    """The number of the newest event, 0 for an empty log."""
    with connection.cursor() as cursor:  # asked by every page that listens, and a tenth of the queryset's cost
        cursor.execute(f"SELECT MAX(id) FROM {Event._meta.db_table}")  # noqa: S608  a name of ours
        return cursor.fetchone()[0] or 0


def oldest():
    return Event.objects.order_by("pk").values_list("pk", flat=True).first()


def reaches_back_to(place):
    """Whether nothing that followed `place` has been trimmed away, and the place is one of this log."""
    newest, first = position(), oldest()
    return place == newest or (first is not None and first - 1 <= place < newest)


def read(after, channels=None, upto=None, limit=PAGE):
    """Up to `limit` events with a higher number than `after`, in order, of some channels or of all."""
    events = Event.objects.filter(pk__gt=after).order_by("pk")
    if channels is not None:
        events = events.filter(channel__in=channels)
    if upto is not None:
        events = events.filter(pk__lte=upto)
    return list(events[:limit])


def forget(subject):
    """Take everything about a subject out of the log: what was removed is not shown to late readers."""
    Event.objects.filter(subject=subject).delete()


def supersede(subject, type, data):
    """Make room for an event that tells anew what earlier ones of its type told; others are rewritten."""
    Event.objects.filter(subject=subject, type=type).delete()
    rewrite(subject, data)


def rewrite(subject, data):
    """Let everything that the log says about a subject say what is true now."""
    Event.objects.filter(subject=subject).update(data=data)


def subjects(names):
    """Those of which the log says something."""
    names, found = list(names), set()
    for start in range(0, len(names), 500):
        events = Event.objects.filter(subject__in=names[start : start + 500])
        found.update(events.values_list("subject", flat=True))
    return found


def forget_channel(channel):
    """Take everything that was told in a channel out of the log."""
    Event.objects.filter(channel=channel).delete()


@task()
def trim():
    """Delete what is older than LIVE_LOG_HOURS, but never the newest event: it remembers where the log stands."""
    return too_old().delete()[0]


def has_grown_old():
    return too_old().exists()


def too_old():
    limit = timezone.now() - timedelta(hours=settings.LIVE_LOG_HOURS)
    return Event.objects.filter(made_at__lt=limit, pk__lt=position())


class Storage(StorageBase):
    """The same log under the names by which django-eventstream asks for it."""

    def append_event(self, channel, event_type, data):
        row = append(channel, event_type, data)
        return StreamEvent(channel, event_type, data, id=row.pk)

    def get_events(self, channel, last_id, limit=100):
        if not reaches_back_to(last_id):
            raise EventDoesNotExist(f"The log does not reach back to {last_id}", position())
        rows = read(last_id, [channel], limit=limit)
        return [StreamEvent(row.channel, row.type, row.data, id=row.pk) for row in rows]

    def get_current_id(self, channel):
        return position()
