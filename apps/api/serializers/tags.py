from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from apps.shared.addresses import absolute, address
from apps.tags.models import Tag

from .links import LinkedSerializer


class TagSummarySerializer(LinkedSerializer, serializers.ModelSerializer):
    class Meta:
        model = Tag
        fields = ["name", "url", "page"]

    @extend_schema_field(OpenApiTypes.URI)
    def get_page(self, tag):
        return absolute(address("tags:tag", tag.name))


class TagSerializer(TagSummarySerializer):
    following = serializers.SerializerMethodField()

    class Meta(TagSummarySerializer.Meta):
        fields = [*TagSummarySerializer.Meta.fields, "description", "person_count", "project_count", "post_count"]
        fields += ["room_count", "following"]

    def get_following(self, tag) -> bool:
        return tag.pk in self.context["followed"]
