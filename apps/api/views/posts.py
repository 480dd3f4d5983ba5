"""Posts: made, read, changed, archived and deleted."""

from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response

from apps.posts.filters import PostFilter
from apps.posts.forms import AlbumForm, NewPostForm
from apps.posts.models import Draft, Post
from apps.posts.views.editor import keep
from apps.posts.views.pages import own_or_404, visible
from apps.shared import paging
from apps.shared.http import any_of

from .. import pagination
from ..filters import filtered, parameters_of
from ..problems import errors_of_form
from ..serializers.posts import EditPostSerializer, NewPostSerializer, PostSerializer, ScheduledPostSerializer
from ..serializers.requests import body_of
from .base import values_of
from .marks import TargetView
from .photos import redrawn_photos


def whole(posts, user):
    """With everything that PostSerializer shows, in a constant number of queries."""
    return posts.with_marks(user).select_related("author__profile").prefetch_related("photos", "tags")


def posts_page(request, posts):
    """A page of posts, the newest first. Only the rows of the page are asked for their marks."""
    keys = posts.newest_first().only("pk")
    page = paging.downwards(keys, pagination.limit_of(request), pagination.key_text(request))
    found = whole(Post.objects, request.user).in_bulk([post.pk for post in page])
    rows = [found[post.pk] for post in page if post.pk in found]
    after = pagination.last_key(page)
    return pagination.page_response(request, PostSerializer(rows, many=True).data, after)


def post_response(request, pk, status=200):
    """One that may be seen; its author finds it also while it is archived."""
    post = any_of(whole(visible(request), request.user).filter(pk=pk))
    if post is None:
        own_or_404(request, pk)
        post = whole(Post.objects, request.user).get(pk=pk)
    return Response(PostSerializer(post).data, status=status)


class Posts(TargetView):
    @extend_schema(
        operation_id="posts_list",
        tags=["posts"],
        parameters=[*parameters_of(PostFilter), *pagination.PARAMETERS],
        responses=pagination.page_of(PostSerializer),
    )
    def get(self, request):
        """Posts that you may see, the newest first."""
        _sort, found = filtered(request, PostFilter, visible(request), orders=[""])
        return posts_page(request, found)

    @extend_schema(
        operation_id="posts_create",
        tags=["posts"],
        request={"multipart/form-data": NewPostSerializer},
        responses={201: PostSerializer, 202: OpenApiResponse(ScheduledPostSerializer, "To be published later")},
    )
    def post(self, request):
        """Publish photos, now or later. Where one of them is refused, nothing is kept."""
        given = body_of(request, NewPostSerializer, partial=True)
        uploads, descriptions = given.pop("photos", []), given.pop("descriptions", [])
        if not uploads:
            raise ValidationError({"photos": [_("Choose a photo first.")]}, code="required")
        if len(descriptions) > len(uploads):
            raise ValidationError({"descriptions": [_("There are more descriptions than photos.")]}, code="invalid")
        given["shown_at"] = given.pop("publishes_at", None)
        given |= {f"descriptions.{place}": text for place, text in enumerate(descriptions)}
        as_it_is = {name: getattr(Draft(), name) for name in ("audience", "takes_comments")}
        form = NewPostForm(as_it_is | given, len(uploads))
        if not form.is_valid():
            raise errors_of_form(form, {"shown_at": "publishes_at"})
        made = form.save(request.user, redrawn_photos(request, uploads))
        if isinstance(made, Draft):
            data = ScheduledPostSerializer(made).data
            return Response(data, status=202, headers={"Location": data["url"]})
        return post_response(request, made.pk, status=201)


class PostOf(TargetView):
    @extend_schema(operation_id="posts_retrieve", tags=["posts"], responses=PostSerializer)
    def get(self, request, pk):
        return post_response(request, pk)

    @extend_schema(operation_id="posts_update", tags=["posts"], request=EditPostSerializer, responses=PostSerializer)
    def patch(self, request, pk):
        """Change a post of yours. What is not sent stays as it is."""
        post = own_or_404(request, pk)
        keep(edited_album(post, AlbumForm, body_of(request, EditPostSerializer, partial=True)))
        return post_response(request, pk)

    @extend_schema(operation_id="posts_destroy", tags=["posts"], request=None, responses={204: None})
    def delete(self, request, pk):
        """Delete a post of yours, with its photos, comments and likes."""
        own_or_404(request, pk).remove()
        return Response(status=204)


def edited_album(album, form_class, given):
    """The valid form of a post or project in which is changed what is given; `descriptions` as for a new post."""
    as_it_is = form_class(None, album)
    names = [as_it_is.name_of(photo) for photo in as_it_is.photos]
    descriptions = given.pop("descriptions", [])
    if len(descriptions) > len(names):
        raise ValidationError({"descriptions": [_("There are more descriptions than photos.")]}, code="invalid")
    data = values_of(as_it_is, but_not=names)
    form = form_class(data | given | dict(zip(names, descriptions, strict=False)), album)
    if not form.is_valid():
        places = {name: f"descriptions.{place}" for place, name in enumerate(names)}
        raise errors_of_form(form, {"shown_at": "publishes_at", **places})
    return form


class PostArchive(TargetView):
    """A post of yours, out of sight: archived by PUT, shown again by DELETE."""

    @extend_schema(operation_id="post_archive_create", tags=["posts"], request=None, responses=PostSerializer)
    def put(self, request, pk):
        """Nobody but you finds it from now on."""
        own_or_404(request, pk).archive()
        return post_response(request, pk)

    @extend_schema(operation_id="post_archive_destroy", tags=["posts"], request=None, responses={204: None})
    def delete(self, request, pk):
        own_or_404(request, pk).bring_back()
        return Response(status=204)
