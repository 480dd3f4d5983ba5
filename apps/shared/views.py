"""Whether this site is well, its media files, and what was too large."""

import json
import posixpath
from mimetypes import guess_type

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.files.storage import default_storage
from django.db import Error, connection
from django.http import FileResponse, Http404, HttpResponse
from django.views.decorators.http import require_safe

from . import errors, health

SHOWN = {"image/webp", "image/jpeg", "image/png", "image/gif", "image/avif"}


class MediaResponse(FileResponse):
    block_size = 256 * 1024


@login_not_required
@require_safe
def media(request, path):
    """An uploaded file. Its name cannot be guessed and never changes, so whoever has it may keep it."""
    name = posixpath.normpath(path)
    if name.startswith(("..", "/")) or not default_storage.exists(name):
        raise Http404
    try:
        file = default_storage.open(name)
    except OSError as error:  # a folder, or gone since we looked
        raise Http404 from error
    kind = guess_type(name)[0]
    response = MediaResponse(file, content_type=kind or "application/octet-stream")
    if kind not in SHOWN:
        response["Content-Disposition"] = "attachment"  # an uploaded page must never run as one of ours
    response["Cache-Control"] = "private, max-age=31536000, immutable"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


@login_not_required
@require_safe
def healthz(request):
    """200 when the database (and Redis, where configured) answers, 503 otherwise; details in JSON.

    Whether somebody does the tasks stands there too, and does not count: a router would send nobody here any more.
    """
    checks = {"database": database_answers()}
    if settings.REDIS_URL:
        checks["redis"] = redis_answers()
    well = all(state == "ok" for state in checks.values())
    remarks = health.remarks() if checks["database"] == "ok" else {}
    body = json.dumps({"status": "ok" if well else "failing", **checks, **remarks})
    response = HttpResponse(body, content_type="application/json", status=200 if well else 503)
    response["Cache-Control"] = "no-store"
    return response


def database_answers():
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        return "does not answer"
    return "ok"


def redis_answers():
    from redis import Redis, RedisError

    try:
        Redis.from_url(settings.REDIS_URL, socket_timeout=2, socket_connect_timeout=2).ping()
    except RedisError:
        return "does not answer"
    return "ok"


@login_not_required
def too_large(request):
    """Where config/pages.py sends what is larger than REQUEST_MAX_MB."""
    return errors.answer(request, 413)
