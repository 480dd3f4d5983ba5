"""Posts, their photos, and the marks that posts and projects have in common."""

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from apps.posts.models import MOST_PHOTOS, Audience, Draft, Photo, Post
from apps.shared.addresses import absolute, address

from .links import LinkedSerializer, file_url
from .people import PersonSummarySerializer
from .requests import RequestSerializer
from .tags import TagSummarySerializer


class PhotoSerializer(serializers.ModelSerializer):
    """In three sizes. `width` and `height` are of the large one; of an animation only the large file moves."""

    large = serializers.SerializerMethodField()
    medium = serializers.SerializerMethodField()
    small = serializers.SerializerMethodField()

    class Meta:
        model = Photo
        fields = ["id", "description", "width", "height", "is_animated", "large", "medium", "small"]

    @extend_schema_field(OpenApiTypes.URI)
    def get_large(self, photo):
        return file_url(photo.large)

    @extend_schema_field(OpenApiTypes.URI)
    def get_medium(self, photo):
        return file_url(photo.medium)

    @extend_schema_field(OpenApiTypes.URI)
    def get_small(self, photo):
        return file_url(photo.small)


class TargetSummarySerializer(LinkedSerializer):
    """A post or a project, by its type and number."""

    type = serializers.ChoiceField(["post", "project"], source="noun")
    id = serializers.IntegerField(source="pk")


class MarksSerializer(serializers.Serializer):
    """Of a post or a project `with_marks`: the counts are of what you are shown."""

    like_count = serializers.IntegerField(source="visible_like_count")
    comment_count = serializers.IntegerField(source="visible_comment_count")
    liked = serializers.BooleanField(source="i_like", help_text="Whether you like it.")
    saved = serializers.BooleanField(source="i_save", help_text="Whether you have saved it.")


class PostSerializer(MarksSerializer, LinkedSerializer, serializers.ModelSerializer):
    """Of a Post `with_marks`; `author`, `photos` and `tags` are fetched with it."""

    author = PersonSummarySerializer(source="author.profile")
    photos = PhotoSerializer(many=True)
    tags = TagSummarySerializer(many=True)

    class Meta:
        model = Post
        fields = [
            *("id", "author", "body", "body_html", "photos", "tags", "audience", "takes_comments"),
            *("like_count", "comment_count", "liked", "saved", "published_at", "edited_at", "archived_at"),
            *("url", "page"),
        ]
        extra_kwargs = {"archived_at": {"help_text": "Others do not find an archived post."}}


class EditPostSerializer(RequestSerializer):
    """What is not sent stays as it is."""

    body = serializers.CharField(
        required=False, allow_blank=True, trim_whitespace=False, help_text="In Markdown, with #tags and @names."
    )
    audience = serializers.ChoiceField(Audience.choices, required=False)
    takes_comments = serializers.BooleanField(required=False)
    descriptions = serializers.ListField(
        child=serializers.CharField(allow_blank=True, trim_whitespace=False),
        required=False,
        max_length=MOST_PHOTOS,
        help_text="Alt text of the photos, in their order.",
    )


class AddPhotosSerializer(RequestSerializer):
    photos = serializers.ListField(
        child=serializers.FileField(allow_empty_file=True), min_length=1, max_length=MOST_PHOTOS
    )


class PhotoOrderSerializer(RequestSerializer):
    order = serializers.ListField(child=serializers.IntegerField(), max_length=MOST_PHOTOS, help_text="Their ids.")


class NewPostSerializer(EditPostSerializer, AddPhotosSerializer):
    publishes_at = serializers.DateTimeField(required=False, help_text="To publish it later.")


class EditScheduledPostSerializer(EditPostSerializer):
    publishes_at = serializers.DateTimeField(required=False)


class ScheduledPostSerializer(LinkedSerializer, serializers.ModelSerializer):
    """A post that will be published later; until then it is a draft, with a page on which its author changes it.

    Of a Draft; its photos are fetched with it.
    """

    photos = PhotoSerializer(many=True)

    class Meta:
        model = Draft
        fields = ["key", "body", "photos", "audience", "takes_comments", "publishes_at", "url", "page"]
        extra_kwargs = {"publishes_at": {"allow_null": False}}

    @extend_schema_field(OpenApiTypes.URI)
    def get_page(self, draft):
        return absolute(address("posts:draft", draft.key))
