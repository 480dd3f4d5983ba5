"""Rows that every user has, where one is missing: pages work, and it is there again."""

import pytest
from django.core import serializers
from django.core.management import CommandError, call_command
from django.db import connection

from apps.accounts import user_rows
from apps.accounts.models import User
from apps.notifications.models import Preferences
from apps.people.models import Profile
from apps.projects.models import Endorsement
from apps.rooms.models import Membership, Message, Room
from tests.walk import *  # noqa: F403  fixtures


def by_sql(queryset):
    """Deleted behind Django's back: no signal, no cascade."""
    queryset._raw_delete(queryset.db)


def replayed(lose):
    """Loses the same each time, by the statements of the first time: to make them takes longer than to play them."""
    statements = []

    def record(execute, sql, params, many, context):
        statements.append((sql, params))
        return execute(sql, params, many, context)

    def lose_again():
        if not statements:
            with connection.execute_wrapper(record):
                return lose()
        with connection.cursor() as cursor:
            for sql, params in statements:
                cursor.execute(sql, params)

    return lose_again


def lose_profiles():
    by_sql(Endorsement.objects.all())
    by_sql(Profile.skills.through.objects.all())
    by_sql(Profile.objects.all())


def lose_preferences():
    by_sql(Preferences.objects.all())


def lose_personal_rooms():
    rooms = Room.objects.filter(kind="personal")
    rooms.update(last_message=None)
    messages = Message.objects.filter(room__in=rooms)
    for relation in Message._meta.related_objects:
        if relation.related_model not in (Room, Message):
            by_sql(relation.related_model.objects.filter(**{f"{relation.field.name}__in": messages}))
    for relation in Room._meta.related_objects:
        by_sql(relation.related_model.objects.filter(**{f"{relation.field.name}__in": rooms}))
    by_sql(rooms)


def lose_memberships_of_owners():
    by_sql(Membership.objects.filter(user__owned_rooms__isnull=False).filter(room__kind="personal"))


def lose_what_is_keyed_by_users():
    lose_profiles(), lose_preferences(), lose_memberships_of_owners()


# --- Pages ----------------------------------------------------------------------------------------


# Rows go again before each request: none may count on another to have brought them back.


def test_no_page_fails_where_rows_are_missing(pages, failures, set_site):
    set_site(visitors_may_read="rooms-people")
    assert failures(pages, "visitor", "member", "admin", before=replayed(lose_what_is_keyed_by_users)) == {}


def test_no_page_fails_where_personal_rooms_are_missing(pages, failures):
    """Visitors see none of these rooms, and a fragment is a part of a page."""
    assert failures(pages, "member", before=replayed(lose_personal_rooms), fragments=False) == {}


@pytest.mark.parametrize("address", ["/@ada/", "/@ADA/followers/", "/@ada/photos/", "/@ada/feed.atom", "/@ada/room/"])
@pytest.mark.parametrize("who", ["bob", None], ids=["member", "visitor"])
def test_a_page_of_somebodys_brings_their_rows_back(address, who, client_of, ada, bob, set_site):
    set_site(visitors_may_read="rooms-people")
    lose_profiles(), lose_preferences(), lose_personal_rooms()
    response = client_of(who and bob).get(address)
    if address == "/@ada/room/" and not who:  # a personal room is not public
        assert response.status_code == 302
        assert "login" in response["Location"]
    else:
        assert response.status_code in (200, 302)
        assert "login" not in response.headers.get("Location", "")
    lacks = [part.name for part, lacking in user_rows.find_missing() if ada in lacking]
    assert lacks == []


def test_nobody_is_made_by_asking_for_a_page(client_of, bob):
    assert client_of(bob).get("/@nobody/").status_code == 404
    assert not Profile.objects.filter(user__username="nobody").exists()


def test_posts_of_whoever_has_no_profile_are_seen_as_before(ada, bob, client_of):
    from apps.posts.models import Post

    post = Post.objects.publish(ada, [], "Oak #oak")
    browser = client_of(bob)
    browser.post("/tags/oak/follow/")
    lose_profiles()
    assert browser.get(post.get_absolute_url()).status_code == 200
    lose_profiles()
    assert f'id="post-{post.pk}"' in browser.get("/").text


def test_a_message_without_a_profile_has_its_author(ada, bob, studio, client_of):
    studio.post(ada, "Hello").react(ada, "👍")
    lose_profiles()
    text = client_of(bob).get("/rooms/studio/").text
    assert '<a href="/@ada/">ada</a>' in text
    assert 'title="ada"' in text


def test_hot_pages_ask_no_more_for_it(ada, bob, studio, client_of, django_assert_num_queries):
    """What looks whether rows are there looks where they were asked for anyway."""
    with django_assert_num_queries(1):
        assert User.objects.select_related("profile").get(pk=ada.pk).profile.name == "ada"
    lose_profiles()
    user = User.objects.select_related("profile").get(pk=ada.pk)
    assert user.profile.name == "ada"
    with django_assert_num_queries(0):
        assert user.profile.user is user


@pytest.mark.empty_site
def test_a_user_who_is_not_stored_yet_has_no_profile(db):
    with pytest.raises(Profile.DoesNotExist):
        User(username="dora").profile  # noqa: B018
    assert not Profile.objects.exists()


def test_a_guest_gets_a_guests_name(studio, client_of, ada):
    studio.open_door()
    guest = studio.admit_guest("Gerda", "127.0.0.9").user
    studio.post(guest, "Good day")
    lose_profiles()
    text = client_of(ada).get("/rooms/studio/").text
    assert "Guest" in text
    assert guest.username not in text


# --- However a user is made -----------------------------------------------------------------------


def by_bulk_ignoring_conflicts(ada):
    User.objects.bulk_create([User(username="ada"), User(username="Dora")], ignore_conflicts=True)


def by_bulk_updating_conflicts(ada):
    users = [User(username="ada", email="new@courtyard.example"), User(username="dora")]
    User.objects.bulk_create(users, update_conflicts=True, unique_fields=["username"], update_fields=["email"])


def by_bulk_in_portions_from_a_generator(ada):
    User.objects.bulk_create((User(username=name) for name in ("dora", "emil", "finn")), 2)


def by_a_fixture(ada):
    fixture = serializers.serialize("json", [User(pk=900, username="dora", password="!")])
    for thing in serializers.deserialize("json", fixture):
        thing.save()


def by_sql_alone(ada):
    fields = [field for field in User._meta.concrete_fields if field.name != "id"]
    values = [field.get_db_prep_save(getattr(User(username="dora"), field.attname), connection) for field in fields]
    with connection.cursor() as cursor:
        names = ", ".join(f'"{field.column}"' for field in fields)
        marks = ", ".join(["%s"] * len(fields))
        cursor.execute(f"INSERT INTO accounts_user ({names}) VALUES ({marks})", values)


def by_get_or_create(ada):
    User.objects.get_or_create(username="dora")


WAYS = [
    by_bulk_ignoring_conflicts,
    by_bulk_updating_conflicts,
    by_bulk_in_portions_from_a_generator,
    by_a_fixture,
    by_sql_alone,
    by_get_or_create,
]


@pytest.mark.parametrize("make", WAYS, ids=lambda way: way.__name__)
def test_however_somebody_is_made_their_pages_work(
    make, ada, bob, studio, client_of, django_capture_on_commit_callbacks
):
    name, kept = ada.profile.name, ada.owned_rooms.filter(kind="personal").values_list("pk", flat=True)
    with django_capture_on_commit_callbacks(execute=True):
        make(ada)
    dora = User.objects.get(username="dora")
    if make is not by_sql_alone:
        assert list(user_rows.find_missing()) == []
    browser, theirs = client_of(bob), client_of(dora)
    assert browser.get("/@dora/").status_code == 200
    assert browser.get("/@dora/room/")["Location"] == "/rooms/dora/"
    for address in ("/", "/rooms/", "/rooms/studio/", "/people/", "/settings/notifications/", "/settings/privacy/"):
        assert theirs.get(address).status_code == 200, address
    assert "/@dora/" in browser.get("/people/").text
    assert list(user_rows.find_missing()) == []
    assert (User.objects.get(pk=ada.pk).profile.name, list(kept)) == (name, list(kept))
    assert Room.objects.filter(kind="personal").count() == User.objects.count() == Profile.objects.count()


@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
def test_a_dump_is_loaded_over_an_empty_site(make_user, tmp_path):
    """A fixture with everything brings the profiles and rooms itself; they are not made twice."""
    dora = make_user("dora")
    Profile.objects.filter(user=dora).update(name="Dora Oak")
    room, dump = dora.owned_rooms.get(), tmp_path / "dump.json"
    labels = ["accounts.user", "people.profile", "rooms.room", "rooms.membership", "notifications.preferences"]
    call_command("dumpdata", *labels, output=str(dump))
    User.objects.all().delete()
    call_command("loaddata", str(dump), verbosity=0)
    loaded = User.objects.get(username="dora")
    assert loaded.profile.name == "Dora Oak"
    assert [room.pk for room in loaded.owned_rooms.all()] == [room.pk]
    assert list(user_rows.find_missing()) == []


# --- However a row goes ---------------------------------------------------------------------------


def by_the_row(model, user):
    row = model.objects.get(user=user)
    row.delete()


def by_a_queryset(model, user):
    model.objects.filter(user=user).delete()


@pytest.mark.both_databases
@pytest.mark.parametrize("model", [Profile, Preferences], ids=lambda model: model.__name__)
@pytest.mark.parametrize("delete", [by_the_row, by_a_queryset], ids=lambda way: way.__name__)
def test_a_row_that_is_deleted_by_itself_is_there_again(model, delete, ada):
    delete(model, ada)
    assert model.objects.filter(user=ada).exists()
    ada.delete()
    assert not model.objects.filter(user=ada.pk).exists()


@pytest.mark.both_databases
@pytest.mark.empty_site
def test_a_personal_room_that_is_deleted_by_itself_is_there_again_and_empty(client_of, owner, ada):
    room = ada.owned_rooms.get()
    room.post(ada, "Hello")
    response = client_of(owner).post(f"/admin/rooms/room/{room.pk}/delete/", {"post": "yes"})
    assert response.status_code == 302
    again = ada.owned_rooms.get()
    assert (again.kind, again.slug, again.message_count, again.member_count) == ("personal", "ada", 0, 1)
    assert again.pk != room.pk


def test_the_admin_offers_neither_to_add_nor_to_delete_a_profile(client_of, owner, ada):
    desk = client_of(owner)
    assert desk.get(f"/admin/people/profile/{ada.pk}/delete/").status_code == 403
    assert desk.get("/admin/people/profile/add/").status_code == 403
    assert "deletelink" not in desk.get(f"/admin/people/profile/{ada.pk}/change/").text
    data = {"action": "delete_selected", "_selected_action": [ada.pk], "post": "yes"}
    desk.post("/admin/people/profile/", data)
    assert Profile.objects.filter(user=ada, name="ada").exists()


# --- The task, and the command --------------------------------------------------------------------


@pytest.mark.both_databases
@pytest.mark.empty_site
def test_the_task_brings_back_all_that_is_missing(ada, bob, make_user):
    assert not user_rows.is_any_missing()
    lose_profiles(), lose_preferences(), lose_personal_rooms()
    assert user_rows.is_any_missing()
    user_rows.restore.call()
    assert not user_rows.is_any_missing()
    assert Profile.objects.count() == Preferences.objects.count() == Room.objects.filter(kind="personal").count() == 2


@pytest.mark.both_databases
@pytest.mark.empty_site
def test_all_portions_are_brought_back(db, monkeypatch):
    User.objects.bulk_create(User(username=f"person.{number}") for number in range(11))
    lose_profiles()
    monkeypatch.setattr(user_rows, "BATCH", 4)
    user_rows.restore.call()
    assert Profile.objects.count() == 11


@pytest.mark.both_databases
@pytest.mark.empty_site
def test_recount_says_what_is_missing_and_mends_it(ada, bob, capsys):
    call_command("recount", "--check")
    lose_profiles(), by_sql(Preferences.objects.filter(user=ada))
    with pytest.raises(CommandError, match="Rows that are off: 3"):
        call_command("recount", "--check")
    assert not Profile.objects.exists()
    call_command("recount")
    assert "user ada: preferences was missing" in capsys.readouterr().out
    call_command("recount", "--check")


@pytest.mark.both_databases
def test_mails_reach_whoever_lost_their_preferences(settings, ada, bob, mailoutbox):
    from apps.notifications import letters
    from apps.notifications.models import Notification
    from apps.posts.models import Post

    settings.SENDS_MAIL = True
    Post.objects.publish(ada, [], "Oak").comments.say(ada.posts.get(), bob, "Well, @ada")
    Notification.objects.filter(recipient=ada).update(to_mail=True)
    lose_profiles(), lose_preferences()
    letters.mail.call(ada.pk)
    assert [mail.to for mail in mailoutbox] == [["ada@courtyard.example"]]


def test_tasks_survive_missing_rows(ada, bob, studio, settings):
    from apps.notifications import digests, spread
    from apps.posts import plans
    from apps.posts.models import Post
    from apps.rooms import stays
    from apps.weeks import making

    settings.SENDS_MAIL = True
    Post.objects.publish(ada, [], "Oak @bob")
    studio.post(ada, "Does @bob know the way?")
    for work in (spread.spread, digests.run, plans.carry_out, stays.clear, making.make_last_week):
        lose_what_is_keyed_by_users()
        work.call()
    lose_what_is_keyed_by_users()
    digests.digest.call(bob.pk, 10**6)
