"""What someone has seen in Discover, and what they are not interested in."""

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from apps.search.models import MOST_SEEN_AT_ONCE, NotInterested

from .links import api_url
from .people import PersonSummarySerializer
from .posts import TargetSummarySerializer
from .projects import ProjectSummarySerializer
from .requests import RequestSerializer
from .tags import TagSummarySerializer

LARGEST_ID = 2**63 - 1


def ids_field():
    number = serializers.IntegerField(min_value=1, max_value=LARGEST_ID)
    return serializers.ListField(child=number, required=False, max_length=MOST_SEEN_AT_ONCE, help_text="Their ids.")


class SeenSerializer(RequestSerializer):
    posts = ids_field()
    projects = ids_field()


class NotInterestedSerializer(serializers.ModelSerializer):
    """Of a row of `page_of_hidden`. What you may not see any more is null; DELETE at `url` takes the row back."""

    type = serializers.SerializerMethodField()
    post = serializers.SerializerMethodField()
    project = serializers.SerializerMethodField()
    tag = TagSummarySerializer(allow_null=True)
    person = serializers.SerializerMethodField()
    url = serializers.SerializerMethodField()

    class Meta:
        model = NotInterested
        fields = ["type", "post", "project", "tag", "person", "since", "url"]

    @extend_schema_field({"type": "string", "enum": list(NotInterested.KINDS)})
    def get_type(self, row):
        return next(kind for kind in row.KINDS if getattr(row, f"{kind}_id"))

    @extend_schema_field(TargetSummarySerializer(allow_null=True))
    def get_post(self, row):
        return TargetSummarySerializer(row.post).data if row.post_id and row.can_be_seen else None

    @extend_schema_field(ProjectSummarySerializer(allow_null=True))
    def get_project(self, row):
        return ProjectSummarySerializer(row.project).data if row.project_id and row.can_be_seen else None

    @extend_schema_field(PersonSummarySerializer(allow_null=True))
    def get_person(self, row):
        return PersonSummarySerializer(row.person.profile).data if row.person_id and row.can_be_seen else None

    @extend_schema_field(OpenApiTypes.URI)
    def get_url(self, row):
        kind = self.get_type(row)
        names = {"tag": row.tag and row.tag.name, "person": row.person and row.person.username}
        return api_url("not_interested", kind, names.get(kind) or getattr(row, f"{kind}_id"))
