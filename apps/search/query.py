"""What somebody typed into the search box, as what it means."""

import re
from dataclasses import dataclass, replace
from datetime import date

from apps.shared.fulltext import LONGEST_QUERY, Terms, parse_terms, take_filters
from apps.shared.parameters import calendar_day
from apps.shared.text import tag_name

FILTERS = ("author", "room", "tag", "after", "before", "has_photo", "has_file")
KINDS = ("people", "rooms", "tags", "messages", "posts", "comments", "projects")
NAMES = ("from", "in", "tag", "has", "before", "after")  # of filters, as people type them
HASHTAG = re.compile(r'"[^"]*"|(?<!\S)#(?P<name>\S+)')
LONGEST_PLACE = 120  # characters of a room's address, or of the names of those in a conversation
PHOTO = {"photo", "photos", "picture", "pictures", "image", "images"}
FILE = {"file", "files"}


@dataclass(frozen=True)
class Query(Terms):
    """`kiln "cone six" -glaze from:ada in:studio tag:oak after:2026-01-31 before:2026-11-01 has:photo has:file`.

    `in:@ada` is the conversation with someone, `in:@ada,bob` the one with both. `after` is the first day that counts,
    `before` the first one that does not. `#oak` is the same as `tag:oak`.
    """

    author: str = ""
    room: str = ""
    tag: str = ""
    after: date | None = None
    before: date | None = None
    has_photo: bool = False
    has_file: bool = False

    @property
    def is_empty(self):
        """Whether it asks for nothing; an exclusion alone does."""
        return not self.has_terms and not self.filters

    @property
    def filters(self):
        """The names of those of FILTERS that are set."""
        return {name for name in FILTERS if getattr(self, name)}

    def without(self, *filters):
        """The same query without some of its filters."""
        unset = type(self)()
        return replace(self, **{name: getattr(unset, name) for name in filters})

    @classmethod
    def parsed(cls, text):
        filters, rest = take_filters(text[:LONGEST_QUERY], *NAMES)
        given = dict(filters)
        hashtag = next((part for part in HASHTAG.finditer(rest) if part["name"]), None)
        if hashtag and not given.get("tag") and tag_name(hashtag["name"]):
            given["tag"] = hashtag["name"]
            rest = f"{rest[: hashtag.start()]} {rest[hashtag.end() :]}"
        has = {value.lower() for name, value in filters if name == "has"}
        return cls(
            **parse_terms(rest),
            author=plain_name(given.get("from", "")).lstrip("@").lower()[:30],
            room=plain_name(given.get("in", "")).lstrip("#").lower()[:LONGEST_PLACE],
            tag=tag_name(given.get("tag", "").lstrip("#")) or "",
            after=calendar_day(given.get("after")),
            before=calendar_day(given.get("before")),
            has_photo=bool(has & PHOTO),
            has_file=bool(has & FILE),
        )

    @property
    def text(self):
        """The query written back in its normal form; parsed again, it is the same."""
        parts = [*self.words, *map(quoted, self.phrases)]
        parts += [f"-{quoted(phrase) if len(phrase) > 1 else phrase[0]}" for phrase in self.excluded]
        values = [("from", self.author), ("in", self.room), ("tag", self.tag)]
        values += [("after", self.after), ("before", self.before)]
        values += [("has", "photo" if self.has_photo else ""), ("has", "file" if self.has_file else "")]
        return " ".join([*parts, *(f"{name}:{value}" for name, value in values if value)])


def plain_name(text):
    """A username or a room's address: nothing that no database takes."""
    return "".join(letter for letter in text if letter.isprintable() and not letter.isspace())


def quoted(phrase):
    return '"{}"'.format(" ".join(phrase))
