"""What the admin does to rooms goes the way of the rooms' own verbs, and what a verb refuses is said in a sentence."""

import pytest

from apps.accounts.models import User
from apps.rooms.models import Membership, Message, Rests, Room, Stays
from tests.admin.test_admin import filled, page

from .test_memberships import ended_streams, told  # noqa: F401  a fixture


@pytest.fixture
def desk(client_of, owner):
    """The site's owner at the admin."""
    return client_of(owner)


def change(desk, thing, **typed):
    address = page(type(thing), "change", thing.pk)
    response = desk.post(address, filled(desk.get(address), **typed))
    assert response.status_code == 302, response.context["adminform"].form.errors


def delete_several(desk, things, **data):
    pks = [thing.pk for thing in things]
    data = {"action": "delete_selected", "_selected_action": pks, **data}
    return desk.post(page(type(things[0]), "changelist"), data, follow=True)


# --- Who may enter --------------------------------------------------------------------------------


@pytest.mark.parametrize("choice", [{"kind": "closed"}, {"is_public": ""}], ids=["closed", "no longer public"])
def test_a_room_that_closes_ends_its_streams(desk, studio, choice):
    change(desk, studio, **choice)
    assert ended_streams() == [f'{{"channel": "room-{studio.pk}"}}']


def test_a_personal_room_that_closes_ends_its_streams(desk, bob):
    room = Room.objects.get(owner=bob)
    change(desk, room, personal_is_closed="on")
    assert ended_streams() == [f'{{"channel": "room-{room.pk}"}}']


def test_a_room_that_becomes_personal_is_no_longer_public_and_ends_its_streams(desk, studio):
    Room.objects.filter(owner=studio.owner, kind="personal").update(kind="open")
    before = ended_streams()
    change(desk, studio, kind="personal")
    assert ended_streams() == [*before, f'{{"channel": "room-{studio.pk}"}}']


@pytest.mark.parametrize("what", ["name", "owner", "rest"])
def test_a_change_that_shuts_nobody_out_ends_none_and_is_told(told, desk, bob, studio, what):  # noqa: F811
    typed = {
        "name": {"name": "Atelier"},
        "owner": {"owner": bob.pk},
        "rest": {"archived_at_0": "2026-01-01", "archived_at_1": "12:00"},
    }[what]
    notes = told(lambda: change(desk, studio, **typed))
    assert (f"room-{studio.pk}", "room-changed", str(studio.pk)) in notes
    assert (f"activity-{studio.pk}", "rooms-changed", "") in notes
    assert ended_streams() == []


@pytest.mark.both_databases
def test_what_was_said_while_the_form_was_open_stays_counted(desk, ada, studio, monkeypatch):
    keep = Room.keep

    def slowly(room, fields):
        Room.objects.get(pk=room.pk).post(ada, "Hello")
        keep(room, fields)

    monkeypatch.setattr(Room, "keep", slowly)
    change(desk, studio, name="Atelier")
    studio.refresh_from_db()
    assert (studio.name, studio.message_count, studio.last_message.body) == ("Atelier", 1, "Hello")


# --- What a verb refuses --------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["get", "post"])
def test_the_owners_membership_stays_and_it_is_said_why(desk, ada, studio, method):
    membership = studio.memberships.get(user=ada)
    response = getattr(desk, method)(page(Membership, "delete", membership.pk), {"post": "yes"}, follow=True)
    assert response.status_code == 200
    assert "ada (Studio)" in response.text
    assert studio.memberships.filter(user=ada).exists()
    assert page(Membership, "delete", membership.pk) not in response.text


@pytest.mark.both_databases
def test_whoever_is_given_the_room_in_that_moment_stays_too(desk, bob, kiln, monkeypatch):
    monkeypatch.setattr(Membership, "is_of_owner", False)
    kiln.hand_over(bob)
    response = desk.post(page(Membership, "delete", kiln.memberships.get(user=bob).pk), {"post": "yes"}, follow=True)
    assert "bob (Kiln)" in response.text
    assert kiln.memberships.filter(user=bob).exists()


def test_others_memberships_can_still_be_deleted(desk, bob, kiln):
    membership = kiln.memberships.get(user=bob)
    address = page(Membership, "delete", membership.pk)
    assert address in desk.get(page(Membership, "change", membership.pk)).text
    assert desk.post(address, {"post": "yes"}).status_code == 302
    assert not kiln.memberships.filter(user=bob).exists()


@pytest.mark.both_databases
@pytest.mark.parametrize("data", [{}, {"post": "yes"}], ids=["asked", "confirmed"])
def test_of_several_memberships_the_owners_stay_and_are_named(desk, bob, kiln, data):
    response = delete_several(desk, list(kiln.memberships.order_by("-pk")), **data)
    assert response.status_code == 200
    assert "ada (Kiln)" in response.text
    assert kiln.memberships.filter(user=bob).exists() is not bool(data)
    kiln.refresh_from_db()
    assert kiln.member_count == kiln.memberships.count() == 2 - len(data)


def test_where_all_stay_nothing_is_asked(desk, studio):
    response = delete_several(desk, list(studio.memberships.all()))
    assert "ada (Studio)" in response.text
    assert "Are you sure" not in response.text


@pytest.mark.both_databases
def test_one_who_is_given_the_room_meanwhile_does_not_stop_the_others(desk, bob, cleo, kiln, monkeypatch):
    kiln.join(cleo)
    leave = Room.leave

    def refuse(room, user):
        if user == bob:
            raise Stays
        return leave(room, user)

    monkeypatch.setattr(Room, "leave", refuse)
    response = delete_several(desk, list(kiln.memberships.exclude(user=kiln.owner)), post="yes")
    assert "bob (Kiln)" in response.text
    assert not kiln.memberships.filter(user=cleo).exists()


def test_a_room_or_an_account_can_be_deleted_with_its_owners_membership(desk, ada, studio):
    assert desk.post(page(Room, "delete", studio.pk), {"post": "yes"}).status_code == 302
    assert not Room.objects.filter(pk=studio.pk).exists()
    assert desk.post(page(User, "delete", ada.pk), {"post": "yes"}).status_code == 302
    assert not User.objects.filter(pk=ada.pk).exists()


def test_in_an_archived_room_the_form_refuses_a_message(desk, ada, studio):
    studio.archive()
    response = desk.post(page(Message, "add"), {"room": studio.pk, "author": ada.pk, "body": "From the desk"})
    assert response.status_code == 200
    assert response.context["adminform"].form.errors["room"]
    assert not Message.objects.exists()


@pytest.mark.both_databases
def test_a_room_that_is_archived_in_that_moment_refuses_it_in_a_sentence(desk, ada, studio, monkeypatch):
    def refuse(room, *args):
        raise Rests

    monkeypatch.setattr(Room, "post", refuse)
    data = {"room": studio.pk, "author": ada.pk, "body": "From the desk"}
    response = desk.post(page(Message, "add"), data, follow=True)
    assert response.status_code == 200
    assert "Nobody writes there any more" in response.text


def test_a_message_in_an_archived_room_can_still_be_changed(desk, ada, studio):
    message = studio.post(ada, "Hello")
    studio.archive()
    change(desk, message, body="Hullo")
    message.refresh_from_db()
    assert message.body == "Hullo"


def test_a_message_by_somebody_who_is_not_in_a_closed_room_is_refused_in_a_sentence(client_of, owner, cleo, kiln):
    form = {"room": kiln.pk, "author": cleo.pk, "body": "Hello"}
    response = client_of(owner).post("/admin/rooms/message/add/", form, follow=True)
    assert "Only its members speak in this room." in response.text
    assert not kiln.messages.exists()
    assert not kiln.memberships.filter(user=cleo).exists()
