"""`python -m tools.fuzz_text` in short: nothing that it makes takes long."""

import random
from itertools import islice

import pytest
from django.conf import settings

from apps.shared import highlighting
from tools.fuzz_text import code_samples, slow_code, slow_texts, texts

BUDGET = 5 * settings.RENDER_SECONDS  # on machines that do other things, too


def test_texts_are_rendered_in_time():
    samples = random.Random(13).sample(list(islice(texts(random.Random(7)), 900)), 150)
    assert list(slow_texts(samples, BUDGET)) == []


@pytest.mark.parametrize("language", highlighting.LANGUAGES)
def test_code_is_coloured_in_time(language):
    samples = [sample for sample in code_samples(1_200) if is_chosen(*sample[0])]
    assert list(slow_code(language, random.Random(13).sample(samples, 40), BUDGET)) == []


def is_chosen(beginning, unit, _form):
    """What others were slow with: quotes, backslashes, brackets, spaces, backticks."""
    return (
        beginning in ("", '"', "'", "`", '"""', "/*", "(", "{", "<", "$(", 'r"', "x = ") and unit in "\"'\\([{< `/*$"
    )
