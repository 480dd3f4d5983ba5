from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import ValidationError

from apps.accounts.models import SiteSettings
from apps.search import engine
from apps.search.query import KINDS, Query
from apps.shared.parameters import words_in

from .. import pagination
from ..filters import choice_of
from ..permissions import check_scope, has_scope
from ..scopes import Scope
from ..serializers.search import SearchPageSerializer, SearchResultSerializer
from .base import View

FEW = 3  # results of each type
SCOPES = {  # of what is found
    "people": Scope.PEOPLE_READ,
    "rooms": Scope.ROOMS_READ,
    "tags": Scope.POSTS_READ,
    "messages": Scope.ROOMS_READ,
    "posts": Scope.POSTS_READ,
    "comments": Scope.POSTS_READ,
    "projects": Scope.PROJECTS_READ,
}


class Search(View):
    scopes = {"GET": Scope.POSTS_READ}
    limits = {"GET": "searches"}

    @extend_schema(
        operation_id="search_list",
        tags=["search"],
        parameters=[
            OpenApiParameter("q", str, description="Words, and filters as on the page: `kiln from:ada tag:oak`."),
            OpenApiParameter("type", str, enum=KINDS, description="One type alone, page by page."),
            OpenApiParameter("sort", str, enum=engine.SORTS, description="`relevance` without it."),
            *pagination.PARAMETERS,
        ],
        responses=SearchPageSerializer,
    )
    def get(self, request):
        """Search everything that you may see: the best few of each type, or with `type` all of one.

        A token finds people, rooms and messages, and projects with the permission to read them only.
        """
        asked, user, site = request.query_params, request.user, SiteSettings.current()
        query = Query.parsed(words_in(asked, "q"))
        kind = choice_of(request, "type", KINDS)
        sort = choice_of(request, "sort", engine.SORTS) or engine.SORTS[0]
        limit, after = pagination.limit_of(request), asked.get("after")
        if kind:
            check_scope(request, SCOPES[kind])
            if after and not engine.is_cursor(after, query, kind, sort):
                raise ValidationError({"after": [pagination.NO_PLACE]}, code="invalid")
        elif after:
            raise ValidationError({"after": [_("Choose a type for more than the first results.")]}, code="invalid")
        counts, page = {}, engine.ResultPage()
        if kind and not query.is_empty:
            page = engine.search(query, kind, user, site, sort=sort, cursor=after or None, size=limit)
        elif not query.is_empty:
            kinds = [kind for kind in KINDS if has_scope(request, SCOPES[kind])]
            groups = engine.overview(query, user, site, FEW, sort, kinds)
            counts = {group.kind: group.count for group in groups}
            page.results = [result for group in groups for result in group.results]
        rows = SearchResultSerializer(page.results, many=True).data
        response = pagination.page_response(request, rows, page.next_cursor)
        response.data["counts"] = counts
        return response
