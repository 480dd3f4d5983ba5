"""What people ask a full-text index for: words, "exact phrases" and -exclusions.

Words are folded (`apps.shared.folding`), as the texts of an index are.
"""

import re
from dataclasses import dataclass

from . import folding
from .folding import LONGEST_WORD, is_unspaced

LONGEST_QUERY = 1_000  # characters that are read
MOST_WORDS = 8  # more only narrow
MOST_PHRASES = 4
MOST_EXCLUDED = 8
TOKEN = re.compile(r'(?P<minus>(?<!\S)-)?(?:"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+))')


@dataclass(frozen=True)
class Terms:
    """`kiln "cone six" -glaze por`: each word and phrase must be there, no exclusion may be; the last word may be a
    beginning.
    """

    words: tuple[str, ...] = ()
    phrases: tuple[tuple[str, ...], ...] = ()
    excluded: tuple[tuple[str, ...], ...] = ()

    @property
    def has_terms(self):
        """Whether an index can be asked: exclusions alone find nothing."""
        return bool(self.words or self.phrases)

    @property
    def beginning(self):
        """The last word, which may go on. Not of one or two ASCII letters: half of all texts have such a word."""
        last = [word for word in self.words[-1:] if not is_unspaced(word)]
        return [word for word in last if len(word) >= 3 or not word.isascii()]

    @property
    def whole(self):
        return self.words[: len(self.words) - len(self.beginning)]

    @property
    def wanted(self):
        """The words to mark in a result, each once."""
        return list(dict.fromkeys([*self.words, *(word for phrase in self.phrases for word in phrase)]))


def parse_terms(text):
    """`{"words": …, "phrases": …, "excluded": …}` of what somebody typed; quotes need not be closed."""
    words, phrases, excluded = [], [], []
    for token in TOKEN.finditer(text[:LONGEST_QUERY]):
        found = tuple(word[:LONGEST_WORD] for word in folding.words(token["phrase"] or token["word"] or ""))
        if not found:
            continue
        if token["minus"]:
            excluded.append(found)
        elif token["phrase"]:
            phrases.append(found)
        else:
            words += found
    return {
        "words": tuple(words[:MOST_WORDS]),
        "phrases": tuple(phrase[:MOST_WORDS] for phrase in phrases[:MOST_PHRASES]),
        "excluded": tuple(phrase[:MOST_WORDS] for phrase in excluded[:MOST_EXCLUDED]),
    }


def snippet(text, words, around=240):
    """A piece of a text around the first of some words: `[(piece, whether it is one of them), …]`"""
    hits = folding.occurrences(text, words)
    start = max(hits[0][0] - around // 4, 0) if hits else 0
    end = start + around
    pieces = [("…" if start else "", False)]
    for first, last in hits:
        if last <= end:
            pieces += [(text[start:first], False), (text[first:last], True)]
            start = last
    pieces.append((text[start:end] + ("…" if end < len(text) else ""), False))
    return [piece for piece in pieces if piece[0]]
