"""The feed: of the people and the tags that one follows, and one's own, the newest first."""

import re
from datetime import timedelta

import pytest
from django.db.models import Exists, OuterRef, Q

from apps.accounts.models import SiteSettings
from apps.people.models import Block, Follow
from apps.posts.feed import newest_in_feed
from apps.posts.models import FeedVisit, Post
from apps.tags.models import Tag, TagFollow
from tests.conftest import HTMX, forget_everything


def as_the_orm_says(user):
    follows = Follow.objects.filter(follower=user, followed=OuterRef("author"))
    tags = TagFollow.objects.filter(user=user, tag__taggings__post=OuterRef("pk"))
    seen = Post.objects.visible_to(user, SiteSettings.current())
    open_to_all = Q(audience="everyone", author__profile__is_private=False)
    posts = seen.filter(Q(author=user) | Exists(follows) | Exists(tags) & open_to_all)
    return list(posts.newest_first().values_list("pk", flat=True))


@pytest.fixture
def shown(ada, bob, cleo, show, make_user):
    """Posts of every kind, of people whom ada follows and of others."""
    gone, private = make_user("gone"), make_user("dora")
    Follow.objects.make(ada, bob)
    Follow.objects.make(ada, gone)
    TagFollow.objects.create(user=ada, tag=Tag.objects.create(name="oak"))
    for author, body, details in [
        (bob, "One", {}),
        (cleo, "Two", {}),
        (cleo, "Three #oak", {}),
        (ada, "Four #oak", {}),
        (bob, "Five", {"audience": "followers"}),
        (cleo, "Six #oak", {"audience": "followers"}),
        (private, "Seven #oak", {}),
        (gone, "Eight", {}),
        (bob, "Nine #oak", {}),
    ]:
        show(author, body, **details)
    private.profile.is_private = True
    private.profile.save()
    type(gone).objects.filter(pk=gone.pk).update(is_active=False)
    show(bob, "Ten").archive()
    return Post.objects.order_by("pk")


def bodies(pks):
    found = Post.objects.in_bulk(pks)
    return [found[pk].body.partition(" ")[0] for pk in pks]


@pytest.mark.both_databases
def test_the_feed_is_what_the_orm_says(ada, shown):
    assert bodies(newest_in_feed(ada, 50)) == ["Nine", "Five", "Four", "Three", "One"]
    assert newest_in_feed(ada, 50) == as_the_orm_says(ada)


@pytest.mark.both_databases
@pytest.mark.parametrize("direction", ["blocks", "is blocked"])
def test_nobody_finds_in_the_feed_whom_a_block_parts_from_them(direction, ada, cleo, shown):
    assert "Three" in bodies(newest_in_feed(ada, 50))
    Block.objects.make(*((ada, cleo) if direction == "blocks" else (cleo, ada)))
    assert "Three" not in bodies(newest_in_feed(ada, 50))
    assert newest_in_feed(ada, 50) == as_the_orm_says(ada)


@pytest.mark.both_databases
def test_every_page_of_the_feed_goes_on_where_the_one_before_ended(ada, shown):
    whole = newest_in_feed(ada, 50)
    pages, before = [], None
    while page := newest_in_feed(ada, 2, before):
        pages += page
        before = page[-1]
    assert pages == whole


@pytest.mark.both_databases
def test_a_follow_shows_in_the_feed_at_once(client_of, ada, bob, show):
    show(bob, "Out of the kiln")
    browser = client_of(ada)
    assert "Out of the kiln" not in browser.get("/").text
    browser.post("/@bob/follow/")
    assert "Out of the kiln" in browser.get("/").text
    browser.delete("/@bob/follow/")
    assert "Out of the kiln" not in browser.get("/").text


@pytest.mark.both_databases
def test_the_pill_counts_what_has_come_since(client_of, ada, bob, show):
    Follow.objects.make(ada, bob)
    first = show(bob, "One")
    show(bob, "Two"), show(bob, "Three")
    assert "2 new posts" in client_of(ada).get(f"/?newer={first.pk}", headers=HTMX).text
    assert "new post" not in client_of(ada).get(f"/?newer={first.pk + 2}", headers=HTMX).text


@pytest.mark.both_databases
def test_a_line_says_where_one_was_last_time(client_of, ada, bob, show):
    Follow.objects.make(ada, bob)
    show(bob, "Old news")
    browser = client_of(ada)
    assert "up to date" not in browser.get("/").text
    seen_before(ada)
    show(bob, "Fresh news")
    for _time in range(2):  # the line stays for the visit
        page = browser.get("/").text
        assert page.index("Fresh news") < page.index("up to date since") < page.index("Old news")


def test_a_page_of_twenty_posts_costs_twelve_queries_at_most_and_two_for_rooms_and_people_beside_it(
    client_of, ada, make_user, show, django_assert_max_num_queries
):
    browser = client_of(ada)
    for number in range(25):
        author = make_user(f"friend{number}")
        Follow.objects.make(ada, author)
        post = show(author, f"Post {number}", number=2)
        post.like(author)
        post.comments.say(post, author, "First"), post.comments.say(post, author, "Second")
    browser.get("/")
    with django_assert_max_num_queries(12 + 2):
        page = browser.get("/").text
    assert page.count('<article class="post"') == 20
    assert "Older posts" in page
    assert "before=" in page


def offers(page):
    """The posts on a page whose author can be followed there."""
    return [int(pk) for pk in re.findall(r'id="post-(\d+)-follow"', page)]


@pytest.mark.both_databases
def test_the_newest_post_of_each_whom_one_does_not_follow_offers_them(client_of, ada, bob, cleo, show):
    TagFollow.objects.create(user=ada, tag=Tag.objects.create(name="oak"))
    Follow.objects.make(ada, bob)
    for author in (ada, bob, cleo):
        show(author, "Old #oak"), show(author, "New #oak")
    new = Post.objects.filter(author=cleo).latest("pk")
    browser = client_of(ada)
    assert offers(browser.get("/").text) == [new.pk]
    browser.post("/@cleo/follow/")
    assert offers(browser.get("/").text) == []


@pytest.mark.both_databases
def test_whoever_looks_at_a_post_can_follow_its_author_there(client_of, ada, bob, show, set_site):
    set_site(visitors_may_read="rooms-people")
    post = show(ada, "Oak")
    at, name = f"/posts/{post.pk}/", f"post-{post.pk}"
    assert [offers(client_of(viewer).get(at).text) for viewer in (None, ada, bob)] == [[], [], [post.pk]]
    browser, said = client_of(bob), {"back": f"{at}#{name}", "row": name}
    button = browser.post("/@ada/follow/", said, headers=HTMX).text
    for part in (f'id="{name}-follow"', f'aria-describedby="{name}-by"', 'aria-pressed="true"', ">Following<"):
        assert part in button
    assert offers(browser.get(at).text) == []
    assert browser.post("/@ada/follow/", said | {"_method": "delete"})["Location"] == f"{at}#{name}"
    assert offers(browser.get(at).text) == [post.pk]


def seen_before(user):
    """Their last visit was three days ago."""
    visit = FeedVisit.objects.get(user=user)
    FeedVisit.objects.update(looked_at=visit.looked_at - timedelta(days=3))


@pytest.mark.both_databases
def test_discover_begins_behind_what_is_new_and_never_before(client_of, ada, bob, cleo, show):
    Follow.objects.make(ada, bob)
    show(bob, "Old news")
    browser = client_of(ada)
    browser.get("/")
    seen_before(ada)
    strange = show(cleo, "A stranger's")
    show(bob, "Fresh news")
    forget_everything()  # the draw of these minutes
    page = browser.get("/").text
    places = [page.index(words) for words in ("Fresh news", "up to date since", f"find-post-{strange.pk}", "Old")]
    assert places == sorted(places)
    assert page.count('id="discover"') == 1
    assert '<article class="post"' in page[places[2] :]


@pytest.mark.both_databases
def test_where_everything_is_new_discover_begins_at_the_end_and_on_no_page_before(client_of, ada, bob, cleo, show):
    Follow.objects.make(ada, bob)
    for number in range(21):
        show(bob, f"News {number}")
    show(cleo, "A stranger's")
    browser = client_of(ada)
    first = browser.get("/").text
    assert 'id="discover"' not in first
    (older,) = set(re.findall(r"before=\d+", first))
    last = browser.get(f"/?{older}", headers=HTMX).text
    assert 'id="discover"' in last
    empty = client_of(cleo).get("/?before=1").text
    assert 'id="discover"' not in empty


@pytest.mark.both_databases
def test_who_follows_nobody_is_shown_whom_they_could(client_of, ada, bob, show):
    show(bob, "A wheel")
    page = client_of(ada).get("/").text
    assert page.index("Your feed is quiet") < page.index('id="discover"')


@pytest.mark.both_databases
def test_an_empty_feed_takes_the_posts_of_whoever_is_followed_there(client_of, ada, bob, show):
    show(ada, "Oak", audience="everyone")
    bobs = client_of(bob)
    empty = bobs.get("/").text
    assert 'hx-trigger="follow-changed from:body"' in empty
    assert "Your feed is quiet" in empty
    assert bobs.post("/@ada/follow/", {"back": "/"}, headers=HTMX)["HX-Trigger-After-Settle"]
    page = bobs.get("/", headers=HTMX).text
    feed = page.partition('id="feed"')[2]
    assert "Oak" in feed
    assert "follow-changed" not in page
    assert f"?newer={Post.objects.get().pk}" in page, "what is shown is not told as new"
