"""Messages, with what stands under them. Nothing here depends on the viewer: one JSON serves everybody in a room."""

from django.conf import settings
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from apps.rooms.models import Attachment, Message

from .links import LinkedSerializer, api_url
from .people import AuthorSerializer
from .requests import RequestSerializer
from .rooms import RoomSummarySerializer

MOST_NAMED = 20  # people whose usernames stand with a reaction


class AttachmentSerializer(serializers.ModelSerializer):
    """A file of a message. `url` asks for the same token as the message."""

    url = serializers.SerializerMethodField()

    class Meta:
        model = Attachment
        fields = ["id", "name", "size", "content_type", "width", "height", "url"]

    @extend_schema_field(OpenApiTypes.URI)
    def get_url(self, file):
        return api_url("attachment", file.message.room.slug, file.pk)


class ReactionsSerializer(serializers.Serializer):
    """One emoji under a message: how many people gave it, and the first of them."""

    emoji = serializers.CharField()
    count = serializers.SerializerMethodField()
    usernames = serializers.SerializerMethodField(help_text=f"Of the first {MOST_NAMED}; guests have none.")

    def get_count(self, tally) -> int:
        return len(tally.people)

    def get_usernames(self, tally) -> list[str]:
        return [name for name in tally.usernames if name][:MOST_NAMED]


class QuotedMessageSerializer(LinkedSerializer, serializers.ModelSerializer):
    """The message that another one answers, in few words."""

    author = AuthorSerializer(source="author.profile")

    class Meta:
        model = Message
        fields = ["id", "author", "url", "page"]


class RoomFileSerializer(AttachmentSerializer):
    """Of an Attachment `with_sender` whose message has its room."""

    message = QuotedMessageSerializer()

    class Meta(AttachmentSerializer.Meta):
        fields = [*AttachmentSerializer.Meta.fields, "message"]


class MessageSerializer(QuotedMessageSerializer):
    """Of a Message `with_rows` and its room; see `messages_as_json`."""

    room = RoomSummarySerializer()
    reply_to = serializers.SerializerMethodField(help_text="Null also where the message that it answers was deleted.")
    is_reply = serializers.SerializerMethodField()
    attachments = AttachmentSerializer(many=True)
    reactions = ReactionsSerializer(source="tally", many=True)

    class Meta:
        model = Message
        fields = [
            *("id", "room", "author", "body", "body_html", "sent_at", "edited_at", "is_reply", "reply_to"),
            *("attachments", "reactions", "url", "page"),
        ]

    @extend_schema_field(QuotedMessageSerializer(allow_null=True))
    def get_reply_to(self, message):
        quoted = message.reply_to
        if quoted is None:
            return None
        quoted.room = message.room
        return QuotedMessageSerializer(quoted).data

    def get_is_reply(self, message) -> bool:
        return message.reply_to_id is not None


def messages_as_json(messages):
    """Of messages `with_rows`, each with its room."""
    return MessageSerializer(messages, many=True).data


class EditMessageSerializer(RequestSerializer):
    body = serializers.CharField(
        allow_blank=True, trim_whitespace=False, help_text="In Markdown, with #tags and @names."
    )


class NewMessageSerializer(EditMessageSerializer):
    body = serializers.CharField(
        required=False,
        default="",
        allow_blank=True,
        trim_whitespace=False,
        help_text="In Markdown, with #tags and @names.",
    )
    client_id = serializers.UUIDField(required=False, help_text="Your number for it: sent twice, it is one message.")
    reply_to = serializers.IntegerField(
        required=False, min_value=1, max_value=2**63 - 1, help_text="The message of this room that it answers."
    )


class NewMessageWithFilesSerializer(NewMessageSerializer):
    """A text, files, or both."""

    files = serializers.ListField(
        child=serializers.FileField(allow_empty_file=True), required=False, max_length=settings.FILES_PER_MESSAGE
    )
