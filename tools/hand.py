"""Runs code in the surroundings of a site, as `manage.py shell` does, without starting Django for each piece.

A line of JSON comes in, the code; a line goes out: what it printed, and how it failed or null.
"""

import contextlib
import io
import json
import os
import sys
import traceback

import django


def begin():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()


def answer_to(code):
    from django.conf import settings
    from django.core.cache import caches
    from django.db import connections

    answer = played(code)
    connections.close_all()
    if not settings.REDIS_URL:  # what this process remembers, others may have changed
        for cache in caches.all():
            cache.clear()
    return answer


def played(code):
    printed = io.StringIO()
    try:
        with contextlib.redirect_stdout(printed):
            exec(code, {"__name__": "__main__"})
    except Exception:
        return printed.getvalue(), traceback.format_exc()
    return printed.getvalue(), None


if __name__ == "__main__":
    begin()
    for line in sys.stdin:
        print(json.dumps(answer_to(json.loads(line))), flush=True)
