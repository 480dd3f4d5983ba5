"""What becomes of what others share with an account that is deleted; and what the admin says of it before."""

import re
from html import unescape

import pytest

from apps.accounts.models import User
from apps.notifications.models import Announcement, Mute, Notification
from apps.posts import counters as post_counters
from apps.posts.models import Comment, Post
from apps.rooms import counters as room_counters
from apps.rooms.models import Message, Room


@pytest.fixture
def desk(client_of, owner):
    """The site's owner at the admin."""
    return client_of(owner)


@pytest.fixture
def used(ada, bob, studio, kiln):
    """Ada's rooms, in which bob has written; the studio is open, the kiln closed."""
    for room in (studio, kiln):
        room.post(bob, "A word of Bob's")
        room.post(ada, "A word of Ada's")
    return studio, kiln


def by_the_row(user, **_):
    User.objects.get(pk=user.pk).delete()


def by_a_queryset(user, **_):
    User.objects.filter(pk=user.pk).delete()


def at_the_admin(user, desk, **_):
    assert desk.post(f"/admin/accounts/user/{user.pk}/delete/", {"post": "yes"}).status_code == 302


def at_the_admins_list(user, desk, **_):
    data = {"action": "delete_selected", "_selected_action": [user.pk], "post": "yes"}
    assert desk.post("/admin/accounts/user/", data).status_code == 302


WAYS = [by_the_row, by_a_queryset, at_the_admin, at_the_admins_list]
each_way = pytest.mark.parametrize("delete", WAYS, ids=lambda way: way.__name__)


def words_of(room):
    return list(room.messages.order_by("pk").values_list("body", flat=True))


def words_in(response, part):
    found = re.search(rf'<ul id="{part}">(.*?)</ul>', response.text, re.DOTALL)
    return [unescape(line) for line in re.findall(r"<li>(.*?)</li>", found[1], re.DOTALL)] if found else []


def nothing_is_off():
    rooms = list(Room.objects.values_list("pk", flat=True))
    drifted = [post_counters.drifted(model.objects.all()) for model in (Post, Comment)]
    return [room_counters.drifted(rooms), *drifted] == [{}, {}, {}]


# --- Rooms ----------------------------------------------------------------------------------------


@each_way
def test_rooms_that_others_use_become_the_site_owners(delete, ada, owner, used, desk):
    used[1].archive()
    delete(ada, desk=desk)
    assert not User.objects.filter(username="ada").exists()
    for room in used:
        room.refresh_from_db()
        assert room.owner == owner
        assert room.memberships.filter(user=owner).exists()
        assert words_of(room) == ["A word of Bob's"]
    assert used[1].archived_at
    assert nothing_is_off()


@each_way
def test_a_room_that_nobody_else_uses_goes_with_its_owner(delete, ada, studio, desk):
    studio.post(ada, "Only me")
    delete(ada, desk=desk)
    assert not Room.objects.filter(pk=studio.pk).exists()


def test_a_room_in_which_only_a_guest_has_written_stays(ada, owner, studio):
    studio.open_door()
    guest = studio.admit_guest("Gerda", "127.0.0.1").user
    studio.post(guest, "Good day")
    ada.delete()
    studio.refresh_from_db()
    assert (studio.owner, words_of(studio)) == (owner, ["Good day"])


def test_a_room_with_members_who_have_not_written_stays(ada, bob, owner, kiln):
    ada.delete()
    kiln.refresh_from_db()
    assert (kiln.owner, kiln.member_count) == (owner, 2)


@pytest.mark.empty_site
def test_the_personal_room_goes_with_its_person(ada, bob, owner):
    room = ada.owned_rooms.get(kind="personal")
    room.post(bob, "Hello")
    ada.delete()
    assert not Room.objects.filter(pk=room.pk).exists()
    assert owner.owned_rooms.count() == 1


def test_another_new_owner_can_be_chosen_in_code(ada, bob, owner, used):
    ada.delete(new_owner=bob)
    assert {room.owner for room in Room.objects.filter(pk__in=[room.pk for room in used])} == {bob}


@pytest.mark.parametrize("who", ["ada", "guest", "closed"])
def test_whoever_cannot_own_a_room_is_refused(who, ada, bob, used, studio):
    studio.open_door()
    guest = studio.admit_guest("Gerda", "127.0.0.1").user
    User.objects.filter(pk=bob.pk).update(is_active=False)
    bob.refresh_from_db()
    with pytest.raises(ValueError, match="cannot take over"):
        ada.delete(new_owner={"ada": ada, "guest": guest, "closed": bob}[who])
    assert User.objects.filter(username="ada").exists()


@pytest.mark.both_databases
@pytest.mark.empty_site
def test_without_an_owner_of_the_site_the_first_member_who_stays_takes_a_room(ada, bob, cleo, kiln):
    kiln.join(cleo)
    User.objects.filter(pk=bob.pk).update(is_active=False)
    ada.delete()
    kiln.refresh_from_db()
    assert kiln.owner == cleo


@pytest.mark.both_databases
@pytest.mark.empty_site
def test_without_any_member_an_author_takes_it_and_without_one_anybody(ada, bob, cleo, mod, studio):
    studio.post(cleo, "Hello")
    studio.leave(cleo)
    ada.delete()
    studio.refresh_from_db()
    assert studio.owner == cleo
    cleo.delete()  # nothing in it is of others now
    assert not Room.objects.filter(pk=studio.pk).exists()


def test_several_accounts_do_not_inherit_from_one_another(ada, bob, cleo, owner, used):
    kiln = used[1]
    kiln.join(cleo)
    User.objects.filter(pk__in=[ada.pk, bob.pk, owner.pk]).delete()
    kiln.refresh_from_db()
    assert kiln.owner == cleo
    assert words_of(kiln) == []
    assert nothing_is_off()


@pytest.mark.both_databases
def test_everybody_can_be_deleted(ada, bob, cleo, used):
    User.objects.all().delete()
    assert not Room.objects.exists()
    assert not Message.objects.exists()


@pytest.mark.empty_site
def test_a_sliced_queryset_is_refused_as_ever(ada, bob, used):
    with pytest.raises(TypeError):
        User.objects.all()[:1].delete()
    assert User.objects.count() == 2


@pytest.mark.both_databases
def test_when_the_account_cannot_be_deleted_nothing_has_changed_hands(ada, bob, owner, used, monkeypatch):
    from apps.rooms.departures import Departure

    monkeypatch.setattr(Departure, "complete", lambda departure: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        ada.delete()
    assert {room.owner for room in Room.objects.filter(pk__in=[room.pk for room in used])} == {ada}


# --- Direct conversations -------------------------------------------------------------------------


def test_the_others_keep_what_they_wrote_in_a_direct_conversation(ada, bob, cleo, client_of):
    two, three = Room.objects.begin(ada, [bob]), Room.objects.begin(ada, [bob, cleo])
    for room in (two, three):
        room.post(ada, "A word of Ada's"), room.post(bob, "A word of Bob's")
    ada.delete()
    assert words_of(two) == words_of(three) == ["A word of Bob's"]
    browser = client_of(bob)
    assert browser.get("/messages/").status_code == 200
    assert browser.get(two.get_absolute_url(), follow=True).status_code == 200
    bob.delete()
    assert not Room.objects.filter(pk=two.pk).exists()


# --- Posts ----------------------------------------------------------------------------------------


@pytest.mark.both_databases
def test_with_a_comment_go_the_replies_and_what_was_told_of_them(ada, bob, cleo, owner):
    post = Post.objects.publish(owner, [], "Oak")
    Comment.objects.say(post, cleo, "Before")
    said = Comment.objects.say(post, ada, "First")
    Comment.objects.say(post, bob, "Second, @cleo", parent=said)
    assert cleo.notifications.exists()
    ada.delete()
    post.refresh_from_db()
    assert post.comment_count == 1
    assert not cleo.notifications.exists()
    assert {told.actor.username for told in owner.notifications.all()} == {"cleo"}
    assert nothing_is_off()


def test_with_a_post_go_the_comments_and_what_was_told_of_them(ada, bob, cleo, client_of):
    post = Post.objects.publish(ada, [], "Oak")
    said = Comment.objects.say(post, bob, "Fine")
    Comment.objects.say(post, cleo, "Indeed", parent=said)
    Mute.objects.create(user=bob, place=f"post-{post.pk}"), Mute.objects.create(user=bob, place=f"profile-{ada.pk}")
    assert bob.notifications.filter(kind="reply").exists()
    ada.delete()
    assert not Comment.objects.exists()
    assert not bob.notifications.exists()
    assert not Mute.objects.exists()
    assert 'id="notification-count"' in client_of(bob).get("/people/").text


def test_of_an_announcement_that_goes_nobody_is_told_any_longer(mod, bob, owner):
    Announcement(author=mod, title="Soup", body="At noon").make()
    assert bob.notifications.exists()
    mod.delete()
    assert not Announcement.objects.exists()
    assert not Notification.objects.exists()


# --- The page that asks ---------------------------------------------------------------------------


def everything_of(ada, bob, cleo):
    post, of_bob = Post.objects.publish(ada, [], "Oak"), Post.objects.publish(bob, [], "Ash")
    Comment.objects.say(post, bob, "Fine")
    said = Comment.objects.say(of_bob, ada, "Fine, too")
    Comment.objects.say(of_bob, cleo, "Indeed", parent=said)
    personal = ada.owned_rooms.get(kind="personal")
    personal.post(ada, "Mine"), personal.post(bob, "Yours")
    Room.objects.begin(ada, [bob]).post(ada, "Only us")
    Room.objects.open_by(ada, name="Attic", kind="closed").post(ada, "Nobody")


@pytest.mark.both_databases
def test_it_says_what_is_deleted_transferred_and_kept(desk, ada, bob, cleo, used):
    everything_of(ada, bob, cleo)
    response = desk.get(f"/admin/accounts/user/{ada.pk}/delete/")
    assert words_in(response, "transferred") == [
        "Room “Studio” (open, 2 members, 2 messages) → @olga",
        "Room “Kiln” (closed, 2 members, 2 messages) → @olga",
    ]
    assert words_in(response, "deleted-objects") == [
        "Personal room “ada” (2 messages, 1 of them by other people)",
        "Room “Attic” (closed, 1 member, 1 message); no one else uses it",
        "2 messages in rooms that stay",
        "1 direct message",
        "1 post with its photos",
        "1 comment by another person under these posts",
        "1 comment under another person’s post",
        "1 reply by another person to these comments",
    ]
    assert words_in(response, "kept") == [
        "1 direct conversation, for the other people in it, with the messages they have written",
    ]
    assert 'name="new_owner" id="new_owner" value="olga"' in response.text
    desk.post(f"/admin/accounts/user/{ada.pk}/delete/", {"post": "yes"})
    kept = {"Studio", "Kiln"}
    assert set(Room.objects.filter(kind__in=["open", "closed"]).values_list("name", flat=True)) == kept
    assert nothing_is_off()


def test_the_list_says_the_same_of_several(desk, ada, bob, cleo, used):
    everything_of(ada, bob, cleo)
    data = {"action": "delete_selected", "_selected_action": [ada.pk, bob.pk]}
    response = desk.post("/admin/accounts/user/", data)
    assert response.status_code == 200
    assert words_in(response, "transferred") == []  # of others is nothing in them
    assert "Room “Kiln” (closed, 2 members, 2 messages); no one else uses it" in words_in(response, "deleted-objects")


@pytest.mark.parametrize("typed", ["cleo", "@Cleo ", "CLEO"])
def test_a_new_owner_is_typed(typed, desk, ada, cleo, used):
    response = desk.post(f"/admin/accounts/user/{ada.pk}/delete/", {"post": "yes", "new_owner": typed})
    assert response.status_code == 302
    assert {room.owner for room in Room.objects.filter(pk__in=[room.pk for room in used])} == {cleo}


def test_a_new_owner_is_typed_for_several(desk, ada, bob, cleo, used):
    used[0].join(cleo)
    data = {"action": "delete_selected", "_selected_action": [ada.pk, bob.pk], "post": "yes", "new_owner": "cleo"}
    assert desk.post("/admin/accounts/user/", data).status_code == 302
    assert Room.objects.get(pk=used[0].pk).owner == cleo
    assert not Room.objects.filter(pk=used[1].pk).exists()


@pytest.mark.parametrize("typed", ["nobody", "ada", "gone", "\x00", "x" * 500])
@pytest.mark.parametrize("several", [False, True], ids=["one", "several"])
def test_who_cannot_own_rooms_is_refused_in_words_and_nothing_is_deleted(typed, several, desk, ada, make_user, used):
    make_user("gone", is_active=False)
    address = "/admin/accounts/user/" if several else f"/admin/accounts/user/{ada.pk}/delete/"
    data = {"action": "delete_selected", "_selected_action": [ada.pk]} if several else {}
    response = desk.post(address, {**data, "post": "yes", "new_owner": typed})
    assert response.status_code == 422
    assert "No active member who stays is called" in response.text
    assert typed[:50].replace("\x00", "") in response.text
    assert User.objects.filter(username="ada").exists()
    assert Room.objects.get(pk=used[0].pk).owner == ada


def test_empty_means_the_sites_owner(desk, ada, owner, used):
    desk.post(f"/admin/accounts/user/{ada.pk}/delete/", {"post": "yes", "new_owner": " "})
    assert Room.objects.get(pk=used[0].pk).owner == owner


@pytest.mark.both_databases
def test_where_nothing_changes_hands_nobody_is_asked(desk, cleo):
    response = desk.get(f"/admin/accounts/user/{cleo.pk}/delete/")
    assert "new_owner" not in response.text
    assert words_in(response, "deleted-objects") == ["Personal room “cleo” (0 messages)"]


def test_whoever_may_not_delete_accounts_is_not_asked(client_of, mod, ada, used):
    browser = client_of(mod)
    assert browser.get(f"/admin/accounts/user/{ada.pk}/delete/").status_code == 403
    assert browser.post(f"/admin/accounts/user/{ada.pk}/delete/", {"post": "yes"}).status_code == 403
    assert User.objects.filter(username="ada").exists()


def test_the_page_costs_the_same_for_many_rooms(desk, ada, bob, used, django_assert_max_num_queries):
    for number in range(30):
        Room.objects.open_by(ada, name=f"Room {number}", kind="open").post(bob, "Hello")
    with django_assert_max_num_queries(45):
        assert len(words_in(desk.get(f"/admin/accounts/user/{ada.pk}/delete/"), "transferred")) == 32


@pytest.mark.both_databases
@pytest.mark.parametrize("several", [False, True], ids=["one", "several"])
def test_the_last_owner_of_a_site_stays(several, desk, owner, ada):
    address = "/admin/accounts/user/" if several else f"/admin/accounts/user/{owner.pk}/delete/"
    data = {"action": "delete_selected", "_selected_action": [owner.pk]} if several else {}
    response = desk.post(address, {**data, "post": "yes"})
    assert response.status_code == 422
    assert "The site would have no owner." in response.text
    assert User.objects.filter(pk=owner.pk).exists()
    User.objects.filter(pk=ada.pk).update(is_superuser=True, is_staff=True)
    assert desk.post(address, {**data, "post": "yes"}).status_code == 302
    assert not User.objects.filter(pk=owner.pk).exists()
