"""Joining, leaving, the bell, and adding and taking out people."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils.html import escape

from apps.live import channels, log
from apps.live.delivery import delivery
from apps.rooms.models import Membership, Room, Stays
from tests.conftest import HTMX


@pytest.fixture
def told(monkeypatch, django_capture_on_commit_callbacks):
    """`told(do)`: the volatile events that came of it, as (channel, type, data)."""
    notes = []
    monkeypatch.setattr(
        delivery,
        "tell",
        lambda note: notes.append((note["channel"], note["type"], note["data"])) if "type" in note else 0,
    )

    def listen(do):
        notes.clear()
        with django_capture_on_commit_callbacks(execute=True):
            do()
        return list(notes)

    return listen


def ended_streams():
    """Whose streams have been ended, as the log tells it."""
    return [event.data for event in log.read(0, ["rights"])]


# --- Joining and leaving --------------------------------------------------------------------------


@pytest.mark.both_databases
def test_one_joins_and_leaves_an_open_room_and_twice_is_once(client_of, bob, studio):
    bobs = client_of(bob)
    for method, there in (("post", True), ("post", True), ("delete", False), ("delete", False)):
        response = getattr(bobs, method)("/rooms/studio/membership/")
        assert response["Location"] == "/rooms/studio/"
        assert studio.memberships.filter(user=bob).exists() is there
        studio.refresh_from_db()
        assert studio.member_count == 1 + there


def test_a_plain_form_leaves_too(client_of, bob, kiln):
    response = client_of(bob).post("/rooms/kiln/membership/", {"_method": "delete"})
    assert response["Location"] == "/rooms/"  # he cannot see the room any more
    assert not kiln.memberships.filter(user=bob).exists()
    assert client_of(bob).get("/rooms/kiln/").status_code == 404


@pytest.mark.both_databases
def test_whoever_joins_begins_with_what_is_said_from_now_on(bob, ada, studio):
    studio.post(ada, "Before")
    studio.join(bob)
    assert news_of(bob) == []
    studio.post(ada, "After")
    assert news_of(bob) == ["studio"]


def test_the_keeper_of_a_room_cannot_leave_it(client_of, ada, studio):
    adas = client_of(ada)
    response = adas.post("/rooms/studio/membership/", {"_method": "delete"}, follow=True)
    assert "Hand it over to somebody before you leave" in response.text
    response = adas.delete("/rooms/studio/membership/", headers=HTMX)
    assert (response.status_code, "Hand it over" in response.text) == (409, True)
    assert studio.memberships.filter(user=ada).exists()
    with pytest.raises(Stays):
        studio.leave(ada)


def test_strangers_neither_join_nor_leave_nor_read_a_closed_room(client_of, cleo, kiln):
    cleos = client_of(cleo)
    assert cleos.post("/rooms/kiln/membership/").status_code == 404
    assert cleos.delete("/rooms/kiln/membership/").status_code == 404
    assert cleos.post("/rooms/kiln/read/").status_code == 404
    assert not kiln.memberships.filter(user=cleo).exists()


def test_a_visitor_is_sent_to_sign_in(visitor, studio):
    for address in ("/rooms/studio/membership/", "/rooms/studio/read/", "/rooms/studio/people/"):
        assert visitor.post(address)["Location"].startswith("/accounts/login/")
        assert "HX-Redirect" in visitor.post(address, headers=HTMX)
    assert studio.memberships.count() == 1


def test_ones_own_tabs_hear_that_one_has_joined_and_others_how_many_they_are(told, bob, studio):
    assert told(lambda: studio.join(bob)) == [
        (f"room-{studio.pk}", "members-changed", "2"),
        (f"user-{bob.pk}", "stream-again", ""),
        (f"user-{bob.pk}", "rooms-changed", ""),
    ]
    assert told(lambda: studio.join(bob)) == []


def test_whoever_leaves_hears_no_more(told, bob, kiln):
    notes = told(lambda: kiln.leave(bob))
    assert (f"user-{bob.pk}", "rooms-changed", "") in notes
    assert [note for note in notes if note[0].startswith("room-")] == [(f"room-{kiln.pk}", "members-changed", "1")]
    assert ended_streams() == [f'{{"user": {bob.pk}}}']
    assert told(lambda: kiln.leave(bob)) == []


# --- The bell -------------------------------------------------------------------------------------


@pytest.mark.parametrize("level", Membership.Level.values)
def test_the_bell_has_four_levels(client_of, bob, studio, level):
    studio.join(bob)
    bobs = client_of(bob)
    assert bobs.post("/rooms/studio/membership/", {"level": level})["Location"] == "/rooms/studio/"
    assert studio.memberships.get(user=bob).level == level
    assert f'value="{level}" checked' in bobs.get("/rooms/studio/").text


def test_the_bell_answers_htmx_with_itself(client_of, bob, studio):
    response = client_of(bob).post("/rooms/studio/membership/", {"level": "nothing"}, headers=HTMX)
    assert response.text.strip().startswith("<details")
    assert 'value="nothing" checked' in response.text
    assert studio.memberships.get(user=bob).level == "nothing"  # he has joined, too


def test_there_is_no_fifth_level(client_of, bob, studio):
    response = client_of(bob).post("/rooms/studio/membership/", {"level": "shouting"})
    assert (response.status_code, response.text) == (422, "There is no such bell.")
    assert not studio.memberships.filter(user=bob).exists()


def test_a_hidden_room_leaves_the_side_and_is_still_there(client_of, bob, ada, studio):
    studio.join(bob)
    bobs = client_of(bob)
    assert 'href="/rooms/studio/"' in bobs.get("/rooms/side/").text
    bobs.post("/rooms/studio/membership/", {"level": "hidden"})
    studio.post(ada, "Hello")
    assert 'href="/rooms/studio/"' not in bobs.get("/rooms/side/").text
    assert news_of(bob) == []
    assert bobs.get("/rooms/studio/").status_code == 200
    assert 'href="/rooms/studio/"' in bobs.get("/rooms/").text


# --- What a person's stream hears -----------------------------------------------------------------


def heard_by(user, rf, **query):
    request = rf.get("/events/", query)
    request.user = user
    return channels.ChannelManager().get_channels_for_request(request, {})


def test_members_hear_of_their_rooms_on_every_page_and_strangers_do_not(rf, ada, bob, cleo, studio, kiln):
    own = {user: Room.objects.get(owner=user, kind="personal").pk for user in (bob, cleo)}
    everybody = "members-all"
    assert heard_by(bob, rf) == {everybody, f"user-{bob.pk}", f"activity-{own[bob]}", f"activity-{kiln.pk}"}
    assert heard_by(cleo, rf, room=kiln.pk) == {everybody, f"user-{cleo.pk}", f"activity-{own[cleo]}"}
    manager = channels.ChannelManager()
    assert manager.can_read_channel(bob, f"activity-{kiln.pk}")
    assert not manager.can_read_channel(cleo, f"activity-{kiln.pk}")
    assert manager.can_read_channel(bob, f"user-{bob.pk}")
    assert not manager.can_read_channel(cleo, f"user-{bob.pk}")
    assert manager.can_read_channel(bob, everybody)
    assert not manager.can_read_channel(AnonymousUser(), everybody)


def test_a_hidden_or_archived_room_is_not_heard_elsewhere(rf, bob, kiln):
    kiln.set_bell(bob, "hidden")
    assert f"activity-{kiln.pk}" not in heard_by(bob, rf)
    kiln.set_bell(bob, "everything")
    assert f"activity-{kiln.pk}" in heard_by(bob, rf)
    kiln.archive()
    assert f"activity-{kiln.pk}" not in heard_by(bob, rf)


# --- The people of a room -------------------------------------------------------------------------


@pytest.mark.both_databases
def test_the_owner_adds_somebody_and_twice_is_once(client_of, ada, cleo, kiln):
    adas = client_of(ada)
    for typed in ("cleo", "@Cleo "):
        response = adas.post("/rooms/kiln/people/", {"username": typed})
        assert response["Location"] == "/rooms/kiln/people/"
    kiln.refresh_from_db()
    assert kiln.member_count == 3
    assert client_of(cleo).get("/rooms/kiln/").status_code == 200


@pytest.mark.parametrize(("typed", "sentence"), [("dora", "Nobody here is called “dora”."), ("  ", "Say whom.")])
def test_an_unknown_name_gets_its_sentence_and_is_kept(client_of, ada, kiln, typed, sentence):
    response = client_of(ada).post("/rooms/kiln/people/", {"username": typed})
    assert response.status_code == 422
    assert escape(sentence) in response.text or sentence in response.text
    assert f'value="{typed.strip()}"' in response.text


def test_members_see_the_people_and_may_not_change_them(client_of, bob, cleo, ada, kiln):
    bobs = client_of(bob)
    text = bobs.get("/rooms/kiln/people/").text
    assert "@ada" in text
    assert "owner" in text
    assert "Take out" not in text
    assert bobs.post("/rooms/kiln/people/", {"username": "cleo"}).status_code == 404
    assert bobs.delete("/rooms/kiln/people/ada/").status_code == 404
    assert client_of(cleo).get("/rooms/kiln/people/").status_code == 404
    assert kiln.memberships.count() == 2


def test_the_owner_takes_somebody_out_who_is_told(told, client_of, ada, bob, kiln):
    adas = client_of(ada)
    notes = told(lambda: adas.post("/rooms/kiln/people/bob/", {"_method": "delete"}))
    assert notes[0] == (f"user-{bob.pk}", "room-lost", str(kiln.pk))
    assert ended_streams() == [f'{{"user": {bob.pk}}}']
    assert client_of(bob).get("/rooms/kiln/").status_code == 404
    assert adas.delete("/rooms/kiln/people/bob/").status_code == 404  # he is no member any more


@pytest.mark.both_databases
def test_whoever_keeps_a_room_is_not_taken_out_of_it(client_of, ada, kiln):
    response = client_of(ada).post("/rooms/kiln/people/ada/", {"_method": "delete"}, follow=True)
    assert "cannot be taken out" in response.text
    assert kiln.memberships.filter(user=ada).exists()


@pytest.mark.both_databases
def test_people_come_in_pages_and_are_found_by_name(client_of, ada, make_user, kiln, django_assert_max_num_queries):
    for number in range(60):
        user = make_user(f"dora{number}")
        user.profile.name = f"Dora {number}"
        user.profile.save()
        kiln.join(user)
    adas = client_of(ada)
    first = adas.get("/rooms/kiln/people/")
    assert first.text.count('class="row"') == 48
    address = first.context["more"]
    second = adas.get(f"/rooms/kiln/people/{address}")
    assert second.text.count('class="row"') == 14
    assert second.context["more"] == ""
    found = adas.get("/rooms/kiln/people/?q=dora 59")
    assert "Dora 59" in found.text
    assert found.text.count('class="row"') == 1
    nobody = adas.get("/rooms/kiln/people/?q=xyz")
    assert "Nobody" in nobody.text
    with django_assert_max_num_queries(12):
        adas.get("/rooms/kiln/people/")


@pytest.mark.both_databases
def test_names_are_offered_to_the_owner_only(client_of, ada, bob, cleo, kiln):
    adas = client_of(ada)
    assert '<option value="cleo"' in adas.get("/rooms/kiln/people/?username=cl", headers=HTMX).text
    assert "<option" not in adas.get("/rooms/kiln/people/?username=bo", headers=HTMX).text  # he is in
    assert "<option" not in client_of(bob).get("/rooms/kiln/people/?username=cl", headers=HTMX).text


def news_of(user):
    rooms = Room.objects.with_membership_of(user).with_news()
    return list(rooms.values_list("slug", flat=True))
