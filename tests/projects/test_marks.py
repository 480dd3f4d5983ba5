"""Likes, saves and comments on a project, whom they are told to, and what a block hides of them."""

import pytest

from apps.accounts.models import SiteSettings
from apps.notifications.models import Notification
from apps.notifications.rows import rows_of
from apps.people.models import Block
from apps.posts import counters
from apps.posts.models import Comment, CommentsOff
from apps.projects.models import Project

from .conftest import said

pytestmark = pytest.mark.django_db


def say(project, author, body, parent=None):
    return Comment.objects.say(project, author, body, parent=parent)


def numbers(project):
    return Project.objects.values_list("like_count", "comment_count").get(pk=project.pk)


def seen_by(user, project):
    return Project.objects.visible_to(user, SiteSettings.current()).with_marks(user).get(pk=project.pk)


@pytest.mark.both_databases
def test_a_like_is_counted_once_told_and_taken_back(ada, bob, bike):
    assert (bike.like(bob), bike.like(bob)) == (True, False)
    assert (numbers(bike), said(ada)) == ((1, 0), ["bob liked your project"])
    assert seen_by(bob, bike).i_like
    assert (bike.unlike(bob), bike.unlike(bob)) == (True, False)
    assert (numbers(bike), said(ada)) == ((0, 0), [])
    bike.like(ada)
    assert said(ada) == []


def test_a_project_is_saved_once_and_no_one_hears(ada, bob, bike):
    assert (bike.keep(bob), bike.keep(bob)) == (True, False)
    assert seen_by(bob, bike).i_save
    assert (bike.let_go(bob), bike.let_go(bob)) == (True, False)
    assert not Notification.objects.exists()


@pytest.mark.both_databases
def test_likes_of_many_from_rows_read_before_are_one_row_and_the_right_number(ada, bike, make_user):
    people = [make_user(f"dora{number}") for number in range(12)]
    stale = [Project.objects.get(pk=bike.pk) for _ in people]
    for project, user in zip(stale, people, strict=True):
        project.like(user)
    assert numbers(bike) == (12, 0)
    assert said(ada) == ["dora11 and 11 others liked your project"]
    for project, user in zip(stale, people, strict=True):
        project.unlike(user)
    assert (numbers(bike), said(ada)) == ((0, 0), [])


def test_a_comment_is_told_to_the_owner_and_a_reply_to_whom_it_answers(ada, bob, cleo, bike):
    say(bike, bob, "Before"), Notification.objects.all().delete()  # so that it has another number than the project
    comment = say(bike, bob, "Nice, @cleo")
    assert (said(ada), said(cleo)) == (["bob commented on your project"], ["bob mentioned you"])
    reply = say(bike, ada, "Thanks", parent=comment)
    comment.like(cleo)
    assert said(bob) == ["cleo liked your comment", "ada answered your comment"]
    assert numbers(bike) == (0, 3)
    assert reply.parent == comment
    for user in (ada, bob, cleo):
        for row in rows_of(user)[0]:
            assert (row.newest.place, row.photo) == (f"project-{bike.pk}", bike.cover)
    comment.remove()
    assert numbers(bike) == (0, 1)
    assert not Notification.objects.exists()


def test_where_comments_are_off_only_the_owner_comments(ada, bob, bike):
    bike = bike.edit(takes_comments=False)
    with pytest.raises(CommentsOff):
        say(bike, bob, "And yet")
    say(bike, ada, "A note")
    assert numbers(bike) == (0, 1)


@pytest.mark.both_databases
@pytest.mark.parametrize("direction", ["blocks", "is blocked"])
def test_a_block_hides_likes_and_comments_of_each_other(direction, ada, bob, cleo, bike):
    bike.like(bob), bike.like(cleo)
    first = say(bike, bob, "Of Bob")
    say(bike, cleo, "To Bob", parent=first), say(bike, cleo, "Of Cleo")
    Block.objects.make(*((ada, bob) if direction == "blocks" else (bob, ada)))
    seen = seen_by(ada, bike)
    assert (seen.visible_like_count, seen.visible_comment_count, seen.newest_liker) == (1, 1, cleo.pk)
    assert [comment.body for comment in bike.comments.visible_to(ada)] == ["Of Cleo"]
    assert list(bike.likes.visible_to(ada).values_list("user", flat=True)) == [cleo.pk]
    theirs = seen_by(cleo, bike)
    assert (theirs.visible_like_count, theirs.visible_comment_count) == (2, 3)


@pytest.mark.parametrize("direction", ["blocks", "is blocked"])
def test_of_each_others_projects_blocked_people_keep_no_notification(
    direction, ada, bob, cleo, bike, make_project, review
):
    chair = make_project(bob, "Chair", "With @ada")
    bike.edit(body="With @bob")
    review(bike, bob).write_answer("Thanks")
    say(bike, bob, "Nice"), bike.like(bob), chair.like(ada), bike.invite(bob)
    say(bike, cleo, "Look, @bob"), say(chair, cleo, "Look, @ada")  # a third person there
    bike.like(cleo)
    Block.objects.make(*((ada, bob) if direction == "blocks" else (bob, ada)))
    assert said(bob) == ["cleo commented on your project"]
    assert said(ada) == ["cleo liked your project", "cleo commented on your project"]
    assert ada.notifications.count() == len(said(ada))
    bike.edit(body="With @bob once more"), bike.edit(body="Alone")
    assert said(bob) == ["cleo commented on your project"]


def test_what_happens_after_a_block_is_not_told(ada, bob, bike):
    Block.objects.make(ada, bob)
    bike.edit(body="With @bob")
    bike.like(bob)
    assert not Notification.objects.exists()


def test_numbers_of_comments_are_right_after_all_that(ada, bob, cleo, bike):
    comment = say(bike, bob, "Fine")
    say(bike, cleo, "Indeed", parent=comment), comment.like(ada)
    cleo.delete(), ada.refresh_from_db()
    assert counters.drifted(Project.objects.all()) == counters.drifted(Comment.objects.all()) == {}
    assert numbers(bike) == (0, 1)
