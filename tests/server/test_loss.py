"""The loss test in short; `make torture` plays it in full.

With several processes: test_redis.py. That it finds what it looks for: test_judge.py.

What is stored must be what was acknowledged, no more and no less, since a writer says a thing until it gets a 2xx.
"""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tools.torturing import scenes

from .conftest import BACKENDS_IN_SHORT, ON_SQLITE

pytestmark = pytest.mark.server


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
    # Or fetching what the log has lost would prove nothing; or the repeated numbers would, which chance leaves out.
    figures = ("resets", "stored though") if backend is ON_SQLITE else ("resets",)
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
    result = played(scenes.a_slow_reader, backend, readers=4, slow=2, burst=60, more=150)
    assert result.faults == []
