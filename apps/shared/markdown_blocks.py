"""The blocks of a text, rewritten as Python-Markdown wants them.

Python-Markdown finds a list only after an empty line, takes four spaces for a list in a list, knows fences at the
margin alone and expands their tabs. People write as CommonMark has it. `BlockPreprocessor` reads containers (quotes,
list items) and blocks by CommonMark's rules, line by line and without backtracking, and

- takes code out, fenced or indented, in whatever container, as it was typed: `code(language, text)` gives what stands
  in its place;
- indents list items by four spaces for each level, and separates blocks by empty lines where Python-Markdown needs it;
- bounds how deep containers may stand in each other: deeper ones are shown as typed;
- puts headings apart, where they are wanted: lines that begin with ## or ###, in no container.

Why not pymdownx.superfences: its pattern for what follows a fence is exponential (22 times `a="" ` take 3.6 s), its
replacement of blocks quadratic, and it leaves a fence right under a paragraph inside that paragraph.
"""

import re
from dataclasses import dataclass, replace
from xml.etree import ElementTree

from markdown.blockprocessors import BlockProcessor
from markdown.preprocessors import Preprocessor
from markdown.util import ETX, STX

MAX_DEPTH = 10  # quotes and lists in each other
MAX_ELEMENTS = 800  # of a text that is more than plain words; each takes about a tenth of a millisecond
MAX_LINES = 4_000  # most of them code, then
MAX_SIGNS = 2_000  # each of which begins something, or is an entity in HTML
TAB = 4
SIGNS = re.compile(r"\*+|_+|~+|`+|[\[<>&\\@]")

# Each of these looks at the beginning of a line and takes time in proportion to its length.
RULE = re.compile(r"([-_*])[ ]*(?:\1[ ]*){2,}\Z")
QUOTE = re.compile(r">[ ]?")
ITEM = re.compile(r"(?:([-+*])|(\d{1,9})[.)])(?:(?P<space> +)(?=\S)|[ ]*\Z)")
FENCE = re.compile(r"(`{3,}(?=[^`]*\Z)|~{3,})(.*)", re.DOTALL)
DELIMITER_ROW = re.compile(r"\|?[ ]*:?-+:?[ ]*(?:\|[ ]*:?-+:?[ ]*)*\|?[ ]*\Z")
CONTAINER_PREFIX = re.compile(r"(?:[ ]|>|[-+*][ ]|\d{1,9}[.)][ ])*+")
LANGUAGE = re.compile(r"\s*+\{?\s*+\.?([\w#.+-]{1,40})")  # ```python, ``` python {1,3}, ```{.python}
HEADING = re.compile(r"(##|###) +(?=[^ ])")


class TooMuch(Exception):
    """It would become so many elements that it would take too long."""


@dataclass(frozen=True, slots=True)
class Line:
    """What of a line is inside the containers that were read so far: `text`, with tabs expanded, begins at `column`
    of the typed line `raw`.
    """

    raw: str
    text: str
    column: int = 0

    @property
    def indent(self):
        return len(self.text) - len(self.text.lstrip(" "))

    @property
    def is_blank(self):
        return not self.text.strip()

    def without(self, columns):
        return replace(self, text=self.text[columns:], column=self.column + columns)

    def dedented(self, columns):
        return self.without(min(columns, self.indent))

    def typed(self, columns):
        """As it was typed, tabs included, from up to `columns` further on."""
        start = self.column + min(columns, self.indent)
        if "\t" not in self.raw:
            return self.raw[start:]
        column = 0
        for place, letter in enumerate(self.raw):
            if column >= start:
                return " " * (column - start) + self.raw[place:]
            column += TAB - column % TAB if letter == "\t" else 1
        return " " * (column - start)


class BlockPreprocessor(Preprocessor):
    def __init__(self, md, code, headings):
        super().__init__(md)
        self.code, self.headings = code, headings

    def run(self, lines):
        source = "\n".join(lines).replace(STX, "").replace(ETX, "")
        source = source.replace("\r\n", "\n").replace("\r", "\n")
        lines = [Line(raw, raw.expandtabs(TAB)) for raw in source.split("\n")]
        if sum(not line.is_blank for line in lines) > MAX_LINES:
            raise TooMuch
        lines = Arrangement(lines, self.code, headings=self.headings).lines()
        text = "\n".join(lines)
        if sum(map(bool, lines)) > MAX_ELEMENTS or sum(1 for _sign in SIGNS.finditer(text)) > MAX_SIGNS:
            raise TooMuch
        return [*lines, "", ""]


class HeadingProcessor(BlockProcessor):
    """A line that `Arrangement` has put apart as a heading. In a quote or a list the same line is text."""

    LEVELS = {"##": "h2", "###": "h3"}

    def test(self, parent, block):
        return parent.tag == "div" and "\n" not in block and heading_in(block) is not None

    def run(self, parent, blocks):
        level, _space, text = blocks.pop(0).partition(" ")
        ElementTree.SubElement(parent, self.LEVELS[level]).text = text


class Arrangement:
    """The lines of one container, and of those within it, as Python-Markdown wants them."""

    def __init__(self, lines, code, depth=0, in_item=False, headings=False):
        self.source, self.code, self.depth, self.in_item = lines, code, depth, in_item
        self.headings = headings
        self.place = 0
        self.done = []
        self.in_paragraph = False  # whether the last line is one of a paragraph
        self.is_lazy = False  # one in a quote, that is, whose line lacks the sign of the quote
        self.may_go_on = False  # or ends with one, so that a line without the signs of its containers belongs to it
        self.is_tight = in_item  # no empty line was written yet in a list item

    def lines(self):
        while self.place < len(self.source):
            line = self.source[self.place]
            self.may_go_on = False
            if line.is_blank:
                self.place += 1
                self.separate()
            elif not self.block(line):
                self.paragraph(line)
        while self.done and not self.done[-1]:
            self.done.pop()
        self.may_go_on = self.may_go_on or self.in_paragraph
        return self.done

    def within(self, lines, in_item=False):
        return Arrangement(lines, self.code, self.depth + 1, in_item)

    def block(self, line):
        """Whether a block other than a paragraph begins here; it is read then."""
        if line.indent >= TAB:
            return not self.in_paragraph and self.indented_code()
        text = line.text[line.indent :]
        first = text[0]
        if first in "`~" and (fence := FENCE.match(text)):
            return self.fenced_code(line, fence)
        if first in "-_*" and RULE.match(text):
            return self.rule()
        if self.is_heading(line):
            return self.heading(text)
        if first == ">":
            return self.quote() if self.depth < MAX_DEPTH else self.escaped(line)
        if (first in "-+*" or first.isdigit()) and (item := ITEM.match(line.text, line.indent)):
            if self.in_paragraph and not self.is_lazy and not may_interrupt(item):
                return False
            return self.list(line, item) if self.depth < MAX_DEPTH else self.escaped(line)
        return "|" in text and self.table()

    def separate(self):
        if self.done and self.done[-1]:
            self.done.append("")
        self.is_tight = self.is_tight and not self.done
        self.in_paragraph = self.is_lazy = False

    def paragraph(self, line):
        text = line.text
        if self.in_item and self.in_paragraph and ITEM.match(text.lstrip(" ")):
            text = " " * 2 * TAB + text.lstrip(" ")  # or the list that this is in would take it for an item
        if self.is_tight and self.done and self.done[-1].endswith(ETX):
            self.done[-1] += text.strip()
        elif self.done and self.done[-1] and not self.in_paragraph:
            self.separate()
            self.done.append(text)
        else:
            self.done.append(text)
        self.in_paragraph = True
        self.place += 1

    def escaped(self, line):
        """Too deep: what would begin another container is shown."""
        text = line.text.lstrip(" ")
        cut = len(text) - len(text.lstrip("0123456789"))
        line = replace(line, text=f"{text[:cut]}\\{text[cut:]}")
        self.in_paragraph or self.separate()
        self.paragraph(line)
        return True

    def rule(self):
        self.separate()
        self.done += ["***", ""]
        self.place += 1
        return True

    def interrupts(self, line):
        return begins_block(line) or self.is_heading(line)

    # Headings

    def is_heading(self, line):
        return self.headings and line.indent < TAB and heading_in(line.text[line.indent :]) is not None

    def heading(self, text):
        self.separate()
        self.done += [" ".join(heading_in(text)), ""]
        self.place += 1
        return True

    # Code

    def fenced_code(self, line, fence):
        closing = re.compile(rf"{fence[1][0]}{{{len(fence[1])},}}[ ]*\Z")
        code, place, is_closed = [], self.place + 1, False
        while place < len(self.source) and not is_closed:
            inner = self.source[place]
            place += 1
            is_closed = inner.indent < TAB and bool(closing.match(inner.text, inner.indent))
            if not is_closed:
                code.append(inner.typed(line.indent))
        if not is_closed:
            while code and not code[-1].strip():
                code.pop()
            if not code:  # somebody types a line of signs
                return False
        language = LANGUAGE.match(fence[2])
        self.place = place
        self.put_code(language[1] if language else "", code)
        return True

    def indented_code(self):
        code, place = [], self.place
        while place < len(self.source) and (self.source[place].is_blank or self.source[place].indent >= TAB):
            code.append(self.source[place].typed(TAB))
            place += 1
        while not code[-1].strip():
            code.pop()
            place -= 1
        self.place = place
        self.put_code("", code)
        return True

    def put_code(self, language, code):
        mark = self.code(language, "\n".join(code))
        if self.is_tight and self.done and self.in_paragraph:
            self.done[-1] += mark
        else:
            if self.done and self.done[-1]:
                self.separate()
            self.done.append(mark)
            if not self.is_tight:
                self.done.append("")
        self.in_paragraph = False

    # Quotes

    def quote(self):
        inner = []
        while self.place < len(self.source):
            line = self.source[self.place]
            mark = line.indent < TAB and QUOTE.match(line.text, line.indent)
            if not mark:
                break
            inner.append(line.without(mark.end()))
            self.place += 1
        quote = self.within(inner)
        lines = quote.lines()
        if self.done and self.done[-1] and not self.in_paragraph:
            self.separate()
        self.done += [f"> {line}".rstrip(" ") for line in lines] or [">"]
        self.in_paragraph = self.is_lazy = quote.may_go_on
        if not self.in_paragraph:
            self.separate()
        return True

    # Lists

    def list(self, line, item):
        """All items of a list: bullets, or numbers."""
        if self.done and self.done[-1] and not (self.is_tight and (self.in_paragraph or self.done[-1].endswith(ETX))):
            self.separate()
        is_numbered = bool(item[2])
        is_loose = False
        while item and bool(item[2]) == is_numbered:
            if is_loose:
                self.separate()
            inner, is_loose = self.item(line, item)
            within = self.within(inner, in_item=True)
            lines = within.lines()
            start = len(self.done)
            self.put_item(item, lines)
            self.may_go_on = within.may_go_on and not is_loose
            is_loose = is_loose or "" in self.done[start:]
            if self.place >= len(self.source):
                break
            line = self.source[self.place]
            item = line.indent < TAB and ITEM.match(line.text, line.indent)
            if item and RULE.match(line.text, line.indent):
                item = None
        self.in_paragraph = False
        if self.place < len(self.source) and self.done[-1]:
            self.separate()  # what follows is no part of the last item
        return True

    def item(self, line, item):
        """Its lines, and whether an empty line followed."""
        margin = line.indent
        width = item.end()
        if item["space"] is None:
            width = len(line.text[:width].rstrip(" ")) + 1  # nothing on its first line
        elif len(item["space"]) > TAB:
            width -= len(item["space"]) - 1  # it begins with indented code
        inner = [line.without(width)]
        fence = opened(inner[0].text)
        goes_on = not fence and not inner[0].is_blank  # a line that is not indented would go on with its paragraph
        self.place += 1
        blanks = 0
        while self.place < len(self.source):
            line = self.source[self.place]
            if line.is_blank:
                blanks += 1
                goes_on = False
                inner.append(line)
                self.place += 1
                if blanks and len(inner) == 2 and inner[0].is_blank:
                    break
                continue
            if width > line.indent >= margin + 2 and not fence and begins_block(line):
                width = line.indent  # two spaces are enough for a list or code in a list, also under a number
            if line.indent >= width:
                line = line.without(width)
            elif not goes_on or self.interrupts(line) or (line.indent < TAB and ITEM.match(line.text, line.indent)):
                break
            else:
                line = line.dedented(TAB)
            blanks = 0
            if fence:
                fence, goes_on = (None, False) if fence.match(line.text.strip(" ")) else (fence, False)
            else:
                fence = opened(line.text)
                goes_on = not fence
            inner.append(line)
            self.place += 1
        while inner and inner[-1].is_blank and len(inner) > 1:
            inner.pop()
        return inner, bool(blanks)

    def put_item(self, item, lines):
        sign = f"{item[2]}. " if item[2] else "- "
        first = lines[0] if lines else ""
        if "|" in first and len(lines) > 1 and DELIMITER_ROW.match(lines[1]):
            first, lines = "", ["", "", *lines]
        self.done.append(sign + first)
        is_first_block, indent = True, ""
        for line in lines[1:]:
            if not line or ITEM.match(line):
                is_first_block, indent = False, " " * TAB
            self.done.append(indent + line if line else "")
        self.is_tight = self.is_tight and is_first_block

    # Tables

    def table(self):
        following = self.source[self.place + 1 : self.place + 2]
        if not following or following[0].indent >= TAB:
            return False
        row = following[0].text.strip(" ")
        if "|" not in row or not DELIMITER_ROW.match(row):
            return False
        self.separate()
        head = self.place + 2
        while self.place < len(self.source):
            line = self.source[self.place]
            if line.is_blank or (self.place >= head and line.indent < TAB and self.interrupts(line)):
                break
            self.done.append(line.text.strip(" "))
            self.place += 1
        self.separate()
        return True


def may_interrupt(item):
    """Whether a list may begin right under a line of text: not one that begins with 1984."""
    return item["space"] is not None and (item[1] or item[2] == "1")


def heading_in(text):
    """(signs, words) of a line that is a heading, without the signs that may close it; None of another."""
    heading = HEADING.match(text)
    if heading is None:
        return None
    words = text[heading.end() :].rstrip(" ")
    without = words.rstrip("#")
    words = without.rstrip(" ") if without[-1:] in ("", " ") else words
    return (heading[1], words) if words else None


def begins_block(line):
    text = line.text.lstrip(" ")
    if RULE.match(text) or text.startswith(">") or FENCE.match(text):
        return True
    item = ITEM.match(text)
    return bool(item and may_interrupt(item))


def opened(text):
    """The pattern of the fence that would close the one that a line opens, whatever containers it opens too."""
    fence = FENCE.match(text, CONTAINER_PREFIX.match(text).end())
    return re.compile(rf"[> ]*{fence[1][0]}{{{len(fence[1])},}}[ ]*\Z") if fence else None
