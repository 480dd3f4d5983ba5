"""What a room's owner decides: what it is, who keeps it, whether it rests, and its end."""

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile

from apps.live.models import Event
from apps.rooms.models import Membership, Message, Rests, Room, Stays
from tests.conftest import HTMX
from tests.pictures import picture

from .test_memberships import ended_streams, told  # noqa: F401  a fixture

ALL = {"name": "Studio", "description": "Where the looms are.", "topics": "", "kind": "open"}


@pytest.fixture
def adas(client_of, ada):
    return client_of(ada)


def changed(adas, room, **choices):
    response = adas.post(f"/rooms/{room.slug}/settings/", {**ALL, **choices})
    assert response.status_code == 302, response.context["form"].errors
    return Room.objects.get(pk=room.pk)


# --- What it is -----------------------------------------------------------------------------------


@pytest.mark.both_databases
def test_the_owner_renames_and_describes(adas, studio):
    room = changed(adas, studio, name="Atelier", description="Looms, light.", topics="Weaving, #light")
    assert (room.name, room.slug, room.description) == ("Atelier", "studio", "Looms, light.")
    assert sorted(tag.name for tag in room.topics.all()) == ["light", "weaving"]
    text = adas.get("/rooms/studio/").text
    assert "Atelier" in text
    assert "#weaving" in text


@pytest.mark.parametrize(("choice", "value"), [("name", "  "), ("name", "x" * 61), ("kind", "personal")])
def test_a_bad_choice_gets_its_sentence_and_nothing_is_lost(adas, studio, choice, value):
    response = adas.post("/rooms/studio/settings/", {**ALL, "description": "Rewritten", choice: value})
    assert response.status_code == 422
    assert response.context["form"].errors[choice]
    assert "Rewritten" in response.text
    studio.refresh_from_db()
    assert (studio.name, studio.description) == ("Studio", "Where the looms are.")


def test_a_script_in_a_name_is_words(adas, studio):
    changed(adas, studio, name="<script>alert(1)</script>")
    for address in ("/rooms/studio/", "/rooms/studio/settings/", "/rooms/studio/people/", "/rooms/studio/delete/"):
        assert "<script>alert" not in adas.get(address).text


def test_open_pages_hear_that_something_has_changed(told, adas, studio):  # noqa: F811
    notes = told(lambda: changed(adas, studio, name="Atelier"))
    assert (f"room-{studio.pk}", "room-changed", str(studio.pk)) in notes
    assert (f"activity-{studio.pk}", "rooms-changed", "") in notes


def test_a_room_gets_a_picture_and_loses_it(adas, studio, django_capture_on_commit_callbacks):
    room = changed(adas, studio, picture=upload())
    assert room.picture.name.startswith("rooms/")
    assert room.picture.name.endswith(".webp")
    assert room.picture.url in adas.get("/rooms/studio/").text
    assert room.picture.url in adas.get("/rooms/").text
    assert f'<img class="face face--xs" src="{room.picture.url}"' in adas.get("/rooms/side/").text
    assert changed(adas, studio).picture == room.picture  # nothing chosen: it stays
    with django_capture_on_commit_callbacks(execute=True):
        another = changed(adas, studio, picture=upload()).picture
    assert not default_storage.exists(room.picture.name)
    assert default_storage.exists(another.name)
    with django_capture_on_commit_callbacks(execute=True):
        assert not changed(adas, studio, **{"picture-clear": "on"}).picture
    assert not default_storage.exists(another.name)


def test_what_is_no_picture_is_refused_in_words(adas, studio):
    file = SimpleUploadedFile("room.png", b"<svg onload=alert(1)>", "image/png")
    response = adas.post("/rooms/studio/settings/", {**ALL, "picture": file})
    assert response.status_code == 422
    assert response.context["form"].errors["picture"]
    assert not Room.objects.get(pk=studio.pk).picture


def test_a_bad_crop_is_refused_in_words(adas, studio):
    response = adas.post("/rooms/studio/settings/", {**ALL, "picture": upload(), "picture-rotation": "45"})
    assert response.status_code == 422
    assert "This crop doesn’t fit the picture." in response.text
    assert not Room.objects.get(pk=studio.pk).picture


def test_a_new_room_may_come_with_a_picture(adas):
    adas.post("/rooms/new/", {"name": "Bikes", "kind": "open", "picture": upload()})
    assert Room.objects.get(name="Bikes").picture


# --- Open, closed, public -------------------------------------------------------------------------


def test_a_room_that_closes_ends_the_streams_of_strangers(adas, client_of, cleo, studio):
    cleos = client_of(cleo)
    assert cleos.get("/rooms/studio/").status_code == 200
    changed(adas, studio, kind="closed")
    assert ended_streams() == [f'{{"channel": "room-{studio.pk}"}}']
    assert cleos.get("/rooms/studio/").status_code == 404
    assert cleos.get("/rooms/studio/head/", headers=HTMX).status_code == 404
    changed(adas, studio, kind="open")
    assert cleos.get("/rooms/studio/").status_code == 200


@pytest.mark.both_databases
def test_a_change_that_shuts_nobody_out_ends_no_stream(adas, studio):
    changed(adas, studio, name="Atelier", is_public="on")
    assert ended_streams() == []


def test_visitors_read_a_room_that_its_owner_makes_public_where_the_site_lets_them(adas, visitor, ada, set_site):
    room = Room.objects.open_by(ada, name="Garden", kind="open")
    set_site(visitors_may_read="rooms")
    assert visitor.get("/rooms/garden/").status_code == 302
    assert changed(adas, room, name="Garden", is_public="on").is_public
    assert visitor.get("/rooms/garden/").status_code == 200
    assert 'href="/rooms/garden/"' in visitor.get("/rooms/").text
    set_site(visitors_may_read="nothing")
    assert visitor.get("/rooms/garden/").status_code == 302
    assert "keeps visitors out of its rooms at present" in adas.get("/rooms/garden/settings/").text


def test_a_closed_room_is_never_public(adas, visitor, studio, set_site):
    set_site(visitors_may_read="rooms")
    assert not changed(adas, studio, kind="closed", is_public="on").is_public
    assert visitor.get("/rooms/studio/").status_code == 302


def test_a_new_room_is_asked_about_visitors_only_where_they_may_read(adas, set_site):
    assert "is_public" not in adas.get("/rooms/new/").text
    set_site(visitors_may_read="rooms")
    assert 'name="is_public"' in adas.get("/rooms/new/").text
    adas.post("/rooms/new/", {"name": "Bikes", "kind": "open", "is_public": "on"})
    adas.post("/rooms/new/", {"name": "Secrets", "kind": "closed", "is_public": "on"})
    assert Room.objects.get(name="Bikes").is_public
    assert not Room.objects.get(name="Secrets").is_public


def test_a_personal_room_is_closed_by_its_person(client_of, bob, cleo):
    room, bobs = Room.objects.get(owner=bob, kind="personal"), client_of(bob)
    text = bobs.get(f"/rooms/{room.slug}/settings/").text
    assert "Hand over" not in text
    assert 'name="name"' not in text
    bobs.post(f"/rooms/{room.slug}/settings/", {"description": "Mine", "personal_is_closed": "on"})
    assert client_of(cleo).get(f"/rooms/{room.slug}/").status_code == 404
    bobs.post(f"/rooms/{room.slug}/people/", {"username": "cleo"})
    assert client_of(cleo).get(f"/rooms/{room.slug}/").status_code == 200
    assert "personal room cannot be deleted" in bobs.post(f"/rooms/{room.slug}/settings/delete/", {"name": "bob"}).text
    response = bobs.post(f"/rooms/{room.slug}/settings/owner/", {"username": "cleo"})
    assert response.status_code == 422
    assert "stays with its person" in str(response.context["hand_over_form"].errors)


# --- Who keeps it ---------------------------------------------------------------------------------


@pytest.mark.both_databases
def test_a_room_is_handed_over_to_a_member_and_its_old_owner_stays(adas, client_of, ada, bob, kiln):
    response = adas.post("/rooms/kiln/settings/owner/", {"username": "@Bob"})
    assert response["Location"] == "/rooms/kiln/"
    kiln.refresh_from_db()
    assert kiln.owner == bob
    assert kiln.memberships.filter(user=ada).exists()
    assert adas.get("/rooms/kiln/settings/").status_code == 404
    assert client_of(bob).get("/rooms/kiln/settings/").status_code == 200


@pytest.mark.parametrize("typed", ["cleo", "nobody", ""])
def test_only_a_member_can_take_it(adas, ada, cleo, kiln, typed):
    response = adas.post("/rooms/kiln/settings/owner/", {"username": typed})
    assert response.status_code == 422
    assert response.context["hand_over_form"].errors["username"]
    kiln.refresh_from_db()
    assert kiln.owner == ada


@pytest.mark.both_databases
def test_nobody_keeps_a_room_who_has_just_left_it(ada, bob, kiln):
    kiln.leave(bob)
    with pytest.raises(Stays):
        kiln.hand_over(bob)


# --- Rest -----------------------------------------------------------------------------------------


def test_an_archived_room_is_read_and_nobody_writes_in_it(adas, ada, client_of, bob, kiln):
    kiln.post(ada, "Before")
    assert adas.post("/rooms/kiln/settings/archive/")["Location"] == "/rooms/kiln/settings/"
    bobs = client_of(bob)
    text = bobs.get("/rooms/kiln/").text
    assert "Before" in text
    assert "nobody writes in it" in text
    assert 'id="composer"' not in text
    with pytest.raises(Rests):
        Room.objects.get(pk=kiln.pk).post(bob, "After")
    assert kiln.messages.count() == 1


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "htmx"])
def test_what_somebody_was_writing_when_a_room_was_archived_comes_back(client_of, bob, kiln, headers):
    kiln.archive()
    response = client_of(bob).post("/rooms/kiln/messages/", {"body": "A long letter"}, headers=headers)
    assert response.status_code == 409
    assert "nobody writes in it" in response.text
    if not headers:
        assert "A long letter" in response.text
    else:
        assert "<html" not in response.text
    assert kiln.messages.count() == 0
    assert not Event.objects.filter(type="message-created").exists()


def test_an_archived_room_leaves_the_lists_and_wakes_again(adas, kiln):
    for _ in range(2):
        adas.post("/rooms/kiln/settings/archive/")
    assert 'href="/rooms/kiln/"' not in adas.get("/rooms/").text
    assert 'href="/rooms/kiln/"' in adas.get("/rooms/?archived=1").text
    for _ in range(2):
        adas.post("/rooms/kiln/settings/archive/", {"_method": "delete"})
    assert 'href="/rooms/kiln/"' in adas.get("/rooms/").text
    assert adas.post("/rooms/kiln/messages/", {"body": "Awake"}).status_code == 302


def test_rest_is_told_once(told, kiln):  # noqa: F811
    assert [note[1] for note in told(kiln.archive)] == ["room-changed", "rooms-changed"]
    assert told(kiln.archive) == []
    assert [note[1] for note in told(kiln.unarchive)] == ["room-changed", "rooms-changed"]
    assert told(kiln.unarchive) == []


# --- The end --------------------------------------------------------------------------------------


def test_a_room_goes_with_everything_when_its_name_is_typed(told, adas, bob, kiln):  # noqa: F811
    kiln.post(bob, "Secret")
    pk = kiln.pk
    assert "Kiln" in adas.get("/rooms/kiln/settings/delete/").text
    notes = told(lambda: adas.post("/rooms/kiln/settings/delete/", {"name": " Kiln "}))
    assert (f"room-{pk}", "room-gone", str(pk)) in notes
    assert not Room.objects.filter(pk=pk).exists()
    assert not Message.objects.filter(room_id=pk).exists()
    assert not Membership.objects.filter(room_id=pk).exists()
    assert not Event.objects.filter(channel=f"room-{pk}").exists()
    assert not Event.objects.filter(data__contains="Secret").exists()
    assert ended_streams() == [f'{{"channel": "room-{pk}"}}']
    assert adas.get("/rooms/kiln/").status_code == 404


@pytest.mark.parametrize("typed", ["", "kiln", "Kilns", "Studio"])
def test_another_name_deletes_nothing(adas, kiln, typed):
    response = adas.post("/rooms/kiln/settings/delete/", {"name": typed})
    assert response.status_code == 422
    assert response.context["form"].errors["name"]
    assert Room.objects.filter(pk=kiln.pk).exists()


def test_a_deleted_room_takes_its_picture_along(adas, studio, django_capture_on_commit_callbacks):
    name = changed(adas, studio, picture=upload()).picture.name
    assert default_storage.exists(name)
    with django_capture_on_commit_callbacks(execute=True):
        adas.post("/rooms/studio/settings/delete/", {"name": "Studio"})
    assert not default_storage.exists(name)


def upload():
    return SimpleUploadedFile("room.png", picture(), "image/png")
