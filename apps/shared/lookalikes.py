"""Names that look the same. Two names with one likeness would be taken for each other."""

import unicodedata
from functools import cache

# What the table of Unicode leaves to fonts: in most of them these cannot be told apart at a glance.
STROKES = {"i": "l", "1": "l", "|": "l", "!": "l", "0": "o"}
PAIRS = {"rn": "m", "vv": "w"}
BLANK = "\u115f\u1160\u2800\u3164\uffa0\U0001d159"  # letters, as Unicode has it, of which nothing is seen
UNSEEN = ("C", "M", "Z", "P", "Sk", "Lm")  # categories: control characters, accents, gaps, dots and ticks


def likeness(name):
    """What a name looks like, as letters and digits: without case, accents, gaps, and what cannot be seen."""
    letters = unicodedata.normalize("NFKD", name.casefold())
    seen = "".join(plain(letter) for letter in letters if letter not in BLANK)
    for pair, letter in PAIRS.items():
        seen = seen.replace(pair, letter)
    return seen


def plain(letter):
    twin = twins().get(letter, letter).casefold()
    letter = STROKES.get(twin, twin)
    return "" if unicodedata.category(letter[0]).startswith(UNSEEN) else letter


@cache
def twins():
    """`{"\u0430": "a", …}`: the plain letter or digit for which a character may be taken."""
    from confusable_homoglyphs.confusables import confusables_data  # 8 MB, wanted where guests come

    found = {}
    for plain_letter in "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789":
        for twin in (twin["c"] for twin in confusables_data.get(plain_letter, ())):
            for form in {twin, twin.casefold()}:
                if len(form) == 1 and not form.isascii():
                    found.setdefault(form, plain_letter.lower())
    return found
