"""One's own posts that will be published later."""

from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response

from apps.posts.forms import AlbumForm
from apps.posts.models import Draft
from apps.posts.views.editor import keep
from apps.shared import paging
from apps.shared.http import visible_or_404

from .. import pagination
from ..serializers.posts import EditScheduledPostSerializer, ScheduledPostSerializer
from ..serializers.requests import body_of
from .base import View
from .marks import POST_SCOPES
from .posts import edited_album


class ScheduledView(View):
    scopes = POST_SCOPES

    def scheduled(self):
        return self.request.user.post_drafts.scheduled().prefetch_related("photos")

    def scheduled_or_404(self, key):
        return visible_or_404(self.request, self.scheduled(), key=key)


class ScheduledPosts(ScheduledView):
    @extend_schema(
        operation_id="scheduled_posts_list",
        tags=["posts"],
        parameters=pagination.PARAMETERS,
        responses=pagination.page_of(ScheduledPostSerializer),
    )
    def get(self, request):
        """Your posts that will be published later, the next one first."""
        cursor, limit = pagination.cursor_of(request, Draft, "publishes_at"), pagination.limit_of(request)
        page, following = paging.ordered(self.scheduled(), "publishes_at", cursor, limit)
        rows = ScheduledPostSerializer(page.rows, many=True).data
        return pagination.page_response(request, rows, paging.cursor_text(following) if following else None)


class ScheduledPostOf(ScheduledView):
    @extend_schema(operation_id="scheduled_posts_retrieve", tags=["posts"], responses=ScheduledPostSerializer)
    def get(self, request, key):
        """404 once it is published: then it is one of your posts."""
        return Response(ScheduledPostSerializer(self.scheduled_or_404(key)).data)

    @extend_schema(
        operation_id="scheduled_posts_update",
        tags=["posts"],
        request=EditScheduledPostSerializer,
        responses=ScheduledPostSerializer,
    )
    def patch(self, request, key):
        """Change the post, or when it will be published. What is not sent stays as it is."""
        draft = self.scheduled_or_404(key)
        given = body_of(request, EditScheduledPostSerializer, partial=True)
        is_moved = "publishes_at" in given
        given["shown_at"] = given.pop("publishes_at", draft.publishes_at)
        form = edited_album(draft, AlbumForm, given)
        if is_moved and (refusal := form.says_nothing_of_later()):
            raise ValidationError({"publishes_at": [refusal]}, code="invalid")
        keep(form)
        if is_moved:
            draft.change(publishes_at=form.planned_for)
        return Response(ScheduledPostSerializer(self.scheduled_or_404(key)).data)

    @extend_schema(operation_id="scheduled_posts_destroy", tags=["posts"], request=None, responses={204: None})
    def delete(self, request, key):
        """Do not publish it by itself. It stays a draft, which you publish or discard on its page."""
        visible_or_404(request, request.user.post_drafts, key=key).change(publishes_at=None)
        return Response(status=204)
