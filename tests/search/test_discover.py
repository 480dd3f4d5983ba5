"""Discover, as people use it: cards with reasons, pages, what is seen, and what is of no interest."""

import re
import time
from datetime import timedelta
from html import unescape

import pytest
from django.urls import reverse
from django.utils import timezone

from apps.accounts.models import User
from apps.live import channels
from apps.live.models import Presence
from apps.people.models import Block, Follow, Profile
from apps.posts.models import Post, Tagging
from apps.projects.models import Project
from apps.rooms.models import Room
from apps.search import draws
from apps.search.models import NotInterested, Seen
from apps.tags.models import Tag, TagFollow
from tests.conftest import HTMX
from tests.search.test_candidates import people, post_of, project_of

pytestmark = pytest.mark.django_db
HIDE = "/discover/hidden/"


@pytest.fixture
def oak(db):
    return Tag.objects.create(name="oak")


@pytest.fixture
def fern(db):
    return User.objects.create_user("fern", "fern@courtyard.example")


def cards(response):
    """The names of the cards in their order."""
    assert response.status_code == 200, response.content[:300]
    return re.findall(r'<article class="find[^"]*" id="find-((?:post|project)-\d+)" data-seen', response.text)


def reasons(response):
    found = re.findall(r'<p class="reason__why">(.*?)</p>', response.text, re.DOTALL)
    return [re.sub(r"\s+", " ", re.sub("<[^>]+>|[⁦-⁩]", "", unescape(words))).strip() for words in found]


def next_page(response):
    found = re.search(r'mosaic__more" href="([^"]+)"', response.text)
    return unescape(found[1]) if found else ""


def all_pages(browser, address, **options):
    found = []
    while address:
        response = browser.get(address, **options)
        found += cards(response)
        address = next_page(response)
    return found


def names(*targets):
    return {f"{target.noun}-{target.pk}" for target in targets}


def test_cards_say_why_they_are_here(client_of, ada, bob, cleo, oak):
    TagFollow.objects.create(user=bob, tag=oak)
    tagged, project = post_of(ada, oak), project_of(cleo)
    response = client_of(bob).get("/discover/")
    assert set(cards(response)) == names(tagged, project)
    assert set(reasons(response)) == {"You follow #oak", "New member this month"}
    assert 'href="/tags/oak/"' in response.text


@pytest.mark.parametrize("options", [{}, {"headers": HTMX}], ids=["pages", "fragments"])
def test_pages_neither_repeat_nor_skip_while_people_like_and_see_and_post(client_of, ada, bob, oak, options):
    posts = [post_of(author, oak) for author in [ada, *people(8)] for _ in range(5)]
    browser, found, address = client_of(bob), [], "/discover/?seed=abc"
    while address:
        response = browser.get(address, **(options if found else {}))
        found += cards(response)
        address = next_page(response)
        seen = Post.objects.get(pk=int(found[-1].partition("-")[2]))
        Seen.objects.mark(bob, [seen])
        seen.like(bob)
        post_of(ada, oak)
    assert len(found) == len(set(found)) == len(posts)


def test_a_draw_that_is_forgotten_is_drawn_again_as_it_was(client_of, ada, bob):
    for _ in range(40):
        post_of(ada)
    browser = client_of(bob)
    whole = all_pages(browser, "/discover/?seed=abc")
    first = browser.get("/discover/?seed=abc")
    draws.cache.clear()
    assert cards(first) + all_pages(browser, next_page(first)) == whole
    assert all_pages(browser, "/discover/?seed=other") != whole
    assert sorted(all_pages(browser, "/discover/?seed=other")) == sorted(whole)


@pytest.mark.parametrize(
    "query", ["seed=" + "a" * 40, "seed=A-B", "after=nan,post-1", "after=1,post", "after=1e999,post-1"]
)
def test_what_no_page_asks_for_is_a_new_draw(client_of, ada, bob, query):
    post = post_of(ada)
    assert cards(client_of(bob).get(f"/discover/?{query}")) == [*names(post)]


def test_what_may_not_be_seen_any_more_leaves_a_draw(client_of, ada, bob, cleo):
    archived, blocked, stays = post_of(ada), post_of(cleo), project_of(ada)
    browser = client_of(bob)
    assert set(cards(browser.get("/discover/?seed=abc"))) == names(archived, blocked, stays)
    archived.archive()
    Block.objects.make(cleo, bob)
    assert set(cards(browser.get("/discover/?seed=abc"))) == names(stays)


def test_a_draw_is_remembered_as_long_as_someone_goes_on(client_of, ada, bob, monkeypatch):
    """What bob likes in between would change what he has not come to yet."""
    for author in [ada, *people(8)]:
        for _ in range(4):
            post_of(author)
    browser = client_of(bob)
    whole = all_pages(browser, "/discover/?seed=abc")
    assert len(whole) == 36
    response, found, now = browser.get("/discover/?seed=abc"), [], time.time()
    while True:
        found += cards(response)
        if not next_page(response):
            break
        for name in whole[:8] + whole[-8:]:
            Post.objects.get(pk=int(name.partition("-")[2])).like(bob)
        now += draws.MINUTES * 60 * 2 / 3
        monkeypatch.setattr("time.time", lambda moment=now: moment)
        response = browser.get(next_page(response))
    assert found == whole


def test_what_is_hidden_on_the_first_page_leaves_room_for_the_rest(client_of, ada, bob, oak):
    posts = [post_of(ada) for _ in range(40)]
    browser = client_of(bob)
    whole = all_pages(browser, "/discover/?seed=abc")
    first = [post for post in posts if f"post-{post.pk}" in whole[: draws.PAGE]]
    Tagging.objects.bulk_create(Tagging(post=post, tag=oak) for post in first)
    NotInterested.objects.mark(bob, tag=oak)
    response = browser.get("/discover/?seed=abc")
    assert "Nothing new to discover" not in response.text
    assert cards(response) == whole[draws.PAGE : 2 * draws.PAGE]
    assert all_pages(browser, "/discover/?seed=abc") == whole[draws.PAGE :]


def test_as_many_pages_as_someone_has_come_to_are_shown_at_once(client_of, ada, bob):
    for _ in range(150):
        post_of(ada)
    browser = client_of(bob)
    whole = all_pages(browser, "/discover/?seed=abc")
    for asked, number in (("1", 16), ("3", 48), ("8", 128), ("9" * 15, 128), ("0", 16), ("-2", 16), ("x", 16)):
        response = browser.get(f"/discover/?seed=abc&pages={asked}")
        assert cards(response) == whole[:number]
        assert cards(browser.get(next_page(response))) == whole[number : number + 16]
    assert "That’s all for now" not in response.text
    while address := next_page(response):
        response = browser.get(address)
    assert "That’s all for now" in response.text


def test_what_was_in_view_and_what_was_opened_is_seen(client_of, ada, bob, cleo):
    viewed, opened, project = post_of(ada), post_of(ada), project_of(ada)
    hidden, own = post_of(ada, audience="followers"), post_of(bob)
    browser = client_of(bob)
    named = ",".join([*sorted(names(viewed, project, hidden, own)), "post-x", "room-1", f"post-{10**30}", "post"])
    assert browser.post("/discover/seen/", {"of": named}).status_code == 204
    assert browser.post("/discover/seen/").status_code == 204
    for _ in range(2):
        assert browser.get(f"/posts/{opened.pk}/").status_code == 200
    browser.get(f"/posts/{own.pk}/")
    client_of(None).get(f"/posts/{opened.pk}/")
    seen = {row.post or row.project for row in Seen.objects.all()}
    assert seen == {viewed, opened, project}
    assert cards(browser.get("/discover/")) == []
    assert set(cards(client_of(cleo).get("/discover/"))) == names(viewed, opened, project, own)


@pytest.mark.parametrize("kind", ["post", "project", "tag", "person"])
def test_what_is_of_no_interest_is_hidden_and_comes_back(client_of, ada, bob, cleo, oak, kind):
    targets = {"post": post_of(ada, oak), "project": project_of(ada, oak), "stays": post_of(cleo)}
    value = {"post": targets["post"].pk, "project": targets["project"].pk, "tag": "oak", "person": "ada"}[kind]
    gone = [targets[kind]] if kind in targets else [targets["post"], targets["project"]]
    data = {kind: value, "card": f"{gone[0].noun}-{gone[0].pk}", "seed": "abc", "back": "/discover/?seed=abc"}
    browser = client_of(bob)
    browser.get("/discover/?seed=abc")
    answer = browser.post(HIDE, data, headers=HTMX)
    assert answer.status_code == 200
    assert "hidden" in re.sub("<[^>]+>", "", answer.text)
    assert f'id="find-{data["card"]}"' in answer.text
    assert not re.search("<article[^>]* role=", answer.text), "an article is no status"
    assert f'aria-describedby="find-{data["card"]}-hidden"' in answer.text, "Undo says of what"
    for seed in ("abc", "new"):
        assert set(cards(browser.get(f"/discover/?seed={seed}"))) == names(*targets.values()) - names(*gone)
    assert set(cards(client_of(cleo).get("/discover/"))) == names(targets["post"], targets["project"])
    again = browser.post(HIDE, {**data, "_method": "delete"}, headers=HTMX)
    assert cards(again) == [data["card"]]
    assert not NotInterested.objects.exists()
    assert set(cards(browser.get("/discover/?seed=abc"))) == names(*targets.values())


def test_people_who_may_not_be_seen_any_more_have_no_name_in_the_list(client_of, ada, bob, cleo):
    Profile.objects.filter(pk=ada.pk).update(name="Adeline")
    for person in (ada, cleo):
        NotInterested.objects.mark(bob, person=person)
    browser = client_of(bob)
    assert "Adeline" in browser.get(HIDE).text
    User.objects.filter(pk=ada.pk).update(is_active=False)
    shown = browser.get(HIDE).text
    assert "Adeline" not in shown
    assert 'href="/@ada/"' not in shown
    assert "Someone you can no longer see" in shown
    assert 'href="/@cleo/"' in shown
    assert browser.post(HIDE, {"person": "ada", "_method": "delete"}).status_code == 302
    assert [row.person for row in NotInterested.objects.all()] == [cleo]


def test_without_scripts_one_hides_and_takes_back(plain_browser, ada, bob, oak):
    post = post_of(ada, oak)
    bobs = plain_browser(bob).goes_to("/discover/").presses("Hide posts with #oak")
    assert bobs.path.startswith("/discover/?seed=")
    assert "Posts with #oak are hidden from Discover." in re.sub("[⁦-⁩]", "", bobs.page.text)
    assert "Nothing new to discover" in bobs.page.text
    bobs.goes_to(HIDE).presses("Undo")
    assert "Nothing hidden" in bobs.page.text
    bobs.goes_to("/discover/")
    assert bobs.one(f"#find-post-{post.pk}")


def test_the_list_of_what_is_hidden_tells_nothing_of_what_may_not_be_seen(client_of, ada, bob, cleo):
    post, project = post_of(ada), project_of(cleo, title="Kite")
    for thing in ({"post": post}, {"project": project}):
        NotInterested.objects.mark(bob, **thing)
    browser = client_of(bob)
    assert "Kite" in browser.get(HIDE).text
    Project.objects.filter(pk=project.pk).update(audience="followers")
    shown = browser.get(HIDE).text
    assert "Kite" not in shown
    assert "Something you can no longer see" in shown
    assert browser.post(HIDE, {"project": project.pk, "_method": "delete"}).status_code == 302
    assert [row.post for row in NotInterested.objects.all()] == [post]


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"post": "x"},
        {"post": 10**30},
        {"tag": "none"},
        {"person": "bob"},
        {"person": "x"},
        {"post": 1, "tag": "a"},
    ],
)
def test_what_is_not_there_is_not_hidden(client_of, bob, oak, data):
    for method in ("", "delete"):
        assert client_of(bob).post(HIDE, {**data, "_method": method}).status_code == 404


def test_own_and_hidden_posts_are_not_found_by_hiding(client_of, ada, bob):
    for post in (post_of(bob), post_of(ada, audience="followers")):
        assert client_of(bob).post(HIDE, {"post": post.pk}).status_code == 404


def test_a_newcomer_and_a_visitor_find_a_full_page(client_of, visitor, set_site, fern, ada, bob):
    for author in (ada, bob):
        for _ in range(10):
            post_of(author)
    response = client_of(fern).get("/discover/")
    assert len(cards(response)) == draws.PAGE
    assert 'id="profile-' in response.text  # people to follow
    assert visitor.get("/discover/").status_code == 302
    set_site(visitors_may_read="rooms-people")
    response = visitor.get("/discover/")
    assert len(cards(response)) == draws.PAGE
    assert "Not interested" not in response.text
    assert "data-seen-at" not in response.text
    assert len(all_pages(visitor, "/discover/")) == 20


def test_beside_it_are_people_who_are_followed_by_those_one_follows(client_of, ada, bob, cleo, oak, studio):
    (friend,) = people(1)
    Follow.objects.create(follower=bob, followed=friend)
    Follow.objects.create(follower=friend, followed=cleo)
    post = post_of(ada, oak, age=0)
    response = client_of(bob).get("/discover/")
    beside = re.sub(r"\s+", " ", re.sub("<[^>]+>|[⁦-⁩]", " ", response.text.partition("<aside")[2]))
    assert f"Followed by {friend.profile.first_name}" in re.sub("[⁦-⁩]", "", beside)
    assert "oak +1 new post" in beside
    assert "Studio" in beside
    assert Tagging.objects.get().post == post
    Block.objects.make(cleo, bob)
    assert reverse("people:profile", args=["cleo"]) not in client_of(bob).get("/discover/").text


def test_active_rooms_show_faces_of_who_is_there(client_of, visitor, set_site, ada, bob, cleo, studio):
    def faces(browser):
        draws.cache.clear()
        rooms = browser.get("/discover/").text.partition("Active rooms")[2].partition("</section>")[0]
        return re.findall(r'class="face face--initials face--s"[^>]*>([^<]+)<', rooms)

    set_site(visitors_may_read="rooms-people")
    for user, name in ((ada, "Ada"), (bob, "Bob"), (cleo, "Cleo")):
        Profile.objects.filter(pk=user.pk).update(name=name)
    assert faces(client_of(bob)) == []
    studio.post(ada, "Hello")
    assert faces(client_of(bob)) == faces(visitor) == ["A"], "who spoke last"
    for user in (*people(3), cleo, bob):
        Presence.objects.create(channel=channels.name(studio), user=user, process="p")
    Presence.objects.create(channel=channels.name(studio), user=bob, process="q")
    assert faces(client_of(bob)) == ["B", "C", "M"]
    assert faces(visitor) == ["A"], "visitors are told the number alone"
    Presence.objects.update(seen_at=timezone.now() - timedelta(hours=1))
    assert faces(client_of(bob)) == ["A"]
    closed = 'class="row__closed"'  # beside the name, as there is a face in the place of its icon
    assert closed not in client_of(ada).get("/discover/").text
    Room.objects.filter(pk=studio.pk).update(kind=Room.Kind.CLOSED)
    assert closed in client_of(ada).get("/discover/").text


def test_people_to_follow_have_reasons_of_their_own(client_of, ada, bob, cleo, oak):
    TagFollow.objects.create(user=bob, tag=oak)
    (friend,) = people(1)
    Follow.objects.create(follower=bob, followed=friend)
    post_of(ada, oak)
    post_of(cleo).like(friend)
    response = client_of(bob).get("/discover/")
    assert set(reasons(response)) == {"You follow #oak", f"Liked by {friend.profile.first_name}"}
    beside = re.sub(r"\s+", " ", re.sub("<[^>]+>|[⁦-⁩]", "", response.text.partition("People to follow")[2]))
    assert "Posts with #oak" in beside
    assert f"Posts liked by {friend.profile.first_name}" in beside


def test_a_page_costs_the_same_however_much_it_shows(client_of, ada, bob, oak):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def queries(address):
        with CaptureQueriesContext(connection) as captured:
            assert browser.get(address).status_code == 200
        return len(captured)

    browser = client_of(bob)
    TagFollow.objects.create(user=bob, tag=oak)
    Follow.objects.create(follower=bob, followed=ada)
    stranger, *_others = people(1)
    for author in (ada, stranger):
        post_of(author, oak), project_of(author, oak)
    few = [queries(f"/discover/?seed=few{number}") for number in range(2)][1]
    for author in people(12):
        Follow.objects.create(follower=author, followed=bob)
        post_of(author, oak, like_count=2), project_of(author, oak)
    assert queries("/discover/?seed=many") == few <= 38
    assert queries("/discover/?seed=many") <= 20  # the draw is remembered
