"""Feeds for feed readers: what is the same for all of them."""

import re
from hashlib import sha256
from urllib.parse import urljoin

from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, quote_etag

from .addresses import absolute
from .remembered import cache

KNOWN_FOR = 60 * 60 * 24 * 60  # seconds
TAG = re.compile(r"<(?:a|img)\b[^<>]*>")
LINK = re.compile(r'(\s(?:href|src)=")([^"]*)"')


def with_absolute_links(html, page):
    """Rendered HTML for readers that do not know where it comes from; `page` is the path of the page it stands on."""
    base = absolute(page)

    def link(match):
        try:
            return f'{match[1]}{urljoin(base, match[2])}"'
        except ValueError:  # https://[
            return match[0]

    return TAG.sub(lambda tag: LINK.sub(link, tag[0]), html)


def answer(request, state, make_response):
    """The feed, or 304 where the reader has it in this state.

    Many readers send `If-Modified-Since` alone. What the feed holds does not tell when something was removed from it,
    so the moment is the one when this state was first asked for.
    """
    etag = quote_etag(sha256(repr(state).encode()).hexdigest()[:32])
    modified = state_since(request.path, etag)
    response = get_conditional_response(request, etag, modified)
    if response is None:
        response = make_response()
    response["ETag"], response["Last-Modified"] = etag, http_date(modified)
    return response


def state_since(path, etag):
    """Whole seconds, later for each new state of a feed."""
    key, now = f"feed:{path}", int(timezone.now().timestamp())
    known, since = cache.get(key, ("", 0))
    if known != etag:
        since = max(now, since + 1)
        cache.set(key, (etag, since), KNOWN_FOR)
    return since
