"""What becomes of what others share with an account that is deleted; and what the admin says of it before."""

import re
from html import unescape

import pytest

from apps.accounts.models import User
from apps.live.models import Event
from apps.notifications.models import Announcement, Mute, Notification
from apps.people.models import Block, Profile
from apps.posts import counters as post_counters
from apps.posts.models import Comment, Post
from apps.projects.models import Project, Review
from apps.rooms import counters as room_counters
from apps.rooms import stays
from apps.rooms.models import Message, Room
from tests.projects.conftest import bike, join, make_project, review

__all__ = ["bike", "join", "make_project", "review"]


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


# --- Former members -------------------------------------------------------------------------------


@pytest.fixture
def keeps_words(set_site):
    set_site(keeps_words_of_former_members=True)


@pytest.fixture
def wrote(ada, bob, cleo, used, make_project, review):
    """What ada has written in conversations of others, `(message, comments, review)`, and others under it."""
    studio, _kiln = used
    message = studio.messages.get(author=ada)
    studio.post(bob, "So it is", reply_to=message)
    message.react(ada, "👍")
    post, project = Post.objects.publish(bob, [], "Ash"), make_project(bob)
    comments = [Comment.objects.say(target, ada, f"A word of {ada.username}'s") for target in (post, project)]
    for comment in comments:
        Comment.objects.say(comment.target, bob, "Do you think so, @cleo?", parent=comment)
        comment.like(cleo)
    return message, comments, review(project, ada)


def show_nothing_of(name, client, *addresses):
    for address in addresses:
        page = client.get(address)
        assert page.status_code == 200
        assert "Former member" in page.text
        main = page.text[page.text.index("<main") :]
        assert f"/@{name}/" not in main
        assert not re.search(rf">{name}<", main)
        assert "/@former-" not in main


@pytest.mark.both_databases
@each_way
def test_what_was_written_in_conversations_stays_by_a_former_member(
    delete, keeps_words, wrote, ada, bob, cleo, owner, desk, client_of, used, django_capture_on_commit_callbacks
):
    message, comments, review = wrote
    own = Post.objects.publish(ada, [], "Oak")
    Comment.objects.say(own, ada, "Mine"), ada.owned_rooms.get(kind="personal").post(ada, "Mine")
    picture = {"name": "oak.webp", "size": 9, "content_type": "image/webp", "width": 4, "height": 3}
    used[0].attachments.create(message=message, file="oak.webp", small="small.webp", **picture)
    bobs, beside = client_of(bob), "/rooms/studio/files/?beside"
    assert 'data-by="ada"' in bobs.get(beside).text
    direct = Room.objects.begin(ada, [bob])
    direct.post(ada, "Only us"), direct.post(bob, "Yes")
    told = set(cleo.notifications.values_list("kind", "number"))
    assert told
    with django_capture_on_commit_callbacks(execute=True):
        delete(ada, desk=desk)
    assert not User.objects.filter(username="ada").exists()
    former = User.objects.get(is_former=True)
    assert (former.is_active, former.is_guest, former.email, former.has_usable_password()) == (False, True, "", False)
    for row in (message, *comments, review):
        row.refresh_from_db()
        assert row.author == former
    assert [room.messages.filter(author=former).count() for room in used] == [1, 1]
    assert words_of(direct) == ["Yes"]
    assert not Post.objects.filter(pk=own.pk).exists()
    assert Comment.objects.filter(parent__in=comments, author=bob).count() == 2
    assert set(cleo.notifications.values_list("kind", "number")) == told
    review.project.refresh_from_db()
    assert (review.project.review_count, review.project.comment_count) == (1, 2)
    assert nothing_is_off()
    targets = [comment.target.get_absolute_url() for comment in comments]
    answer = f"{targets[0]}?answer={comments[0].pk}"
    show_nothing_of("ada", bobs, "/rooms/studio/", *targets, answer)
    assert 'placeholder="Reply to Former member"' in bobs.get(answer).text
    assert 'data-by="Former member"' in bobs.get(beside).text
    rows = Event.objects.filter(channel=f"room-{used[0].pk}", type__startswith="message-")
    shown = [message, used[0].messages.get(reply_to=message)]  # the reply quotes it
    changed = rows.filter(data__contains="Former member").values_list("subject", flat=True)
    assert set(changed) == {f"message-{one.pk}" for one in shown}
    assert not rows.filter(data__contains="/@ada/").exists()
    assert "No people found" in bobs.get("/people/?q=former").text
    User.objects.create_user("ada", "ada@else.example")


def test_who_had_blocked_someone_is_not_shown_what_stays(keeps_words, wrote, ada, bob, cleo, client_of):
    _message, comments, _review = wrote
    Block.objects.make(cleo, ada)
    ada.delete()
    cleos = client_of(cleo)
    for comment in comments:
        assert "A word of ada" not in cleos.get(comment.target.get_absolute_url()).text
        assert "A word of ada" in client_of(bob).get(comment.target.get_absolute_url()).text
    assert "Former member" not in cleos.get("/settings/privacy/").text


@pytest.mark.both_databases
def test_each_of_several_former_members_is_another_one_and_of_who_wrote_nothing_none_is_left(
    keeps_words, ada, bob, cleo, mod, owner, studio
):
    post = Post.objects.publish(owner, [], "Oak")
    for user in (ada, bob):
        Comment.objects.say(post, user, "Fine")
    Comment.objects.say(Post.objects.publish(cleo, [], "Ash"), ada, "This goes with the post")
    Room.objects.begin(cleo, [owner]).post(cleo, "Only us")
    User.objects.filter(username__in=["ada", "bob", "cleo"]).delete()
    authors = {comment.author for comment in Comment.objects.all()}
    assert len(authors) == 2
    assert authors == set(User.objects.filter(is_former=True))
    assert [profile.distinct_name for profile in Profile.objects.filter(user__in=authors)] == ["Former member"] * 2
    assert nothing_is_off()


def test_a_former_member_who_is_deleted_takes_the_words_along(keeps_words, wrote, ada, desk):
    ada.delete()
    former = User.objects.get(is_former=True)
    assert "Kept" not in desk.get(f"/admin/accounts/user/{former.pk}/delete/").text
    at_the_admin(former, desk)
    assert not User.objects.filter(is_former=True).exists()
    assert not Review.objects.exists()
    assert not Comment.objects.exists()
    assert Project.objects.get().review_count == 0
    assert nothing_is_off()


@pytest.mark.both_databases
def test_a_former_member_goes_with_the_last_of_the_words(keeps_words, wrote, ada, bob, cleo, mod, bike, join, review):
    message, comments, written = wrote
    Comment.objects.say(comments[0].target, mod, "Mine stays")
    answered = review(bike, bob).write_answer("Thank you")
    join(bike, cleo)
    ada.delete(), mod.delete()
    former = User.objects.get(pk=Comment.objects.get(pk=comments[0].pk).author_id)
    (other,) = User.objects.filter(is_former=True).exclude(pk=former.pk)
    for row in (message, *comments, written, answered):
        row.refresh_from_db()
    message.room.remove(message), former.messages.get().room.remove(former.messages.get())
    comments[0].remove(), comments[1].remove()
    for take_away in (written.withdraw, answered.remove_answer):
        assert not stays.are_over()
        stays.clear.call()
        assert User.objects.filter(pk=former.pk).exists()
        take_away()
    assert stays.are_over()
    stays.clear.call()
    assert list(User.objects.filter(is_former=True)) == [other]
    assert not stays.are_over()
    assert nothing_is_off()


def test_of_someone_deleted_with_a_former_member_it_says_what_stays(keeps_words, wrote, ada, bob, desk):
    ada.delete()
    Comment.objects.say(Post.objects.publish(User.objects.get(username="cleo"), [], "Elm"), bob, "Fine")
    pks = [bob.pk, User.objects.get(is_former=True).pk]
    page = desk.post("/admin/accounts/user/", {"action": "delete_selected", "_selected_action": pks})
    assert "1 comment under another person’s post, by “Former member”" in words_in(page, "kept")
    assert "2 messages in rooms that stay" in words_in(page, "deleted-objects")


def test_the_page_says_what_stays(keeps_words, wrote, ada, desk):
    page = desk.get(f"/admin/accounts/user/{ada.pk}/delete/")
    assert words_in(page, "kept") == [
        "2 messages in rooms that stay, by “Former member”",
        "1 review, by “Former member”",
        "1 comment under another project, by “Former member”",
        "1 comment under another person’s post, by “Former member”",
    ]
    assert words_in(page, "deleted-objects") == ["Personal room “ada” (0 messages)"]


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
