"""What stands on a page that is shown from the history: likes, saves and what was said last, as they are now."""

import pytest

from apps.posts.models import Comment

pytestmark = pytest.mark.both_databases

ADDRESS = "/posts/marks/"


@pytest.fixture
def bobs(client_of, bob):
    return client_of(bob)


def test_marks_of_posts_and_comments_are_those_of_now(bobs, ada, bob, show):
    oak, ash = show(ada, "Oak"), show(ada, "Ash")
    comment = Comment.objects.say(oak, ada, "A fine grain")
    oak.like(bob)
    comment.like(bob)
    html = bobs.get(f"{ADDRESS}?of=post-{oak.pk},post-{ash.pk},comment-{comment.pk}").text
    assert f'id="post-{oak.pk}-like" aria-pressed="true"' in html
    assert f'id="post-{ash.pk}-like" aria-pressed="false"' in html
    assert f'id="comment-{comment.pk}-like" aria-pressed="true"' in html
    assert f'id="post-{oak.pk}-words"' in html
    assert "A fine grain" in html


def test_what_one_may_not_see_is_left_out(bobs, ada, cleo, client_of, show):
    letter = show(ada, "For followers", audience="followers")
    comment = Comment.objects.say(letter, ada, "Just for you")
    gone = show(ada, "Gone")
    gone.archive()
    query = f"{ADDRESS}?of=post-{letter.pk},post-{gone.pk},comment-{comment.pk}"
    assert bobs.get(query).text.strip() == ""


@pytest.mark.parametrize(
    "of", ["", "post-", "post-x", "-1", "post--1", "post-1,,comment-", "room-1", "post-" + "9" * 30]
)
def test_what_is_no_name_is_nothing(bobs, of):
    answer = bobs.get(ADDRESS, {"of": of})
    assert (answer.status_code, answer.text.strip()) == (200, "")


def test_the_cost_does_not_grow_with_what_is_asked_for(bobs, ada, show, django_assert_max_num_queries):
    posts = [show(ada, f"Oak {number}") for number in range(6)]
    comments = [Comment.objects.say(posts[0], ada, f"Word {number}") for number in range(6)]
    names = [f"post-{post.pk}" for post in posts] + [f"comment-{comment.pk}" for comment in comments]
    bobs.get(ADDRESS)
    with django_assert_max_num_queries(12):
        bobs.get(ADDRESS, {"of": ",".join(names)})
