"""Discover on the feed and on profiles."""

import re
from html import unescape

import pytest

from apps.people.models import Follow
from apps.posts.models import Save
from apps.search.models import NotInterested, Seen
from apps.tags.models import Tag, TagFollow
from tests.conftest import HTMX, forget_everything
from tests.search.test_candidates import people, post_of, project_of
from tests.search.test_discover import HIDE, cards, names, reasons

pytestmark = pytest.mark.django_db


@pytest.fixture
def oak(db):
    return Tag.objects.create(name="oak")


def block(response):
    return response.text.partition('id="discover"')[2].partition("</section>")[0]


def test_the_feed_ends_with_the_first_page_of_a_draw(client_of, ada, bob, cleo, oak):
    TagFollow.objects.create(user=bob, tag=oak)
    project = project_of(ada, oak)
    strange = [post_of(author) for author in people(12)]
    browser = client_of(bob)
    response = browser.get("/")
    first = cards(response)
    assert len(first) == 8
    assert set(first) <= names(project, *strange)
    assert set(reasons(response)) <= {"You follow #oak", "New member this month"}
    assert "Not interested" in response.text
    assert 'data-seen-at="/discover/seen/"' in block(response)
    assert cards(browser.get("/")) == first, "who comes back finds the same draw"
    following = unescape(re.search(r'href="(/discover/\?seed=[^"]+after[^"]+)"', response.text)[1])
    assert set(cards(browser.get(following))) == names(project, *strange) - set(first), "goes on without repeating"
    assert cards(client_of(cleo).get("/")) != first


def test_nothing_that_is_in_the_feed_is_there_again(client_of, ada, bob, cleo, oak):
    friend, stranger = people(2)
    Follow.objects.create(follower=bob, followed=friend)
    TagFollow.objects.create(user=bob, tag=oak)
    post_of(friend), project_of(friend), post_of(cleo, oak), post_of(bob)
    new, seen = post_of(stranger), post_of(ada)
    Seen.objects.mark(bob, [seen])
    response = client_of(bob).get("/")
    assert set(cards(response)) == names(new)


def test_its_cards_offer_their_authors_once(client_of, ada, bob):
    posts, project = [post_of(ada), post_of(ada)], project_of(ada)
    browser = client_of(bob)
    shown = browser.get("/").text
    assert len(re.findall(r'id="find-post-\d+-follow"', shown)) == 1
    (name,) = re.findall(r'id="(find-post-\d+)-follow"', shown)
    answer = browser.post("/@ada/follow/", {"row": name, "back": "/"}, headers=HTMX)
    assert 'aria-pressed="true"' in answer.text
    assert f'id="{name}-follow"' in answer.text
    assert cards(browser.get("/")) == []
    assert {post.author for post in [*posts, project]} == {ada}


def test_what_is_hidden_on_the_feed_comes_back_as_it_was(client_of, ada, bob):
    post = post_of(ada)
    browser = client_of(bob)
    shown = browser.get("/").text
    fields = dict(re.findall(r'type="hidden" name="(card|seed|back|wide|offers_author)" value="([^"]*)"', shown))
    assert fields["back"] == "/"
    answer = browser.post(HIDE, {**fields, "post": post.pk}, headers=HTMX)
    assert "Post hidden" in answer.text
    assert cards(browser.get("/")) == []
    again = browser.post(HIDE, {**fields, "post": post.pk, "_method": "delete"}, headers=HTMX)
    assert cards(again) == [*names(post)]
    assert "find--wide" in again.text
    assert f'id="find-post-{post.pk}-follow"' in again.text
    Follow.objects.create(follower=bob, followed=ada)
    NotInterested.objects.mark(bob, post=post)
    again = browser.post(HIDE, {**fields, "post": post.pk, "_method": "delete"}, headers=HTMX)
    assert f'id="find-post-{post.pk}-follow"' not in again.text


def test_an_empty_draw_is_made_again_soon(client_of, ada, bob, monkeypatch):
    browser = client_of(bob)
    assert cards(browser.get("/")) == []
    post = post_of(ada)
    forget_everything()
    assert cards(browser.get("/")) == [*names(post)]


def test_beside_the_feed_are_rooms_tags_and_people(client_of, ada, bob, cleo, oak, studio):
    Follow.objects.create(follower=bob, followed=ada)
    Follow.objects.create(follower=ada, followed=cleo)
    post_of(ada, oak)
    beside = client_of(bob).get("/").text.partition("<aside")[2]
    words = re.sub(r"\s+", " ", re.sub("<[^>]+>|[⁦-⁩]", " ", beside))
    for part in ("Active rooms", "Studio", "Tags this week Discover", "#oak", "People to follow", "Followed by"):
        assert part in words
    assert 'href="/@cleo/"' in beside


def test_a_profile_leads_to_discover(client_of, ada, bob):
    for address in ("/@ada/", "/@bob/"):
        assert 'href="/discover/"' in client_of(bob).get(address).text.partition("<main")[2]


@pytest.mark.parametrize("make", [post_of, project_of], ids=["post", "project"])
def test_a_card_is_saved_from_its_menu(client_of, ada, bob, make):
    target = make(ada)
    browser, at = client_of(bob), f"/{target.noun}s/{target.pk}/save/"
    answer = browser.post(at, {"menu": "1", "back": "/discover/?seed=abc"}, headers=HTMX)
    assert ">Saved<" in answer.text
    assert 'name="_method" value="delete"' in answer.text
    assert Save.objects.filter(user=bob, **{target.noun: target}).exists()
    assert ">Saved<" in browser.get("/discover/").text
    answer = browser.post(at, {"menu": "1", "_method": "delete", "back": "/discover/?seed=abc"}, headers=HTMX)
    assert ">Save<" in answer.text
    assert not Save.objects.exists()
    answer = browser.post(at, {"menu": "1", "back": "/discover/?seed=abc"})
    assert (answer.status_code, answer["Location"]) == (302, "/discover/?seed=abc")
    assert (
        browser.post(at, {"menu": "1", "back": "https://elsewhere.example"})["Location"] == target.get_absolute_url()
    )
