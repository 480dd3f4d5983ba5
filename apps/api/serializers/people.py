"""People: a summary wherever someone is named, the whole at their own address."""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from apps.people.models import Profile, ProfileLink, Skill

from .links import NULLABLE_URI, LinkedSerializer, file_url
from .requests import RequestSerializer
from .tags import TagSummarySerializer


class PersonSummarySerializer(LinkedSerializer, serializers.ModelSerializer):
    """Of a Profile with its user."""

    username = serializers.CharField(source="user.username")
    is_bot = serializers.BooleanField(source="user.is_bot")
    picture = serializers.SerializerMethodField()

    class Meta:
        model = Profile
        fields = ["username", "name", "is_bot", "picture", "url", "page"]

    @extend_schema_field(NULLABLE_URI)
    def get_picture(self, profile):
        return file_url(profile.face)


class AuthorSerializer(PersonSummarySerializer):
    """Of a Profile: guests of a room have a name and nothing else."""

    username = serializers.SerializerMethodField()
    is_guest = serializers.BooleanField(source="user.is_guest")

    class Meta(PersonSummarySerializer.Meta):
        fields = [*PersonSummarySerializer.Meta.fields, "is_guest"]

    @extend_schema_field({"type": "string", "nullable": True})
    def get_username(self, profile):
        return None if profile.user.is_guest else profile.user.username

    @extend_schema_field(NULLABLE_URI)
    def get_url(self, profile):
        return None if profile.user.is_guest else super().get_url(profile)

    @extend_schema_field(NULLABLE_URI)
    def get_page(self, profile):
        return None if profile.user.is_guest else super().get_page(profile)


class SkillSerializer(serializers.ModelSerializer):
    """A tag on a profile. `level`: 1 learning, 2 able, 3 teaches."""

    tag = TagSummarySerializer()

    class Meta:
        model = Skill
        fields = ["tag", "level", "description", "endorsement_count"]


class LinkSerializer(serializers.ModelSerializer):
    class Meta:
        model = ProfileLink
        fields = ["type", "label", "url"]


class FieldValueSerializer(serializers.Serializer):
    """What a profile says in a field that the site's owner has defined."""

    label = serializers.CharField(source="field.label")
    value = serializers.CharField()


class PersonSerializer(PersonSummarySerializer):
    """Of a Profile `with_ties_of` the viewer; `skill_rows`, `links` and `field_values` are prefetched."""

    cover = serializers.SerializerMethodField()
    skills = SkillSerializer(source="skill_rows", many=True)
    links = LinkSerializer(many=True)
    fields_of_site = FieldValueSerializer(source="field_values", many=True)
    joined_at = serializers.DateTimeField(source="user.date_joined")
    following = serializers.BooleanField(source="i_follow", help_text="Whether you follow them.")
    requested = serializers.BooleanField(source="i_ask", help_text="Whether you have asked to follow them.")
    blocked = serializers.BooleanField(source="i_block", help_text="Whether you have blocked them.")

    class Meta:
        model = Profile
        fields = [
            *PersonSummarySerializer.Meta.fields,
            *("pronouns", "headline", "bio", "bio_html", "place", "cover", "is_private"),
            *("skills", "links", "fields_of_site", "joined_at", "following", "requested", "blocked"),
        ]

    @extend_schema_field(NULLABLE_URI)
    def get_cover(self, profile):
        return file_url(profile.cover)


class PersonWithNumbersSerializer(PersonSerializer):
    """At a person's own address: also how many follow them and how many they follow, as their lists show it."""

    follower_count = serializers.SerializerMethodField()
    following_count = serializers.SerializerMethodField()

    class Meta(PersonSerializer.Meta):
        fields = [*PersonSerializer.Meta.fields, "follower_count", "following_count"]

    def get_follower_count(self, profile) -> int:
        return self.context["numbers"]["followers"]

    def get_following_count(self, profile) -> int:
        return self.context["numbers"]["following"]


class MeSerializer(PersonWithNumbersSerializer):
    email = serializers.EmailField(source="user.email")
    roles = serializers.SerializerMethodField()

    class Meta(PersonWithNumbersSerializer.Meta):
        fields = [*PersonWithNumbersSerializer.Meta.fields, "email", "roles"]

    @extend_schema_field(serializers.ListField(child=serializers.ChoiceField(["member", "staff", "owner"])))
    def get_roles(self, profile):
        from ..jwt import roles_of

        return roles_of(profile.user)


class EditMeSerializer(RequestSerializer):
    """The fields of the profile form; those that are not sent stay as they are."""

    name = serializers.CharField(required=False)
    pronouns = serializers.CharField(required=False, allow_blank=True)
    headline = serializers.CharField(required=False, allow_blank=True)
    bio = serializers.CharField(required=False, allow_blank=True)
    place = serializers.CharField(required=False, allow_blank=True)
    is_private = serializers.BooleanField(required=False)
    shows_local_time = serializers.BooleanField(required=False)
    skills = serializers.CharField(required=False, allow_blank=True, help_text="Names with commas between them.")


class EditMeWithPicturesSerializer(EditMeSerializer):
    picture = serializers.FileField(required=False)
    cover = serializers.FileField(required=False)
