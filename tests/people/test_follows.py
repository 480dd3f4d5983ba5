"""Following somebody: a row between two people, made once however often one asks, and never beside a block."""

import re

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from apps.people.models import Block, Follow, Profile
from tests.conftest import HTMX

ADDRESS = "/@ada/follow/"
END = {"_method": "delete"}


@pytest.fixture
def bobs(client_of, ada, bob):
    return client_of(bob)


@pytest.fixture
def make_private(ada):
    return lambda: Profile.objects.filter(user=ada).update(is_private=True)


def button(text):
    """Whether the button is pressed and what it says, or None where there is none."""
    found = re.search(r'id="follow-\d+" aria-pressed="(\w+)">(\w+)<', text)
    return found and found.groups()


def follows():
    return set(Follow.objects.values_list("follower__username", "followed__username"))


# --- The verbs ------------------------------------------------------------------------------------


@pytest.mark.both_databases
def test_to_follow_twice_is_to_follow_once(ada, bob):
    assert [bool(Follow.objects.make(bob, ada)) for _ in range(2)] == [True, False]
    assert follows() == {("bob", "ada")}


def test_two_follow_each_other_each_for_themselves(ada, bob):
    assert Follow.objects.make(bob, ada)
    assert Follow.objects.make(ada, bob)
    Follow.objects.end(bob, ada)
    assert follows() == {("ada", "bob")}


def test_to_end_it_twice_is_to_end_it_once(ada, bob):
    Follow.objects.make(bob, ada)
    assert [Follow.objects.end(bob, ada) for _ in range(2)] == [True, False]
    assert follows() == set()


@pytest.mark.both_databases
def test_nobody_follows_oneself(ada):
    with pytest.raises(IntegrityError), transaction.atomic():
        Follow.objects.make(ada, ada)
    assert follows() == set()


@pytest.mark.parametrize("blocker", ["ada", "bob"])
def test_where_a_block_stands_between_the_two_nothing_is_made(ada, bob, blocker):
    Block.objects.make(*((ada, bob) if blocker == "ada" else (bob, ada)))
    assert not Follow.objects.make(bob, ada)
    assert follows() == set()


def test_with_the_person_they_go(ada, bob, cleo):
    Follow.objects.make(bob, ada)
    Follow.objects.make(ada, cleo)
    ada.delete()
    assert follows() == set()


# --- The button -----------------------------------------------------------------------------------


def test_bob_follows_ada_and_no_longer(bobs):
    response = bobs.post(ADDRESS)
    assert (response.status_code, response["Location"]) == (302, "/@ada/")
    assert follows() == {("bob", "ada")}
    assert button(bobs.get("/@ada/").text) == ("true", "Following")
    assert bobs.post(ADDRESS, END)["Location"] == "/@ada/"
    assert follows() == set()
    assert button(bobs.get("/@ada/").text) == ("false", "Follow")


def test_with_htmx_the_button_comes_alone(bobs):
    for data, expected in [({}, ("true", "Following")), (END, ("false", "Follow"))]:
        response = bobs.post(ADDRESS, data, headers=HTMX)
        assert response.status_code == 200
        assert "<html" not in response.text
        assert button(response.text) == expected


def test_to_delete_ends_it_too(bobs):
    bobs.post(ADDRESS)
    assert button(bobs.delete(ADDRESS, headers=HTMX).text) == ("false", "Follow")
    assert follows() == set()


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "htmx"])
def test_to_press_twice_is_to_press_once(bobs, headers):
    for data, expected in [({}, {("bob", "ada")}), (END, set())]:
        for _ in range(2):
            assert bobs.post(ADDRESS, data, headers=headers).status_code in (200, 302)
            assert follows() == expected


def test_the_case_of_a_name_does_not_matter(bobs):
    bobs.post("/@ADA/follow/")
    assert follows() == {("bob", "ada")}


@pytest.mark.parametrize("data", [{}, END], ids=["follow", "end"])
@pytest.mark.parametrize("address", ["/@bob/follow/", "/@nobody/follow/"], ids=["oneself", "nobody"])
def test_there_is_nobody_to_follow(bobs, bob, address, data):
    assert bobs.post(address, data).status_code == 404
    assert follows() == set()


def test_whose_account_is_closed_is_not_followed(bobs, ada):
    ada.is_active = False
    ada.save()
    assert bobs.post(ADDRESS).status_code == 404
    assert follows() == set()


@pytest.mark.parametrize("visitors_may_read", ["nothing", "rooms-people"])
def test_a_visitor_is_sent_to_sign_in(visitor, ada, set_site, visitors_may_read):
    set_site(visitors_may_read=visitors_may_read)
    for address in (ADDRESS, "/@nobody/follow/"):
        assert visitor.post(address)["Location"].startswith("/accounts/login/")
        assert "HX-Redirect" in visitor.post(address, headers=HTMX)
    assert follows() == set()


@pytest.mark.parametrize("method", ["get", "head", "put", "patch"])
def test_another_method_is_refused_and_writes_nothing(bobs, ada, method):
    assert getattr(bobs, method)(ADDRESS).status_code == 405
    assert follows() == set()


def test_without_its_token_nothing_is_made(client_of, ada, bob):
    assert client_of(bob, enforce_csrf_checks=True).post(ADDRESS).status_code == 403
    assert follows() == set()


# --- Where there is none --------------------------------------------------------------------------


def test_a_visitor_and_ada_herself_have_no_button(visitor, client_of, ada, set_site):
    set_site(visitors_may_read="rooms-people")
    assert button(visitor.get("/@ada/").text) is None
    assert button(client_of(ada).get("/@ada/").text) is None


def test_whoever_is_private_is_not_followed_without_being_asked(bobs, make_private):
    make_private()
    assert button(bobs.post(ADDRESS, headers=HTMX).text) == ("true", "Asked")
    assert follows() == set()


def test_whom_one_has_blocked_one_does_not_follow(bobs, ada, bob):
    Block.objects.make(bob, ada)
    assert button(bobs.get("/@ada/").text) is None
    assert bobs.post(ADDRESS, headers=HTMX).status_code == 409
    assert follows() == set()


def test_who_is_blocked_does_not_follow(bobs, ada, bob):
    """tests/people/test_blocks.py has it that he cannot tell her from nobody."""
    Block.objects.make(ada, bob)
    for headers in ({}, HTMX):
        assert bobs.post(ADDRESS, headers=headers).status_code == 404
    ada.profile.take_follower(bob)  # as where the block came while the button was pressed
    assert follows() == set()


# --- What it costs --------------------------------------------------------------------------------


def test_a_profile_knows_its_viewer_without_another_query(bobs, ada, bob, cleo):
    def asked():
        with CaptureQueriesContext(connection) as captured:
            assert bobs.get("/@ada/").status_code == 200
        return len(captured)

    asked()
    before = asked()
    Follow.objects.make(bob, ada)
    Follow.objects.make(cleo, ada)
    Block.objects.make(bob, cleo)
    assert asked() == before


def test_a_press_costs_a_few_queries(bobs):
    bobs.post(ADDRESS, headers=HTMX)
    for data in (END, {}):
        with CaptureQueriesContext(connection) as captured:
            bobs.post(ADDRESS, data, headers=HTMX)
        assert len(captured) <= 18  # on PostgreSQL, where to take a turn is two of them; one tells her of it


def test_the_numbers_beside_a_follow_button_move_with_it(client_of, ada, bob):
    bobs = client_of(bob)
    on_profile = {**HTMX, "HX-Current-URL": "http://testserver/@ada/"}
    assert "<b>1</b> follower" in bobs.post("/@ada/follow/", headers=on_profile).text
    mine = {**HTMX, "HX-Current-URL": "http://testserver/@bob/following/?before=9"}
    text = bobs.post("/@ada/follow/", {"_method": "delete", "back": "/@bob/following/"}, headers=mine).text
    assert 'id="following-number" hx-swap-oob="true">0<' in text
    elsewhere = {**HTMX, "HX-Current-URL": "http://testserver/people/"}
    assert "hx-swap-oob" not in bobs.post("/@ada/follow/", {"back": "/people/"}, headers=elsewhere).text
    assert "<b>0</b> followers" in bobs.delete("/@ada/follow/", headers=on_profile).text
