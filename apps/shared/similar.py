"""Names that are nearly what somebody typed: small typos are forgiven."""

from functools import lru_cache, reduce
from operator import or_

from django.db.models import Q

from .folding import words

SHORTEST = 3  # letters; shorter words are like too many others
MOST_LOOKED_AT = 2_000  # names that are compared; of 5,000 people, a tenth may begin as a word does
LEAST = 0.4
ALPHABETS = ["abcdefghijklmnopqrstuvwxyz", "абвгдежзийклмнопрстуфхцчшщъыьэюя", "αβγδεζηθικλμνξοπρστυφχψω"]
ALPHABETS += ["אבגדהוזחטיכלמנסעפצקרשת", "ابتثجحخدذرزسشصضطظعغفقكلمنهوي"]  # folded, as they are in an index


def nearly(rows, text, fields, names):
    """`[(likeness, pk), …]` of the rows in one of whose `names` every word of a text has one like it; the most alike
    first. `fields`: folded ones with the same words, whose indexes of trigrams choose which rows are compared.
    """
    wanted = [word for word in words(text) if len(word) >= SHORTEST][:4]
    if not wanted:
        return []
    found = []
    for pk, *texts in compared(rows, wanted[0], fields, names):
        best = max(likeness_of(wanted, words(text)) for text in texts)
        if best >= LEAST:
            found.append((best, pk))
    return sorted(found, key=lambda pair: (-pair[0], pair[1]))


def nearly_words(rows, word, fields, names):
    """`{word of a name: its distance, …}` of those words that are a typo away from one; see `nearly`."""
    found = {}
    for _pk, *texts in compared(rows, word, fields, names):
        for name in {name for text in texts for name in words(text)} - {word}:
            if (typos := number_of_typos(word, name)) is not None:
                found[name] = typos
    return found


def compared(rows, word, fields, names):
    """`[(pk, each of the names), …]` of what may be like a word."""
    rows = rows.filter(reduce(or_, (candidates(field, word) for field in fields))).order_by("pk")
    return rows.values_list("pk", *names)[:MOST_LOOKED_AT]


def candidates(field, word):
    """What shares three letters with a word, or begins as it does."""
    parts = {word[place : place + 3] for place in range(len(word) - 2)}
    begins = Q(**{f"{field}__startswith": word[:2]}) | Q(**{f"{field}__contains": f" {word[:2]}"})
    return reduce(or_, (Q(**{f"{field}__substring": part}) for part in sorted(parts)), begins)


def likeness_of(wanted, names):
    """0 to 1: how much the least alike of some words is like one of a name."""
    return min(max((likeness(word, name) for name in names), default=0) for word in wanted)


def likeness(word, name):
    typos = number_of_typos(word, name)
    if typos is not None:
        return 1 - typos / (len(word) + 1)
    mine, theirs = trigrams(word), trigrams(name)
    return len(mine & theirs) / len(mine | theirs)


def number_of_typos(word, name):
    """At most one; two in a long word. None where there are more."""
    allowed = 1 if len(word) < 8 else 2
    if len(word) <= SHORTEST or abs(len(word) - len(name)) > allowed:
        return None
    if len(set(word) ^ set(name)) > 2 * allowed:  # letters that only one of them has: too many for so few typos
        return None
    typos = distance(word, name)
    return typos if typos <= allowed else None


def edits(word):
    """All words at a distance of 1, with letters of the same alphabet; none of a script without one."""
    letters = next((alphabet for alphabet in ALPHABETS if set(word) <= set(alphabet)), "")
    parts = [(word[:place], word[place:]) for place in range(len(word) + 1)] if letters else []
    left_out = {before + after[1:] for before, after in parts if after}
    exchanged = {before + after[1] + after[0] + after[2:] for before, after in parts if len(after) > 1}
    changed = {before + letter + after[1:] for before, after in parts if after for letter in letters}
    put_in = {before + letter + after for before, after in parts for letter in letters}
    return (left_out | exchanged | changed | put_in) - {word}


@lru_cache(maxsize=5_000)
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
