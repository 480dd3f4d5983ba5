"""Notifications, the settings of them, and mutes."""

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from apps.notifications.kinds import Group
from apps.notifications.models import Preferences
from apps.notifications.models.mutes import Length
from apps.shared.addresses import absolute

from .links import NULLABLE_URI, page_url, url_of
from .people import AuthorSerializer
from .requests import RequestSerializer


class NotificationTargetSerializer(serializers.Serializer):
    """Of a Row: what a notification is about."""

    type = serializers.CharField(source="newest.noun", help_text="`message`, `room`, `post`, `comment`, …")
    id = serializers.IntegerField(source="newest.number")
    url = serializers.SerializerMethodField(help_text="Null where the API does not have it.")
    page = serializers.SerializerMethodField()

    @extend_schema_field(NULLABLE_URI)
    def get_url(self, row):
        return url_of(row.target)

    @extend_schema_field(OpenApiTypes.URI)
    def get_page(self, row):
        return absolute(row.get_absolute_url())


class NotificationSerializer(serializers.Serializer):
    """Of a Row: what one or several people did."""

    id = serializers.IntegerField(source="newest.pk")
    kind = serializers.CharField(source="newest.kind")
    group = serializers.ChoiceField(Group.choices, source="kind.group")
    actor = AuthorSerializer(source="newest.actor.profile", help_text="Who did it last.")
    people_count = serializers.IntegerField(source="people", help_text="How many did it.")
    text = serializers.CharField(source="words", help_text="The sentence of the site, as plain text.")
    quote = serializers.SerializerMethodField()
    target = NotificationTargetSerializer(source="*")
    created_at = serializers.DateTimeField(source="newest.at")
    is_read = serializers.SerializerMethodField()

    def get_quote(self, row) -> str:
        return row.quote or ""

    def get_is_read(self, row) -> bool:
        return not row.is_unread


class ReadNotificationsSerializer(RequestSerializer):
    up_to = serializers.IntegerField(min_value=0, max_value=2**63 - 1, help_text="A notification, by its number.")


class NotificationSettingsSerializer(RequestSerializer):
    """What is not sent stays as it is."""

    time_zone = serializers.CharField(required=False, allow_blank=True, help_text="Empty: the site's.")
    quiet_from = serializers.TimeField(required=False, allow_null=True, format="%H:%M")
    quiet_to = serializers.TimeField(required=False, allow_null=True, format="%H:%M")
    digest = serializers.ChoiceField(Preferences.Digest.choices, required=False)
    wants_week = serializers.BooleanField(required=False, help_text="The week of the community by email.")
    topics = serializers.DictField(
        child=serializers.DictField(child=serializers.BooleanField()),
        required=False,
        help_text='By topic and channel: `{"likes": {"site": true, "mail": false}}`, with the site\'s channels.',
    )


class MuteSerializer(serializers.Serializer):
    """Of a Place with its mute."""

    type = serializers.CharField(source="noun", help_text="`post`, `project`, `room` or `profile`.")
    id = serializers.IntegerField(source="thing.pk")
    title = serializers.CharField(source="words")
    until = serializers.DateTimeField(source="mute.until", allow_null=True, help_text="Null: until you unmute it.")
    url = serializers.SerializerMethodField()
    page = serializers.SerializerMethodField()

    @extend_schema_field(NULLABLE_URI)
    def get_url(self, place):
        return url_of(place.thing)

    @extend_schema_field(OpenApiTypes.URI)
    def get_page(self, place):
        return page_url(place)


class NewMuteSerializer(RequestSerializer):
    length = serializers.ChoiceField(Length.choices, default=Length.EVER.value)
