"""What people are told of one another: who follows them, who would like to, and who lets them."""

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import SiteSettings
from apps.live import channels
from apps.notifications import kinds, places
from apps.shared.addresses import address

from .models import Block, Follow, FollowRequest, Profile


def register():
    kinds.register_silence(who_are_not_parted)
    places.register("profile", others_seen_by, words=lambda profile: profile.distinct_name)
    kinds.register_target("follow", follows_seen_by)
    kinds.register_target("followrequest", requests_seen_by)
    kinds.register_target("profile", profiles_seen_by)
    kinds.register(
        "follow",
        kinds.Topic.FOLLOWERS,
        group=kinds.Group.PEOPLE,
        sentence=_("began to follow you"),
        place=lambda follow: f"followers-{follow.followed_id}",
        address=lambda follow: address("people:followers", follow.followed.username),
    )
    kinds.register(
        "ask",
        kinds.Topic.REQUESTS,
        group=kinds.Group.PEOPLE,
        sentence=_("would like to follow you"),
        place=lambda request: f"requests-{request.asked_id}",
        address=lambda request: address("people:follow_requests"),
        answers="people/_ask_answers.html",
        together=False,
    )
    kinds.register(
        "accept",
        kinds.Topic.REQUESTS,
        group=kinds.Group.PEOPLE,
        sentence=_("lets you follow: their photos are in your feed now"),
        place=channels.name,
    )


def who_are_not_parted(people, actor):
    mine = Block.objects.filter(blocker=actor, blocked=OuterRef("pk"))
    theirs = Block.objects.filter(blocker=OuterRef("pk"), blocked=actor)
    return people.exclude(Exists(mine) | Exists(theirs))


def follows_seen_by(user, numbers):
    return Follow.objects.filter(followed=user).select_related("followed").in_bulk(numbers)


def requests_seen_by(user, numbers):
    return FollowRequest.objects.to_be_answered_by(user).select_related("asker").in_bulk(numbers)


def profiles_seen_by(user, numbers):
    people = Profile.objects.visible_to(user, SiteSettings.current()).not_parted_from(user)
    return people.select_related("user").in_bulk(numbers)


def others_seen_by(user, numbers):
    """Nobody hears of what they do themselves."""
    others = Profile.objects.visible_to(user, SiteSettings.current()).exclude(pk=user.pk)
    return others.select_related("user").in_bulk(numbers)
