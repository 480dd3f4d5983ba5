"""Whoever does the tasks: a process of its own (`manage.py work`), or a thread of the server's.

A task runs **at least once**. One that raises is tried again, later and later, and given up after some attempts. One
whose worker is killed in the middle runs again from its beginning, as soon as the others have missed that worker's
signs of life for WORKER_PATIENCE seconds; and a worker that only seemed dead may still be at it. So what must not
happen twice, a task guards itself: it takes small steps, writes down each where it takes it, and looks there first.

A worker is two threads: its own, which does the tasks, and that of its keeper, which gives the signs of life, so that
a long task does not look dead, and which stops it.

Tasks that wait for other people's servers are in queues of their own, with a bounded pool of workers for each
(`settings.TASK_POOLS`): however slow those servers are, the tasks of the default queue do not wait.
"""

import logging
import os
import random
import secrets
import socket
import time
from contextvars import copy_context
from threading import Event, Lock, Thread

from django.conf import settings
from django.db import (
    DatabaseError,
    InterfaceError,
    OperationalError,
    close_old_connections,
    connection,
    connections,
    transaction,
)
from django_tasks import TaskContext
from django_tasks.base import DEFAULT_TASK_QUEUE_NAME
from django_tasks.signals import task_finished, task_started

from .clock import Clock
from .models import LivingWorker, QueuedTask

PAUSE = 1  # second between two looks at an empty queue
AWAY = 5  # seconds between two tries when the database is away
BEATS = 4  # signs of life in the time of WORKER_PATIENCE
IDLE = 20  # seconds without a task, after which a helper in a pool ends, and its database connection with it
GRACE = 1.5  # seconds to finish what is in hand when the worker is told to stop

logger = logging.getLogger(__name__)


class Worker:
    """`pools`: those that start and stop with it. `pool`: the one that it belongs to."""

    def __init__(self, name=None, queue=DEFAULT_TASK_QUEUE_NAME, pools=(), pool=None, is_helper=False):
        self.queue, self.pools, self.pool, self.is_helper = queue, pools, pool, is_helper
        self.busy_at = time.monotonic()
        self.has_signed = False  # a worker in a pool says that it lives when it has begun its first task
        self.name = name or f"{socket.gethostname()[:32]}-{os.getpid()}-{secrets.token_hex(4)}"
        self.task = None  # in hand
        self.stopping = Event()
        self.clock = Clock()
        self.bury_at = 0
        self.thread = Thread(target=self.run, name="tasks", daemon=True)

    # --- In its keeper's thread -------------------------------------------------------------------

    def start(self):
        self.thread.start()
        for pool in self.pools:
            pool.start()

    @property
    def beat_every(self):
        return settings.WORKER_PATIENCE / BEATS

    def beat(self):
        if self.thread.is_alive() and not self.stopping.is_set() and (self.pool is None or self.has_signed):
            LivingWorker.objects.sign(self.name)
        for pool in self.pools:
            pool.beat()

    def stop(self):
        """Begin nothing more."""
        self.stopping.set()
        for pool in self.pools:
            pool.stop()

    def leave(self):
        """Nobody waits for what is in hand any more: another worker takes it, at once."""
        self.stop()
        if (task := self.task) and task.hand_back():
            logger.info("%s (%s) is handed back", task.task_path, task.pk)
        LivingWorker.objects.filter(pk=self.name).delete()
        for pool in self.pools:
            pool.leave()

    # --- In its own -------------------------------------------------------------------------------

    def run(self):
        try:
            while not self.stopping.is_set():
                pause = self.look()
                if self.is_helper and time.monotonic() - self.busy_at > IDLE:
                    self.leave()
                    return
                if pause:
                    self.stopping.wait(pause * random.uniform(0.9, 1.1))  # noqa: S311
        finally:
            connections.close_all()

    def look(self):
        """Do what is to be done next. The seconds to wait then."""
        renew_connections()
        try:
            if self.pool is None:
                self.look_after_the_others()
                self.clock.begin_what_is_due()
            return 0 if self.do_next() else PAUSE
        except DatabaseError as error:
            logger.warning("The tasks could not be looked at (%s); trying again", error)
        except Exception:
            logger.exception("The tasks could not be looked at; trying again")
        return AWAY

    def look_after_the_others(self):
        """And say that this one lives, at first: who has not said so has nothing to hand back."""
        if time.monotonic() < self.bury_at:
            return
        if not self.bury_at:
            LivingWorker.objects.sign(self.name)
        self.bury_at = time.monotonic() + self.beat_every * random.uniform(0.8, 1)  # noqa: S311
        if dead := LivingWorker.objects.exclude(pk=self.name).bury():
            logger.warning("%d worker(s) said nothing any more; what they had begun is done again", dead)

    def do_next(self):
        """True where there was something to do."""
        row = QueuedTask.objects.next(self.queue)
        if row is None:
            return False
        if self.takes(row):
            try:
                self.call_helper()
                self.do(row)
            finally:
                self.task = None
                self.busy_at = time.monotonic()
        return True

    def call_helper(self):
        """What is in hand is done also where none comes: nobody else would do it while this worker lives."""
        try:
            if self.pool:
                self.pool.call_helper()
        except Exception as error:
            logger.warning("A helper could not be called (%s)", error)

    def takes(self, row):
        with transaction.atomic():
            if not row.begin(self.name):
                return False
            LivingWorker.objects.sign(self.name, task=row)
        self.has_signed = True
        self.task = row
        return True

    def do(self, row):
        try:
            task, result = row.task, row.task_result
        except Exception as error:  # its code is gone: to wait would not bring it back
            return self.surely(row.give_up, error)
        backend = type(task.get_backend())
        task_started.send(sender=backend, task_result=result)
        try:
            self.surely(row.succeed, call(task, result))
        except BaseException as error:
            self.surely(row.fail, error)
            if row.is_under_way:
                logger.warning("%s (%s) failed, attempt %d: %r", row.task_path, row.pk, row.attempts, error)
        if not row.is_under_way:
            task_finished.send(sender=backend, task_result=row.task_result)
        return None

    def surely(self, write, *arguments):
        """What was done must be written down: a worker that lives and forgets its task would keep it for ever."""
        while True:
            try:
                return write(*arguments)
            except (OperationalError, InterfaceError) as error:
                logger.warning("What became of a task could not be written (%s); trying again", error)
                if connection.in_atomic_block or self.stopping.wait(PAUSE):
                    raise
                renew_connections()


class Pool:
    """The workers of a queue beside the default one, at most `size` of them.

    The first one is always there. Whoever takes a task while another one waits calls a helper, which ends when there
    has been nothing to do for a while.
    """

    def __init__(self, queue, size):
        self.queue, self.size = queue, size
        self.stopping, self.lock = False, Lock()
        self.workers = [Worker(queue=queue, pool=self)]

    def start(self):
        self.workers[0].start()

    def beat(self):
        for worker in list(self.workers):
            worker.beat()

    def stop(self):
        with self.lock:
            self.stopping = True
        for worker in self.workers:
            worker.stop()

    def leave(self):
        for worker in self.workers:
            worker.leave()

    def call_helper(self):
        with self.lock:
            first, *helpers = self.workers
            self.workers = [first, *(helper for helper in helpers if helper.thread.is_alive())]
            if self.stopping or len(self.workers) >= self.size or QueuedTask.objects.next(self.queue) is None:
                return
            helper = Worker(queue=self.queue, pool=self, is_helper=True)
            self.workers.append(helper)
            helper.start()


def pools():
    """Those of this process, not started yet."""
    return [Pool(queue, size) for queue, size in settings.TASK_POOLS.items()]


def renew_connections():
    """Those that are broken, or old; but not in a test, which is one transaction."""
    if not connection.in_atomic_block:
        close_old_connections()


def call(task, result):
    """What it activates, a language or a time zone, ends with it."""
    context = [TaskContext(task_result=result)] if task.takes_context else []
    return copy_context().run(task.call, *context, *result.args, **result.kwargs)


def work_off():
    """Do all that is to be done now, and come back. For tests."""
    workers = [Worker("at-once", queue) for queue in (DEFAULT_TASK_QUEUE_NAME, *settings.TASK_POOLS)]
    while any(worker.do_next() for worker in workers):
        pass
    workers[0].leave()
