from rest_framework import serializers

from apps.posts.models import Comment

from .links import LinkedSerializer
from .people import PersonSummarySerializer
from .posts import TargetSummarySerializer
from .requests import RequestSerializer


class CommentSerializer(LinkedSerializer, serializers.ModelSerializer):
    """Of a Comment `with_rows` and its target."""

    author = PersonSummarySerializer(source="author.profile")
    target = TargetSummarySerializer(help_text="The post or project it is on.")
    parent = serializers.IntegerField(
        source="parent_id", allow_null=True, help_text="The comment it replies to, by its number."
    )
    like_count = serializers.IntegerField(source="visible_like_count")
    reply_count = serializers.IntegerField(source="visible_reply_count")
    liked = serializers.BooleanField(source="i_like", help_text="Whether you like it.")
    created_at = serializers.DateTimeField(source="said_at")

    class Meta:
        model = Comment
        fields = [
            *("id", "author", "target", "parent", "body", "body_html", "like_count", "reply_count", "liked"),
            *("created_at", "url", "page"),
        ]


class NewCommentSerializer(RequestSerializer):
    body = serializers.CharField(
        allow_blank=True, trim_whitespace=False, help_text="In Markdown, with #tags and @names."
    )
    parent = serializers.IntegerField(required=False, help_text="The comment it replies to.")
    client_id = serializers.UUIDField(required=False, help_text="Your number for it: sent twice, it is one comment.")
