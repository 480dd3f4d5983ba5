"""Addresses in what the API answers: `url` is the object's own in the API, `page` the site's page of it."""

from django.conf import settings
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from apps.shared.addresses import absolute, address

NULLABLE_URI = {"type": "string", "format": "uri", "nullable": True}

# By the name of a model: the name of its address in the API, and its arguments.
ADDRESSES = {
    "comment": lambda comment: ("comment", comment.pk),
    "draft": lambda draft: ("scheduled_post", draft.key),
    "message": lambda message: ("message", message.room.slug, message.pk),
    "post": lambda post: ("post", post.pk),
    "profile": lambda profile: ("person", profile.user.username),
    "project": lambda project: ("project", project.pk),
    "review": lambda review: ("review", review.pk),
    "room": lambda room: ("room", room.slug),
    "tag": lambda tag: ("tag", tag.name),
}


def api_url(name, *arguments):
    return absolute(address(f"api:{name}", *arguments))


def url_of(thing):
    """Its address in the API, or None where it has none."""
    find = ADDRESSES.get(thing._meta.model_name)
    return api_url(*find(thing)) if find else None


def page_url(thing):
    return absolute(thing.get_absolute_url())


def file_url(file):
    """Of a stored picture, or None where there is none."""
    return f"{settings.SITE_URL}{file.url}" if file else None


# Of what has an address of its own in the API, and a page. No docstring: the schema would say it of all that inherit.
class LinkedSerializer(serializers.Serializer):
    url = serializers.SerializerMethodField()
    page = serializers.SerializerMethodField()

    @extend_schema_field(OpenApiTypes.URI)
    def get_url(self, thing):
        return url_of(thing)

    @extend_schema_field(OpenApiTypes.URI)
    def get_page(self, thing):
        return page_url(thing)
