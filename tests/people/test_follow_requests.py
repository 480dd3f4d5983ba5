"""Whoever is private is asked first: a request waits until it is answered, taken back, or needed no longer."""

import re

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from apps.live import channels
from apps.people import views
from apps.people.models import Block, Follow, FollowRequest, Profile
from tests.conftest import HTMX

FOLLOW = "/@ada/follow/"
LIST = "/settings/requests/"
ANSWER = "/settings/requests/bob/"
END = {"_method": "delete"}
OF_THE_MOMENT = re.compile(r'csrfmiddlewaretoken" value="\w+|X-CSRFToken": "\w+|nonce="[^"]+')


@pytest.fixture
def bobs(client_of, bob, private_ada):
    return client_of(bob)


@pytest.fixture
def adas(client_of, private_ada):
    return client_of(private_ada)


@pytest.fixture
def private_ada(ada):
    Profile.objects.filter(user=ada).update(is_private=True)
    return ada


@pytest.fixture
def told(monkeypatch, django_capture_on_commit_callbacks):
    """`told(deed)`: which channels heard that requests changed."""

    def during(deed):
        heard = []
        monkeypatch.setattr(
            "apps.live.publish.delivery.add_to_queues",
            lambda channel, event: heard.append(channel) if event.type == "requests-changed" else None,
        )
        with django_capture_on_commit_callbacks(execute=True):
            deed()
        return set(heard)

    return during


def button(text):
    """Whether the button is pressed and what it says, or None where there is none."""
    found = re.search(r'id="follow-\d+" aria-pressed="(\w+)">(\w+)<', text)
    return found and found.groups()


def requests():
    return set(FollowRequest.objects.values_list("asker__username", "asked__username"))


def follows():
    return set(Follow.objects.values_list("follower__username", "followed__username"))


# --- The verbs ------------------------------------------------------------------------------------


@pytest.mark.both_databases
def test_to_ask_twice_is_to_ask_once(ada, bob):
    assert [FollowRequest.objects.make(bob, ada) for _ in range(2)] == [True, False]
    assert requests() == {("bob", "ada")}


def test_to_take_it_back_twice_is_to_take_it_back_once(ada, bob):
    FollowRequest.objects.make(bob, ada)
    assert [FollowRequest.objects.end(bob, ada) for _ in range(2)] == [True, False]
    assert requests() == set()


@pytest.mark.both_databases
def test_to_accept_twice_is_to_accept_once_and_the_request_is_gone(ada, bob, cleo):
    FollowRequest.objects.make(bob, ada)
    FollowRequest.objects.make(cleo, ada)
    assert [FollowRequest.objects.accept(bob, ada) for _ in range(2)] == [True, True]
    assert (follows(), requests()) == ({("bob", "ada")}, {("cleo", "ada")})


def test_who_did_not_ask_is_not_accepted(ada, bob):
    FollowRequest.objects.make(ada, bob)
    assert not FollowRequest.objects.accept(bob, ada)
    assert follows() == set()


def test_who_follows_already_does_not_ask(ada, bob):
    Follow.objects.make(bob, ada)
    assert not FollowRequest.objects.make(bob, ada)
    assert requests() == set()


@pytest.mark.both_databases
def test_nobody_asks_oneself(ada):
    with pytest.raises(IntegrityError), transaction.atomic():
        FollowRequest.objects.make(ada, ada)


def test_with_the_person_they_go(ada, bob, cleo):
    FollowRequest.objects.make(bob, ada)
    FollowRequest.objects.make(ada, cleo)
    ada.delete()
    assert requests() == set()


def test_who_is_asked_is_told_and_nobody_else(ada, bob, told):
    adas = {channels.name(ada)}
    assert told(lambda: FollowRequest.objects.make(bob, ada)) == adas
    assert told(lambda: FollowRequest.objects.make(bob, ada)) == set()
    assert told(lambda: FollowRequest.objects.end(bob, ada)) == adas
    assert told(lambda: FollowRequest.objects.end(bob, ada)) == set()


# --- The button -----------------------------------------------------------------------------------


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "htmx"])
def test_bob_asks_and_takes_it_back_each_once(bobs, headers):
    for data, expected, shown in [({}, {("bob", "ada")}, ("true", "Asked")), (END, set(), ("false", "Follow"))]:
        for _ in range(2):
            response = bobs.post(FOLLOW, data, headers=headers)
            assert response.status_code == (200 if headers else 302)
            assert (requests(), follows()) == (expected, set())
            assert button(response.text if headers else bobs.get("/@ada/").text) == shown


def test_to_delete_takes_it_back_too(bobs):
    bobs.post(FOLLOW)
    assert button(bobs.delete(FOLLOW, headers=HTMX).text) == ("false", "Follow")
    assert requests() == set()


def test_from_a_list_one_comes_back_to_the_list(bobs):
    back = "/@cleo/followers/?before=7"
    assert bobs.post(FOLLOW, {"back": back})["Location"] == back
    assert f'value="{back}"' in bobs.post(FOLLOW, {"back": back}, headers=HTMX).text


@pytest.mark.parametrize(
    "back", ["//elsewhere.example/", "https://elsewhere.example", "people:directory", "/\\x.y", ""]
)
def test_one_is_led_nowhere_else(bobs, back):
    assert bobs.post(FOLLOW, {"back": back})["Location"] == "/@ada/"


def test_who_followed_before_she_became_private_stays_and_asks_when_they_come_back(bobs, ada, bob):
    Follow.objects.make(bob, ada)
    assert button(bobs.post(FOLLOW, headers=HTMX).text) == ("true", "Following")
    assert requests() == set()
    assert button(bobs.post(FOLLOW, END, headers=HTMX).text) == ("false", "Follow")
    assert button(bobs.post(FOLLOW, headers=HTMX).text) == ("true", "Asked")


def test_what_is_for_followers_is_not_for_those_who_ask(bobs):
    bobs.post(FOLLOW)
    assert "ada shows photos to followers." in bobs.get("/@ada/").text
    assert bobs.get("/@ada/followers/").status_code == 404


# --- The answer -----------------------------------------------------------------------------------


def test_ada_finds_who_asks_and_accepts(adas, bobs):
    assert "Nobody at the moment." in adas.get(LIST).text
    bobs.post(FOLLOW)
    text = adas.get(LIST).text
    assert ANSWER in text
    assert '<span class="count">1</span>' in adas.get("/settings/privacy/").text
    response = adas.post(ANSWER, follow=True)
    assert response.redirect_chain == [(LIST, 302)]
    assert "bob follows you now." in response.text
    assert "Nobody at the moment." in response.text
    assert (requests(), follows()) == (set(), {("bob", "ada")})
    assert button(bobs.get("/@ada/").text) == ("true", "Following")


def test_ada_declines_and_bob_is_not_told(adas, bobs):
    before = OF_THE_MOMENT.sub("", bobs.get("/@ada/").text)
    bobs.post(FOLLOW)
    response = adas.post(ANSWER, END, follow=True)
    assert "bob does not follow you, and is not told." in response.text
    assert (requests(), follows()) == (set(), set())
    assert OF_THE_MOMENT.sub("", bobs.get("/@ada/").text) == before


def test_with_htmx_a_sentence_comes_where_the_row_was_and_the_mark_with_it(adas, bobs):
    bobs.post(FOLLOW)
    assert adas.get(LIST).text.count('<span class="count">1</span>') == 1
    response = adas.post(ANSWER, headers=HTMX)
    assert "<html" not in response.text
    assert "bob follows you now." in response.text
    assert button(response.text) == ("false", "Follow")
    assert 'id="requests-count" hx-swap-oob="true"' in response.text
    assert "to answer" not in response.text
    assert "bob follows you now." not in adas.get(LIST).text


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "htmx"])
@pytest.mark.parametrize(("data", "expected"), [({}, {("bob", "ada")}), (END, set())], ids=["accept", "decline"])
def test_to_answer_twice_is_to_answer_once(adas, bobs, data, expected, headers):
    bobs.post(FOLLOW)
    for _ in range(2):
        assert adas.post(ANSWER, data, headers=headers).status_code == (200 if headers else 302)
        assert (requests(), follows()) == (set(), expected)


def test_to_delete_declines(adas, bobs):
    bobs.post(FOLLOW)
    assert adas.delete(ANSWER, headers=HTMX).status_code == 200
    assert (requests(), follows()) == (set(), set())


def test_with_htmx_the_list_and_the_mark_come_without_the_page(adas, bobs):
    """A page has styles of its own, which another page's rules keep out."""
    bobs.post(FOLLOW)
    text = adas.get(LIST, headers=HTMX).text
    assert "<html" not in text
    assert 'id="requests"' in text
    assert '<span class="count">1</span>' in text


def test_what_was_taken_back_meanwhile_is_not_accepted(adas, bobs):
    bobs.post(FOLLOW)
    bobs.post(FOLLOW, END)
    refusal = adas.post(ANSWER, headers=HTMX)
    assert (refusal.status_code, refusal.text) == (409, "bob does not ask any longer.")
    assert "bob does not ask any longer." in adas.post(ANSWER, follow=True).text
    assert follows() == set()


def test_nobody_answers_for_ada(bobs, client_of, cleo):
    bobs.post(FOLLOW)
    for browser in (bobs, client_of(cleo)):
        for data in ({}, END):
            browser.post(ANSWER, data)
            assert (requests(), follows()) == ({("bob", "ada")}, set())
        assert ANSWER not in browser.get(LIST).text


@pytest.mark.parametrize("data", [{}, END], ids=["accept", "decline"])
@pytest.mark.parametrize("name", ["ada", "nobody"], ids=["oneself", "nobody"])
def test_there_is_nobody_to_answer(adas, name, data):
    assert adas.post(f"/settings/requests/{name}/", data).status_code == 404
    assert follows() == set()


def test_whose_account_is_closed_stands_in_no_list(adas, bobs, bob):
    bobs.post(FOLLOW)
    bob.is_active = False
    bob.save()
    text = adas.get(LIST).text
    assert ANSWER not in text
    assert "to answer" not in text
    assert adas.post(ANSWER).status_code == 404


@pytest.mark.parametrize("address", [FOLLOW, LIST, ANSWER])
def test_a_visitor_is_sent_to_sign_in(visitor, private_ada, bob, set_site, address):
    set_site(visitors_may_read="rooms-people")
    ask = visitor.get if address == LIST else visitor.post
    assert ask(address)["Location"].startswith("/accounts/login/")
    assert "HX-Redirect" in ask(address, headers=HTMX)
    assert requests() == set()


@pytest.mark.parametrize(("address", "methods"), [(LIST, ["post", "put", "delete"]), (ANSWER, ["get", "head", "put"])])
def test_another_method_is_refused_and_writes_nothing(adas, bobs, address, methods):
    bobs.post(FOLLOW)
    for method in methods:
        assert getattr(adas, method)(address).status_code == 405
    assert requests() == {("bob", "ada")}


def test_without_its_token_nothing_is_answered(client_of, ada, bob):
    FollowRequest.objects.make(bob, ada)
    assert client_of(ada, enforce_csrf_checks=True).post(ANSWER).status_code == 403
    assert follows() == set()


@pytest.mark.both_databases
def test_everybody_once_through_all_pages(adas, ada, make_user, monkeypatch, django_assert_max_num_queries):
    monkeypatch.setattr(views, "REQUESTS", 4)
    crowd = [make_user(f"person.{number}") for number in range(9)]
    for user in crowd:
        FollowRequest.objects.make(user, ada)
    seen, query = [], "?"
    while query:
        with django_assert_max_num_queries(20):
            response = adas.get(f"{LIST}{query}")
        seen += [request.asker for request in response.context["page"]]
        query = response.context["more"]
    assert seen == crowd[::-1]


@pytest.mark.parametrize("before", ["x", "-1", "9" * 40])
def test_odd_places_in_the_list_are_answered(adas, before):
    assert adas.get(LIST, {"before": before}).status_code == 200


# --- Where somebody is private no longer ----------------------------------------------------------


@pytest.mark.both_databases
def test_who_has_asked_follows_when_she_is_private_no_longer(adas, bobs, ada, cleo):
    bobs.post(FOLLOW)
    FollowRequest.objects.make(cleo, ada)
    FollowRequest.objects.make(ada, cleo)
    adas.post("/settings/profile/", {"name": "Ada", "is_private": "on"})
    assert follows() == set()
    adas.post("/settings/profile/", {"name": "Ada"})
    assert follows() == {("bob", "ada"), ("cleo", "ada")}
    assert requests() == {("ada", "cleo")}


def test_that_costs_the_same_for_many(private_ada, make_user):
    def cost():
        Profile.objects.filter(user=private_ada).update(is_private=False)
        with CaptureQueriesContext(connection) as captured:
            Profile.objects.get(user=private_ada).save()
        return len(captured)

    FollowRequest.objects.make(make_user("person.0"), private_ada)
    before = cost()
    for number in range(1, 9):
        FollowRequest.objects.make(make_user(f"person.{number}"), private_ada)
    assert cost() == before
    assert len(follows()) == 9


def test_who_is_blocked_does_not_follow_then_either(adas, private_ada, bob):
    Block.objects.make(private_ada, bob)
    private_ada.profile.take_follower(bob)  # as where the block came while the button was pressed
    adas.post("/settings/profile/", {"name": "ada"})
    assert follows() == set()


# --- Blocks ---------------------------------------------------------------------------------------


def test_a_block_ends_requests_both_ways_and_no_others(ada, bob, cleo):
    for asker, asked in [(ada, bob), (bob, ada), (cleo, ada), (ada, cleo), (bob, cleo)]:
        FollowRequest.objects.make(asker, asked)
    Block.objects.make(ada, bob)
    assert requests() == {("cleo", "ada"), ("ada", "cleo"), ("bob", "cleo")}


def test_whom_one_has_blocked_one_does_not_ask(bobs, ada, bob):
    Block.objects.make(bob, ada)
    assert button(bobs.get("/@ada/").text) is None
    assert bobs.post(FOLLOW, headers=HTMX).status_code == 409
    assert not FollowRequest.objects.make(bob, ada)
    assert requests() == set()


@pytest.mark.parametrize("is_private", [True, False], ids=["private", "open"])
def test_who_is_blocked_in_the_same_moment_asks_in_vain(adas, ada, bob, is_private):
    Profile.objects.filter(user=ada).update(is_private=is_private)
    Block.objects.make(ada, bob)
    ada.profile.take_follower(bob)
    assert ANSWER not in adas.get(LIST).text
    assert "to answer" not in adas.get(LIST).text
    assert adas.post(ANSWER, headers=HTMX).status_code == 409
    assert follows() == set()


def test_what_was_asked_during_a_block_is_not_heard_after_it(adas, bobs, ada, bob):
    Block.objects.make(ada, bob)
    ada.profile.take_follower(bob)
    Block.objects.end(ada, bob)
    assert requests() == set()
    bobs.post(FOLLOW)
    assert ANSWER in adas.get(LIST).text


# --- What it costs --------------------------------------------------------------------------------


def test_a_press_costs_a_few_queries(bobs):
    bobs.post(FOLLOW, headers=HTMX)
    for data in (END, {}):
        with CaptureQueriesContext(connection) as captured:
            bobs.post(FOLLOW, data, headers=HTMX)
        assert len(captured) <= 18  # on PostgreSQL, where to take a turn is two of them; one tells her of it
