"""Several at once, where only a database that lets two write at once can show it."""

from functools import partial

from django.core.exceptions import ObjectDoesNotExist
from django.test import Client

from apps.people.models import Follow
from apps.posts import counters
from apps.posts.models import Comment, Draft, Like, Photo, Post
from apps.tags.models import Tag, TagFollow
from tests import racing

pytestmark = racing.ON_A_DATABASE_WITH_SEVERAL_WRITERS


def at_once(*deeds):
    """As racing's; that something is gone is an answer too."""

    def done_or_gone(do):
        try:
            return do()
        except ObjectDoesNotExist:
            return "gone"

    return racing.at_once(*(partial(done_or_gone, do) for do in deeds))


def off():
    """Every post and comment whose numbers are not those of its rows."""
    return {**counters.drifted(Post.objects.all()), **counters.drifted(Comment.objects.all())}


def browsers(user, number):
    """Somebody's tabs."""
    tabs = [Client(raise_request_exception=False) for _ in range(number)]
    for tab in tabs:
        tab.force_login(user)
    return tabs


def test_ten_taps_on_like_leave_one_like_and_a_count_of_one(client_of, ada, bob, show):
    post = show(ada, "Oak")
    comment = Comment.objects.say(post, ada, "Fine")
    client_of(None)
    tabs = browsers(bob, 10)
    for address in (f"/posts/{post.pk}/like/", f"/comments/{comment.pk}/like/"):
        assert at_once(*[lambda tab=tab, to=address: tab.post(to).status_code for tab in tabs]) == [302] * 10
    post.refresh_from_db(), comment.refresh_from_db()
    assert (post.like_count, post.likes.count()) == (comment.like_count, comment.likes.count()) == (1, 1)
    for address in (f"/posts/{post.pk}/like/", f"/comments/{comment.pk}/like/"):
        assert at_once(*[lambda tab=tab, to=address: tab.delete(to).status_code for tab in tabs]) == [302] * 10
    post.refresh_from_db(), comment.refresh_from_db()
    assert (post.like_count, post.likes.count()) == (comment.like_count, comment.likes.count()) == (0, 0)


def test_a_save_and_a_follow_of_a_tag_tapped_in_many_tabs_are_one(client_of, ada, bob, show):
    post = show(ada, "Oak #oak")
    client_of(None)
    tabs = browsers(bob, 6)
    for address in (f"/posts/{post.pk}/save/", "/tags/oak/follow/"):
        assert at_once(*[lambda tab=tab, to=address: tab.post(to).status_code for tab in tabs]) == [302] * 6
    assert bob.saves.count() == TagFollow.objects.filter(user=bob, tag=Tag.objects.get(name="oak")).count() == 1


def test_whatever_is_done_at_once_the_numbers_are_those_of_the_rows(ada, bob, cleo, show):
    """Likes and their ends, comments, answers, and their ends, of three people on one post."""
    post = show(ada, "Oak")
    for number in range(4):
        first = Comment.objects.say(post, bob, f"{number}")
        reply = Comment.objects.say(post, cleo, "Indeed", parent=first)

        def fresh(comment):
            return Comment.objects.select_related("post").get(pk=comment.pk)

        results = at_once(
            lambda: post.like(bob),
            lambda: post.unlike(bob),
            lambda: post.like(cleo),
            lambda first=first: Comment.objects.say(post, ada, "An answer", parent=first) and None,
            lambda first=first: fresh(first).like(cleo),
            lambda reply=reply: fresh(reply).like(ada),
            lambda reply=reply: fresh(reply).remove(),
            lambda first=first: fresh(first).remove(),
            lambda: Comment.objects.say(post, cleo, "Beside it") and None,
        )
        assert set(results) <= {True, False, None, "gone"}
        assert off() == {}
    assert Comment.objects.filter(parent=None).count() == 4


def test_a_comment_taken_away_in_two_tabs_is_counted_once(ada, bob, show):
    post = show(ada, "Oak")
    Comment.objects.say(post, bob, "Stays")
    for _ in range(4):
        comment = Comment.objects.say(post, bob, "Goes")
        Comment.objects.say(post, ada, "Along", parent=comment)
        at_once(*[Comment.objects.select_related("post").get(pk=comment.pk).remove for _ in range(4)])
        post.refresh_from_db()
        assert (post.comment_count, off()) == (1, {})


def test_a_draft_published_in_two_tabs_is_one_post(client_of, ada, drawn):
    client_of(None)
    tabs = browsers(ada, 4)
    for number in range(3):
        draft = Draft.objects.create(author=ada)
        draft.add_photos([Photo.of(drawn, "A plank")])
        said = {"body": f"Oak {number}", "audience": "everyone", "do": "publish"}
        answers = at_once(*[lambda tab=tab, d=draft, s=said: tab.post(f"/posts/drafts/{d.key}/", s) for tab in tabs])
        post = Post.objects.get(client_id=draft.key)
        assert {answer["Location"] for answer in answers} == {f"/posts/{post.pk}/"}
        assert post.photos.count() == 1
    assert Post.objects.count() == 3
    assert not ada.post_drafts.exists()


def test_a_post_that_goes_while_people_like_and_comment_takes_everything_along(client_of, ada, bob, cleo, show):
    client_of(None)
    (adas, again), (bobs, also_bobs), (cleos,) = browsers(ada, 2), browsers(bob, 2), browsers(cleo, 1)
    for _ in range(4):
        post = show(ada, "Oak")
        comment = Comment.objects.say(post, bob, "Fine")
        at = f"/posts/{post.pk}"
        answers = at_once(
            lambda at=at: adas.delete(f"{at}/"),
            lambda at=at: again.delete(f"{at}/"),
            lambda at=at: bobs.post(f"{at}/like/"),
            lambda at=at: also_bobs.post(f"{at}/comments/", {"body": "Late"}),
            lambda pk=comment.pk: cleos.post(f"/comments/{pk}/like/"),
        )
        assert {answer.status_code for answer in answers} <= {302, 404}
        assert not Post.objects.exists()
        assert not Comment.objects.exists()
        assert not Like.objects.exists()


def test_counting_anew_while_people_like_puts_nothing_wrong(ada, bob, cleo, make_user, show):
    people = [ada, bob, cleo, *(make_user(f"dora{number}") for number in range(3))]
    for _ in range(4):
        post = show(ada, "Oak")
        Post.objects.filter(pk=post.pk).update(like_count=40)
        likes = [lambda user=user, post=post: post.like(user) for user in people]
        at_once(*likes, lambda post=post: counters.recount(Post, [post.pk]) and None)
        assert off() == {}


def test_an_account_that_goes_while_others_like_leaves_the_numbers_right(ada, bob, cleo, make_user, show):
    post = show(ada, "Oak")
    for number in range(3):
        dora = make_user(f"dora{number}")
        Follow.objects.make(dora, ada)
        post.like(dora)
        comment = Comment.objects.say(post, dora, "Fine")
        Comment.objects.say(post, bob, "Indeed", parent=comment)
        at_once(lambda: post.like(bob), lambda: post.unlike(cleo), lambda: post.like(cleo), dora.delete)
        assert off() == {}
