"""One search over everything that somebody may see.

What a viewer may see is part of the query that asks the index, before any limit: nothing else is counted or ranked.
The order by relevance is one of the newest WINDOW matches; the order by time goes through all.
"""

from dataclasses import dataclass, field

from django.db.models.functions import Substr

from apps.shared import fulltext
from apps.shared.parameters import whole_number

from .query import KINDS
from .ranking import Ranking
from .sources import SOURCES, Result, Viewer
from .suggestions import similar_names, suggestions

SORTS = ("relevance", "newest")
WINDOW = 1_000
MOST_COUNTED = 100  # more are MOST_COUNTED + 1
RANKED_TEXT = 2_000  # characters of a text that count


@dataclass
class ResultPage:
    results: list[Result] = field(default_factory=list)
    next_cursor: str | None = None


@dataclass
class Group:
    kind: str
    results: list[Result]
    count: int


def search(query, kind, user, site, *, sort="relevance", cursor=None, size=20):
    """A page of one kind. `cursor` is the `next_cursor` of the page before; another text is the first page."""
    viewer, source = Viewer(user, site), SOURCES[kind]
    if sort == "newest" or not query.has_terms:
        return by_time(source, query, viewer, cursor, size)
    return by_relevance(source, query, viewer, cursor, size)


def count(query, kind, user, site):
    """How many the viewer may see; MOST_COUNTED + 1 for more than MOST_COUNTED."""
    viewer, source = Viewer(user, site), SOURCES[kind]
    return len(newest(source, query, viewer, MOST_COUNTED + 1) or similar_names(source, query, viewer))


def overview(query, user, site, size=3):
    """The best of each kind that has any."""
    viewer, groups = Viewer(user, site), []
    for kind in KINDS:
        source = SOURCES[kind]
        if query.has_terms:
            best = [pk for _score, pk in ranked(source, query, window(source, query, viewer))]
        else:
            best = newest(source, query, viewer, MOST_COUNTED + 1)
        if not best:
            best = similar_names(source, query, viewer)
        if results := source.results(best[:size], query, viewer):
            groups.append(Group(kind, results, min(len(best), MOST_COUNTED + 1)))
    return groups


def quick(text, user, site, size=8):
    """People, rooms and tags whose names somebody may mean who types; the best first."""
    return suggestions(text, Viewer(user, site), size)


def by_time(source, query, viewer, cursor, size):
    pks = newest(source, query, viewer, size + 1, before=whole_number(cursor))
    if not pks and not cursor:
        return page_of_similar_names(source, query, viewer, size)
    more = len(pks) > size
    return ResultPage(source.results(pks[:size], query, viewer), str(pks[size - 1]) if more else None)


def by_relevance(source, query, viewer, cursor, size):
    """The cursor is the newest match when the first page was made, and the score and number of the last one shown."""
    anchor, score, pk = read_cursor(cursor)
    rows = window(source, query, viewer, before=anchor and anchor + 1)
    if not rows and not anchor:
        return page_of_similar_names(source, query, viewer, size)
    order = ranked(source, query, rows)
    if anchor:
        order = [pair for pair in order if pair < (score, pk)]
    following = None
    if len(order) > size:
        score, pk = order[size - 1]
        following = f"{anchor or rows[0][0]}.{score}.{pk}"
    return ResultPage(source.results([pk for _score, pk in order[:size]], query, viewer), following)


def page_of_similar_names(source, query, viewer, size):
    return ResultPage(source.results(similar_names(source, query, viewer)[:size], query, viewer))


def read_cursor(text):
    numbers = [whole_number(number) for number in (text or "").split(".")]
    return numbers if len(numbers) == 3 and None not in numbers else (None, None, None)


def window(source, query, viewer, before=None):
    """The newest matches that the viewer may see, with what ranks them: `[(pk, text, title and time if any), …]`"""
    text = Substr(fulltext.index_of(source.model).field, 1, RANKED_TEXT)
    fields = [text, *(name for name in (source.title, source.date) if name)]
    return newest(source, query, viewer, WINDOW, before, fields)


def newest(source, query, viewer, limit, before=None, fields=()):
    """The primary keys of the newest matches that the viewer may see; see `fulltext.newest`."""
    if query.is_empty:
        return []
    rows = source.narrowed(source.visible(viewer), query, viewer)
    terms, scopes = source.terms(query), source.scopes(query, viewer)
    if scopes == []:
        return []
    first, last = source.bounds(query)
    before = min(filter(None, (before, last)), default=None)
    few = source.are_few(query, viewer)
    return fulltext.newest(rows, terms, limit, before=before, after=first, scopes=scopes, few_rows=few, fields=fields)


def ranked(source, query, rows):
    """`[(score, pk), …]` of a window, the best first."""
    ranking = Ranking(source.terms(query))
    found = []
    for pk, text, *others in rows:
        title = others[0] if source.title else None
        found.append((ranking.score(text, title, others[-1] if source.date else None), pk))
    return sorted(found, reverse=True)
