"""Messages as rows of HTML, with what stands between them.

A row looks the same to everybody, so it is rendered once and remembered under what it shows: the message and its
author as they last changed. A page then asks for forty short tuples and not for forty texts with their authors: 1 ms
of CPU where rendering takes 10.
"""

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

from django.db import connection
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from apps.shared.remembered import cache

ONE_HEAD_FOR = timedelta(minutes=5)  # messages of one author closer than this stand under one head
TARGET = 'tabindex="-1" autofocus class="message message--target'  # in sight without a script, too
REMEMBERED = 60 * 60 * 24  # seconds
HEAD, NO_HEAD = 'class="message"', 'class="message message--follows"'


class Sent(NamedTuple):
    """What must be known of a message to place it, without its text."""

    pk: int
    author_id: int
    sent_at: datetime
    stamp: int
    author__profile__stamp: int


def sent(messages):
    """A queryset of such tuples, for paging."""
    return messages.values_list(*Sent._fields, named=True)


# As SQL because every room's page asks it, and the ORM takes half a millisecond to make it of its parts.
NEWEST = """
SELECT message.id, message.author_id, message.sent_at, message.stamp, profile.stamp
FROM rooms_message message
LEFT JOIN people_profile profile ON profile.user_id = message.author_id
WHERE message.room_id = %s
ORDER BY message.id DESC
LIMIT %s
"""


def newest_sent(room, number):
    """As `sent(room.messages)`, the newest first: at most so many."""
    with connection.cursor() as cursor:
        cursor.execute(NEWEST, [room.pk, number])
        found = cursor.fetchall()
    # SQLite gives times back as Django keeps them there: in UTC, without saying so.
    return [Sent(pk, by, at if at.tzinfo else at.replace(tzinfo=UTC), *stamps) for pk, by, at, *stamps in found]


def rows(room, page, new_after=None, target=None) -> SafeString:
    """The rows of a page of `sent`, in its order, with a line where a day begins and heads that are not repeated.

    `new_after` is how far the viewer had read: a line stands before what came then, if the page shows where that is.
    `target` is the number of the message that was asked for; it is marked.
    """
    language = get_language()
    keys = {message: f"row:{language}:{message[0]}:{message[3]}:{message[4]}" for message in page}
    found = cache.get_many(keys.values())
    if missing := [message for message in page if keys[message] not in found]:
        made = render(room, [message.pk for message in missing])
        fresh = {keys[message]: made[message.pk] for message in missing if message.pk in made}
        cache.set_many(fresh, REMEMBERED)
        found |= fresh
    zone = timezone.get_current_timezone()
    parts, previous, day = [], None, None
    new = first_new(page, new_after)
    for message in page:
        html = found.get(keys[message])
        if html is None:  # removed since we looked
            continue
        sent_on = message.sent_at.astimezone(zone).date()
        if sent_on != day:
            parts.append(day_line(sent_on, language))
        elif follows(message, previous) and message.pk != new:
            html = html.replace(HEAD, NO_HEAD, 1)
        if message.pk == target:
            html = html.replace('class="message', TARGET, 1)
        if message.pk == new:
            parts.append(new_line(language))
        parts.append(html)
        previous, day = message, sent_on
    return mark_safe("".join(parts))  # every part was rendered by a template


def first_new(page, new_after):
    """The number of the first message that the viewer has not seen; None where that lies before this page or after."""
    previous = None if page.has_older else 0
    for message in page:
        if new_after is not None and previous is not None and previous <= new_after < message.pk:
            return message.pk
        previous = message.pk
    return None


def follows(message, previous):
    """Whether a message stands under the head of the one before."""
    return (
        previous is not None
        and previous.author_id == message.author_id
        and timedelta(0) <= message.sent_at - previous.sent_at < ONE_HEAD_FOR
    )


def render(room, pks):
    """Rows as HTML by the numbers of their messages."""
    return {pk: row(message) for pk, message in room.messages.with_rows().in_bulk(pks).items()}


def row(message):
    """One row as HTML, with its head: whoever puts it under another one takes the head away."""
    return render_to_string("rooms/_message.html", {"message": message})


@lru_cache(maxsize=1000)
def day_line(day, language):
    return render_to_string("rooms/_day.html", {"day": day})


@lru_cache(maxsize=100)
def new_line(language):
    return render_to_string("rooms/_new.html")
