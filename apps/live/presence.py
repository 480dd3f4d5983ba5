"""Who is here: one row for each person in each channel in each server process, however many tabs they have open.

The process that has the streams keeps its rows. It counts listeners in memory and writes in rounds, what has come
and gone together; one UPDATE a beat says that all its rows still hold. Rows of a process that no longer says so count
for nothing, and the next process that beats takes them away.
"""

import asyncio
import logging
import os
import random
import secrets
from collections import Counter, defaultdict
from datetime import timedelta
from functools import reduce
from operator import or_

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import IntegrityError, connection, models, transaction
from django.utils import timezone

from apps.shared.remembered import cache

from .channels import kind_of, named, that_tell_presence
from .models import Presence

logger = logging.getLogger(__name__)

GATHER = 0.25  # seconds in which comings and goings become one write
LINGER = 2  # seconds that somebody who left is still here: a page that is loaded again is not a coming and going
NUDGE_EVERY = 1  # second, at most, for each channel
LISTS_MAY_BE_LATE = 5  # seconds
MOST_LEAVING = 200  # in one DELETE

# A process beats in 3/8 of the time for which its rows hold (see settings): it may miss one beat. And what a crash
# leaves is gone from open pages after 11/8 of it, which is less than a minute.
BEATS = 3 / 8


# --- For pages ------------------------------------------------------------------------------------


def number(channel, besides=None):
    """How many people are in a channel, not counting one of them."""
    since = connection.ops.adapt_datetimefield_value(limit())
    with connection.cursor() as cursor:  # asked by every room's page, and a fifth of the queryset's cost
        cursor.execute(NUMBER, [channel, since, besides or 0])
        return cursor.fetchone()[0]


def people(channel):
    """The primary keys of the people in a channel, as a queryset."""
    return holding().filter(channel=channel).values("user")


def counts(channels):
    """`{channel: number}` for lists: one query, and what was counted a moment ago is not counted again."""
    keys = {f"presence:{channel}": channel for channel in channels}
    found = cache.get_many(keys)
    if missing := [channel for key, channel in keys.items() if key not in found]:
        counted = counted_now(missing)
        fresh = {f"presence:{channel}": counted.get(channel, 0) for channel in missing}
        cache.set_many(fresh, LISTS_MAY_BE_LATE)
        found |= fresh
    return {channel: found[key] for key, channel in keys.items()}


def counted_now(channels):
    rows = holding().filter(channel__in=channels).order_by()
    return dict(rows.values("channel").annotate(count=PEOPLE).values_list("channel", "count"))


def some(channels, most):
    """`{channel: primary keys of people there, at most so many}` for lists; one query, remembered like `counts`."""
    keys = {f"presence-some-{most}:{channel}": channel for channel in channels}
    found = cache.get_many(keys)
    if missing := [channel for key, channel in keys.items() if key not in found]:
        there = some_now(missing, most)
        fresh = {f"presence-some-{most}:{channel}": there[channel] for channel in missing}
        cache.set_many(fresh, LISTS_MAY_BE_LATE)
        found |= fresh
    return {channel: found[key] for key, channel in keys.items()}


def some_now(channels, most):
    """Of each channel the first by their keys, which its index has in this order."""
    since = connection.ops.adapt_datetimefield_value(limit())
    there = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(
            " UNION ALL ".join(SOME.format(number=number) for number in range(len(channels))),
            [value for channel in channels for value in (channel, since, most)],
        )
        for channel, user in cursor.fetchall():
            there[channel].append(user)
    return there


def here(people):
    """Of some people, by their numbers, those who have a page before them, whichever; as a queryset of numbers."""
    return holding().filter(channel__in=[named("user", pk) for pk in people]).values("user")


def online():
    """The primary keys of the people who have any page open, as a queryset."""
    return holding().values("user")


def holding():
    return Presence.objects.filter(seen_at__gt=limit())


def limit():
    return timezone.now() - timedelta(seconds=settings.PRESENCE_SECONDS)


PEOPLE = models.Count("user", distinct=True)
NUMBER = (
    f"SELECT COUNT(DISTINCT user_id) FROM {Presence._meta.db_table} "  # noqa: S608  a name of ours
    "WHERE channel = %s AND seen_at > %s AND user_id <> %s"
)

SOME = (
    "SELECT channel, user_id FROM (SELECT DISTINCT channel, user_id "  # noqa: S608  a name of ours
    f"FROM {Presence._meta.db_table} WHERE channel = %s AND seen_at > %s ORDER BY user_id LIMIT %s) some{{number}}"
)


# --- In the database's thread ---------------------------------------------------------------------


def write(process, came, left):
    """Write who has come and gone; the channels where that makes a difference to anybody."""
    keys = {*came, *left}
    with transaction.atomic():
        elsewhere = (
            holding()
            .exclude(process=process)
            .filter(channel__in={channel for channel, _user in keys}, user__in={user for _channel, user in keys})
        )
        elsewhere = set(elsewhere.values_list("channel", "user"))
        if came:
            rows = [Presence(channel=channel, user_id=user, process=process) for channel, user in sorted(came)]
            Presence.objects.bulk_create(rows, ignore_conflicts=True)
        left = sorted(left)
        for start in range(0, len(left), MOST_LEAVING):
            these = (models.Q(channel=channel, user=user) for channel, user in left[start : start + MOST_LEAVING])
            Presence.objects.filter(reduce(or_, these), process=process).delete()
    return {channel for channel, _user in keys - elsewhere}


def write_what_can_be(process, came, left):
    try:
        return write(process, came, left)
    except IntegrityError:  # an account is gone whose stream is still open
        users = get_user_model().objects.filter(pk__in={user for _channel, user in came})
        there = set(users.values_list("pk", flat=True))
        return write(process, {key for key in came if key[1] in there}, left)


def make_true(process, here):
    """Write everything, where it is not known what the database holds."""
    held = set(Presence.objects.filter(process=process).values_list("channel", "user"))
    return write_what_can_be(process, here - held, held - here)


def say_alive(process):
    """The number of this process' rows, which hold again; and the channels where somebody's time was over."""
    rows = Presence.objects.filter(process=process).update(seen_at=timezone.now())
    over = Presence.objects.filter(seen_at__lte=limit())
    if channels := set(over.values_list("channel", flat=True)):
        over.delete()
    return rows, channels


def forget(process):
    with transaction.atomic():
        rows = Presence.objects.filter(process=process)
        channels = set(rows.values_list("channel", flat=True))
        rows.delete()
    return channels


# --- On the event loop ----------------------------------------------------------------------------


class Attendance:
    """Who listens in this process. Everything here runs on the event loop and needs no lock."""

    def __init__(self, delivery):
        self.delivery = delivery

    def begin(self):
        """The tasks that keep it; a new start is a new process, also where the number is the same."""
        self.loop = asyncio.get_running_loop()
        self.process = f"{secrets.token_hex(8)}-{os.getpid()}"
        self.listeners = Counter()  # by (channel, user)
        self.gone_at = {}  # when the last listener went, by the same
        self.written = set()  # the rows of this process
        self.sure = True  # that these are they
        self.doubtful = set()  # what may have to be written
        self.news = set()  # channels whose people have changed
        self.moved, self.told = asyncio.Event(), asyncio.Event()
        return self.keep(), self.beat(), self.tell()

    def came(self, listener):
        for key in keys(listener):
            self.listeners[key] += 1
            if self.listeners[key] == 1:
                self.gone_at.pop(key, None)
                self.look_at(key)

    def went(self, listener):
        for key in keys(listener):
            self.listeners[key] -= 1
            if not self.listeners[key]:
                del self.listeners[key]
                self.gone_at[key] = self.loop.time()
                self.loop.call_later(LINGER, self.look_at, key)

    def look_at(self, key):
        self.doubtful.add(key)
        self.moved.set()

    def is_here(self, key):
        return key in self.listeners or self.loop.time() < self.gone_at.get(key, 0) + LINGER - 0.01

    async def keep(self):
        while True:
            await self.moved.wait()
            await asyncio.sleep(GATHER)
            self.moved.clear()
            try:
                await self.write()
            except Exception as error:
                logger.warning("Who is here could not be written (%s); trying again", error)
                self.sure = False
                await asyncio.sleep(1)
                self.moved.set()

    async def write(self):
        doubtful, self.doubtful = self.doubtful, set()
        if self.sure:
            came = {key for key in doubtful if key in self.listeners} - self.written
            left = {key for key in doubtful if not self.is_here(key)} & self.written
            if came or left:
                self.nudge(await self.delivery.ask(write_what_can_be, self.process, came, left))
                self.written = (self.written | came) - left
        else:
            here = {key for key in {*self.listeners, *self.gone_at} if self.is_here(key)}
            self.nudge(await self.delivery.ask(make_true, self.process, here))
            self.written, self.sure = here, True
        for key in [key for key in self.gone_at if not self.is_here(key)]:
            if key not in self.written:
                del self.gone_at[key]

    async def beat(self):
        while True:
            try:
                rows, channels = await self.delivery.ask(say_alive, self.process)
            except Exception as error:
                logger.warning("Who is here could not be renewed (%s); trying again", error)
            else:
                self.nudge(channels)
                if rows != len(self.written):  # this process had slept, and others took it for dead
                    self.sure = False
                    self.moved.set()
            await asyncio.sleep(settings.PRESENCE_SECONDS * BEATS * random.uniform(0.9, 1))  # noqa: S311

    def nudge(self, channels):
        if channels := that_tell_presence(channels):
            self.news |= channels
            self.told.set()

    async def tell(self):
        """The new number of people to everybody in the channel; who wants to see faces asks for them."""
        while True:
            await self.told.wait()
            self.told.clear()
            channels, self.news = self.news, set()
            try:
                await self.delivery.ask(self.tell_about, channels)
            except Exception as error:
                logger.warning("Nobody could be told who is here (%s)", error)
            await asyncio.sleep(NUDGE_EVERY)

    def tell_about(self, channels):
        """In the database's thread: Redis may let us wait."""
        found = counted_now(channels)
        for channel in channels:
            note = {"channel": channel, "type": "presence-changed", "data": str(found.get(channel, 0))}
            self.delivery.tell(note)

    async def end(self):
        """The server stops: nobody is here any more."""
        channels = await self.delivery.ask(forget, self.process)
        await self.delivery.ask(self.tell_about, that_tell_presence(channels))


def keys(listener):
    """(channel, user) wherever this listener counts. Visitors are nobody in particular, and scripts are not people."""
    if listener.user_pk is None or listener.is_script:
        return
    for channel in listener.channels:
        kind = kind_of(channel)
        if kind and kind.presence:
            yield channel, listener.user_pk
