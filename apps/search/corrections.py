"""What somebody probably meant whose query finds nothing, or little: with words that are in texts and names which they
may see, and so finds something for them.
"""

from collections import Counter
from dataclasses import replace

from django.db.models.functions import Substr

from apps.shared import fulltext
from apps.shared.similar import edits, nearly_words

from .engine import RANKED_TEXT, newest
from .query import KINDS, Query
from .sources import SOURCES, Viewer
from .suggestions import NAMES

FEW = 3  # results from which on nothing is corrected
BETTER = 10  # times as many results has a correction of what finds something
MOST_WORDS = 4  # that are corrected
SHORTEST, LONGEST = 4, 16  # letters of a word that is corrected
SAMPLE = 100  # texts of each kind in which words are counted


def correction(query, counts, user, site):
    """The query with other words, or None. `counts`: how many results it has, by kind."""
    viewer = Viewer(user, site)
    number = sum(
        exact_number(SOURCES[kind], query, viewer, FEW) if kind in NAMES else count for kind, count in counts.items()
    )
    if number >= FEW or not query.words:
        return None
    corrected = replace(query, words=tuple(corrected_words(query, viewer)))
    if corrected != query and finds(corrected, viewer, number * BETTER or 1):
        return corrected
    return None


def exact_number(source, query, viewer, limit):
    """How many there are with the words themselves, and no more than a limit."""
    return len(newest(source, query, viewer, limit))


def finds(query, viewer, number):
    left = number
    for kind in KINDS:
        left -= exact_number(SOURCES[kind], query, viewer, left)
        if left <= 0:
            return True
    return False


def corrected_words(query, viewer):
    is_only = len(query.words) == 1
    for place, word in enumerate(query.words):
        fits = SHORTEST <= len(word) <= LONGEST and word.isalpha() and place < MOST_WORDS
        if not fits or (not is_only and is_known(word, place == len(query.words) - 1, viewer)):
            yield word
        else:
            yield nearest(word, viewer) or word


def is_known(word, may_go_on, viewer):
    asked = Query(words=(word,)) if may_go_on else Query(any_of=(word,))
    return finds(asked, viewer, 1)


def nearest(word, viewer):
    """The word that is most like it, and in most texts."""
    found = Counter()
    near = edits(word)
    for kind, source in SOURCES.items():
        if near and kind not in NAMES and fulltext.index_of(source.model).is_kept():
            found.update(words_of_texts(source, near, viewer))
    distances = dict.fromkeys(found, 1)
    for kind, (fields, names) in NAMES.items():
        for name, distance in nearly_words(SOURCES[kind].visible(viewer), word, fields, names).items():
            distances.setdefault(name, distance)
            found[name] += 1

    def rank(other):
        return distances[other], other[0] != word[0], -found[other], other

    return min(found, key=rank, default=None)


def words_of_texts(source, words, viewer):
    """Which of some words are in the newest texts that have any of them; as often as there are such texts."""
    field = fulltext.index_of(source.model).field
    rows = newest(source, Query(any_of=tuple(words)), viewer, SAMPLE, fields=[Substr(field, 1, RANKED_TEXT)])
    for _pk, text in rows:
        yield from words.intersection((text or "").split())
