"""Work on hostile input, done in a child process that can be killed.

A regular expression or a picture decoder may hold Python's global lock, or all memory, for as long as it likes. Here
it holds those of a child only: one that takes too much CPU time, wall time or memory is killed, and the next call
starts another. The child knows no Django, no settings and no secrets, and what it answers is data, never code.

    colours = WorkerProcess("apps.shared.colouring", memory_limit=200 * MB)
    html = colours.call("highlight", code, "python", cpu_seconds=0.2)

The child's side is `worker_child.py`; the two speak frames of JSON and bytes over a socket, see `worker_frames.py`.
"""

import atexit
import logging
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import weakref
from contextlib import suppress
from pathlib import Path

from .worker_frames import receive_frame, send_frame

ROOT = Path(__file__).resolve().parent.parent.parent
START_SECONDS = 20  # of wall time for a child to start on a busy machine
WALL_FACTOR = 5  # wall time allowed for each second of CPU time: other processes want the processor too
# One heap, and what is large goes back to the system at once: how much a call may use does not depend on those before.
ALLOCATOR = {"MALLOC_ARENA_MAX": "1", "MALLOC_MMAP_THRESHOLD_": "131072", "MALLOC_TRIM_THRESHOLD_": "131072"}
ENVIRONMENT = ("PATH", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "TMPDIR", "SYSTEMROOT")

logger = logging.getLogger(__name__)


class WorkerError(Exception):
    """The work was not done."""


class WorkerBusy(WorkerError):
    """Other calls kept the child busy for as long as this one wanted to wait."""


class WorkerTimeout(WorkerError):
    """The work took more CPU or wall time than allowed; the child was killed."""


class WorkerFailed(WorkerError):
    """The work raised an exception, whose class's name is `kind`, or the child died (`kind` is then empty)."""

    def __init__(self, message, kind=""):
        super().__init__(message)
        self.kind = kind


class WorkerProcess:
    """A child process that runs functions of one module, one call at a time. It starts with the first call.

    `module` is imported by the child and must not need Django. `memory_limit` is in bytes of address space;
    `idle_seconds` without a call end the child, so that it costs no memory when it is not needed. May be shared by
    threads; after a fork each process has a child of its own.
    """

    _all = weakref.WeakSet()

    def __init__(self, module, *, memory_limit, idle_seconds=600):
        self.module, self.memory_limit, self.idle_seconds = module, memory_limit, idle_seconds
        self._forget()
        self._all.add(self)

    def _forget(self):
        """Without a child, and without ending one: after a fork it is the parent's."""
        self._lock = threading.Lock()
        self._process = self._socket = None

    @property
    def pid(self):
        """The child's process id, or None while there is none."""
        process = self._process
        return process.pid if process and process.poll() is None else None

    def call(self, function, *arguments, cpu_seconds, wall_seconds=None, wait_seconds=None):
        """What `module.function(*arguments)` returns. Arguments and result are what JSON can hold, and bytes.

        `wait_seconds`: how long to wait for other calls; without it as long as this one may take itself.
        Raises WorkerBusy, WorkerTimeout or WorkerFailed.
        """
        wall_seconds = wall_seconds or WALL_FACTOR * cpu_seconds
        if not self._lock.acquire(timeout=wall_seconds if wait_seconds is None else wait_seconds):
            raise WorkerBusy(f"{self.module} is busy")
        try:
            request = [function, list(arguments), cpu_seconds]
            try:
                return self._answer(request, wall_seconds)
            except _EndedWhileIdle:
                return self._answer(request, wall_seconds)
        except _EndedWhileIdle:
            raise WorkerFailed(f"{self.module} ends again and again") from None
        finally:
            self._lock.release()

    def start(self):
        """Start the child now, so that the first call need not wait for it."""
        with self._lock:
            self._ensure_started()

    def stop(self):
        """End the child. The next call starts another."""
        with self._lock:
            self._end()

    def _answer(self, request, wall_seconds):
        self._ensure_started()
        has_begun = False
        try:
            ends_at = time.monotonic() + wall_seconds
            self._socket.settimeout(wall_seconds)
            send_frame(self._socket, request)
            has_begun = receive_frame(self._socket, ends_at) == "begun"
            outcome, value = receive_frame(self._socket, ends_at)
        except TimeoutError:
            self._end()
            raise WorkerTimeout(f"{self.module}.{request[0]} took more than {wall_seconds:g} s") from None
        except (OSError, EOFError, ValueError):
            raise self._why_it_ended(request, has_begun) from None
        except BaseException:  # the caller is interrupted: what is still to come must not be the next call's answer
            self._end()
            raise
        if outcome == "returned":
            return value
        kind, message = value
        if kind == "MemoryError":
            self._end()  # what it holds is not known
        raise WorkerFailed(message, kind)

    def _why_it_ended(self, request, has_begun):
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(1)
        status = self._process.poll()
        self._end()
        if status is not None and not has_begun:
            return _EndedWhileIdle()
        if status in (-signal.SIGPROF, -signal.SIGXCPU):
            return WorkerTimeout(f"{self.module}.{request[0]} took more than {request[2]:g} s of CPU")
        return WorkerFailed(f"{self.module}.{request[0]} ended the child (status {status})")

    def _ensure_started(self):
        if self._process is not None and self._process.poll() is None:
            return
        self._end()
        ours, theirs = socket.socketpair()
        with theirs:
            kept = {name: os.environ[name] for name in ENVIRONMENT if name in os.environ}
            numbers = [str(theirs.fileno()), str(self.memory_limit), str(self.idle_seconds)]
            self._process = subprocess.Popen(  # noqa: S603
                [sys.executable, "-m", "apps.shared.worker_child", self.module, *numbers],
                cwd=ROOT,
                env={**kept, **ALLOCATOR, "PYTHONDONTWRITEBYTECODE": "1"},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
            )
        self._socket = ours
        try:
            ours.settimeout(START_SECONDS)
            receive_frame(ours, time.monotonic() + START_SECONDS)  # it is ready
        except (OSError, EOFError, ValueError) as error:
            self._end()
            raise WorkerFailed(f"{self.module} did not start") from error

    def _end(self):
        process, connection, self._process, self._socket = self._process, self._socket, None, None
        if connection is not None:
            connection.close()
        if process is not None:
            process.kill()
            process.wait()


class _EndedWhileIdle(Exception):
    """The child ended, after `idle_seconds` or by another hand, before it took up the call: worth another try."""


def _forget_all():
    for worker in list(WorkerProcess._all):
        if worker._socket is not None:
            worker._socket.close()
        worker._forget()


def _stop_all():
    for worker in list(WorkerProcess._all):
        worker._end()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget_all)
atexit.register(_stop_all)
