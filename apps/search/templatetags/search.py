"""What the templates of the search ask for."""

from bisect import bisect_left, bisect_right
from itertools import accumulate

from django import template
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import mark_safe

from apps.shared.direction import BotName, isolate, with_bot_label
from apps.shared.folding import fold, occurrences

register = template.Library()


@register.filter
def marked(text, words):
    """A text in which the words are marked: `{{ result.title|marked:query.wanted }}`."""
    html = pieces_as_html(around(str(text), occurrences(str(text), words)))
    return with_bot_label(html) if isinstance(text, BotName) else html


def around(text, hits):
    pieces, end = [], 0
    for first, last in hits:
        pieces += [(text[end:first], False), (text[first:last], True)]
        end = last
    return [*pieces, (text[end:], False)]


@register.filter
def part_marked(name, typed):
    """A name in which what somebody types is marked, wherever it is."""
    return pieces_as_html(around(str(name), part_of(str(name), fold(typed.strip().lstrip("@#")))))


def part_of(text, part):
    """Where a folded part begins and ends in a text: `[(start, end)]`, or nothing."""
    folded = [fold(letter) for letter in text]
    place = "".join(folded).find(part) if part else -1
    if place < 0:
        return []
    ends = list(accumulate(map(len, folded)))
    return [(bisect_right(ends, place), bisect_left(ends, place + len(part)) + 1)]


@register.filter
def pieces_as_html(pieces):
    """Of `[(text, whether it is marked), …]`."""
    html = (format_html("<mark>{}</mark>", text) if is_word else conditional_escape(text) for text, is_word in pieces)
    return isolate(mark_safe("".join(html)))
