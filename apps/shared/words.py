"""What people type: into a search box, and what of it a list and a feed can hold."""

import re

from .folding import LONGEST_WORD, fold

MOST = 5  # words that are looked at
NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

LINE = 120  # characters


def shortened(words):
    """As much of it as stands on one line of a list."""
    return words if len(words) <= LINE else f"{words[: LINE - 1].rstrip()}…"


def with_each_word(rows, words, condition):
    """The rows in which each of the words is found; `condition(word)` is a Q that says where, of a folded word."""
    for word in words.split()[:MOST]:
        if folded := fold(word)[:LONGEST_WORD]:
            rows = rows.filter(condition(folded))
    return rows


def known(row, name):
    """A related row in words where it is at hand, or its number: for `__str__`, which may be asked of thousands."""
    related = row._state.fields_cache.get(name)
    return str(related) if related else f"#{getattr(row, f'{name}_id')}"
