"""HTTP of few words on asyncio: requests whose answers may get lost, and streams that may break."""

import asyncio
from contextlib import asynccontextmanager
from dataclasses import dataclass
from urllib.parse import urlencode

from tools.serving import CSRF, cookies

PATIENCE = 10  # seconds for an answer
LIMIT = 1 << 22  # bytes of a page


class Refused(OSError):
    """Nobody listened: nothing was sent."""


class AnswerLost(OSError):
    """The request was sent, and no whole answer came back: nobody knows what became of it."""


@dataclass
class Answer:
    status: int
    text: str


@dataclass
class House:
    """Where the site is, and the room in it that everybody talks in."""

    port: int
    slug: str
    pk: int
    sessions: list

    @property
    def room(self):
        return f"/rooms/{self.slug}/"

    @property
    def messages(self):
        return f"{self.room}messages/"

    async def connect(self, receive_buffer=None):
        from socket import SO_RCVBUF, SOL_SOCKET, socket

        loop, sock = asyncio.get_running_loop(), socket()
        if receive_buffer:
            sock.setsockopt(SOL_SOCKET, SO_RCVBUF, receive_buffer)
        sock.setblocking(False)
        try:
            async with asyncio.timeout(PATIENCE):
                await loop.sock_connect(sock, ("127.0.0.1", self.port))
        except (OSError, TimeoutError) as error:
            sock.close()
            raise Refused(str(error)) from error
        return await asyncio.open_connection(sock=sock, limit=receive_buffer or LIMIT)

    def head(self, method, path, session, *more):
        lines = [f"{method} {path} HTTP/1.1", f"Host: 127.0.0.1:{self.port}", f"Cookie: {cookies(session)}", *more]
        return ("\r\n".join(lines) + "\r\n\r\n").encode()

    async def ask(self, method, path, session, htmx=True, hang_up_after=None, **fields):
        """One request on a connection of its own; its answer, or Refused, or AnswerLost.

        `hang_up_after` seconds the connection is given up, as a train does that enters a tunnel.
        """
        body = urlencode(fields).encode()
        more = ["Connection: close", *(["HX-Request: true"] if htmx else [])]
        if method != "GET":
            more += [f"X-CSRFToken: {CSRF}", f"Content-Length: {len(body)}"]
            more += ["Content-Type: application/x-www-form-urlencoded"]
        reader, writer = await self.connect()
        try:
            writer.write(self.head(method, path, session, *more) + body)
            await writer.drain()
            async with asyncio.timeout(PATIENCE if hang_up_after is None else hang_up_after):
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin1")
                length = next(int(line[15:]) for line in head.lower().split("\r\n") if line[:15] == "content-length:")
                text = (await reader.readexactly(length)).decode()
        except (OSError, EOFError, TimeoutError) as error:
            raise AnswerLost(f"{type(error).__name__} {error}") from error
        finally:
            writer.close()
        return Answer(int(head.split()[1]), text)

    @asynccontextmanager
    async def stream(self, session, place, receive_buffer=None, pace=0):
        """An open stream: its events, which end where the stream does, however that is; and a way to end it."""
        reader, writer = await self.connect(receive_buffer)
        try:
            query = urlencode({"room": self.pk, "lastEventId": place})
            writer.write(self.head("GET", f"/events/?{query}", session))
            yield events(chunks(reader, pace)), writer.transport.abort
        finally:
            writer.transport.abort()


async def chunks(reader, pace):
    """The bytes of a chunked answer, in pieces as they come."""
    try:
        async with asyncio.timeout(PATIENCE):
            head = await reader.readuntil(b"\r\n\r\n")
        if b" 200 " not in head.split(b"\r\n")[0]:
            return
        while size := int(await reader.readline() or b"0", 16):
            while size:
                part = await reader.read(size)
                if not part:
                    return
                size -= len(part)
                yield part
                if pace:
                    await asyncio.sleep(pace)
            await reader.readexactly(2)
    except (OSError, EOFError, TimeoutError):
        return


@dataclass
class Event:
    type: str
    id: int | None
    data: str


async def events(parts):
    """Server-Sent Events, as a browser reads them: what is not whole when the stream breaks never was."""
    text = b""
    async for part in parts:
        text += part
        while b"\n\n" in text:
            block, text = text.split(b"\n\n", 1)
            yield parsed(block.decode())


def parsed(block):
    event = Event("message", None, "")
    data = []
    for line in block.split("\n"):
        name, _colon, value = line.partition(":")
        value = value.removeprefix(" ")
        if name == "data":
            data.append(value)
        elif name == "event":
            event.type = value
        elif name == "id":
            event.id = int(value)
    event.data = "\n".join(data)
    return event
