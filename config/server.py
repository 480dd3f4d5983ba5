"""The server that `manage.py serve` and `manage.py runserver` start: uvicorn, which ends its streams when it stops."""

import asyncio
import gc
import logging
import os
import signal
import socket
import sys
import threading
import time
from contextlib import suppress

import uvicorn
from django.conf import settings

from . import checks, connections

GRACE = 2  # seconds for the requests in hand when the server stops
GRACE_OF_STREAMS = 0.5  # seconds for a reader to take the last bytes of a stream
SHORT_LIFE = 5  # seconds; a process that ends sooner would end again, so the site stops
GRACE_OF_TASKS = 1.2  # seconds to finish the task in hand
PATIENCE_AT_THE_END = 1  # seconds for the database to take that back
UNHEARD = 30  # seconds; a reader whose computer takes nothing for so long is gone, whatever its connection says
SWITCH_INTERVAL = 0.0005  # seconds after which a thread that makes pages gives way to the event loop
BACKLOG = 2048  # connections; a deploy brings everybody back at once

logger = logging.getLogger(__name__)


class Server(uvicorn.Server):
    """uvicorn waits for open responses before it stops; a stream never ends by itself, so we end it.

    Beside the pages it does the tasks, where no other process does: in a thread, which the event loop looks after.
    """

    parent = None  # the process whose end ends this one too
    worker = None  # whoever does the tasks here

    def __init__(self, config):
        super().__init__(config)
        self.server_state = connections.Connections()

    async def on_tick(self, counter):
        return await super().on_tick(counter) or (self.parent is not None and os.getppid() != self.parent)

    async def startup(self, sockets=None):
        """What is due is done whether or not somebody looks."""
        from apps.live.delivery import delivery
        from apps.tasks.worker import Worker, pools

        await super().startup(sockets)
        delivery.begin()
        if settings.TASKS_IN_WEB:
            self.worker = Worker(pools=pools())
            self.worker.start()
            self.beats = asyncio.create_task(self.beat(delivery))

    async def beat(self, delivery):
        """In the thread that asks for the streams: another connection to the database would do nothing else."""
        while True:
            await asyncio.sleep(self.worker.beat_every)
            try:
                await delivery.ask(self.worker.beat)
            except Exception as error:
                logger.warning("The worker could not say that it lives (%s); trying again", error)

    async def shutdown(self, sockets=None):
        from apps.live.delivery import delivery

        over = time.monotonic() + GRACE_OF_TASKS
        if self.worker:
            self.worker.stop()
        delivery.close_all()
        asyncio.get_running_loop().call_later(GRACE_OF_STREAMS, self.abort_streams)
        await super().shutdown(sockets)
        await delivery.end()
        if self.worker:
            await self.end_work(delivery, over)

    async def end_work(self, delivery, over):
        """What is in the middle of a task then goes back to the queue."""
        while self.worker.thread.is_alive() and time.monotonic() < over and not self.force_exit:
            await asyncio.sleep(0.02)
        with suppress(Exception):  # or the others miss its signs of life in a while
            async with asyncio.timeout(PATIENCE_AT_THE_END):
                await delivery.ask(self.worker.leave)

    def abort_streams(self):
        """Who does not read does not notice that a stream ended. The page comes back and says where it was."""
        for connection in list(self.server_state.connections):
            if connection.scope and connection.scope["path"] == "/events/":
                connection.transport.abort()


class Protocol(connections.Protocol):
    """A laptop that is closed says no goodbye: Linux would go on sending to it for a quarter of an hour.

    A stream speaks every 20 seconds (`delivery.HEARTBEAT`); when nobody confirms that, the connection ends. Only
    streams: a download may rest.
    """

    def on_headers_complete(self):
        super().on_headers_complete()
        if self.scope["path"] == "/events/":
            notice_silence(self.transport.get_extra_info("socket"))


def notice_silence(connection):
    if hasattr(socket, "TCP_USER_TIMEOUT"):  # not outside Linux; there the system's own patience counts
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, int(UNHEARD * 1000))


def run(host, port, processes=1, access_log=False, application="config.asgi:application"):
    """Serve until SIGTERM or Ctrl-C, and then end the process."""
    logging.getLogger("uvicorn.error").setLevel(logging.WARNING)
    config = uvicorn.Config(
        application,
        workers=processes,
        timeout_graceful_shutdown=GRACE,
        timeout_keep_alive=settings.KEEP_ALIVE_TIMEOUT,
        proxy_headers=False,  # Django believes the router, and only as far as TRUSTED_PROXIES says
        server_header=False,
        date_header=True,
        access_log=access_log,
        log_config=None,
        lifespan="off",
        ws="none",
        http=Protocol,
        backlog=BACKLOG,
    )
    listener = listen(host, port)
    checks.guard_data()
    logger.info("Listening on %s, %d process(es)", address(host, port), processes)
    if processes == 1:
        serve(config, listener)
    else:
        Processes(config, listener, processes).run()


def listen(host, port):
    """The socket, open: whoever comes while the site is still starting waits a moment and is served."""
    if not 0 <= port < 65536:
        raise SystemExit(f"PORT={port} is not a port. Choose one between 1024 and 65535.")
    try:
        family, *_rest, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        return socket.create_server(address[:2], family=family, backlog=BACKLOG)
    except OSError as error:
        raise SystemExit(
            f"Nothing can listen on {host}:{port} ({error.strerror}). "
            f"Is another server running there? Try PORT={port + 1}."
        ) from None


def serve(config, listener, parent=None):
    server = Server(config)
    server.parent = parent
    config.load()
    gc.collect()
    gc.freeze()  # what the start has made stays: to look through it for garbage holds up all streams for 50 ms
    # Python's own 5 ms add up where many requests come at once: health waited up to 0.7 s behind 300 pages, now 0.3 s.
    sys.setswitchinterval(SWITCH_INTERVAL)
    in_charge = threading.current_thread() is threading.main_thread()  # not so below Django's reloader
    if in_charge:
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        signal.signal(signal.SIGINT, signal.default_int_handler)
    with suppress(KeyboardInterrupt):  # uvicorn stops in good order first, and then passes the signal on
        server.run([listener])
    if in_charge:
        leave()


class Processes:
    """Several servers on one socket. One that dies is replaced; one that cannot start stops all."""

    def __init__(self, config, listener, number):
        self.config, self.listener, self.number = config, listener, number
        self.started_at = {}
        self.stopping = self.failed = False

    def run(self):
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self.stop)
        for _ in range(self.number):
            self.start()
        while self.started_at:
            pid, status = os.wait()
            lived = time.monotonic() - self.started_at.pop(pid)
            if self.stopping:
                continue
            if lived < SHORT_LIFE:
                logger.error("Process %d ended after %.1f s (%s). The site stops.", pid, lived, described(status))
                self.failed = True
                self.stop()
            else:
                logger.error("Process %d ended (%s); another takes its place", pid, described(status))
                self.start()
        if self.failed:
            raise SystemExit(1)

    def start(self):
        parent = os.getpid()
        pid = os.fork()
        if pid == 0:
            self.become_a_server(parent)
        self.started_at[pid] = time.monotonic()
        if self.stopping:  # told so between the last one's end and here
            self.stop()

    def become_a_server(self, parent):
        status = 1
        try:
            serve(self.config, self.listener, parent)
            status = 0
        except SystemExit as error:
            if isinstance(error.code, str):
                sys.stderr.write(f"{error.code}\n")
        except BaseException:
            logger.exception("The server failed")
        finally:
            leave(status)

    def stop(self, *_signal):
        self.stopping = True
        for pid in self.started_at:
            os.kill(pid, signal.SIGTERM)


def described(status):
    return f"signal {os.WTERMSIG(status)}" if os.WIFSIGNALED(status) else f"status {os.waitstatus_to_exitcode(status)}"


def leave(status=0):
    """End this process now. A thread that still works on a page after GRACE is not waited for."""
    logging.shutdown()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)


def open_files_wanted():
    """Raise this process's limit of open files, as far as the system lets it."""
    try:
        import resource
    except ImportError:  # not on Windows
        return
    wanted = connections.files_for(settings.CONNECTIONS_MAX)
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    unlimited = resource.RLIM_INFINITY
    if soft != unlimited and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted if hard == unlimited else min(wanted, hard), hard))
    if (most := connections.most_connections()) < settings.CONNECTIONS_MAX:
        logger.warning("At most %d connections: more would need a higher limit of open files (%d)", most, wanted)


def address(host, port):
    """What to type into a browser."""
    host = "127.0.0.1" if host in ("", "0.0.0.0") else host  # noqa: S104
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
