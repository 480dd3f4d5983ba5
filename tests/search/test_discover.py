"""Discover, as people use it: cards with reasons, pages, what is seen, and what is of no interest."""

import re
from html import unescape

import pytest
from django.urls import reverse

from apps.accounts.models import User
from apps.people.models import Block, Follow
from apps.posts.models import Post, Tagging
from apps.projects.models import Project
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
    for seed in ("abc", "new"):
        assert set(cards(browser.get(f"/discover/?seed={seed}"))) == names(*targets.values()) - names(*gone)
    assert set(cards(client_of(cleo).get("/discover/"))) == names(targets["post"], targets["project"])
    again = browser.post(HIDE, {**data, "_method": "delete"}, headers=HTMX)
    assert cards(again) == [data["card"]]
    assert not NotInterested.objects.exists()
    assert set(cards(browser.get("/discover/?seed=abc"))) == names(*targets.values())


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
