"""A profile and a personal room come with every user, however made; and names are one whatever their case."""

import re

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from apps.accounts.models import User
from apps.accounts.usernames import VALIDATORS
from apps.people.models import Profile, sort_name
from apps.rooms.models import Membership, Room
from apps.rooms.models.rooms import SLUG
from apps.shared.reserved import RESERVED

PASSWORDS = {"password1": "a-garden-behind", "password2": "a-garden-behind"}


def by_the_form(username, client_of, **_):
    data = {"username": username, "email": f"{username}@courtyard.example", **PASSWORDS}
    response = client_of(None).post("/accounts/signup/", data)
    assert response.status_code == 302, response.context["form"].errors


def by_the_admin(username, client_of, owner, **_):
    data = {"username": username, "email": "", "usable_password": "true", **PASSWORDS}
    assert client_of(owner).post("/admin/accounts/user/add/", data).status_code == 302


def by_createsuperuser(username, monkeypatch, **_):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", "a-garden-behind")
    call_command("createsuperuser", interactive=False, username=username, email="dora@courtyard.example", verbosity=0)


def by_create_user(username, **_):
    User.objects.create_user(username)


def by_saving(username, **_):
    User(username=username).save()


def by_bulk(username, **_):
    User.objects.bulk_create([User(username=username), User(username=f"{username}.too")])


WAYS = [by_the_form, by_the_admin, by_createsuperuser, by_create_user, by_saving, by_bulk]


@pytest.mark.both_databases
@pytest.mark.parametrize("make", WAYS, ids=lambda way: way.__name__)
def test_profile_and_room_come_with_everybody(make, client_of, owner, monkeypatch):
    make("Dora", client_of=client_of, owner=owner, monkeypatch=monkeypatch)
    dora = User.objects.get(username="dora")
    assert (dora.profile.name, dora.profile.sort_name) == ("dora", "dora")
    room = dora.owned_rooms.get()
    assert (room.kind, room.slug, room.member_count) == ("personal", "dora", 1)
    assert Membership.objects.get(room=room).user == dora
    assert Profile.objects.count() == User.objects.count() == Room.objects.filter(kind="personal").count()
    browser = client_of(dora)
    assert browser.get("/rooms/dora/").status_code == 200
    assert browser.get("/@dora/").status_code == 200


@pytest.mark.parametrize("make", [by_the_form, by_create_user, by_bulk], ids=lambda way: way.__name__)
def test_a_room_that_has_the_name_already_stays_where_it_is(make, client_of, owner, monkeypatch):
    taken = Room.objects.open_by(owner, name="Dora", kind="open")
    assert taken.slug == "dora"
    make("dora", client_of=client_of, owner=owner, monkeypatch=monkeypatch)
    dora = User.objects.get(username="dora")
    assert dora.owned_rooms.get().slug == "dora-2"
    assert client_of(dora).get("/@dora/room/")["Location"] == "/rooms/dora-2/"


@pytest.mark.both_databases
@pytest.mark.empty_site
def test_a_bulk_of_thousands_costs_a_few_queries(db, django_assert_max_num_queries):
    # SQLite takes some hundred rows at once, fewer the more columns there are; one at a time would be thousands.
    with django_assert_max_num_queries(160):
        User.objects.bulk_create([User(username=f"person.{number}") for number in range(2_000)])
    assert Profile.objects.count() == Membership.objects.count() == 2_000


@pytest.mark.both_databases
def test_within_one_bulk_addresses_do_not_meet(owner):
    Room.objects.create(owner=owner, name="x", slug="_xyz")
    User.objects.bulk_create([User(username="_xyz"), User(username="xyz"), User(username="admin")])
    slugs = dict(Room.objects.filter(kind="personal").values_list("owner__username", "slug"))
    assert slugs["xyz"] == "xyz"
    assert slugs["_xyz"] == "xyz-2"
    assert slugs["admin"] not in RESERVED


@pytest.mark.parametrize("username", ["Ada Lovelace", "ünïcode", "a/b", ".dot.", "漢字", "x"])
def test_a_name_that_no_form_looked_at_still_gets_an_address(db, username):
    """Code may make users of any name; their pages must open all the same."""
    user = User.objects.create_user(username)
    assert re.fullmatch(SLUG, user.owned_rooms.get().slug)


@pytest.mark.both_databases
def test_nothing_stays_when_the_profile_cannot_be_made(db, monkeypatch):
    monkeypatch.setattr(Profile.objects, "bulk_create", lambda *arguments, **options: 1 / 0)
    for make in (by_create_user, by_bulk):
        with pytest.raises(ZeroDivisionError):
            make("dora")
        assert not User.objects.filter(username="dora").exists()


@pytest.mark.empty_site
def test_to_save_a_user_again_makes_nothing_new(ada):
    ada.email = "new@courtyard.example"
    ada.save()
    assert Profile.objects.filter(user=ada).count() == Room.objects.filter(owner=ada).count() == 1


@pytest.mark.empty_site
def test_with_the_user_all_goes(ada, bob, studio):
    ada.delete()
    assert list(Profile.objects.values_list("user__username", flat=True)) == ["bob"]
    assert list(Room.objects.values_list("slug", flat=True)) == ["bob"]


# --- Names ----------------------------------------------------------------------------------------


@pytest.mark.both_databases
def test_ada_and_Ada_are_one_name_for_the_table(ada):
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.bulk_create([User(username="ADA")])
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=User.objects.create_user("dora").pk).update(username="Ada")


@pytest.mark.both_databases
def test_ada_and_Ada_are_one_name_for_signing_in(ada, client):
    from tests.cast import PASSWORD

    response = client.post("/accounts/login/", {"login": "ADA", "password": PASSWORD})
    assert response.status_code == 302
    assert client.session["_auth_user_id"] == str(ada.pk)


def test_ada_and_Ada_are_one_name_for_addresses(ada, bob, client_of):
    assert client_of(bob).get("/@ADA/").status_code == 200


@pytest.mark.parametrize("username", ["Ada", "ADA", "ada"])
def test_the_command_refuses_a_taken_name_in_words(ada, username):
    with pytest.raises(CommandError, match="already"):
        call_command("createsuperuser", interactive=False, username=username, email="a@b.example", verbosity=0)


@pytest.mark.parametrize("username", ["admin", "Settings", "has space", "ab", "a" * 31, "ü", ".ada", "ada.", "a@b"])
def test_names_that_are_refused(username, visitor):
    with pytest.raises(ValidationError):
        User(username=username, password="x").full_clean()
    response = visitor.post("/accounts/signup/", {"username": username, "email": "d@courtyard.example", **PASSWORDS})
    assert response.status_code == 422
    assert response.context["form"].errors["username"]
    assert "d@courtyard.example" in response.text
    assert not User.objects.filter(username=username.lower()).exists()


@pytest.mark.empty_site
@pytest.mark.parametrize("username", ["ada", "a_b", "a.b", "_ada_", "007", "A" * 30, "a..b"])
def test_names_that_are_taken(username, db):
    User(username=username, password="x").full_clean()


@given(st.from_regex(r"[a-z0-9_.]{1,31}", fullmatch=True))
def test_every_valid_name_is_an_address(username):
    try:
        for validate in VALIDATORS:
            validate(username)
    except ValidationError:
        return
    assert re.fullmatch(SLUG, username)
    assert 3 <= len(username) <= 30


@pytest.mark.both_databases
@given(st.text(max_size=80))
def test_sort_names_do_not_mind_case_and_fit_their_column(name):
    assert len(sort_name(name)) <= 60
    assert sort_name(name.casefold()) == sort_name(name)


@pytest.mark.both_databases
@pytest.mark.parametrize(
    ("name", "sorted_as"), [("Émile", "emile"), ("Ångström", "angstrom"), ("ADA", "ada"), ("ß", "ss")]
)
def test_accents_do_not_part_people(name, sorted_as):
    assert sort_name(name) == sorted_as
