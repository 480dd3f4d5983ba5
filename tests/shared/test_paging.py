"""Keyset pages: every row once, in order, wherever one begins, and never a count or an offset."""

from dataclasses import dataclass

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from apps.shared import paging
from apps.tags.models import Tag

pytestmark = pytest.mark.both_databases


@dataclass(frozen=True)
class Thing:
    pk: int
    name: str = ""


class Things:
    """As much of a queryset as paging asks for, in memory: hypothesis wants thousands."""

    def __init__(self, things):
        self.things = list(things)

    def order_by(self, *fields):
        reverse = fields[0].startswith("-")
        names = [field.lstrip("-") for field in fields]
        return Things(sorted(self.things, key=lambda one: [getattr(one, name) for name in names], reverse=reverse))

    def filter(self, *conditions, **lookup):
        found = self.things
        for key, value in lookup.items():
            field, _, how = key.partition("__")
            found = [one for one in found if matches(getattr(one, field), how, value)]
        for condition in conditions:
            found = [one for one in found if satisfies(one, condition)]
        return Things(found)

    def exclude(self, **lookup):
        left_out = list(self.filter(**lookup))
        return Things(one for one in self.things if one not in left_out)

    def __getitem__(self, part):
        return Things(self.things[part])

    def __iter__(self):
        return iter(self.things)


def matches(found, how, value):
    return {
        "": found == value,
        "lt": found < value,
        "gt": found > value,
        "gte": found >= value,
        "lte": found <= value,
    }[how]


def satisfies(one, condition):
    results = [
        satisfies(one, child) if hasattr(child, "children") else bool(list(Things([one]).filter(**dict([child]))))
        for child in condition.children
    ]
    return any(results) if condition.connector == "OR" else all(results)


KEYS = st.sets(st.integers(1, 200), max_size=60)


@given(KEYS, st.integers(1, 20))
def test_going_back_from_the_newest_meets_every_row_once(keys, size):
    things = Things(Thing(pk) for pk in keys)
    page = paging.newest(things, size)
    seen = [one.pk for one in page]
    while page.has_older:
        assert len(page) == size
        page = paging.before(things, page.rows[0].pk, size)
        seen = [one.pk for one in page] + seen
    assert seen == sorted(keys)


@given(KEYS, st.integers(0, 200), st.integers(1, 20))
def test_going_on_from_anywhere_meets_all_that_is_newer(keys, place, size):
    things = Things(Thing(pk) for pk in keys)
    seen, page = [], None
    while page is None or page.has_newer:
        page = paging.after(things, seen[-1] if seen else place, size)
        seen += [one.pk for one in page]
    assert seen == sorted(pk for pk in keys if pk > place)


@given(KEYS, st.integers(1, 200), st.integers(1, 20))
def test_around_has_the_row_in_the_middle(keys, pk, size):
    page = paging.around(Things(Thing(key) for key in keys), pk, size)
    order = sorted(keys)
    so_far, newer = [key for key in order if key <= pk], [key for key in order if key > pk]
    assert [one.pk for one in page] == so_far[-size - 1 :] + newer[:size]
    assert (page.has_older, page.has_newer) == (len(so_far) > size + 1, len(newer) > size)


@given(st.lists(st.sampled_from(["ada", "bob", "cleo"]), max_size=40), st.integers(1, 9), st.booleans())
def test_an_order_has_every_row_once_also_those_of_one_name(names, size, descending):
    things = Things(Thing(pk, name) for pk, name in enumerate(names, 1))
    seen, cursor = [], None
    while True:
        page, cursor = paging.ordered(things, "name", cursor, size, descending)
        seen += [(one.name, one.pk) for one in page]
        if cursor is None:
            break
    assert seen == sorted(((name, pk) for pk, name in enumerate(names, 1)), reverse=descending)


@pytest.mark.django_db
def test_a_page_is_one_query_without_offset_or_count():
    Tag.objects.bulk_create([Tag(name=f"tag{number:03}") for number in range(30)])
    with CaptureQueriesContext(connection) as captured:
        page, cursor = paging.ordered(Tag.objects.all(), "name", ("tag010", 10_000), 5)
    assert [tag.name for tag in page] == [f"tag{number:03}" for number in range(11, 16)]
    assert cursor[0] == "tag015"
    (query,) = (query["sql"] for query in captured)
    assert "LIMIT 6" in query
    assert "OFFSET" not in query
    assert "COUNT(" not in query


@pytest.mark.django_db
def test_the_first_page_says_how_many_there_are_up_to_a_limit():
    Tag.objects.bulk_create([Tag(name=f"tag{number:03}") for number in range(30)])
    tags, seen, cursor = Tag.objects.filter(name__startswith="tag"), [], None
    while True:
        page, cursor, number = paging.ordered_and_counted(tags, tags, "name", cursor, 8, 20)
        assert number == (None if seen else 21)
        seen += [tag.name for tag in page]
        if cursor is None:
            break
    assert seen == [f"tag{number:03}" for number in range(30)]
    assert paging.ordered_and_counted(tags.none(), tags, "name", None, 8, 20) == (paging.Page([], False), None, 0)
    assert paging.ordered_and_counted(tags, tags, "name", None, 8, 100)[2] == 30
