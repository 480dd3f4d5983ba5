"""Names that look the same. Two names with one likeness would be taken for each other."""

import re
import unicodedata
from functools import cache, lru_cache

# What the table of Unicode leaves to fonts: in most of them these cannot be told apart at a glance.
STROKES = {"i": "l", "1": "l", "|": "l", "!": "l", "0": "o"}
PAIRS = {"rn": "m", "vv": "w"}
# And what its table leaves out: small letters like small capitals, and letters with a stroke through them.
MORE_TWINS = dict(zip("вгклмнтᴦκτωχειłŁøØđĐħĦŧŦıƚɨɵð", "brklmhtrktwxeillooddhhttlliod", strict=True))
# Letters, as Unicode has it, of which nothing is seen.
BLANK = "\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0\U0001d159"
UNSEEN = ("C", "M", "Z", "P", "Sk", "Lm")  # categories: control characters, accents, gaps, dots and ticks
# Letters in boxes and circles that Unicode does not call letters: the first of 26, in the order of the alphabet.
BOXED = (0x1F150, 0x1F170, 0x1F1E6)
SMALL_CAPITAL = re.compile("LATIN LETTER SMALL CAPITAL ([A-Z])")


def likeness(name):
    """What a name looks like, as letters and digits: without case, accents, gaps, and what cannot be seen.

    A letter is looked up before its case is folded: the Greek Ν looks like an N, and the small ν like a v.
    """
    return without_pairs("".join(plain(letter) for letter in name))


def likenesses(name):
    """Its likeness as it is written, and in small letters, as some will write it."""
    return {likeness(name), likeness(name.casefold())}


def look_alike(one, other):
    return not likenesses(one) & likenesses(other) <= {""}


def without_pairs(seen):
    for pair, letter in PAIRS.items():
        seen = seen.replace(pair, letter)
    return seen


@lru_cache(maxsize=5_000)
def plain(letter):
    """The plain letters and digits for which a character may be taken; nothing where nothing is seen of it."""
    if letter in BLANK:
        return ""
    found = []
    for one in known_twin(letter) or unicodedata.normalize("NFKD", letter):
        for small in (known_twin(one) or one).casefold():
            twin = STROKES.get(small, small)
            if twin not in BLANK and not unicodedata.category(twin).startswith(UNSEEN):
                found.append(twin)
    return "".join(found)


def known_twin(letter):
    if letter.isascii():
        return ""
    for first in BOXED:
        if first <= ord(letter) < first + 26:
            return chr(ord("a") + ord(letter) - first)
    if found := SMALL_CAPITAL.fullmatch(unicodedata.name(letter, "")):
        return found[1].lower()
    return twins().get(letter) or MORE_TWINS.get(letter, "")


@cache
def twins():
    """`{"\u0430": "a", …}`: the plain letter or digit for which a character may be taken."""
    from confusable_homoglyphs.confusables import confusables_data  # 8 MB, wanted where guests come

    found = {}
    for plain_letter in "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789":
        for twin in (twin["c"] for twin in confusables_data.get(plain_letter, ())):
            if len(twin) == 1 and not twin.isascii():
                found.setdefault(twin, plain_letter.lower())
    return found
