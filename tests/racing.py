"""Several at once, where only a database that lets two write at once can show it."""

from concurrent.futures import ThreadPoolExecutor
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
