"""Headers that every answer has, and what the log says of requests that are refused."""

import logging

import pytest

from apps.shared.logs import BadRequestsInOneLine

ADDRESSES = ["/", "/healthz", "/no-such-page/", "/media/none.webp", "/accounts/login/", "/people/", "/?q=%00", "/%00"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_answer_has_the_headers_that_keep_browsers_careful(visitor, address):
    response = visitor.get(address)
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "camera=()" in response["Permissions-Policy"]
    assert response["Referrer-Policy"] == "same-origin"


@pytest.mark.both_databases
@pytest.mark.parametrize("address", ["/%00", "/rooms/%00/", "/?q=%00", "/rooms/?q=a%00b"])
def test_a_null_character_is_refused_without_a_traceback(visitor, caplog, address):
    response = visitor.get(address)
    assert response.status_code == 400
    assert "could not be understood" in response.text
    assert all(record.exc_info is None for record in caplog.records)


@pytest.mark.both_databases
@pytest.mark.parametrize("path", ["/rooms/", "/people/", "/rooms/studio/files/", "/rooms/studio/search/"])
def test_a_question_of_52000_characters_is_refused_in_words(client_of, ada, studio, path):
    browser = client_of(ada)
    response = browser.get(path, {"q": "q" * 52_000})
    assert response.status_code == 414
    assert "too long" in response.text
    assert browser.get(path, {"q": "q" * 8_000}).status_code == 200


def test_a_cookie_with_a_null_character_is_forgotten(visitor):
    visitor.cookies.load({"session": "x"})
    response = visitor.get("/accounts/login/", HTTP_COOKIE='session="\\000aaaaaaaaaaaaaaaaaaaaaaaa"; scheme="\\000"')
    assert response.status_code == 200


@pytest.mark.parametrize(
    ("name", "level", "has_traceback"),
    [
        ("django.request", logging.WARNING, False),
        ("django.security.DisallowedHost", logging.ERROR, False),
        ("django.request", logging.ERROR, True),
        ("apps.rooms", logging.WARNING, True),
    ],
)
def test_only_faults_of_ours_are_logged_with_a_traceback(name, level, has_traceback):
    record = logging.LogRecord(name, level, __file__, 1, "Refused", (), (ValueError, ValueError(), None))
    assert BadRequestsInOneLine().filter(record)
    assert bool(record.exc_info) == has_traceback


def test_the_page_learns_when_the_session_changes_and_not_what_it_is(client_of, ada):
    browser = client_of(ada)
    first = browser.get("/people/").cookies["viewer"].value
    assert first
    assert first not in browser.session.session_key
    assert "viewer" not in browser.get("/people/").cookies
    browser.post("/accounts/logout/")
    assert browser.get("/accounts/login/").status_code == 200
    assert browser.cookies["viewer"].value == ""
