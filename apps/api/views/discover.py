"""What a person has seen in Discover, and what they are not interested in. Discover itself is in `feed.py`."""

from django.http import Http404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.response import Response

from apps.search.models import NotInterested
from apps.search.views.discover import KINDS, hide, mark_seen, page_of_hidden, thing_or_404

from .. import pagination
from ..serializers.discover import NotInterestedSerializer, SeenSerializer
from ..serializers.requests import body_of
from .base import View
from .marks import POST_SCOPES

NAME = [
    OpenApiParameter("kind", str, OpenApiParameter.PATH, enum=KINDS),
    OpenApiParameter("name", str, OpenApiParameter.PATH, description="An id, the name of a tag or a username."),
]


class SeenItems(View):
    scopes = POST_SCOPES
    limits = {"POST": "seen"}

    @extend_schema(operation_id="discover_seen", tags=["discover"], request=SeenSerializer, responses={204: None})
    def post(self, request):
        """Say which posts and projects were shown to you. Discover has others next time."""
        given = body_of(request, SeenSerializer)
        mark_seen(request, {"post": given.get("posts"), "project": given.get("projects")})
        return Response(status=204)


class NotInterestedItems(View):
    scopes = POST_SCOPES

    @extend_schema(
        operation_id="not_interested_list",
        tags=["discover"],
        parameters=pagination.PARAMETERS,
        responses=pagination.page_of(NotInterestedSerializer),
    )
    def get(self, request):
        """What you are not interested in, the newest first."""
        page = page_of_hidden(request, pagination.limit_of(request), pagination.key_text(request))
        rows = NotInterestedSerializer(page.rows, many=True).data
        return pagination.page_response(request, rows, pagination.last_key(page))


class NotInterestedIn(View):
    """That Discover does not show you a post or a project, or those with a tag or by a person. No one is told."""

    scopes = POST_SCOPES
    limits = {"PUT": "reactions", "DELETE": "reactions"}

    @extend_schema(
        operation_id="not_interested_create", tags=["discover"], parameters=NAME, request=None, responses={204: None}
    )
    def put(self, request, kind, name):
        """Hide it from Discover."""
        hide(request, kind, self.thing_or_404(kind, name))
        return Response(status=204)

    @extend_schema(
        operation_id="not_interested_destroy", tags=["discover"], parameters=NAME, request=None, responses={204: None}
    )
    def delete(self, request, kind, name):
        """Show it in Discover again. Also what you may not see any more is taken out of the list."""
        try:
            thing = self.thing_or_404(kind, name, among_own=True)
        except Http404:
            thing = self.thing_or_404(kind, name)  # taken back already
        NotInterested.objects.unmark(request.user, **{kind: thing})
        return Response(status=204)

    def thing_or_404(self, kind, name, **options):
        if kind not in KINDS:
            raise Http404
        return thing_or_404(self.request, kind, name, **options)
