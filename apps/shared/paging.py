"""Keyset pages: a page is found by the value it starts after, so page 20,000 costs what page 1 costs."""

from dataclasses import dataclass, replace

from django.core.exceptions import ValidationError

from .parameters import whole_number


@dataclass(frozen=True)
class Page:
    """Some rows in order, and whether more lie on either side (None: not asked); `previous` is before the first."""

    rows: list
    has_older: bool | None = None
    has_newer: bool | None = None
    previous: object = None

    def __iter__(self):
        return iter(self.rows)

    def __len__(self):
        return len(self.rows)


def newest(queryset, size):
    """The `size` rows with the highest primary keys, oldest first."""
    return newest_of(queryset.order_by("-pk")[: size + 1], size)


def newest_of(rows, size):
    """The page of rows that were asked for in another way: the newest first, and one more than fit."""
    return replace(turned(list(rows), size), has_newer=False)


def before(queryset, pk, size):
    """The `size` rows next below `pk`, oldest first."""
    return turned(list(queryset.filter(pk__lt=pk).order_by("-pk")[: size + 1]), size)


def turned(rows, size):
    more = len(rows) > size
    return Page(rows[:size][::-1], has_older=more, previous=rows[size] if more else None)


def after(queryset, pk, size):
    """The `size` rows next above `pk`, oldest first."""
    rows = list(queryset.filter(pk__gt=pk).order_by("pk")[: size + 1])
    return Page(rows[:size], has_newer=len(rows) > size)


def downwards(queryset, size, before=None, by="pk"):
    """The first `size` rows of a queryset that stands newest first, in its order; `by` names the field of its order.

    `before`, as it stands in an address, is what the last row of the page before had there.
    """
    if before := whole_number(before):
        queryset = queryset.filter(**{f"{by}__lt": before})
    rows = list(queryset[: size + 1])
    return Page(rows[:size], has_older=len(rows) > size)


def around(queryset, pk, size):
    """`pk` with `size` rows on either side of it; where it is gone, one more before it."""
    older, newer = before(queryset, pk + 1, size + 1), after(queryset, pk, size)
    return Page(older.rows + newer.rows, older.has_older, newer.has_newer, older.previous)


def with_both_sides(page, queryset):
    """The page with what was not asked for: whether something lies before its first row and after its last."""
    if not page.rows:
        return replace(page, has_older=bool(page.has_older), has_newer=bool(page.has_newer))
    if page.has_older is None:
        previous = queryset.filter(pk__lt=page.rows[0].pk).order_by("-pk").first()
        page = replace(page, has_older=previous is not None, previous=previous)
    if page.has_newer is None:
        # In their order, which leads PostgreSQL to the index: without it, it looks for one from the oldest on.
        following = queryset.filter(pk__gt=page.rows[-1].pk).order_by("pk").first()
        page = replace(page, has_newer=following is not None)
    return page


def ordered(queryset, field, cursor, size, descending=False):
    """A page in the order of `field`, then pk. `cursor` is `(value, pk)` of the last row seen, or None.

    Returns the page and the cursor of the next one, or None at the end.
    """
    rows = list(in_order(queryset, field, cursor, descending)[: size + 1])
    more = len(rows) > size
    rows = rows[:size]
    return Page(rows, has_older=more), ((getattr(rows[-1], field), rows[-1].pk) if more else None)


def ordered_and_counted(queryset, rows, field, cursor, size, most, descending=False):
    """As `ordered`, and how many there are on the first page, `most + 1` for more than that; None on the others.

    What is found is asked for once: `queryset` for keys alone, and `rows`, with all that is shown, for the page's own.
    """
    keys = in_order(queryset, field, cursor, descending).values_list("pk", field)
    keys = list(keys[: size + 1 if cursor else max(size, most) + 1])
    number = None if cursor else len(keys)
    more, keys = len(keys) > size, keys[:size]
    found = rows.in_bulk([pk for pk, _value in keys])
    page = Page([found[pk] for pk, _value in keys if pk in found], has_older=more)
    return page, (keys[-1][::-1] if more else None), number


def in_order(queryset, field, cursor, descending):
    """What follows a cursor. In SQL an OR of two orders would not use the index, so what is left out of the first one
    is excluded instead.
    """
    sign, way = ("-", "lt") if descending else ("", "gt")
    queryset = queryset.order_by(f"{sign}{field}", f"{sign}pk")
    if cursor:
        value, pk = cursor
        passed = {f"pk__{'gte' if descending else 'lte'}": pk}
        queryset = queryset.filter(**{f"{field}__{way}e": value}).exclude(**{field: value}, **passed)
    return queryset


def cursor_text(cursor):
    """A cursor of `ordered` as an address holds it: `7.2026-11-30T…`."""
    value, pk = cursor
    return f"{pk}.{value.isoformat() if hasattr(value, 'isoformat') else value}"


def read_cursor(model, field, text):
    """`(value, pk)` of what `cursor_text` made in the order of a model's field, or None where that is not one."""
    pk, _dot, value = (text or "").partition(".")
    pk = whole_number(pk)
    try:
        value = model._meta.get_field(field).to_python(value)
    except ValidationError:
        return None
    if isinstance(value, int) and whole_number(str(value)) is None:
        return None
    return (value, pk) if pk and value not in (None, "") and "\0" not in str(value) else None
