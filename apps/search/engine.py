"""One search over everything that somebody may see.

What a viewer may see is part of the query that asks the index, before any limit: nothing else is counted or ranked.
The order by relevance is one of the newest WINDOW matches; the order by time goes through all.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from django.db.models import Q
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
EPOCH, MICROSECOND = datetime(1970, 1, 1, tzinfo=UTC), timedelta(microseconds=1)


@dataclass
class ResultPage:
    """`is_cut`: the last page, and there are older matches that were not ranked."""

    results: list[Result] = field(default_factory=list)
    next_cursor: str | None = None
    is_cut: bool = False


@dataclass
class Group:
    kind: str
    results: list[Result]
    count: int


def search(query, kind, user, site, *, sort="relevance", cursor=None, size=20):
    """A page of one kind. `cursor` is the `next_cursor` of the page before; another text is the first page."""
    viewer, source = Viewer(user, site), SOURCES[kind]
    if is_by_time(query, sort):
        return by_time(source, query, viewer, cursor, size)
    return by_relevance(source, query, viewer, cursor, size)


def count(query, kind, user, site):
    """How many the viewer may see; MOST_COUNTED + 1 for more than MOST_COUNTED."""
    viewer, source = Viewer(user, site), SOURCES[kind]
    return len(newest(source, query, viewer, MOST_COUNTED + 1) or similar_names(source, query, viewer))


def is_by_time(query, sort):
    """Where there are no words, nothing is more relevant than something else."""
    return sort == "newest" or not query.has_terms


def is_cursor(text, query, kind, sort):
    """Whether a text could be the `next_cursor` of such a search."""
    if not is_by_time(query, sort):
        return read_cursor(text) != (None, None, None)
    if SOURCES[kind].keys_follow_time:
        return whole_number(text) is not None
    return read_moment(text) != (None, None)


def overview(query, user, site, size=3, sort="relevance", kinds=KINDS):
    """The best of each kind that has any, or the newest."""
    viewer, groups = Viewer(user, site), []
    for kind in kinds:
        source = SOURCES[kind]
        if is_by_time(query, sort):
            best = [pk for pk, _cursor in newest_first(source, query, viewer, MOST_COUNTED + 1)]
        else:
            best = [pk for _score, pk in ranked(source, query, window(source, query, viewer)[:WINDOW])]
        if not best:
            best = similar_names(source, query, viewer)
        if results := source.results(best[:size], query, viewer):
            groups.append(Group(kind, results, min(len(best), MOST_COUNTED + 1)))
    return groups


def quick(text, user, site, size=8):
    """People, rooms and tags whose names somebody may mean who types; the best first."""
    return suggestions(text, Viewer(user, site), size)


def by_time(source, query, viewer, cursor, size):
    found = newest_first(source, query, viewer, size + 1, cursor)
    if not found and not cursor:
        return page_of_similar_names(source, query, viewer, size)
    following = found[size - 1][1] if len(found) > size else None
    return ResultPage(source.results([pk for pk, _cursor in found[:size]], query, viewer), following)


def newest_first(source, query, viewer, limit, cursor=None):
    """`[(pk, cursor of what follows), …]`. A cursor is the number of a row; or its time and its number, where numbers
    do not follow the time.
    """
    if source.keys_follow_time:
        pks = newest(source, query, viewer, limit, before=whole_number(cursor))
        return [(pk, str(pk)) for pk in pks]
    moment, pk = read_moment(cursor)
    earlier = moment and (Q(**{f"{source.date}__lt": moment}) | Q(**{source.date: moment, "pk__lt": pk}))
    order = (f"-{source.date}", "-pk")
    found = newest(source, query, viewer, limit, fields=[source.date], order=order, only=earlier)
    return [(pk, f"{(moment - EPOCH) // MICROSECOND}.{pk}") for pk, moment in found]


def read_moment(cursor):
    """`(moment, pk)`, or twice None."""
    numbers = [whole_number(number) for number in (cursor or "").split(".")]
    if len(numbers) != 2 or None in numbers:
        return None, None
    try:
        return EPOCH + numbers[0] * MICROSECOND, numbers[1]
    except OverflowError:
        return None, None


def by_relevance(source, query, viewer, cursor, size):
    """The cursor is the newest match when the first page was made, and the score and number of the last one shown."""
    anchor, score, pk = read_cursor(cursor)
    rows = window(source, query, viewer, before=anchor and anchor + 1)
    if not rows and not anchor:
        return page_of_similar_names(source, query, viewer, size)
    order = ranked(source, query, rows[:WINDOW])
    if anchor:
        order = [pair for pair in order if pair < (score, pk)]
    following = None
    if len(order) > size:
        score, pk = order[size - 1]
        following = f"{anchor or rows[0][0]}.{score}.{pk}"
    is_cut = following is None and len(rows) > WINDOW
    return ResultPage(source.results([pk for _score, pk in order[:size]], query, viewer), following, is_cut)


def page_of_similar_names(source, query, viewer, size):
    return ResultPage(source.results(similar_names(source, query, viewer)[:size], query, viewer))


def read_cursor(text):
    numbers = [whole_number(number) for number in (text or "").split(".")]
    return numbers if len(numbers) == 3 and None not in numbers else (None, None, None)


def window(source, query, viewer, before=None):
    """The newest matches that the viewer may see, with what ranks them: `[(pk, text, title and time if any), …]`

    One more than WINDOW where there are more.
    """
    text = Substr(fulltext.index_of(source.model).field, 1, RANKED_TEXT)
    fields = [text, *(name for name in (source.title, source.date) if name)]
    return newest(source, query, viewer, WINDOW + 1, before, fields)


def newest(source, query, viewer, limit, before=None, fields=(), order=(), only=None):
    """The primary keys of the newest matches that the viewer may see; see `fulltext.newest`. `only`: a `Q`."""
    if query.is_empty:
        return []
    rows = source.narrowed(source.visible(viewer), query, viewer)
    if only:
        rows = rows.filter(only)
    terms, scopes = source.terms(query), source.scopes(query, viewer)
    if scopes == []:
        return []
    first, last = source.bounds(query)
    before = min(filter(None, (before, last)), default=None)
    few = source.are_few(query, viewer)
    return fulltext.newest(
        rows, terms, limit, before=before, after=first, scopes=scopes, few_rows=few, fields=fields, order=order
    )


def ranked(source, query, rows):
    """`[(score, pk), …]` of a window, the best first."""
    ranking = Ranking(source.terms(query))
    found = []
    for pk, text, *others in rows:
        title = others[0] if source.title else None
        found.append((ranking.score(text, title, others[-1] if source.date else None), pk))
    return sorted(found, reverse=True)
