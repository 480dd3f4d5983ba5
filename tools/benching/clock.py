"""The CPU time that the database takes, so that neither templates nor the network nor other processes are in it."""

import time
from contextlib import contextmanager
from pathlib import Path

from django.db import connection


def clock_of_the_database():
    """A function that gives seconds: of the thread that asks SQLite, or of PostgreSQL's process for this connection
    where Linux tells it (not of parallel workers, which are turned off).
    """
    if connection.vendor == "sqlite":
        return time.thread_time
    with connection.cursor() as cursor:
        cursor.execute("SET max_parallel_workers_per_gather = 0")
    schedule = Path(f"/proc/{connection.connection.info.backend_pid}/schedstat")
    if not schedule.exists() or connection.settings_dict["HOST"] not in ("127.0.0.1", "localhost"):
        return time.perf_counter
    return lambda: int(schedule.read_text().split()[0]) / 1e9


class DatabaseClock:
    def __init__(self):
        self.clock = clock_of_the_database()
        self.spent = 0

    def around(self, execute, sql, parameters, many, context):
        began = self.clock()
        try:
            return execute(sql, parameters, many, context)
        finally:
            self.spent += self.clock() - began

    @contextmanager
    def running(self):
        """`milliseconds()` gives what the statements of the block have taken."""
        self.spent = 0
        with connection.execute_wrapper(self.around):
            yield

    def milliseconds(self):
        return self.spent * 1000
