"""Every failure has its page, its sentence and a way on."""

import re

import pytest
from django.core.exceptions import BadRequest, PermissionDenied, RequestDataTooBig
from django.db import DatabaseError
from django.http import Http404
from django.test import Client, override_settings
from django.urls import path

from apps.shared import errors
from config import urls
from tests.conftest import HTMX

RAISED = {
    400: BadRequest("odd"),
    403: PermissionDenied("no"),
    404: Http404("gone"),
    413: RequestDataTooBig("large"),
    500: RuntimeError("broken"),
}


def fails(request, status):
    raise RAISED[status]


class Addresses:
    urlpatterns = [path("fails/<int:status>/", fails), *urls.urlpatterns]
    handler400, handler403, handler404, handler500 = (
        urls.handler400,
        urls.handler403,
        urls.handler404,
        urls.handler500,
    )


@pytest.fixture
def browser(client_of, ada):
    with override_settings(ROOT_URLCONF=Addresses):
        yield client_of(ada, raise_request_exception=False)


@pytest.mark.parametrize("status", RAISED)
def test_each_failure_has_its_page_with_a_way_on(browser, status):
    response = browser.get(f"/fails/{status}/")
    assert response.status_code == status
    assert f"{status}.html" in [template.name for template in response.templates]
    title = re.search(r"<title>\s*(.*?)\s*</title>", response.text, re.DOTALL)[1]
    assert title
    assert re.search(r"<h1[ >]", response.text)
    main = response.text.partition("<main")[2]
    assert re.search(r'<(a|button)\b[^>]*(href="/|type="submit"|data-)', main), "no way on"
    assert "Traceback" not in response.text


@pytest.mark.parametrize("status", RAISED)
def test_a_fragment_request_gets_the_sentence_alone(browser, status):
    response = browser.get(f"/fails/{status}/", headers=HTMX)
    assert response.status_code == status
    assert str(errors.SENTENCES[status]()) in response.text
    assert "<html" not in response.text


def test_every_failure_page_has_another_title(browser):
    titles = {re.search(r"<title>(.*?)</title>", browser.get(f"/fails/{status}/").text, re.S)[1] for status in RAISED}
    assert len(titles) == len(RAISED)


def test_a_visitor_gets_the_page_too(client_of):
    with override_settings(ROOT_URLCONF=Addresses):
        browser = client_of(None, raise_request_exception=False)
        assert browser.get("/no/such/page/").status_code == 404


def test_when_the_error_page_breaks_too_there_is_a_plain_one(browser, monkeypatch):
    monkeypatch.setattr(errors, "answer", lambda *arguments: 1 / 0)
    response = browser.get("/fails/500/")
    assert response.status_code == 500
    assert "<h1>" in response.text


def test_when_the_database_is_away_there_is_a_page_all_the_same(browser, monkeypatch):
    def away(*arguments, **options):
        raise DatabaseError("away")

    monkeypatch.setattr("apps.accounts.models.SiteSettings.current", away)
    response = browser.get("/fails/500/")
    assert response.status_code == 500
    assert "<h1>" in response.text


def test_a_form_without_its_token_gives_back_what_was_typed(ada, studio, client_of):
    browser = client_of(ada, enforce_csrf_checks=True)
    typed = "A long letter <b>with</b> care"
    response = browser.post("/rooms/studio/messages/", {"body": typed, "password": "secret-one", "n": "7"})
    assert response.status_code == 403
    assert "A long letter &lt;b&gt;with&lt;/b&gt; care" in response.text
    assert "secret-one" not in response.text
    assert studio.messages.count() == 0


def test_a_fragment_request_without_token_gets_the_sentence(ada, studio, client_of):
    browser = client_of(ada, enforce_csrf_checks=True)
    response = browser.post("/rooms/studio/messages/", {"body": "Hello"}, headers=HTMX)
    assert response.status_code == 403
    assert str(errors.SENTENCES[403]()) in response.text
    assert "<html" not in response.text


def test_a_form_that_is_too_large_says_so(client_of, ada, studio, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000
    response = client_of(ada).post("/rooms/studio/messages/", {"body": "x" * 2_000})
    assert response.status_code == 413


def test_too_many_fields_are_a_bad_request(client_of, ada, studio):
    response = client_of(ada).post("/rooms/studio/messages/", {f"field{number}": "x" for number in range(1_001)})
    assert response.status_code == 400


def test_a_host_that_is_not_ours_gets_nothing(settings, db):
    settings.ALLOWED_HOSTS = ["yard.example"]
    response = Client(raise_request_exception=False).get("/", headers={"Host": "evil.example"})
    assert response.status_code == 400
    assert "evil.example" not in response.text


@pytest.mark.usefixtures("within_a_minute")
def test_too_many_tries_have_their_page(visitor):
    for _ in range(35):
        response = visitor.post("/accounts/login/", {"login": "nobody", "password": "wrong-password"})
        if response.status_code == 429:
            break
    assert response.status_code == 429
    assert re.search(r"<h1[ >]", response.text)
