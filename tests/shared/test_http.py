"""Signing in first, fragments and redirects."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.auth.models import AnonymousUser

from apps.shared.http import SignInFirst, fragment_or_redirect, visible_or_404
from apps.tags.models import Tag
from tests.conftest import HTMX


def next_of(address):
    return parse_qs(urlsplit(address).query)["next"][0]


def test_a_visitor_signs_in_and_comes_back_with_the_query(visitor):
    response = visitor.get("/rooms/studio/?username=paul")
    assert response.status_code == 302
    assert next_of(response["Location"]) == "/rooms/studio/?username=paul"


def test_a_fragment_request_turns_the_whole_page(visitor):
    response = visitor.get("/rooms/new/", headers=HTMX)
    assert response.status_code == 200
    assert response.content == b""
    assert urlsplit(response["HX-Redirect"]).path == "/accounts/login/"
    assert next_of(response["HX-Redirect"]) == "/rooms/studio/"


@pytest.mark.parametrize("where", ["https://evil.example/rooms/", "javascript:alert(1)", "//evil.example", ""])
def test_a_foreign_page_is_no_way_back(visitor, where):
    response = visitor.get("/rooms/new/", headers={"HX-Request": "true", "HX-Current-URL": where})
    assert next_of(response["HX-Redirect"]).startswith("/")
    assert not next_of(response["HX-Redirect"]).startswith("//")
    assert "evil" not in response["HX-Redirect"]


@pytest.mark.parametrize(
    ("referrer", "back"),
    [
        ("http://testserver/rooms/studio/?a=b", "/rooms/studio/?a=b"),
        ("https://evil.example/rooms/", "/"),
        ("http://testserver//evil.example/", "/"),
        ("", "/"),
    ],
)
def test_after_a_post_one_comes_back_to_the_page_it_was_made_on(visitor, referrer, back):
    response = visitor.post("/rooms/new/", {"name": "Bikes"}, headers={"Referer": referrer})
    assert next_of(response["Location"]) == back


def test_a_fragment_or_a_redirect(rf, db):
    request = rf.post("/", headers=HTMX)
    for htmx in (True, False):
        request.htmx = htmx
        response = fragment_or_redirect(request, "shared/_error.html", {"sentence": "Hello"}, to="/there/", status=201)
        assert (response.status_code, response.get("Location")) == ((201, None) if htmx else (302, "/there/"))


def test_what_is_not_visible_asks_visitors_to_sign_in_and_is_gone_for_members(rf, ada):
    from django.http import Http404

    tag = Tag.objects.create(name="glass")
    request = rf.get("/")
    request.user = AnonymousUser()
    assert visible_or_404(request, Tag.objects.all(), pk=tag.pk) == tag
    with pytest.raises(SignInFirst):
        visible_or_404(request, Tag.objects.none(), pk=tag.pk)
    request.user = ada
    with pytest.raises(Http404):
        visible_or_404(request, Tag.objects.none(), pk=tag.pk)


def test_no_page_is_shown_in_a_frame_or_runs_foreign_scripts(client_of, visitor, ada, studio, set_site):
    set_site(visitors_may_read="rooms")
    for browser in (client_of(ada), visitor):
        for address in ("/rooms/", "/rooms/studio/", "/rooms/studio/messages/?before=5"):
            response = browser.get(address)
            assert response.status_code == 200
            policy = dict(part.strip().split(" ", 1) for part in response["Content-Security-Policy"].split(";"))
            assert policy["default-src"] == "'none'"
            assert policy["script-src"] == "'self'"
            assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"
            assert "unsafe" not in response["Content-Security-Policy"]
            assert response["X-Frame-Options"] == "DENY"
            assert response["X-Content-Type-Options"] == "nosniff"
            assert response["Referrer-Policy"] == "same-origin"
            assert response["Cross-Origin-Opener-Policy"] == "same-origin"


def test_a_browser_does_not_take_a_fragment_for_its_page(client_of, ada):
    for headers in ({}, {"HX-Request": "true"}):
        assert "HX-Request" in client_of(ada).get("/rooms/", headers=headers)["Vary"]
