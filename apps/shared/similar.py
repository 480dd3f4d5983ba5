"""Names that are nearly what somebody typed: small typos are forgiven."""

from functools import reduce
from operator import or_

from django.db.models import Q

from .folding import words

SHORTEST = 3  # letters; shorter words are like too many others
MOST_LOOKED_AT = 300  # names that are compared
LEAST = 0.4


def nearly(rows, text, fields, names):
    """`[(likeness, pk), …]` of the rows in one of whose `names` every word of a text has one like it; the most alike
    first. `fields`: folded ones with the same words, whose indexes of trigrams choose which rows are compared.
    """
    wanted = [word for word in words(text) if len(word) >= SHORTEST][:4]
    if not wanted:
        return []
    rows = rows.filter(reduce(or_, (candidates(field, wanted[0]) for field in fields))).order_by("pk")
    found = []
    for pk, *texts in rows.values_list("pk", *names)[:MOST_LOOKED_AT]:
        best = max(likeness_of(wanted, words(text)) for text in texts)
        if best >= LEAST:
            found.append((best, pk))
    return sorted(found, key=lambda pair: (-pair[0], pair[1]))


def candidates(field, word):
    """What shares three letters with a word, or begins as it does."""
    parts = {word[place : place + 3] for place in range(len(word) - 2)}
    begins = Q(**{f"{field}__startswith": word[:2]}) | Q(**{f"{field}__contains": f" {word[:2]}"})
    return reduce(or_, (Q(**{f"{field}__substring": part}) for part in sorted(parts)), begins)


def likeness_of(wanted, names):
    """0 to 1: how much the least alike of some words is like one of a name."""
    return min(max((likeness(word, name) for name in names), default=0) for word in wanted)


def likeness(word, name):
    allowed = 1 if len(word) < 8 else 2
    if abs(len(word) - len(name)) <= allowed and len(word) > SHORTEST and distance(word, name) <= allowed:
        return 1 - distance(word, name) / (len(word) + 1)
    mine, theirs = trigrams(word), trigrams(name)
    return len(mine & theirs) / len(mine | theirs)


def trigrams(word):
    padded = f"  {word} "
    return {padded[place : place + 3] for place in range(len(padded) - 2)}


def distance(one, other):
    """How many letters were left out, put in, changed or exchanged with the next one (optimal string alignment)."""
    before, last = [], list(range(len(other) + 1))
    for i, letter in enumerate(one):
        row = [i + 1]
        for j, there in enumerate(other):
            cost = min(last[j + 1] + 1, row[j] + 1, last[j] + (letter != there))
            if i and j and letter == other[j - 1] and one[i - 1] == there:
                cost = min(cost, before[j - 1] + 1)
            row.append(cost)
        before, last = last, row
    return last[-1]
