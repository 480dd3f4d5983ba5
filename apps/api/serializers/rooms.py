"""Rooms: a summary wherever one is named, the whole at their own address."""

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from apps.rooms.models import Membership, Message, Room

from .links import NULLABLE_URI, LinkedSerializer, file_url
from .people import AuthorSerializer, PersonSummarySerializer
from .requests import RequestSerializer
from .tags import TagSummarySerializer


class RoomSummarySerializer(LinkedSerializer, serializers.ModelSerializer):
    """Of a Room; what it says is the same for every viewer, so that streams can share it."""

    class Meta:
        model = Room
        fields = ["id", "slug", "kind", "url", "page"]


class LastMessageSerializer(serializers.ModelSerializer):
    """The newest message of a room, in one line."""

    author = AuthorSerializer(source="author.profile")
    text = serializers.CharField(source="line", help_text="Shortened and without Markdown.")

    class Meta:
        model = Message
        fields = ["id", "author", "text", "sent_at"]


class MembershipSerializer(serializers.Serializer):
    """Of a Room `with_membership_of` the viewer."""

    level = serializers.ChoiceField(Membership.Level.choices, source="my_level", help_text="What you are notified of.")
    read_up_to = serializers.IntegerField(source="my_read_up_to", help_text="The newest message that you have seen.")
    unread = serializers.BooleanField(source="has_news", help_text="Whether there are newer ones.")
    admission = serializers.SerializerMethodField(
        help_text="Of a direct conversation: `asked` is a request that you have not answered yet."
    )

    @extend_schema_field(serializers.ChoiceField(Membership.Admission.choices))
    def get_admission(self, room):
        if not room.is_direct:
            return Membership.Admission.ADMITTED
        return next(member.admission for member in room.memberships.all() if member.user_id == room.me)


class RoomSerializer(RoomSummarySerializer):
    """Of a Room `with_cards` that is `visible_to` the viewer."""

    title = serializers.CharField(help_text="What it is called for you: a direct conversation by its other people.")
    topics = TagSummarySerializer(many=True)
    owner = PersonSummarySerializer(
        source="owner.profile", allow_null=True, help_text="Direct conversations have none."
    )
    people = serializers.SerializerMethodField(help_text="The others in a direct conversation.")
    picture = serializers.SerializerMethodField()
    is_closed = serializers.BooleanField(help_text="Whether it is for members only.")
    created_at = serializers.DateTimeField(source="opened_at")
    last_message = LastMessageSerializer(allow_null=True)
    membership = serializers.SerializerMethodField(help_text="Yours; null where you are not a member.")

    class Meta:
        model = Room
        fields = [
            *("id", "slug", "kind", "title", "name", "description", "topics", "owner", "people", "picture"),
            *("is_closed", "is_public", "admits_guests", "member_count", "message_count", "last_message"),
            *("created_at", "archived_at", "membership", "url", "page"),
        ]

    @extend_schema_field(PersonSummarySerializer(many=True))
    def get_people(self, room):
        return PersonSummarySerializer(room.others if room.is_direct else [], many=True).data

    @extend_schema_field(NULLABLE_URI)
    def get_picture(self, room):
        return file_url(room.picture)

    @extend_schema_field(MembershipSerializer(allow_null=True))
    def get_membership(self, room):
        return None if room.my_level is None else MembershipSerializer(room).data


class EditRoomSerializer(RequestSerializer):
    """What is not sent stays as it is."""

    name = serializers.CharField(required=False, allow_blank=True)
    description = serializers.CharField(required=False, allow_blank=True)
    topics = serializers.ListField(child=serializers.CharField(), required=False, help_text="Names of tags.")
    kind = serializers.ChoiceField([Room.Kind.OPEN.value, Room.Kind.CLOSED.value], required=False)
    is_public = serializers.BooleanField(required=False, help_text="Whether visitors may read it. Open rooms only.")
    admits_guests = serializers.BooleanField(required=False, help_text="Whether guests may join. Not in closed rooms.")
    personal_is_closed = serializers.BooleanField(
        required=False, help_text="Of a personal room: whether it is for members only."
    )
    removes_picture = serializers.BooleanField(required=False)


class EditRoomWithPictureSerializer(EditRoomSerializer):
    picture = serializers.FileField(required=False)


class NewRoomSerializer(EditRoomSerializer):
    name = serializers.CharField(allow_blank=True)
    kind = serializers.ChoiceField([Room.Kind.OPEN.value, Room.Kind.CLOSED.value], default=Room.Kind.OPEN.value)
    personal_is_closed = removes_picture = None


class NewRoomWithPictureSerializer(NewRoomSerializer):
    picture = serializers.FileField(required=False)


class LevelSerializer(RequestSerializer):
    level = serializers.ChoiceField(
        Membership.Level.choices, required=False, help_text="What you want to be notified of."
    )


class ReadSerializer(RequestSerializer):
    up_to = serializers.IntegerField(
        required=False, min_value=0, max_value=2**63 - 1, help_text="The last message read; all of them without it."
    )
    unread_from = serializers.IntegerField(
        required=False,
        min_value=1,
        max_value=2**63 - 1,
        help_text="Instead: a message that is to be unread again, with all that follow it.",
    )

    def validate(self, given):
        if len(given) > 1:
            raise serializers.ValidationError({"unread_from": [_("Not together with “up_to”.")]})
        return given


class UsernameSerializer(RequestSerializer):
    username = serializers.CharField()
