"""Rooms: listed, made, changed, archived and deleted."""

from django.http import Http404
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response

from apps.rooms.models import Rests, Shut, Silent, Stays
from apps.rooms.room_forms import DeleteForm, HandOverForm, RoomForm, SettingsForm
from apps.rooms.views.pages import ARCHIVED, readable, run_by_or_404, silence
from apps.rooms.views.rooms import SHOWN, cursor_text, filtered_rooms, read_cursor
from apps.shared import limits
from apps.shared.http import visible_or_404

from .. import pagination
from ..filters import check_search, choice_of, truth_of
from ..problems import Refused, errors_of_form
from ..schema import with_files
from ..scopes import Scope
from ..serializers.requests import body_of
from ..serializers.rooms import (
    EditRoomSerializer,
    EditRoomWithPictureSerializer,
    NewRoomSerializer,
    NewRoomWithPictureSerializer,
    RoomSerializer,
    UsernameSerializer,
)
from .base import View, values_of


class RoomView(View):
    # Without a docstring: it would describe operations that have none.
    scopes = {"GET": Scope.ROOMS_READ, **dict.fromkeys(("POST", "PUT", "PATCH", "DELETE"), Scope.ROOMS_WRITE)}
    shows = {"PUT": Scope.ROOMS_READ}

    def handle_exception(self, exception):
        if isinstance(exception, Shut):
            exception = Http404()
        elif isinstance(exception, Rests):
            exception = Refused(ARCHIVED, code="archived")
        elif isinstance(exception, Silent):
            exception = Refused(str(exception), code="posting-not-allowed")
        return super().handle_exception(exception)


def room_or_404(request, slug, rooms=None):
    """One that may be read, with what its messages need to know of it."""
    return visible_or_404(request, readable(request).with_head() if rooms is None else rooms, slug=slug)


def check_can_write(request, room, speaks=True):
    """Raise `Refused` or `Shut`. `speaks`: whether it is a new message."""
    if why := silence(request, room, speaks):
        raise Refused(why, code="archived" if room.archived_at else "posting-not-allowed")


def room_response(request, slug, status=200):
    room = room_or_404(request, slug, readable(request).with_cards())
    return Response(RoomSerializer(room).data, status=status)


def rooms_page(request, rooms):
    """A page of rooms, those with the newest messages first."""
    limit, text = pagination.limit_of(request), request.query_params.get("after")
    cursor = read_cursor(text)
    if text and cursor is None:
        raise ValidationError({"after": [pagination.NO_PLACE]}, code="invalid")
    rooms = rooms.calmer_than(*cursor) if cursor else rooms
    rows = list(rooms.most_awake_first()[: limit + 1])
    following = cursor_text(rows[limit - 1]) if len(rows) > limit else None
    return pagination.page_response(request, RoomSerializer(rows[:limit], many=True).data, following)


class Rooms(RoomView):
    limits = {"POST": "rooms"}

    @extend_schema(
        operation_id="rooms_list",
        tags=["rooms"],
        parameters=[
            OpenApiParameter("q", str, description="Words of the name, the description or a topic."),
            OpenApiParameter("show", str, enum=SHOWN, description="Yours, or those of yours with unread messages."),
            OpenApiParameter("archived", bool, description="Archived rooms instead of those in use."),
            *pagination.PARAMETERS,
        ],
        responses=pagination.page_of(RoomSerializer),
    )
    def get(self, request):
        """Open rooms and closed ones of yours, those with the newest messages first; no personal rooms."""
        show, archived = choice_of(request, "show", SHOWN), truth_of(request, "archived")
        rooms = filtered_rooms(readable(request).shared(), check_search(request), show, archived)
        return rooms_page(request, rooms.with_cards())

    @extend_schema(
        operation_id="rooms_create",
        tags=["rooms"],
        request=with_files(NewRoomSerializer, NewRoomWithPictureSerializer),
        responses={201: RoomSerializer},
    )
    def post(self, request):
        """Create a room, of which you are the owner and the first member."""
        sent = body_of(request, NewRoomWithPictureSerializer)
        form = RoomForm(*form_data(request, sent), user=request.user)
        if not form.is_valid():
            raise errors_of_form(form)
        return room_response(request, form.open(request.user).slug, status=201)


def form_data(request, given):
    """`(data, files)` for the forms of rooms; a picture counts as an upload."""
    data, files = dict(given), {}
    if "topics" in data:
        data["topics"] = ", ".join(data["topics"])
    if picture := data.pop("picture", None):
        limits.count(request, "uploads")
        files["picture"] = picture
    elif data.pop("removes_picture", False):
        data["picture-clear"] = "on"
    return data, files


class RoomOf(RoomView):
    @extend_schema(operation_id="rooms_retrieve", tags=["rooms"], responses=RoomSerializer)
    def get(self, request, slug):
        """A room, a personal room or a direct conversation."""
        return room_response(request, slug)

    @extend_schema(
        operation_id="rooms_update",
        tags=["rooms"],
        request=with_files(EditRoomSerializer, EditRoomWithPictureSerializer),
        responses=RoomSerializer,
    )
    def patch(self, request, slug):
        """Change a room of yours. What is not sent stays as it is."""
        room = run_by_or_404(request, slug)
        sent = body_of(request, EditRoomWithPictureSerializer, partial=True)
        as_it_is = SettingsForm(instance=room)
        if missing := set(sent) - {*as_it_is.fields, "removes_picture"}:
            detail = _("This cannot be changed in this room.")
            raise ValidationError({name: [detail] for name in sorted(missing)}, code="not-changeable")
        given, files = form_data(request, sent)
        data = values_of(as_it_is, but_not=["picture"])
        form = SettingsForm(data | given, files, instance=room, user=request.user)
        if not form.is_valid():
            raise errors_of_form(form)
        form.change()
        return room_response(request, slug)

    @extend_schema(operation_id="rooms_destroy", tags=["rooms"], request=None, responses={204: None})
    def delete(self, request, slug):
        """Delete a room of yours with all its messages. A personal room cannot be deleted."""
        room = run_by_or_404(request, slug)
        form = DeleteForm({"name": room.name}, room=room)
        if not form.is_valid():
            raise Refused(form.errors["name"][0], code="personal-room")
        room.delete()
        return Response(status=204)


class RoomArchive(RoomView):
    @extend_schema(operation_id="room_archive_create", tags=["rooms"], request=None, responses=RoomSerializer)
    def put(self, request, slug):
        """Archive a room of yours: it can be read, nobody posts in it any more, and guests are removed."""
        run_by_or_404(request, slug).archive()
        return room_response(request, slug)

    @extend_schema(operation_id="room_archive_destroy", tags=["rooms"], request=None, responses={204: None})
    def delete(self, request, slug):
        """Bring a room of yours back into use. Guests stay out until you let them in again."""
        run_by_or_404(request, slug).unarchive()
        return Response(status=204)


class RoomOwner(RoomView):
    @extend_schema(
        operation_id="room_owner_update", tags=["rooms"], request=UsernameSerializer, responses=RoomSerializer
    )
    def put(self, request, slug):
        """Give a room of yours to one of its members. You stay a member."""
        room = run_by_or_404(request, slug)
        sent = body_of(request, UsernameSerializer)
        form = HandOverForm(sent, room=room)
        if not form.is_valid():
            raise errors_of_form(form)
        try:
            room.hand_over(form.member)
        except Stays as gone:
            raise Refused(_("They have just left the room."), code="not-a-member") from gone
        return room_response(request, slug)
