"""From the log to the open streams of this process.

django-eventstream's own loop encodes each event once for each reader and asks the database for each reader. Measured
with 1,000 readers that was three quarters of the time, so this listener manager takes its place behind the same
functions. One follower reads the log in its own thread, encodes every event once, and puts the same bytes into the
queue of each listener. A publish is a nudge that the log has grown; what the nudge misses, the next look finds.

Everything but `wake`, `add_to_queues` and `kick` runs on the event loop and needs no lock.
"""

import asyncio
import json
import logging
import random
from collections import defaultdict, deque
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from itertools import count

from django.conf import settings
from django.db import Error as DatabaseError
from django.db import close_old_connections, transaction
from django_eventstream import views as eventstream_views
from django_eventstream.views import ListenerManager

from . import log, relay, scripts, wire
from .channels import logged
from .presence import Attendance
from .recent_nudges import recent_nudges

logger = logging.getLogger(__name__)

MOST_WAITING = 100  # events in a slow reader's queue, before it is sent back to the log
HEARTBEAT = 20  # seconds between signs of life; routers close what is silent for 30 to 60
LIFETIME = 30 * 60  # seconds; then a reader must show again that it may read. It resumes where it was.
SILENCE = 35  # seconds without a sign of life from a page that gives them: two are missing (static/js/live.js)
GLANCE = 5  # seconds between looks at the log without a nudge: another process may have died before nudging
PATIENCE_AT_THE_END = 1  # seconds
RIGHTS_REMEMBERED = 1000
MOST_NOTES = 1000  # nudges that wait to be told to scripts
RIGHTS = "rights"  # the log's channel that tells whose streams must end; no kind of channel has this name


class Listener:
    """One open stream: its channels, what waits to be sent, and the number of the last event it was given."""

    __slots__ = ("beat", "behind", "channels", "closed", "ends_at", "is_script", "lifetime", "news", "page", "place")
    __slots__ += ("asked_at", "nudged_since", "queue", "signed_at", "sure_at", "taken_at", "user_pk", "wants_moments")

    def __init__(self, channels, user_pk=None, place=None, sure_at=None, page=None, is_script=False):
        self.channels = frozenset(channels)
        self.user_pk = user_pk
        self.place = place
        self.sure_at = sure_at  # the number of the newest event when its rights were asked for
        self.page = page  # the name that a page gave itself, if it gives signs of life
        self.is_script = is_script  # it hears JSON, and is nobody who is here
        self.lifetime = LIFETIME  # seconds
        self.behind = place is not None  # must read the log before it may hear what is new
        self.nudged_since = None  # the moment from which on it has to hear nudges again; None: it heard them all
        self.asked_at = self.taken_at = recent_nudges.now()  # its channels were looked up; it took all
        self.wants_moments = False
        self.queue = deque()
        self.news = asyncio.Event()
        self.closed = False

    def push(self, encoded, id=None):
        if len(self.queue) >= MOST_WAITING:
            if self.nudged_since is None:
                self.nudged_since = self.taken_at  # a script is told no more than that it missed some
            if self.behind:
                return  # it will find this in the log, or among the nudges
            self.behind = True
            self.queue.clear()
        self.queue.append((id, encoded))
        self.news.set()

    def take(self):
        """The bytes of everything that waits, without what was already read from the log."""
        parts, self.taken_at = [], recent_nudges.now()
        while self.queue:
            id, encoded = self.queue.popleft()
            if id is not None:
                if id <= self.place:
                    continue
                self.place = id
            parts.append(encoded)
        self.news.clear()
        return parts[0] if len(parts) == 1 else b"".join(parts)

    def close(self):
        self.closed = True
        self.news.set()

    def is_meant_by(self, change):
        """Whether a change of rights, `{"user": 8}`, `{"channel": "room-3"}` or both, concerns this reader."""
        return ("user" not in change or change["user"] == self.user_pk) and (
            "channel" not in change or change["channel"] in self.channels
        )


class Delivery(ListenerManager):
    """The streams of this process. `add_to_queues` and `kick` are django-eventstream's names for what they do."""

    def __init__(self):
        super().__init__()
        self.loop = self.place = None
        self.reader = ThreadPoolExecutor(1, thread_name_prefix="log")  # one thread, one database connection
        self.attendance = Attendance(self)

    # --- from any thread, in a transaction or not -------------------------------------------------

    def wake(self):
        """The log has grown."""
        self.tell({"wake": True})

    def add_to_queues(self, channel, event):
        if event.id is not None:
            self.wake()  # a logged event is read from the log, in its order
        else:
            self.tell({"channel": channel, "type": event.type, "data": event.data})

    def kick(self, user_id, channel):
        """End a user's streams that hear a channel: django-eventstream's way to say so."""
        self.end_streams(user=None if user_id == "anonymous" else user_id, channel=channel)

    def end_streams(self, **whose):
        """End the streams of a user (None: of visitors), of a channel, or of a user that hear a channel.

        It goes through the log: no process misses it, and nothing that is said later reaches whom it concerns.
        """
        with transaction.atomic():
            log.append(RIGHTS, "changed", json.dumps(whose))
            transaction.on_commit(self.wake, robust=True)

    def sign(self, page):
        """Somebody sits before a page, whose stream may be in another process."""
        note = {"alive": page}
        if page not in getattr(self, "pages", ()):
            self.tell(note)
        else:
            with suppress(RuntimeError):
                self.loop.call_soon_threadsafe(self.heard, note)

    def tell(self, note):
        """Every process. What the note is about has been committed, so that it must not fail."""
        try:
            self.loop.call_soon_threadsafe(self.heard, note)
        except (AttributeError, RuntimeError):  # there is no loop yet, or no more: the server starts, or stops
            self.remember(note)
        if settings.REDIS_URL:
            relay.send(note)

    # --- on the event loop ------------------------------------------------------------------------

    async def start(self):
        """Called before each stream. The server has begun already; another server, or a test, begins here."""
        if self.loop is not asyncio.get_running_loop():
            self.begin()
        if self.place is None:
            await self.ready.wait()

    def begin(self):
        self.loop = asyncio.get_running_loop()
        self.listeners, self.by_channel, self.scripts_by_channel = set(), defaultdict(set), defaultdict(set)
        self.notes_for_scripts = asyncio.Queue(MOST_NOTES)
        self.pages = {}
        self.by_beat = [set() for _ in range(HEARTBEAT)]
        self.place = None  # of the newest event that was given out
        self.ready = asyncio.Event()  # the place is known
        self.grown = asyncio.Event()
        self.changes = deque(maxlen=RIGHTS_REMEMBERED)
        self.closing = False
        begun = (self.follow(), self.beat(), self.tell_scripts(), *self.attendance.begin())
        self.tasks = [self.loop.create_task(task) for task in begun]
        if settings.REDIS_URL:
            self.tasks.append(self.loop.create_task(relay.receive(self.heard)))

    def heard(self, note):
        if "wake" in note:
            self.grown.set()
        elif "lost" in note:
            self.nudges_may_be_lost()
        elif "alive" in note:
            if listener := self.pages.get(note["alive"]):
                listener.signed_at = self.loop.time()
        else:
            self.remember(note)
            encoded = wire.encode(note["type"], note["data"])
            for listener in self.by_channel.get(note["channel"], ()):
                listener.push(encoded)
            if note["channel"] in self.scripts_by_channel and scripts.can_be_told(note["type"]):
                told = scripts.Told(note["channel"], note["type"], note["data"])
                try:
                    self.notes_for_scripts.put_nowait(told)
                except asyncio.QueueFull:
                    self.scripts_miss(told)

    async def tell_scripts(self):
        """Nudges, in the order in which they came, several at once where they come quickly."""
        while True:
            notes = [await self.notes_for_scripts.get()]
            while not self.notes_for_scripts.empty():
                notes.append(self.notes_for_scripts.get_nowait())
            for note in dict.fromkeys(notes):  # what is said twice is asked once
                try:
                    encoded = await self.ask(scripts.encoded, [note])
                except Exception as error:
                    logger.warning("A nudge could not be told to scripts (%s)", error)
                    self.scripts_miss(note)
                    continue
                for _pk, part in encoded:
                    for listener in self.scripts_by_channel.get(note.channel, ()):
                        listener.push(part)

    def scripts_miss(self, note):
        for listener in self.scripts_by_channel.get(note.channel, ()):
            listener.push(wire.STALE_FOR_SCRIPTS)

    def remember(self, note):
        if "channel" in note:
            recent_nudges.add(note["channel"], note["type"], note["data"])

    def nudges_may_be_lost(self):
        """Another process may have sent some that did not come through: let every page ask."""
        recent_nudges.forget()
        for listener in self.listeners:
            listener.push(wire.STALE_FOR_SCRIPTS if listener.is_script else wire.STALE)

    def missed_nudges(self, listener):
        """The bytes of the nudges that a listener has to hear again; and of the moment, for a page that keeps it."""
        since, listener.nudged_since = listener.nudged_since, None
        encoded = wire.moment(recent_nudges.now()) if listener.wants_moments else b""
        if since is None:
            return encoded
        if listener.is_script:
            return wire.STALE_FOR_SCRIPTS
        nudges = recent_nudges.since(since, listener.channels, listener.asked_at)
        if nudges is None:
            return wire.STALE + encoded
        return b"".join(wire.encode(type, data) for type, data in nudges) + encoded

    def add(self, listener):
        if listener.place is None:
            listener.place = self.place
        listener.ends_at = self.loop.time() + listener.lifetime * random.uniform(0.8, 1)  # noqa: S311  not all at once
        listener.signed_at = self.loop.time()
        if listener.page:
            self.pages[listener.page] = listener
        listener.beat = random.choice(self.by_beat)  # noqa: S311
        listener.beat.add(listener)
        self.listeners.add(listener)
        for channel in listener.channels:
            self.hearing(listener)[channel].add(listener)
        self.attendance.came(listener)
        if self.closing or self.has_lost_rights(listener):
            listener.close()

    def has_lost_rights(self, listener):
        """Whether something changed between the question what it may hear and now."""
        if listener.sure_at is None:
            return False
        if len(self.changes) == RIGHTS_REMEMBERED and self.changes[0][0] > listener.sure_at:
            return True  # so much has changed that nobody remembers; it may ask again
        return any(pk > listener.sure_at and listener.is_meant_by(change) for pk, change in self.changes)

    def remove(self, listener):
        """A second time changes nothing."""
        if listener not in self.listeners:
            return
        self.listeners.discard(listener)
        if self.pages.get(listener.page) is listener:
            del self.pages[listener.page]
        listener.beat.discard(listener)
        self.attendance.went(listener)
        hearing = self.hearing(listener)
        for channel in listener.channels:
            hearing[channel].discard(listener)
            if not hearing[channel]:
                del hearing[channel]

    def hearing(self, listener):
        """`{channel: listeners}` of pages, or of scripts."""
        return self.scripts_by_channel if listener.is_script else self.by_channel

    def close_all(self):
        """End every stream: the server is about to stop. The pages come back by themselves."""
        if self.loop is not None:
            self.closing = True
            for listener in self.listeners:
                listener.close()

    async def end(self):
        """The streams have ended, and the server is about to."""
        if self.loop is not None:
            with suppress(Exception):
                async with asyncio.timeout(PATIENCE_AT_THE_END):
                    await self.attendance.end()

    async def follow(self):
        while True:
            self.grown.clear()
            try:
                await self.give_out()
            except Exception:
                logger.exception("The log could not be read; trying again")
                await asyncio.sleep(1)
                continue
            with suppress(TimeoutError):
                async with asyncio.timeout(GLANCE):
                    await self.grown.wait()

    async def give_out(self):
        """Hand every new event to those who hear its channel, in order, encoded once."""
        if self.place is None:
            self.place = await self.ask(log.position)
            self.ready.set()
        events = [None] * log.PAGE
        while len(events) == log.PAGE:
            events = await self.ask(log.read, self.place)
            for event in events:
                self.place = event.pk
                if event.channel == RIGHTS:
                    self.rights_changed(event)
                elif listeners := self.by_channel.get(event.channel):
                    encoded = wire.encode(event.type, event.data, event.pk)
                    for listener in listeners:
                        listener.push(encoded, event.pk)
            if self.scripts_by_channel:
                await self.give_to_scripts([event for event in events if event.channel in self.scripts_by_channel])

    async def give_to_scripts(self, events):
        """After the pages, which do not wait for it. Whose rights have changed meanwhile is closed already."""
        if not events:
            return
        channel_of = {event.pk: event.channel for event in events}
        try:
            parts = await self.ask(encoded_for_scripts, events)
        except Exception as error:
            logger.warning("Scripts could not be told (%s); they will come back", error)
            for channel in set(channel_of.values()):
                for listener in self.scripts_by_channel.get(channel, ()):
                    listener.close()
            return
        for pk, part in parts:
            for listener in self.scripts_by_channel.get(channel_of[pk], ()):
                listener.push(part, pk)

    def rights_changed(self, event):
        change = json.loads(event.data)
        self.changes.append((event.pk, change))
        for listener in self.listeners:
            if listener.is_meant_by(change):
                listener.close()

    async def catch_up(self, listener):
        """The bytes of one page of what a listener missed; it stays behind while there may be more.

        It reads as far as the follower has come: what is newer, and who may hear it, the follower tells.
        """
        upto, listener.behind = self.place, False  # from here on it queues what follows `upto`
        nudges = b"" if listener.nudged_since is None else self.missed_nudges(listener)
        if not logged(listener.channels):
            listener.place = upto
            return nudges  # nothing in the log concerns it
        try:
            question = (missed, listener.place, upto, listener.channels, listener.is_script)
            encoded, listener.place = await self.ask(*question)
        except DatabaseError as error:
            logger.warning("A reader could not catch up (%s); it will come back", error)
            listener.close()
            return b""
        listener.behind |= listener.place < upto
        return encoded + nudges

    async def beat(self):
        for second in count():
            await asyncio.sleep(1)
            now, moment = self.loop.time(), wire.moment(recent_nudges.now())
            for listener in list(self.by_beat[(second + HEARTBEAT // 2) % HEARTBEAT]):
                self.look_after(listener, now)
            for listener in list(self.by_beat[second % HEARTBEAT]):
                self.look_after(listener, now)
                if now >= listener.ends_at:
                    listener.close()
                elif not listener.queue:
                    listener.push(moment if listener.wants_moments else wire.KEEP_ALIVE)

    def look_after(self, listener, now):
        """End a stream whose page says nothing: a laptop was closed, and what stands before us keeps the connection.

        It may be that not even the end can be sent; so the reader is taken off the list at once.
        """
        if listener.page and now - listener.signed_at > SILENCE:
            listener.close()
            self.remove(listener)

    async def ask(self, question, *arguments):
        """Ask the database, in the one thread that does so for all streams."""
        return await self.loop.run_in_executor(self.reader, fresh, question, *arguments)


def fresh(question, *arguments):
    close_old_connections()
    return question(*arguments)


def encoded_for_scripts(events):
    return scripts.encoded([scripts.Told(one.channel, one.type, one.data, one.subject, one.pk) for one in events])


def missed(place, upto, channels, for_scripts=False):
    """One page of events as bytes, and how far it reaches; or a reset, where nobody knows any more what was missed."""
    if not log.reaches_back_to(place):
        return wire.reset(upto, for_scripts), upto
    events = log.read(place, logged(channels), upto, limit=log.PAGE_OF_A_READER)
    if for_scripts:
        encoded = b"".join(part for _pk, part in encoded_for_scripts(events))
    else:
        encoded = b"".join(wire.encode(event.type, event.data, event.pk) for event in events)
    return encoded, events[-1].pk if len(events) == log.PAGE_OF_A_READER else max(place, upto)


delivery = Delivery()


def install():
    """django-eventstream's send_event and channel_permission_changed reach our streams too."""
    eventstream_views.listener_manager = delivery
