"""Who is in a room at this moment, and who is writing, as pages show and take it."""

import json

import pytest

from apps.live import channels
from apps.live.delivery import delivery
from apps.live.models import Event, Presence
from tests.conftest import HTMX

pytestmark = pytest.mark.both_databases


@pytest.fixture
def comes_in(db):
    """`comes_in(bob, studio)`: his page has its stream open."""

    def enter(user, room, process="here"):
        Presence.objects.create(channel=channels.name(room), user=user, process=process)

    return enter


@pytest.fixture
def told(monkeypatch):
    notes = []
    monkeypatch.setattr(delivery, "tell", notes.append)
    return notes


def test_a_room_says_how_many_are_there_with_oneself(client_of, bob, ada, studio, comes_in):
    page = client_of(bob).get("/rooms/studio/").text
    assert ">1</span> here" in page
    comes_in(ada, studio)
    comes_in(ada, studio, "another process")
    assert ">2</span> here" in client_of(bob).get("/rooms/studio/").text
    comes_in(bob, studio)
    assert ">2</span> here" in client_of(bob).get("/rooms/studio/").text


def test_the_number_is_no_part_of_what_is_remembered_of_a_room(client_of, bob, ada, studio, comes_in):
    client_of(bob).get("/rooms/studio/")
    comes_in(ada, studio)
    assert ">2</span> here" in client_of(bob).get("/rooms/studio/").text


def test_the_faces_come_in_a_fragment(client_of, bob, ada, studio, comes_in):
    comes_in(ada, studio)
    answer = client_of(bob).get("/rooms/studio/here/", headers=HTMX)
    assert answer.text.count('hx-swap-oob="true"') == 4
    for name in ("presence-count", "member-count", "faces-here", 'id="here"', "/@ada/", "/@bob/"):
        assert name in answer.text
    assert "<html" not in answer.text


def test_only_some_faces_of_a_crowd(client_of, bob, make_user, studio, comes_in):
    for number in range(20):
        comes_in(make_user(f"dora{number}"), studio)
    text = client_of(bob).get("/rooms/studio/here/", headers=HTMX).text
    assert text.count("data-present>") + text.count("data-present ") == 12
    assert "and 9 more" in text


def test_without_scripts_there_is_a_page(client_of, bob, ada, studio, comes_in):
    comes_in(ada, studio)
    page = client_of(bob).get("/rooms/studio/here/").text
    assert "<html" in page
    assert "2 here" in page
    assert "/@ada/" in page


def test_a_fragment_costs_the_same_for_many(client_of, bob, make_user, studio, comes_in, django_assert_num_queries):
    browser = client_of(bob)
    browser.get("/rooms/studio/here/", headers=HTMX)
    for number in range(10):
        comes_in(make_user(f"dora{number}"), studio)
    with django_assert_num_queries(5):
        browser.get("/rooms/studio/here/", headers=HTMX)


def test_visitors_see_the_number_and_no_names(visitor, ada, studio, comes_in, set_site):
    set_site(visitors_may_read="rooms-people")
    assert "nobody here" in visitor.get("/rooms/studio/").text
    comes_in(ada, studio)
    assert ">1</span> here" in visitor.get("/rooms/studio/").text
    for headers in (HTMX, {}):
        text = visitor.get("/rooms/studio/here/", headers=headers).text
        assert "1" in text
        assert "@ada" not in text


def test_lists_show_how_many_are_there(client_of, bob, ada, studio, kiln, comes_in):
    comes_in(ada, kiln)
    comes_in(ada, studio)
    comes_in(bob, studio)
    page = client_of(bob).get("/rooms/").text
    assert "2 here" in page
    assert "1 here" in page
    assert f'data-present-in="room-{kiln.pk}">1</span>' in page
    assert "0 here" not in page


def test_a_sign_of_writing_is_told_with_a_name_and_kept_nowhere(
    client_of, bob, studio, told, django_capture_on_commit_callbacks
):
    events = Event.objects.count()
    with django_capture_on_commit_callbacks(execute=True):
        assert client_of(bob).post("/rooms/studio/typing/").status_code == 204
    [note] = told
    assert (note["channel"], note["type"]) == (f"room-{studio.pk}", "typing")
    assert json.loads(note["data"]) == {"user": bob.pk, "name": bob.profile.first_name}
    assert Event.objects.count() == events


def test_a_sign_of_writing_is_cheap(client_of, bob, studio, told, django_assert_max_num_queries):
    browser = client_of(bob)
    browser.post("/rooms/studio/typing/")
    with django_assert_max_num_queries(3):  # the session, the person, the room
        browser.post("/rooms/studio/typing/")


def test_nobody_writes_in_an_archived_room(client_of, bob, studio, told, django_capture_on_commit_callbacks):
    studio.archive()
    with django_capture_on_commit_callbacks(execute=True):
        assert client_of(bob).post("/rooms/studio/typing/", headers=HTMX).status_code == 409
    assert told == []


def test_a_stranger_gives_no_sign_in_a_closed_room(client_of, cleo, kiln, told):
    assert client_of(cleo).post("/rooms/kiln/typing/").status_code == 404
    assert told == []


def test_visitors_who_write_are_asked_who_they_are(visitor, studio, set_site, told):
    set_site(visitors_may_read="rooms")
    assert "/accounts/login/" in visitor.post("/rooms/studio/typing/")["Location"]
    assert told == []
