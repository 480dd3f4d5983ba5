from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from apps.search.query import KINDS
from apps.shared.addresses import absolute

from .links import NULLABLE_URI, url_of
from .people import AuthorSerializer


class PieceSerializer(serializers.Serializer):
    """A piece of a text, and whether it is a word that was searched for."""

    text = serializers.CharField()
    is_match = serializers.BooleanField()

    def to_representation(self, piece):
        text, is_match = piece
        return {"text": text, "is_match": is_match}


class SearchResultSerializer(serializers.Serializer):
    """Of a Result of the search. What it is in full is at its `url`."""

    type = serializers.ChoiceField(KINDS, source="kind")
    title = serializers.CharField()
    snippet = PieceSerializer(many=True)
    author = AuthorSerializer(allow_null=True)
    place = serializers.CharField(help_text="The room of a message; what a comment is on.")
    at = serializers.DateTimeField(allow_null=True)
    thumbnail = serializers.SerializerMethodField()
    url = serializers.SerializerMethodField()
    page = serializers.SerializerMethodField()

    @extend_schema_field(NULLABLE_URI)
    def get_thumbnail(self, result):
        return absolute(result.thumbnail) if result.thumbnail else None

    @extend_schema_field(OpenApiTypes.URI)
    def get_url(self, result):
        return url_of(result.object)

    @extend_schema_field(OpenApiTypes.URI)
    def get_page(self, result):
        return absolute(result.url)


class SearchPageSerializer(serializers.Serializer):
    next = serializers.URLField(allow_null=True)
    results = SearchResultSerializer(many=True)
    counts = serializers.DictField(
        child=serializers.IntegerField(),
        help_text="Without `type`: how many there are of each type that has any. Counts stop at 101.",
    )
