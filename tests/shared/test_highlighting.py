"""Code has its colours where that is quick, from a process that can be killed."""

import re
import threading
import time
from html.parser import HTMLParser

import pytest

from apps.shared import highlighting, markdown
from apps.shared.worker_process import WorkerBusy, WorkerTimeout

HOSTILE = '"' + "\\" * 60
EXPENSIVE = """rego rell cddl chapel chpl scala smithy perl tads3 tcsh fish batch factor fancy maple ncl pan
registry urbiscript ansys autoit""".split()
MARKUP = [
    " <img src=x onerror=alert(1)>",
    "+<script>alert(1)</script>",
    "x = 1 \"'><svg onload=alert(1)>",
    "</span></code></pre><iframe src=javascript:alert(1)></iframe>",
    "<!-- a --><a href='javascript:alert(1)'>b</a> &lt;i&gt; &amp;",
]
OF_CODE = {("div", "class"), ("pre", "tabindex"), ("code",), ("span", "class")}  # elements and their attributes


def without_tags(html):
    return re.sub("<[^>]+>", "", html).replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


class Elements(HTMLParser):
    """What a browser makes of HTML: its elements with the names of their attributes, comments, and the text."""

    def __init__(self, html):
        super().__init__()
        self.found, self.comments, self.text = set(), [], ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.found.add((tag, *(name for name, _value in attributes)))

    def handle_comment(self, data):
        self.comments.append(data)

    def handle_data(self, data):
        self.text += data


def test_languages_are_those_that_pygments_knows_and_no_name_stands_for_two():
    from apps.shared.highlighting_worker import lexer

    names = [name for key, aliases in highlighting.LANGUAGES.items() for name in (key, *aliases.split())]
    assert len(names) == len(set(names))
    assert 35 <= len(highlighting.LANGUAGES) <= 55
    for language in highlighting.LANGUAGES:
        lexer(language)


@pytest.mark.parametrize("language", EXPENSIVE)
@pytest.mark.parametrize(
    "form",
    [
        "```{0}\n{1}\n```",
        "~~~ {0}\n{1}\n~~~",
        "> ```{0}\n> {1}\n> ```",
        "    :::{0}\n    {1}",
        "    #!{0}\n    {1}",
        "- ```{{.{0}}}\n  {1}\n  ```",
    ],
)
def test_an_expensive_language_is_shown_plain(language, form, monkeypatch):
    monkeypatch.setattr(highlighting, "coloured", None)  # nobody asks for it
    html = markdown.render(form.format(language, HOSTILE))
    assert HOSTILE in without_tags(html)
    assert "<span" not in html


@pytest.mark.parametrize("language", highlighting.LANGUAGES)
def test_what_is_hostile_to_others_is_coloured_or_plain_and_whole(language):
    started = time.thread_time()
    assert HOSTILE in without_tags(markdown.render(f"```{language}\n{HOSTILE}\n```"))
    assert time.thread_time() - started < 1


@pytest.mark.parametrize("language", highlighting.LANGUAGES)
def test_markup_in_code_is_shown_and_is_no_part_of_the_page(language):
    """Also where the lexer gives it no colour."""
    page = Elements(markdown.render("\n\n".join(f"```{language}\n{code}\n```" for code in MARKUP)))
    assert page.found <= OF_CODE
    assert page.comments == []
    for code in MARKUP:
        assert code in page.text


@pytest.mark.parametrize(
    "alias", ["py", "PY", "python3", "python {1,3}", 'python title="a"', "{.python .a}", ".python"]
)
def test_a_language_has_many_names(alias):
    assert '<span class="mi">1</span>' in markdown.render(f"```{alias}\nx = 1\n```")


def test_a_language_is_never_guessed():
    for source in (
        "```\n#!/usr/bin/python\nimport x\n```",
        "    #!/usr/bin/python\n    import x",
        "```unknown\nimport x\n```",
    ):
        html = markdown.render(source)
        assert "<span" not in html
        assert "import x" in html


def test_code_that_is_not_coloured_in_time_is_shown_plain(monkeypatch):
    def too_late(*_arguments, **_limits):
        raise WorkerTimeout("too late")

    monkeypatch.setattr(highlighting.worker, "call", too_late)
    assert "<code>x = '&lt;'\n</code>" in markdown.render("```python\nx = '<'\n```")


@pytest.fixture
def slow_calls(monkeypatch):
    """The seconds of CPU that each call of the worker is given; it uses all of them in vain."""
    given = []

    def call(function, *_arguments, cpu_seconds, **_limits):
        if function == "highlight":
            given.append(cpu_seconds)
            time.sleep(cpu_seconds)
            raise WorkerTimeout("too late")

    monkeypatch.setattr(highlighting.worker, "call", call)
    return given


@pytest.mark.parametrize("number", [1, 2, 40])
def test_all_code_of_a_text_together_has_as_long_as_a_text_may_take(slow_calls, settings, number):
    html = markdown.render("```python\nx = 1\n```\n\n" * number)
    assert html.count("<code>x = 1\n</code>") == number
    assert 0 < sum(slow_calls) <= 1.5 * settings.RENDER_SECONDS


def test_code_whose_colourer_is_busy_is_shown_plain_soon(monkeypatch):
    monkeypatch.setattr(highlighting, "BUSY_SECONDS", 0.01)
    markdown.render("```python\nx = 1\n```")
    began = time.monotonic()
    with highlighting.worker._lock:
        html = markdown.render("```python\nx = 1\n```")
    assert time.monotonic() - began < 30
    assert "<code>x = 1\n</code>" in html
    assert "<span" in markdown.render("```python\nx = 1\n```")


def test_a_child_that_was_killed_starts_again():
    assert "<span" in markdown.render("```python\nx = 1\n```")
    highlighting.worker.stop()
    assert "<span" in markdown.render("```python\nx = 1\n```")


def test_a_text_without_a_known_language_asks_nobody(monkeypatch):
    monkeypatch.setattr(highlighting, "worker", None)
    assert "<code>x\n</code>" in markdown.render("```\nx\n```\n\n    y\n\n```text\nz\n```")


def test_several_may_colour_at_once():
    results = []
    threads = [
        threading.Thread(target=lambda: results.append(markdown.render("```python\nx = 1\n```"))) for _ in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(results)) == 1


def test_all_code_of_a_text_together_is_coloured_as_far_as_it_is_short():
    html = markdown.render(("```python\n" + "x = 1\n" * 10 + "```\n\n") * 3 + "```python\n" + "x = 1\n" * 990 + "```")
    assert html.count('<span class="mi">1</span>') == 30


def test_busy_is_an_error_of_the_worker():
    assert issubclass(WorkerBusy, highlighting.WorkerError)
