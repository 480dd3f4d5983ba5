"""The loss test in short; `make torture` plays it in full. And proof that it finds what it looks for.

What is stored must be what was acknowledged, no more and no less, since a writer says a thing until it gets a 2xx.
"""

import asyncio
import sys
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import pytest

from tools.torturing import scenes
from tools.torturing.readers import Reader
from tools.torturing.talking import Event, parsed
from tools.torturing.verdict import faults

from .conftest import BACKENDS_IN_SHORT, ON_SQLITE

pytestmark = pytest.mark.server

INSIDE = [sys.executable, "-m", "tests.server.inside"]


def played(scene, *arguments, **sizes):
    """In a thread of its own: where a browser has been, Playwright keeps an event loop in this one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(scene, *arguments, **sizes).result()


def met(figures, *arguments, **sizes):
    """A scene that met all of this; played again where chance left some of it out. Nothing is wrong in any."""
    for _time in range(4):
        result = played(*arguments, **sizes)
        assert result.faults == []
        if all(result.figures[figure] > 0 for figure in figures):
            return result
    raise AssertionError(f"never met: {[figure for figure in figures if not result.figures[figure]]}")


def test_nothing_is_lost_when_the_server_is_killed(backend):
    # Or the repeated numbers would prove nothing; or fetching what the log has lost would prove nothing.
    figures = ("stored though", "resets")
    result = met(figures, scenes.crashes, backend, readers=10, messages=80, kills=2)
    assert result.figures["acknowledged"] == result.figures["in the room"] == 80
    assert result.figures["kills"] == 2


@pytest.mark.parametrize("backend", BACKENDS_IN_SHORT[:1], indirect=True)  # `make torture`: on both
def test_what_is_edited_and_removed_is_so_for_all_after_a_kill(backend):
    figures = ("resets", "edits", "removed")  # or what the log has lost of them would not have been asked for
    met(figures, scenes.second_thoughts, backend, readers=10, messages=60, kills=1)


@pytest.mark.parametrize("backend", BACKENDS_IN_SHORT[1:], indirect=True)  # `make torture`: on both
def test_nothing_is_lost_when_the_server_is_told_to_stop(backend):
    result = played(scenes.deploys, backend, readers=10, messages=60, stops=2)
    assert result.faults == []
    assert result.figures["reconnects"] >= 20


@pytest.mark.parametrize("backend", BACKENDS_IN_SHORT[:1], indirect=True)  # `make torture`: on both
def test_a_slow_reader_gets_everything_and_holds_up_nobody(backend):
    result = played(scenes.a_slow_reader, backend, readers=8, slow=4, burst=100, more=200)
    assert result.faults == []


@pytest.mark.postgresql
def test_nothing_is_lost_when_a_worker_dies(torture_on_postgresql):
    settings = {"WEB_CONCURRENCY": "2", "command": INSIDE, "SHORT_LIFE": "0"}
    sizes = {"readers": 10, "messages": 60, "alive": 0}
    met(("reconnects",), scenes.a_worker_dies, torture_on_postgresql, settings=settings, **sizes)


@pytest.mark.postgresql
def test_nothing_is_lost_when_redis_goes_away(torture_on_postgresql):
    settings = {"WEB_CONCURRENCY": "2", "cuttable": True}
    result = played(scenes.redis_goes_away, torture_on_postgresql, settings=settings, readers=10, messages=90)
    assert result.faults == []


FAULTS = {"drop": "has a gap", "double": "was told", "swap": "out of order", "twice": "twice in the database"}


def test_what_is_wrong_is_found():
    """One of the faults comes with every 61st message of a listener, one with every lost answer. Nothing is killed.

    Which answers are lost is chance: whether one of them was to a message that had been stored, too.
    """
    found = []
    for _time in range(4):
        found += played(scenes.crashes, ON_SQLITE, list(FAULTS), readers=8, messages=120, kills=0).faults
        if all(any(sentence in words for words in found) for sentence in FAULTS.values()):
            break
    for fault, sentence in FAULTS.items():
        assert any(sentence in words for words in found), (fault, found)


# --- the judge, without a server ------------------------------------------------------------------

STORED = [(1, "w0-1"), (2, "w0-2"), (4, "w1-1")]


def ledger(acknowledged=STORED, sent=3, removed=()):
    return SimpleNamespace(sent=sent, removed=set(removed), acknowledged=dict(acknowledged))


def reader(rows=STORED, **counts):
    someone = Reader(None, None)
    someone.rows = dict(rows)
    vars(someone).update(counts)
    return someone


def test_who_holds_everything_is_not_blamed():
    assert faults(ledger(), STORED, [reader(), reader(STORED[::-1])], STORED) == []


@pytest.mark.parametrize(
    ("said", "stored", "readers", "room", "words"),
    [
        (ledger(STORED[:2]), STORED, [], None, "2 acknowledged under numbers"),
        (ledger(STORED[:2], 2), STORED, [], None, "acknowledged under no such number"),
        (ledger(), STORED[:2], [], None, "not in the database"),
        (ledger(sent=4), STORED, [], None, "4 were sent, and 3 acknowledged"),
        (ledger([*STORED, (5, "w1-1")], 4), [*STORED, (5, "w1-1")], [], None, "twice in the database"),
        (ledger(STORED[:2], removed={4}), STORED, [], None, "1 (4) removed, and still in the database"),
        (ledger(STORED[:2], removed={4}), STORED[:2], [reader()], None, "holds what is not in the room: 1 (w1-1)"),
        (ledger(), STORED, [], STORED[1:], "the pages of the room do not show"),
        (ledger(), STORED, [reader(STORED[1:])], STORED, "reader 0 has a gap: 1 (w0-1)"),
        (ledger(), STORED, [reader([*STORED, (7, "w1-9")])], STORED, "holds what is not in the room: 1 (w1-9)"),
        (ledger(), STORED, [reader([*STORED, (7, "w1-1")])], STORED, "holds 1 (w1-1) twice"),
        (ledger(), STORED, [reader([*STORED[:2], (4, "other")])], STORED, "has a gap"),
        (ledger(), STORED, [reader(again=1)], STORED, "was told 1 events twice"),
        (ledger(), STORED, [reader(disordered={2, 4})], STORED, "messages out of order: 2 (2, 4)"),
    ],
)
def test_each_fault_has_its_sentence(said, stored, readers, room, words):
    assert any(words in sentence for sentence in faults(said, stored, readers, room))


@pytest.mark.parametrize(("events", "disordered"), [("+5 +3", {3}), ("+5 +3 -3", set()), ("+3 +5 -3", set())])
def test_what_comes_late_is_out_of_order_unless_it_was_removed_before_the_page_was_asked_for(events, disordered):
    """A page that is fetched after a reset shows 5 and not 3 any more; then the stream tells that 3 came and went."""
    someone = Reader(None, None)
    for number, (sign, pk) in enumerate(events.split(), 1):
        row = f'<li id="message-{pk}"><div class="message__body">w0-{pk}</div></li>'
        event = (
            Event("message-created", number, row) if sign == "+" else Event("message-removed", number, f"message-{pk}")
        )
        asyncio.run(someone.hear(event))
    assert someone.disordered == disordered


def test_an_event_is_read_as_a_browser_reads_it():
    event = parsed("event: message-created\nid: 12\ndata: one\ndata:  two\n: a remark")
    assert (event.type, event.id, event.data) == ("message-created", 12, "one\n two")
