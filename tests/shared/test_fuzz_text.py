"""`python -m tools.fuzz_text` in short: nothing that it makes takes long."""

import random
import threading
import time
from itertools import islice

import pytest
from django.conf import settings

from apps.shared import highlighting, markdown
from tools.fuzz_text import code_samples, slow_code, slow_texts, texts

BUDGET = 5 * settings.RENDER_SECONDS  # on machines that do other things, too


def test_texts_are_rendered_in_time():
    samples = random.Random(13).sample(list(islice(texts(random.Random(7)), 900)), 60)
    assert list(slow_texts(samples, BUDGET)) == []


@pytest.mark.parametrize("language", highlighting.LANGUAGES)
def test_code_is_coloured_in_time(language):
    samples = list(code_samples(1_200))
    always = [sample for sample in samples if is_hardest(*sample[0])]
    others = [sample for sample in samples if is_chosen(*sample[0])]
    assert len(always) == 40
    assert list(slow_code(language, always + random.Random(13).sample(others, 15), BUDGET)) == []


@pytest.mark.parametrize("language", ["rego", "scala", "tcsh"])
def test_an_exponential_lexer_would_be_found(language):
    samples = [sample for sample in code_samples(1_200) if is_hardest(*sample[0])]
    assert next(slow_code(language, samples, settings.RENDER_SECONDS, tries=1))


def test_a_text_that_takes_longer_would_be_found():
    assert [name for name, _seconds in slow_texts([("a text", "Hello *you*")], 0)] == ["a text"]


def test_no_text_keeps_other_threads_waiting():
    """Python's global lock is let go in between, so that a thread that does next to nothing goes on."""
    gaps, is_over = [0], threading.Event()

    def watch():
        last = time.monotonic()
        while not is_over.wait(0.01):
            now = time.monotonic()
            gaps.append(now - last)
            last = now

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        for source in [
            "```" + " " * 9_900 + "x",
            "[a](" * 2_500,
            "<a " * 3_333,
            "`" * 9_999 + "x",
            "@" * 10_000,
            "| " * 5_000,
        ]:
            markdown.render(source)
    finally:
        is_over.set()
        watcher.join()
    assert max(gaps) < 5 * 0.25


def is_hardest(beginning, unit, form):
    """What exponential lexers never came back from: a quote or bracket, and behind it one sign over and over."""
    return form == "one long line" and beginning in list("\"'`({") and unit in list("\"'\\([{< ")


def is_chosen(beginning, unit, _form):
    """What others were slow with: quotes, backslashes, brackets, spaces, backticks."""
    return (
        beginning in ("", '"', "'", "`", '"""', "/*", "(", "{", "<", "$(", 'r"', "x = ") and unit in "\"'\\([{< `/*$"
    )
