"""Two at once, where only a database that lets two write at once can show it."""

from functools import partial

from django.core.exceptions import ValidationError

from apps.people.models import Block, Follow, FollowRequest, Profile, ProfileField
from tests.racing import ON_A_DATABASE_WITH_SEVERAL_WRITERS, at_once

pytestmark = ON_A_DATABASE_WITH_SEVERAL_WRITERS


def test_to_follow_and_to_block_at_once_is_to_do_it_once(ada, bob, cleo):
    for make in (lambda: Follow.objects.make(bob, ada), lambda: Block.objects.make(ada, cleo)):
        assert sorted(map(bool, at_once(*[make] * 5))) == [False, False, False, False, True]


def test_nobody_follows_whom_somebody_blocks_in_the_same_moment(ada, bob):
    for _ in range(8):
        at_once(
            lambda: Follow.objects.make(bob, ada),
            lambda: Follow.objects.make(ada, bob),
            lambda: Block.objects.make(ada, bob),
        )
        assert Block.objects.count() == 1
        assert not Follow.objects.exists()
        Block.objects.end(ada, bob)


def test_two_who_block_each_other_at_once_both_do(ada, bob):
    for _ in range(4):
        results = at_once(lambda: Block.objects.make(ada, bob), lambda: Block.objects.make(bob, ada))
        assert results == [True, True]
        Block.objects.all().delete()


def test_to_ask_at_once_is_to_ask_once(ada, bob):
    assert sorted(at_once(*[lambda: FollowRequest.objects.make(bob, ada)] * 5)) == [False, False, False, False, True]


def test_nobody_asks_whom_somebody_blocks_in_the_same_moment_and_is_let_in(ada, bob):
    for _ in range(8):
        FollowRequest.objects.make(bob, ada)
        at_once(lambda: Block.objects.make(ada, bob), lambda: FollowRequest.objects.accept(bob, ada))
        assert not Follow.objects.exists()
        assert not FollowRequest.objects.exists()
        Block.objects.end(ada, bob)


def test_who_asks_in_the_moment_in_which_she_is_private_no_longer_follows(ada, bob):
    for _ in range(8):
        Profile.objects.filter(user=ada).update(is_private=True)
        opened = Profile.objects.get(user=ada)
        opened.is_private = False
        seen_before = Profile.objects.select_related("user").get(user=ada)
        at_once(opened.save, lambda: seen_before.take_follower(bob))  # noqa: B023
        assert Follow.objects.filter(follower=bob, followed=ada).exists()
        assert not FollowRequest.objects.exists()
        Follow.objects.all().delete()


def test_who_is_accepted_and_takes_it_back_at_once_never_does_both(ada, bob):
    profile = Profile.objects.select_related("user").get(user=ada)
    for _ in range(8):
        FollowRequest.objects.make(bob, ada)
        at_once(lambda: FollowRequest.objects.accept(bob, ada), lambda: profile.lose_follower(bob))
        assert not Follow.objects.exists()  # taken back before, or ended after
        assert not FollowRequest.objects.exists()


def test_a_site_has_ten_fields_at_most_whoever_adds_the_last_ones_at_once():
    def add(number):
        try:
            return ProfileField.objects.create(label=f"Field {number}")
        except ValidationError:
            return None

    for number in range(8):
        add(number)
    made = at_once(*[partial(add, number) for number in range(8, 14)])
    assert sum(map(bool, made)) == 2
    assert ProfileField.objects.count() == 10
