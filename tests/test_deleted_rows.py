"""Whatever row is deleted, at the admin or in the product: the pages that showed it work, and no number is stale."""

import pytest
from django.contrib import admin
from django.db.models import F
from django.urls import reverse

from apps.accounts import user_rows
from apps.accounts.models import User
from apps.notifications.models import Notification
from apps.notifications.rows import rows_of
from apps.people.models import Block, Follow, FollowRequest
from apps.posts import counters as post_counters
from apps.posts.models import Comment, Draft, Like, Post
from apps.rooms import counters as room_counters
from apps.rooms.models import Membership, Message, Reaction, Room
from apps.tags.models import Tag
from tests.test_permissions import nothing_stays
from tests.walk import *  # noqa: F403  fixtures

OWN_TESTS = {  # neither the pages below nor a number of theirs show them
    *("auth.Group", "tasks.QueuedTask", "live.Event", "live.Presence"),
    *("accounts.Invitation", "accounts.FormerUsername", "people.ImportedProfile", "mfa.Authenticator"),
    *("notifications.Choice", "notifications.Subscription", "weeks.WeekMail", "tags.FormerTag"),
    *("posts.Draft", "posts.Revision", "rooms.Revision", "rooms.Removal"),
}


@pytest.fixture
def shown_on(lively, people):
    """Pages on which most of what people do is shown."""
    posts, talk = Post.objects.order_by("-pk")[:2], Room.objects.direct().get()
    pages = ["/", "/people/", "/@ada/", "/rooms/", "/rooms/studio/", "/rooms/kiln/", "/notifications/", "/messages/"]
    return [*pages, talk.get_absolute_url(), *(post.get_absolute_url() for post in posts)]


@pytest.fixture
def stale(people):
    """What is off after a deletion, in words."""

    def look():
        found = [f"{part.name} is missing" for part, _users in user_rows.find_missing()]
        rooms = list(Room.objects.values_list("pk", flat=True))
        found += [str(off) for off in (room_counters.drifted(rooms), *map(drifted, (Post, Comment))) if off]
        for user in User.objects.filter(is_guest=False):
            told = user.notifications.unread().told()["number"]
            rows = sum(row.is_unread for row in rows_of(user)[0])
            if told != rows:
                found.append(f"the bell of {user} says {told}, the list shows {rows}")
        return found

    return look


def drifted(model):
    return post_counters.drifted(model.objects.all())


def problems(failures, stale, pages, *roles):
    return [*stale(), *failures(pages, *roles, fragments=False).items()]


MODELS = [model for model in admin.site._registry if model._meta.label not in OWN_TESTS]


def by_turns():
    """The models whose rows are deleted before pages are looked at: one, or three on whose rows nothing hangs."""
    leaves = [model for model in MODELS if not model._meta.related_objects]
    alone = [[model] for model in MODELS if model not in leaves]
    return alone + [leaves[place : place + 3] for place in range(0, len(leaves), 3)]


@pytest.fixture
def desk(client_of, people):
    """The site's owner at the admin."""
    return client_of(people["admin"])


def test_whatever_is_deleted_at_the_admin_pages_work_and_numbers_are_right(
    desk, lively, shown_on, stale, failures, make_one, rf, people
):
    request = rf.get("/")
    request.user, found = people["admin"], {}
    assert stale() == []
    for models in by_turns():
        with nothing_stays():
            for model in models:
                if not admin.site._registry[model].has_delete_permission(request):
                    continue
                if not model.objects.exclude(pk=people["admin"].pk).exists():
                    make_one(model, 50 + MODELS.index(model))
                rows = model.objects.exclude(pk=people["admin"].pk) if model is User else model.objects.all()
                rows = rows.exclude(room__owner=F("user")) if model is Membership else rows
                if model is User:  # the people whose browsers walk stay; their own deletion has its own tests
                    rows = rows.exclude(pk__in=[people["member"].pk])
                pks = list(rows.values_list("pk", flat=True)[:40])
                opts = model._meta
                address = reverse(f"admin:{opts.app_label}_{opts.model_name}_changelist")
                data = {"action": "delete_selected", "_selected_action": pks, "post": "yes"}
                assert desk.post(address, data).status_code == 302, opts.label
                if wrong := stale():
                    found[opts.label] = wrong
            if wrong := failures(shown_on, "member", fragments=False):
                found[tuple(model._meta.label for model in models)] = wrong
    assert found == {}


def test_whatever_ends_in_the_product_pages_work_and_numbers_are_right(lively, shown_on, stale, failures, people):
    post_pk = Post.objects.filter(author=people["owner"]).latest("pk").pk
    ends = {
        "a message": lambda: studio.remove(studio.messages.filter(author=ada).first()),
        "the last message": lambda: studio.remove(studio.messages.latest("pk")),
        "a message that others quote": lambda: kiln.remove(Message.objects.filter(room=kiln, reply_to=None).first()),
        "all direct messages": lambda: [talk.remove(message) for message in talk.messages.all()],
        "a reaction": lambda: unreact(Reaction.objects.filter(user=bob).first()),
        "a comment": lambda: Comment.objects.filter(post=post, parent=None).first().remove(),
        "a reply": lambda: Comment.objects.filter(post=post).exclude(parent=None).first().remove(),
        "a post": lambda: post.remove(),
        "a post that is archived": lambda: post.archive(),
        "a like": lambda: post.unlike(bob),
        "a room": lambda: kiln.delete(),
        "a membership": lambda: kiln.leave(bob),
        "a guest": lambda: studio.guests.first().remove(),
        "the door for guests": lambda: studio.close_door(),
        "a follow": lambda: ada.profile.lose_follower(bob),
        "a request": lambda: FollowRequest.objects.end(people["moderator"], bob),
        "friendship": lambda: Block.objects.make(bob, ada),
        "a block": lambda: Block.objects.end(people["admin"], cleo),
        "a tag": lambda: Tag.objects.all().delete(),
        "somebody's account": lambda: ada.delete(),
    }
    found = {}
    for what, end in ends.items():
        with nothing_stays():
            post, talk = Post.objects.get(pk=post_pk), Room.objects.direct().get()
            studio, kiln = (Room.objects.get(slug=slug) for slug in ("studio", "kiln"))
            ada, bob, cleo = (User.objects.get(username=name) for name in ("ada", "bob", "cleo"))
            end()
            if wrong := problems(failures, stale, shown_on, "member"):
                found[what] = wrong
    assert found == {}
    assert Like.objects.exists()
    assert not Draft.objects.exists()


def unreact(reaction):
    reaction.message.unreact(reaction.user, reaction.emoji)


def test_the_list_of_notifications_opens_where_a_comment_is_on_a_post_that_one_may_not_see(client_of, ada, bob, cleo):
    post = Post.objects.publish(ada, [], "Oak")
    post.comments.say(post, cleo, "Look, @bob")
    User.objects.filter(pk=ada.pk).update(is_active=False)
    assert client_of(bob).get("/notifications/").status_code == 200
    assert not bob.notifications.exists()


@pytest.mark.both_databases
@pytest.mark.parametrize("model", [Follow, FollowRequest], ids=lambda model: model.__name__)
def test_a_follow_that_ends_at_the_admin_is_told_no_longer(model, client_of, owner, ada, bob):
    ada.profile.take_follower(bob)
    if model is FollowRequest:
        ada.profile.lose_follower(bob)
        FollowRequest.objects.make(bob, ada)
    row = model.objects.get()
    assert ada.notifications.unread().exists()
    name = model._meta.model_name
    assert client_of(owner).post(f"/admin/people/{name}/{row.pk}/delete/", {"post": "yes"}).status_code == 302
    assert not ada.notifications.unread().exists()
    assert not Notification.objects.of(row).unread().exists()
