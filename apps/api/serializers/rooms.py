"""Rooms: a summary wherever one is named."""

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from apps.rooms.models import Room

from .links import api_url, page_url


class RoomSummarySerializer(serializers.ModelSerializer):
    """Of a Room; what it says is the same for every viewer, so that streams can share it."""

    url = serializers.SerializerMethodField()
    page = serializers.SerializerMethodField()

    class Meta:
        model = Room
        fields = ["id", "slug", "kind", "url", "page"]

    @extend_schema_field(OpenApiTypes.URI)
    def get_url(self, room):
        return api_url("room", room.slug)

    @extend_schema_field(OpenApiTypes.URI)
    def get_page(self, room):
        return page_url(room)
