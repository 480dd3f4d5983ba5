"""Addresses that a page asks for by the dozen. `reverse` takes 45 µs each time; these are remembered."""

from functools import lru_cache
from urllib.parse import urljoin, urlsplit

from django.conf import settings
from django.urls import reverse


@lru_cache(maxsize=20_000)
def address(name, *arguments):
    """As `reverse(name, args=arguments)`."""
    return reverse(name, args=arguments)


def absolute(path):
    """For what leaves the site: an address with its host. Within a page a path is enough."""
    return f"{settings.SITE_URL}{path}"


def origin_of(request):
    """Scheme and host for the links of a public page: as it was asked for, if by a name of the site and no odd port.

    Anybody may write any port into `Host`; a feed or a canonical link must not carry it on.
    """
    asked = f"{request.scheme}://{request.get_host()}"
    return asked if has_known_port(urlsplit(asked)) else settings.SITE_URL


def has_known_port(asked):
    try:
        port = asked.port
    except ValueError:
        return False
    return port is None or port == urlsplit(settings.SITE_URL).port


def absolute_for(request, path):
    """A path of this site with the origin that the request came by."""
    return urljoin(origin_of(request), path)
