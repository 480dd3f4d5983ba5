"""Projects, their reviews, and endorsements of skills; and rows that are of a post or a project."""

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from apps.projects.models import MOST_LINKS, Collaborator, Endorsement, Project, ProjectLink, Review

from .links import LinkedSerializer, api_url
from .people import PersonSummarySerializer
from .posts import EditPostSerializer, MarksSerializer, PhotoSerializer, PostSerializer
from .requests import RequestSerializer
from .tags import TagSummarySerializer


class ProjectSummarySerializer(LinkedSerializer, serializers.ModelSerializer):
    class Meta:
        model = Project
        fields = ["id", "title", "url", "page"]


class ProjectCardSerializer(MarksSerializer, ProjectSummarySerializer):
    """As lists show it: of a Project `with_cards` and `with_marks`."""

    owner = PersonSummarySerializer(source="owner.profile")
    collaborators = serializers.SerializerMethodField()
    cover = PhotoSerializer(allow_null=True)
    tags = TagSummarySerializer(many=True)

    class Meta:
        model = Project
        fields = [
            *("id", "title", "summary", "owner", "collaborators", "cover", "tags", "help_wanted", "review_count"),
            *("positive_count", "like_count", "comment_count", "liked", "saved", "published_at", "url", "page"),
        ]
        extra_kwargs = {"published_at": {"help_text": "Null for a draft, which its owner alone sees."}}

    @extend_schema_field(PersonSummarySerializer(many=True))
    def get_collaborators(self, project):
        people = [one.user.profile for one in project.accepted if one.user.is_active]
        return PersonSummarySerializer(people, many=True).data


class ProjectLinkSerializer(serializers.ModelSerializer):
    class Meta:
        model = ProjectLink
        fields = ["type", "label", "url"]


class ProjectSerializer(ProjectCardSerializer):
    """The whole; its `links` are fetched with it."""

    photos = PhotoSerializer(many=True)
    links = ProjectLinkSerializer(many=True)

    class Meta(ProjectCardSerializer.Meta):
        fields = [
            *ProjectCardSerializer.Meta.fields,
            *("body", "body_html", "photos", "links", "role", "started_on", "ended_on", "audience"),
            *("takes_comments", "created_at", "edited_at"),
        ]


class NewProjectSerializer(RequestSerializer):
    title = serializers.CharField(allow_blank=True)


class EditLinkSerializer(RequestSerializer):
    type = serializers.ChoiceField(ProjectLink.Type.choices, required=False)
    label = serializers.CharField(required=False, allow_blank=True)
    url = serializers.CharField()


class EditProjectSerializer(EditPostSerializer):
    """What is not sent stays as it is."""

    title = serializers.CharField(required=False, allow_blank=True)
    summary = serializers.CharField(required=False, allow_blank=True)
    role = serializers.CharField(required=False, allow_blank=True)
    started_on = serializers.DateField(required=False, allow_null=True)
    ended_on = serializers.DateField(required=False, allow_null=True)
    help_wanted = serializers.CharField(
        required=False, allow_blank=True, help_text="What you need. Followers of its tags are notified once."
    )
    tags = serializers.ListField(child=serializers.CharField(), required=False, max_length=100, help_text="Names.")
    links = EditLinkSerializer(many=True, required=False, max_length=MOST_LINKS)


class CollaboratorSerializer(serializers.ModelSerializer):
    """Of a Collaborator with their user and profile."""

    person = PersonSummarySerializer(source="user.profile")
    url = serializers.SerializerMethodField()

    class Meta:
        model = Collaborator
        fields = ["person", "invited_at", "accepted_at", "url"]
        extra_kwargs = {"accepted_at": {"help_text": "Null while the invitation is not answered."}}

    @extend_schema_field(OpenApiTypes.URI)
    def get_url(self, collaborator):
        return api_url("project_collaborator", collaborator.project_id, collaborator.user.username)


class AnswerSerializer(serializers.Serializer):
    """The reply of the project's owner. `author` is null where the account was deleted."""

    author = PersonSummarySerializer(source="answered_by.profile", allow_null=True)
    body = serializers.CharField(source="answer")
    body_html = serializers.CharField(source="answer_html")
    created_at = serializers.DateTimeField(source="answered_at")


class ReviewSerializer(LinkedSerializer, serializers.ModelSerializer):
    """Of a Review `with_rows`. Hidden ones are shown to their authors alone."""

    project = ProjectSummarySerializer()
    author = PersonSummarySerializer(source="author.profile")
    recommends = serializers.BooleanField(source="is_positive")
    answer = serializers.SerializerMethodField()
    hidden = serializers.BooleanField(source="is_hidden", help_text="By an admin; others do not see it.")

    class Meta:
        model = Review
        fields = [
            *("id", "project", "author", "recommends", "relation", "body", "body_html", "answer", "hidden"),
            *("created_at", "edited_at", "url", "page"),
        ]

    @extend_schema_field(AnswerSerializer(allow_null=True))
    def get_answer(self, review):
        if not review.answered_at or review.hides_answer:
            return None
        return AnswerSerializer(review).data


class EditReviewSerializer(RequestSerializer):
    recommends = serializers.BooleanField()
    relation = serializers.ChoiceField(Review.Relation.choices)
    body = serializers.CharField(allow_blank=True, trim_whitespace=False, help_text="In Markdown, with @names.")


class NewAnswerSerializer(RequestSerializer):
    body = serializers.CharField(allow_blank=True, trim_whitespace=False)


class EndorsementSerializer(serializers.ModelSerializer):
    """Of an Endorsement of `endorsements_of`."""

    endorser = PersonSummarySerializer(source="endorser.profile")
    project = ProjectSummarySerializer(source="shown_project", allow_null=True, help_text="That shows the skill.")
    hidden = serializers.BooleanField(source="is_hidden", help_text="By whose skill it is; others do not see it.")

    class Meta:
        model = Endorsement
        fields = ["id", "endorser", "project", "hidden", "created_at"]


class EndorseSerializer(RequestSerializer):
    project = serializers.IntegerField(required=False, allow_null=True, help_text="Of theirs, that shows the skill.")


class ItemSerializer(serializers.Serializer):
    """A post or a project; the other one is null."""

    type = serializers.ChoiceField(["post", "project"], source="target.noun")
    post = serializers.SerializerMethodField()
    project = serializers.SerializerMethodField()

    @extend_schema_field(PostSerializer(allow_null=True))
    def get_post(self, item):
        return PostSerializer(item.target).data if item.target.noun == "post" else None

    @extend_schema_field(ProjectCardSerializer(allow_null=True))
    def get_project(self, item):
        return ProjectCardSerializer(item.target).data if item.target.noun == "project" else None


class SavedItemSerializer(ItemSerializer):
    saved_at = serializers.DateTimeField(source="since")


class ReasonSerializer(serializers.Serializer):
    """Why something is shown to you: `tag`, `people` and their `number` as far as they are part of it."""

    kind = serializers.CharField(source="reason.kind")
    number = serializers.IntegerField(source="reason.number")
    tag = TagSummarySerializer(allow_null=True)
    people = PersonSummarySerializer(many=True)


class DiscoverItemSerializer(ItemSerializer):
    """Of a Card of a draw."""

    reason = ReasonSerializer(source="*")
