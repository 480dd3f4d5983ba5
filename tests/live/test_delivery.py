"""The way from the log to the streams, without a server: what happens between two steps."""

import asyncio
import json
from importlib import import_module
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.db import DatabaseError

from apps.live import delivery as module
from apps.live import log, relay, scripts
from apps.live.delivery import MOST_WAITING, RIGHTS, Delivery, Listener
from apps.live.views import stream

from .clockwork import run

pytestmark = pytest.mark.both_databases

ROOM = "room-1"


class Log:
    """The log as a list, and a Delivery that reads it."""

    def __init__(self, monkeypatch):
        self.events, self.failures = [], 0
        self.delivery = Delivery()
        monkeypatch.setattr(self.delivery, "ask", self.ask)
        monkeypatch.setattr(module, "GLANCE", 0.05)
        monkeypatch.setattr("apps.live.views.delivery", self.delivery)

    def say(self, data, channel=ROOM):
        self.events.append(SimpleNamespace(pk=len(self.events) + 1, channel=channel, type="word", data=data))

    async def ask(self, question, *arguments):
        await asyncio.sleep(0)
        if self.failures:
            self.failures -= 1
            raise DatabaseError("away")
        if question is log.position:
            return len(self.events)
        if question is log.read:
            return self.events[arguments[0] : arguments[0] + log.PAGE]
        if question is not module.missed:  # who is here: nobody of interest
            return 0, set()
        place, upto, channels, _for_scripts = arguments
        events = [event for event in self.events[place:upto] if event.channel in channels][: log.PAGE_OF_A_READER]
        encoded = b"".join(module.wire.encode(event.type, event.data, event.pk) for event in events)
        return encoded, events[-1].pk if len(events) == log.PAGE_OF_A_READER else max(place, upto)


@pytest.fixture
def a_log(monkeypatch, settings):
    settings.REDIS_URL = ""  # which would not be there yet when the hurried clock says that it should
    return Log(monkeypatch)


def words(parts):
    return [line[6:] for line in b"".join(parts).decode().split("\n") if line.startswith("data: ") and len(line) > 6]


async def heard(listener, parts):
    async for part in stream(listener):
        parts.append(part)


def test_the_follower_goes_on_after_the_database_was_away(a_log, caplog):
    async def scene():
        parts = []
        reading = asyncio.create_task(heard(Listener([ROOM]), parts))
        await asyncio.sleep(0.02)
        a_log.failures = 1
        a_log.say("one")
        a_log.delivery.wake()
        await asyncio.sleep(1.2)
        assert words(parts) == ["one"]
        a_log.delivery.close_all()
        await reading

    run(scene)
    assert "could not be read" in caplog.text


def test_what_no_nudge_told_is_found_by_a_glance(a_log):
    async def scene():
        parts = []
        reading = asyncio.create_task(heard(Listener([ROOM]), parts))
        await asyncio.sleep(0.02)
        a_log.say("nobody was told")
        await asyncio.sleep(0.2)
        assert words(parts) == ["nobody was told"]
        a_log.delivery.close_all()
        await reading

    run(scene)


def test_a_reader_that_reads_nothing_is_sent_back_to_the_log(a_log):
    async def scene():
        listener = Listener([ROOM])
        reader = stream(listener)
        await anext(reader)
        for number in range(5 * MOST_WAITING):
            a_log.say(str(number))
        a_log.delivery.wake()
        await asyncio.sleep(0.1)
        assert len(listener.queue) <= MOST_WAITING
        parts = []
        while len(words(parts)) < 5 * MOST_WAITING:
            parts.append(await anext(reader))
            if len(parts) == 2:  # and meanwhile life goes on
                a_log.say("more")
                a_log.delivery.wake()
        assert words(parts)[: 5 * MOST_WAITING] == [str(number) for number in range(5 * MOST_WAITING)]
        if words(parts)[-1] != "more":
            parts.append(await anext(reader))
        assert words(parts)[-1] == "more"
        assert len(words(parts)) == 5 * MOST_WAITING + 1
        await reader.aclose()
        assert not a_log.delivery.listeners
        assert not a_log.delivery.by_channel

    run(scene)


def test_rights_that_changed_while_a_stream_was_opening_end_it(a_log):
    async def scene():
        await a_log.delivery.start()
        asked_at = a_log.delivery.place
        listener = Listener([ROOM], user_pk=8, sure_at=asked_at)  # its rights are known, it is not yet listed
        a_log.say(json.dumps({"user": 8, "channel": ROOM}), channel=RIGHTS)
        a_log.say("not for 8")
        a_log.delivery.wake()
        await asyncio.sleep(0.05)
        parts = []
        await heard(listener, parts)
        assert words(parts) == []

    run(scene)


@pytest.mark.parametrize(
    ("change", "ends"),
    [
        ({"user": 8}, True),
        ({"user": 9}, False),
        ({"user": None}, False),
        ({"channel": ROOM}, True),
        ({"channel": "room-2"}, False),
        ({"user": 8, "channel": ROOM}, True),
        ({"user": 8, "channel": "room-2"}, False),
    ],
)
def test_a_change_of_rights_ends_the_streams_it_means(a_log, change, ends):
    async def scene():
        parts = []
        listener = Listener([ROOM], user_pk=8)
        reading = asyncio.create_task(heard(listener, parts))
        await asyncio.sleep(0.02)
        a_log.say(json.dumps(change), channel=RIGHTS)
        a_log.say("after the change")
        a_log.delivery.wake()
        await asyncio.sleep(0.05)
        assert listener.closed == ends
        assert words(parts) == ([] if ends else ["after the change"])
        a_log.delivery.close_all()
        await reading

    run(scene)


def test_a_stream_that_opens_while_the_server_stops_ends_at_once(a_log):
    async def scene():
        await a_log.delivery.start()
        a_log.delivery.close_all()
        parts = []
        await heard(Listener([ROOM]), parts)
        assert parts[-1] == module.wire.CLOSED

    run(scene)


@pytest.mark.parametrize("is_full", [False, True])
def test_scripts_hear_that_they_missed_a_nudge(a_log, monkeypatch, is_full):
    """Because the database was away, or because there are more than can be told."""
    import_module("apps.api.streams")  # as when the first script comes: it says what scripts are told

    async def scene():
        ask = a_log.ask

        async def away(question, *arguments):
            if question is scripts.encoded:
                raise DatabaseError("away")
            return await ask(question, *arguments)

        monkeypatch.setattr(a_log.delivery, "ask", away)
        parts = []
        reading = asyncio.create_task(heard(Listener([ROOM], is_script=True), parts))
        await asyncio.sleep(0.02)
        if is_full:
            monkeypatch.setattr(a_log.delivery.notes_for_scripts, "put_nowait", full)
        a_log.delivery.heard({"channel": ROOM, "type": "presence-changed", "data": "1"})
        await asyncio.sleep(0.02)
        a_log.delivery.close_all()
        await reading
        assert b"".join(parts).count(b"event: stream-stale") == 1

    def full(_note):
        raise asyncio.QueueFull

    run(scene)


def test_scripts_that_cannot_be_told_come_back_to_where_they_were(a_log, monkeypatch):
    async def scene():
        a_log.say("one")
        script = Listener([ROOM], place=1, is_script=True)
        parts = []
        reading = asyncio.create_task(heard(script, parts))
        await asyncio.sleep(0.02)
        ask = a_log.ask

        async def away(question, *arguments):
            if question is module.encoded_for_scripts:
                raise DatabaseError("away")
            return await ask(question, *arguments)

        monkeypatch.setattr(a_log.delivery, "ask", away)
        a_log.say("two")
        a_log.delivery.wake()
        await asyncio.wait_for(reading, 1)
        assert b"id: 2" not in b"".join(parts)
        assert b"stream-closed" in b"".join(parts)

    run(scene)


def test_a_reader_whose_catching_up_fails_is_sent_away_to_come_back(a_log):
    async def scene():
        await a_log.delivery.start()
        await asyncio.sleep(0.01)
        a_log.delivery.tasks[0].cancel()
        a_log.failures = 1
        parts = []
        await heard(Listener([ROOM], place=0), parts)
        assert parts[-1] == module.wire.CLOSED
        assert not a_log.delivery.listeners

    run(scene)


def test_one_hears_what_others_say_through_redis_and_not_oneself():
    notes = []
    relay.hear({"wake": True, "from": relay.sender()}, notes.append)
    relay.hear({"wake": True, "from": "somebody-1"}, notes.append)
    assert notes == [{"wake": True}]


def test_listening_to_redis_ends_whenever_it_is_told_to():
    """While it connects, too, step by step: in Python 3.11 redis-py can lose a cancellation there."""
    if not settings.REDIS_URL:
        pytest.skip("nothing listens to Redis here")

    async def ended(steps):
        task = asyncio.create_task(relay.receive(lambda note: None))
        for _ in range(steps):
            await asyncio.sleep(0)
        task.cancel()
        done, _pending = await asyncio.wait({task}, timeout=60)
        return task in done

    async def scene():
        for steps in range(40):
            assert await ended(steps), steps

    asyncio.run(scene())  # Redis takes real time
