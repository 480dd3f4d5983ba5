"""Several people at one project at once, in real threads, on SQLite and PostgreSQL: its numbers stay right."""

from functools import partial

import pytest
from django.core.exceptions import ObjectDoesNotExist

from apps.notifications.models import Notification
from apps.people.models import Block
from apps.posts import counters
from apps.posts.models import Like
from apps.projects.models import (
    AlreadyReviewed,
    CannotReview,
    Collaborator,
    NotACollaborator,
    Project,
    Review,
)
from tests import racing

from .conftest import counts

pytestmark = racing.ON_BOTH_DATABASES
REFUSED = (AlreadyReviewed, CannotReview, NotACollaborator, ObjectDoesNotExist)


def at_once(*deeds):
    """As racing's; that something is refused is an answer too, by its name."""

    def done_or_refused(do):
        try:
            return do()
        except REFUSED as refused:
            return type(refused).__qualname__

    return racing.at_once(*(partial(done_or_refused, do) for do in deeds))


def fresh(row):
    """As each request reads it for itself."""
    return type(row).objects.get(pk=row.pk)


@pytest.fixture
def nothing_off():
    def check():
        return counters.drifted(Project.objects.all()) == {}

    return check


def test_ten_reviews_of_one_person_are_one_and_counted_once(ada, bob, bike, review, nothing_off):
    for is_positive in (True, False):
        tabs = [fresh(bike) for _ in range(10)]
        results = at_once(*[partial(review, tab, bob, is_positive) for tab in tabs])
        assert results.count("AlreadyReviewed") == 9
        assert counts(bike) == (1, int(is_positive))
        assert bike.reviews.get().author == bob
        assert Notification.objects.filter(kind="review").count() == 1
        assert nothing_off()
        results = at_once(*[fresh(bike.reviews.get()).withdraw for _ in range(10)])
        assert sorted(results) == [False] * 9 + [True]
        assert counts(bike) == (0, 0)


def test_ten_people_review_at_once(ada, bike, make_user, review, nothing_off):
    people = [make_user(f"dora{number}") for number in range(10)]
    written = at_once(*[partial(review, fresh(bike), user, number % 3 > 0) for number, user in enumerate(people)])
    assert counts(bike) == (10, 6)
    flips = [partial(one.edit, is_positive=not one.is_positive, body="No", relation="used") for one in written[:5]]
    ends = [one.withdraw for one in written[4:]]  # the fifth does both
    likes = [partial(fresh(bike).like, user) for user in people]
    at_once(*flips, *ends, *likes)
    assert bike.reviews.count() == counts(bike)[0] == 4
    assert nothing_off()


def test_a_review_that_is_flipped_in_many_tabs_is_counted_as_it_is(bob, bike, review, nothing_off):
    one = review(bike, bob)
    values = {"body": "So", "relation": "used"}
    at_once(*[partial(fresh(one).edit, is_positive=bool(number % 2), **values) for number in range(8)])
    assert counts(bike) == (1, int(Review.objects.get().is_positive))
    assert nothing_off()


def test_a_project_never_goes_to_one_who_leaves_in_the_same_moment(ada, bob, bike, join):
    for _ in range(6):
        join(bike, bob)
        transferred, left = at_once(
            partial(fresh(bike).transfer_ownership, bob), partial(fresh(bike).remove_collaborator, bob)
        )
        now = Project.objects.get(pk=bike.pk)
        assert (transferred == "NotACollaborator") == (now.owner == ada) == left
        assert not now.collaborators.filter(user=now.owner).exists()
        if now.owner == bob:
            now.transfer_ownership(ada)
            now.remove_collaborator(bob)
        assert not bike.collaborators.exists()


def test_accepted_or_removed_first_nobody_works_on_it_in_the_end(ada, bob, bike, review, nothing_off):
    for _ in range(6):
        review(bike, bob)
        bike.invite(bob)
        accepted, removed = at_once(
            partial(fresh(bike).accept_invitation, bob), partial(fresh(bike).remove_collaborator, bob)
        )
        assert removed is True
        assert not bike.collaborators.exists()
        withdrawn = counts(bike) == (0, 0)
        assert withdrawn == (accepted is True)
        bike.reviews.withdraw()
        assert nothing_off()


def test_no_one_both_works_on_a_project_and_reviews_it(ada, bob, bike, review, nothing_off):
    for _ in range(6):
        bike.invite(bob)
        at_once(partial(fresh(bike).accept_invitation, bob), partial(review, fresh(bike), bob))
        assert bike.has_collaborator(bob)
        assert counts(bike) == (0, 0)
        bike.remove_collaborator(bob)
    assert nothing_off()


def test_no_one_accepts_whom_somebody_blocks_in_the_same_moment(ada, bob, bike):
    for _ in range(6):
        bike.invite(bob)
        at_once(partial(fresh(bike).accept_invitation, bob), partial(Block.objects.make, ada, bob))
        assert not bike.collaborators.exists()
        Block.objects.end(ada, bob)


def test_a_block_waits_for_no_one_who_likes_leaves_or_reviews(ada, bob, bike, review, nothing_off):
    for _ in range(6):
        bike.invite(bob), bike.like(bob), review(bike, bob)
        at_once(
            partial(Block.objects.make, ada, bob),
            partial(fresh(bike).unlike, bob),
            partial(fresh(bike).remove_collaborator, bob),
            bike.reviews.get().withdraw,
        )
        assert not bike.collaborators.exists()
        assert not Notification.objects.exists()
        assert nothing_off()
        Block.objects.end(ada, bob)


def test_a_project_that_goes_while_people_like_and_review_takes_everything_along(ada, bob, cleo, make_project, review):
    for _ in range(6):
        bike = make_project(ada)
        bike.like(bob), bike.invite(bob)
        one = review(bike, bob)
        at_once(
            fresh(bike).remove,
            fresh(bike).remove,
            partial(fresh(bike).unlike, bob),
            partial(fresh(bike).like, cleo),
            partial(fresh(bike).accept_invitation, bob),
            partial(review, fresh(bike), cleo),
            fresh(one).withdraw,
        )
        for model in (Project, Review, Collaborator, Like, Notification):
            assert not model.objects.exists(), model


def test_hidden_and_withdrawn_at_once_it_is_counted_off_once(ada, bob, cleo, owner, bike, review, nothing_off):
    review(bike, cleo)
    for _ in range(6):
        one = review(bike, bob)
        results = at_once(
            partial(fresh(one).set_hidden, True, by=owner),
            partial(fresh(one).set_hidden, True, by=owner),
            fresh(one).withdraw,
        )
        assert results[2] is True
        assert counts(bike) == (1, 1)
        assert nothing_off()


def test_counting_anew_while_people_review_puts_nothing_wrong(ada, bike, make_user, review, nothing_off):
    people = [make_user(f"dora{number}") for number in range(6)]
    for is_positive in (True, False):
        Project.objects.filter(pk=bike.pk).update(review_count=40, positive_count=20)
        reviews = [partial(review, fresh(bike), user, is_positive) for user in people]
        at_once(*reviews, partial(counters.recount, Project, [bike.pk]))
        assert nothing_off()
        bike.reviews.withdraw()


def test_an_account_that_goes_while_others_review_leaves_the_numbers_right(
    ada, bob, cleo, bike, make_user, review, nothing_off
):
    for number in range(3):
        dora = make_user(f"dora{number}")
        review(bike, dora)
        at_once(partial(review, fresh(bike), bob), partial(review, fresh(bike), cleo, False), dora.delete)
        assert counts(bike) == (2, 1)
        assert nothing_off()
        bike.reviews.withdraw()
