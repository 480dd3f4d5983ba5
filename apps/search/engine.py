"""One search over everything that somebody may see."""

from dataclasses import dataclass, field

from django.db.models import Q

from apps.shared.folding import fold
from apps.shared.parameters import whole_number

from .query import KINDS, Query
from .sources import SOURCES, Result, Viewer

SORTS = ("relevance", "newest")
MOST_COUNTED = 100  # more are MOST_COUNTED + 1


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
    rows = matching(source, query, viewer)
    if before := whole_number(cursor):
        rows = rows.filter(pk__lt=before)
    pks = list(rows.order_by("-pk").values_list("pk", flat=True)[: size + 1])
    more, pks = len(pks) > size, pks[:size]
    return ResultPage(source.results(pks, query, viewer), str(pks[-1]) if more else None)


def count(query, kind, user, site):
    """How many the viewer may see; MOST_COUNTED + 1 for more than MOST_COUNTED."""
    rows = matching(SOURCES[kind], query, Viewer(user, site))
    return len(rows.order_by("-pk").values_list("pk", flat=True)[: MOST_COUNTED + 1])


def overview(query, user, site, size=3):
    """The best of each kind that has any."""
    groups = []
    for kind in KINDS:
        if number := count(query, kind, user, site):
            groups.append(Group(kind, search(query, kind, user, site, size=size).results, number))
    return groups


def quick(text, user, site, size=8):
    """People, rooms and tags whose names somebody may mean who types; the best first."""
    wanted = fold(text.strip().lstrip("@#"))[:60]
    if not wanted:
        return []
    viewer = Viewer(user, site)
    names = {
        "people": Q(sort_name__contains=wanted) | Q(user__username__contains=wanted),
        "rooms": Q(search_text__contains=wanted),
        "tags": Q(search_text__contains=wanted),
    }
    found = []
    for kind, condition in names.items():
        source = SOURCES[kind]
        pks = list(source.visible(viewer).filter(condition).order_by("pk").values_list("pk", flat=True)[:size])
        found += source.results(pks, Query(), viewer)
    return found[:size]


def matching(source, query, viewer):
    rows = source.narrowed(source.visible(viewer), query, viewer)
    if not query.has_terms and not query.has_filters:
        return rows.none()
    column = {"posts": "body", "comments": "body"}.get(source.kind, "search_text")
    for words in [*((word,) for word in query.words), *query.phrases]:
        rows = rows.filter(**{f"{column}__icontains": " ".join(words)})
    for words in query.excluded:
        rows = rows.exclude(**{f"{column}__icontains": " ".join(words)})
    return rows
