"""Addresses in what the API answers: `url` is the object's own in the API, `page` the site's page of it."""

from django.conf import settings

from apps.shared.addresses import absolute, address


def api_url(name, *arguments):
    return absolute(address(f"api:{name}", *arguments))


def page_url(thing):
    return absolute(thing.get_absolute_url())


def file_url(file):
    """Of a stored picture, or None where there is none."""
    return f"{settings.SITE_URL}{file.url}" if file else None
