"""Comments under posts and projects."""

from django.http import Http404
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response

from apps.posts.forms import CommentForm
from apps.posts.models import Comment, CommentsOff
from apps.posts.views.comments import ORDERS, after, cursor, read_cursor
from apps.posts.views.pages import comment_or_404
from apps.projects.models import Project
from apps.shared.http import visible_or_404
from apps.shared.parameters import whole_number

from .. import pagination
from ..filters import choice_of
from ..problems import Refused, errors_of_form
from ..scopes import Scope
from ..serializers.comments import CommentSerializer, NewCommentSerializer
from ..serializers.requests import body_of
from .base import View
from .marks import POST_SCOPES, PROJECT_SCOPES, TargetView


def comment_response(request, pk, status=200):
    comment = comment_or_404(request, Comment.objects.with_rows(request.user), pk)
    return Response(CommentSerializer(comment).data, status=status)


class Comments(TargetView):
    limits = {"POST": "comments"}

    @extend_schema(
        parameters=[
            OpenApiParameter("sort", str, enum=list(ORDERS), description="`oldest` first without it."),
            OpenApiParameter("parent", int, description="A comment, for the replies to it."),
            *pagination.PARAMETERS,
        ],
        responses=pagination.page_of(CommentSerializer),
    )
    def get(self, request, pk):
        """Comments, without the replies to them; or the replies to one."""
        target = self.target_or_404(pk)
        sort = choice_of(request, "sort", ORDERS) or "oldest"
        passed = read_cursor(text := request.query_params.get("after"), sort)
        if text and not passed:
            raise ValidationError({"after": [pagination.NO_PLACE]}, code="invalid")
        found, parent = target.comments.visible_to(request.user).with_rows(request.user), None
        if "parent" in request.query_params:
            parent = visible_or_404(request, found, pk=whole_number(request.query_params["parent"]) or 0)
        limit = pagination.limit_of(request)
        rows = list(after(found.filter(parent=parent), sort, passed)[: limit + 1])
        for row in rows:
            row.target = target
        following = cursor(rows[limit - 1], sort) if len(rows) > limit else None
        return pagination.page_response(request, CommentSerializer(rows[:limit], many=True).data, following)

    @extend_schema(request=NewCommentSerializer, responses={201: CommentSerializer})
    def post(self, request, pk):
        """Comment on it, or reply to a comment. A reply to a reply stands beside it."""
        target = self.target_or_404(pk)
        sent = body_of(request, NewCommentSerializer)
        form = CommentForm(sent)
        if not form.is_valid():
            raise errors_of_form(form)
        try:
            comment = form.save(target, request.user)
        except Comment.DoesNotExist as gone:
            raise Refused(_("The comment you’re replying to was deleted."), code="parent-deleted") from gone
        except CommentsOff as off:
            raise Refused(_("Comments are turned off."), code="comments-off") from off
        return comment_response(request, comment.pk, status=201)


@extend_schema_view(
    get=extend_schema(operation_id="post_comments_list", tags=["comments"]),
    post=extend_schema(operation_id="post_comments_create", tags=["comments"]),
)
class PostComments(Comments):
    pass


@extend_schema_view(
    get=extend_schema(operation_id="project_comments_list", tags=["comments"]),
    post=extend_schema(operation_id="project_comments_create", tags=["comments"]),
)
class ProjectComments(Comments):
    model, scopes = Project, PROJECT_SCOPES


class CommentView(View):
    scopes = POST_SCOPES


class CommentOf(CommentView):
    @extend_schema(operation_id="comments_retrieve", tags=["comments"], responses=CommentSerializer)
    def get(self, request, pk):
        return comment_response(request, pk)

    @extend_schema(operation_id="comments_destroy", tags=["comments"], request=None, responses={204: None})
    def delete(self, request, pk):
        """One of yours, or one under a post or project of yours; with the replies to it."""
        comment = comment_or_404(request, Comment.objects, pk)
        if not comment.can_be_removed_by(request.user):
            raise Http404
        comment.remove()
        return Response(status=204)


class CommentLike(CommentView):
    limits = {"PUT": "reactions", "DELETE": "reactions"}
    shows = {"PUT": Scope.POSTS_READ}

    @extend_schema(operation_id="comment_like_create", tags=["comments"], request=None, responses=CommentSerializer)
    def put(self, request, pk):
        comment_or_404(request, Comment.objects, pk).like(request.user)
        return comment_response(request, pk)

    @extend_schema(operation_id="comment_like_destroy", tags=["comments"], request=None, responses={204: None})
    def delete(self, request, pk):
        comment_or_404(request, Comment.objects, pk).unlike(request.user)
        return Response(status=204)
