"""Who follows somebody, and whom they follow: for whoever may see what is for their followers."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.people import views
from apps.people.models import Block, Follow, FollowRequest, Profile
from tests.conftest import HTMX

FOLLOWERS, FOLLOWING = "/@ada/followers/", "/@ada/following/"
REMOVE = "/@ada/followers/bob/"
END = {"_method": "delete"}


@pytest.fixture
def bobs(client_of, ada, bob):
    return client_of(bob)


@pytest.fixture
def adas(client_of, ada):
    return client_of(ada)


@pytest.fixture
def make_private(ada):
    return lambda: Profile.objects.filter(user=ada).update(is_private=True)


def names(response):
    return [profile.user.username for profile in response.context["people"]]


def numbers(response):
    return [int(number) for number in re.findall(r"<b>(\d+)</b> follow", response.text)]


def follows():
    return set(Follow.objects.values_list("follower__username", "followed__username"))


# --- The lists ------------------------------------------------------------------------------------


def test_they_have_their_people_the_newest_first_and_nobody_else(bobs, ada, bob, cleo, mod):
    for follower, followed in [(bob, ada), (cleo, ada), (ada, cleo), (ada, mod), (bob, cleo)]:
        Follow.objects.make(follower, followed)
    assert names(bobs.get(FOLLOWERS)) == ["cleo", "bob"]
    assert names(bobs.get(FOLLOWING)) == ["mod.bell", "cleo"]
    assert numbers(bobs.get("/@ada/")) == [2, 2]


def test_the_profile_leads_there(bobs, ada, bob):
    Follow.objects.make(bob, ada)
    text = bobs.get("/@ada/").text
    assert f'<a href="{FOLLOWERS}"><b>1</b> follower</a>' in text
    assert f'<a href="{FOLLOWING}"><b>0</b> following</a>' in text


def test_each_has_the_viewers_own_button_and_oneself_has_none(bobs, ada, bob, cleo, mod):
    for user in (bob, cleo, mod):
        Follow.objects.make(user, ada)
    Follow.objects.make(bob, cleo)
    FollowRequest.objects.make(bob, mod)
    found = dict(re.findall(r'id="follow-(\d+)" aria-pressed="\w+">(\w+)<', bobs.get(FOLLOWERS).text))
    assert found == {str(cleo.pk): "Following", str(mod.pk): "Asked"}


def test_a_button_of_a_list_stays_one(bobs, ada, cleo):
    Follow.objects.make(cleo, ada)
    button = bobs.post("/@cleo/follow/", {"back": FOLLOWERS}, headers=HTMX).text
    assert "button--small" in button
    assert "button--primary" not in button


def test_where_there_is_nobody_there_is_a_next_step(adas, bobs, ada):
    for address, words in [(FOLLOWERS, "Nobody follows you yet"), (FOLLOWING, "You follow nobody yet")]:
        assert words in adas.get(address).text
        assert "Nobody yet." in bobs.get(address).text


@pytest.mark.both_databases
def test_whose_account_is_closed_stands_in_no_list_and_in_no_number(bobs, ada, cleo):
    Follow.objects.make(cleo, ada)
    Follow.objects.make(ada, cleo)
    cleo.is_active = False
    cleo.save()
    assert names(bobs.get(FOLLOWERS)) == names(bobs.get(FOLLOWING)) == []
    assert numbers(bobs.get("/@ada/")) == [0, 0]


# --- Who may see them -----------------------------------------------------------------------------


@pytest.mark.parametrize("address", [FOLLOWERS, FOLLOWING])
def test_those_of_a_private_person_are_for_followers_and_for_oneself(
    adas, bobs, client_of, ada, bob, cleo, make_private, address
):
    Follow.objects.make(bob, ada)
    FollowRequest.objects.make(cleo, ada)
    assert client_of(cleo).get(address).status_code == 200
    make_private()
    assert adas.get(address).status_code == 200
    assert bobs.get(address).status_code == 200
    assert client_of(cleo).get(address).status_code == 404
    assert address not in client_of(cleo).get("/@ada/").text
    assert numbers(client_of(cleo).get("/@ada/")) == [1, 0]


@pytest.mark.parametrize("address", [FOLLOWERS, FOLLOWING])
@pytest.mark.parametrize("visitors_may_read", ["rooms", "rooms-people"])
def test_visitors_see_them_where_they_see_people_and_a_private_persons_never(
    visitor, ada, bob, set_site, make_private, address, visitors_may_read
):
    Follow.objects.make(bob, ada)
    set_site(visitors_may_read=visitors_may_read)
    response = visitor.get(address)
    if visitors_may_read == "rooms-people":
        assert response.status_code == 200
        assert "/follow/" not in response.text
        assert numbers(visitor.get("/@ada/")) == [1, 0]
        make_private()
        response = visitor.get(address)
    assert response["Location"].startswith("/accounts/login/")


@pytest.mark.both_databases
@pytest.mark.parametrize("blocker", ["bob", "cleo"])
def test_between_whom_a_block_stands_is_not_listed_to_the_other_nor_counted(bobs, adas, ada, bob, cleo, blocker):
    for follower, followed in [(cleo, ada), (ada, cleo)]:
        Follow.objects.make(follower, followed)
    Block.objects.make(*((bob, cleo) if blocker == "bob" else (cleo, bob)))
    assert names(bobs.get(FOLLOWERS)) == names(bobs.get(FOLLOWING)) == []
    assert numbers(bobs.get("/@ada/")) == [0, 0]
    assert names(adas.get(FOLLOWERS)) == ["cleo"]
    assert numbers(adas.get("/@ada/")) == [1, 1]


@pytest.mark.parametrize("blocker", ["bob", "ada"])
def test_a_block_closes_the_lists_of_each_to_the_other(bobs, ada, bob, blocker):
    Block.objects.make(*((bob, ada) if blocker == "bob" else (ada, bob)))
    for address in (FOLLOWERS, FOLLOWING):
        assert bobs.get(address).status_code == 404


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_another_method_is_refused(bobs, method):
    for address in (FOLLOWERS, FOLLOWING):
        assert getattr(bobs, method)(address).status_code == 405


# --- Pages ----------------------------------------------------------------------------------------


@pytest.mark.both_databases
@pytest.mark.parametrize("address", [FOLLOWERS, FOLLOWING])
def test_everybody_once_through_all_pages(bobs, ada, make_user, monkeypatch, address, django_assert_max_num_queries):
    monkeypatch.setattr(views, "FOLLOWS", 4)
    crowd = [make_user(f"person.{number}") for number in range(9)]
    for user in crowd:
        Follow.objects.make(*((user, ada) if address == FOLLOWERS else (ada, user)))
    seen, query = [], ""
    while query is not None:
        with django_assert_max_num_queries(20):
            response = bobs.get(f"{address}{query}")
        seen += names(response)
        query = response.context["more"] or None
    assert seen == [user.username for user in crowd[::-1]]


def test_with_htmx_the_rows_come_alone(bobs, ada, make_user, monkeypatch):
    monkeypatch.setattr(views, "FOLLOWS", 2)
    for number in range(3):
        Follow.objects.make(make_user(f"person.{number}"), ada)
    more = bobs.get(FOLLOWERS).context["more"]
    text = bobs.get(f"{FOLLOWERS}{more}", headers=HTMX).text
    assert text.startswith("<li")
    assert "person.0" in text


@pytest.mark.parametrize("before", ["x", "-1", "9" * 40])
def test_odd_places_in_a_list_are_answered(bobs, before):
    assert bobs.get(FOLLOWERS, {"before": before}).status_code == 200


def test_a_list_costs_the_same_for_many(bobs, ada, make_user):
    def cost():
        with CaptureQueriesContext(connection) as captured:
            assert bobs.get(FOLLOWERS).status_code == 200
        return len(captured)

    Follow.objects.make(make_user("person.0"), ada)
    cost()
    before = cost()
    for number in range(1, 9):
        Follow.objects.make(make_user(f"person.{number}"), ada)
    assert cost() == before


# --- To send a follower away ----------------------------------------------------------------------


def test_ada_sends_bob_away_and_he_is_not_told(adas, bobs, ada, bob):
    Follow.objects.make(bob, ada)
    Follow.objects.make(ada, bob)
    assert REMOVE in adas.get(FOLLOWERS).text
    response = adas.post(REMOVE, END, follow=True)
    assert response.redirect_chain == [(FOLLOWERS, 302)]
    assert "bob no longer follows you, and is not told." in response.text
    assert follows() == {("ada", "bob")}


def test_with_htmx_a_sentence_comes_where_the_row_was_and_the_number_with_it(adas, ada, bob, cleo):
    for user in (bob, cleo):
        Follow.objects.make(user, ada)
    response = adas.post(REMOVE, END, headers=HTMX)
    assert "<html" not in response.text
    assert "bob no longer follows you, and is not told." in response.text
    assert 'id="follower-number" hx-swap-oob="true">1<' in response.text


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "htmx"])
def test_to_send_away_twice_is_to_send_away_once(adas, ada, bob, headers):
    Follow.objects.make(bob, ada)
    for _ in range(2):
        assert adas.delete(REMOVE, headers=headers).status_code == (200 if headers else 302)
        assert follows() == set()


def test_nobody_sends_away_for_ada(bobs, client_of, ada, bob, cleo):
    Follow.objects.make(bob, ada)
    for browser in (bobs, client_of(cleo)):
        assert REMOVE not in browser.get(FOLLOWERS).text
        assert browser.post(REMOVE, END).status_code == 404
    assert follows() == {("bob", "ada")}


@pytest.mark.parametrize("name", ["ada", "nobody"], ids=["oneself", "nobody"])
def test_there_is_nobody_to_send_away(adas, name):
    assert adas.post(f"/@ada/followers/{name}/", END).status_code == 404


def test_a_visitor_sends_nobody_away(visitor, ada, bob, set_site):
    set_site(visitors_may_read="rooms-people")
    Follow.objects.make(bob, ada)
    assert visitor.post(REMOVE, END)["Location"].startswith("/accounts/login/")
    assert "HX-Redirect" in visitor.post(REMOVE, END, headers=HTMX)
    assert follows() == {("bob", "ada")}


@pytest.mark.empty_site
def test_another_method_sends_nobody_away_and_makes_no_follower(adas, ada, bob):
    Follow.objects.make(bob, ada)
    for method in ("get", "head", "post", "put", "patch"):
        assert getattr(adas, method)(REMOVE).status_code == 405
    assert follows() == {("bob", "ada")}
    assert adas.post("/@ada/followers/cleo/").status_code == 404


def test_without_its_token_nobody_is_sent_away(client_of, ada, bob):
    Follow.objects.make(bob, ada)
    assert client_of(ada, enforce_csrf_checks=True).post(REMOVE, END).status_code == 403
    assert follows() == {("bob", "ada")}
