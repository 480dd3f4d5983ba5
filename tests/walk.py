"""Every page of the site, asked for by somebody's browser: what a test has done to the data, no page may fail for.

The permission table knows all addresses (`tests/test_permissions.py`). Use it so:

    from tests.walk import *  # noqa: F403  fixtures

    def test_no_page_fails(pages, failures):
        ...                                     # take something away
        assert failures(pages, "member") == {}
"""

import pytest
from django.contrib import admin
from django.urls import reverse

from tests.conftest import HTMX
from tests.test_permissions import ROLES, ROWS, address_of, browser_of, people

__all__ = ["address_of", "browser_of", "failures", "lively", "pages", "people"]

NOT_PAGES = {"live:events", "shared:media"}  # streams never end


@pytest.fixture
def pages(address_of, lively):
    """The addresses of all that can be looked at, once each; the admin's lists as well."""
    names = [(name, thing) for name, thing, method, _roles in ROWS if method == "GET" and name not in NOT_PAGES]
    found = [address_of(name, thing) for name, thing in names]
    models = (model._meta for model in admin.site._registry)
    lists = [reverse(f"admin:{model.app_label}_{model.model_name}_changelist") for model in models]
    return list(dict.fromkeys([*found, *lively, *lists]))


@pytest.fixture
def lively(people, studio, kiln):
    """What people do to one another, so that each page shows everybody somewhere; some more pages of it."""
    from allauth.account.models import EmailAddress

    from apps.people.models import Block, Follow, FollowRequest
    from apps.posts.models import Comment, Post
    from apps.rooms.models import Room

    ada, bob, cleo = people["owner"], people["member"], people["stranger"]
    owner = people["admin"]
    for follower, followed in [(ada, bob), (bob, ada), (cleo, bob), (owner, ada)]:
        Follow.objects.make(follower, followed)
    FollowRequest.objects.make(people["moderator"], bob)
    post, of_bob = Post.objects.publish(ada, [], "Look @bob #oak"), Post.objects.publish(bob, [], "Ash @ada #oak")
    for each in (post, of_bob):
        said = Comment.objects.say(each, ada, "Fine, @cleo")
        Comment.objects.say(each, bob, "Thank you @ada", parent=said)
        each.like(ada), each.like(bob), each.like(cleo), said.like(bob), each.keep(ada), each.keep(bob)
    for room in (studio, kiln, *Room.objects.filter(kind="personal", owner__in=[ada, bob])):
        for author in (ada, bob):
            room.join(author)
            first = room.post(author, "Does anybody know the way, @ada @bob?")
            first.react(ada, "👍"), first.react(bob, "👍")
            room.post(author, "Like this", reply_to=first).edit(author, "Like that")
    studio.open_door()
    guest = studio.admit_guest("Gerda", "127.0.0.9").user
    studio.post(guest, "Good day").react(guest, "👋")
    talk = Room.objects.begin(bob, [ada, cleo])
    talk.post(ada, "Only for us"), talk.post(bob, "Indeed")
    Block.objects.make(owner, cleo)
    assert EmailAddress.objects.filter(user=ada).exists()
    return [
        post.get_absolute_url(),
        of_bob.get_absolute_url(),
        talk.get_absolute_url(),
        *(reverse(f"posts:{name}", args=[each.pk]) for name in ("likes", "comments") for each in (post, of_bob)),
        *(
            f"/@{name}/{more}"
            for name in ("ada", "bob")
            for more in ("", "followers/", "following/", "photos/", "room/")
        ),
        *(
            "/rooms/ada/",
            "/rooms/bob/",
            "/people/?q=a",
            "/rooms/?show=mine",
            "/messages/?q=a",
            "/messages/?requests=1",
        ),
        *(
            "/rooms/studio/?q=@a",
            "/rooms/studio/names/?q=@a",
            "/rooms/studio/people/?username=a",
            "/messages/new/?q=a",
        ),
    ]


def is_a_page(response):
    """Whether it is a whole one, which a view gives that does not look at whether a fragment is asked for."""
    return response.status_code == 200 and not response.streaming and response.content.startswith(b"<!doctype html>")


@pytest.fixture
def failures(browser_of):
    """`failures(pages, "member")`: `{(role, address, …): why}` of those that fail for somebody: for the admin, the
    pages of the admin; for everybody else, all others; for the member as fragments, and as pages where these differ.
    `before()` is called before each request.
    """

    def walk(addresses, *roles, before=lambda: None, fragments=True):
        found = {}
        for role in roles or ROLES:
            browser, shows_admin = browser_of(role), role == "admin"
            for address in addresses:
                if shows_admin != address.startswith("/admin/"):
                    continue
                with_fragments = fragments and role == "member" and not address.startswith("/accounts/")
                for headers in (HTMX, {}) if with_fragments else ({},):
                    before()
                    response = browser.get(address, headers=headers)
                    if response.status_code >= 500:
                        found[role, address, *headers] = repr((response.exc_info or [None, response.status_code])[1])
                    if is_a_page(response):
                        break
        return found

    return walk
