"""How often somebody may do something: counted in the cache, in windows of fixed length."""

import time

from django.core.cache import cache


def within(what, who, most, seconds):
    """Count once more; False where that is more than so many in this window of time."""
    key = f"limit:{what}:{who}:{int(time.time() // seconds)}"
    cache.add(key, 0, seconds)
    try:
        return cache.incr(key) <= most
    except ValueError:  # the window has closed in this moment
        return True
