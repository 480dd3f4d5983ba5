"""`Idempotency-Key`: a POST that is repeated with the same key gets the first answer again and changes nothing.

As in the IETF draft "The Idempotency-Key HTTP Header Field": a key belongs to a person and to one request, by method,
path and body. A repetition while the first is still being answered gets 409, another request with the key 422. Answers
are kept for a day, failures of the server are not.
"""

import hashlib

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import ValidationError

from . import problems
from .models import IdempotentRequest

HEADER = "Idempotency-Key"
LONGEST = 200  # characters
KEPT_HEADERS = ("Content-Type", "Location")


class Replay(Exception):
    """Carries the answer that was given before."""

    def __init__(self, response):
        self.response = response


def begin(request):
    """The row in which the answer to this request is to be kept, or None where it has no key. Raises `Replay`."""
    key = request.headers.get(HEADER, "")
    if request.method != "POST" or not key or not request.user.is_authenticated:
        return None
    if len(key) > LONGEST or not key.isprintable():
        detail = _("A key has at most %(most)d printable characters.") % {"most": LONGEST}
        raise ValidationError({HEADER: [detail]}, code="invalid")
    fingerprint = fingerprint_of(request)
    row, is_new = IdempotentRequest.objects.begin(request.user, key, fingerprint)
    if is_new:
        return row
    if row is None or row.status is None:
        raise problems.Refused(_("A request with this key is being answered."), code="in-progress")
    if row.fingerprint != fingerprint:
        raise ValidationError({HEADER: [_("This key was used for another request.")]}, code="key-reused")
    response = HttpResponse(row.body, status=row.status, headers=row.headers)
    response["Idempotency-Replayed"] = "true"
    raise Replay(response)


def fingerprint_of(request):
    """The files of a form count by name, type and size: to read them again would cost as much as the request. What
    is parsed while it arrives, as such forms are, has no body any more.
    """
    digest = hashlib.sha256(f"{request.method} {request.get_full_path()}\n".encode())
    if request._request.content_type == "multipart/form-data":
        fields = sorted((name, values) for name, values in request.POST.lists())
        files = sorted((name, file.name, file.size) for name, many in request.FILES.lists() for file in many)
        digest.update(repr((fields, files)).encode())
    else:
        digest.update(request.body)
    return digest.hexdigest()


def finish(row, response):
    """Keep the answer; what the server failed at, may be tried again."""
    if response.status_code >= 500 or response.status_code == 429:
        row.delete()
        return
    body = response.rendered_content.decode() if response.data is not None else ""
    headers = {name: response[name] for name in KEPT_HEADERS if name in response}
    row.finish(response.status_code, body, headers)
