"""What people write, rendered and made safe once, when it is written.

`render` turns Markdown into HTML of a short list of tags. HTML in the source is shown as the text that it is.
Change `VERSION` with the output, so that stored HTML can be told to be old.

Whose `@name` becomes a link is for the caller to say (`named`): here nothing is known of people.

The blocks are arranged by `markdown_blocks.py`, code is coloured by `highlighting.py` in another process, and what is
written is bounded: a text that would become more than MAX_ELEMENTS elements is shown as it was typed, so that any text
of 10,000 characters takes at most `settings.RENDER_SECONDS`. `python -m tools.fuzz_text` looks for one that does not.
"""

import logging
import re
import secrets
import threading
from functools import partial
from html import unescape
from xml.etree import ElementTree

from bleach.html5lib_shim import Filter
from bleach.sanitizer import Cleaner
from django.db import DatabaseError
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext
from markdown import Markdown
from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor, LinkInlineProcessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import INLINE_PLACEHOLDER_RE, AtomicString
from pymdownx.magiclink import RE_MAIL

from .highlighting import highlighted
from .markdown_blocks import MAX_ELEMENTS, BlockPreprocessor, HeadingProcessor, TooMuch
from .text import hashtags, is_visible, joins_words, mentions

VERSION = 8

TAGS = frozenset(
    "p br hr strong em del code pre span div a ul ol li input blockquote table thead tbody tr th td".split()
)
HEADINGS = frozenset({"h2", "h3"})
ALIGNMENTS = {"left": "at-start", "center": "at-centre", "right": "at-end"}
SCHEMES = ["http", "https", "mailto"]

CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")  # bleach shows a question mark for each

logger = logging.getLogger(__name__)


def has_value(*values):
    return lambda _tag, _name, value: value in values


def attributes_of(**allowed):
    return lambda tag, name, value: name in allowed and allowed[name](tag, name, value)


def is_any(_tag, _name, _value):
    return True


in_its_direction = has_value("auto")
ATTRIBUTES = {
    "a": ["href", "title", "rel"],
    "div": attributes_of(**{"class": has_value("code")}),
    "span": attributes_of(**{"class": lambda _tag, _name, value: bool(re.fullmatch(r"[a-z][a-z0-9]{0,3}", value))}),
    "ul": attributes_of(dir=in_its_direction, **{"class": has_value("task-list")}),
    "ol": attributes_of(dir=in_its_direction, start=is_any, **{"class": has_value("task-list")}),
    "li": attributes_of(**{"class": has_value("task-list-item")}),
    "input": attributes_of(
        type=has_value("checkbox"), disabled=has_value(""), checked=has_value(""), **{"aria-label": is_any}
    ),
    "blockquote": attributes_of(dir=in_its_direction),
    "table": attributes_of(dir=in_its_direction),
    "pre": attributes_of(tabindex=has_value("0")),
    "th": attributes_of(**{"class": has_value(*ALIGNMENTS.values())}),
    "td": attributes_of(**{"class": has_value(*ALIGNMENTS.values())}),
}


# What Python-Markdown and pymdown-extensions lack


class Links(LinkInlineProcessor):
    """`[words](address "title")`, found in time that does not grow with the square of the text."""

    BRACKET = re.compile(r"[\[\]]")
    # `bare` repeats without being possessive: before Python 3.11.5 that took too much (python/cpython#101955).
    TARGET = re.compile(
        r"""\(\s*+(?:<(?P<quoted>[^<>\n]*+)>
        |(?P<bare>(?:[^\s()]++|\((?:[^\s()]++|\([^\s()]*+\))*+\)|[ ]++(?!["']|\s*+\)))*))
        (?:\s++(?:"(?P<double>[^"]*+)"|'(?P<single>[^']*+)'))?\s*+\)""",
        re.VERBOSE,
    )
    read = closed = rest = None

    def closing(self, data, place):
        """Where the [ at a place is closed. All are found at once; what follows a link keeps what was found."""
        if self.read is not data:
            if self.rest and data.endswith(self.rest) and place >= len(data) - len(self.rest):
                self.shift += len(data) - len(self.read)
            else:
                self.shift, self.closed, open_brackets = 0, {}, []
                for bracket in self.BRACKET.finditer(data):
                    if bracket[0] == "[":
                        open_brackets.append(bracket.start())
                    elif open_brackets:
                        self.closed[open_brackets.pop()] = bracket.start()
            self.read, self.rest = data, None
        end = self.closed.get(place - self.shift)
        return None if end is None else end + self.shift

    def handleMatch(self, match, data):
        end = self.closing(data, match.end() - 1)
        target = end is not None and self.TARGET.match(data, end + 1)
        if not target:
            return None, None, None
        link = ElementTree.Element("a")
        link.text = data[match.end() : end]
        href = target["quoted"] if target["quoted"] is not None else target["bare"]
        link.set("href", self.unescape(href).strip())
        title = target["double"] if target["double"] is not None else target["single"]
        if title is not None:
            link.set("title", " ".join(self.unescape(title).split()))
        self.rest = data[target.end() :]
        return link, match.start(), target.end()


class BareLinks(InlineProcessor):
    """An address in the text, as magiclink has it, and further: it may follow any sign or a script without spaces, its
    characters may be escaped, and punctuation of other scripts ends it as well.

    It ends as GitHub says: neither ?!.,:*_~'" nor an unbalanced bracket nor what looks like an entity is its end.
    """

    ANCESTOR_EXCLUDES = ("a",)
    # Ends an address wherever it stands: quotation marks and sentence marks, also those of Chinese and Japanese, and
    # what cannot be seen.
    PART = re.compile(
        '[^\\s<>"`\x02\x03\u00ab\u00bb\u2039\u203a\u201c-\u201f\u3001\u3002\u3008-\u3011\uff01\uff0c\uff1a\uff1b\uff1f'
        "\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]++"
    )
    ESCAPED = re.compile(r"\x02(\d+)\x03")
    ENTITY = re.compile(r"&[A-Za-z0-9]+;\Z")
    TRAILING = frozenset("?!.,:*_~'\"^\u2018\u2019\u2026\u3000")
    PAIRS = {")": "(", "]": "[", "}": "{", "\uff09": "\uff08"}

    def handleMatch(self, match, data):
        start = match.start()
        before = data[start - 1 : start]
        is_www = match[1] is not None
        if before and (before in "/@" or joins_words(before) or (is_www and (before in "_.-:" or before.isalnum()))):
            return None, None, None
        letters, ends = self.letters(data, start)
        length = self.without_trailing(letters, floor=len(match[0]))
        letters = "".join(letters[:length])
        if length <= len(match[0]) or not is_host(letters[0 if is_www else len(match[0]) :], dots=2 if is_www else 0):
            return None, None, None
        link = ElementTree.Element("a")
        link.text = AtomicString(letters)
        link.set("href", f"http://{letters}" if is_www else letters)
        return link, start, ends[length - 1]

    def letters(self, data, start):
        """The letters from there to where an address must end, and where each of them ends in `data`."""
        letters, ends, place = [], [], start
        while True:
            if part := self.PART.match(data, place):
                letters += part[0]
                ends += range(place + 1, part.end() + 1)
                place = part.end()
            elif letter := self.escaped(data, place):
                place = data.index("\x03", place) + 1
                letters.append(letter)
                ends.append(place)
            else:
                return letters, ends

    def escaped(self, data, place):
        """The letter behind a backslash, for which a placeholder stands."""
        placeholder = INLINE_PLACEHOLDER_RE.match(data, place)
        stashed = placeholder and self.md.treeprocessors["inline"].stashed_nodes.get(placeholder[1])
        escape = isinstance(stashed, str) and self.ESCAPED.fullmatch(stashed)
        return chr(int(escape[1])) if escape else ""

    def without_trailing(self, letters, floor):
        length = len(letters)
        counts = {}
        while length > floor:
            last = letters[length - 1]
            if last in self.TRAILING:
                length -= 1
            elif last == ";":
                entity = self.ENTITY.search("".join(letters[max(length - 34, 0) : length]))
                length -= len(entity[0]) if entity else 1
            elif last in self.PAIRS:
                if last not in counts:
                    counts[last] = letters[:length].count(last) - letters[:length].count(self.PAIRS[last])
                if counts[last] <= 0:
                    break
                counts[last] -= 1
                length -= 1
            else:
                break
        return length


# Not in the middle of a name: pymdown-extensions before 13, which Python before 3.11.5 gets, tries to begin after each
# of its dots, in time that grows with the square of "a.a.a.a".
MAIL = r"(?xi)(?<![-+a-z\d_]\.)" + RE_MAIL.replace("(?xi)", "", 1)


class MailLinks(InlineProcessor):
    """<ada@site.example> and ada@site.example; without disguising each letter, which makes a page no safer."""

    ANCESTOR_EXCLUDES = ("a",)

    def handleMatch(self, match, _data):
        link = ElementTree.Element("a")
        link.text = AtomicString(self.unescape(match[1]))
        link.set("href", f"mailto:{link.text.removeprefix('mailto:')}")
        return link, match.start(0), match.end(0)


def is_host(address, dots):
    """Whether an address without its scheme begins with a host: no _ in its last two parts, as GitHub has it."""
    host = re.split(r"[/?#\\]", address, maxsplit=1)[0].rpartition("@")[2]
    return host.count(".") >= dots and not any("_" in part for part in host.split(".")[-2:])


class NamesMayBeginUnderlined(InlineProcessor):
    """`@_ada_` is a name, and nothing in it is emphasised."""

    def handleMatch(self, match, _data):
        return match[0], match.start(0), match.end(0)


class CountElements(Treeprocessor):
    """Gives up before it takes too long."""

    def run(self, root):
        if sum(1 for _element in root.iter()) > MAX_ELEMENTS:
            raise TooMuch


class Attributes(Treeprocessor):
    """Lists, quotes and tables begin on the side of their text; columns keep their sides, by a class."""

    def run(self, root):
        for element in root.iter():
            if element.tag in ("ul", "ol", "blockquote", "table"):
                element.set("dir", "auto")
            elif element.tag in ("th", "td") and (style := element.attrib.pop("style", "")):
                element.set("class", ALIGNMENTS[style.removeprefix("text-align: ").removesuffix(";")])


class HouseRules(Extension):
    """No raw HTML, no pictures, and headings only where they are asked for; `#tag` stays a word, `[1]: so` stays a
    line.
    """

    def __init__(self, code, headings):
        super().__init__()
        self.code, self.headings = code, headings

    def extendMarkdown(self, md):
        for name in ("normalize_whitespace", "html_block"):
            md.preprocessors.deregister(name)
        for name in ("code", "hashheader", "setextheader", "reference"):
            md.parser.blockprocessors.deregister(name)
        for name in ("reference", "short_reference", "short_image_ref", "html", "image_link", "image_reference"):
            md.inlinePatterns.deregister(name)
        md.preprocessors.register(BlockPreprocessor(md, self.code, self.headings), "blocks", 30)
        if self.headings:
            md.parser.blockprocessors.register(HeadingProcessor(md.parser), "headings", 70)
        md.inlinePatterns.register(Links(r"(?<!!)\[", md), "link", 160)
        md.inlinePatterns.register(BareLinks(r"(?i)(?:https?://|(www\.))(?=[^\W_])", md), "magic-link", 85)
        md.inlinePatterns.register(MailLinks(r"<([^<>\s@!]+@[^<>\s@]+)>", md), "automail", 110)
        md.inlinePatterns.register(MailLinks(MAIL, md), "magic-mail", 84.9)
        md.inlinePatterns.register(
            NamesMayBeginUnderlined(r"@_[A-Za-z0-9_.]+", md), "underlined_names", 65
        )  # 60: _em_
        md.treeprocessors.register(CountElements(md), "count_blocks", 30)
        md.treeprocessors.register(CountElements(md), "count_elements", 15)
        md.treeprocessors.register(Attributes(md), "attributes", 5)


class Parser:
    """A Markdown instance, and the code of the text that it reads. For one thread."""

    def __init__(self, headings):
        self.blocks = []
        self.markdown = Markdown(
            extensions=[
                "tables",
                "sane_lists",
                "nl2br",
                "pymdownx.magiclink",
                "pymdownx.betterem",
                "pymdownx.tilde",
                "pymdownx.tasklist",
                HouseRules(self.take_code, headings),
            ],
            extension_configs={"pymdownx.tilde": {"subscript": False}},
            output_format="html",
        )

    def take_code(self, language, text):
        """A block of code stays behind; what is given back marks its place, first for Markdown, then for bleach."""
        if len(self.blocks) >= MAX_ELEMENTS:
            raise TooMuch
        self.blocks.append((language, text))
        place = f"{self.mark}{len(self.blocks) - 1}."
        return self.markdown.htmlStash.store(f'<div class="code"><pre tabindex="0"><code>{place}</code></pre></div>')

    def convert(self, source):
        self.mark = f"code-{secrets.token_hex(8)}-"  # nobody can have written that
        self.blocks = []
        self.markdown.reset()
        return self.markdown.convert(source)

    def with_code(self, html):
        if not self.blocks:
            return html
        code = highlighted(self.blocks)
        return re.sub(rf"{self.mark}(\d+)\.", lambda place: code[int(place[1])], html)


parsers = threading.local()


def parser(headings):
    name = "with_headings" if headings else "without_headings"
    if not hasattr(parsers, name):
        setattr(parsers, name, Parser(headings))
    return getattr(parsers, name)


# Mentions and tags


class Outward(Filter):
    """Links lead out without lending our name."""

    def __iter__(self):
        for token in super().__iter__():
            if token["type"] == "StartTag" and token["name"] == "a":
                token["data"][(None, "rel")] = "nofollow noopener ugc"
            yield token


class Marks(Filter):
    """Makes links of words that begin with a sign, in text alone: not in code, not in links, never in a tag.

    It stands behind the cleaner: what it writes cannot be written by anybody else. `words` finds them in a text,
    `found` tells which become links.
    """

    CLOSED = frozenset({"a", "code", "pre"})

    def __init__(self, source, words, found):
        super().__init__(source)
        self.words, self.found = words, found

    def __iter__(self):
        tokens = [(token, list(self.words(token["data"])) if is_open else ()) for token, is_open in self.texts()]
        names = dict.fromkeys(name for _token, words in tokens for _start, _end, name in words)
        marks = self.found(list(names)) if names else {}
        for token, words in tokens:
            if marks and words:
                yield from linked(token["data"], words, marks)
            else:
                yield token

    def texts(self):
        """(token, whether names in it may become links); text that stands together is one token."""
        inside, texts = 0, []
        for token in super().__iter__():
            kind = token["type"]
            if not inside and kind in ("Characters", "SpaceCharacters"):
                texts.append(token["data"])
                continue
            if texts:
                yield {"type": "Characters", "data": "".join(texts)}, True
                texts = []
            if token.get("name") in self.CLOSED:
                inside += {"StartTag": 1, "EndTag": -1}.get(kind, 0)
            yield token, False
        if texts:
            yield {"type": "Characters", "data": "".join(texts)}, True


def linked(text, words, marks):
    """The tokens of a text in which the words of `marks` have become elements."""
    end = 0
    for start, stop, name in words:
        if mark := marks.get(name):
            tag = "a" if "href" in mark else "span"
            attributes = {(None, name): str(value) for name, value in {"class": "mention", **mark}.items()}
            yield {"type": "Characters", "data": text[end:start]}
            yield {"type": "StartTag", "name": tag, "data": attributes}
            yield {"type": "Characters", "data": text[start:stop]}
            yield {"type": "EndTag", "name": tag}
            end = stop
    yield {"type": "Characters", "data": text[end:]}


def render(source: str, named=None, tagged=None, headings=False) -> SafeString:
    """Safe HTML of a Markdown source. Never raises for any text.

    `named(["ada", "bob"])` is asked once, and only where a text has names, in lower case and in their order; it gives
    the attributes of those that become links, or marks where they lead nowhere: `{"ada": {"href": "/@ada/"}}`.
    `tagged(["oak"])` is asked for its #tags in the same way, by their names; without it, they stay words.
    With `headings`, lines that begin with ## or ### are headings: h2 and h3, in a page whose title is its h1.
    """
    source = CONTROLS.sub("", source)
    try:
        return mark_safe(rendered(source, named, tagged, headings))
    except DatabaseError:  # of whoever looked up the names
        raise
    except Exception as error:  # nobody means it, and no message is lost for it
        parsers.__dict__.clear()  # it may be in the middle of something
        if not isinstance(error, TooMuch):
            logger.warning("Text that Markdown cannot take (%s) is shown as it was typed", type(error).__name__)
        return mark_safe(as_typed(source))


def rendered(source, named=None, tagged=None, headings=False):
    this = parser(headings)
    html = with_labels(this.convert(source))
    html = cleaner(named, tagged, headings).clean(html).replace("<p></p>", "").strip()
    return this.with_code(html)


def with_labels(html):
    """The boxes of tasks say what they are, also to those who do not see them."""
    if "<input" in html:
        for state, label in ((" checked", gettext("Done")), ("", gettext("To do"))):
            box = f'<input type="checkbox" disabled{state}'
            html = html.replace(f"{box}/>", f'{box} aria-label="{escape(label)}">')
    return html


def as_typed(source):
    lines = escape(re.sub(r"\n{3,}", "\n\n", source.replace("\r\n", "\n").strip("\n"))).replace("\n", "<br>\n")
    return f"<p>{lines}</p>"


def cleaner(named=None, tagged=None, headings=False):
    filters = [Outward]
    for words, found in ((mentions, named), (hashtags, tagged)):
        if found:
            filters.append(partial(Marks, words=words, found=found))
    tags = TAGS | HEADINGS if headings else TAGS
    return Cleaner(tags=tags, attributes=ATTRIBUTES, protocols=SCHEMES, filters=filters)


# Rendered text as words

INSIDE = r'[^>"]*+(?:"[^"]*+"[^>"]*+)*+>'
TAG_IN_A_WORD = re.compile(r"</?(?:a|code|del|em|span|strong)\b" + INSIDE)
ANY_TAG = re.compile(r"<" + INSIDE)
CHECKBOX = re.compile(r"<input\b" + INSIDE)


def plain(html: str) -> str:
    """The words of rendered HTML on one line, for previews."""
    html = CHECKBOX.sub(lambda box: "\u2611 " if " checked" in box[0] else "\u2610 ", html)
    text = TAG_IN_A_WORD.sub("", html)  # within a word or before a comma
    return re.sub(r"\s+", " ", unescape(ANY_TAG.sub(" ", text))).strip()


SAYS_NOTHING = re.compile(r"\]\(|&|```|~~~")  # beside these, letters may be typed that nobody sees
EMPTY_EMPHASIS = re.compile(r"(?<!\S)(\*{1,3}|_{1,3}|~~)\s+\1(?!\S)")


def is_blank(source: str, headings=False) -> bool:
    """Whether there is nothing to read in a text when it is rendered: in U+200B, `[]()` or `** **` (a rule)."""
    if not SAYS_NOTHING.search(source) and any(letter.isalpha() and is_visible(letter) for letter in source):
        return False
    html = render(source, headings=headings)
    words = unescape(ANY_TAG.sub("", html))
    words = "".join(letter for letter in words if letter.isspace() or is_visible(letter))
    return not EMPTY_EMPHASIS.sub("", words).strip()
