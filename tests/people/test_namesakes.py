"""People who share a name are told apart by their usernames, wherever one could be taken for the other."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.accounts.models import User
from apps.people.models import Profile
from apps.posts.models import Comment, Post
from apps.rooms.models import Room
from tests.posts.conftest import drawn, show  # noqa: F401

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def call(user, name):
    profile = Profile.objects.get(pk=user.pk)
    profile.name = name
    profile.save()


def distinct_names():
    return {profile.user.username: profile.distinct_name for profile in Profile.objects.select_related("user")}


@pytest.fixture
def namesakes(ada, bob):
    call(ada, "Kim Lee")
    call(bob, "Kim Lee")


@pytest.mark.empty_site
def test_both_are_told_apart_as_soon_as_there_are_two_and_no_longer(ada, bob, cleo):
    call(ada, "Kim Lee")
    assert distinct_names()["ada"] == "Kim Lee"
    call(bob, "kim lee")
    assert distinct_names() == {"ada": "Kim Lee (@ada)", "bob": "kim lee (@bob)", "cleo": "cleo"}
    call(cleo, "K\u0456m Lee")  # looks the same
    call(bob, "Bob")
    assert distinct_names() == {"ada": "Kim Lee (@ada)", "bob": "Bob", "cleo": "K\u0456m Lee (@cleo)"}
    User.objects.get(pk=cleo.pk).delete()
    assert distinct_names() == {"ada": "Kim Lee", "bob": "Bob"}


def test_a_stale_profile_that_is_saved_later_takes_nothing_back(ada, bob):
    stale = Profile.objects.get(pk=ada.pk)
    call(ada, "Kim Lee")
    stale = Profile.objects.get(pk=ada.pk)
    call(bob, "Kim Lee")
    stale.headline = "Weaver"
    stale.save()
    stale.is_private = True
    stale.save(update_fields=["is_private"])
    assert distinct_names()["ada"] == "Kim Lee (@ada)"


def test_who_registers_under_a_name_that_somebody_shows_is_told_apart(ada):
    call(ada, "Kim")
    User.objects.create_user("kim", "kim@courtyard.example")
    User.objects.bulk_create([User(username="k_i_m"), User(username="other")])
    names = distinct_names()
    assert (names["ada"], names["kim"], names["k_i_m"]) == ("Kim (@ada)", "kim (@kim)", "k_i_m (@k_i_m)")
    assert names["other"] == "other"


def test_guests_share_no_names(ada, studio):
    studio.admits_guests = True
    studio.save()
    studio.admit_guest("Paul", "127.0.0.1")
    assert not Profile.objects.filter(shares_name=True).exists()


def test_a_row_that_was_remembered_changes_when_somebody_takes_the_name(client_of, ada, bob, studio):
    call(ada, "Kim Lee")
    studio.post(ada, "Hello")
    client = client_of(bob)
    assert "(@ada)" not in client.get("/rooms/studio/").text
    call(bob, "Kim Lee")
    assert "Kim Lee (@ada)" in client.get("/rooms/studio/").text
    call(bob, "Bob")
    assert "(@ada)" not in client.get("/rooms/studio/").text


def test_pages_tell_them_apart(client_of, ada, bob, cleo, namesakes, studio):
    studio.join(bob)
    studio.post(ada, "Hello from the looms")
    post = Post.objects.publish(ada, [], "Oak")
    Comment.objects.say(post, bob, "Nice")
    post.like(bob)
    studio.post(ada, "Ask @cleo")
    Profile.objects.get(pk=cleo.pk).take_follower(User.objects.get(pk=bob.pk))
    Room.objects.begin(bob, [cleo])
    client = client_of(cleo)
    wanted = {
        "/rooms/studio/": ["Kim Lee (@ada)"],
        "/rooms/studio/search/?q=looms": ["Kim Lee (@ada)"],
        "/rooms/": ["Kim Lee (@ada)"],
        f"/posts/{post.pk}/": ["Kim Lee (@ada)", "Kim Lee (@bob)"],
        f"/posts/{post.pk}/likes/": ["Kim Lee (@bob)"],
        "/people/": ["Kim Lee (@ada)", "Kim Lee (@bob)"],
        "/notifications/": ["Kim Lee (@ada)", "Kim Lee (@bob)"],
        "/messages/bob/": ["Kim Lee (@bob)"],
        "/@cleo/followers/": ["Kim Lee (@bob)"],
    }
    for address, names in wanted.items():
        page = client.get(address).text
        for name in names:
            assert name in page, (address, name)


PAGES = [
    *("/", "/people/", "/@cleo/followers/", "/@cleo/following/", "/notifications/", "/rooms/", "/rooms/studio/"),
    *("/rooms/studio/search/?q=looms", "/rooms/studio/files/", "/rooms/studio/messages/{answer}/"),
    *("/rooms/studio/?reply={answer}", "/messages/", "/messages/bob/", "/messages/ada,bob/"),
    *("/posts/{post}/", "/posts/{post}/likes/", "/tags/oak/"),
]
BARE = re.compile(r".{,60}Kim Lee(?! \(@).{,60}", re.DOTALL)


def test_nowhere_on_a_page_stands_the_name_alone(client_of, ada, bob, cleo, namesakes, studio, show):  # noqa: F811
    """Nor in a title or a label. Not asked of lists that show the username below the name."""
    for user in (bob, cleo):
        studio.join(user)
    file = {"size": 7, "content_type": "application/pdf", "file": "files/x.pdf", "name": "x.pdf"}
    studio.post(ada, "Hello from the looms, @cleo").attachments.create(room=studio, **file)
    said = studio.post(cleo, "Yes")
    answer = studio.post(bob, "And so?", reply_to=said)
    studio.post(cleo, "So it is", reply_to=answer)
    for user in (ada, bob):
        answer.react(user, "👍")
    post = show(ada, "Oak #oak")
    post.photos.update(description="")  # its author is said instead
    comment = Comment.objects.say(post, bob, "Nice")
    Comment.objects.say(post, ada, "Thanks", parent=comment)
    post.like(bob)
    liked_by_several = show(ada, "Ash")
    for user in (cleo, bob):
        liked_by_several.like(user)
    Profile.objects.get(pk=cleo.pk).take_follower(bob)
    Profile.objects.get(pk=ada.pk).take_follower(cleo)
    Room.objects.begin(bob, [cleo]).post(bob, "Hello")
    Room.objects.begin(ada, [bob, cleo]).post(ada, "Hello, both")
    client, bare = client_of(cleo), {}
    for path in PAGES:
        page = client.get(path.format(post=post.pk, answer=answer.pk), follow=True)
        assert page.status_code == 200
        assert "Kim Lee (@" in page.text or path == "/rooms/", path
        if found := BARE.findall(page.text):
            bare[path] = found
    assert bare == {}


def test_to_tell_them_apart_costs_no_query(client_of, ada, bob, studio):
    studio.post(ada, "Hello")
    studio.post(bob, "Hello")
    client = client_of(bob)
    asked = []
    for name in ("Kim", "Lee"):
        call(ada, name)
        client.get("/rooms/studio/")
        with CaptureQueriesContext(connection) as queries:
            client.get("/rooms/studio/")
        asked.append([query["sql"] for query in queries])
        call(bob, "Lee")
    assert len(asked[0]) == len(asked[1]), set(asked[1]) - set(asked[0])
