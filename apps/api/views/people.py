"""People, oneself, follows, follow requests and blocks."""

from django.db.models import Prefetch
from django.http import Http404
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from apps.accounts.user_rows import creates_missing_rows
from apps.people.filters import ORDERS, PeopleFilter
from apps.people.forms import ProfileForm
from apps.people.models import Block, Follow, FollowRequest, Profile, ProfileFieldValue
from apps.people.views import visible
from apps.shared import limits, paging
from apps.shared.http import visible_or_404
from apps.shared.parameters import whole_number

from .. import pagination
from ..filters import check_search, filtered, parameters_of
from ..problems import Refused, errors_of_form
from ..schema import with_files
from ..scopes import Scope
from ..serializers.people import (
    EditMeSerializer,
    EditMeWithPicturesSerializer,
    MeSerializer,
    PersonSerializer,
    PersonSummarySerializer,
    PersonWithNumbersSerializer,
)
from ..serializers.requests import body_of
from .base import View, values_of


def whole(people, request):
    """With everything that PersonSerializer shows, in a constant number of queries."""
    values = Prefetch("field_values", ProfileFieldValue.objects.in_order())
    return people.with_cards().with_ties_of(request.user).prefetch_related("links", values)


@creates_missing_rows
def person_or_404(request, *, username, **lookup):
    return visible_or_404(request, whole(visible(request), request), user__username=username.lower(), **lookup)


def somebody_else_or_404(request, username):
    if username.lower() == request.user.username:
        raise Http404
    return person_or_404(request, username=username)


def person_response(request, profile, serializer=PersonWithNumbersSerializer, status=200):
    numbers = profile.numbers(request.user)
    return Response(serializer(profile, context={"numbers": numbers}).data, status=status)


def summaries(request, people, after):
    """A page of profiles in few words; `after` as for `page_response`."""
    return pagination.page_response(request, PersonSummarySerializer(people, many=True).data, after)


class PeopleView(View):
    scopes = {"GET": Scope.PEOPLE_READ, "PUT": Scope.PEOPLE_WRITE, "DELETE": Scope.PEOPLE_WRITE}
    limits = {"PUT": "follows", "DELETE": "follows"}
    shows = {"PUT": Scope.PEOPLE_READ}


class People(PeopleView):
    @extend_schema(
        operation_id="people_list",
        tags=["people"],
        parameters=[*parameters_of(PeopleFilter, orders=ORDERS), *pagination.PARAMETERS],
        responses=pagination.page_of(PersonSerializer),
    )
    def get(self, request):
        """The directory: everybody whom you may find here."""
        check_search(request)
        sort, found = filtered(request, PeopleFilter, visible(request), ORDERS)
        field, descending = ORDERS[sort]
        cursor = pagination.cursor_of(request, Profile, field)
        limit = pagination.limit_of(request)
        rows = whole(visible(request), request)
        page, following, _total = paging.ordered_and_counted(found, rows, field, cursor, limit, 0, descending)
        after = paging.cursor_text(following) if following else None
        return pagination.page_response(request, PersonSerializer(page.rows, many=True).data, after)


class Person(PeopleView):
    @extend_schema(operation_id="people_retrieve", tags=["people"], responses=PersonWithNumbersSerializer)
    def get(self, request, username):
        return person_response(request, person_or_404(request, username=username))


class Me(View):
    scopes = {"GET": Scope.PROFILE_READ, "PATCH": Scope.PROFILE_WRITE}

    @extend_schema(operation_id="me_retrieve", tags=["me"], responses=MeSerializer)
    def get(self, request):
        """Yourself."""
        return person_response(request, person_or_404(request, username=request.user.username), MeSerializer)

    @extend_schema(
        operation_id="me_update",
        tags=["me"],
        request=with_files(EditMeSerializer, EditMeWithPicturesSerializer),
        responses=MeSerializer,
    )
    def patch(self, request):
        """Change your profile. What is not sent stays as it is."""
        sent = body_of(request, EditMeWithPicturesSerializer, partial=True)
        profile = Profile.objects.get(pk=request.user.pk)
        given = dict(sent)
        files = {name: given.pop(name) for name in ("picture", "cover") if name in given}
        if files:
            limits.count(request, "uploads", len(files))
        as_it_is = ProfileForm(instance=profile)
        data = values_of(as_it_is, but_not=["picture", "cover"])
        form = ProfileForm(data | given, files or None, instance=profile)
        if not form.is_valid():
            raise errors_of_form(form)
        form.save()
        return person_response(request, person_or_404(request, username=request.user.username), MeSerializer)


class FollowOf(PeopleView):
    """Your following someone: made by PUT, ended by DELETE, either as often as one likes."""

    @extend_schema(operation_id="follow_create", tags=["follows"], request=None, responses=PersonWithNumbersSerializer)
    def put(self, request, username):
        """Follow someone, or ask to where they are private (`requested`)."""
        profile = somebody_else_or_404(request, username)
        if not profile.can_be_followed:
            raise Refused(_("You have blocked them."), code="blocked")
        profile.take_follower(request.user)
        return person_response(request, somebody_else_or_404(request, username))

    @extend_schema(operation_id="follow_destroy", tags=["follows"], request=None, responses={204: None})
    def delete(self, request, username):
        """Follow someone no longer, or withdraw the request."""
        somebody_else_or_404(request, username).lose_follower(request.user)
        return Response(status=204)


class FollowsList(PeopleView):
    """Who follows someone, or whom someone follows; the newest first."""

    def page(self, request, username, people_of):
        profile = person_or_404(request, username=username, is_open_to_me=True)
        ties = people_of(visible(request), profile.user).not_parted_from(request.user).values_list("tie", "pk")
        page = paging.downwards(ties, pagination.limit_of(request), pagination.key_text(request), by="tie")
        people = Profile.objects.select_related("user").in_bulk([pk for _tie, pk in page])
        rows = [people[pk] for _tie, pk in page if pk in people]
        return summaries(request, rows, page.rows[-1][0] if page.has_older else None)


class Followers(FollowsList):
    @extend_schema(
        operation_id="followers_list",
        tags=["follows"],
        parameters=pagination.PARAMETERS,
        responses=pagination.page_of(PersonSummarySerializer),
    )
    def get(self, request, username):
        """Who follows someone. 404 where they do not show it to you."""
        return self.page(request, username, type(Profile.objects.all()).who_follow)


class Following(FollowsList):
    @extend_schema(
        operation_id="following_list",
        tags=["follows"],
        parameters=pagination.PARAMETERS,
        responses=pagination.page_of(PersonSummarySerializer),
    )
    def get(self, request, username):
        """Whom someone follows. 404 where they do not show it to you."""
        return self.page(request, username, type(Profile.objects.all()).whom_follows)


class Follower(PeopleView):
    """One of your own followers, to be removed."""

    @extend_schema(operation_id="followers_destroy", tags=["follows"], request=None, responses={204: None})
    def delete(self, request, username):
        Follow.objects.end(somebody_else_or_404(request, username).user, request.user)
        return Response(status=204)


class FollowRequests(PeopleView):
    @extend_schema(
        operation_id="follow_requests_list",
        tags=["follows"],
        parameters=pagination.PARAMETERS,
        responses=pagination.page_of(PersonSummarySerializer),
    )
    def get(self, request):
        """Who asks to follow you, the newest first."""
        waiting = FollowRequest.objects.to_be_answered_by(request.user).newest_first().with_rows()
        page = paging.downwards(waiting, pagination.limit_of(request), pagination.key_text(request))
        after = pagination.last_key(page)
        return summaries(request, [row.asker.profile for row in page], after)


class FollowRequestOf(PeopleView):
    """Someone's request to follow you: accepted by PUT, declined by DELETE."""

    @extend_schema(operation_id="follow_request_accept", tags=["follows"], request=None, responses={204: None})
    def put(self, request, username):
        asker = somebody_else_or_404(request, username)
        if not FollowRequest.objects.accept(asker.user, request.user):
            raise Refused(_("They do not ask to follow you."), code="no-request")
        return Response(status=204)

    @extend_schema(operation_id="follow_request_decline", tags=["follows"], request=None, responses={204: None})
    def delete(self, request, username):
        """They are not told."""
        FollowRequest.objects.end(somebody_else_or_404(request, username).user, request.user)
        return Response(status=204)


class Blocks(PeopleView):
    @extend_schema(
        operation_id="blocks_list",
        tags=["blocks"],
        parameters=pagination.PARAMETERS,
        responses=pagination.page_of(PersonSummarySerializer),
    )
    def get(self, request):
        """Whom you have blocked, the first one first."""
        after = whole_number(pagination.key_text(request)) or 0
        page = paging.after(request.user.blocks.with_rows(), after, pagination.limit_of(request))
        after = pagination.last_key(page)
        return summaries(request, [row.blocked.profile for row in page], after)


class BlockOf(PeopleView):
    """Your block of someone: made by PUT, ended by DELETE. They are not told."""

    @extend_schema(operation_id="blocks_create", tags=["blocks"], request=None, responses={204: None})
    def put(self, request, username):
        Block.objects.make(request.user, somebody_else_or_404(request, username).user)
        return Response(status=204)

    @extend_schema(operation_id="blocks_destroy", tags=["blocks"], request=None, responses={204: None})
    def delete(self, request, username):
        """Also where they have blocked you, too."""
        blocked = Profile.objects.filter(pk__in=request.user.blocks.values("blocked")).with_username(username)
        Block.objects.end(request.user, (blocked or somebody_else_or_404(request, username)).user)
        return Response(status=204)
