"""Blocking: it holds both ways, ends what was between the two, and for who is blocked there is no such person."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from apps.accounts.models import FormerUsername
from apps.people import views
from apps.people.models import Block, Follow
from apps.posts.models import Post
from apps.projects.models import Project
from apps.rooms.live import can_be_read_by
from apps.rooms.models import Room
from tests.conftest import HTMX

from .test_follow_requests import OF_THE_MOMENT

ADDRESS = "/@bob/block/"
END = {"_method": "delete"}
SENTENCE = "bob is blocked. Neither of you can write to the other."


@pytest.fixture
def adas(client_of, ada):
    return client_of(ada)


def blocks():
    return set(Block.objects.values_list("blocker__username", "blocked__username"))


# --- The verbs ------------------------------------------------------------------------------------


@pytest.mark.both_databases
def test_to_block_twice_is_to_block_once(ada, bob):
    assert [Block.objects.make(ada, bob) for _ in range(2)] == [True, False]
    assert blocks() == {("ada", "bob")}


def test_to_end_it_twice_is_to_end_it_once(ada, bob):
    Block.objects.make(ada, bob)
    assert [Block.objects.end(ada, bob) for _ in range(2)] == [True, False]
    assert blocks() == set()


def test_each_of_two_blocks_for_oneself(ada, bob):
    assert Block.objects.make(ada, bob)
    assert Block.objects.make(bob, ada)
    Block.objects.end(ada, bob)
    assert blocks() == {("bob", "ada")}
    assert Block.objects.stands_between(ada, [bob.pk])


@pytest.mark.both_databases
def test_nobody_blocks_oneself(ada):
    with pytest.raises(IntegrityError), transaction.atomic():
        Block.objects.make(ada, ada)
    assert blocks() == set()


def test_the_two_follow_each_other_no_longer_and_others_still_do(ada, bob, cleo):
    for follower, followed in [(ada, bob), (bob, ada), (cleo, ada), (ada, cleo), (bob, cleo)]:
        Follow.objects.make(follower, followed)
    Block.objects.make(ada, bob)
    left = set(Follow.objects.values_list("follower__username", "followed__username"))
    assert left == {("cleo", "ada"), ("ada", "cleo"), ("bob", "cleo")}


def test_what_a_block_has_ended_does_not_come_back_with_its_end(ada, bob):
    Follow.objects.make(bob, ada)
    Block.objects.make(ada, bob)
    Block.objects.end(ada, bob)
    assert not Follow.objects.exists()


@pytest.mark.both_databases
def test_it_stands_between_the_two_in_either_direction_and_between_nobody_else(ada, bob, cleo):
    Block.objects.make(ada, bob)
    assert Block.objects.stands_between(ada, [bob.pk])
    assert Block.objects.stands_between(bob, [ada.pk])
    assert Block.objects.stands_between(bob, [cleo.pk, ada.pk])
    assert not Block.objects.stands_between(cleo, [ada.pk, bob.pk])
    assert not Block.objects.stands_between(ada, [cleo.pk, ada.pk])
    assert not Block.objects.stands_between(ada, [])


def test_to_ask_whether_one_stands_between_costs_one_query_for_many_people(ada, make_user, django_assert_num_queries):
    crowd = [make_user(f"person.{number}").pk for number in range(12)]
    with django_assert_num_queries(1):
        assert not Block.objects.stands_between(ada, iter(crowd))


def test_with_the_person_they_go(ada, bob, cleo):
    Block.objects.make(ada, bob)
    Block.objects.make(cleo, ada)
    ada.delete()
    assert blocks() == set()


# --- The menu on a profile ------------------------------------------------------------------------


def test_ada_blocks_bob_and_no_longer(adas, bob):
    text = adas.get("/@bob/").text
    assert "Block bob" in text
    assert "bob will no longer find your profile" in text
    response = adas.post(ADDRESS, follow=True)
    assert response.redirect_chain == [("/@bob/", 302)]
    assert SENTENCE in response.text
    assert "You have blocked bob." in response.text
    assert "Unblock bob" in response.text
    assert blocks() == {("ada", "bob")}
    response = adas.post(ADDRESS, END, follow=True)
    assert response.redirect_chain == [("/@bob/", 302)]
    assert "bob is no longer blocked." in response.text
    assert "Unblock bob" not in response.text
    assert blocks() == set()


def test_with_htmx_the_page_opens_anew(adas, bob):
    response = adas.post(ADDRESS, headers=HTMX)
    assert (response.status_code, response["HX-Redirect"]) == (200, "/@bob/")
    assert SENTENCE in adas.get("/@bob/").text
    assert adas.delete(ADDRESS, headers=HTMX)["HX-Redirect"] == "/@bob/"
    assert blocks() == set()


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "htmx"])
def test_to_press_twice_is_to_press_once(adas, bob, headers):
    for data, expected in [({}, {("ada", "bob")}), (END, set())]:
        for _ in range(2):
            assert adas.post(ADDRESS, data, headers=headers).status_code in (200, 302)
            assert blocks() == expected


PAGES = [
    *("/@{}/", "/@{}/about/", "/@{}/projects/", "/@{}/projects/?print=1", "/@{}/reviews/", "/@{}/photos/"),
    *("/@{}/tag/weaving/", "/@{}/skills/weaving/", "/@{}/feed.atom", "/@{}/followers/", "/@{}/following/"),
    *("/@{}/room/", "/rooms/{}/", "/{}/", "/messages/{}/", "/messages/{},cleo/", "/@{}/?view_as=member"),
]
POSTS = [
    *("/@{}/follow/", "/@{}/block/", "/@{}/skills/weaving/", "/messages/{}/", "/messages/{},cleo/"),
    *("/settings/requests/{}/", "/@bob/followers/{}/"),
]


def answers(browser, username):
    """What one gets of all that leads to somebody by their name, but for what is of the moment."""
    asked = [("get", address, {}) for address in PAGES] + [("post", a, data) for a in POSTS for data in ({}, END)]
    found = {}
    for method, address, data in asked:
        for headers in ({}, HTMX):
            answer = getattr(browser, method)(address.format(username), data, headers=headers)
            text = OF_THE_MOMENT.sub("", answer.text)
            found[method, address, str(data), str(headers)] = (answer.status_code, text.replace(f"@{username}", "@"))
    return found


@pytest.fixture
def known_ada(ada, set_site):
    """She has what a person can have: a skill, a photo with a tag, a project, a former name."""
    set_site(visitors_may_read="rooms-people")
    ada.profile.set_skills(["weaving"])
    Post.objects.publish(ada, [], "On the loom #weaving")
    Project.objects.create(owner=ada, title="Loom", published_at=timezone.now())
    FormerUsername.objects.create(user=ada, username="ada.old")
    return ada


def test_for_bob_there_is_no_such_person(adas, client_of, known_ada, bob, cleo):
    bobs = client_of(bob)
    adas.post(ADDRESS)
    seen = answers(bobs, "ada")
    for name in ("nobody", "ada.old"):
        theirs = answers(bobs, name)
        assert [key for key in seen if seen[key] != theirs[key]] == [], name
    assert {status for status, _text in seen.values()} <= {404, 405}
    assert seen["get", "/@{}/", "{}", "{}"][1].count("<h1>") == 1
    for address in ("/people/", "/people/?q=ada", "/people/?skill=weaving", "/people/?new=1", "/messages/new/?q=ada"):
        assert "@ada" not in bobs.get(address).text, address
        assert "Loom" not in bobs.get("/projects/?person=ada").text
    assert client_of(cleo).get("/@ada/").status_code == 200
    assert adas.get("/@bob/").status_code == 200
    assert "ada" not in OF_THE_MOMENT.sub("", bobs.get("/settings/privacy/").text)  # tokens may say anything
    adas.post(ADDRESS, END)
    assert bobs.get("/@ada/").status_code == 200
    assert bobs.get("/@ada.old/")["Location"] == "/@ada/"


def test_bob_reaches_nobody_by_her_name(adas, client_of, known_ada, bob):
    """As with a name that nobody has."""
    room = Room.objects.open_by(bob, name="Den", kind=Room.Kind.OPEN)
    loom = Project.objects.create(owner=bob, title="Cart")
    bobs = client_of(bob)
    adas.post(ADDRESS)
    for address, data, sentence in [
        (f"/rooms/{room.slug}/people/", {"username": "{}"}, "Nobody here is called “{}”"),
        (f"/projects/{loom.pk}/collaborators/", {"username": "{}"}, "There is no member with this username."),
        ("/share/?path=/people/", {"username": "{}", "body": "Look"}, "There is no member with this username."),
        ("/messages/new/", {"with": "{}"}, "Choose whom to write to"),
    ]:
        for name in ("ada", "nobody"):
            answer = bobs.post(address, {key: value.format(name) for key, value in data.items()})
            assert answer.status_code == 422
            assert sentence.format(name) in answer.text
    assert "@ada" not in bobs.get(f"/rooms/{room.slug}/people/", {"username": "ada"}, headers=HTMX).text
    assert "ada" not in bobs.get(f"/rooms/{room.slug}/names/", {"q": "@ad"}).text


def test_bob_hears_her_room_no_longer(ada, bob, monkeypatch):
    ended = []
    monkeypatch.setattr("apps.live.publish.end_streams_of", ended.append)
    room = Room.objects.get(kind="personal", owner=ada)
    assert can_be_read_by(bob, str(room.pk))
    Block.objects.make(ada, bob)
    assert ended == [bob]
    assert not can_be_read_by(bob, str(room.pk))


def test_what_the_two_said_before_and_her_room_where_he_is_a_member_stay_his(adas, client_of, ada, bob):
    bobs, talk = client_of(bob), Room.objects.begin(ada, [bob])
    talk.post(ada, "Before")
    Room.objects.get(kind="personal", owner=ada).join(bob)
    adas.post(ADDRESS)
    assert "Before" in bobs.get("/messages/ada/").text
    assert bobs.post("/messages/ada/").status_code == 302
    assert "Before" in bobs.get("/messages/").text
    assert bobs.get("/@ada/room/").status_code == 302


def test_of_two_who_block_each_other_each_ends_it_for_oneself(adas, client_of, ada, bob):
    bobs = client_of(bob)
    for one, other in [(bob, ada), (ada, bob)]:
        Block.objects.make(one, other)
    assert "Unblock ada" in bobs.get("/settings/privacy/").text
    assert bobs.post("/@ada/block/", END)["Location"] == "/settings/privacy/"
    assert blocks() == {("ada", "bob")}
    assert bobs.post("/@ada/block/", END).status_code == 404
    assert adas.post(ADDRESS, END)["Location"] == "/@bob/"
    assert blocks() == set()


def test_bob_does_not_end_it(adas, client_of, bob):
    adas.post(ADDRESS)
    assert client_of(bob).post("/@ada/block/", END).status_code == 404
    assert client_of(bob).post(ADDRESS, END).status_code == 404
    assert blocks() == {("ada", "bob")}


@pytest.mark.parametrize("data", [{}, END], ids=["block", "end"])
@pytest.mark.parametrize("address", ["/@ada/block/", "/@nobody/block/"], ids=["oneself", "nobody"])
def test_there_is_nobody_to_block(adas, address, data):
    assert adas.post(address, data).status_code == 404
    assert blocks() == set()


@pytest.mark.parametrize("visitors_may_read", ["nothing", "rooms-people"])
def test_a_visitor_is_sent_to_sign_in(visitor, bob, set_site, visitors_may_read):
    set_site(visitors_may_read=visitors_may_read)
    for address in (ADDRESS, "/@nobody/block/"):
        assert visitor.post(address)["Location"].startswith("/accounts/login/")
        assert "HX-Redirect" in visitor.post(address, headers=HTMX)
    assert blocks() == set()


@pytest.mark.parametrize("method", ["get", "head", "put", "patch"])
def test_another_method_is_refused_and_writes_nothing(adas, bob, method):
    assert getattr(adas, method)(ADDRESS).status_code == 405
    assert blocks() == set()


def test_without_its_token_nothing_is_made(client_of, ada, bob):
    assert client_of(ada, enforce_csrf_checks=True).post(ADDRESS).status_code == 403
    assert blocks() == set()


def test_a_visitor_and_ada_herself_have_no_menu(visitor, adas, ada, set_site):
    set_site(visitors_may_read="rooms-people")
    for browser in (visitor, adas):
        assert "/block/" not in browser.get("/@ada/").text


# --- The list among the settings ------------------------------------------------------------------


def test_the_list_has_whom_one_has_blocked_and_nobody_else(adas, ada, bob, cleo):
    assert "Nobody. Should you" in adas.get("/settings/privacy/").text
    Block.objects.make(ada, bob)
    Block.objects.make(cleo, ada)
    text = adas.get("/settings/privacy/").text
    assert "Unblock bob" in text
    assert "cleo" not in text


def test_from_the_list_one_comes_back_to_the_list(adas, ada, bob):
    Block.objects.make(ada, bob)
    data = END | {"back": "privacy"}
    assert adas.post(ADDRESS, data)["Location"] == "/settings/privacy/"
    assert adas.post(ADDRESS, data, headers=HTMX)["HX-Redirect"] == "/settings/privacy/"
    assert blocks() == set()


@pytest.mark.parametrize("back", ["//elsewhere.example/", "https://elsewhere.example", "people:directory", ""])
def test_one_is_led_nowhere_else(adas, bob, back):
    assert adas.post(ADDRESS, {"back": back})["Location"] == "/@bob/"


def test_whose_account_is_closed_stands_in_no_list(adas, ada, bob):
    Block.objects.make(ada, bob)
    bob.is_active = False
    bob.save()
    assert "Unblock bob" not in adas.get("/settings/privacy/").text


@pytest.mark.both_databases
def test_everybody_once_through_all_pages(adas, ada, make_user, monkeypatch, django_assert_max_num_queries):
    monkeypatch.setattr(views, "BLOCKS", 4)
    crowd = {make_user(f"person.{number}") for number in range(9)}
    for user in crowd:
        Block.objects.make(ada, user)
    seen, query = [], "?"
    while query:
        with django_assert_max_num_queries(20):
            response = adas.get(f"/settings/privacy/{query}")
        seen += [block.blocked for block in response.context["blocks"]]
        query = response.context["more"]
    assert len(seen) == 9
    assert set(seen) == crowd


@pytest.mark.parametrize("after", ["x", "-1", "9" * 40])
def test_odd_places_in_the_list_are_answered(adas, after):
    assert adas.get("/settings/privacy/", {"after": after}).status_code == 200
