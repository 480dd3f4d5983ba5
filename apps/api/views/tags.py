from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from apps.posts.views.pages import tag_or_404
from apps.shared import paging
from apps.tags.models import Tag, TagFollow

from .. import pagination
from ..scopes import Scope
from ..serializers.tags import TagSerializer
from .base import View


def followed_by(user):
    return set(user.followed_tags.values_list("tag", flat=True))


class TagsView(View):
    scopes = {"GET": Scope.POSTS_READ, "PUT": Scope.POSTS_WRITE, "DELETE": Scope.POSTS_WRITE}
    limits = {"PUT": "follows", "DELETE": "follows"}


class Tags(TagsView):
    @extend_schema(
        operation_id="tags_list",
        tags=["tags"],
        parameters=pagination.PARAMETERS,
        responses=pagination.page_of(TagSerializer),
    )
    def get(self, request):
        """Tags that something has which every member may see, those with most uses first."""
        cursor = pagination.cursor_of(request, Tag, "use_count")
        limit = pagination.limit_of(request)
        page, following = paging.ordered(Tag.objects.in_use(), "use_count", cursor, limit, descending=True)
        rows = TagSerializer(page.rows, many=True, context={"followed": followed_by(request.user)}).data
        return pagination.page_response(request, rows, paging.cursor_text(following) if following else None)


class TagOf(TagsView):
    @extend_schema(operation_id="tags_retrieve", tags=["tags"], responses=TagSerializer)
    def get(self, request, name):
        tag = tag_or_404(request, name)
        return Response(TagSerializer(tag, context={"followed": followed_by(request.user)}).data)


class TagFollowOf(TagsView):
    """Your following a tag: made by PUT, ended by DELETE."""

    @extend_schema(operation_id="tag_follow_create", tags=["tags"], request=None, responses=TagSerializer)
    def put(self, request, name):
        tag = tag_or_404(request, name)
        TagFollow.objects.get_or_create(user=request.user, tag=tag)
        return Response(TagSerializer(tag, context={"followed": {tag.pk}}).data)

    @extend_schema(operation_id="tag_follow_destroy", tags=["tags"], request=None, responses={204: None})
    def delete(self, request, name):
        TagFollow.objects.filter(user=request.user, tag=tag_or_404(request, name)).delete()
        return Response(status=204)
