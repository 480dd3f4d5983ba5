"""How soon `/healthz` answers while somebody is hostile, by the clock; see tests/server/test_hostile.py."""

import sys
import tempfile
from contextlib import closing, contextmanager
from pathlib import Path
from statistics import median
from time import monotonic

from django.conf import settings

from tests import blank
from tests.server import test_hostile as hostile
from tests.server.conftest import on_a_file

PROMISED = 250  # milliseconds, on an idle machine
NOT_PROMISED = {"pages that nobody waits for"}  # three hundred pages at once are work, and no request of a stranger's


@contextmanager
def site():
    """The server that the tests of hostile requests have."""
    blank.begin()
    try:
        with tempfile.TemporaryDirectory(prefix="courtyard-bench-") as folder:
            sites = on_a_file(None, Path(folder))
            try:
                yield sites(**hostile.OPTIONS)
            finally:
                sites.end()
    finally:
        blank.end()


def measured(rounds):
    """`{request: [milliseconds of the slowest answer of each round]}`."""
    settings.configure()  # for the encoding of a form
    found = {name: [] for name in hostile.HOSTILE}
    for _round in range(rounds):
        with site() as server:
            for name, begin in hostile.HOSTILE.items():
                found[name].append(slowest_answer(server, begin))
    return found


def slowest_answer(server, begin):
    slowest = 0
    with closing(hostile.Left()) as left:
        begin(server, left)
        for _again in hostile.while_under_way(left):
            began = monotonic()
            assert server.request("GET", "/healthz").status == 200
            slowest = max(slowest, monotonic() - began)
    return slowest * 1000


def report(found):
    """Prints the figures, and answers with what was missed."""
    print("\nThe slowest answer of /healthz while one of these is under way, in milliseconds, median of")
    print(f"{len(next(iter(found.values())))} round(s); for an idle machine\n")
    for name, slowest in sorted(found.items(), key=lambda row: -median(row[1])):
        note = "  (not promised)" if name in NOT_PROMISED else ""
        print(f"  {name:48}{median(slowest):8.0f}{note}")
    print(f"\n  target: {PROMISED} ms")
    sys.stdout.flush()
    late = {name: median(slowest) for name, slowest in found.items() if name not in NOT_PROMISED}
    return [
        f"/healthz takes {slowest:.0f} ms while somebody sends {name}"
        for name, slowest in late.items()
        if slowest > PROMISED
    ]
