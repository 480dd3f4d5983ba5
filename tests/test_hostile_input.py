"""Every address of the site, with what no page of ours would send: it is refused in words, and never breaks a page.

The permission table knows all addresses; which names of a query and of a form each of them asks for, is watched.
"""

import re
from contextlib import contextmanager
from itertools import chain, count
from urllib.parse import quote, urlencode

import pytest
from django.db import DataError, connection
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
    plain_errors,
)

FIXTURES = (address_of, browser_of, people, plain_errors)  # pytest finds them by their names here

LONG = "q" * 52_000  # more than SQLite takes for a LIKE
HUGE = "9" * 30
EARLY, LATE = "0001-01-01T00:00", "9999-12-31T23:59"
VALUES = [HUGE, f"-{HUGE}", EARLY, LATE, "http://[", "😀\u202e" * 300]
IN_FORMS = ["a\x00b", LONG, *VALUES]
ON_POSTGRESQL = ["a\x00b", HUGE, "9" * 10, EARLY, LATE]  # more than an integer takes: 10 digits
NUL = "PostgreSQL text fields cannot contain NUL (0x00) bytes"

# What apps.shared.middleware refuses before a view sees it, and what Django itself reads.
RAW = ["%00", "q=a%00b", f"q={LONG}", "%ff=%ed%a0%80", "&".join(f"k{number}=1" for number in range(1500))]
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
FOR_WORDS = ["\x00", "9" * 19, "😀", "x" * 5000]

# Names that one function reads for many pages: `next` for all of them.
SHARED_NAMES = {"after", "back", "before", "client_id", "next", "q", "reply", "reply_to", "sort", "view_as"}
CHECKBOX = re.compile(r"[a-z]+-(mail|push|site)")  # one for each topic of notifications


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


def refuse_nul(execute, sql, params, many, context):
    """SQLite stores what PostgreSQL refuses."""
    rows = params if many else [params or ()]
    values = chain.from_iterable(row.values() if isinstance(row, dict) else row for row in rows)
    if any(isinstance(value, str) and "\x00" in value for value in values):
        raise DataError(NUL)
    return execute(sql, params, many, context)


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

    def run(self, monkeypatch, number, tried):
        """Some values of each name. Where an address has several names, each begins with another one."""
        for place, name in enumerate(self.names(monkeypatch), number):
            for value in self.values_of(name, place, tried):
                self.say(name, value)

    def values_of(self, name, number, tried):
        """All; but of a family of names all at the first address only, and one elsewhere: another one each time.

        On PostgreSQL one of each name: what it refuses and SQLite does not is found on SQLite too (`refuse_nul`).
        """
        family = self.method, family_of(name)
        if connection.vendor == "postgresql":
            return [] if name == "next" else [ON_POSTGRESQL[number % len(ON_POSTGRESQL)]]
        values = IN_FORMS if self.method == "POST" else VALUES
        if family in tried:
            return [values[number % len(values)]]
        if family[1]:
            tried.add(family)
        return values

    def say(self, name, value):
        what = f"with {name}={value[:40]!r}"
        if self.method != "POST":
            self.ask({name: value}, None, what)
        elif name != "_method":
            self.ask(None, {name: value}, what)


def family_of(name):
    """What its family is known by, None where it has none."""
    checkbox = CHECKBOX.fullmatch(name)
    return checkbox[1] if checkbox else name if name in SHARED_NAMES else None


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
def test_no_value_of_a_query_or_a_form_breaks_a_page(group, browser_of, address_of, plain_errors, monkeypatch):
    with nothing_stays(), connection.execute_wrapper(refuse_nul):
        broken, tried = [], set()
        role = "admin" if group == "admin" else "owner"
        for number, trial in enumerate(trials(group, role, browser_of, address_of)):
            trial.run(monkeypatch, number, tried)
            broken += trial.broken
    assert not broken, "\n".join(broken)


def test_no_query_that_no_form_would_send_breaks_a_page(browser_of, address_of):
    """One query at each address: Django and the middleware read them, and no view."""
    with nothing_stays():
        broken = []
        for group in [*GROUPS, "admin"]:
            role = "admin" if group == "admin" else "owner"
            for number, trial in enumerate(trials(group, role, browser_of, address_of)):
                query = RAW[number % len(RAW)]
                trial.ask(query, what=f"?{query[:40]}")
                broken += trial.broken
    assert not broken, "\n".join(broken)


def segments_for(part, path, role, number):
    """What stands in a part's place: all of SEGMENTS where the part is a parameter and a view may look it up.

    Visitors are mostly sent to sign in, whatever the address says: a quarter of them. Where a fixed word is wrong no
    view is found, whoever asks: one.
    """
    if not part:
        return []
    parameters = [str(value) for value in resolve(path).kwargs.values()]
    if any(value in part for value in parameters):
        return SEGMENTS if role == "owner" else SEGMENTS[number % 4 :: 4]
    return [FOR_WORDS[number % len(FOR_WORDS)]] if role == "visitor" else []


@pytest.mark.parametrize("role", ["visitor", "owner"])
def test_no_part_of_a_path_breaks_a_page(role, browser_of, address_of, request):
    """Visitors get the whole error page, which says where they wanted to go."""
    if role == "owner":
        request.getfixturevalue("plain_errors")
    browser, broken, seen, numbers = browser_of(role), [], set(), count()
    with nothing_stays():
        for name, thing in {row[0]: row[1] for row in ROWS}.items():
            path, _question, query = address_of(name, thing).partition("?")
            parts = path.split("/")
            for place, part in enumerate(parts):
                for value in segments_for(part, path, role, next(numbers)):
                    address = "/".join([*parts[:place], quote(value), *parts[place + 1 :]])
                    if place == 1 and address in seen:
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
