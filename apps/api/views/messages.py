"""Messages of rooms and direct conversations, reactions, files, and who is typing."""

from django.http import Http404
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.response import Response

from apps.rooms.emoji import KNOWN
from apps.rooms.forms import EditForm, MessageForm
from apps.rooms.models import Removed
from apps.rooms.models.reactions import TooManyEmoji
from apps.rooms.search import Question, search
from apps.rooms.views.files import attachment_or_404, sent
from apps.rooms.views.messages import REMOVED_SINCE
from apps.rooms.views.pages import readable
from apps.rooms.views.reactions import ENOUGH_EMOJI, NO_SUCH_EMOJI
from apps.rooms.views.search import LONGEST
from apps.shared import limits, paging
from apps.shared.http import visible_or_404
from apps.shared.parameters import whole_number

from .. import pagination
from ..filters import check_search
from ..problems import Gone, Refused, errors_of_form
from ..schema import with_files
from ..scopes import Scope
from ..serializers.messages import (
    EditMessageSerializer,
    MessageSerializer,
    NewMessageSerializer,
    NewMessageWithFilesSerializer,
    RoomFileSerializer,
    messages_as_json,
)
from ..serializers.requests import body_of
from .rooms import RoomView, check_can_write, room_or_404


class MessageView(RoomView):
    scopes = {"GET": Scope.ROOMS_READ, **dict.fromkeys(("POST", "PUT", "PATCH", "DELETE"), Scope.MESSAGES_WRITE)}


def as_json(room, messages):
    """Of messages of one room `with_rows`."""
    for message in messages:
        message.room = room
    return messages_as_json(messages)


def message_or_404(request, room, pk, **lookup):
    message = visible_or_404(request, room.messages.with_rows(), pk=pk, **lookup)
    message.room = room
    return message


def message_response(request, room, pk, status=200):
    [document] = as_json(room, [message_or_404(request, room, pk)])
    return Response(document, status=status)


class Messages(MessageView):
    limits = {"POST": "messages"}
    problems = {"POST": {410: "Sent already under this `client_id`, and deleted since"}}

    @extend_schema(
        operation_id="room_messages_list",
        tags=["messages"],
        parameters=[
            pagination.LIMIT,
            OpenApiParameter("before", int, description="A message: those before it."),
            OpenApiParameter("after", int, description="A message: those after it."),
        ],
        responses=pagination.window_of(MessageSerializer),
    )
    def get(self, request, slug):
        """Messages of a room, the oldest first; the newest ones where neither `before` nor `after` is given.

        `previous` leads to older ones, `next` to newer ones. Reading them does not mark them as read.
        """
        room = room_or_404(request, slug)
        limit, rows = pagination.limit_of(request), room.messages.with_rows()
        before, after = pagination.key_of(request, "before"), pagination.key_of(request, "after")
        if before is not None and after is not None:
            raise ValidationError({"after": [_("Not together with “before”.")]}, code="invalid")
        if before is not None:
            page = paging.before(rows, before, limit)
        elif after is not None:
            page = paging.after(rows, after, limit)
        else:
            page = paging.newest(rows, limit)
        page = paging.with_both_sides(page, room.messages.only("pk"))
        return pagination.window_response(request, page, as_json(room, page.rows))

    @extend_schema(
        operation_id="room_messages_create",
        tags=["messages"],
        request=with_files(NewMessageSerializer, NewMessageWithFilesSerializer),
        responses={201: MessageSerializer},
    )
    def post(self, request, slug):
        """Send a message. You become a member of the room, if you are none yet."""
        room = room_or_404(request, slug)
        given = body_of(request, NewMessageWithFilesSerializer)
        if files := given.pop("files", []):
            limits.count(request, "uploads", len(files))
        form = MessageForm(given, MultiValueDict({"files": files}))
        if not form.is_valid():
            raise errors_of_form(form)
        kept = form.cleaned_data
        about = {"reply_to": answered(room, given.get("reply_to")), "files": kept["files"], "drafts": frozenset()}
        try:
            message = room.post(request.user, kept["body"], kept["client_id"], **about)
        except Removed as removed:
            raise Gone(REMOVED_SINCE, code="message-deleted") from removed
        return message_response(request, room, message.pk, status=201)


def answered(room, pk):
    message = room.messages.filter(pk=pk).first() if pk else None
    if pk and message is None:
        raise ValidationError({"reply_to": [_("There is no such message in this room.")]}, code="not-found")
    return message


class MessageOf(MessageView):
    limits = {"PATCH": "messages"}

    @extend_schema(operation_id="room_messages_retrieve", tags=["messages"], responses=MessageSerializer)
    def get(self, request, slug, pk):
        """One message, with its reactions and files."""
        return message_response(request, room_or_404(request, slug), pk)

    @extend_schema(
        operation_id="room_messages_update",
        tags=["messages"],
        request=EditMessageSerializer,
        responses=MessageSerializer,
    )
    def patch(self, request, slug, pk):
        """Edit a message of yours. Moderators can see what it said before."""
        room = room_or_404(request, slug)
        message = message_or_404(request, room, pk, author=request.user)
        check_can_write(request, room, speaks=False)
        sent = body_of(request, EditMessageSerializer)
        form = EditForm(sent, message=message)
        if not form.is_valid():
            raise errors_of_form(form)
        if message.edit(request.user, form.cleaned_data["body"]) is None:
            raise Http404
        return message_response(request, room, pk)

    @extend_schema(operation_id="room_messages_destroy", tags=["messages"], request=None, responses={204: None})
    def delete(self, request, slug, pk):
        """Delete a message of yours, or one in a room that you own or moderate."""
        room = room_or_404(request, slug)
        message = message_or_404(request, room, pk)
        if not message.can_be_removed_by(request.user):
            raise Http404
        room.remove(message)
        return Response(status=204)


class ReactionOf(MessageView):
    limits = {"PUT": "reactions", "DELETE": "reactions"}

    @extend_schema(operation_id="room_reactions_create", tags=["messages"], request=None, responses=MessageSerializer)
    def put(self, request, slug, pk, emoji):
        """React to a message with one of the emoji that the site offers, percent-encoded in the address."""
        if emoji not in KNOWN:
            raise ValidationError({"emoji": [NO_SUCH_EMOJI]}, code="unknown-emoji")
        room = room_or_404(request, slug)
        message = message_or_404(request, room, pk)
        check_can_write(request, room, speaks=False)
        try:
            message.react(request.user, emoji)
        except TooManyEmoji as many:
            raise Refused(ENOUGH_EMOJI, code="too-many-emoji") from many
        return message_response(request, room, pk)

    @extend_schema(operation_id="room_reactions_destroy", tags=["messages"], request=None, responses={204: None})
    def delete(self, request, slug, pk, emoji):
        """Remove a reaction of yours."""
        room = room_or_404(request, slug)
        message = message_or_404(request, room, pk)
        check_can_write(request, room, speaks=False)
        message.unreact(request.user, emoji)
        return Response(status=204)


class AnyType(BaseContentNegotiation):
    """For files, which have their own type whatever a client accepts; only refusals are rendered."""

    def select_parser(self, request, parsers):
        return parsers[0]

    def select_renderer(self, request, renderers, format_suffix=None):
        return renderers[0], renderers[0].media_type


class Attachments(MessageView):
    @extend_schema(
        operation_id="room_files_list",
        tags=["messages"],
        parameters=[OpenApiParameter("q", str, description="Words of the name."), *pagination.PARAMETERS],
        responses=pagination.page_of(RoomFileSerializer),
    )
    def get(self, request, slug):
        """Files of a room, the newest first."""
        room = room_or_404(request, slug)
        files = room.attachments.with_sender().matching(check_search(request)).newest_first()
        page = paging.downwards(files, pagination.limit_of(request), pagination.key_text(request))
        for file in page:
            file.message.room = room
        rows = RoomFileSerializer(page.rows, many=True).data
        return pagination.page_response(request, rows, pagination.last_key(page))


class AttachmentOf(MessageView):
    content_negotiation_class = AnyType
    cache_control = None

    @extend_schema(
        operation_id="room_files_retrieve",
        tags=["messages"],
        responses={(200, "application/octet-stream"): OpenApiTypes.BINARY, (200, "image/*"): OpenApiTypes.BINARY},
    )
    def get(self, request, slug, pk):
        """The content of a file that came with a message."""
        attachment = attachment_or_404(request, slug, pk)
        response = sent(request, attachment, attachment.file, attachment.content_type)
        self.cache_control = response["Cache-Control"]
        return response

    def dispatch(self, request, *args, **kwargs):
        """With the caching of the site's own address, since a file never changes."""
        response = super().dispatch(request, *args, **kwargs)
        if self.cache_control:
            response["Cache-Control"] = self.cache_control
        return response


class Typing(MessageView):
    limits = {"POST": "typing"}

    @extend_schema(operation_id="room_typing_create", tags=["messages"], request=None, responses={204: None})
    def post(self, request, slug):
        """Show the others that you are writing. Repeat it every few seconds while you do."""
        room = visible_or_404(request, readable(request), slug=slug)
        check_can_write(request, room)
        room.show_typing(request.user)
        return Response(status=204)


class MessageSearch(MessageView):
    @extend_schema(
        operation_id="room_search_list",
        tags=["messages"],
        parameters=[
            OpenApiParameter(
                "q",
                str,
                required=True,
                description="Words, and `from:ada`, `has:file`, `after:2026-01-31`, `before:…`.",
            ),
            *pagination.PARAMETERS,
        ],
        responses=pagination.page_of(MessageSerializer),
    )
    def get(self, request, slug):
        """Messages of a room that have these words, the newest first."""
        room = room_or_404(request, slug)
        question = Question.parsed(check_search(request)[:LONGEST])
        if question.is_empty:
            raise ValidationError({"q": [_("Say what to search for.")]}, code="required")
        page = search(room, question, whole_number(pagination.key_text(request)), pagination.limit_of(request))
        found = room.messages.with_rows().in_bulk([message.pk for message in page])
        rows = as_json(room, [found[message.pk] for message in page if message.pk in found])
        return pagination.page_response(request, rows, page.rows[-1].pk if page.has_older and page.rows else None)
