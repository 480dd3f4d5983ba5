"""Messages of a room by the words in them, whatever their case and accents: a use of `apps.shared.fulltext`."""

import re
from dataclasses import dataclass
from datetime import date

from apps.shared import fulltext
from apps.shared.fulltext import Terms, parse_terms
from apps.shared.paging import Page
from apps.shared.parameters import calendar_day

from .models import Attachment

FILTER = re.compile(r"(?<!\S)(from|has|before|after):(\S+)", re.IGNORECASE)


@dataclass(frozen=True)
class Question(Terms):
    """`glaze from:ada has:file after:2026-01-31 before:2026-11-01`, and what `Terms` are."""

    author: str = ""
    with_files: bool = False
    since: date | None = None
    until: date | None = None

    @property
    def is_empty(self):
        return not (self.has_terms or self.author or self.with_files or self.since or self.until)

    @classmethod
    def parsed(cls, text):
        filters = {name.lower(): value for name, value in FILTER.findall(text)}
        return cls(
            **parse_terms(FILTER.sub(" ", text)),
            author=filters.get("from", "").lstrip("@").lower()[:30],
            with_files=filters.get("has", "").lower() in ("file", "files", "picture"),
            since=calendar_day(filters.get("after")),
            until=calendar_day(filters.get("before")),
        )


def search(room, question, before, size):
    """The newest messages that answer the question, before a number where one is given; the newest first."""
    if question.until and (first := room.messages.sent_from(question.until).values_list("pk", flat=True).first()):
        before = min(first, before or fulltext.HIGHEST)
    messages = narrowed(room, question)
    pks = fulltext.newest(messages, question, size + 1, before=before, scopes=[room.pk])
    found = room.messages.select_related("author__profile").in_bulk(pks[:size])
    return Page([found[pk] for pk in pks[:size] if pk in found], has_older=len(pks) > size)


def narrowed(room, question):
    messages = room.messages.all()
    if question.since and (first := messages.sent_from(question.since).values_list("pk", flat=True).first()):
        messages = messages.filter(pk__gte=first)
    elif question.since:
        messages = messages.none()
    if question.author:
        messages = messages.filter(author__username=question.author)
    if question.with_files:
        messages = messages.filter(pk__in=Attachment.objects.filter(room=room).values("message_id"))
    return messages


def in_all_rooms(messages, question, before=None, after=None):
    """Of messages of whatever rooms those that have the words, between two numbers: a queryset, for the admin."""
    return fulltext.matching(messages, question, before=before, after=after)
