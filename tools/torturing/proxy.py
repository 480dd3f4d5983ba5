"""A TCP proxy that can be cut: how something looks whose network has gone. What lies behind it never notices."""

import asyncio
import threading
from contextlib import suppress

from tools.serving import free_port


class Proxy:
    """Used as `with Proxy(host, port) as proxy:`; it listens on `proxy.port`, in a thread of its own."""

    def __init__(self, host, port):
        self.behind, self.port = (host, port), free_port()
        self.loop, self.writers = asyncio.new_event_loop(), set()
        self.thread = threading.Thread(target=self.loop.run_forever, daemon=True)

    def __enter__(self):
        self.thread.start()
        self.open()
        return self

    def __exit__(self, *_):
        self.cut()
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join()

    def open(self):
        """Begin to pass on, or begin again."""
        asyncio.run_coroutine_threadsafe(self._open(), self.loop).result()

    def cut(self):
        """Refuse whoever comes, and break what is open."""
        asyncio.run_coroutine_threadsafe(self._cut(), self.loop).result()

    async def _open(self):
        self.server = await asyncio.start_server(self.passed_on, "127.0.0.1", self.port)

    async def _cut(self):
        self.server.close()
        for writer in list(self.writers):
            writer.transport.abort()

    async def passed_on(self, reader, writer):
        try:
            to_reader, to_writer = await asyncio.open_connection(*self.behind)
        except OSError:
            writer.transport.abort()
            return
        both = {writer, to_writer}
        self.writers |= both
        await asyncio.gather(pump(reader, to_writer), pump(to_reader, writer))
        self.writers -= both


async def pump(reader, writer):
    with suppress(OSError):
        while part := await reader.read(1 << 16):
            writer.write(part)
            await writer.drain()
    writer.close()
