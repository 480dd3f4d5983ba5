"""Messages of a room by the words in them, whatever their case and accents: a use of `apps.shared.fulltext`."""

from dataclasses import dataclass
from datetime import date, timedelta

from apps.shared import fulltext
from apps.shared.fulltext import LONGEST_QUERY, Terms, parse_terms, take_filters
from apps.shared.paging import Page
from apps.shared.parameters import calendar_day

from .models import Attachment
from .models.messages import midnight

DAY = timedelta(days=1)


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
        filters, rest = take_filters(text[:LONGEST_QUERY], "from", "has", "before", "after")
        filters = dict(filters)
        return cls(
            **parse_terms(rest),
            author=filters.get("from", "").lstrip("@").lower()[:30],
            with_files=filters.get("has", "").lower() in ("file", "files", "picture"),
            since=calendar_day(filters.get("after")),
            until=calendar_day(filters.get("before")),
        )


def search(room, question, before, size):
    """The newest messages that answer the question, before a number where one is given; the newest first."""
    after, end = bounds(room, question)
    before = min(filter(None, (before, end)), default=None)
    messages = narrowed(room, question)
    pks = fulltext.newest(messages, question, size + 1, before=before, after=after, scopes=[room.pk])
    found = room.messages.select_related("author__profile").in_bulk(pks[:size])
    return Page([found[pk] for pk in pks[:size] if pk in found], has_older=len(pks) > size)


def bounds(room, question):
    """Numbers between which, both excluded, all messages of the time asked for are; None without a limit.

    Numbers follow the time, but for messages that were written side by side: within a day they may be in any order.
    """
    after = before = None
    if question.since:
        earlier = room.messages.filter(sent_at__lt=midnight(question.since - DAY)).order_by("-sent_at", "-pk")
        after = earlier.values_list("pk", flat=True).first()
    if question.until:
        before = room.messages.sent_from(question.until + DAY).values_list("pk", flat=True).first()
    return after, before


def narrowed(room, question):
    messages = room.messages.all()
    if question.since:
        messages = messages.filter(sent_at__gte=midnight(question.since))
    if question.until:
        messages = messages.filter(sent_at__lt=midnight(question.until))
    if question.author:
        messages = messages.filter(author__username=question.author)
    if question.with_files:
        messages = messages.filter(pk__in=Attachment.objects.filter(room=room).values("message_id"))
    return messages


def in_all_rooms(messages, question, before=None, after=None):
    """Of messages of whatever rooms those that have the words, between two numbers: a queryset, for the admin."""
    return fulltext.matching(messages, question, before=before, after=after)
