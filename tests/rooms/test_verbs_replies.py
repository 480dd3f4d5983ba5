"""Answering a message, and what becomes of a quote."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.live.models import Event
from apps.rooms import broadcasts
from tests.conftest import HTMX

SECRET = "The code of the door is 4711"


@pytest.fixture
def said(studio, ada):
    return studio.post(ada, SECRET)


@pytest.fixture
def bobs(client_of, bob):
    return client_of(bob)


def test_a_reply_quotes_what_it_answers(bobs, said, studio):
    response = bobs.post("/rooms/studio/messages/", {"body": "Thanks", "reply_to": said.pk}, headers=HTMX)
    reply = studio.messages.get(body="Thanks")
    assert reply.reply_to == said
    assert (
        f'class="message__quote" href="/rooms/studio/messages/{said.pk}/"><span><b>ada</b> {SECRET}' in response.text
    )
    created = Event.objects.get(type="message-created", subject=f"message-{reply.pk}")
    assert created.data.strip() == response.text.strip()


@pytest.mark.parametrize("reply_to", ["", "x", "-1", "999999999", "9" * 30])
def test_an_odd_number_is_no_reason_to_refuse_what_was_written(bobs, said, studio, reply_to):
    assert bobs.post("/rooms/studio/messages/", {"body": "Hi", "reply_to": reply_to}).status_code == 302
    assert studio.messages.get(body="Hi").reply_to_id is None


@pytest.mark.both_databases
def test_nothing_of_another_room_is_quoted(bobs, client_of, cleo, ada, kiln, studio):
    secret = kiln.post(ada, SECRET)
    for browser in (bobs, client_of(cleo)):
        response = browser.post("/rooms/studio/messages/", {"body": "Hm", "reply_to": secret.pk}, headers=HTMX)
        assert SECRET not in response.text
        assert SECRET not in browser.get(f"/rooms/studio/?reply={secret.pk}").text
    assert not studio.messages.exclude(reply_to=None).exists()


def test_the_link_fills_the_composer(bobs, said):
    for place in ("/rooms/studio/", f"/rooms/studio/messages/{said.pk}/"):
        page = bobs.get(f"{place}?reply={said.pk}").text
        line = page.partition('class="composer__reply"')[2].partition("</div>")[0]
        assert SECRET in line
        assert f'name="reply_to" value="{said.pk}"' in line


def test_a_message_that_cannot_be_sent_keeps_what_it_answers(bobs, said):
    response = bobs.post("/rooms/studio/messages/", {"body": " ", "reply_to": said.pk})
    assert response.status_code == 422
    assert f'name="reply_to" value="{said.pk}"' in response.text


def test_what_was_removed_before_one_has_answered_is_not_quoted(said, bob, studio):
    studio.remove(studio.messages.get())
    assert studio.post(bob, "Thanks", reply_to=said).reply_to is None


@pytest.mark.both_databases
def test_a_quote_follows_an_edit_at_once(bobs, client_of, ada, bob, said, studio):
    reply = studio.post(bob, "Thanks", reply_to=said)
    bobs.get("/rooms/studio/")  # so that the row is remembered
    said.edit(ada, "The code has changed")
    page = bobs.get("/rooms/studio/").text
    assert SECRET not in page
    assert page.count("The code has changed") == 2
    changed = Event.objects.get(type="message-changed", subject=f"message-{reply.pk}")
    assert "The code has changed" in changed.data


@pytest.mark.both_databases
def test_the_words_of_a_removed_message_survive_in_no_quote(bobs, bob, cleo, said, studio, monkeypatch):
    monkeypatch.setattr(broadcasts, "MOST_TOLD", 2)
    replies = [studio.post(bob, f"Thanks {number}", reply_to=said) for number in range(5)]
    answer = studio.post(cleo, "So do I", reply_to=replies[0])
    bobs.get("/rooms/studio/")
    pk = said.pk
    studio.remove(said)
    page = bobs.get("/rooms/studio/").text
    assert SECRET not in page
    assert page.partition('id="messages"')[2].partition("</ol>")[0].count("The message was removed") == 5
    assert not Event.objects.filter(data__contains=SECRET).exists()
    assert Event.objects.filter(type="message-changed").count() == 2  # the newest; the others are right in the log
    assert Event.objects.filter(type="message-created").count() == 6
    replies[0].refresh_from_db()
    assert replies[0].reply_to_id == pk
    assert "Thanks 0" in Event.objects.get(subject=f"message-{answer.pk}").data


@pytest.mark.both_databases
def test_a_room_with_quotes_of_removed_messages_is_deleted_as_any_other(said, bob, studio):
    studio.post(bob, "Thanks", reply_to=said)
    studio.remove(said)
    studio.delete()
    assert not type(said).objects.exists()


@pytest.mark.both_databases
def test_with_its_author_a_message_goes_from_quotes_too(bobs, client_of, said, bob, cleo, studio):
    first = studio.post(cleo, SECRET + " 2")
    studio.post(bob, "Thanks", reply_to=first)
    bobs.get("/rooms/studio/")
    cleo.delete()
    page = bobs.get("/rooms/studio/").text
    assert SECRET + " 2" not in page
    assert "The message was removed" in page


def test_an_edit_costs_the_same_however_many_have_answered(said, ada, bob, studio, monkeypatch):
    monkeypatch.setattr(broadcasts, "MOST_TOLD", 3)

    def queries(body):
        with CaptureQueriesContext(connection) as captured:
            said.edit(ada, body)
        return len(captured)

    for number in range(4):
        studio.post(bob, f"Thanks {number}", reply_to=said)
    Event.objects.all().delete()
    few = queries("One")
    for number in range(20):
        studio.post(bob, f"More {number}", reply_to=said)
    Event.objects.all().delete()  # a day later
    assert queries("Two") == few
