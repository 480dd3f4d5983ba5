"""After a rename the old name leads to the person until somebody takes it, and mentions stay theirs for good."""

import re

import pytest

from apps.accounts.models import FormerUsername, User
from apps.people.models import Profile
from apps.posts.models import Comment, Post
from apps.rooms.models import Room
from tests.conftest import HTMX

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def rename(user, username):
    user = User.objects.get(pk=user.pk)
    user.username = username
    user.save()
    return user


def links(html):
    return re.findall(r'href="([^"]*)" data-mention="(\d+)"|data-mention="(\d+)" href="([^"]*)"', html)


def link_of(thing):
    thing.refresh_from_db()
    return re.search(r'<a\b[^>]*class="mention"[^>]*href="([^"]*)"', thing.body_html)[1]


@pytest.mark.parametrize("path", [
    "/@bob/", "/@BOB/", "/@bob/photos/", "/@bob/followers/?x=1", "/@bob/following/", "/@bob/photos/?before=9&b=%C3%A9",
    "/@bob/feed.atom", "/@bob/room/",
])  # fmt: skip
def test_an_old_address_leads_to_the_new_one_with_its_query(client_of, ada, bob, path, set_site):
    set_site(visitors_may_read="rooms-people")
    rename(bob, "robert")
    expected = path.lower().replace("bob", "robert").replace("%c3%a9", "%C3%A9")
    for browser in (client_of(ada), client_of(None)):
        answer = browser.get(path)
        if path == "/@bob/room/" and browser.session.is_empty():
            continue
        assert (answer.status_code, answer.url) == (302, expected)


def test_a_visitor_who_may_not_see_people_learns_nothing(visitor, bob):
    before = visitor.get("/@bob/").url
    rename(bob, "robert")
    assert visitor.get("/@bob/").url == before
    assert "robert" not in before


def test_other_addresses_with_the_name_lead_on_too(client_of, ada, bob, studio):
    studio.join(bob)
    Room.objects.begin(ada, [bob])
    rename(bob, "robert")
    client = client_of(ada)
    assert client.get("/messages/bob/").url == "/messages/robert/"
    assert client.get("/messages/bob/?reply=3").url == "/messages/robert/?reply=3"
    assert client.get("/messages/robert/").status_code == 200


def test_a_button_of_a_page_that_was_open_still_works(client_of, ada, bob):
    rename(bob, "robert")
    client = client_of(ada)
    for headers in ({}, HTMX):
        answer = client.post("/@bob/follow/", headers=headers)
        assert (answer.status_code, answer.url) == (307, "/@robert/follow/")
    client.post("/@bob/follow/", follow=True)
    assert bob.followers.filter(follower=ada).exists()


def test_several_renames_and_a_way_back(client_of, ada, bob):
    for name in ("robert", "rob", "bobby"):
        rename(bob, name)
    client = client_of(ada)
    for old in ("bob", "robert", "rob"):
        assert client.get(f"/@{old}/").url == "/@bobby/"
    rename(bob, "bob")
    assert client.get("/@bob/").status_code == 200
    assert client.get("/@bobby/").url == "/@bob/"
    assert set(FormerUsername.objects.values_list("username", flat=True)) == {"robert", "rob", "bobby"}


def test_who_takes_the_name_has_its_page(client_of, ada, bob):
    rename(bob, "robert")
    newcomer = User.objects.create_user("bob", "new@courtyard.example")
    answer = client_of(ada).get("/@bob/")
    assert answer.status_code == 200
    assert answer.context["profile"].pk == newcomer.pk
    rename(newcomer, "bobby")
    assert client_of(ada).get("/@bob/").url == "/@bobby/"  # who had it last


def test_what_the_newcomer_does_not_show_does_not_lead_to_the_former_one(client_of, ada, bob):
    rename(bob, "robert")
    newcomer = User.objects.create_user("bob", "new@courtyard.example")
    Profile.objects.filter(user=newcomer).update(is_private=True)
    client = client_of(ada)
    assert client.get("/@bob/followers/").status_code == 404
    assert client.get("/@robert/followers/").status_code == 200
    User.objects.filter(pk=newcomer.pk).update(is_active=False)
    assert client.get("/@bob/").status_code == 404
    assert client.post("/@bob/follow/").status_code == 404


def test_a_closed_or_deleted_account_leads_nowhere(client_of, ada, bob, cleo):
    for user, name in ((bob, "robert"), (cleo, "clea")):
        rename(user, name)
    User.objects.filter(pk=bob.pk).update(is_active=False)
    User.objects.get(pk=cleo.pk).delete()
    assert client_of(ada).get("/@bob/").status_code == 404
    assert client_of(ada).get("/@cleo/").status_code == 404
    assert client_of(ada).get("/@nobody-at-all/").status_code == 404


def test_an_old_mention_leads_to_the_person_and_never_to_the_newcomer(client_of, ada, bob, studio):
    message = studio.post(ada, "Ask @bob, and @BOB again")
    own = studio.post(bob, "I am @bob")
    post = Post.objects.publish(ada, [], "With @bob")
    comment = Comment.objects.say(post, ada, "Thanks @bob")
    rename(bob, "robert")
    newcomer = User.objects.create_user("bob", "new@courtyard.example")
    for thing in (message, own, post, comment):
        assert link_of(thing) == "/@robert/"
        assert f'data-mention="{bob.pk}"' in thing.body_html
        assert f'data-mention="{newcomer.pk}"' not in thing.body_html
    assert client_of(ada).get("/rooms/studio/").text.count('href="/@robert/"') >= 2


def test_what_somebody_wrote_before_leads_to_the_new_name(client_of, ada, bob, studio):
    studio.post(bob, "Hello")
    client = client_of(ada)
    for _ in range(2):  # the second time from the cache
        assert 'href="/@bob/"' in rows_of_studio(client)
    rename(bob, "robert")
    assert set(re.findall(r'href="(/@[^"]*)"', rows_of_studio(client))) == {"/@robert/"}


def rows_of_studio(client):
    return client.get("/rooms/studio/").text.partition('id="messages"')[2].partition("</ol>")[0]


def test_the_list_of_members_leads_to_the_new_name(
    client_of, ada, bob, cleo, studio, kiln, django_capture_on_commit_callbacks
):
    studio.join(bob)
    client, addresses = client_of(ada), ("/rooms/studio/", "/rooms/kiln/")
    for address in addresses:
        assert 'href="/@bob/"' in members_beside(client, address)
    with django_capture_on_commit_callbacks(execute=True):
        rename(bob, "robert")
        rename(cleo, "bob")
    for address in addresses:
        assert re.findall(r'href="(/@[^"]*)"', members_beside(client, address)) == ["/@ada/", "/@robert/"]


def members_beside(client, address):
    return client.get(address).text.partition("<h2>Members")[2].partition("</section>")[0]


def test_a_message_that_is_edited_or_drawn_anew_goes_on_meaning_the_same(ada, bob, cleo, studio):
    message = studio.post(ada, "Ask @bob")
    post = Post.objects.publish(ada, [], "With @bob")
    rename(bob, "robert")
    newcomer = User.objects.create_user("bob", "new@courtyard.example")
    message = message.edit(ada, "Ask @bob, please")
    assert link_of(message) == "/@robert/"
    message.render()
    assert f'data-mention="{bob.pk}"' in message.body_html
    post = post.edit("With @bob, at noon")
    assert link_of(post) == "/@robert/"
    other = studio.post(ada, "Nothing yet")
    assert link_of(other.edit(ada, "Welcome @bob")) == "/@bob/"
    assert link_of(studio.post(ada, "Welcome @bob")) == "/@bob/"
    assert list(newcomer.mentions.values_list("message", flat=True).order_by("pk")) == [other.pk, other.pk + 1]


def test_a_name_that_nobody_has_taken_still_calls_its_person(ada, bob, studio):
    rename(bob, "robert")
    message = studio.post(ada, "Ask @bob")
    assert link_of(message) == "/@robert/"
    assert bob.mentions.filter(message=message).exists()


def test_saving_anything_else_is_no_rename(bob, django_assert_num_queries):
    bob = User.objects.get(pk=bob.pk)
    bob.username = "BOB"
    bob.save()
    bob.email = "b@new.example"
    bob.save(update_fields=["email"])
    fresh = User.objects.only("email").get(pk=bob.pk)
    fresh.save(update_fields=["email"])
    assert not FormerUsername.objects.exists()


def test_a_rename_in_the_admin_counts(client_of, owner, ada, bob):
    form = {"username": "robert", "email": bob.email, "is_active": "on", "password": bob.password}
    client_of(owner).post(f"/admin/accounts/user/{bob.pk}/change/", form)
    assert client_of(ada).get("/@bob/").url == "/@robert/"
