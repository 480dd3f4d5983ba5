"""After a block neither is shown what the other did around posts, and every number is that of the list beside it."""

import random
import re
import sys

import pytest

from apps.accounts.models import SiteSettings, User
from apps.people.models import Block, Follow
from apps.posts import counters
from apps.posts.models import Comment, Like, Post
from apps.posts.views import marks
from tests.conftest import HTMX


@pytest.fixture
def dora(make_user):
    return make_user("dora")


def say(post, author, body, parent=None):
    return Comment.objects.say(post, author, body, parent=parent)


def seen_by(user, post):
    """The post as a card shows it to somebody."""
    return Post.objects.visible_to(user, SiteSettings.current()).with_cards(user).get(pk=post.pk)


def number(pattern, text):
    found = re.search(pattern, text, re.DOTALL)
    return int(found[1]) if found else 0


class Page:
    """What a page says of a post, in numbers and in names."""

    def __init__(self, browser, post, address=None):
        self.browser, self.post = browser, post
        response = browser.get(address or post.get_absolute_url())
        assert response.status_code == 200
        self.text = response.text
        end = r'(?=class="post__words"|id="newest-comment")'
        self.marks = re.search(rf'id="post-{post.pk}-marks".*?{end}', self.text, re.DOTALL)[0]

    @property
    def likes(self):
        return number(r'data-part="count"[^>]*>(\d+)<', self.marks)

    @property
    def comments(self):
        return number(r'aria-label="(\d+) comments?"', self.marks)

    @property
    def liked_by(self):
        """How many people the line under the post speaks of."""
        if "Liked by" not in self.marks:
            return 0
        return 1 + number(r"<b>(\d+) others?</b>", self.marks)

    def likers(self):
        """The names on all pages of the list, and the number above it."""
        names, above, query = [], None, ""
        while query is not None:
            text = self.browser.get(f"/posts/{self.post.pk}/likes/{query}").text
            above = number(r'class="count-of">(\d+)<', text)
            listing = re.search(r'<div class="listing">(.*?)</div>\s', text, re.DOTALL)[1]
            names += re.findall(r"<span>([\w.]+)</span>", listing)
            more = re.search(r'href="(\?before=\d+)"', text)
            query = more and more[1]
        return names, above

    def said(self):
        """`{comment: replies that its button promises}` of all pages, and `{comment: replies that are listed}`."""
        promised, listed, query = {}, {}, "?"
        while query:
            text = self.browser.get(f"/posts/{self.post.pk}/comments/{query}", headers=HTMX).text
            for pk in map(int, re.findall(r'<li class="comment" id="comment-(\d+)"', text)):
                row = text.partition(f'id="comment-{pk}"')[2].partition("</ol>")[0]
                promised[pk] = number(r">Show (\d+) repl", row)
                listed[pk] = self.replies_to(pk) if Comment.objects.filter(parent=pk).exists() else 0
            more = re.search(rf'hx-get="/posts/{self.post.pk}/comments/(\?sort=[^"]*)"', text)
            query = more and more[1].replace("&amp;", "&")
        return promised, listed

    def replies_to(self, pk):
        opened = f"/posts/{self.post.pk}/comments/?replies={pk}&comment={pk}"
        inside = self.browser.get(opened, headers=HTMX).text.partition(f'id="comment-{pk}-replies"')[2]
        rows = {int(reply) for reply in re.findall(r'<li class="comment" id="comment-(\d+)"', inside)}
        return Comment.objects.filter(parent=pk, pk__in=rows).count()


# --- One by one -----------------------------------------------------------------------------------


@pytest.mark.both_databases
@pytest.mark.parametrize("direction", ["blocks", "is blocked"])
def test_a_like_of_the_blocked_is_neither_named_nor_counted(direction, ada, bob, cleo, show, client_of):
    post = show(ada, "Oak")
    post.like(cleo), post.like(bob)
    Block.objects.make(*((ada, bob) if direction == "blocks" else (bob, ada)))
    page = Page(client_of(ada), post)
    assert (page.likes, page.liked_by) == (1, 1)
    assert page.likers() == (["cleo"], 1)
    assert "bob" not in page.marks
    theirs = Page(client_of(cleo), post)  # to others nothing has changed
    assert (theirs.likes, theirs.liked_by) == (2, 2)
    assert theirs.likers() == (["bob", "cleo"], 2)
    Block.objects.all().delete()
    assert Page(client_of(ada), post).likes == 2


def test_the_only_like_of_the_blocked_leaves_no_line(ada, bob, show, client_of):
    post = show(ada, "Oak")
    post.like(bob)
    Block.objects.make(ada, bob)
    page = Page(client_of(ada), post)
    assert (page.likes, page.liked_by, page.likers()) == (0, 0, ([], 0))


def test_one_who_does_the_same_to_the_other_is_not_counted_twice(ada, bob, cleo, show):
    post = show(cleo, "Oak")
    for user in (ada, bob, cleo):
        post.like(user)
    say(post, bob, "Fine")
    Block.objects.make(ada, bob), Block.objects.make(bob, ada)
    card = seen_by(ada, post)
    assert (card.visible_like_count, card.visible_comment_count) == (2, 0)


@pytest.mark.both_databases
def test_with_a_comment_of_the_blocked_the_replies_to_it_are_hidden(ada, bob, cleo, show, client_of):
    post = show(ada, "Oak")
    first = say(post, bob, "Of Bob")
    reply = say(post, cleo, "To Bob", parent=first)
    say(post, ada, "Also to Bob", parent=first)
    other = say(post, cleo, "Of Cleo")
    say(post, bob, "To Cleo", parent=other), say(post, ada, "Also to Cleo", parent=other)
    Block.objects.make(ada, bob)
    page = Page(client_of(ada), post)
    assert page.comments == 2
    assert page.said() == ({other.pk: 1}, {other.pk: 1})
    assert "Of Bob" not in page.text
    assert client_of(ada).get(f"/comments/{reply.pk}/").status_code == 404
    assert client_of(ada).get(f"{post.get_absolute_url()}?comment={reply.pk}").status_code == 200
    assert client_of(ada).get(f"{post.get_absolute_url()}?answer={reply.pk}").status_code == 200
    theirs = Page(client_of(cleo), post)
    assert theirs.comments == 6
    assert theirs.said() == ({first.pk: 2, other.pk: 2}, {first.pk: 2, other.pk: 2})


@pytest.mark.both_databases
def test_a_card_shows_the_last_words_that_one_may_read(ada, bob, cleo, show, client_of):
    post = show(ada, "Oak")
    for author, body in [(cleo, "One"), (cleo, "Two"), (bob, "Three"), (bob, "Four")]:
        say(post, author, body)
    Block.objects.make(ada, bob)
    text = client_of(ada).get("/").text
    assert re.findall(r"</a></b> (\w+)</p>", text) == ["One", "Two"]
    assert "All" not in re.search(r'class="post__words"(.*?)</article>', text, re.DOTALL)[1]


@pytest.mark.both_databases
def test_likes_of_comments_count_without_the_blocked(ada, bob, cleo, show, client_of):
    post = show(ada, "Oak")
    said = say(post, cleo, "Fine")
    said.like(bob), said.like(ada)
    Block.objects.make(bob, ada)
    text = client_of(ada).get(post.get_absolute_url()).text
    assert number(rf'id="comment-{said.pk}-like".*?data-part="count"[^>]*>(\d+)<', text) == 1
    again = client_of(ada).post(f"/comments/{said.pk}/like/", headers=HTMX).text
    assert number(r'data-part="count"[^>]*>(\d+)<', again) == 1


def test_to_like_and_take_it_back_goes_on_from_the_visible_number(ada, bob, cleo, show, client_of):
    post = show(cleo, "Oak")
    post.like(bob)
    Block.objects.make(ada, bob)
    browser = client_of(ada)
    for data, expected in [({}, 1), ({"_method": "delete"}, 0)]:
        text = browser.post(f"/posts/{post.pk}/like/", data, headers=HTMX).text
        assert number(r'data-part="count"[^>]*>(\d+)<', text) == expected


def test_whose_account_is_closed_stays_in_the_number_and_in_the_list(ada, bob, cleo, show, client_of):
    post = show(ada, "Oak")
    post.like(bob), post.like(cleo)
    User.objects.filter(pk=cleo.pk).update(is_active=False)
    page = Page(client_of(bob), post)
    assert (page.likes, page.liked_by) == (2, 2)
    assert page.likers() == (["cleo", "bob"], 2)
    assert "/@cleo/" not in client_of(bob).get(f"/posts/{post.pk}/likes/").text  # there is no such page


def test_a_visitor_counts_everybody(ada, bob, show, visitor, set_site):
    set_site(visitors_may_read="rooms-people")
    post = show(ada, "Oak")
    post.like(bob), say(post, bob, "Fine")
    Block.objects.make(ada, bob)
    text = visitor.get(post.get_absolute_url()).text
    assert "Liked by" in text
    assert 'aria-label="1 comment"' in text


@pytest.mark.both_databases
@pytest.mark.parametrize("direction", ["blocks", "is blocked"])
def test_what_a_third_one_did_at_the_others_post_is_told_no_longer(direction, ada, bob, cleo, show, client_of):
    post, own = show(bob, "Oak"), show(ada, "Ash")
    say(post, cleo, "Look, @ada")
    said = say(own, bob, "Fine")
    say(own, cleo, "Indeed, @ada", parent=said)
    kept = say(own, cleo, "@ada!")
    Block.objects.make(*((ada, bob) if direction == "blocks" else (bob, ada)))
    assert [told.number for told in ada.notifications.all()] == [kept.pk]
    text = client_of(ada).get("/notifications/").text
    assert number(r"Notifications, (\d+) unread", text) == text.count('class="row row--notification') == 1


def test_the_week_counts_as_the_post_does(ada, bob, cleo, show):
    from apps.weeks import photos

    post = show(ada, "Oak")
    post.like(bob), post.like(cleo), say(post, bob, "Fine"), say(post, cleo, "Fine")
    Block.objects.make(ada, bob)
    shown = photos.seen_by(ada, [post.pk])[post.pk]
    assert (shown.visible_like_count, shown.visible_comment_count) == (1, 1)


# --- Whatever people do ---------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(2))
def test_every_number_is_that_of_its_list(seed, make_user, show, client_of, monkeypatch):
    monkeypatch.setattr(marks, "PAGE", 2), monkeypatch.setattr(sys.modules["apps.posts.views.comments"], "PAGE", 2)
    chance = random.Random(seed)
    crowd = [make_user(f"person.{letter}") for letter in "abcde"]
    posts = [show(author, "Oak") for author in crowd[:2]]
    for _ in range(chance.randrange(2, 5)):
        Block.objects.make(*chance.sample(crowd, 2))
    said = []
    for _ in range(40):
        user, post = chance.choice(crowd), chance.choice(posts)
        comment = chance.choice(said) if said else None
        parent = comment if comment and comment.post_id == post.pk else None
        done = chance.choice(["like", "unlike", "say", "say", "reply", "like comment", "follow"])
        if done == "like":
            post.like(user)
        elif done == "unlike":
            post.unlike(user)
        elif done == "follow":
            Follow.objects.make(*chance.sample(crowd, 2))
        elif done == "like comment" and comment:
            comment.like(user)
        elif done in ("say", "reply"):
            said.append(say(post, user, "Yes", parent=parent if done == "reply" else None))
    for _ in range(3):
        Block.objects.make(*chance.sample(crowd, 2))
    for viewer in crowd[:3]:
        browser = client_of(viewer)
        for post in Post.objects.visible_to(viewer, SiteSettings.current()):
            page = Page(browser, post)
            names, above = page.likers()
            assert page.likes == above == len(names), (viewer, post)
            assert page.liked_by == (len(names) if set(names) - {viewer.username} else 0)  # one's own has no line
            promised, listed = page.said()
            assert promised == listed
            assert page.comments == len(listed) + sum(listed.values())
            hidden = {block.blocked_id for block in Block.objects.filter(blocker=viewer)}
            hidden |= {block.blocker_id for block in Block.objects.filter(blocked=viewer)}
            assert not set(names) & set(User.objects.filter(pk__in=hidden).values_list("username", flat=True))
        for person in crowd:
            text = browser.get(f"/@{person.username}/").text
            if "/followers/" in text:
                for shown in ("followers", "following"):
                    listing = browser.get(f"/@{person.username}/{shown}/").text
                    rows = len(re.findall(r'<li id="person-\d+"', listing))
                    said_to_be = re.search(rf'href="/@{person.username}/{shown}/"[^>]*>(.*?)</a>', text, re.DOTALL)[1]
                    assert number(r"(\d+)", said_to_be) == rows, (viewer, person, shown)
    assert [counters.drifted(model.objects.all()) for model in (Post, Comment)] == [{}, {}]
    assert Like.objects.exists()


def test_it_costs_no_query_more(ada, bob, cleo, show, client_of, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    post, browser = show(cleo, "Oak"), client_of(ada)
    post.like(bob), say(post, bob, "Fine")

    def queries(address):
        browser.get(address)
        with CaptureQueriesContext(connection) as captured:
            browser.get(address)
        return len(captured)

    before = [queries(post.get_absolute_url()), queries("/")]
    Block.objects.make(ada, bob)
    assert [queries(post.get_absolute_url()), queries("/")] <= before
