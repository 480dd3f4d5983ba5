"""Messages of a room by the words in them, whatever their case and accents.

The words are in `Message.search_text` (see `shared.folding.index_text`), which is written with the text. The database
keeps the index of it itself, so that a message which is removed or edited leaves it at once: SQLite a table of FTS5,
PostgreSQL a column, both by triggers (see the migrations). Where SQLite was built without FTS5 the newest messages are
looked through one by one.
"""

import re
from dataclasses import dataclass
from datetime import date
from functools import cache

from django.db import connection

from apps.shared import folding
from apps.shared.folding import LONGEST_WORD, is_unspaced, pairs
from apps.shared.paging import Page
from apps.shared.parameters import calendar_day

from .models import Attachment

TABLE = "rooms_message_words"
MOST_WORDS = 8  # of a question; more words only narrow
HIGHEST = 2**63 - 1
LOOKED_THROUGH = 20_000  # messages, without an index
FILTER = re.compile(r"(?<!\S)(from|has|before|after):(\S+)", re.IGNORECASE)


@dataclass(frozen=True)
class Question:
    """`glaze from:ada has:file after:2026-01-31 before:2026-11-01`; the last word may be a beginning."""

    words: tuple[str, ...] = ()
    author: str = ""
    with_files: bool = False
    since: date | None = None
    until: date | None = None

    @property
    def is_empty(self):
        return self == Question()

    @property
    def beginning(self):
        """The last word, which may go on. Not of one or two letters: half of all messages have such a word."""
        last = [word for word in self.words[-1:] if not is_unspaced(word)]
        return [word for word in last if len(word) >= 3 or not word.isascii()]

    @property
    def whole(self):
        return self.words[: len(self.words) - len(self.beginning)]

    @classmethod
    def parsed(cls, text):
        filters = {name.lower(): value for name, value in FILTER.findall(text)}
        words = folding.words(FILTER.sub(" ", text))
        return cls(
            tuple(word[:LONGEST_WORD] for word in words[:MOST_WORDS]),
            filters.get("from", "").lstrip("@").lower()[:30],
            filters.get("has", "").lower() in ("file", "files", "picture"),
            calendar_day(filters.get("after")),
            calendar_day(filters.get("before")),
        )


def marked(text, words, around=240):
    """A piece of a text around the first of some words: (piece, whether it is one of them), …"""
    hits = folding.occurrences(text, words)
    start = max(hits[0][0] - around // 4, 0) if hits else 0
    end = start + around
    yield ("…" if start else ""), False
    for first, last in hits:
        if last <= end:
            yield text[start:first], False
            yield text[first:last], True
            start = last
    yield text[start:end] + ("…" if end < len(text) else ""), False


def search(room, question, before, size):
    """The newest messages that answer the question, before a number where one is given; the newest first."""
    if question.until and (first := room.messages.sent_from(question.until).values_list("pk", flat=True).first()):
        before = min(first, before or HIGHEST)
    messages = narrowed(room, question, before)
    if not question.words:
        pks = list(messages.order_by("-pk").values_list("pk", flat=True)[: size + 1])
    else:
        pks = with_words()(room, messages, question, before, size + 1)
    found = room.messages.select_related("author__profile").in_bulk(pks[:size])
    return Page([found[pk] for pk in pks[:size] if pk in found], has_older=len(pks) > size)


def narrowed(room, question, before):
    messages = room.messages.all()
    if before is not None:
        messages = messages.filter(pk__lt=before)
    if question.since and (first := messages.sent_from(question.since).values_list("pk", flat=True).first()):
        messages = messages.filter(pk__gte=first)
    elif question.since:
        messages = messages.none()
    if question.author:
        messages = messages.filter(author__username=question.author)
    if question.with_files:
        messages = messages.filter(pk__in=Attachment.objects.filter(room=room).values("message_id"))
    return messages


def with_words():
    if connection.vendor == "postgresql":
        return by_column
    return by_table if has_table(connection.settings_dict["NAME"]) else by_looking


@cache
def has_table(_name):
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM sqlite_master WHERE name = %s", [TABLE])
        return cursor.fetchone() is not None


def by_table(room, messages, question, before, limit):
    """FTS5 walks through the numbers of a word from the highest down, and stops when the page is full."""
    found = with_words_of_table(messages, question, before=before, room=room)
    return list(found.values_list("pk", flat=True)[:limit])


def with_words_of_table(messages, question, *, before=None, after=None, room=None):
    asked = [*map(phrase, question.whole), *(f'"{word}" *' for word in question.beginning)]
    match = f"search_text : ({' AND '.join(asked)})"
    if room:
        match = f'room_id : "{room.pk}" AND {match}'
    return messages.extra(  # noqa: S610  the words are a parameter
        tables=[TABLE],
        where=[f"{TABLE}.rowid = rooms_message.id", f"{TABLE} MATCH %s", f"{TABLE}.rowid BETWEEN %s AND %s"],
        params=[match, (after or 0) + 1, (before or HIGHEST) - 1],
        order_by=[f"-{TABLE}.rowid"],
    )


def phrase(word):
    """What the index holds of a word of a question: one word, or pairs of letters that stand beside each other."""
    return f'"{" ".join(pairs(word) if is_unspaced(word) else [word])}"'


def by_column(room, messages, question, before, limit):
    found = with_words_of_column(messages, question)
    return list(found.order_by("-pk").values_list("pk", flat=True)[:limit])


def with_words_of_column(messages, question):
    """Pairs of letters are looked up one by one; that they stand beside each other is asked of the rows found."""
    asked = [f"'{part}'" for word in question.whole for part in (pairs(word) if is_unspaced(word) else [word])]
    asked += [f"'{word}':*" for word in question.beginning]
    found = messages.extra(where=["words @@ %s::tsquery"], params=[" & ".join(asked)])
    for word in question.whole:
        if is_unspaced(word) and len(word) > 2:
            found = found.filter(search_text__contains=" ".join(pairs(word)))
    return found


def in_all_rooms(messages, question, before=None, after=None):
    """Of messages of whatever rooms those that have the words, between two numbers: a queryset, for the admin."""
    if connection.vendor == "postgresql":
        return with_words_of_column(messages, question)
    if not has_table(connection.settings_dict["NAME"]):
        return with_words_in_text(messages, question)
    return with_words_of_table(messages, question, before=before, after=after)


def by_looking(room, messages, question, before, limit):
    pks = messages.order_by("-pk").values_list("pk", flat=True)
    oldest = pks[LOOKED_THROUGH : LOOKED_THROUGH + 1].first()
    return list(with_words_in_text(pks, question).filter(pk__gt=oldest or 0)[:limit])


def with_words_in_text(messages, question):
    for word in question.words:
        messages = messages.filter(search_text__contains=" ".join(pairs(word)) if is_unspaced(word) else word)
    return messages
