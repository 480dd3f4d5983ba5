"""A list that its address searches, filters and sorts: `/projects/?q=bike&sort=title&after=7.bike`."""

from urllib.parse import urlencode

from django.shortcuts import render

from . import paging
from .addresses import address, with_query


class ListQuery:
    """What the address of a list says besides its filters: the order, and where the page begins.

    `orders`: `{what ?sort= says: (field, whether the highest comes first)}`; "" is the order without it. `query` is
    what is asked, without `after` and without what is empty.
    """

    def __init__(self, request, model, url_name, orders):
        sort = request.GET.get("sort", "")
        self.sort = sort if sort in orders else ""
        self.field, self.descending = orders[self.sort]
        self.cursor = paging.read_cursor(model, self.field, request.GET.get("after"))
        self.query = {name: value for name, value in request.GET.items() if value and name != "after"}
        self.url_name = url_name

    @property
    def address(self):
        """Of the first page, to share."""
        return with_query(self.url_name, self.query)

    @property
    def is_narrowed(self):
        """Whether anything but the order is asked."""
        return bool(set(self.query) - {"sort"})

    def page(self, queryset, size):
        """As `paging.ordered`."""
        return paging.ordered(queryset, self.field, self.cursor, size, self.descending)

    def page_and_count(self, queryset, rows, size, most):
        """As `paging.ordered_and_counted`."""
        return paging.ordered_and_counted(queryset, rows, self.field, self.cursor, size, most, self.descending)

    def next_query(self, following):
        """The query, with its `?`, of the page after a cursor; empty without one."""
        return f"?{urlencode(self.query | {'after': paging.cursor_text(following)})}" if following else ""

    def next_address(self, following):
        """The address of that page; empty without one."""
        return f"{address(self.url_name)}{self.next_query(following)}" if following else ""

    def fragment(self, request, template, context):
        """For htmx: the results, and on the first page the address to share in the browser's bar."""
        response = render(request, template, context)
        if self.cursor is None:
            response["HX-Push-Url"] = self.address
        return response
