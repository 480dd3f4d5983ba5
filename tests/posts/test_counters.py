"""The numbers on posts and comments, and counting them anew."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.accounts.models import User
from apps.posts import counters
from apps.posts.models import Comment, CommentLike, Like, Post

pytestmark = pytest.mark.both_databases


@pytest.fixture
def post(ada, bob, cleo, show):
    """With two likes, and a comment that is liked and answered."""
    post = show(ada, "Oak")
    comment = Comment.objects.say(post, bob, "Fine")
    Comment.objects.say(post, ada, "Thank you", parent=comment)
    post.like(bob), post.like(cleo), comment.like(ada)
    return post


def numbers(post):
    post.refresh_from_db()
    first = post.comments.filter(parent=None).first()
    return post.like_count, post.comment_count, first and (first.like_count, first.reply_count)


def make_wrong(post):
    Post.objects.filter(pk=post.pk).update(like_count=7, comment_count=0)
    Comment.objects.filter(post=post, parent=None).update(reply_count=5)


def test_what_is_off_is_put_right_and_said(post, capsys):
    make_wrong(post)
    call_command("recount")
    assert numbers(post) == (2, 2, (1, 1))
    said = capsys.readouterr().out
    assert f"post {post.pk}: like_count was 7, is 2; comment_count was 0, is 2\n" in said
    assert f"comment {post.comments.first().pk}: reply_count was 5, is 1\n" in said
    assert "right now: 2" in said
    call_command("recount")
    assert capsys.readouterr().out == "Everything was right.\n"


def test_what_is_only_checked_stays_as_it_is(post, capsys):
    call_command("recount", "--check")
    make_wrong(post)
    with pytest.raises(CommandError, match="Rows that are off: 2"):
        call_command("recount", "--check")
    assert "like_count was 7, is 2" in capsys.readouterr().out
    assert numbers(post) == (7, 0, (1, 5))


def test_counting_costs_the_same_for_many_posts(ada, bob, post, make_user, capsys):
    def queries():
        make_wrong(post)
        with CaptureQueriesContext(connection) as captured:
            call_command("recount")
        return len(captured)

    few = queries()
    people = [make_user(f"dora{number}") for number in range(5)]
    posts = Post.objects.bulk_create(Post(author=ada, body=f"Post {number}") for number in range(40))
    comments = Comment.objects.bulk_create(Comment(post=each, author=bob, body="Fine") for each in posts)
    Like.objects.bulk_create(Like(post=each, user=user) for each in posts for user in people)
    CommentLike.objects.bulk_create(CommentLike(comment=each, user=user) for each in comments for user in people)
    assert queries() == few
    assert "right now: 82" in capsys.readouterr().out  # the forty were never counted


def test_all_batches_are_counted(ada, bob, show, monkeypatch):
    monkeypatch.setattr(counters, "BATCH", 4)
    posts = [show(ada, f"Post {number}") for number in range(11)]
    posts[5].like(bob)
    Post.objects.update(like_count=9)
    assert len(counters.recount(Post, [post.pk for post in posts])) == 11
    assert [post.like_count for post in Post.objects.order_by("pk")] == [0] * 5 + [1] + [0] * 5


@pytest.mark.parametrize("who", ["bob", "cleo"])
def test_with_an_account_go_its_likes_and_comments_from_the_numbers(post, who):
    User.objects.get(username=who).delete()
    assert numbers(post) == ((1, 0, None) if who == "bob" else (1, 2, (1, 1)))
    assert (counters.drifted(Post.objects.all()), counters.drifted(Comment.objects.all())) == ({}, {})


def test_with_an_account_go_its_replies_from_the_number_of_what_they_answered(post, cleo):
    first = post.comments.get(parent=None)
    Comment.objects.say(post, cleo, "Indeed", parent=first)
    assert numbers(post) == (2, 3, (1, 2))
    cleo.delete()
    assert numbers(post) == (1, 2, (1, 1))


def test_with_its_author_a_post_goes_and_nothing_is_left(post, ada):
    ada.delete()
    assert not Post.objects.exists()
    assert not Comment.objects.exists()


def test_several_accounts_at_once(post, bob, cleo):
    User.objects.filter(pk__in=[bob.pk, cleo.pk]).delete()
    assert numbers(post) == (0, 0, None)


def test_a_like_of_what_is_gone_is_not_found(client_of, post, bob, monkeypatch):
    """Deleted in another tab, after it was looked up."""
    comment, browser = post.comments.first(), client_of(bob)
    for model, address in [(Comment, f"/comments/{comment.pk}/like/"), (Post, f"/posts/{post.pk}/like/")]:
        like = model.like

        def too_late(thing, user, like=like):
            type(thing).objects.filter(pk=thing.pk).delete()
            return like(thing, user)

        monkeypatch.setattr(model, "like", too_late)
        assert browser.post(address).status_code == 404
    assert not Like.objects.exists()


def test_an_answer_to_what_has_just_gone_keeps_its_words(client_of, post, bob, monkeypatch):
    comment, browser = post.comments.first(), client_of(bob)

    def too_late(post, user):
        Comment.objects.filter(pk=comment.pk).delete()
        return True

    monkeypatch.setattr(Post, "can_be_commented_by", too_late)
    response = browser.post(f"/posts/{post.pk}/comments/", {"body": "And yet", "parent": comment.pk})
    assert response.status_code == 409
    assert "The comment you’re replying to was deleted" in response.text
    assert "And yet" in response.text
