"""Pages through Django's WSGI handler in a bounded pool of threads, with the slow client kept out of them.

A thread is a fourth of the site. So a request enters the pool when its body has arrived, and leaves it when Django has
made the answer, however slowly the client sends or reads. What comes back takes one hop; a2wsgi's own way takes four,
each a sixth of a small page's CPU. Files are read in pieces as fast as the client takes them.
"""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from tempfile import SpooledTemporaryFile

from a2wsgi.wsgi import build_environ
from django.conf import settings

IN_MEMORY = 256 * 1024  # of a body or of a streamed answer; the rest waits on disk
CHUNK = 64 * 1024
PATIENCE = 60  # seconds without a byte of a request's body
READ_IN_VAIN = 4  # times the limit; whoever sends more than that is cut off


class ClientGone(Exception):
    """Nobody waits for an answer any more."""


class Pages:
    def __init__(self, wsgi, threads):
        self.wsgi = wsgi
        self.threads = ThreadPoolExecutor(threads, thread_name_prefix="page")

    async def __call__(self, scope, receive, send):
        if not may_have_body(scope):
            return await self.answer(scope, BytesIO(), 0, send)
        with SpooledTemporaryFile(IN_MEMORY) as body:
            try:
                size = await arrived(body, receive)
            except ClientGone:
                return None
            except TimeoutError:
                return await send_briefly(send, 408, b"The request did not arrive.")
            if size > settings.REQUEST_MAX_BYTES:
                cut_off = size > READ_IN_VAIN * settings.REQUEST_MAX_BYTES
                return await self.answer(refused(scope), BytesIO(), 0, send, last=cut_off)
            body.seek(0)
            return await self.answer(scope, body, size, send)

    async def answer(self, scope, body, size, send, last=False):
        environ = build_environ(scope, body)
        environ["CONTENT_LENGTH"] = str(size)  # a body that came in chunks has one now
        answer = Answer()
        await self.in_a_thread(answer.make, self.wsgi, environ)
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

    async def in_a_thread(self, work, *arguments):
        return await asyncio.get_running_loop().run_in_executor(self.threads, work, *arguments)


def may_have_body(scope):
    return scope["method"] not in ("GET", "HEAD") or any(
        name in (b"content-length", b"transfer-encoding") for name, _value in scope["headers"]
    )


async def arrived(body, receive):
    """Read a request's body to its end; its size in bytes.

    What is above the limit is read and dropped: a browser shows an answer only when it could send everything.
    """
    size = 0
    while True:
        async with asyncio.timeout(PATIENCE):
            message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientGone
        part = message.get("body", b"")
        size += len(part)
        if size <= settings.REQUEST_MAX_BYTES:
            body.write(part)
        if not message.get("more_body", False) or size > READ_IN_VAIN * settings.REQUEST_MAX_BYTES:
            return size


def refused(scope):
    """The request that asks for the page which says that this was too large."""
    return {**scope, "path": "/too-large/", "method": "GET", "query_string": b""}


async def send_briefly(send, status, sentence):
    headers = [
        (b"content-type", b"text/plain"),
        (b"content-length", str(len(sentence)).encode()),
        (b"connection", b"close"),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": sentence})


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
