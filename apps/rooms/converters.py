"""`<room:slug>` in URL patterns."""

from django.urls import register_converter

from .models.rooms import SLUG


class RoomSlug:
    regex = SLUG

    def to_python(self, value):
        return value

    def to_url(self, value):
        return value


register_converter(RoomSlug, "room")
