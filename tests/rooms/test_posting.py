"""Posting a message: with and without htmx, twice, empty, endless, by strangers, and into nothing."""

import re
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError
from django.utils.html import escape

from apps.accounts.models import User
from apps.live import log
from apps.live.models import Event
from apps.people.models import Profile
from apps.rooms import uploads
from apps.rooms.models import Attachment, Room, Shut
from apps.shared import markdown
from tests.conftest import HTMX

LETTER = "A letter that took *an hour* to write. " * 3


@pytest.fixture
def bobs(client_of, bob):
    return client_of(bob)


def test_a_message_is_stored_and_leads_back_to_itself(bobs, bob, studio):
    response = bobs.post("/rooms/studio/messages/", {"body": "Hello **there**"})
    message = studio.messages.get()
    assert response.status_code == 302
    assert response["Location"] == f"/rooms/studio/#message-{message.pk}"
    assert (message.author, message.body) == (bob, "Hello **there**")
    assert message.body_html == "<p>Hello <strong>there</strong></p>"


def test_with_htmx_it_comes_back_as_a_row(bobs, bob, studio):
    response = bobs.post("/rooms/studio/messages/", {"body": "Hello"}, headers=HTMX)
    message = studio.messages.get()
    assert response.status_code == 200
    assert f'id="message-{message.pk}"' in response.text
    assert f'data-author="{bob.pk}"' in response.text
    assert "<html" not in response.text


def test_a_row_carries_the_number_that_its_browser_gave_it(bobs, studio):
    number = uuid4()
    response = bobs.post("/rooms/studio/messages/", {"body": "Hello", "client_id": str(number)}, headers=HTMX)
    assert f'data-client="{number.hex}"' in response.text
    assert "data-client" not in bobs.post("/rooms/studio/messages/", {"body": "Hello"}, headers=HTMX).text


def test_everybody_else_is_told_the_same_row(bobs, studio):
    response = bobs.post("/rooms/studio/messages/", {"body": "Hello"}, headers=HTMX)
    (event,) = Event.objects.filter(channel=f"room-{studio.pk}")
    assert event.type == "message-created"
    assert event.subject == f"message-{studio.messages.get().pk}"
    assert event.data.strip() == response.text.strip()


@pytest.mark.both_databases
def test_whoever_writes_becomes_a_member_and_is_counted_once(bobs, bob, studio):
    for body in ("One", "Two"):
        bobs.post("/rooms/studio/messages/", {"body": body})
    studio.refresh_from_db()
    assert studio.memberships.filter(user=bob).count() == 1
    assert (studio.member_count, studio.message_count) == (2, 2)
    assert studio.last_message.body == "Two"
    assert studio.last_message_at == studio.last_message.sent_at


@pytest.mark.both_databases
@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "htmx"])
def test_the_same_message_sent_twice_is_one(bobs, studio, headers):
    data = {"body": "Once", "client_id": str(uuid4())}
    first, second = (bobs.post("/rooms/studio/messages/", data, headers=headers) for _ in range(2))
    assert first.status_code == second.status_code
    assert first.content == second.content
    assert first.get("Location") == second.get("Location")
    assert studio.messages.count() == 1
    assert Event.objects.filter(channel=f"room-{studio.pk}").count() == 1
    studio.refresh_from_db()
    assert studio.message_count == 1


def test_the_same_words_twice_are_two_messages(bobs, studio):
    for _ in range(2):
        bobs.post("/rooms/studio/messages/", {"body": "Again", "client_id": str(uuid4())})
    assert studio.messages.count() == 2


@pytest.mark.both_databases
@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "htmx"])
def test_what_was_removed_is_not_written_again_by_a_late_repetition(bobs, bob, studio, headers):
    data = {"body": "Once", "client_id": str(uuid4())}
    bobs.post("/rooms/studio/messages/", data, headers=headers)
    bobs.delete(f"/rooms/studio/messages/{studio.messages.get().pk}/", headers=HTMX)
    events = Event.objects.count()
    for _ in range(2):
        response = bobs.post("/rooms/studio/messages/", data, headers=headers)
        assert response.status_code == 410
        assert "removed since" in response.text
    assert (studio.messages.count(), Event.objects.count()) == (0, events)
    assert "Once" not in str(list(studio.removals.values()))


def test_on_a_page_that_one_goes_back_to_the_words_are_kept_and_can_be_sent(bobs, studio):
    data = {"body": "Once", "client_id": str(uuid4())}
    bobs.post("/rooms/studio/messages/", data)
    bobs.delete(f"/rooms/studio/messages/{studio.messages.get().pk}/", headers=HTMX)
    page = bobs.post("/rooms/studio/messages/", data | {"body": LETTER}).text
    assert LETTER.strip() in page
    number = re.search(r'name="client_id" value="([^"]+)"', page)[1]
    assert number != data["client_id"]
    assert bobs.post("/rooms/studio/messages/", {"body": LETTER, "client_id": number}).status_code == 302
    assert studio.messages.get().body == LETTER


@pytest.mark.both_databases
def test_other_words_under_the_same_number_are_another_message(bobs, studio):
    """Without JavaScript a page that one goes back to carries its number a second time."""
    number = str(uuid4())
    for body in ("Hello", "Anybody here?", "Hello"):
        assert bobs.post("/rooms/studio/messages/", {"body": body, "client_id": number}).status_code == 302
    assert [message.body for message in studio.messages.order_by("pk")] == ["Hello", "Anybody here?"]


@pytest.mark.both_databases
def test_a_repetition_after_an_edit_is_still_the_same_message(bobs, bob, studio):
    data = {"body": "Helo", "client_id": str(uuid4())}
    bobs.post("/rooms/studio/messages/", data)
    for body in ("Hello", "Hello!"):
        studio.messages.get().edit(bob, body)
    assert "Hello!" in bobs.post("/rooms/studio/messages/", data, headers=HTMX).text
    assert studio.messages.get().body == "Hello!"


@pytest.mark.both_databases
def test_a_repetition_of_a_file_alone_that_got_words_since_is_still_the_same_message(bobs, bob, studio):
    def send():
        data = {"body": "", "client_id": number, "files": [SimpleUploadedFile("plan.txt", b"A plan.")]}
        return bobs.post("/rooms/studio/messages/", data, headers=HTMX)

    number = str(uuid4())
    send()
    studio.messages.get().edit(bob, "The plan")
    assert "The plan" in send().text
    message = studio.messages.get()
    assert (message.body, message.attachments.count()) == ("The plan", 1)
    message.edit(bob, "The plan of the kiln")
    send()
    assert studio.messages.count() == 1


def test_a_number_removed_in_one_room_is_free_in_another(bobs, bob, studio, kiln):
    data = {"body": "Here and there", "client_id": str(uuid4())}
    for room in (studio, kiln):
        assert bobs.post(f"/rooms/{room.slug}/messages/", data).status_code == 302
        room.remove(room.messages.get())
        assert bobs.post(f"/rooms/{room.slug}/messages/", data).status_code == 410


@pytest.mark.both_databases
def test_two_people_may_have_the_same_client_id(bobs, client_of, ada, studio):
    data = {"body": "Mine", "client_id": str(uuid4())}
    for browser in (bobs, client_of(ada)):
        browser.post("/rooms/studio/messages/", data)
    assert studio.messages.count() == 2


@pytest.mark.both_databases
def test_one_client_id_in_two_rooms_is_two_messages(bobs, studio, kiln):
    data = {"body": "Here and there", "client_id": str(uuid4())}
    for room in (studio, kiln):
        assert bobs.post(f"/rooms/{room.slug}/messages/", data).status_code == 302
        assert room.messages.count() == 1


@pytest.mark.both_databases
def test_the_table_itself_keeps_a_message_from_being_two(studio, ada):
    number = uuid4()
    studio.messages.create(author=ada, body="x", client_id=number)
    with pytest.raises(IntegrityError):
        studio.messages.create(author=ada, body="x", client_id=number)


BAD = {
    "empty": ("", "nothing to send"),
    "missing": (None, "nothing to send"),
    "only spaces": (" \n\t \u3000\r\n ", "nothing to send"),
    "a space without width": ("\u200b", "nothing to send"),
    "a blank pattern": ("\u2800 \u3164", "nothing to send"),
    "a mark of direction": ("\u202e", "nothing to send"),
    "a link without words": ("[](https://example.org)", "nothing to send"),
    "empty emphasis": ("** **", "nothing to send"),
    "an entity": ("&#8203;", "nothing to send"),
    "code without code": ("```python\n\n```", "nothing to send"),
    "100,000 characters": ("word " * 20_000, "100000 characters"),
    "one too many": ("x" * 10_001, "10001 characters"),
}


@pytest.mark.parametrize(("body", "sentence"), BAD.values(), ids=BAD)
@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "htmx"])
def test_a_bad_message_gets_its_sentence_and_is_kept(bobs, studio, body, sentence, headers):
    response = bobs.post("/rooms/studio/messages/", {} if body is None else {"body": body}, headers=headers)
    assert response.status_code == 422
    assert sentence in response.text
    assert studio.messages.count() == 0
    assert Event.objects.count() == 0
    if headers:  # the words are still in the browser; the sentence is all that it lacks
        assert response["Content-Type"].startswith("text/plain")
        return
    form = response.text.partition('id="composer"')[2]
    assert 'aria-invalid="true"' in form
    if body and body.strip():
        assert escape(body.strip()) in form


def test_a_message_may_be_as_long_as_promised(bobs, studio):
    assert bobs.post("/rooms/studio/messages/", {"body": "x" * 10_000}).status_code == 302


def test_lines_from_a_browser_do_not_count_twice(bobs, studio):
    """A browser sends each new line as two characters, which its own counter shows as one."""
    body = "\r\n".join(["x" * 99] * 100)
    assert len(body) > 10_000 - 2
    response = bobs.post("/rooms/studio/messages/", {"body": body})
    assert response.status_code == 302
    assert studio.messages.get().body == body.replace("\r\n", "\n")


def test_spaces_at_the_beginning_are_code_and_stay(bobs, studio):
    bobs.post("/rooms/studio/messages/", {"body": "\r\n    x = 1\r\n"})
    assert studio.messages.get().body == "    x = 1"


@pytest.mark.parametrize("client_id", ["", "nonsense", "7" * 400])
def test_an_odd_client_id_loses_nothing(bobs, studio, client_id):
    response = bobs.post("/rooms/studio/messages/", {"body": LETTER, "client_id": client_id})
    assert response.status_code == 302
    assert studio.messages.get().body == LETTER


@pytest.mark.both_databases
def test_a_null_character_is_no_accident(bobs, studio):
    response = bobs.post("/rooms/studio/messages/", {"body": "a\x00b"})
    assert response.status_code == 422


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "htmx"])
def test_a_stranger_cannot_write_into_a_closed_room(client_of, cleo, kiln, headers):
    response = client_of(cleo).post("/rooms/kiln/messages/", {"body": "Let me in"}, headers=headers)
    assert response.status_code == 404
    assert kiln.messages.count() == 0


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "htmx"])
def test_a_room_that_does_not_exist(bobs, headers):
    response = bobs.post("/rooms/no-such-room/messages/", {"body": LETTER}, headers=headers)
    assert response.status_code == 404


def test_a_visitor_is_sent_to_sign_in(visitor, studio, set_site):
    for choice in ("nothing", "rooms"):
        set_site(visitors_may_read=choice)
        response = visitor.post("/rooms/studio/messages/", {"body": "Hello"})
        assert response["Location"].startswith("/accounts/login/")
        turned = visitor.post("/rooms/studio/messages/", {"body": "Hello"}, headers=HTMX)
        assert turned["HX-Redirect"] == "/accounts/login/?next=/rooms/studio/"
    assert studio.messages.count() == 0


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_another_method_is_refused(bobs, studio, method):
    assert getattr(bobs, method)("/rooms/studio/messages/").status_code == 405


def test_without_its_token_nothing_is_written_and_nothing_lost(client_of, bob, studio):
    response = client_of(bob, enforce_csrf_checks=True).post("/rooms/studio/messages/", {"body": LETTER})
    assert response.status_code == 403
    assert LETTER.strip() in response.text
    assert studio.messages.count() == 0


def test_an_account_that_was_closed_writes_no_more(bobs, bob, studio):
    bob.is_active = False
    bob.save()
    response = bobs.post("/rooms/studio/messages/", {"body": "Still here"})
    assert response["Location"].startswith("/accounts/login/")
    assert studio.messages.count() == 0


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["plain", "htmx"])
def test_an_account_that_is_deleted_while_it_posts_is_sent_to_sign_in(bobs, bob, studio, headers, monkeypatch):
    post = Room.post

    def posted_and_deleted(*args, **kwargs):
        message = post(*args, **kwargs)
        User.objects.filter(pk=bob.pk).delete()
        message.author._state.fields_cache.pop("profile", None)  # as on a page that has not asked for it
        return message

    monkeypatch.setattr(Room, "post", posted_and_deleted)
    response = bobs.post("/rooms/studio/messages/", {"body": "Hello"}, headers=headers)
    assert not studio.messages.exists()
    Profile.objects.filter(pk=bob.pk)._raw_delete("default")  # a test checks foreign keys at its end alone
    if headers:
        assert response["HX-Redirect"].startswith("/accounts/login/")
    else:
        assert bobs.get(response["Location"])["Location"].startswith("/accounts/login/")


def test_posting_costs_the_same_however_full_the_room(bobs, studio, ada, django_assert_max_num_queries):
    def cost():
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as captured:
            bobs.post("/rooms/studio/messages/", {"body": "Hello"}, headers=HTMX)
        return len(captured)

    cost()
    few = cost()
    for number in range(50):
        studio.post(ada, f"Message {number}")
    assert cost() == few <= 20


# --- What others wait for -------------------------------------------------------------------------


def test_a_text_is_rendered_before_the_turn_that_everybody_waits_for(monkeypatch, ada, studio):
    happened = []
    render, take_turn = markdown.render, log.take_turn
    monkeypatch.setattr(markdown, "render", lambda *words: happened.append("rendered") or render(*words))
    monkeypatch.setattr(log, "take_turn", lambda: happened.append("turn") or take_turn())
    message = studio.post(ada, "Hello")
    assert happened[:2] == ["rendered", "turn"]
    assert happened.count("rendered") == 1
    happened.clear()
    assert message.edit(ada, "Hello **again**").body_html == "<p>Hello <strong>again</strong></p>"
    assert happened[:2] == ["rendered", "turn"]
    assert happened.count("rendered") == 1


# --- A door that closes meanwhile -----------------------------------------------------------------


def test_who_is_taken_out_while_a_file_is_looked_at_is_no_member_again(client_of, bob, kiln, monkeypatch):
    bobs, check_size = client_of(bob), uploads.check_size

    def slowly(upload):
        kiln.take_out(bob)
        return check_size(upload)

    monkeypatch.setattr(uploads, "check_size", slowly)
    sent = {"body": "Look", "files": [SimpleUploadedFile("plan.txt", b"plan")]}
    assert bobs.post("/rooms/kiln/messages/", sent).status_code == 404
    assert not kiln.memberships.filter(user=bob).exists()
    assert not kiln.messages.exists()
    assert not Attachment.objects.exists()


def test_nobody_speaks_or_steps_into_a_room_that_has_closed_meanwhile(cleo, studio):
    Room.objects.filter(pk=studio.pk).update(kind=Room.Kind.CLOSED)  # `studio` does not know it yet
    for step in (lambda: studio.post(cleo, "Hello"), lambda: studio.enter(cleo)):
        with pytest.raises(Shut):
            step()
    assert not studio.messages.exists()
    assert not studio.memberships.filter(user=cleo).exists()


def test_who_is_no_member_does_not_join_a_room_that_closes_while_they_press(client_of, cleo, studio, monkeypatch):
    def closes(room, user):
        Room.objects.filter(pk=room.pk).update(kind=Room.Kind.CLOSED)
        return enter(room, user)

    enter = Room.enter
    monkeypatch.setattr(Room, "enter", closes)
    assert client_of(cleo).post("/rooms/studio/membership/").status_code == 404
    assert not studio.memberships.filter(user=cleo).exists()
