"""Several at once: in real threads, on PostgreSQL and, where that proves something, on SQLite."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from threading import Barrier

import pytest
from django.db import connection, connections

ON_A_DATABASE_WITH_SEVERAL_WRITERS = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.postgresql,
    pytest.mark.both_databases,
    pytest.mark.skipif("sqlite" in connection.settings_dict["ENGINE"], reason="SQLite has one writer at a time"),
]


ON_BOTH_DATABASES = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.both_databases,
    pytest.mark.usefixtures("threads_write"),  # of tests/conftest.py
]


@contextmanager
def database_in_a_file(path):
    """SQLite in memory tells a second thread at once that it is locked; in a file, as on a site, it waits its turn.

    What is in memory, the cast, is in the file too; what is written meanwhile is in the file alone.
    """
    memory, name = connection.connection, connection.settings_dict["NAME"]
    file = sqlite3.connect(path)
    memory.backup(file)
    file.close()
    connection.connection, connection.settings_dict["NAME"] = None, str(path)
    try:
        yield
    finally:
        connection.close()
        connection.connection, connection.settings_dict["NAME"] = memory, name


def at_once(*deeds):
    """The results of some deeds, all begun at the same moment."""
    start = Barrier(len(deeds))

    def run(do):
        start.wait()
        try:
            return do()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(deeds)) as threads:
        return list(threads.map(run, deeds))


def each_at_once(number, do):
    """The results of `do(n)`, called from that many threads at the same moment."""
    return at_once(*(partial(do, n) for n in range(number)))
