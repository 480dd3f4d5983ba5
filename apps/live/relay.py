"""Notes between processes, through Redis. Some may get lost: the log is read all the same, and as soon as notes come
through again, pages are told to ask for what nudges are about.
"""

import asyncio
import json
import logging
import os
import secrets
import time
from functools import cache

from django.conf import settings

logger = logging.getLogger(__name__)

NONCE = secrets.token_hex(8)
LEFT_ALONE = 5  # seconds, after Redis did not answer: a page must not wait for it again and again
away_until = 0.0
has_lost_notes = False


def channel():
    return f"{settings.REDIS_PREFIX}:live"


def sender():
    """This process. A fork keeps the nonce, but not the number."""
    return f"{NONCE}-{os.getpid()}"


@cache
def client():
    from redis import Redis
    from redis.backoff import NoBackoff
    from redis.retry import Retry

    # One more try, for a connection that had been closed since it was last used.
    return Redis.from_url(settings.REDIS_URL, socket_timeout=1, socket_connect_timeout=1, retry=Retry(NoBackoff(), 1))


def send(note):
    """To the other processes. What was written stays written when Redis is away; they find it a little later."""
    global away_until, has_lost_notes
    if time.monotonic() < away_until:
        has_lost_notes = True
        return
    try:
        if has_lost_notes:
            publish({"lost": True})
            has_lost_notes = False
        publish(note)
    except Exception as error:
        has_lost_notes = True
        away_until = time.monotonic() + LEFT_ALONE
        logger.warning("Redis did not take a note (%s); readers of other processes will be late", error)


def publish(note):
    client().publish(channel(), json.dumps({**note, "from": sender()}))


async def receive(heard):
    """Hand every note of another process to `heard`, for ever. After each new connection the log is looked at."""
    from redis.asyncio import Redis
    from redis.asyncio.retry import Retry
    from redis.backoff import NoBackoff

    pause = 0.5
    while True:
        try:
            async with (
                Redis.from_url(settings.REDIS_URL, socket_connect_timeout=5, retry=Retry(NoBackoff(), 0)) as redis,
                redis.pubsub() as pubsub,
            ):
                await pubsub.subscribe(channel())
                async for message in pubsub.listen():
                    if asyncio.current_task().cancelling():  # redis-py has lost it in a wait_for of Python 3.11
                        raise asyncio.CancelledError
                    pause = 0.5
                    if message["type"] == "subscribe":
                        heard({"wake": True})
                        heard({"lost": True})  # what was sent before this connection
                    elif message["type"] == "message":
                        hear(json.loads(message["data"]), heard)
        except Exception as error:
            if asyncio.current_task().cancelling():  # lost while it connected
                raise asyncio.CancelledError from error
            logger.warning("Redis is away (%s); trying again in %.1f s", error, pause)
            await asyncio.sleep(pause)
            pause = min(pause * 2, 10)


def hear(note, heard):
    if note.pop("from", None) != sender():  # one's own were heard without Redis
        heard(note)
