"""Editing and deleting a message: who may, what stays of it, and who hears."""

import pytest
from django.utils import timezone

from apps.live.models import Event
from apps.rooms.models import Message, Revision
from tests.conftest import HTMX

LONG = "x" * 10_001


@pytest.fixture
def said(studio, bob):
    """Bob has said something in the studio."""
    studio.join(bob)
    return studio.post(bob, "The kiln opens at nin")


@pytest.fixture
def bobs(client_of, bob):
    return client_of(bob)


def address(message, rest=""):
    return f"/rooms/{message.room.slug}/messages/{message.pk}/{rest}"


def events(type):
    return list(Event.objects.filter(type=type).order_by("pk"))


# --- Editing --------------------------------------------------------------------------------------


@pytest.mark.both_databases
def test_an_edited_message_says_so_and_its_former_text_is_kept(bobs, bob, said):
    stamp = said.stamp
    response = bobs.post(address(said, "edit/"), {"body": "The kiln opens at **nine**"})
    assert response.status_code == 302
    assert response["Location"] == address(said)
    said.refresh_from_db()
    assert said.body_html == "<p>The kiln opens at <strong>nine</strong></p>"
    assert said.edited_at
    assert said.stamp != stamp
    revision = said.revisions.get()
    assert (revision.body, revision.replaced_by) == ("The kiln opens at nin", bob)
    page = bobs.get("/rooms/studio/").text
    assert 'class="edited"' in page
    assert "at nin<" not in page


def test_everybody_in_the_room_hears_the_row_anew(bobs, said):
    response = bobs.post(address(said, "edit/"), {"body": "At nine"}, headers=HTMX)
    (event,) = events("message-changed")
    assert (event.channel, event.subject) == (f"room-{said.room_id}", f"message-{said.pk}")
    assert "At nine" in event.data
    assert response.text.strip() == event.data.strip()


def test_late_readers_hear_nothing_of_the_former_words(bobs, said):
    for body in ("At ten", "At nine"):
        bobs.post(address(said, "edit/"), {"body": body})
    assert len(events("message-created")) == len(events("message-changed")) == 1
    assert not Event.objects.filter(data__contains="at nin<").exists()
    assert not Event.objects.filter(data__contains="At ten").exists()
    assert Event.objects.filter(data__contains="At nine").count() == 2


def test_the_same_words_change_nothing(bobs, said):
    response = bobs.post(address(said, "edit/"), {"body": "The kiln opens at nin\r\n"}, headers=HTMX)
    assert response.status_code == 200
    said.refresh_from_db()
    assert said.edited_at is None
    assert not said.revisions.exists()
    assert events("message-changed") == []


def test_the_form_stands_in_the_place_of_the_words(bobs, said):
    response = bobs.get(address(said, "edit/"), headers=HTMX)
    assert f'id="edit-{said.pk}"' in response.text
    assert "The kiln opens at nin</textarea>" in response.text
    assert "<html" not in response.text
    assert "<html" in bobs.get(address(said, "edit/")).text


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "htmx"])
@pytest.mark.parametrize(
    ("body", "sentence"),
    [("", "Nothing would be left"), (" \n", "Nothing"), ("[]()\u200b", "Nothing would be"), (LONG, "10001")],
)
def test_what_cannot_be_taken_comes_back_as_it_was_typed(bobs, said, headers, body, sentence):
    response = bobs.post(address(said, "edit/"), {"body": body}, headers=headers)
    assert response.status_code == 422
    assert sentence in response.text
    assert f"{body}</textarea>" in response.text
    if headers:
        assert response["HX-Retarget"] == f"#edit-{said.pk}"
    said.refresh_from_db()
    assert said.body == "The kiln opens at nin"


def test_a_message_with_a_file_may_lose_its_words(bobs, said):
    said.attachments.create(
        room=said.room, file="files/plan.pdf", name="plan.pdf", size=7, content_type="application/pdf"
    )
    assert bobs.post(address(said, "edit/"), {"body": ""}).status_code == 302
    said.refresh_from_db()
    assert said.body == ""


def test_nobody_edits_what_others_have_said(client_of, ada, cleo, mod, owner, said):
    for user in (ada, cleo, mod, owner):
        assert client_of(user).post(address(said, "edit/"), {"body": "Hacked"}).status_code == 404
    said.refresh_from_db()
    assert said.body == "The kiln opens at nin"


def test_a_message_is_edited_under_its_own_room_only(bobs, said, kiln):
    assert bobs.get(f"/rooms/kiln/messages/{said.pk}/edit/").status_code == 404


def test_nobody_edits_in_an_archived_room(bobs, said, studio):
    studio.archive()
    response = bobs.post(address(said, "edit/"), {"body": "Later"}, headers=HTMX)
    assert response.status_code == 409
    assert "archived" in response.text


@pytest.mark.both_databases
def test_a_message_that_was_removed_meanwhile_is_not_edited(said, bob):
    stale = Message.objects.get(pk=said.pk)
    said.room.remove(said)
    assert stale.edit(bob, "Too late") is None
    assert not Revision.objects.exists()
    assert events("message-changed") == []


def test_an_edit_in_the_admin_goes_the_same_way(client_of, owner, said):
    page = f"/admin/rooms/message/{said.pk}/change/"
    assert client_of(owner).post(page, {"body": "Put mildly"}).status_code == 302
    said.refresh_from_db()
    assert said.body_html == "<p>Put mildly</p>"
    revision = said.revisions.get()
    assert (revision.body, revision.replaced_by) == ("The kiln opens at nin", owner)
    assert len(events("message-changed")) == 1


# --- Earlier texts --------------------------------------------------------------------------------


@pytest.mark.both_databases
def test_those_who_keep_order_read_the_earlier_texts(bobs, client_of, ada, mod, cleo, said):
    bobs.post(address(said, "edit/"), {"body": "At **ten**"})
    bobs.post(address(said, "edit/"), {"body": "At nine"})
    for user in (ada, mod):
        text = client_of(user).get(address(said, "history/")).text
        assert text.index("At nine") < text.index("At <strong>ten</strong>") < text.index("at nin<")
    assert bobs.get(address(said, "history/")).status_code == 404
    assert client_of(cleo).get(address(said, "history/")).status_code == 404


def test_a_script_in_an_earlier_text_is_shown_and_not_run(bobs, client_of, ada, said):
    bobs.post(address(said, "edit/"), {"body": "<script>alert(1)</script>"})
    bobs.post(address(said, "edit/"), {"body": "Sorry"})
    assert "<script>alert" not in client_of(ada).get(address(said, "history/")).text


# --- Deleting -------------------------------------------------------------------------------------


@pytest.mark.parametrize("by_form", [True, False], ids=["form", "DELETE"])
def test_a_deleted_message_is_gone_and_a_second_time_changes_nothing(bobs, said, studio, by_form):
    for _ in range(2):
        if by_form:
            response = bobs.post(address(said), {"_method": "delete"})
            assert (response.status_code, response["Location"]) == (302, "/rooms/studio/")
        else:
            assert bobs.delete(address(said), headers=HTMX).status_code == 204
    assert not studio.messages.exists()
    (event,) = events("message-removed")
    assert event.data == f"message-{said.pk}"
    assert not Event.objects.filter(data__contains="The kiln").exists()


def test_its_author_the_rooms_owner_and_moderators_may_delete(client_of, bob, ada, mod, owner, studio):
    for user in (bob, ada, mod, owner):
        message = studio.post(bob, "Oops")
        assert client_of(user).delete(address(message), headers=HTMX).status_code == 204
    assert not studio.messages.exists()


def test_nobody_else_does(client_of, bob, cleo, said, studio):
    adas = studio.post(studio.owner, "Mine")
    assert client_of(cleo).delete(address(said)).status_code == 404
    assert client_of(bob).delete(address(adas)).status_code == 404
    assert studio.messages.count() == 2


def test_a_moderator_who_cannot_see_a_room_deletes_nothing_there(client_of, mod, kiln, ada):
    message = kiln.post(ada, "For us")
    assert client_of(mod).delete(address(message)).status_code == 404
    assert kiln.messages.count() == 1


def test_a_plain_post_deletes_nothing(bobs, said, studio):
    assert bobs.post(address(said)).status_code == 405
    assert studio.messages.count() == 1


def test_visitors_delete_nothing_though_they_may_read(visitor, set_site, said, studio):
    set_site(visitors_may_read="rooms")
    response = visitor.post(address(said), {"_method": "delete"})
    assert response["Location"].startswith("/accounts/login/")
    assert studio.messages.count() == 1


def test_one_takes_back_ones_words_in_an_archived_room_too(bobs, said, studio):
    studio.archive()
    assert bobs.delete(address(said), headers=HTMX).status_code == 204


# --- What a page shows already, as it stands now --------------------------------------------------


def test_a_page_is_refreshed_between_two_numbers(bobs, bob, said, studio):
    more = [studio.post(bob, f"line {number}") for number in range(5)]
    studio.remove(more[1])
    response = bobs.get(f"/rooms/studio/messages/?from={said.pk}&to={more[3].pk}", headers=HTMX)
    shown = [message for message in (said, *more) if f'id="message-{message.pk}"' in response.text]
    assert shown == [said, more[0], more[2], more[3]]
    assert "hx-swap-oob" not in response.text


# --- Without JavaScript ---------------------------------------------------------------------------


def test_a_messages_own_page_lists_what_its_reader_may_do(client_of, bob, ada, cleo, said):
    def actions(user):
        page = client_of(user).get(address(said)).text
        return page.partition('class="composer actions"')[2].partition("</section>")[0]

    assert "Delete it" in actions(bob)
    assert "/edit/" in actions(bob)
    assert "Delete it" in actions(ada)
    assert "/edit/" not in actions(ada)
    assert "Delete it" not in actions(cleo)
    assert "React" in actions(cleo)
    assert "history/" not in actions(ada)
    Message.objects.filter(pk=said.pk).update(edited_at=timezone.now())
    assert "history/" in actions(ada)
    assert "history/" not in actions(bob)
