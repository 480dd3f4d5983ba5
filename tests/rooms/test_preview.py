"""How a text will look: rendered and made safe by the server, and nothing of it stays."""

import pytest

from apps.live.models import Event
from apps.rooms.models import Draft
from tests.conftest import HTMX

PREVIEW = "/rooms/studio/preview/"
EVIL = "<script>alert(1)</script> <img src=x onerror=alert(1)> [x](javascript:alert(1))"


@pytest.fixture
def bobs(client_of, bob):
    return client_of(bob)


def test_with_htmx_it_is_the_text_alone(bobs, studio):
    response = bobs.post(PREVIEW, {"body": "Hello **there**\r\n```python\r\nx = 1\r\n```"}, headers=HTMX)
    assert response.status_code == 200
    assert "<strong>there</strong>" in response.text
    assert '<div class="code">' in response.text
    assert "<html" not in response.text


def test_without_it_stands_on_the_page_above_the_text_which_is_kept(bobs, studio):
    response = bobs.post(PREVIEW, {"body": "Hello **there**", "preview": "1"})
    assert response.status_code == 200
    before, _mark, after = response.text.partition("<textarea")
    assert "Hello <strong>there</strong>" in before.partition('id="preview"')[2]
    assert "Hello **there**</textarea>" in after


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "htmx"])
def test_it_is_as_safe_as_a_message(bobs, studio, headers):
    text = bobs.post(PREVIEW, {"body": EVIL}, headers=headers).text
    shown = text.partition('id="preview"')[2].partition("</section>")[0] if not headers else text
    assert "alert(1)" in shown
    for danger in ("<script", "<img", 'href="javascript'):
        assert danger not in shown


def test_it_looks_as_the_message_will(bobs, studio):
    body = "| a | b |\n|---|--:|\n| 1 | 2 |\n\n> so\n\n- one\n- two\n\nhttps://example.org"
    shown = bobs.post(PREVIEW, {"body": body}, headers=HTMX).text
    bobs.post("/rooms/studio/messages/", {"body": body})
    assert studio.messages.get().body_html in shown


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "htmx"])
def test_nothing_stays_of_it_and_nobody_hears(bobs, studio, headers):
    bobs.post(PREVIEW, {"body": "Hello"}, headers=headers)
    assert not studio.messages.exists()
    assert not Draft.objects.exists()
    assert not Event.objects.exists()


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "htmx"])
@pytest.mark.parametrize(
    ("body", "sentence"), [("", "nothing"), (" \n", "nothing"), ("x" * 10_001, "10001 characters")]
)
def test_what_cannot_be_sent_is_told_here_too(bobs, studio, headers, body, sentence):
    response = bobs.post(PREVIEW, {"body": body}, headers=headers)
    assert response.status_code == 422
    assert sentence in response.text
    if body and not headers:
        assert f"{body}</textarea>" in response.text


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "htmx"])
def test_a_stranger_finds_nothing(client_of, cleo, kiln, headers):
    assert client_of(cleo).post("/rooms/kiln/preview/", {"body": "x"}, headers=headers).status_code == 404


def test_a_visitor_is_sent_to_sign_in(visitor, set_site, studio):
    set_site(visitors_may_read="rooms")
    assert visitor.post(PREVIEW, {"body": "x"})["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("method", ["get", "put", "patch", "delete"])
def test_another_method_is_refused(bobs, studio, method):
    assert getattr(bobs, method)(PREVIEW).status_code == 405
