"""Direct conversations: rooms of a few people. Their messages are at the address of the room."""

from django.http import Http404
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response

from apps.rooms.inbox import conversations_of
from apps.rooms.models import Room, Unreachable
from apps.rooms.models.direct import MOST
from apps.rooms.views.direct import others_and_room_or_404, unreachable_sentence
from apps.rooms.views.pages import readable
from apps.shared.http import visible_or_404

from .. import pagination
from ..filters import check_search, truth_of
from ..problems import Refused
from ..serializers.requests import RequestSerializer, body_of
from ..serializers.rooms import RoomSerializer
from .rooms import RoomView, room_response, rooms_page


class NewConversationSerializer(RequestSerializer):
    usernames = serializers.ListField(
        child=serializers.CharField(), min_length=1, max_length=MOST - 1, help_text="The others."
    )


class Direct(RoomView):
    limits = {"POST": "conversations"}

    @extend_schema(
        operation_id="direct_list",
        tags=["direct"],
        parameters=[
            OpenApiParameter("q", str, description="Words of the names of the others; finds hidden ones, too."),
            OpenApiParameter("requests", bool, description="Requests that you have not answered yet."),
            *pagination.PARAMETERS,
        ],
        responses=pagination.page_of(RoomSerializer),
    )
    def get(self, request):
        """Your direct conversations, those with the newest messages first."""
        words, requests = check_search(request), truth_of(request, "requests")
        rooms = conversations_of(request.user, words=words, requests=requests)
        return rooms_page(request, rooms.with_lines().prefetch_related("topics"))

    @extend_schema(
        operation_id="direct_create",
        tags=["direct"],
        request=NewConversationSerializer,
        responses={200: RoomSerializer, 201: RoomSerializer},
    )
    def post(self, request):
        """Begin a direct conversation, or get the one that you have with these people (200)."""
        sent = body_of(request, NewConversationSerializer)
        try:
            others, known = others_and_room_or_404(request, ",".join(sent["usernames"]))
        except Http404 as nobody:
            detail = _("These are not the usernames of other people.")
            raise ValidationError({"usernames": [detail]}, code="not-found") from nobody
        try:
            room = Room.objects.begin(request.user, others)
        except Unreachable as unreachable:
            raise Refused(unreachable_sentence(others), code="unreachable") from unreachable
        return room_response(request, room.slug, status=200 if known else 201)


class Admission(RoomView):
    @extend_schema(operation_id="direct_admission_create", tags=["direct"], request=None, responses=RoomSerializer)
    def put(self, request, slug):
        """Accept a request to write to you. The others see from then on what you have read."""
        visible_or_404(request, readable(request).direct(), slug=slug).admit(request.user)
        return room_response(request, slug)

    @extend_schema(operation_id="direct_admission_destroy", tags=["direct"], request=None, responses={204: None})
    def delete(self, request, slug):
        """Decline a request to write to you. The others are not told."""
        visible_or_404(request, readable(request).direct(), slug=slug).decline(request.user)
        return Response(status=204)
