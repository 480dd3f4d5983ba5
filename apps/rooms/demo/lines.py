"""The shape of what was said."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    days_ago: int
    time: str  # 'HH:MM'
    author: str  # a username
    body: str  # Markdown


@dataclass(frozen=True)
class Conversation:
    slug: str
    name: str
    description: str  # one or two sentences
    topics: tuple[str, ...]  # lower-case tags: letters, digits and hyphen
    owner: str
    kind: str  # 'open' or 'closed'
    members: tuple[str, ...]  # of a closed room; an open room has whoever wrote
    lines: tuple[Line, ...]
