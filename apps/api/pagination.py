"""Pages by key, not by offset: `{"next": address or null, "results": […]}`. Page 1,000 costs what page 1 costs."""

from functools import cache

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter, inline_serializer
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response

from apps.shared import paging
from apps.shared.parameters import whole_number

SIZE, MOST = 20, 100
NO_PLACE = _("This is not a place in this list.")

LIMIT = OpenApiParameter("limit", int, description=f"Rows of a page: 1 to {MOST}, {SIZE} without it.")
PARAMETERS = [
    LIMIT,
    OpenApiParameter("after", str, description="Where the page begins: as it is in `next` of the page before."),
]


@cache
def page_of(serializer):
    """The schema of a page of such rows."""
    name = f"{serializer.__name__.removesuffix('Serializer')}Page"
    fields = {"next": serializers.URLField(allow_null=True), "results": serializer(many=True)}
    return inline_serializer(name, fields)


@cache
def window_of(serializer):
    """The schema of a page with others on both sides, see `window_response`."""
    name = f"{serializer.__name__.removesuffix('Serializer')}Window"
    sides = {side: serializers.URLField(allow_null=True) for side in ("previous", "next")}
    return inline_serializer(name, {**sides, "results": serializer(many=True)})


def limit_of(request):
    text = request.query_params.get("limit")
    if text is None:
        return SIZE
    limit = whole_number(text)
    if not limit or limit > MOST:
        detail = _("A number from 1 to %(most)d.") % {"most": MOST}
        raise ValidationError({"limit": [detail]}, code="invalid")
    return limit


def cursor_of(request, model, field):
    """What `after` says for a list in the order of a model's field, or None; 422 where it is no cursor."""
    text = request.query_params.get("after")
    if not text:
        return None
    cursor = paging.read_cursor(model, field, text)
    if cursor is None:
        raise ValidationError({"after": [NO_PLACE]}, code="invalid")
    return cursor


def key_text(request, name="after"):
    """`after` where it is a primary key, as it is in the address, or nothing without it; 422 where it is none."""
    text = request.query_params.get(name)
    if text and whole_number(text) is None:
        raise ValidationError({name: [NO_PLACE]}, code="invalid")
    return text


def key_of(request, name):
    """The primary key that a parameter says, or None without it; 422 where it is none."""
    return whole_number(key_text(request, name))


def last_key(page):
    """`after` of the page that follows one by primary keys, or None at the end."""
    return page.rows[-1].pk if page.has_older or page.has_newer else None


def page_response(request, results, after, **others):
    """`after`: the cursor of the next page, as text, or nothing at the end. `others` stand in its address, too."""
    return Response({"next": link(request, **others, after=after) if after else None, "results": results})


def window_response(request, page, results):
    """A page of rows in ascending order, with links to the rows before and after it, where there are any."""
    previous = link(request, before=page.rows[0].pk) if page.has_older and page.rows else None
    following = link(request, after=page.rows[-1].pk) if page.has_newer and page.rows else None
    return Response({"previous": previous, "next": following, "results": results})


def link(request, **changes):
    """The address of a request with other values in its query, and with no more than one cursor."""
    query = request.query_params.copy()
    for name in {"before", "after", *changes}:
        query.pop(name, None)
    query.update(changes)
    return request.build_absolute_uri(f"{request.path}?{query.urlencode()}")
