"""What the loss test would find."""

import asyncio
from types import SimpleNamespace

import pytest

from tools.torturing import scenes
from tools.torturing.readers import Reader
from tools.torturing.talking import Event, parsed
from tools.torturing.verdict import faults

from .conftest import ON_SQLITE
from .test_loss import played

pytestmark = pytest.mark.server

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
