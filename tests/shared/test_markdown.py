"""What people write becomes safe HTML, whatever they write."""

import re
import time
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.shared import markdown

LONGEST = 10_000  # characters of a message

VOID = {"br", "hr", "input"}
ATTRIBUTES = {
    "a": {"href": r".*", "title": r".*", "rel": r"nofollow noopener ugc"},
    "div": {"class": r"code"},
    "span": {"class": r"[a-z][a-z0-9]{0,3}"},
    "ul": {"dir": "auto", "class": "task-list"},
    "ol": {"dir": "auto", "start": r"\d+", "class": "task-list"},
    "li": {"class": "task-list-item"},
    "input": {"type": "checkbox", "disabled": "", "checked": "", "aria-label": "Done|To do"},
    "blockquote": {"dir": "auto"},
    "table": {"dir": "auto"},
    "pre": {"tabindex": r"0"},
    "th": {"class": r"at-(start|centre|end)"},
    "td": {"class": r"at-(start|centre|end)"},
}


class Inspector(HTMLParser):
    """Reads HTML as a browser would and objects to everything that is not on the short list."""

    def __init__(self, html, more=frozenset()):
        super().__init__(convert_charrefs=True)
        self.words, self.open, self.more = [], [], more
        self.feed(html)
        self.close()
        assert self.open == [], f"never closed: {self.open}"

    def handle_starttag(self, tag, attributes):
        assert tag in markdown.TAGS | self.more
        for name, value in attributes:
            assert re.fullmatch(ATTRIBUTES.get(tag, {})[name], value or "", re.DOTALL), (tag, name, value)
        if tag == "a":
            assert scheme_of(dict(attributes).get("href") or "") in {"", *markdown.SCHEMES}
            assert dict(attributes)["rel"] == "nofollow noopener ugc"
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.words.append(data)

    def handle_comment(self, data):
        raise AssertionError("a comment")

    handle_decl = handle_pi = unknown_decl = handle_comment

    @property
    def text(self):
        return "".join(self.words)


def scheme_of(link):
    """As a browser finds it, which overlooks spaces and control characters; empty for an address on this site."""
    found = re.match(r"([^/?#:]*):", re.sub(r"[\x00-\x20]", "", link))
    return found[1].lower() if found else ""


NASTY = st.sampled_from(
    """<script>alert(1)</script>|<img src=x onerror=alert(1)>|<style>*{}</style>|<svg/onload=alert(1)>|<!--|-->
    |<![CDATA[|<?php
    |[a](javascript:alert(1))|[a](JaVaScRiPt:alert(1))|[a](java&#10;script:x)|[a](data:text/html,<b>)|<javascript:alert(1)>
    |[a](vbscript:x)|[x]: javascript:alert(1)|[a][x]|![i](x.png)|![i][x]|<a href="javascript:x">|<iframe>
    |</p>|</div>|</code>
    |**|__|*|_|`|```|~~~|```js|> |- |1. |    |#|# |---|===|[|]|(|)|!|\\|&lt;|&#x6a;|&amp|"|'|=|:|/|@|https://a.b/?c=d&e=f
    |## |\n## a\n|### a ##\n|www.example.org|http://[|mailto:a@b.co|<mailto:a@b.co>|<https://a.b>
    |a@b.co|#tag|@ada|\t|\n|\n\n|\r\n|\x00|\x02|\x03|\x02wzxhzdk:0\x03
    |- a\n  ```\n|\n  ```\n|  ```|1. ~~~js\n|\n   ~~~\n
    |a|b c|é|漢|🙂|\u202e|\ufeff|a|b|-|:-|-:|a: b||-|-||a||{: onclick=x}|{.a #b}|*[a]: b|[^1]|1986. x""".replace(
        "\n    ", ""
    ).split("|")
)
SOURCES = st.one_of(st.text(max_size=300), st.lists(NASTY, max_size=40).map("".join))


@given(SOURCES)
@settings(max_examples=300, deadline=None)
def test_whatever_is_written_comes_out_safe(source):
    Inspector(markdown.render(source))
    Inspector(markdown.render(source, headings=True), more=markdown.HEADINGS)


@given(SOURCES)
@settings(max_examples=100, deadline=None)
def test_safe_html_stays_as_it_is_when_cleaned_again(source):
    html = markdown.render(source)
    assert markdown.cleaner().clean(html) == html


@given(st.text(alphabet=st.characters(categories=["L", "N"]), min_size=1, max_size=200))
@settings(max_examples=50, deadline=None)
def test_plain_words_are_all_there(source):
    assert Inspector(markdown.render(source)).text == source


@given(SOURCES)
@settings(max_examples=100, deadline=None)
def test_a_preview_is_one_line_without_tags(source):
    line = markdown.plain(markdown.render(source))
    assert "\n" not in line
    assert line == line.strip()


PATHOLOGICAL = {
    "headings": "## a\n" * 2000,
    "headings that nearly close": "## a" + " #" * 4_990 + "x",
    "spaces in a heading": "## a" + " " * 9_900 + "x",
    "brackets": "[" * LONGEST,
    "closing brackets": "]" * LONGEST,
    "links that never end": "[a](" * 2500,
    "pictures that never end": "![" * 5000,
    "links in links": "[" * 2500 + "a" + "](b)" * 1800,
    "references": "[a]: b\n" * 1400,
    "parentheses": "(" * LONGEST,
    "stars": "*" * LONGEST,
    "stars and letters": "*a" * 5000,
    "underscores": "a_" * 5000,
    "quotes in quotes": ">" * LONGEST,
    "quotes deeper and deeper": "".join("> " * depth + "a\n" for depth in range(90)),
    "lists in one line": "1. " * 3333,
    "lists deeper and deeper": "".join(" " * 4 * depth + "- a\n" for depth in range(70)),
    "backticks": "`" * LONGEST,
    "backticks of all lengths": " ".join("`" * number for number in range(1, 140)),
    "fences": "```\n" * 2500,
    "fences in a list": "- a\n" + "  ```\n" * 1600,
    "open fences in a list": "- a\n" + "  ```x\n" * 1400,
    "fences of all lengths in a list": "- a\n" + "".join(" " + "`" * number + "x\n" for number in range(3, 130)),
    "items that are fences": "- ```\n" * 1600,
    "fences deeper and deeper": "".join(" " * 2 * depth + "- ```\n" for depth in range(90)),
    "a fence with attributes": "```{" + ".a " * 3000 + "}\na\n```",
    "angle brackets": "<" * LONGEST,
    "tags": "<a " * 3333,
    "comments": "<!--" * 2500,
    "declarations": "<![" * 3333,
    "ampersands": "&#" * 5000,
    "a table": "a|b\n-|-\n" + "a|b\n" * 2000,
    "a wide table": "|a" * 200 + "\n" + "|-" * 200 + "\n" + "|a" * 4000,
    "a table of many columns": "|" + "a|" * 2400 + "\n|" + "-|" * 2400 + "\n",
    "addresses": "http://a.b " * 900,
    "half addresses": "http://" * 1400,
    "hosts": "a." * 5000,
    "an address in parentheses": "(" * 5000 + "www.a.b" + ")" * 5000,
    "empty lines": "\n" * LONGEST,
    "spaces": " " * LONGEST,
    "backslashes": "\\" * LONGEST,
    "code in brackets": "```python\n" + "(" * 9900 + "\n```",
    "code of quotes": "```js\n" + "'\"/" * 3300 + "\n```",
    "code of spaces": "```autoit\nx" + " " * 9900 + "x\n```",
    "code of spaces in C": "```c\nx" + " " * 9900 + "x\n```",
    "code of empty lines": "```gherkin\nx" + "\n " * 4900 + "\n```",
    "code of one line": "```perl\n" + "s{" * 4900 + "\n```",
    "code of short lines": "```terraform\n" + "<<A\n" * 2400 + "```",
    "code in a list": "- ```c\n  x" + " " * 9900 + "x\n  ```",
    "code with a sign of its own": "```{x\n```autoit\nx" + " " * 9900 + "x\n```",
    "code with attributes": "```{.autoit .b}\nx" + " " * 9900 + "x\n```",
    "the parser's own marks": "\x02wzxhzdk:0\x03" * 700,
    "a fence before spaces": "```" + " " * 9900 + "x",
    "a fence with spaces behind its language": "```py" + " " * 9900 + "x\na",
    "a fence of spaces before a bracket": "```" + " " * 9900 + "(\na",
    "a fence with options": "``` a " + 'a="" ' * 1900 + "!\na\n```",
    "fences in a row": "```\na\n```\n" * 1000,
    "fences in quotes": "> ```\n> a\n> ```\n" * 600,
    "emphasis": "*a* " * 2500,
    "links": "[a](b)" * 1600,
    "links that are not closed": "[a](b (c " * 1100,
    "paragraphs": "a\n\n" * 3300,
    "lines": "a\n" * 5000,
    "mentions": "@ada/" * 2000,
    "mentions after words": "a/b/@ada " * 1100,
    "hashtags": "#oak " * 2000,
    "long tags": "#" + "ä" * 9900,
    "email addresses": "a@b.co " * 1400,
    "half an email address": "a." * 5000 + "@",
    "escapes": "\\*" * 5000,
    "escapes in an address": "https://a.b/" + "\\_" * 4900,
    "closing brackets in an address": "https://a.b/" + ")" * 9900,
    "entities at the end of an address": "https://a.b/" + "&a;" * 3200,
    "an expensive language": '```rego\n"' + "\\" * 60 + "\n```",
    "an expensive language in a shebang": '    :::chpl\n    "' + "\\" * 60,
    "an expensive language in another shebang": '    #!chpl\n    "' + "\\" * 60,
}


ORDINARY = ("Some words of *which* one is `code`, and a [link](https://a.example) too.\n\n" * 200)[:LONGEST]


def taken(source):
    """Seconds of CPU."""
    started = time.thread_time()
    markdown.render(source, headings=True)
    return time.thread_time() - started


@pytest.fixture(scope="module")
def ordinary():
    """What an ordinary text of the greatest length takes, on this machine, now."""
    return min(taken(ORDINARY) for _time in range(3))


@pytest.mark.parametrize("source", PATHOLOGICAL.values(), ids=PATHOLOGICAL)
def test_nothing_takes_long(source, ordinary):
    """An ordinary text takes an eighth of `settings.RENDER_SECONDS`, and none of these much longer than that.

    What grows with the square of its length takes longer each time; a machine that does other things meanwhile
    counts them in now and then.
    """
    Inspector(markdown.render(source, headings=True), more=markdown.HEADINGS)
    assert any(taken(source) < 8 * ordinary for _time in range(4))


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("Hello", "<p>Hello</p>"),
        ("one\ntwo", "<p>one<br>\ntwo</p>"),
        ("**b** *i* `c`", "<p><strong>b</strong> <em>i</em> <code>c</code></p>"),
        ("# not a heading", "<p># not a heading</p>"),
        ("#welding is fun", "<p>#welding is fun</p>"),
        ("<b>shown</b>", "<p>&lt;b&gt;shown&lt;/b&gt;</p>"),
        ("![alt](/c.png)", "<p>![alt](/c.png)</p>"),
        ("[1]: kept", "<p>[1]: kept</p>"),
        ("[a](javascript:alert(1))", '<p><a rel="nofollow noopener ugc">a</a></p>'),
        ("[r](/rooms/studio/)", '<p><a href="/rooms/studio/" rel="nofollow noopener ugc">r</a></p>'),
        ("read README.md and settings.py", "<p>read README.md and settings.py</p>"),
        (
            "(https://a.b/c_(d)) so",
            '<p>(<a href="https://a.b/c_(d)" rel="nofollow noopener ugc">https://a.b/c_(d)</a>) so</p>',
        ),
        ("(https://a.b/c).", '<p>(<a href="https://a.b/c" rel="nofollow noopener ugc">https://a.b/c</a>).</p>'),
        ("`https://a.b`", "<p><code>https://a.b</code></p>"),
        ("", ""),
        ("\x00", ""),
    ],
)
def test_how_it_is_rendered(source, html):
    assert markdown.render(source) == html


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("## What *we* did", "<h2>What <em>we</em> did</h2>"),
        ("### Next ###  ", "<h3>Next</h3>"),
        ("one\n## Two\nthree", "<p>one</p>\n<h2>Two</h2>\n<p>three</p>"),
        ("## A\n## B", "<h2>A</h2>\n<h2>B</h2>"),
        ("## 1. C# #", "<h2>1. C#</h2>"),
        ("- a\n## B", '<ul dir="auto">\n<li>a</li>\n</ul>\n<h2>B</h2>'),
        ("> a\n## B", '<blockquote dir="auto">\n<p>a</p>\n</blockquote>\n<h2>B</h2>'),
        ("## A\n- b", '<h2>A</h2>\n<ul dir="auto">\n<li>b</li>\n</ul>'),
        # Text: one sign is a tag's, four are too many, and a quote or a list has none.
        ("# a", "<p># a</p>"),
        ("#### a", "<p>#### a</p>"),
        ("##a", "<p>##a</p>"),
        ("## ", "<p>## </p>"),
        ("## ##\na", "<p>## ##<br>\na</p>"),
        ("\\## a", "<p>## a</p>"),
        ("> ## a", '<blockquote dir="auto">\n<p>## a</p>\n</blockquote>'),
        ("- ## a", '<ul dir="auto">\n<li>## a</li>\n</ul>'),
        ("<h2>a</h2>", "<p>&lt;h2&gt;a&lt;/h2&gt;</p>"),
    ],
)
def test_headings_are_for_texts_that_have_them(source, html):
    assert markdown.render(source, headings=True) == html
    assert not re.search("<h[1-6]", markdown.render(source))


def test_a_heading_ends_a_table_and_is_none_in_code():
    html = markdown.render("a | b\n--|--\n1 | 2\n## C\n```\n## d\n```", headings=True)
    assert re.findall("<h2>[^<]*</h2>", html) == ["<h2>C</h2>"]
    assert html.index("</table>") < html.index("<h2>")
    assert "## d" in html


def test_code_has_its_colours_and_can_be_scrolled_by_keyboard():
    html = markdown.render('```python\nx = "<b>"\n```')
    assert '<div class="code"><pre tabindex="0">' in html
    assert '<span class="s2">"&lt;b&gt;"</span>' in html.replace("&quot;", '"')


@pytest.mark.parametrize(
    ("code", "coloured"), [("x = 1\n" * 900, True), ("x = 1\n" * 1100, False), ("x = " + "1" * 500, False)]
)
def test_code_that_takes_long_to_colour_is_shown_without(code, coloured):
    html = markdown.render(f"```python\n{code}\n```")
    assert html.startswith('<div class="code"><pre tabindex="0">')
    assert ('<span class="mi">1</span>' in html) == coloured
    assert markdown.plain(html).count("x = 1") == code.count("x = 1")


@pytest.mark.parametrize("sign", ["python", ".python", " python ", "{.python}", "{ .python }"])
def test_the_language_of_code_may_be_said_in_several_ways(sign):
    assert '<span class="mi">1</span>' in markdown.render(f"```{sign}\nx = 1\n```")


def test_columns_of_a_table_keep_their_sides():
    html = markdown.render("a | b | c\n:- | :-: | -:\n1 | 2 | 3")
    assert re.findall(r'<td class="([\w-]+)">', html) == ["at-start", "at-centre", "at-end"]
    assert "style=" not in html


def test_what_the_parser_cannot_take_is_shown_as_typed(monkeypatch):
    monkeypatch.setattr(markdown, "rendered", lambda source: 1 / 0)
    assert markdown.render("<b> & co") == "<p>&lt;b&gt; &amp; co</p>"


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("Bring:\n- gloves\n- a lid", '<p>Bring:</p>\n<ul dir="auto">\n<li>gloves</li>\n<li>a lid</li>\n</ul>'),
        ("First\n1. load\n2. fire", '<p>First</p>\n<ol dir="auto">\n<li>load</li>\n<li>fire</li>\n</ol>'),
        ("It burnt in\n1984. Never again.", "<p>It burnt in<br>\n1984. Never again.</p>"),
        ("- one\n  still one\n- two", '<ul dir="auto">\n<li>one<br>\nstill one</li>\n<li>two</li>\n</ul>'),
    ],
)
def test_a_list_may_follow_its_introduction(source, html):
    assert markdown.render(source) == html


def test_lines_of_code_that_look_like_a_list_are_left_alone():
    assert "\n\n" not in markdown.render("```\na = 1\n- b\n```").strip()


@pytest.mark.parametrize(
    ("source", "html"),
    [
        (
            "- one\n  - two\n- three",
            '<ul dir="auto">\n<li>one<ul dir="auto">\n<li>two</li>\n</ul>\n</li>\n<li>three</li>\n</ul>',
        ),
        (
            "- one\n    - two\n- three",
            '<ul dir="auto">\n<li>one<ul dir="auto">\n<li>two</li>\n</ul>\n</li>\n<li>three</li>\n</ul>',
        ),
        (
            "1. one\n   - two\n2. three",
            '<ol dir="auto">\n<li>one<ul dir="auto">\n<li>two</li>\n</ul>\n</li>\n<li>three</li>\n</ol>',
        ),
        (" - one\n - two", '<ul dir="auto">\n<li>one</li>\n<li>two</li>\n</ul>'),
    ],
)
def test_two_spaces_make_a_list_within_a_list(source, html):
    assert markdown.render(source) == html


def test_a_table_may_follow_its_introduction():
    html = markdown.render("Cones:\n| cone | heat |\n|---|---|\n| 6 | 1222 |")
    assert html.startswith('<p>Cones:</p>\n<table dir="auto">')
    assert "<table>" not in markdown.render("One | two\nand a line\n---")


def test_code_whose_last_fence_was_forgotten_is_code():
    html = markdown.render("So:\n```python\nx = 1\n- a\n")
    assert html.startswith('<p>So:</p>\n<div class="code">')
    assert "- a" in re.sub("<[^>]+>", "", html)
    assert markdown.render("```") == "<p>```</p>"
    assert markdown.render("```\na\n```\nb").endswith("<p>b</p>")


def in_short(source):
    """Its HTML without the colours of code, and without the lines and spaces that a browser does not show."""
    html = re.sub(r' tabindex="0"| dir="auto"|</?span[^>]*>', "", markdown.render(source))
    return re.sub(r"\s*\n\s*", " ", html).replace("> <", "><").replace(" </code>", "</code>")


def code(words):
    return f'<div class="code"><pre><code>{words}</code></pre></div>'


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("- a\n  ```\n  x\n  ```\n- b", f"<ul><li>a{code('x')}</li><li>b</li></ul>"),
        ("- ```sh\n  x\n  ```\n- b", f"<ul><li>{code('x')}</li><li>b</li></ul>"),
        (
            "1. a\n\n   ~~~\n   x\n   ~~~\n\n2. b",
            f"<ol><li><p>a</p>{code('x')}</li><li><p>b</p></li></ol>",
        ),
        (
            "- a\n  - b\n    ```\n    x\n    ```\n    - c\n      ```\n      y\n      ```\n- d",
            f"<ul><li>a<ul><li>b{code('x')}<ul><li>c{code('y')}</li></ul></li></ul></li><li>d</li></ul>",
        ),
        ("- a\n  ```\n  x\n  ```\n  b", f"<ul><li>a{code('x')}b</li></ul>"),
        ("- a\n  ```\n  x\n  ```\nb", f"<ul><li>a{code('x')}</li></ul><p>b</p>"),
        ("a\n\n  ```\n  x\n  ```", f"<p>a</p>{code('x')}"),
        # Not closed, and in code itself.
        ("- a\n  ```\n- b", "<ul><li>a<br> ```</li><li>b</li></ul>"),
        ("```\n- a\n  ~~~\n  x\n  ~~~\n```", code("- a ~~~ x ~~~")),
    ],
)
def test_code_may_stand_in_a_list(source, html):
    assert in_short(source) == html


def test_code_in_a_list_keeps_its_own_indentation_and_its_colours():
    html = markdown.render("- a\n  ```python\n  if x:\n\n      y = '<b>'\n  ```")
    assert "if x:\n\n    y = '&lt;b&gt;'\n" in re.sub("<[^>]+>", "", html).replace("&#39;", "'")
    assert '<span class="k">if</span>' in html


REL = ' rel="nofollow noopener ugc"'


def linked(address, href=None):
    return f'<a href="{href or address}"{REL}>{address}</a>'


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("https://example.org/__tests__/a.py", linked("https://example.org/__tests__/a.py")),
        ("https://example.org/?a=*&b=* x", linked("https://example.org/?a=*&amp;b=") + "* x"),
        ("https://example.org/~~a~~b", linked("https://example.org/~~a~~b")),
        ("https://example.org/@ada/#oak", linked("https://example.org/@ada/#oak")),
        ("https://example.org/a_b_c and d_e_f", linked("https://example.org/a_b_c") + " and d_e_f"),
        ("_https://example.org/a_b_", f"<em>{linked('https://example.org/a_b')}</em>"),
        ("**https://example.org/x**", f"<strong>{linked('https://example.org/x')}</strong>"),
        ("~~https://example.org/x~~", f"<del>{linked('https://example.org/x')}</del>"),
        *[(f"https://a.b/x{end}", linked("https://a.b/x") + end) for end in "? ! . , : * ~ ... ?!".split()],
        ("https://a.b/x_", linked("https://a.b/x") + "_"),
        ('"https://a.b/x"', f'"{linked("https://a.b/x")}"'),
        ("'https://a.b/x'", f"'{linked('https://a.b/x')}'"),
        ("“https://a.b/x”", f"“{linked('https://a.b/x')}”"),
        ("„https://a.b/x“.", f"„{linked('https://a.b/x')}“."),
        ("«https://a.b/x»", f"«{linked('https://a.b/x')}»"),
        ("看https://a.b/路径。然后", f"看{linked('https://a.b/路径')}。然后"),
        ("（https://a.b/x）", f"（{linked('https://a.b/x')}）"),
        ("(https://a.b/x)", f"({linked('https://a.b/x')})"),
        ("https://a.b/x_(y)_(z)", linked("https://a.b/x_(y)_(z)")),
        ("https://a.b/x(y))", linked("https://a.b/x(y)") + ")"),
        ("https://a.b/?q=1&copy;", linked("https://a.b/?q=1") + "&copy;"),
        ("https://a.b/?q=1&amp;r=2", linked("https://a.b/?q=1&amp;r=2")),
        ("https://a.b/x;", linked("https://a.b/x") + ";"),
        ("https://a.b/a\\_b\\*c", linked("https://a.b/a_b*c")),
        ("<https://a.b/x!>", linked("https://a.b/x!")),
        ("https://a.b<br>", linked("https://a.b") + "&lt;br&gt;"),
        ("http://localhost:8000/a", linked("http://localhost:8000/a")),
        ("HTTPS://A.B/x", linked("HTTPS://A.B/x")),
        ("www.example.org/x.", linked("www.example.org/x", "http://www.example.org/x") + "."),
        ("ada@site.example, or", linked("ada@site.example", "mailto:ada@site.example") + ", or"),
        ("<ada@site.example>", linked("ada@site.example", "mailto:ada@site.example")),
        ("@ada@site.example", "@ada@site.example"),
        ("[a](https://a.b/x_(y))", linked("a", "https://a.b/x_(y)")),
        ("[https://a.b](https://c.d)", linked("https://a.b", "https://c.d")),
        ("[a](<b c> 'd')", f'<a href="b c" title="d"{REL}>a</a>'),
        ("[a [b] c](d)", linked("a [b] c", "d")),
        ("wwwx.a.b xhttps://a.b a/https://a.b", "wwwx.a.b xhttps://a.b a/https://a.b"),
        ("www. https:// http://_a http://a_b.c", "www. https:// http://_a http://a_b.c"),
        ("`https://a.b/__x__`", "<code>https://a.b/__x__</code>"),
        ("https://a.b/`x`", f"{linked('https://a.b/')}<code>x</code>"),
    ],
)  # fmt: skip
def test_an_address_becomes_a_link_and_ends_as_github_says(source, html):
    assert markdown.render(source).replace("&copy;", "©").replace("©", "&copy;") == f"<p>{html}</p>"


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("> a\n> ```\n> x\n> ```\n> b", f"<blockquote><p>a</p>{code('x')}<p>b</p></blockquote>"),
        ("> ```\n> x\n>\n> y\n> ```", f"<blockquote>{code('x y')}</blockquote>"),
        ("> ```\n> x\nb", f"<blockquote>{code('x')}</blockquote><p>b</p>"),
        ("> > ```\n> > x\n> > ```", f"<blockquote><blockquote>{code('x')}</blockquote></blockquote>"),
        ("> - a\n>   ```\n>   x\n>   ```", f"<blockquote><ul><li>a{code('x')}</li></ul></blockquote>"),
        ("- > ```\n  > x\n  > ```\n- b", f"<ul><li><blockquote>{code('x')}</blockquote></li><li>b</li></ul>"),
        ("> - a\n>   - b\n> - c", "<blockquote><ul><li>a<ul><li>b</li></ul></li><li>c</li></ul></blockquote>"),
        ("> 1. a\n>    - b\n> 2. c", "<blockquote><ol><li>a<ul><li>b</li></ul></li><li>c</li></ol></blockquote>"),
        ("> so\n> - a\n> - b", "<blockquote><p>so</p><ul><li>a</li><li>b</li></ul></blockquote>"),
        ("> a\nb", "<blockquote><p>a<br> b</p></blockquote>"),
        ("> - a\nb", "<blockquote><ul><li>a<br> b</li></ul></blockquote>"),
        ("a\n> b", "<p>a</p><blockquote><p>b</p></blockquote>"),
        ("a\n```\nx\n```\nb", f"<p>a</p>{code('x')}<p>b</p>"),
        ("a\n\n```\nx\n```\n\nb", f"<p>a</p>{code('x')}<p>b</p>"),
        ("```\n\nx\n\n\ny\n\n```", code(" x y")),
        ("````\n```\nx\n```\n````", code("``` x ```")),
        ("~~~\n```\n~~~", code("```")),
        ("``` x ``` y", "<p><code>x</code> y</p>"),
        ("a\n\n    x\n\n    y\n\nb", f"<p>a</p>{code('x y')}<p>b</p>"),
        ("    :::python\n    x = 1", code(":::python x = 1")),
        ("    #!python\n    x = 1", code("#!python x = 1")),
        ("- a\n\n      x\n\n  b", f"<ul><li><p>a</p>{code('x')}<p>b</p></li></ul>"),
        ("1. a\n\n   b\n2. c", "<ol><li><p>a</p><p>b</p></li><li><p>c</p></li></ol>"),
        ("10. a\n\n    b", '<ol start="10"><li><p>a</p><p>b</p></li></ol>'),
        ("1) a\n2) b", "<ol><li>a</li><li>b</li></ol>"),
        ("- a\n1. b", "<ul><li>a</li></ul><ol><li>b</li></ol>"),
        ("1. a\n- b\n2. c", '<ol><li>a</li></ol><ul><li>b</li></ul><ol start="2"><li>c</li></ol>'),
        ("> a\n2. b", '<blockquote><p>a</p></blockquote><ol start="2"><li>b</li></ol>'),
        ("a\x0bb\x0cc\x1bd", "<p>abcd</p>"),
        ("- a\n\nb", "<ul><li>a</li></ul><p>b</p>"),
        ("- a\n  > q\n- b", "<ul><li>a<blockquote><p>q</p></blockquote></li><li>b</li></ul>"),
        ("- a\n- - b\n  - c", "<ul><li>a</li><li><ul><li>b</li><li>c</li></ul></li></ul>"),
        ("- It burnt in\n  1984. Never", "<ul><li>It burnt in<br> 1984. Never</li></ul>"),
        ("-\n- b", "<ul><li></li><li>b</li></ul>"),
        ("a\n---\nb", "<p>a</p><hr><p>b</p>"),
        ("- a\n\n  ---\n- b", "<ul><li><p>a</p><hr></li><li><p>b</p></li></ul>"),
        ("* * *", "<hr>"),
        ("a\r\n- b\r\n", "<p>a</p><ul><li>b</li></ul>"),
        ("~~a~~ ~b~ H~2~O", "<p><del>a</del> ~b~ H~2~O</p>"),
        ("*a **b** c* ***d***", "<p><em>a <strong>b</strong> c</em><em><strong>d</strong></em></p>"),
        ("snake_case_word 2*3*4", "<p>snake_case_word 2<em>3</em>4</p>"),
        ("\\*a\\* \\> \\~~b~~", "<p>*a* &gt; ~~b~~</p>"),
    ],
)  # fmt: skip
def test_blocks_are_read_as_github_reads_them(source, html):
    assert in_short(source) == html


def test_a_makefile_keeps_its_tabs():
    for source in (
        "```make\nall:\n\tgcc\n\t\tx\n```",
        "> ```make\n> all:\n> \tgcc\n> \t\tx\n> ```",
        "- a\n  ```make\n  all:\n  \tgcc\n  \t\tx\n  ```",
        "-\t```make\n\tall:\n\t\tgcc\n\t\t\tx\n\t```",
    ):
        words = re.sub("<[^>]+>", "", markdown.render(source))
        assert "all:\n\tgcc\n\t\tx\n" in words
    assert "\tx" in markdown.render("all:\n\n\tgcc\n\t\tx")


def test_code_keeps_its_empty_lines():
    assert "\n\nx\n\n\ny\n" in re.sub("<[^>]+>", "", "\n" + markdown.render("```\n\nx\n\n\ny\n```"))
    assert "if x:\n\n\n    y\n" in re.sub("<[^>]+>", "", markdown.render("```python\nif x:\n\n\n    y\n```"))


def test_tasks_have_boxes():
    html = markdown.render("- [ ] clay\n- [x] kiln\n- [X] oak\n- [y] no")
    assert html.count('<li class="task-list-item"><input type="checkbox" disabled') == 3
    assert html.count(" checked") == 2
    assert html.count('aria-label="To do"') == 1
    assert markdown.plain(html) == "☐ clay ☑ kiln ☑ oak [y] no"
    assert "<input" not in markdown.render("[ ] a\n\n`[x] b`")


def test_lists_and_quotes_begin_on_the_side_of_their_text():
    html = markdown.render("- שלום\n\n1. مرحبا\n\n> שלום\n\n|א|ב|\n|-|-|\n|ג|ד|")
    for tag in ("ul", "ol", "blockquote", "table"):
        assert f'<{tag} dir="auto">' in html


def test_containers_are_as_deep_as_they_may_be_and_no_deeper():
    html = markdown.render("> " * 40 + "a")
    assert html.count("<blockquote") == 10
    assert Inspector(html).text.strip() == "> " * 29 + "> a"
    assert "<script" not in markdown.render("- " * 40 + "<script>")


def test_what_would_become_too_many_elements_is_shown_as_typed():
    html = markdown.render("*a*\n" * 2_000)
    assert html.startswith("<p>*a*<br>\n*a*<br>\n")
    assert markdown.render("a <b>\n" * 1000).count("&lt;b&gt;<br>") == 999


def test_after_a_text_that_fails_the_next_is_rendered_as_ever(monkeypatch):
    markdown.render("> *a*\n" * 2_000)
    assert markdown.render("> *a*") == '<blockquote dir="auto">\n<p><em>a</em></p>\n</blockquote>'
    assert markdown.render("3. a").count('start="3"') == 1
    assert "start" not in markdown.render("1. a")


@pytest.mark.parametrize(
    "source",
    [
        "", " \n", "\u200b", "\u2800", "\u3164", "\ufeff\u00ad", "\u202e\u2066", "[]()", "[](https://a.b)", "[ ](a)",
        "[\u200b](a \"b\")", "** **", "** **\n\u200b", "---", "_ _", "~~ ~~", "* *", "__ __",
        "&#8203;", "&nbsp;", "&shy;&#x2800;", "```python\n\n```",
        "\U000e0061", "\ufe0f\u034f", "` `", "> ", "- ", "| | |\n|-|-|\n| | |",
    ],
)  # fmt: skip
def test_what_shows_nothing_is_blank(source):
    assert markdown.is_blank(source)


@pytest.mark.parametrize(
    "source",
    [
        "a",
        "1",
        ".",
        "🙂",
        "\U0001fae8",
        "👩\u200d👧",
        "❤️",
        "[a](b)",
        "`x`",
        "&amp;",
        "** **a",
        "هـ",
        "[]",
        "\\*",
        "ा",
    ],
)
def test_what_shows_something_is_not_blank(source):
    assert not markdown.is_blank(source)


def test_a_title_with_a_sign_stays_out_of_previews():
    assert markdown.plain(markdown.render('[a](b "c > d")')) == "a"
    assert markdown.plain(markdown.render('a ` style="text-align: left;"` b')) == 'a style="text-align: left;" b'
