"""Reviews of projects and their answers; endorsements of skills."""

from django.core.exceptions import ValidationError as FormError
from django.http import Http404
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import PermissionDenied, ValidationError
from rest_framework.response import Response

from apps.projects.forms import AnswerForm, ReviewForm
from apps.projects.models import (
    AlreadyAnswered,
    AlreadyReviewed,
    CannotAnswer,
    CannotEndorse,
    CannotReview,
    Endorsement,
    Review,
)
from apps.projects.profile_tabs import received, written
from apps.projects.views.endorsements import endorse, endorsements_of, received_or_404, skill_or_404
from apps.projects.views.reviews import review_or_404
from apps.shared import paging

from .. import pagination
from ..filters import truth_of
from ..problems import Refused, errors_of_form
from ..serializers.projects import (
    EditReviewSerializer,
    EndorsementSerializer,
    EndorseSerializer,
    NewAnswerSerializer,
    ReviewSerializer,
)
from ..serializers.requests import body_of
from .base import View
from .marks import PROJECT_SCOPES
from .people import person_or_404
from .projects import ProjectView


def reviews_page(request, reviews):
    """A page of reviews, the newest first."""
    rows = reviews.with_rows().newest_first()
    page = paging.downwards(rows, pagination.limit_of(request), pagination.key_text(request))
    after = pagination.last_key(page)
    return pagination.page_response(request, ReviewSerializer(page.rows, many=True).data, after)


def review_response(request, pk, status=200):
    return Response(ReviewSerializer(review_or_404(request, pk)).data, status=status)


def valid_review(given):
    """The valid form of a review; raises what is wrong with it."""
    form = ReviewForm({**given, "is_positive": "yes" if given["recommends"] else "no"})
    if not form.is_valid():
        raise errors_of_form(form, {"is_positive": "recommends"})
    return form


class Reviews(ProjectView):
    limits = {"POST": "reviews"}

    @extend_schema(
        operation_id="project_reviews_list",
        tags=["reviews"],
        parameters=pagination.PARAMETERS,
        responses=pagination.page_of(ReviewSerializer),
    )
    def get(self, request, pk):
        """Reviews of a project, the newest first."""
        return reviews_page(request, self.target_or_404(pk).reviews.visible_to(request.user))

    @extend_schema(
        operation_id="project_reviews_create",
        tags=["reviews"],
        request=EditReviewSerializer,
        responses={201: ReviewSerializer},
    )
    def post(self, request, pk):
        """Review a project that you did not make, once."""
        project = self.target_or_404(pk)
        sent = body_of(request, EditReviewSerializer)
        form = valid_review(sent)
        try:
            review = Review.objects.write(project, request.user, **form.values)
        except AlreadyReviewed as twice:
            detail = _("You’ve already reviewed this project. Edit your review instead.")
            raise Refused(detail, code="already-reviewed") from twice
        except CannotReview as refused:
            detail = _("The owner and collaborators can’t review a project.")
            raise PermissionDenied(detail, code="cannot-review") from refused
        return review_response(request, review.pk, status=201)


class ReviewView(View):
    scopes = PROJECT_SCOPES
    limits = {"PATCH": "reviews", "PUT": "reviews"}

    def own_or_404(self, pk):
        review = review_or_404(self.request, pk)
        if review.author_id != self.request.user.pk:
            raise Http404
        return review


class ReviewOf(ReviewView):
    @extend_schema(operation_id="reviews_retrieve", tags=["reviews"], responses=ReviewSerializer)
    def get(self, request, pk):
        return review_response(request, pk)

    @extend_schema(
        operation_id="reviews_update", tags=["reviews"], request=EditReviewSerializer, responses=ReviewSerializer
    )
    def patch(self, request, pk):
        """Change a review of yours. What is not sent stays as it is."""
        review = self.own_or_404(pk)
        sent = body_of(request, EditReviewSerializer, partial=True)
        as_it_is = {"recommends": review.is_positive, "relation": review.relation, "body": review.body}
        review.edit(**valid_review(as_it_is | sent).values)
        return review_response(request, pk)

    @extend_schema(operation_id="reviews_destroy", tags=["reviews"], request=None, responses={204: None})
    def delete(self, request, pk):
        """Withdraw a review of yours."""
        self.own_or_404(pk).withdraw()
        return Response(status=204)


class AnswerOf(ReviewView):
    @extend_schema(
        operation_id="review_answer_create", tags=["reviews"], request=NewAnswerSerializer, responses=ReviewSerializer
    )
    def put(self, request, pk):
        """Reply to a review of a project of yours, once. The same words again change nothing."""
        review = review_or_404(request, pk)
        if review.project.owner_id != request.user.pk:
            raise Http404
        sent = body_of(request, NewAnswerSerializer)
        form = AnswerForm(sent)
        if not form.is_valid():
            raise errors_of_form(form)
        words = form.cleaned_data["body"]
        try:
            review.write_answer(words)
        except AlreadyAnswered as twice:
            if review_or_404(request, pk).answer != words:
                raise Refused(_("You’ve already replied to this review."), code="already-answered") from twice
        except CannotAnswer as not_theirs:
            raise Http404 from not_theirs
        return review_response(request, pk)

    @extend_schema(operation_id="review_answer_destroy", tags=["reviews"], request=None, responses={204: None})
    def delete(self, request, pk):
        """By who wrote the reply, and by the present owner of the project."""
        review = review_or_404(request, pk)
        if not review.answer_can_be_removed_by(request.user):
            raise Http404
        review.remove_answer()
        return Response(status=204)


class ReviewsOfPerson(View):
    scopes = PROJECT_SCOPES

    @extend_schema(
        operation_id="people_reviews_list",
        tags=["reviews"],
        parameters=[
            OpenApiParameter("written", bool, description="Those that they wrote, not those of their projects."),
            *pagination.PARAMETERS,
        ],
        responses=pagination.page_of(ReviewSerializer),
    )
    def get(self, request, username):
        """Reviews of someone's projects, or those that they wrote; the newest first."""
        profile = person_or_404(request, username=username)
        reviews = written if truth_of(request, "written") else received
        return reviews_page(request, reviews(request, profile))


class Endorsements(View):
    scopes = PROJECT_SCOPES

    @extend_schema(
        operation_id="endorsements_list",
        tags=["endorsements"],
        parameters=pagination.PARAMETERS,
        responses=pagination.page_of(EndorsementSerializer),
    )
    def get(self, request, username, name):
        """Who endorses a skill of someone, the newest endorsement first."""
        skill = skill_or_404(request, username, name)
        page = endorsements_of(request, skill, pagination.limit_of(request), pagination.key_text(request))
        after = pagination.last_key(page)
        return pagination.page_response(request, EndorsementSerializer(page.rows, many=True).data, after)


class EndorsementOf(View):
    """Your endorsement of someone's skill: made by PUT, withdrawn by DELETE."""

    scopes = PROJECT_SCOPES
    limits = {"PUT": "follows", "DELETE": "follows"}

    @extend_schema(
        operation_id="endorsements_create", tags=["endorsements"], request=EndorseSerializer, responses={204: None}
    )
    def put(self, request, username, name):
        """A second time changes the project alone."""
        skill = skill_or_404(request, username, name)
        sent = body_of(request, EndorseSerializer)
        number = sent.get("project")
        try:
            endorse(request, skill, "" if number is None else str(number))
        except CannotEndorse as refused:
            raise Refused(_("You can’t endorse this skill."), code="cannot-endorse") from refused
        except FormError as wrong:
            raise ValidationError({"project": wrong.messages}, code="invalid") from wrong
        return Response(status=204)

    @extend_schema(operation_id="endorsements_destroy", tags=["endorsements"], request=None, responses={204: None})
    def delete(self, request, username, name):
        skill = skill_or_404(request, username, name)
        Endorsement.objects.filter(skill=skill, endorser=request.user).withdraw()
        return Response(status=204)


class HiddenEndorsement(View):
    """That others do not see an endorsement of a skill of yours: made by PUT, ended by DELETE."""

    scopes = PROJECT_SCOPES

    @extend_schema(operation_id="endorsements_hide", tags=["endorsements"], request=None, responses={204: None})
    def put(self, request, pk):
        """It is not counted either. Its endorser still sees it."""
        received_or_404(request, pk).set_hidden(True)
        return Response(status=204)

    @extend_schema(operation_id="endorsements_show", tags=["endorsements"], request=None, responses={204: None})
    def delete(self, request, pk):
        received_or_404(request, pk).set_hidden(False)
        return Response(status=204)
