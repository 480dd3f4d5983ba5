"""What a week's page is made of. Apps register their part of it in `AppConfig.ready()`.

A section chooses once, when the page is made, and keeps the numbers of what it chose. Whoever reads the page sees of
it what they may see then: what was deleted since, or is no longer for them, is simply absent. So a section chooses
only among what every member may see, and more than it shows, that others may stand in for what is absent.
"""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Section:
    """`template` shows `rows` and is given nothing else but the page's context; `line(row)` says one in a mail, with a
    link to its own address.

    `number(begins, ends)` is counted when the page is made, and `sentence(number)` says it at the page's head.
    """

    key: str
    title: str
    template: str
    choose: Callable  # (begins, ends), the moments between which the week lies -> [numbers]
    shown_to: Callable  # (user, numbers) -> rows; a fixed number of queries
    line: Callable  # (row) -> its words, on one line; none where it is not worth a mail any more
    number: Callable
    sentence: Callable
    order: int = 50


_sections: dict[str, Section] = {}


def register(key, **details):
    _sections[key] = Section(key, **details)


def sections():
    """In the order in which they stand on the page."""
    return sorted(_sections.values(), key=lambda section: section.order)
