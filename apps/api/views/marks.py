"""Likes and saves of posts and projects: each a state that is made by PUT and ended by DELETE."""

from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.response import Response

from apps.posts.models import Post
from apps.posts.views.pages import visible
from apps.projects.models import Project
from apps.shared import paging
from apps.shared.http import visible_or_404

from .. import pagination
from ..scopes import Scope
from ..serializers.people import PersonSummarySerializer
from ..serializers.posts import MarksSerializer
from .base import View
from .people import summaries


def read_and_write(read, write):
    """The scopes of a view: one for GET, one for all other methods."""
    return {"GET": read, **dict.fromkeys(("POST", "PUT", "PATCH", "DELETE"), write)}


POST_SCOPES = read_and_write(Scope.POSTS_READ, Scope.POSTS_WRITE)
PROJECT_SCOPES = read_and_write(Scope.PROJECTS_READ, Scope.PROJECTS_WRITE)


class TargetView(View):
    """Of a post; a subclass sets another model and its scopes."""

    model, scopes = Post, POST_SCOPES

    def target_or_404(self, pk, targets=None):
        targets = visible(self.request, self.model) if targets is None else targets
        return visible_or_404(self.request, targets, pk=pk)


class MarkView(TargetView):
    limits = {"PUT": "reactions", "DELETE": "reactions"}

    def marks_response(self, pk):
        """The marks as they are now, after the write."""
        marked = visible(self.request, self.model).with_marks(self.request.user)
        return Response(MarksSerializer(self.target_or_404(pk, marked)).data)


class Like(MarkView):
    @extend_schema(request=None, responses=MarksSerializer)
    def put(self, request, pk):
        """Like it."""
        self.target_or_404(pk).like(request.user)
        return self.marks_response(pk)

    @extend_schema(request=None, responses={204: None})
    def delete(self, request, pk):
        """Like it no longer."""
        self.target_or_404(pk).unlike(request.user)
        return Response(status=204)


class Saved(MarkView):
    @extend_schema(request=None, responses=MarksSerializer)
    def put(self, request, pk):
        """Save it. Nobody else is told."""
        self.target_or_404(pk).keep(request.user)
        return self.marks_response(pk)

    @extend_schema(request=None, responses={204: None})
    def delete(self, request, pk):
        """Take it out of what you have saved."""
        self.target_or_404(pk).let_go(request.user)
        return Response(status=204)


class Likes(TargetView):
    @extend_schema(parameters=pagination.PARAMETERS, responses=pagination.page_of(PersonSummarySerializer))
    def get(self, request, pk):
        """Who likes it, the newest like first."""
        likes = self.target_or_404(pk).likes.visible_to(request.user).select_related("user__profile").order_by("-pk")
        page = paging.downwards(likes, pagination.limit_of(request), pagination.key_text(request))
        after = pagination.last_key(page)
        return summaries(request, [like.user.profile for like in page], after)


@extend_schema_view(
    put=extend_schema(operation_id="post_like_create", tags=["posts"]),
    delete=extend_schema(operation_id="post_like_destroy", tags=["posts"]),
)
class PostLike(Like):
    pass


@extend_schema_view(
    put=extend_schema(operation_id="post_save_create", tags=["posts"]),
    delete=extend_schema(operation_id="post_save_destroy", tags=["posts"]),
)
class PostSave(Saved):
    pass


@extend_schema_view(get=extend_schema(operation_id="post_likes_list", tags=["posts"]))
class PostLikes(Likes):
    pass


@extend_schema_view(
    put=extend_schema(operation_id="project_like_create", tags=["projects"]),
    delete=extend_schema(operation_id="project_like_destroy", tags=["projects"]),
)
class ProjectLike(Like):
    model, scopes = Project, PROJECT_SCOPES


@extend_schema_view(
    put=extend_schema(operation_id="project_save_create", tags=["projects"]),
    delete=extend_schema(operation_id="project_save_destroy", tags=["projects"]),
)
class ProjectSave(Saved):
    model, scopes = Project, PROJECT_SCOPES


@extend_schema_view(get=extend_schema(operation_id="project_likes_list", tags=["projects"]))
class ProjectLikes(Likes):
    model, scopes = Project, PROJECT_SCOPES
