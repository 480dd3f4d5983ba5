"""Pages through Django's WSGI handler in a bounded pool of threads, with the slow client kept out of them.

A thread is a fourth of the site. So a request enters the pool when its body has arrived, and leaves it when Django has
made the answer, however slowly the client sends or reads. What comes back takes one hop; a2wsgi's own way takes four,
each a sixth of a small page's CPU. Files are read in pieces as fast as the client takes them.
"""

import asyncio
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from io import BytesIO
from tempfile import SpooledTemporaryFile

from a2wsgi.wsgi import build_environ
from django.conf import settings

from apps.shared.networks import network_of

IN_MEMORY = 256 * 1024  # of a streamed answer; the rest waits on disk
BODY_IN_MEMORY = 64 * 1024  # of a request's body
MAX_BODIES = 500  # that are on their way at once
CHUNK = 64 * 1024
BODY_GRACE = 30  # seconds for the first bytes of a body
BODY_RATE = 4 * 1024  # bytes a second; who sends less after that is cut off. An old phone sends twice as much.
READ_IN_VAIN = 4  # times the limit; whoever sends more than that is cut off


class ClientGone(Exception):
    """Nobody waits for an answer any more."""


class Refused(Exception):
    """A request is not taken: `args` are the status and a sentence."""


class Bodies:
    """The bodies of requests to this process: how many are on their way, from whom, and how much of all is on disk."""

    def __init__(self):
        self.number = Counter()  # by address
        self.on_disk = 0

    async def arrived(self, scope, receive, kept):
        """Read a request's body to its end; its size in bytes."""
        address = "" if settings.TRUSTED_PROXIES else network_of(scope["client"][0])
        if self.number.total() >= MAX_BODIES:
            raise Refused(503, "The site is receiving too much at once. Try again in a minute.")
        if address and self.number[address] >= settings.CONNECTIONS_PER_ADDRESS:
            raise Refused(429, "Too many requests at once from your address. Try again in a minute.")
        self.number[address] += 1
        try:
            return await self.read(receive, kept)
        finally:
            self.number[address] -= 1
            if not self.number[address]:
                del self.number[address]

    async def read(self, receive, kept):
        """What cannot be kept is read and dropped: a browser shows an answer only when it could send everything."""
        size, clock = 0, asyncio.get_running_loop().time
        began = clock()
        while True:
            patience = min(BODY_GRACE + size / BODY_RATE, settings.BODY_TIMEOUT)
            async with asyncio.timeout_at(began + patience):
                message = await receive()
            if message["type"] == "http.disconnect":
                raise ClientGone
            part = message.get("body", b"")
            size += len(part)
            if size <= settings.REQUEST_MAX_BYTES:
                kept.write(part)
            if not message.get("more_body", False) or size > READ_IN_VAIN * settings.REQUEST_MAX_BYTES:
                if kept.has_no_room and size <= settings.REQUEST_MAX_BYTES:
                    raise Refused(503, "The site is receiving too many uploads. Try again in a minute.")
                return size


class Kept:
    """One body, as far as there is room for it on disk. It counts until the answer is made: until then it is there."""

    def __init__(self, bodies):
        self.bodies = bodies
        self.file = SpooledTemporaryFile(BODY_IN_MEMORY)  # noqa: SIM115  closed with this
        self.size = self.on_disk = 0
        self.has_no_room = False

    def write(self, part):
        self.size += len(part)
        more = self.size - self.on_disk if self.size > BODY_IN_MEMORY else 0
        if self.has_no_room or self.bodies.on_disk + more > settings.BODIES_MAX_BYTES:
            self.has_no_room = True
            return
        self.bodies.on_disk += more
        self.on_disk += more
        self.file.write(part)

    def close(self):
        """A second time changes nothing."""
        self.file.close()
        self.bodies.on_disk -= self.on_disk
        self.on_disk = 0


class Pages:
    def __init__(self, wsgi, threads, name="page"):
        self.wsgi = wsgi
        self.threads = ThreadPoolExecutor(threads, thread_name_prefix=name)
        self.bodies = Bodies()

    async def __call__(self, scope, receive, send):
        if not may_have_body(scope):
            return await self.answer(scope, send)
        with closing(Kept(self.bodies)) as kept:
            try:
                size = await self.bodies.arrived(scope, receive, kept)
            except ClientGone:
                return None
            except TimeoutError:
                return await send_briefly(send, 408, "The request did not arrive in time.")
            except Refused as refusal:
                return await send_briefly(send, *refusal.args)
            if size > settings.REQUEST_MAX_BYTES:
                cut_off = size > READ_IN_VAIN * settings.REQUEST_MAX_BYTES
                kept.close()
                return await self.answer(refused(scope), send, last=cut_off)
            kept.file.seek(0)
            return await self.answer(scope, send, kept)

    async def answer(self, scope, send, kept=None, last=False):
        environ = build_environ(scope, kept.file if kept else BytesIO())
        environ["CONTENT_LENGTH"] = str(kept.size if kept else 0)  # a body that came in chunks has one now
        answer = Answer()
        try:
            await self.in_a_thread(self.make, answer, scope, environ)
        except ClientGone:
            return None
        finally:
            if kept:
                kept.close()
        if last:
            answer.headers.append((b"connection", b"close"))
        await send({"type": "http.response.start", "status": answer.status, "headers": answer.headers})
        if answer.file is None:
            return await send({"type": "http.response.body", "body": answer.body})
        try:
            while scope["method"] != "HEAD" and (part := await self.in_a_thread(answer.file.read, CHUNK)):
                await send({"type": "http.response.body", "body": part, "more_body": True})
            return await send({"type": "http.response.body"})
        finally:
            await self.in_a_thread(answer.file.close)

    def make(self, answer, scope, environ):
        """In a thread. It may have been long in coming: a page is not made for a client that has gone."""
        if scope["method"] in ("GET", "HEAD") and scope.get("state", {}).get("disconnected"):
            raise ClientGone
        in_one_chunk(answer.make, self.wsgi, environ)

    async def in_a_thread(self, work, *arguments):
        return await asyncio.get_running_loop().run_in_executor(self.threads, work, *arguments)


def in_one_chunk(call, *arguments):
    """What `call(*arguments)` gives, with one chunk of memory for the frames of all that it calls.

    CPython (3.11 and later) keeps Python frames in chunks of 16 KB, and returns a chunk to the system as soon as its
    first frame ends. Where the border of two chunks falls into a loop, each turn of it maps and unmaps memory: up to
    100 times for the page of a room, a fifth of its CPU time. A frame that asks for a large stack makes a large chunk
    (`push_chunk` in CPython's Python/pystate.c); what nobody uses of it costs nothing.
    """
    return call(*arguments)


in_one_chunk.__code__ = in_one_chunk.__code__.replace(co_stacksize=66_000)  # 528 of 1,024 KB; the rest is for frames


def may_have_body(scope):
    return scope["method"] not in ("GET", "HEAD") or any(
        name in (b"content-length", b"transfer-encoding") for name, _value in scope["headers"]
    )


def refused(scope):
    """The request that asks for the page which says that this was too large."""
    return {**scope, "path": "/too-large/", "method": "GET", "query_string": b""}


async def send_briefly(send, status, sentence):
    body = sentence.encode()
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", str(len(body)).encode()),
        (b"x-content-type-options", b"nosniff"),
        (b"connection", b"close"),
    ]
    if status in (429, 503):
        headers.append((b"retry-after", b"60"))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


class File:
    """PEP 3333's `wsgi.file_wrapper`: Django hands over a file instead of its bytes."""

    def __init__(self, file, block_size=CHUNK):
        self.read, self.close = file.read, getattr(file, "close", lambda: None)


class Answer:
    """What Django answered: the body as bytes, or a file to read it from. Made in a thread, sent by the event loop."""

    def __init__(self):
        self.status, self.headers, self.body, self.file = 500, [], b"", None

    def make(self, wsgi, environ):
        environ["wsgi.file_wrapper"] = File
        parts = wsgi(environ, self.start)
        if isinstance(parts, File):
            self.file = parts
            return
        try:
            # Not streamed: one part, or a few. A streamed answer without a length may be long, so it waits on disk.
            if any(name == b"content-length" for name, _value in self.headers):
                self.body = b"".join(parts)
            else:
                self.spool(parts)
        finally:
            getattr(parts, "close", lambda: None)()

    def spool(self, parts):
        self.file = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115  closed when it has been sent
        for part in parts:
            self.file.write(part)
        self.file.seek(0)

    def start(self, status, headers, exc_info=None):
        self.status = int(status[:3])
        self.headers = [(name.lower().encode("latin1"), value.strip().encode("latin1")) for name, value in headers]
        return None
