"""Marks without end on one letter: what is sent is normalized in time that grows with its length."""

import time
import unicodedata
from contextlib import suppress

import pytest
from django.core.exceptions import ValidationError

from apps.accounts.logins import account_key
from apps.shared.folding import fold, index_text
from apps.shared.names import NameField
from apps.shared.normalizing import normalized
from apps.shared.text import tag_name

ENDLESS = [
    "a" + "\u0345" * 60_000 + "\u0334" * 60_000,
    "a" + "\u0301\u0323" * 60_000,
    "\u0f73" * 60_000 + "\u0f71" * 60_000,  # one that is no mark to be sorted, and becomes two that are
    "\uff76" + "\uff9e" * 60_000 + "\u0334" * 60_000,
]


@pytest.mark.parametrize("text", ENDLESS, ids=["sorted last", "alternating", "tibetan", "narrow kana"])
@pytest.mark.parametrize("form", ["NFC", "NFD", "NFKC", "NFKD"])
def test_endless_marks_take_no_time(form, text):
    began = time.thread_time()
    normalized(form, text)
    assert time.thread_time() - began < 1  # the square of their number takes minutes


@pytest.mark.parametrize("text", ENDLESS, ids=["sorted last", "alternating", "tibetan", "narrow kana"])
def test_nothing_that_people_type_is_normalized_otherwise(db, text):
    began = time.thread_time()
    with suppress(ValidationError):
        NameField(max_length=40).clean(text)
    for function in (fold, index_text, tag_name, account_key):
        function(text)
    assert time.thread_time() - began < 5


@pytest.mark.parametrize(
    "text", ["", "ada", "Nguye\u0302\u0303n", "\u1112\u1161\u11ab", "हिन्दी", "a" + "\u0301" * 30, "ｶﾞｷﾞ"]
)
def test_words_are_normalized_as_always(text):
    for form in ("NFC", "NFD", "NFKC", "NFKD"):
        assert normalized(form, text) == unicodedata.normalize(form, text)
