"""Every address of the site, with what no page of ours would send: it is refused in words, and never breaks a page.

The permission table knows all addresses; which names of a query and of a form each of them asks for, is watched.
"""

from contextlib import contextmanager
from urllib.parse import quote, urlencode

import pytest
from django.http import QueryDict
from django.urls import resolve

from tests.test_permissions import (
    ADMIN_ROWS,
    DATA,
    GROUPS,
    ROWS,
    address_of,
    browser_of,
    group_of,
    nothing_stays,
    people,
)

FIXTURES = (address_of, browser_of, people)  # pytest finds them by their names here

LONG = "q" * 52_000  # more than SQLite takes for a LIKE
VALUES = [
    "a\x00b",
    "9" * 30,
    "-" + "9" * 30,
    LONG,
    "0001-01-01T00:00",
    "9999-12-31T23:59",
    "http://[",
    "😀\u202e" * 300,
]
RAW = ["%00", "%ff=%ed%a0%80", "&".join(f"k{number}=1" for number in range(1500))]
SEGMENTS = [
    "\x00",
    "9" * 19,
    "9" * 30,
    "9" * 5000,
    "-1",
    "..",
    "😀",
    "a b",
    "0001-01-01",
    "9999-12-31",
    "x" * 5000,
    "\n",
]
ASKED_EVERYWHERE = {"next"}
FOR_WORDS = ["\x00", "9" * 19, "😀", "x" * 5000]


@contextmanager
def watched(monkeypatch):
    """The names that are asked of queries and forms meanwhile."""
    asked = set()

    def spy(method):
        original = getattr(QueryDict, method)

        def look(self, name, *arguments, **options):
            if isinstance(name, str):
                asked.add(name)
            return original(self, name, *arguments, **options)

        return look

    with monkeypatch.context() as patch:
        for method in ("__getitem__", "__contains__", "get", "getlist"):
            patch.setattr(QueryDict, method, spy(method), raising=False)
        yield asked


def ask(browser, method, address, query="", data=None, **headers):
    """The response. Nothing stays of the request."""
    with nothing_stays():
        if query:
            address = f"{address}{'&' if '?' in address else '?'}{query}"
        send = getattr(browser, method.lower())
        return send(address, data, **headers) if method == "POST" else send(address, **headers)


class Trial:
    """One address and method, as somebody in particular."""

    def __init__(self, browser, method, address, data):
        self.browser, self.method, self.address, self.data = browser, method, address, data
        self.broken = []

    def ask(self, query=None, data=None, what="", **headers):
        query = query if isinstance(query, str) else encoded(query or {})
        response = ask(self.browser, self.method, self.address, query, {**self.data, **(data or {})}, **headers)
        if response.status_code >= 500:
            self.broken.append(f"{self.method} {self.address} {what}: {response.status_code} {cause_of(response)}")

    def names(self, monkeypatch):
        """Which names it asks for, until it asks for no more of them."""
        known = set()
        for _round in range(3):
            with watched(monkeypatch) as asked:
                self.ask(dict.fromkeys(known, "1"), dict.fromkeys(known, "1"), "with all names")
            asked -= {"csrfmiddlewaretoken"}
            if asked <= known:
                break
            known |= asked
        return sorted(known)

    def run(self, monkeypatch, number):
        """All values of each name, and one of each that every page asks for: another one at each of the addresses."""
        for name in self.names(monkeypatch):
            for value in [VALUES[number % len(VALUES)]] if name in ASKED_EVERYWHERE else VALUES:
                self.say(name, value)

    def say(self, name, value):
        what = f"with {name}={value[:40]!r}"
        if self.method != "POST":
            self.ask({name: value}, None, what)
        elif name != "_method":
            self.ask(None, {name: value}, what)


def encoded(query):
    return urlencode(query, errors="surrogatepass")


def cause_of(response):
    return repr(getattr(response, "exc_info", None) and response.exc_info[1])[:300]


def trials(group, role, browser_of, address_of):
    browser = browser_of(role)
    rows, tried = ADMIN_ROWS if group == "admin" else ROWS, set()
    for name, thing, method, _outcomes in rows:
        if group_of(name) == group and (name, method) not in tried:
            tried.add((name, method))
            yield Trial(browser, "GET" if method == "ANY" else method, address_of(name, thing), DATA.get(name, {}))


@pytest.mark.both_databases
@pytest.mark.parametrize("group", [*GROUPS, "admin"])
def test_no_value_of_a_query_or_a_form_breaks_a_page(group, browser_of, address_of, monkeypatch):
    with nothing_stays():
        broken = []
        role = "admin" if group == "admin" else "owner"
        for number, trial in enumerate(trials(group, role, browser_of, address_of)):
            trial.run(monkeypatch, number)
            broken += trial.broken
    assert not broken, "\n".join(broken)


def test_no_query_that_no_form_would_send_breaks_a_page(browser_of, address_of):
    with nothing_stays():
        broken = []
        for group in [*GROUPS, "admin"]:
            for trial in trials(group, "admin" if group == "admin" else "owner", browser_of, address_of):
                for query in RAW:
                    trial.ask(query, what=f"?{query[:40]}")
                broken += trial.broken
    assert not broken, "\n".join(broken)


def segments_for(part, path, role):
    """What stands in a part's place: all of SEGMENTS where the part is a parameter, a few where it is a fixed word.

    Where a word is wrong no view is found, whoever asks.
    """
    if not part:
        return []
    parameters = [str(value) for value in resolve(path).kwargs.values()]
    if any(value in part for value in parameters):
        return SEGMENTS
    return FOR_WORDS if role == "visitor" else []


@pytest.mark.parametrize("role", ["visitor", "owner"])
def test_no_part_of_a_path_breaks_a_page(role, browser_of, address_of):
    browser, broken, seen = browser_of(role), [], set()
    with nothing_stays():
        for name, thing in {row[0]: row[1] for row in ROWS}.items():
            path, _question, query = address_of(name, thing).partition("?")
            parts = path.split("/")
            for number, part in enumerate(parts):
                for value in segments_for(part, path, role):
                    address = "/".join([*parts[:number], quote(value), *parts[number + 1 :]])
                    if number == 1 and part == parts[1] and address in seen:
                        continue
                    seen.add(address)
                    response = ask(browser, "GET", address, query)
                    if response.status_code >= 500:
                        broken.append(f"{address[:200]}: {response.status_code} {cause_of(response)}")
    assert not broken, "\n".join(broken)


def test_a_new_room_whose_picture_is_taken_away_has_none(browser_of):
    with nothing_stays():
        data = {**DATA["rooms:new"], "picture-clear": "on"}
        assert browser_of("owner").post("/rooms/new/", data).status_code == 302
