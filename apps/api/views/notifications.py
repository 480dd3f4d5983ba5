"""Notifications: listed, read, muted, and how one is told."""

from django.http import Http404
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response

from apps.notifications import reach
from apps.notifications.forms import SettingsForm
from apps.notifications.kinds import Group
from apps.notifications.models import Mute
from apps.notifications.models.mutes import Length
from apps.notifications.places import muted_by
from apps.notifications.rows import mark_row_read, rows_of
from apps.notifications.views.mutes import place_or_404
from apps.shared import paging

from .. import pagination
from ..filters import choice_of, truth_of
from ..problems import errors_of_form
from ..scopes import Scope
from ..serializers.notifications import (
    MuteSerializer,
    NewMuteSerializer,
    NotificationSerializer,
    NotificationSettingsSerializer,
    ReadNotificationsSerializer,
)
from ..serializers.requests import body_of
from .base import View, values_of


class NotificationsView(View):
    scopes = {
        "GET": Scope.NOTIFICATIONS_READ,
        **dict.fromkeys(("PUT", "PATCH", "DELETE"), Scope.NOTIFICATIONS_WRITE),
    }


class Notifications(NotificationsView):
    @extend_schema(
        operation_id="notifications_list",
        tags=["notifications"],
        parameters=[
            OpenApiParameter("group", str, enum=Group.values),
            OpenApiParameter("unread", bool, description="Those that you have not read."),
            *pagination.PARAMETERS,
        ],
        responses=pagination.page_of(NotificationSerializer),
    )
    def get(self, request):
        """What people did that concerns you, the newest first; what many did at one place is one notification."""
        group, unread = choice_of(request, "group", Group.values), truth_of(request, "unread")
        after, limit = pagination.key_text(request), pagination.limit_of(request)
        rows, following = rows_of(request.user, group, after, limit, unread)
        return pagination.page_response(request, NotificationSerializer(rows, many=True).data, following)


class ReadNotifications(NotificationsView):
    @extend_schema(
        operation_id="notifications_read_update",
        tags=["notifications"],
        request=ReadNotificationsSerializer,
        responses={204: None},
    )
    def put(self, request):
        """Mark all of them as read that are as old as one of them, or older."""
        sent = body_of(request, ReadNotificationsSerializer)
        request.user.notifications.unread().filter(pk__lte=sent["up_to"]).read()
        return Response(status=204)


class ReadNotification(NotificationsView):
    shows = {"PUT": Scope.NOTIFICATIONS_READ}

    @extend_schema(
        operation_id="notification_read_update",
        tags=["notifications"],
        request=None,
        responses=NotificationSerializer,
    )
    def put(self, request, pk):
        """Mark one of them as read; what others did at the same place since stays unread."""
        row = mark_row_read(request.user, pk)
        if row is None:
            raise Http404
        return Response(NotificationSerializer(row).data)


def settings_of(form):
    """The settings as an unbound form shows them."""
    found = {name: form[name].value() for name in form.Meta.fields}
    topics = {}
    for (topic, channel), box in form.boxes.items():
        if channel in reach.channels():
            topics.setdefault(topic.value, {})[channel.value] = form[box].value()
    return NotificationSettingsSerializer({**found, "topics": topics}).data


class NotificationSettings(NotificationsView):
    @extend_schema(
        operation_id="notification_settings_retrieve",
        tags=["notifications"],
        responses=NotificationSettingsSerializer,
    )
    def get(self, request):
        """How you are told of what."""
        return Response(settings_of(SettingsForm(request.user)))

    @extend_schema(
        operation_id="notification_settings_update",
        tags=["notifications"],
        request=NotificationSettingsSerializer,
        responses=NotificationSettingsSerializer,
    )
    def patch(self, request):
        """Change how you are told. What is not sent stays as it is."""
        given = body_of(request, NotificationSettingsSerializer, partial=True)
        as_it_is = SettingsForm(request.user)
        boxes = {f"topics.{topic}.{channel}": name for (topic, channel), name in as_it_is.boxes.items()}
        data = values_of(as_it_is)
        for topic, channels in given.pop("topics", {}).items():
            for channel, wanted in channels.items():
                data[box_or_invalid(as_it_is, topic, channel)] = wanted
        form = SettingsForm(request.user, data | given)
        if not form.is_valid():
            raise errors_of_form(form, {name: path for path, name in boxes.items()})
        form.save()
        return Response(settings_of(SettingsForm(request.user)))


def box_or_invalid(form, topic, channel):
    if channel in reach.channels() and (topic, channel) in form.boxes:
        return form.boxes[topic, channel]
    raise ValidationError(
        {f"topics.{topic}.{channel}": [_("There is no such topic or channel here.")]}, code="unknown"
    )


class Mutes(NotificationsView):
    @extend_schema(
        operation_id="mutes_list",
        tags=["notifications"],
        parameters=pagination.PARAMETERS,
        responses=pagination.page_of(MuteSerializer),
    )
    def get(self, request):
        """Of what you are not notified at present, the newest first."""
        mutes = request.user.mutes.in_force().newest_first()
        page = paging.downwards(mutes, pagination.limit_of(request), pagination.key_text(request))
        rows = MuteSerializer(muted_by(request.user, page.rows), many=True).data
        return pagination.page_response(request, rows, pagination.last_key(page))


class MuteOf(NotificationsView):
    @extend_schema(operation_id="mutes_retrieve", tags=["notifications"], responses=MuteSerializer)
    def get(self, request, noun, pk):
        """How long a post, a project, a room or a person (`profile`) is muted; 404 where it is not."""
        place = place_or_404(request, noun, pk)
        if place.mute is None:
            raise Http404
        return Response(MuteSerializer(place).data)

    @extend_schema(
        operation_id="mutes_create", tags=["notifications"], request=NewMuteSerializer, responses=MuteSerializer
    )
    def put(self, request, noun, pk):
        """Get no notifications of it; a second time sets a new end."""
        place = place_or_404(request, noun, pk)
        sent = body_of(request, NewMuteSerializer)
        Mute.objects.make(request.user, place.name, Length(sent["length"]))
        return Response(MuteSerializer(place_or_404(request, noun, pk)).data)

    @extend_schema(operation_id="mutes_destroy", tags=["notifications"], request=None, responses={204: None})
    def delete(self, request, noun, pk):
        """Get notifications of it again."""
        request.user.mutes.filter(place=place_or_404(request, noun, pk).name).delete()
        return Response(status=204)
