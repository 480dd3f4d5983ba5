"""What is done to the site, each scene on a site of its own; each answers with a `Result`."""

import asyncio
import atexit
import json
import os
import signal
import sys
import time
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

from tools.serving import SERVE, Site

from .proxy import Proxy
from .readers import Reader, paged_through, rows_of
from .talking import House
from .verdict import faults
from .writers import Ledger, Reviser, Writer

READERS, WRITERS = 50, 5
SETTLING = 180  # seconds for the last reader to hold the last message; a busy machine may stand still meanwhile
SETTLING_BADLY = 2  # where a fault was put in, it never comes
SIZE = 4_000  # characters of a long message
HELD_FOR_A_READER = 150  # messages: apps/live/delivery.py, MOST_WAITING, and a page of the log
SLACK = 8 * 1024 * 1024  # bytes that Python keeps for itself
QUICK = 1  # second for a burst to reach those who read
BURSTS = 4  # of which one must do so: who waits for others does each time, a machine stands still now and then
FURNISH = "import json; from tools.torturing.furnish import furnish; print(json.dumps(furnish()))"
HOUSES = {}  # by their database server, "" for SQLite: what is in the house, and the file with it
ALIVE = 5.5  # seconds; a worker that dies younger stops the site (config/server.py)


class NewSite(Site):
    """Its static files are collected once."""

    def __init__(self, *arguments, **more):
        super().__init__(*arguments, STATIC_ROOT=static_files().name, **more)


@dataclass
class Backend:
    name: str
    postgresql: str = ""
    redis: str = ""
    site: type[Site] = NewSite


@dataclass
class Result:
    scene: str
    backend: str
    seconds: float = 0
    figures: dict = field(default_factory=dict)
    faults: list = field(default_factory=list)
    notes: list = field(default_factory=list)
    verdict: str = "Every reader holds every message once, in order."


class Stage:
    """A running site with readers and writers, and the ledger of what they did."""

    def __init__(self, site, house, sabotage=()):
        self.site, self.house, self.sabotage = site, house, sabotage
        self.ledger, self.readers, self.tasks = Ledger(), [], []
        self.kills = self.cuts = 0
        self.proxy = None

    async def seat(self, number, **manner):
        """More readers, and wait until each of them listens."""
        new = [Reader(self.house, self.session(number), **manner) for number in range(number)]
        self.readers += new
        self.tasks += [asyncio.create_task(reader.live()) for reader in new]
        async with asyncio.timeout(SETTLING):
            await asyncio.gather(*(reader.listening.wait() for reader in new))
        return new

    def session(self, number):
        return self.house.sessions[number % len(self.house.sessions)]

    def write(self, messages, pause=0.0, make=Writer, **manner):
        """Begin to send messages, divided among the writers. The task ends with the last acknowledgement."""
        numbers = iter(range(messages))

        async def work(writer):
            for number in numbers:
                await writer.say(number)
                await asyncio.sleep(pause)

        forgets = "twice" in self.sabotage
        writers = [
            make(name, self.house, self.session(name), self.ledger, forgets=forgets, **manner)
            for name in range(WRITERS)
        ]
        self.writing = asyncio.gather(*map(work, writers))
        return self.writing

    async def until_acknowledged(self, number):
        while len(self.ledger.acknowledged) + len(self.ledger.removed) < number and not self.writing.done():
            await asyncio.sleep(0.003)

    async def kill(self, how=signal.SIGKILL):
        """End the server and start it again, as a platform does, while everybody goes on trying."""
        await in_a_thread(self.site.stop, how)
        self.kills += 1
        await in_a_thread(self.site.start)

    async def kill_and_trim(self):
        """Every second reader is away, and the log loses what it still would have told them."""
        away = self.readers[::2]
        for reader in away:
            reader.hide()
        said = len(self.ledger.acknowledged)
        await self.until_acknowledged(said + 20)
        await in_a_thread(self.site.stop, signal.SIGKILL)
        self.kills += 1
        code = "from apps.live import log; from apps.live.models import Event; "
        code += "Event.objects.filter(pk__lt=log.position()).delete()"
        await in_a_thread(lambda: self.site.run(code))
        await in_a_thread(self.site.start)
        for reader in away:
            reader.show()

    async def pour(self, number):
        """Say so many long messages in one transaction, past the server; how long they took to each quick reader."""
        code = f"""
import json
from django.db import transaction
from apps.accounts.models import User
from apps.rooms.models import Room
room, author, numbers = Room.objects.get(pk={self.house.pk}), User.objects.get(username="person1"), []
with transaction.atomic():
    for _ in range({number}):
        words = f"w99-{{room.newest() + 1}}"
        numbers.append([room.post(author, words + " long" * {SIZE // 5}).pk, words])
print(json.dumps(numbers))
"""
        output = await in_a_thread(lambda: self.site.run(code))
        poured = dict(json.loads(output.splitlines()[-1]))
        self.ledger.sent += number
        self.ledger.acknowledged |= poured
        first, last = min(poured), max(poured)
        quick = [reader for reader in self.readers if reader.awake.is_set()]
        async with asyncio.timeout(SETTLING):
            while any(last not in reader.rows for reader in quick):
                await asyncio.sleep(0.01)
        return [reader.arrivals[last] - reader.arrivals[first] for reader in quick]

    async def settle(self):
        """Wait until every reader holds what is in the database, or until patience ends; the database as it is."""
        stored, self.sent_at = await in_a_thread(stored_in, self.site, self.house.pk)
        ends_at = time.monotonic() + (SETTLING_BADLY if self.sabotage else SETTLING)
        while time.monotonic() < ends_at and any(reader.holds() != stored for reader in self.readers):
            await asyncio.sleep(0.05)
        await asyncio.sleep(0.5)  # for what would come twice
        return stored

    async def end(self):
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)

    async def judged(self, result):
        stored = await self.settle()
        if "lose" in self.sabotage:
            stored = stored[:100] + stored[101:]
        room = (await paged_through(self.house, self.session(0))).holds()
        result.faults += self.ledger.refusals + faults(self.ledger, stored, self.readers, room)
        ledger = self.ledger
        result.figures |= {
            "kills": self.kills,
            "cuts": self.cuts,
            "sent": ledger.sent,
            "acknowledged": len(ledger.acknowledged) + len(ledger.removed),
            "edits": ledger.edits,
            "removed": len(ledger.removed),
            "attempts": ledger.attempts,
            "refused": ledger.refused,
            "lost answers": ledger.lost_answers,
            "stored though": ledger.stored_before(self.sent_at),
            "in the room": len(stored),
            "reconnects": sum(reader.reconnects for reader in self.readers),
            "resets": sum(reader.resets for reader in self.readers),
            "duplicates": sum(reader.again for reader in self.readers),
            "gaps": sum(len(set(stored) - set(reader.holds())) for reader in self.readers),
            "disorder": sum(len(reader.disordered) for reader in self.readers),
        }
        return result


async def in_a_thread(work, *arguments):
    return await asyncio.get_running_loop().run_in_executor(None, work, *arguments)


@contextmanager
def stage(backend, sabotage=(), cuttable=False, command=SERVE, **settings):
    """`cuttable`: the way to Redis leads through a proxy that can be cut."""
    in_the_server = [fault for fault in sabotage if fault not in ("twice", "lose")]
    if in_the_server:
        command = [sys.executable, "-m", "tools.torturing.sabotaged", ",".join(in_the_server)]
    with ExitStack() as stack:
        folder = stack.enter_context(TemporaryDirectory(prefix="courtyard-torture-"))
        redis, proxy = urlsplit(backend.redis), None
        if cuttable:
            proxy = stack.enter_context(Proxy(redis.hostname, redis.port or 6379))
            redis = redis._replace(netloc=f"127.0.0.1:{proxy.port}")
        where = {"postgresql": backend.postgresql, "redis": redis.geturl()}
        with backend.site(folder, "torture", command=command, LOG_LEVEL="ERROR", **where, **settings) as site:
            furniture = furnished(site)
            house = House(site.port, furniture["slug"], furniture["pk"], furniture["sessions"])
            site.start()
            set_up = Stage(site, house, sabotage)
            set_up.proxy = proxy
            yield set_up


@cache
def static_files():
    """A folder for all of the sites, until this process ends."""
    return TemporaryDirectory(prefix="courtyard-torture-static-")


def furnished(site):
    """Make the house; on each kind of database it is made once, and copied after that."""
    name, path = f"{site.name}_house", Path(site.folder) / "courtyard.sqlite3"
    if site.server_of_databases not in HOUSES:
        site.prepare()
        furniture = json.loads(site.run(FURNISH))
        if site.server_of_databases:
            site.on_the_server(f'CREATE DATABASE "{name}" TEMPLATE "{site.name}"')
            atexit.register(site.on_the_server, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        HOUSES[site.server_of_databases] = furniture, None if site.server_of_databases else path.read_bytes()
        return furniture
    furniture, file = HOUSES[site.server_of_databases]
    if site.server_of_databases:
        site.on_the_server(f'DROP DATABASE "{site.name}"', f'CREATE DATABASE "{site.name}" TEMPLATE "{name}"')
    else:
        path.write_bytes(file)
    return furniture


def stored_in(site, room):
    """The room in the database, asked past the server: pairs of number and words, in order; and when each was sent."""
    code = f"""
import json
from apps.rooms.models import Message
messages = Message.objects.filter(room={room}).order_by("pk")
print(json.dumps([[pk, f'<li id="message-{{pk}}"><div class="message__body">{{html[:99]}}</div>']
                  for pk, html in messages.values_list("pk", "body_html")]))
print(json.dumps([[pk, sent_at.timestamp()] for pk, sent_at in messages.values_list("pk", "sent_at")]))
"""
    rows, sent_at = map(json.loads, site.run(code).splitlines()[-2:])
    return [next(rows_of(html)) for _pk, html in rows], dict(sent_at)


def scene(work):
    """A coroutine of a stage as a function of a backend, with the time that it took."""

    def play(backend, sabotage=(), settings=None, **sizes):
        began = time.monotonic()
        with stage(backend, sabotage, **(settings or {})) as set_up:
            result = asyncio.run(played(set_up, backend, sizes))
        result.seconds = time.monotonic() - began
        return result

    async def played(set_up, backend, sizes):
        result = Result(work.__name__.replace("_", " "), backend.name)
        try:
            await work(set_up, result, **sizes)
        finally:
            await set_up.end()
        return result

    play.__name__, play.__doc__ = work.__name__, work.__doc__
    return play


async def interrupted(stage, result, readers, messages, interruptions, make=Writer):
    """While everybody talks, these happen in turn, evenly spread."""
    await stage.seat(readers)
    writing = stage.write(messages, make=make)
    for number, interrupt in enumerate(interruptions, 1):
        await stage.until_acknowledged(messages * number // (len(interruptions) + 1))
        await interrupt()
    await writing
    await stage.judged(result)


@scene
async def crashes(stage, result, readers=READERS, messages=500, kills=3):
    """The server is killed with SIGKILL while everybody talks, and started again; once with its log cut short."""
    await interrupted(stage, result, readers, messages, killings(stage, kills))


@scene
async def second_thoughts(stage, result, readers=READERS, messages=250, kills=2):
    """The server is killed while people also edit and delete: all hold what was edited, nobody what was removed."""
    await interrupted(stage, result, readers, messages, killings(stage, kills), make=Reviser)


@scene
async def deploys(stage, result, readers=READERS, messages=300, stops=3):
    """The server is stopped with SIGTERM, as a deploy does, while everybody talks."""
    await interrupted(stage, result, readers, messages, [partial(stage.kill, signal.SIGTERM)] * stops)


def killings(stage, number):
    return [*[stage.kill] * (number - 1), *[stage.kill_and_trim] * min(number, 1)]


@scene
async def a_slow_reader(stage, result, readers=20, slow=10, burst=200, more=600):
    """Some readers stand still while 200 long messages arrive within a second, and then 600 more; then they read on.

    The others must have every message within the second, or twice what it takes when all read. And the server must
    not keep for those who are slow all that they have not taken: 100 events in a queue, and one page of 50 from the
    log, are what it may hold for a reader.
    """
    await stage.seat(readers)
    asleep = await stage.seat(slow, receive_buffer=16_384, pace=0.001)
    alone = max(await stage.pour(burst))
    for reader in asleep:
        reader.awake.clear()
    before = memory(stage.site)
    bursts = [max(await stage.pour(burst))]
    while bursts[-1] > max(QUICK, 2 * alone) and len(bursts) < BURSTS:
        bursts.append(max(await stage.pour(burst)))
    beside = min(bursts)
    await stage.pour(more)
    grown = memory(stage.site) - before
    for reader in asleep:
        reader.awake.set()
    await stage.judged(result)
    allowed = ((readers + slow) * HELD_FOR_A_READER * SIZE + SLACK) / 1024
    result.notes.append(
        f"{burst} messages of {SIZE:,} bytes reached {readers} quick readers within {beside:.2f} s, beside {slow} "
        f"that stood still; {alone:.2f} s before, when all read"
    )
    result.notes.append(f"memory grew by {grown / 1024:.1f} MB; {allowed / 1024:.1f} MB are allowed")
    if beside > max(QUICK, 2 * alone):
        result.faults.append(f"a quick reader waited {beside:.1f} s for {burst} messages beside {slow} slow ones")
    if grown > allowed:
        result.faults.append(f"the server grew by {grown / 1024:.0f} MB for {slow} slow readers")


def memory(site):
    """Kilobytes that the server and its processes hold."""
    return sum(
        int(line.split()[1])
        for pid in [site.process.pid, *children(site.process.pid)]
        for line in Path(f"/proc/{pid}/status").read_text().splitlines()
        if line.startswith("VmRSS:")
    )


def children(pid):
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


@scene
async def a_worker_dies(stage, result, readers=READERS, messages=400, alive=ALIVE):
    """Two server processes, one of which is killed, and then the other; a successor takes each one's place."""
    await stage.seat(readers)
    await asyncio.sleep(alive)
    writing = stage.write(messages, pause=0.02)
    for number in range(2):
        await stage.until_acknowledged(messages * (number + 1) // 3)
        os.kill(children(stage.site.process.pid)[0], signal.SIGKILL)
        stage.kills += 1
    await writing
    await stage.judged(result)


@scene
async def redis_goes_away(stage, result, readers=READERS, messages=300):
    """Two server processes whose way to Redis is cut while everybody talks, and is there again later."""
    await stage.seat(readers)
    writing = stage.write(messages, pause=0.02)
    for number in range(2):
        await stage.until_acknowledged(messages * (number + 1) // 3)
        stage.proxy.cut()
        stage.cuts += 1
        await asyncio.sleep(1.5)
        stage.proxy.open()
    await writing
    await stage.judged(result)
