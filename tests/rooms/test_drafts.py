"""What is begun and not sent: kept for each person and room, gone with the message, and never back."""

import re
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


@pytest.mark.both_databases
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


@pytest.mark.both_databases
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


@pytest.mark.both_databases
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


@pytest.mark.both_databases
def test_one_that_comes_after_its_message_does_not_bring_it_back(bobs, studio):
    number = uuid4()
    bobs.post(MESSAGES, {"body": "Hello", "client_id": str(number)})
    for late in ("Hel", "Hello"):
        assert bobs.post(DRAFT, {"body": late, "client_id": number.hex}).status_code == 204
    assert not Draft.objects.exists()
    bobs.post(DRAFT, {"body": "The next", "client_id": str(uuid4())})
    bobs.post(DRAFT, {"body": "", "client_id": number.hex})  # late too: it ended the first, not this one
    assert bobs.get(DRAFT).text == "The next"


@pytest.mark.both_databases
def test_nor_after_its_message_was_removed(bobs, studio):
    number = uuid4()
    bobs.post(MESSAGES, {"body": "Hello", "client_id": str(number)})
    studio.remove(studio.messages.get())
    assert bobs.post(DRAFT, {"body": "Hello", "client_id": number.hex}).status_code == 204
    assert not Draft.objects.exists()


@pytest.mark.both_databases
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


# --- Versions: two windows ------------------------------------------------------------------------

JSON = {"Accept": "application/json"}
ONE, TWO, THREE = ("1" * 32, "2" * 32, "3" * 32)


def keeps(client, body, version, versions, **more):
    return client.post(DRAFT, {"body": body, "version": version, "versions": versions, **more})


def test_the_draft_is_told_with_its_version_and_what_it_answers(bobs, ada, studio):
    nothing = bobs.get(DRAFT, headers=JSON).json()
    assert (nothing["version"], nothing["body"], nothing["reply"]) == ("none", "", None)
    question, number = studio.post(ada, "Who has the key?"), uuid4()
    assert keeps(bobs, "I", ONE, "none", reply_to=question.pk, client_id=number).status_code == 204
    response = bobs.get(DRAFT, headers=JSON)
    assert response["Cache-Control"] == "no-store"
    assert response.json() == {
        "version": ONE,
        "body": "I",
        "client_id": number.hex,
        "reply": {"pk": str(question.pk), "name": ada.profile.name, "words": "Who has the key?"},
        "sent": "",
        "sent_body": "",
    }
    page = bobs.get("/rooms/studio/").text
    assert f'name="draft" value="{ONE}"' in page
    assert f'name="client_id" value="{number}"' in page


@pytest.mark.both_databases
def test_an_older_window_overwrites_nothing(bobs, studio):
    keeps(bobs, "One", ONE, "none")
    keeps(bobs, "Two", TWO, ONE)
    for stale in ("none", ONE, f"none {ONE}", "", "nonsense", f"{ONE} nonsense"):
        response = keeps(bobs, "From the other window", THREE, stale)
        assert response.status_code == 409, stale
        assert (response.json()["body"], response.json()["version"]) == ("Two", TWO)
        assert keeps(bobs, "", "none", stale).status_code == 409, "nor does it clear anything"
    assert studio.drafts.get().body == "Two"
    assert keeps(bobs, "Three", THREE, f"{ONE} {TWO}").status_code == 204
    assert studio.drafts.get().body == "Three"


@pytest.mark.both_databases
def test_the_same_text_is_no_conflict(bobs, studio):
    keeps(bobs, "One", ONE, "none")
    assert keeps(bobs, "One", TWO, "none").status_code == 204
    assert studio.drafts.get().version.hex == TWO


@pytest.mark.both_databases
def test_a_window_that_has_not_heard_of_the_sending_brings_nothing_back(bobs, studio):
    number = uuid4().hex
    keeps(bobs, "Hello", ONE, "none", client_id=number)
    bobs.post(MESSAGES, {"body": "Hello", "client_id": number, "draft": ONE})
    for versions in (ONE, "none", f"none {ONE}"):
        response = keeps(bobs, "Hello you", TWO, versions, client_id=number)
        assert response.status_code == 409
        there = response.json()
        assert (there["version"], there["sent"], there["sent_body"]) == ("none", number, "Hello")
    assert not studio.drafts.exists()


@pytest.mark.both_databases
def test_a_copy_that_is_sent_as_well_is_one_message(bobs, client_of, bob, studio):
    keeps(bobs, "Hello", ONE, "none", client_id=uuid4())
    pages = [client_of(bob).get("/rooms/studio/").text for _window in range(2)]
    numbers = {re.search(r'name="client_id" value="([^"]+)"', page)[1] for page in pages}
    assert len(numbers) == 1
    for _window in range(2):
        bobs.post(MESSAGES, {"body": "Hello", "client_id": next(iter(numbers)), "draft": ONE}, headers=HTMX)
    assert studio.messages.get().body == "Hello"
    bobs.post(MESSAGES, {"body": "Hello you", "client_id": next(iter(numbers)), "draft": ONE}, headers=HTMX)
    assert studio.messages.count() == 2, "what was changed is another message"


@pytest.mark.both_databases
@pytest.mark.parametrize(("draft", "left"), [(ONE, False), ("none", True), ("", True), (f"none {TWO}", True)])
def test_sending_ends_the_draft_that_it_was_made_of_and_no_other(bobs, studio, draft, left):
    keeps(bobs, "Of another window", ONE, "none")
    bobs.post(MESSAGES, {"body": "Hello", "draft": draft})
    assert studio.drafts.exists() is left
    assert studio.messages.get().body == "Hello"


@pytest.mark.both_databases
def test_sending_ends_a_draft_of_the_same_words(bobs, studio):
    keeps(bobs, "Hello", ONE, "none")
    bobs.post(MESSAGES, {"body": "Hello", "draft": "none"})
    assert not studio.drafts.exists()


@pytest.fixture
def told(monkeypatch):
    """What the live streams are told: channels with the type and the data."""
    heard = []
    monkeypatch.setattr(
        "apps.live.publish.delivery.add_to_queues", lambda channel, event: heard.append((channel, event))
    )
    return lambda: [(channel, event.data) for channel, event in heard if event.type == "draft-changed"]


def test_ones_other_windows_hear_of_it_and_nobody_else(bobs, bob, studio, told, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        keeps(bobs, "A secret", ONE, "none")
        keeps(bobs, "", "none", ONE)
        keeps(bobs, "", "none", "none")  # nothing changes
        keeps(bobs, "A secret", TWO, "none")
        bobs.post(MESSAGES, {"body": "A secret", "draft": TWO})
        bobs.post(MESSAGES, {"body": "Another", "draft": "none"})
    channel = f"user-{bob.pk}"
    expected = [ONE, "none", TWO, "none"]
    assert told() == [(channel, f"{studio.pk} {version}") for version in expected]
