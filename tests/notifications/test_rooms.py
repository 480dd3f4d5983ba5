"""What people are told of what is said in rooms and conversations, and of being let into them."""

import re
from datetime import timedelta
from importlib import import_module
from itertools import product
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from apps.accounts.models import User
from apps.live.models import Presence
from apps.notifications.models import Choice, Mute, Notification
from apps.people.models import Block, Profile
from apps.rooms.models import Membership, Message, Room
from tests.conftest import HTMX
from tests.test_permissions import nothing_stays

from .test_notifications import LIST, heard, said, unread  # noqa: F401


def crowd(room, number):
    names = [f"dora{n}" for n in range(number)]
    made = User.objects.bulk_create([User(username=name, email=f"{name}@x.example") for name in names])
    Membership.objects.bulk_create([Membership(room=room, user=user) for user in made])
    return made


def is_in(user, channel):
    Presence.objects.create(channel=channel, user=user, process="here")


def inserts(deed):
    """How many statements tell people something."""
    with CaptureQueriesContext(connection) as captured:
        deed()
    table = Notification._meta.db_table
    return len([query for query in captured if query["sql"].lstrip().startswith(f'INSERT INTO "{table}"')])


@pytest.fixture
def bobs(client_of, bob):
    return client_of(bob)


# --- Named, called and answered -------------------------------------------------------------------


def test_who_is_named_or_answered_is_told_at_once(studio, ada, bob, cleo, heard):  # noqa: F811
    mine = studio.post(bob, "Who fires on Monday?")
    assert heard(lambda: studio.post(ada, "Ask @cleo", reply_to=mine)) == {f"user-{bob.pk}", f"user-{cleo.pk}"}
    assert said(bob) == ["ada answered you in Studio"]
    assert said(cleo) == ["ada mentioned you in Studio"]
    assert said(bob, "mentions") == said(bob)
    assert said(ada) == []


@pytest.mark.both_databases
def test_a_call_is_one_statement_and_one_word_however_many_hear_it(studio, ada, heard):  # noqa: F811
    people = crowd(studio, 120)
    channel = f"activity-{studio.pk}"  # which every member's tabs hear
    assert inserts(lambda: heard_is(heard, lambda: studio.post(ada, "@room: soup"), {channel})) == 1
    assert Notification.objects.filter(kind="room-call").count() == len(people)
    assert said(people[7]) == ["ada called everybody in Studio"]


def heard_is(heard, deed, channels):  # noqa: F811
    assert heard(deed) == channels


def test_who_is_here_is_called_on_the_rooms_own_page(studio, ada, bob, cleo, heard):  # noqa: F811
    studio.join(bob)
    is_in(cleo, f"room-{studio.pk}")
    assert heard(lambda: studio.post(ada, "Cake! @here")) == {f"room-{studio.pk}"}
    assert (said(bob), said(cleo)) == ([], ["ada called those who are here in Studio"])


@pytest.mark.both_databases
def test_who_is_named_and_called_is_told_once(studio, ada, bob, cleo):
    studio.join(bob)
    studio.join(cleo)
    is_in(bob, f"room-{studio.pk}")
    studio.post(ada, "@room @here, and @bob most of all")
    assert said(bob) == ["ada mentioned you in Studio"]
    assert said(cleo) == ["ada called everybody in Studio"]


@pytest.mark.parametrize("level", ["nothing", "hidden"])
def test_a_silenced_room_calls_nobody_and_says_a_name_quietly(level, studio, ada, bob, bobs):
    """What is meant for its person alone stands in the list, where it can be found, and makes no noise."""
    studio.join(bob)
    studio.set_bell(bob, level)
    studio.post(ada, "@room: soup")
    assert said(bob) == []
    studio.post(ada, "@bob: yours is the ladle")
    assert said(bob) == ["ada mentioned you in Studio"]
    told = bob.notifications.get()
    assert (told.read_at is None, told.spread_at, told.to_mail) == (False, None, False)
    assert unread(bobs) == 0


@pytest.mark.parametrize("level", ["everything", "mentions"])
def test_a_room_that_is_not_silenced_is_heard(level, studio, ada, bob, bobs):
    studio.join(bob)
    studio.set_bell(bob, level)
    studio.post(ada, "@room: soup")
    told = bob.notifications.get()
    assert (told.read_at, told.spread_at, told.to_mail, told.is_listed) == (None, told.at, False, True)
    assert unread(bobs) == 1


def test_who_has_muted_the_room_or_does_not_want_them_hears_nothing(studio, ada, bob, cleo):
    Mute.objects.create(user=bob, place=f"room-{studio.pk}")
    Choice.objects.create(user=cleo, topic="mentions", channel="site", is_wanted=False)
    studio.post(ada, "@bob @cleo")
    assert not bob.notifications.exists()
    assert (said(cleo), cleo.notifications.get().is_listed) == ([], False)


@pytest.mark.both_databases
def test_an_edit_tells_whom_it_names_newly_and_takes_back_what_is_unread(studio, ada, bob, cleo, mod, heard):  # noqa: F811
    message = studio.post(ada, "@bob and @mod.bell, come")
    mod.notifications.read()
    assert heard(lambda: message.edit(ada, "@cleo, come")) == {f"user-{bob.pk}", f"user-{cleo.pk}"}
    assert (said(bob), said(cleo)) == ([], ["ada mentioned you in Studio"])
    assert said(mod) == ["ada mentioned you in Studio"]  # who has read of it keeps that
    assert heard(lambda: message.edit(ada, "@cleo, come soon")) == set()
    assert Notification.objects.filter(recipient=cleo).count() == 1


def test_an_answer_that_names_whom_it_answers_later_tells_them_once(studio, ada, bob):
    answer = studio.post(ada, "Yes", reply_to=studio.post(bob, "Who comes?"))
    answer.edit(ada, "Yes, @bob")
    assert said(bob) == ["ada answered you in Studio"]


@pytest.mark.both_databases
def test_a_call_that_is_taken_back_is_taken_back_with_one_word(studio, ada, heard):  # noqa: F811
    crowd(studio, 120)
    message = studio.post(ada, "@room: soup")
    assert heard(lambda: message.edit(ada, "soup")) == {"members-all"}
    assert not Notification.objects.exists()


def test_of_what_is_gone_nothing_is_told(studio, kiln, ada, bob):
    studio.remove(studio.post(ada, "@bob"))
    assert not bob.notifications.exists()
    kiln.post(ada, "@bob")
    kiln.delete()
    assert not bob.notifications.exists()


def test_a_block_silences_names_and_calls(studio, ada, bob):
    studio.join(bob)
    Block.objects.make(bob, ada)
    studio.post(ada, "@bob @room")
    assert not bob.notifications.exists()


@pytest.mark.both_databases
def test_what_a_guest_said_is_said_by_whoever_makes_it_their_own(studio, ada, bob, cleo, client_of):
    studio.open_door()
    stay = studio.admit_guest("Paul", "127.0.0.1")
    studio.post(stay.user, "@ada and @cleo, hello")
    assert said(ada) == ["Paul (guest) mentioned you in Studio"]
    stay.adopt(cleo)
    assert said(ada) == ["cleo mentioned you in Studio"]
    assert said(cleo) == []  # nobody is told of what they said themselves


# --- Reading --------------------------------------------------------------------------------------


@pytest.mark.both_databases
def test_who_has_read_as_far_as_a_message_has_read_what_was_told_of_it(studio, kiln, ada, bob, bobs, heard):  # noqa: F811
    studio.join(bob)
    first, second = studio.post(ada, "@bob"), studio.post(ada, "Again, @bob")
    kiln.post(ada, "@bob")
    read = lambda message: bobs.post("/rooms/studio/read/", {"up_to": message.pk}, headers=HTMX)  # noqa: E731
    assert heard(lambda: read(first)) == {f"user-{bob.pk}"}
    assert unread(bobs) == 2
    assert heard(lambda: read(first)) == set()
    read(second)
    assert unread(bobs) == 1


def test_who_answered_before_the_page_said_what_was_seen_has_read_it_too(studio, ada, bob, bobs):
    """One's own message moves the mark past what came before; the page tells a moment later what was in sight."""
    studio.join(bob)
    studio.post(ada, "@bob")
    mine = studio.post(bob, "Yes?")
    bobs.post("/rooms/studio/read/", {"up_to": mine.pk}, headers=HTMX)
    assert unread(bobs) == 0


def test_opening_the_room_or_the_message_reads_what_stands_there(studio, ada, bob, client_of):
    old = studio.post(ada, "@bob")
    for number in range(90):
        studio.post(ada, f"Message {number}")
    new = studio.post(ada, "@bob")
    for scripts, member in product((True, False), (True, False)):
        with nothing_stays():
            browser, which = client_of(bob), f"{scripts=} {member=}"
            if scripts:
                browser.cookies["scripts"] = "1"
            if member:
                studio.join(bob)
                studio.read_by(bob, new.pk)
                bob.notifications.update(read_at=None)
            assert unread(browser) == 2, which
            browser.get("/rooms/studio/")
            assert [told.number for told in bob.notifications.unread()] == [old.pk], which
            browser.get(old.get_absolute_url())
            assert unread(browser) == 0, which


def test_a_page_of_a_room_asks_no_more_where_nothing_was_told(studio, ada, bob, bobs):
    studio.post(ada, "Hello")
    bobs.get("/rooms/studio/")
    with CaptureQueriesContext(connection) as captured:
        bobs.get("/rooms/studio/")
    assert len([query for query in captured if "notifications_notification" in query["sql"]]) == 1


# --- Direct messages ------------------------------------------------------------------------------


@pytest.fixture
def talk(ada, bob):
    return Room.objects.begin(ada, [bob])


@pytest.mark.both_databases
def test_who_is_away_is_told_of_a_direct_message_in_one_row(talk, ada, bob, bobs):
    talk.post(ada, "Are you there?")
    last = talk.post(ada, "Then later")
    assert said(bob) == said(bob, "messages") == ["ada wrote to you"]
    assert said(bob, "mentions") == []
    page = bobs.get(LIST).text
    assert f'href="{last.get_absolute_url()}"' in page
    assert "“Then later”" in page
    assert unread(bobs) == 1
    bobs.get("/messages/ada/")
    assert unread(bobs) == 0
    talk.post(ada, "Still there?")
    assert unread(bobs) == 1
    talk.read_by(bob, talk.newest())
    assert unread(bobs) == 0


def test_who_has_a_page_before_them_sees_the_marks_and_is_not_told(talk, ada, bob):
    is_in(bob, f"user-{bob.pk}")
    talk.post(ada, "Are you there?")
    assert not bob.notifications.exists()
    Presence.objects.update(seen_at=timezone.now() - timedelta(hours=1))  # its process is dead
    talk.post(ada, "Are you there?")
    assert said(bob) == ["ada wrote to you"]


@pytest.mark.both_databases
def test_among_several_each_who_wrote_has_a_row_and_says_to_whom(ada, bob, cleo, mod):
    several = Room.objects.begin(ada, [bob, cleo, mod])
    several.post(ada, "Soup?")
    several.post(bob, "Soup!")
    assert said(cleo) == ["bob wrote to you, ada and mod.bell", "ada wrote to you, bob and mod.bell"]
    assert said(bob) == ["ada wrote to you, cleo and mod.bell"]


@pytest.mark.parametrize("level", ["nothing", "hidden"])
def test_a_conversation_that_was_put_to_silence_tells_nothing(level, talk, ada, bob):
    talk.post(ada, "One")
    bob.notifications.all().delete()
    talk.set_bell(bob, level)
    talk.post(ada, "Two, @bob")
    assert not bob.notifications.exists()


@pytest.mark.both_databases
def test_a_first_word_asks_and_tells_no_more_until_it_is_let_in(talk, ada, bob, bobs, heard):  # noqa: F811
    Profile.objects.filter(user=bob).update(admits="nobody")
    assert heard(lambda: talk.post(ada, "May I?")) == {f"user-{bob.pk}"}
    assert said(bob) == ["ada would like to write to you"]
    assert "May I?" not in bobs.get(LIST).text
    bobs.post(f"/rooms/{talk.slug}/admission/")
    assert said(bob) == []
    talk.post(ada, "Thank you")
    assert said(bob) == ["ada wrote to you"]


def test_what_was_declined_stands_nowhere(talk, ada, bob, bobs):
    Profile.objects.filter(user=bob).update(admits="nobody")
    talk.post(ada, "May I?")
    bob.notifications.read()
    talk.decline(bob)
    assert said(bob) == []
    assert not bob.notifications.exists()


def test_whom_one_has_blocked_tells_one_nothing(talk, ada, bob, cleo):
    several = Room.objects.begin(ada, [bob, cleo])
    Block.objects.make(bob, ada)
    several.post(ada, "Soup?")
    assert not bob.notifications.exists()
    assert said(cleo) == ["ada wrote to you and bob"]


def test_a_word_between_two_costs_one_statement(talk, ada, bob):
    talk.post(ada, "One")
    assert inserts(lambda: talk.post(ada, "Two, @bob")) == 1


# --- Invitations ----------------------------------------------------------------------------------


def test_who_is_taken_into_a_room_is_told_and_opening_it_reads_that(kiln, ada, cleo, client_of, heard):  # noqa: F811
    cleos = client_of(cleo)
    add = lambda: client_of(ada).post("/rooms/kiln/people/", {"username": "cleo"})  # noqa: E731
    assert f"user-{cleo.pk}" in heard(add)
    assert said(cleo) == said(cleo, "people") == ["ada invited you to the room Kiln"]
    assert re.search(r'row__cover" href="/rooms/kiln/"', cleos.get(LIST).text)
    add()
    assert cleo.notifications.count() == 1
    cleos.get("/rooms/kiln/")
    assert unread(cleos) == 0
    kiln.take_out(cleo)
    assert said(cleo) == []
    add()
    assert unread(cleos) == 1


def test_who_joins_by_themselves_is_told_nothing(studio, bob, bobs):
    bobs.post("/rooms/studio/membership/")
    assert not bob.notifications.exists()


# --- What stood on the page “For me” --------------------------------------------------------------


@pytest.mark.both_databases
def test_what_stood_for_me_goes_into_the_list_as_read(studio, kiln, talk, ada, bob, bobs):
    old = studio.post(ada, "Long ago, @bob")
    Message.objects.filter(pk=old.pk).update(sent_at=timezone.now() - timedelta(days=40))
    mine = studio.post(bob, "Who comes?")
    studio.post(ada, "I", reply_to=mine)
    studio.post(ada, "@bob")
    kiln.post(ada, "@room")
    talk.post(ada, "@bob")
    expected = ["ada called everybody in Kiln", "ada mentioned you in Studio", "ada answered you in Studio"]
    assert said(bob, "mentions")[:3] == expected
    bundles = list(bob.notifications.filter(noun="message").order_by("pk").values_list("kind", "bundle", "place"))
    Notification.objects.all().delete()
    for _time in range(2):
        migration = import_module("apps.rooms.migrations.0003_for_me")
        migration.go_into_the_list(apps, SimpleNamespace(connection=connection))
    assert said(bob) == expected
    assert list(bob.notifications.order_by("pk").values_list("kind", "bundle", "place")) == bundles[1:4]
    assert unread(bobs) == 0
    assert not Notification.objects.exclude(spread_at=None).exists()
