"""What people write, rendered and made safe once, when it is written.

`render` turns Markdown into HTML of a short list of tags. HTML in the source is shown as the text that it is.
Change `VERSION` with the output, so that stored HTML can be told to be old.

Whose `@name` becomes a link is for the caller to say (`named`): here nothing is known of people.
"""

import logging
import re
from functools import partial

from bleach.html5lib_shim import Filter
from bleach.linkifier import LinkifyFilter
from bleach.sanitizer import Cleaner
from django.db import DatabaseError
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from markdown import Markdown
from markdown.extensions import Extension
from markdown.extensions.fenced_code import FencedBlockPreprocessor
from markdown.inlinepatterns import InlineProcessor
from markdown.preprocessors import Preprocessor
from markdown.util import HTML_PLACEHOLDER

VERSION = 6

TAGS = frozenset("p br hr strong em del code pre span div a ul ol li blockquote table thead tbody tr th td".split())
ATTRIBUTES = {
    "a": ["href", "title", "rel"],
    "div": lambda _tag, name, value: name == "class" and value == "code",
    "span": lambda _tag, name, value: name == "class" and bool(re.fullmatch(r"[a-z][a-z0-9]{0,3}", value)),
    "ol": ["start"],
    "pre": lambda _tag, name, value: (name, value) == ("tabindex", "0"),
    "th": lambda _tag, name, value: name == "class" and value in ALIGNMENTS,
    "td": lambda _tag, name, value: name == "class" and value in ALIGNMENTS,
}
ALIGNMENTS = {"left": "at-start", "center": "at-centre", "right": "at-end"}.values()
SCHEMES = ["http", "https", "mailto"]


URL = re.compile(r"\(?(?<![\w@./-])(?:https?://|www\.)\w[^\s<>\"\\^`{|}\[\]]*", re.IGNORECASE)  # not README.md
# Not in bob@ada.example or @ada@site.example; a dot at the end ends the sentence.
NAME = re.compile(
    r"(?<![\w@/])(?<!\w[.+-])@([A-Za-z0-9_](?:[A-Za-z0-9_.]{0,28}[A-Za-z0-9_])?)(?![\w@])",
)
# Not in ada#oak or a link's end; a number alone is none.
HASHTAG = re.compile(r"(?<![\w#&/])#((?=[\w-]*[^\W\d_])\w[\w-]{0,38}\w|[^\W\d_])(?![\w#])")
MOST_LINKS = 100  # for each [ the parser looks for its ] through all that follows

logger = logging.getLogger(__name__)


LIST_BEGINS = re.compile(r" {0,3}(?:[-*+]|1\.)\s+\S")
IN_A_LIST = re.compile(r" {0,3}(?:[-*+]|\d+\.)\s|\s")
ITEM = re.compile(r"( *)((?:[-*+]|\d+\.)\s+\S.*)")
DEEPEST = 10  # lists within lists
SIDES = re.compile(r" {0,3}(?=.*\|)\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*\Z")
FENCE = re.compile(r"(`{3,}|~{3,})(.*)")
FENCE_IN_A_LIST = re.compile(r"( *(?:[-*+]|\d+\.) +| +)((`{3,})[^`]*|(~{3,}).*)")
LANGUAGE = re.compile(r"\s*\.([\w#.+-]+)\s*")  # {.python}
MOST_COLOURED = 6_000  # characters
HARD_TO_COLOUR = re.compile(r"\s{100}|[^\n]{500}")
OUT_OF_SIGHT = re.compile(HTML_PLACEHOLDER % r"\d+")


class FencesMayStayOpen(Preprocessor):
    """Code whose last fence was forgotten goes to the end of the text."""

    def run(self, lines):
        opened = code = ""
        for line in lines:
            fence = FENCE.match(line)
            if fence and not opened and "`" not in fence[2]:
                opened, code = fence[1], ""
            elif fence and opened and line.strip() == opened:
                opened = ""
            else:
                code = code or line.strip()
        return [*"\n".join(lines).rstrip().split("\n"), opened, "", ""] if opened and code else lines


class Fences(FencedBlockPreprocessor):
    """Code is coloured where that is quick: some of what knows its language takes seconds for lines made for it."""

    def run(self, lines):
        return super().run(self.FENCED_BLOCK_RE.sub(as_it_is_coloured, "\n".join(lines)).split("\n"))


def as_it_is_coloured(fenced):
    fence, code = fenced["fence"], fenced["code"]
    easy = len(code) <= MOST_COLOURED and not HARD_TO_COLOUR.search(code)
    language = fenced["lang"] or (LANGUAGE.fullmatch(fenced["attrs"] or "") or ["", ""])[1]
    return f"{fence}{language if easy else ''}\n{code}{fence}"


class FencesMayStandInLists(Preprocessor):
    """Fenced code that is indented under an item of a list belongs to it.

    The parser knows fences at the margin only. So the code is taken out of sight here, as the parser does it there,
    and what stands for it joins the item's last line, however deep that lies.
    """

    def run(self, lines):
        said, fenced, opening = [], [], None
        margin = None  # how far the sign of the item is indented to which a fence would belong
        joined = False  # whether what was said last ends with code
        for line in lines:
            indent = len(line) - len(line.lstrip(" "))
            if fenced and line.strip() and indent <= margin:  # the item has ended: that was no fence
                said += fenced
                fenced = []
            if fenced:
                fenced.append(line)
                if line.strip() == (opening[3] or opening[4]):
                    joined = self.join(said, fenced, opening)
                    fenced = []
                continue
            item = (margin is not None or indent < 4) and ITEM.fullmatch(line)
            if item:
                margin = indent
            elif line.strip() and not indent and not (said and said[-1].strip()):
                margin = None
            opening = margin is not None and FENCE_IN_A_LIST.fullmatch(line)
            if opening and (item or indent > margin):
                fenced = [line]
            elif joined and line.strip() and not item:
                said += [said.pop() + line.strip()] if indent > margin else ["", line]
                joined = False
            else:
                said.append(line)
                joined = False
        return said + fenced

    def join(self, said, fenced, opening):
        """Whether it is code as the parser has it; if not, it stays as it is."""
        sign, width = opening[1], len(opening[1])
        code = [line[min(width, len(line) - len(line.lstrip(" "))) :] for line in fenced[1:-1]]
        parser = self.md.preprocessors["fenced_code_block"]
        place = "\n".join(parser.run([opening[2], *code, fenced[-1].strip()])).strip()
        if not OUT_OF_SIGHT.fullmatch(place):
            said += fenced
            return False
        while not sign.strip() and not said[-1].strip():
            said.pop()
        said.append((sign if sign.strip() else said.pop()) + place)
        return True


class ListsMayFollow(Preprocessor):
    """A list may stand right under its introduction, as people write it and as CommonMark has it: a number only
    where it is 1, so that a line which happens to begin with 1984. stays a line.
    """

    def run(self, lines):
        spaced, before = [], ""
        for line in lines:
            if before.strip() and LIST_BEGINS.match(line) and not IN_A_LIST.match(before):
                spaced.append("")
            spaced.append(line)
            before = line
        return spaced


class TablesMayFollow(Preprocessor):
    """A table may stand right under its introduction: an empty line is put above its head."""

    def run(self, lines):
        spaced = []
        for line in lines:
            if len(spaced) > 1 and "|" in spaced[-1] and spaced[-2].strip() and SIDES.match(line):
                spaced.insert(-1, "")
            spaced.append(line)
        return spaced


class ListsMayBeNarrow(Preprocessor):
    """Two spaces make a list within a list, as people write it; the parser wants four."""

    def run(self, lines):
        deep, before, wide = [], "", []
        for line in lines:
            item = ITEM.fullmatch(line)
            if item and (deep or len(item[1]) < 4):
                indent = len(item[1])
                while deep and indent < deep[-1]:
                    deep.pop()
                if not deep or indent >= deep[-1] + 2:
                    deep.append(indent)
                line = " " * 4 * min(len(deep) - 1, DEEPEST) + item[2]
            elif line.strip() and not before.strip() and not line.startswith(" "):
                deep = []
            before = line
            wide.append(line)
        return wide


class NamesMayBeginUnderlined(InlineProcessor):
    """`@_ada_` is a name, and nothing in it is emphasised."""

    def handleMatch(self, match, _data):
        return match[0], match.start(0), match.end(0)


class HouseRules(Extension):
    """No raw HTML, no headings and no pictures in conversation; `#tag` stays a word, `[1]: so` stays a line."""

    def extendMarkdown(self, md):
        md.preprocessors.register(FencesMayStayOpen(md), "fences_may_stay_open", 26)
        md.preprocessors.register(Fences(md, md.preprocessors["fenced_code_block"].config), "fenced_code_block", 25)
        md.preprocessors.register(FencesMayStandInLists(md), "fences_may_stand_in_lists", 24)
        md.preprocessors.register(ListsMayFollow(md), "lists_may_follow", 20)
        md.preprocessors.register(ListsMayBeNarrow(md), "lists_may_be_narrow", 19)
        md.preprocessors.register(TablesMayFollow(md), "tables_may_follow", 18)
        md.inlinePatterns.register(
            NamesMayBeginUnderlined(r"@_[A-Za-z0-9_.]+", md), "underlined_names", 65
        )  # 60: _em_
        md.inlinePatterns.deregister("reference")
        md.inlinePatterns.deregister("short_reference")
        md.inlinePatterns.deregister("short_image_ref")
        md.parser.blockprocessors.deregister("reference")
        md.preprocessors.deregister("html_block")
        md.inlinePatterns.deregister("html")
        md.inlinePatterns.deregister("image_link")
        md.inlinePatterns.deregister("image_reference")
        md.parser.blockprocessors.deregister("hashheader")
        md.parser.blockprocessors.deregister("setextheader")


def outward(attributes, new=False):
    """Links lead out without lending our name (rel), and only where a browser may go."""
    attributes[(None, "rel")] = "nofollow noopener ugc"
    return attributes


class Marks(Filter):
    """Makes links of words that begin with a sign, in text alone: not in code, not in links, never in a tag.

    It stands behind the cleaner: what it writes cannot be written by anybody else. `found` tells which become links.
    """

    CLOSED = frozenset({"a", "code", "pre"})

    def __init__(self, source, pattern, found):
        super().__init__(source)
        self.pattern, self.found = pattern, found

    def __iter__(self):
        tokens = list(self.texts())
        words = [word for token, is_open in tokens if is_open for word in self.pattern.findall(token["data"])]
        marks = self.found(list(dict.fromkeys(map(str.lower, words)))) if words else {}
        for token, is_open in tokens:
            if is_open and marks:
                yield from linked(token["data"], self.pattern, marks)
            else:
                yield token

    def texts(self):
        """(token, whether names in it may become links); text that stands together is one token."""
        inside, text = 0, ""
        for token in super().__iter__():
            kind = token["type"]
            if not inside and kind in ("Characters", "SpaceCharacters"):
                text += token["data"]
                continue
            if text:
                yield {"type": "Characters", "data": text}, True
                text = ""
            if token.get("name") in self.CLOSED:
                inside += {"StartTag": 1, "EndTag": -1}.get(kind, 0)
            yield token, False
        if text:
            yield {"type": "Characters", "data": text}, True


def linked(text, pattern, marks):
    """The tokens of a text in which the words of `marks` have become elements."""
    end = 0
    for match in pattern.finditer(text):
        if mark := marks.get(match[1].lower()):
            tag = "a" if "href" in mark else "span"
            attributes = {(None, name): str(value) for name, value in {"class": "mention", **mark}.items()}
            yield {"type": "Characters", "data": text[end : match.start()]}
            yield {"type": "StartTag", "name": tag, "data": attributes}
            yield {"type": "Characters", "data": match[0]}
            yield {"type": "EndTag", "name": tag}
            end = match.end()
    yield {"type": "Characters", "data": text[end:]}


def render(source: str, named=None, tagged=None) -> SafeString:
    """Safe HTML of a Markdown source. Never raises for any text.

    `named(["ada", "bob"])` is asked once, and only where a text has names, in lower case and in their order; it gives
    the attributes of those that become links, or marks where they lead nowhere: `{"ada": {"href": "/@ada/"}}`.
    `tagged(["oak"])` is asked for its #tags in the same way; without it, they stay words.
    """
    source = source.replace("\x00", "")
    try:
        return mark_safe(rendered(source, named, tagged))
    except DatabaseError:  # of whoever looked up the names
        raise
    except Exception as error:  # lists in lists by the thousand, say: nobody means it, and no message is lost for it
        logger.warning("Text that Markdown cannot take (%s) is shown as it was typed", type(error).__name__)
        return mark_safe(f"<p>{escape(source)}</p>")


def rendered(source, named=None, tagged=None):
    parser = markdown()
    if source.count("[") > MOST_LINKS:
        parser.inlinePatterns.deregister("link")
    html = parser.convert(source)
    html = re.sub(r' style="text-align: (left|center|right);"', align, html)
    html = html.replace("<pre>", '<pre tabindex="0">')  # what scrolls must be reachable without a mouse
    return cleaner(named, tagged).clean(html).replace("<p></p>", "").strip()


def align(match):
    return f' class="{ {"left": "at-start", "center": "at-centre", "right": "at-end"}[match[1]] }"'


def markdown():
    return Markdown(
        extensions=["fenced_code", "codehilite", "tables", "sane_lists", "nl2br", HouseRules()],
        extension_configs={"codehilite": {"guess_lang": False, "css_class": "code"}},
        output_format="html",
    )


def cleaner(named=None, tagged=None):
    filters = [partial(LinkifyFilter, callbacks=[outward], skip_tags={"pre", "code"}, url_re=URL)]
    for pattern, found in ((NAME, named), (HASHTAG, tagged)):
        if found:
            filters.append(partial(Marks, pattern=pattern, found=found))
    return Cleaner(tags=TAGS, attributes=ATTRIBUTES, protocols=SCHEMES, filters=filters)


def plain(html: str) -> str:
    """The words of rendered HTML on one line, for previews."""
    from html import unescape

    text = re.sub(r"</?(?:a|code|del|em|span|strong)\b[^>]*>", "", html)  # within a word or before a comma
    text = re.sub(r"<[^>]+>", " ", text)
    return re.sub(r"\s+", " ", unescape(text)).strip()
