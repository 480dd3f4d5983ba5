"""Making rooms, their addresses, who sees them, who belongs to them."""

import re

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from apps.accounts.models import SiteSettings
from apps.live.models import Event
from apps.rooms.models import Membership, Room
from apps.rooms.models.rooms import SLUG, slug_of
from apps.shared.reserved import RESERVED
from tests.conftest import HTMX


@pytest.fixture
def adas(client_of, ada):
    return client_of(ada)


# --- Making one -----------------------------------------------------------------------------------


def test_a_new_room_opens_with_its_maker_inside(adas, ada):
    data = {"name": "Bike shed", "description": "Tools and tubes.", "topics": "Bikes, #tools", "kind": "closed"}
    response = adas.post("/rooms/new/", data)
    assert response["Location"] == "/rooms/bike-shed/"
    room = Room.objects.get(slug="bike-shed")
    assert (room.name, room.kind, room.owner, room.member_count) == ("Bike shed", "closed", ada, 1)
    assert sorted(tag.name for tag in room.topics.all()) == ["bikes", "tools"]
    assert room.memberships.get().user == ada
    assert adas.get("/rooms/bike-shed/").status_code == 200


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"kind": "open"}, "name"),
        ({"name": "   ", "kind": "open"}, "name"),
        ({"name": "x" * 61, "kind": "open"}, "name"),
        ({"name": "Bikes", "kind": "personal"}, "kind"),
        ({"name": "Bikes", "kind": "secret"}, "kind"),
        ({"name": "Bikes", "kind": "open", "description": "x" * 241}, "description"),
        ({"name": "Bikes", "kind": "open", "topics": "x" * 201}, "topics"),
    ],
)
@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "htmx"])
def test_a_bad_room_gets_its_sentence_and_the_form_is_kept(adas, data, field, headers):
    before = Room.objects.count()
    response = adas.post("/rooms/new/", {"description": "Tools and tubes", **data}, headers=headers)
    assert response.status_code == 422
    assert response.context["form"].errors[field]
    assert data.get("name", "").strip() in response.text
    assert data.get("description", "Tools and tubes") in response.text
    assert Room.objects.count() == before


def test_nobody_makes_a_room_with_an_address_of_choice(adas):
    adas.post("/rooms/new/", {"name": "Bikes", "kind": "open", "slug": "admin", "owner": "1", "member_count": "99"})
    room = Room.objects.get(name="Bikes")
    assert (room.slug, room.member_count) == ("bikes", 1)


def test_a_visitor_makes_none(visitor):
    response = visitor.post("/rooms/new/", {"name": "Bikes", "kind": "open"})
    assert response["Location"].startswith("/accounts/login/")
    assert "HX-Redirect" in visitor.post("/rooms/new/", {"name": "Bikes", "kind": "open"}, headers=HTMX)
    assert not Room.objects.filter(name="Bikes").exists()


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_another_method_is_refused(adas, method):
    assert getattr(adas, method)("/rooms/new/").status_code == 405


def test_without_its_token_nothing_is_made_and_nothing_lost(client_of, ada):
    browser = client_of(ada, enforce_csrf_checks=True)
    response = browser.post("/rooms/new/", {"name": "Bike shed", "kind": "open"})
    assert response.status_code == 403
    assert "Bike shed" in response.text
    assert not Room.objects.filter(name="Bike shed").exists()


# --- Addresses ------------------------------------------------------------------------------------

NAMES = st.text(max_size=70) | st.text(alphabet="aZ09 ._-é漢!/", max_size=70)


@given(NAMES)
def test_an_address_is_valid_or_there_is_none(name):
    slug = slug_of(name)
    assert slug == "" or re.fullmatch(SLUG, slug)
    assert len(slug) <= 46


@given(NAMES)
def test_an_address_of_an_address_is_itself(name):
    slug = slug_of(name)
    assert slug_of(slug).strip("_") == slug.strip("_") or "." in slug


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Studio", "studio"),
        ("Bike shed", "bike-shed"),
        ("Café Müller", "cafe-muller"),
        ("漢字", ""),
        ("../../etc/passwd", "etcpasswd"),
        ("x" * 60, "x" * 46),
    ],
)
def test_addresses_that_names_get(name, slug):
    assert slug_of(name) == slug


@pytest.mark.both_databases
@pytest.mark.parametrize(
    ("taken", "wanted", "free"),
    [
        ([], "Bikes", "bikes"),
        (["bikes"], "Bikes", "bikes-2"),
        (["bikes", "bikes-2", "bikes-3"], "Bikes", "bikes-4"),
        (["bikes", "bikes-3"], "Bikes", "bikes-2"),
        (["bikes-2", "bikeshed"], "Bikes", "bikes"),
        ([], "漢字", "room-2"),
        ([], "New", "new-2"),
        ([], "Admin", "admin-2"),
        (["x" * 46], "x" * 60, "x" * 46 + "-2"),
    ],
)
def test_a_free_address_is_found(ada, taken, wanted, free):
    for slug in taken:
        Room.objects.create(owner=ada, name=slug, slug=slug)
    assert Room.objects.free_slug(wanted) == free


@given(name=NAMES)
def test_a_free_address_is_valid_and_not_reserved(name):
    class Nothing(type(Room.objects.all())):
        def filter(self, *arguments, **lookup):
            return self.none()

    slug = Nothing(Room).free_slug(name)
    assert re.fullmatch(SLUG, slug)
    assert slug not in RESERVED


def test_a_reserved_address_is_refused_in_words(ada):
    with pytest.raises(ValidationError, match="kept for the house"):
        Room(owner=ada, name="Admin", slug="admin").full_clean()


def test_the_short_address_keeps_the_query(adas, studio):
    response = adas.get("/studio/?username=paul&x=1")
    assert response["Location"] == "/rooms/studio/?username=paul&x=1"
    assert adas.get("/studio/")["Location"] == "/rooms/studio/"
    assert adas.get("/no-such-room/").status_code == 404


@pytest.mark.both_databases
def test_the_way_to_somebodys_own_room(adas, bob):
    Room.objects.filter(owner=bob, kind="personal").update(slug="bob-at-home")
    assert adas.get("/@bob/room/")["Location"] == "/rooms/bob-at-home/"
    assert adas.get("/@BOB/room/")["Location"] == "/rooms/bob-at-home/"
    assert adas.get("/@nobody/room/").status_code == 404


# --- Who sees which -------------------------------------------------------------------------------


@pytest.mark.empty_site
def test_members_and_strangers_and_visitors_see_what_they_may(ada, bob, cleo, studio, kiln, set_site):
    def seen(user, choice="nothing"):
        site = SiteSettings(visitors_may_read=choice)
        return {room.slug for room in Room.objects.visible_to(user, site)}

    own = {"ada", "bob", "cleo"}
    assert seen(ada) == seen(bob) == own | {"studio", "kiln"}
    assert seen(cleo) == own | {"studio"}
    assert seen(AnonymousUser()) == set()
    assert seen(AnonymousUser(), "rooms") == {"studio"}


def test_the_list_shows_no_closed_room_to_a_stranger(client_of, bob, cleo, studio, kiln):
    assert 'href="/rooms/kiln/"' in client_of(bob).get("/rooms/").text
    text = client_of(cleo).get("/rooms/").text
    assert 'href="/rooms/studio/"' in text
    assert "kiln" not in text.lower()


@pytest.mark.both_databases
def test_the_liveliest_room_comes_first(client_of, bob, ada, studio):
    garden = Room.objects.open_by(ada, name="Garden", kind="open")
    for room in (garden, studio):
        room.post(ada, "Hello")
    listed = list(client_of(bob).get("/rooms/").context["rooms"])
    assert listed.index(studio) < listed.index(garden)


@pytest.mark.both_databases
def test_a_room_where_nobody_spoke_comes_after_those_where_somebody_did(client_of, bob, ada, studio):
    silent = Room.objects.open_by(ada, name="Silent", kind="open")
    studio.post(ada, "Hello")
    listed = list(client_of(bob).get("/rooms/").context["rooms"])
    assert listed.index(studio) < listed.index(silent)


# --- Who belongs ----------------------------------------------------------------------------------


@pytest.mark.both_databases
def test_to_join_and_to_leave_twice_is_once(studio, bob):
    assert [studio.join(bob), studio.join(bob)] == [True, False]
    studio.refresh_from_db()
    assert studio.member_count == 2
    assert [studio.leave(bob), studio.leave(bob)] == [True, False]
    studio.refresh_from_db()
    assert studio.member_count == 1


def test_whoever_left_a_closed_room_reads_it_no_more(client_of, bob, kiln):
    browser = client_of(bob)
    assert browser.get("/rooms/kiln/").status_code == 200
    kiln.leave(bob)
    assert browser.get("/rooms/kiln/").status_code == 404


def test_a_removed_message_leaves_the_room_its_count_and_the_log(studio, ada):
    first, second = studio.post(ada, "First"), studio.post(ada, "Second")
    second_pk = second.pk
    studio.remove(second)
    studio.refresh_from_db()
    assert (studio.message_count, studio.last_message) == (1, first)
    assert not Event.objects.filter(data__contains="Second").exists()
    assert Event.objects.get(type="message-removed").data == f"message-{second_pk}"
    studio.remove(first)
    studio.refresh_from_db()
    assert (studio.message_count, studio.last_message, studio.last_message_at) == (0, None, None)


def test_a_room_goes_with_its_owner_where_nobody_else_uses_it(ada, bob, studio):
    studio.memberships.exclude(user=ada).delete()
    ada.delete()
    assert not Room.objects.filter(pk=studio.pk).exists()
    assert not Membership.objects.filter(room_id=studio.pk).exists()


@pytest.mark.empty_site
def test_a_room_in_which_others_wrote_stays_without_its_owner(ada, bob, studio):
    studio.post(bob, "Hello")
    ada.delete()
    assert Room.objects.get(pk=studio.pk).owner == bob
    assert studio.messages.get().author == bob
