"""People's words inside our sentences: a name in Hebrew or Arabic must not change the order of what stands beside it.

`isolate` for HTML, `isolate_text` for attributes, titles, toasts, emails and notifications of browsers, which hold no
elements. Templates have both as filters. What has one direction with the language of the page stays as it is.
"""

import re
from html import unescape

from django.utils.html import conditional_escape, format_html, strip_tags
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language_bidi, gettext

FIRST_STRONG, POP = "\u2068", "\u2069"  # FSI and PDI of Unicode's bidirectional algorithm
EMBEDDINGS, ISOLATES = re.compile("[\u202a-\u202e]"), re.compile("[\u2066-\u2069]")
RIGHT_TO_LEFT = re.compile(
    "[\u0590-\u08ff\u200f\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff\u202a-\u202e\u2066-\u2069]"
)


def is_apart(words):
    """Whether words have another direction than the page, or parts that have."""
    return get_language_bidi() or (not words.isascii() and RIGHT_TO_LEFT.search(words) is not None)


class BotName(str):
    """The name of a bot: `isolate` puts the label "Bot" behind it."""


def isolate(words) -> SafeString:
    """Escaped; in a `<bdi>` where they could change the order of what is around them. Safe HTML stays HTML."""
    html = conditional_escape(words)
    if html and is_apart(html):
        html = mark_safe(f"<bdi>{closed(html)}</bdi>")
    return with_bot_label(html) if isinstance(words, BotName) else html


def with_bot_label(html):
    return format_html('{} <span class="badge badge--bot">{}</span>', html, gettext("Bot"))


def isolate_text(words) -> str:
    """The same in plain text, between U+2068 and U+2069."""
    text = str(words)
    return f"{FIRST_STRONG}{closed(text)}{POP}" if text and is_apart(text) else text


def closed(words):
    """Without embeddings and overrides; and without isolates, unless each is closed: one more would end ours."""
    words = EMBEDDINGS.sub("", words)
    depth = 0
    for control in ISOLATES.findall(words):
        depth += -1 if control == POP else 1
        if depth < 0:
            break
    return ISOLATES.sub("", words) if depth else words


def plain_text(html):
    """A sentence of HTML as plain text, isolated in the same places."""
    return unescape(strip_tags(html.replace("<bdi>", FIRST_STRONG).replace("</bdi>", POP)))
