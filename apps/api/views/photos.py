"""The photos of a post or project of one's own: added, put in order and removed."""

from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response

from apps.posts.forms import photos_of
from apps.posts.models import TooManyPhotos
from apps.posts.views import pages as posts
from apps.posts.views.editor import change_photos, too_many
from apps.projects.models import Project
from apps.projects.views import pages as projects
from apps.shared import limits

from ..problems import Refused
from ..serializers.posts import AddPhotosSerializer, PhotoOrderSerializer, PhotoSerializer
from ..serializers.requests import body_of
from .marks import PROJECT_SCOPES, TargetView


def redrawn_photos(request, uploads):
    """Photos, not stored yet, of all these files; each of them counts, and where one is refused, none is kept."""
    limits.count(request, "uploads", len(uploads))
    photos, refusals = photos_of(uploads)
    if refusals:
        raise ValidationError({"photos": refusals}, code="invalid")
    return photos


def photos_response(album, status=200):
    return Response(PhotoSerializer(album.photos.all(), many=True).data, status=status)


class Photos(TargetView):
    own_or_404 = staticmethod(posts.own_or_404)

    @extend_schema(request={"multipart/form-data": AddPhotosSerializer}, responses={201: PhotoSerializer(many=True)})
    def post(self, request, pk):
        """Add photos behind the others; the answer has all of them. Where one is refused, none is added."""
        album = self.own_or_404(request, pk)
        sent = body_of(request, AddPhotosSerializer)
        photos = redrawn_photos(request, sent["photos"])
        try:
            album.add_photos(photos)
        except TooManyPhotos as full:
            raise Refused(too_many(album.photos.count()), code="too-many-photos") from full
        return photos_response(album, status=201)

    @extend_schema(request=PhotoOrderSerializer, responses=PhotoSerializer(many=True))
    def put(self, request, pk):
        """Put the photos in an order. Those that it does not name come last."""
        album = self.own_or_404(request, pk)
        sent = body_of(request, PhotoOrderSerializer)
        album.put_in_order(sent["order"])
        return photos_response(album)


class PhotoOf(TargetView):
    own_or_404 = staticmethod(posts.own_or_404)

    @extend_schema(request=None, responses={204: None})
    def delete(self, request, pk, photo):
        """Remove a photo. The last one of what is published stays."""
        if refusals := change_photos(request, self.own_or_404(request, pk), "remove", photo):
            raise Refused(refusals[0], code="last-photo")
        return Response(status=204)


@extend_schema_view(
    post=extend_schema(operation_id="post_photos_create", tags=["posts"]),
    put=extend_schema(operation_id="post_photos_order", tags=["posts"]),
)
class PostPhotos(Photos):
    pass


@extend_schema_view(delete=extend_schema(operation_id="post_photos_destroy", tags=["posts"]))
class PostPhoto(PhotoOf):
    pass


@extend_schema_view(
    post=extend_schema(operation_id="project_photos_create", tags=["projects"]),
    put=extend_schema(operation_id="project_photos_order", tags=["projects"]),
)
class ProjectPhotos(Photos):
    model, scopes = Project, PROJECT_SCOPES
    own_or_404 = staticmethod(projects.own_or_404)


@extend_schema_view(delete=extend_schema(operation_id="project_photos_destroy", tags=["projects"]))
class ProjectPhoto(PhotoOf):
    model, scopes = Project, PROJECT_SCOPES
    own_or_404 = staticmethod(projects.own_or_404)
