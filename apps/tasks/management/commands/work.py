import logging
import os
import select
import signal
import socket
import sys

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import close_old_connections

from apps.tasks.worker import GRACE, Worker, pools
from config.checks import guard, guard_data

logger = logging.getLogger(__name__)

ALONE = (
    "REDIS_URL is not set: open pages hear of what this process does some seconds later, or when they are loaded "
    "again. A single web process does the tasks itself and needs no worker beside it."
)


class Command(BaseCommand):
    requires_system_checks = []  # the guard says the same in one sentence
    help = "Do what leaves the request (mails, push, what is planned or over), until SIGTERM or Ctrl-C."

    def handle(self, *args, **options):
        guard(static_files=False)
        guard_data()
        if not settings.REDIS_URL:
            self.stderr.write(ALONE)
        told = told_to_stop()
        worker = Worker(pools=pools())
        worker.start()
        logger.info("Working, as %s", worker.name)
        while worker.thread.is_alive() and not select.select([told], [], [], worker.beat_every)[0]:
            attempt(worker.beat)
        status = 0 if worker.thread.is_alive() else 1
        worker.stop()
        worker.thread.join(GRACE)
        attempt(worker.leave)
        end(status)


def told_to_stop():
    """A socket that has something to read then. To set an Event in a signal's handler may lock up whoever waits."""
    told, tell = socket.socketpair()
    tell.setblocking(False)
    signal.set_wakeup_fd(tell.detach())
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: None)
    return told


def attempt(saying):
    close_old_connections()
    try:
        saying()
    except Exception as error:
        logger.warning("The worker's state could not be written (%s)", error)


def end(status):
    """A thread that is still in the middle of a task is not waited for."""
    logging.shutdown()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)
