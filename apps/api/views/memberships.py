"""Members of rooms, one's own membership, and how far one has read."""

from django.core.exceptions import ValidationError as FormError
from django.http import Http404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response

from apps.rooms.models import Stays
from apps.rooms.views.memberships import OWNER_IS_NOT_REMOVED, OWNER_STAYS, profile_called
from apps.rooms.views.pages import readable, run_by_or_404
from apps.shared import paging
from apps.shared.http import visible_or_404
from apps.shared.parameters import whole_number

from .. import pagination
from ..filters import check_search
from ..problems import Refused
from ..serializers.links import api_url
from ..serializers.people import PersonSummarySerializer
from ..serializers.requests import body_of
from ..serializers.rooms import LevelSerializer, ReadSerializer, RoomSerializer, UsernameSerializer
from .people import summaries
from .rooms import RoomView, room_or_404, room_response


class Members(RoomView):
    limits = {"POST": "joins"}

    @extend_schema(
        operation_id="room_members_list",
        tags=["rooms"],
        parameters=[OpenApiParameter("q", str, description="Words of their names."), *pagination.PARAMETERS],
        responses=pagination.page_of(PersonSummarySerializer),
    )
    def get(self, request, slug):
        """Members of a room, those who joined first in front."""
        room = room_or_404(request, slug)
        after = whole_number(pagination.key_text(request)) or 0
        found = room.memberships.with_rows().called(check_search(request))
        page = paging.after(found, after, pagination.limit_of(request))
        following = pagination.last_key(page)
        return summaries(request, [row.user.profile for row in page], following)

    @extend_schema(
        operation_id="room_members_create",
        tags=["rooms"],
        request=UsernameSerializer,
        responses={200: PersonSummarySerializer, 201: PersonSummarySerializer},
    )
    def post(self, request, slug):
        """Add someone to a room of yours; they are notified. 200 where they are a member already."""
        room = run_by_or_404(request, slug)
        sent = body_of(request, UsernameSerializer)
        try:
            profile = profile_called(request, sent["username"].lstrip("@").lower())
        except FormError as error:
            raise ValidationError({"username": error.messages}, code="invalid") from error
        status = 201 if room.take_in(profile.user, request.user) else 200
        headers = {"Location": api_url("room_member", slug, profile.user.username)}
        return Response(PersonSummarySerializer(profile).data, status=status, headers=headers)


class Member(RoomView):
    @extend_schema(operation_id="room_members_retrieve", tags=["rooms"], responses=PersonSummarySerializer)
    def get(self, request, slug, username):
        """A member of a room; 404 where they are none."""
        members = room_or_404(request, slug).memberships.with_rows()
        member = visible_or_404(request, members, user__username=username.lower())
        return Response(PersonSummarySerializer(member.user.profile).data)

    @extend_schema(operation_id="room_members_destroy", tags=["rooms"], request=None, responses={204: None})
    def delete(self, request, slug, username):
        """Remove someone from a room of yours. Its owner cannot be removed."""
        room = run_by_or_404(request, slug)
        member = room.memberships.with_rows().filter(user__username=username.lower()).first()
        if member is not None:
            try:
                room.take_out(member.user)
            except Stays as stays:
                raise Refused(OWNER_IS_NOT_REMOVED, code="owner") from stays
        return Response(status=204)


class MembershipOf(RoomView):
    limits = {"PUT": "joins", "DELETE": "joins"}

    @extend_schema(
        operation_id="room_membership_create", tags=["rooms"], request=LevelSerializer, responses=RoomSerializer
    )
    def put(self, request, slug):
        """Join a room, or change what you are notified of."""
        room = visible_or_404(request, readable(request), slug=slug)
        sent = body_of(request, LevelSerializer)
        room.enter(request.user)
        if level := sent.get("level"):
            room.set_bell(request.user, level)
        return room_response(request, slug)

    @extend_schema(operation_id="room_membership_destroy", tags=["rooms"], request=None, responses={204: None})
    def delete(self, request, slug):
        """Leave a room. Its owner cannot, and nobody leaves a direct conversation."""
        room = visible_or_404(request, readable(request), slug=slug)
        if room.is_direct:
            raise Http404
        try:
            room.leave(request.user)
        except Stays as stays:
            raise Refused(OWNER_STAYS, code="owner") from stays
        return Response(status=204)


class ReadUpTo(RoomView):
    @extend_schema(operation_id="room_read_update", tags=["rooms"], request=ReadSerializer, responses={204: None})
    def put(self, request, slug):
        """Mark messages as read, and the notifications of them; or messages as unread again."""
        room = visible_or_404(request, readable(request), slug=slug)
        sent = body_of(request, ReadSerializer)
        if "unread_from" in sent:
            first = visible_or_404(request, room.messages.all(), pk=sent["unread_from"])
            room.unread_by(request.user, first.pk)
        else:
            newest = room.newest()
            room.read_by(request.user, min(sent.get("up_to", newest), newest))
        return Response(status=204)
