"""What is begun and not sent: kept for each person and room, gone with the message, and never back."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.live.models import Event
from apps.rooms.models import Draft
from tests.conftest import HTMX

DRAFT, MESSAGES = "/rooms/studio/draft/", "/rooms/studio/messages/"


@pytest.fixture
def bobs(client_of, bob):
    return client_of(bob)


def test_a_draft_is_kept_and_read_as_it_was_typed(bobs, bob, studio):
    response = bobs.post(DRAFT, {"body": "  Hel\r\nlo <b> "})
    assert (response.status_code, response.content) == (204, b"")
    assert studio.drafts.get(user=bob).body == "  Hel\nlo <b> "
    read = bobs.get(DRAFT)
    assert read["Content-Type"] == "text/plain; charset=utf-8"
    assert read.text == "  Hel\nlo <b> "


def test_a_later_one_takes_its_place(bobs, studio):
    for body in ("Hel", "Hello", "Hello"):
        bobs.post(DRAFT, {"body": body}, headers=HTMX)
    assert studio.drafts.get().body == "Hello"


@pytest.mark.parametrize("body", ["", " \n\t "])
def test_an_empty_one_ends_it_and_may_do_so_twice(bobs, studio, body):
    bobs.post(DRAFT, {"body": "Hello"})
    for _ in range(2):
        assert bobs.post(DRAFT, {"body": body}).status_code == 204
    assert not studio.drafts.exists()
    assert bobs.get(DRAFT).text == ""


def test_the_room_opens_with_it_in_another_browser(bobs, client_of, bob, studio):
    bobs.post(DRAFT, {"body": "Half a <sentence>"})
    message = studio.post(studio.owner, "Hello")
    for address in ("/rooms/studio/", MESSAGES, message.get_absolute_url()):
        assert "Half a &lt;sentence&gt;</textarea>" in client_of(bob).get(address).text


def test_what_it_answers_comes_with_it_on_every_page_of_the_room(bobs, ada, studio):
    first, last = studio.post(ada, "The first"), studio.post(ada, "The last")
    bobs.post(DRAFT, {"body": "Yes", "reply_to": first.pk})
    field = f'name="reply_to" value="{first.pk}"'
    for address in ("/rooms/studio/", last.get_absolute_url(), MESSAGES, f"{MESSAGES}?before={last.pk}"):
        assert field in bobs.get(address).text, address
    studio.remove(first)
    assert 'name="reply_to" value=""' in bobs.get(MESSAGES).text


def test_nobody_else_sees_it_or_hears_of_it(bobs, client_of, ada, owner, studio):
    bobs.post(DRAFT, {"body": "Half a sentence"})
    for somebody in (ada, owner, None):
        assert "Half a sentence" not in client_of(somebody).get("/rooms/studio/").text
    assert client_of(ada).get(DRAFT).text == ""
    assert not Event.objects.exists()


def test_each_room_has_its_own(bobs, studio, kiln):
    bobs.post(DRAFT, {"body": "For the studio"})
    assert "For the studio" not in bobs.get("/rooms/kiln/").text


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "htmx"])
def test_sending_ends_it(bobs, client_of, ada, studio, headers):
    adas = client_of(ada)
    adas.post(DRAFT, {"body": "Ada's own"})
    bobs.post(DRAFT, {"body": "Hel"})
    bobs.post(MESSAGES, {"body": "Hello"}, headers=headers)
    assert bobs.get(DRAFT).text == ""
    assert adas.get(DRAFT).text == "Ada's own"


def test_a_message_that_is_refused_leaves_it(bobs, studio):
    bobs.post(DRAFT, {"body": "x" * 10_001})
    assert bobs.post(MESSAGES, {"body": "x" * 10_001}).status_code == 422
    assert len(bobs.get(DRAFT).text) == 10_001


def test_one_that_comes_after_its_message_does_not_bring_it_back(bobs, studio):
    number = uuid4()
    bobs.post(MESSAGES, {"body": "Hello", "client_id": str(number)})
    for late in ("Hel", "Hello"):
        assert bobs.post(DRAFT, {"body": late, "client_id": number.hex}).status_code == 204
    assert not Draft.objects.exists()
    bobs.post(DRAFT, {"body": "The next", "client_id": str(uuid4())})
    bobs.post(DRAFT, {"body": "", "client_id": number.hex})  # late too: it ended the first, not this one
    assert bobs.get(DRAFT).text == "The next"


def test_nor_after_its_message_was_removed(bobs, studio):
    number = uuid4()
    bobs.post(MESSAGES, {"body": "Hello", "client_id": str(number)})
    studio.remove(studio.messages.get())
    assert bobs.post(DRAFT, {"body": "Hello", "client_id": number.hex}).status_code == 204
    assert not Draft.objects.exists()


def test_it_remembers_what_it_answers_if_that_stands_in_this_room(bobs, ada, studio, kiln):
    here, elsewhere = studio.post(ada, "Here"), kiln.post(ada, "Elsewhere")
    for number, answered in ((here.pk, here), (elsewhere.pk, None), (10**9, None), ("", None)):
        assert bobs.post(DRAFT, {"body": "Yes", "reply_to": number}).status_code == 204
        assert studio.drafts.get().reply_to == answered


@pytest.mark.parametrize("bad", [{"body": "x" * 200_001}, {"body": "a\x00b"}, {"body": "a", "reply_to": "one"}])
def test_what_cannot_be_kept_is_refused_in_words(bobs, studio, bad):
    response = bobs.post(DRAFT, bad)
    assert response.status_code == 422
    assert response.text
    assert not studio.drafts.exists()


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_stranger_finds_nothing(client_of, cleo, kiln, method):
    assert getattr(client_of(cleo), method)("/rooms/kiln/draft/", {"body": "x"}).status_code == 404
    assert not Draft.objects.exists()


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_visitor_is_sent_to_sign_in(visitor, set_site, studio, method):
    set_site(visitors_may_read="rooms")
    response = getattr(visitor, method)(DRAFT, {"body": "x"})
    assert response["Location"].startswith("/accounts/login/")
    assert not Draft.objects.exists()


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_another_method_is_refused(bobs, studio, method):
    assert getattr(bobs, method)(DRAFT).status_code == 405


@pytest.mark.parametrize("page", ["/rooms/studio/", MESSAGES, f"{MESSAGES}?before=9"])
def test_the_page_asks_one_question_for_it(bobs, ada, studio, django_assert_num_queries, page):
    studio.post(ada, "Hello")
    bobs.get(page)
    with CaptureQueriesContext(connection) as captured:
        bobs.get(page)
    assert sum("rooms_draft" in query["sql"] for query in captured) == 1
    without = len(captured)
    bobs.post(DRAFT, {"body": "Hel"})
    with django_assert_num_queries(without):
        bobs.get(page)
    with CaptureQueriesContext(connection) as captured:
        bobs.get(f"{MESSAGES}?before=9", headers=HTMX)
    assert not [query for query in captured if "rooms_draft" in query["sql"]]
