"""What becomes of rooms when somebody's account is deleted."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.accounts.models import User
from apps.live.models import Event
from apps.rooms.models import Room

from .talking import talk
from .test_memberships import ended_streams, told  # noqa: F401  a fixture

SECRET = "Under the third flowerpot"


def counted(room):
    room.refresh_from_db()
    return room.member_count, room.message_count, room.last_message, room.last_message_at


def in_the_log(room):
    return [event.type for event in Event.objects.filter(channel=f"room-{room.pk}").order_by("pk")]


@pytest.mark.both_databases
def test_with_an_account_its_streams_end(bob, kiln):
    pk = bob.pk
    bob.delete()
    assert f'{{"user": {pk}}}' in ended_streams()


@pytest.mark.both_databases
def test_rooms_count_without_it_and_know_who_spoke_last(ada, bob, kiln, studio):
    first = kiln.post(ada, "First")
    kiln.post(bob, SECRET)
    studio.post(bob, SECRET)
    bob.delete()
    assert counted(kiln) == (1, 1, first, first.sent_at)
    assert counted(studio) == (1, 0, None, None)


@pytest.mark.both_databases
def test_several_accounts_at_once(ada, bob, cleo, kiln):
    first = kiln.post(ada, "First")
    kiln.join(cleo)
    for author in (bob, cleo, bob):
        kiln.post(author, SECRET)
    User.objects.filter(pk__in=[bob.pk, cleo.pk]).delete()
    assert counted(kiln) == (1, 1, first, first.sent_at)
    assert not Event.objects.filter(data__contains=SECRET).exists()


@pytest.mark.both_databases
def test_late_readers_hear_none_of_its_words(ada, bob, kiln):
    said = kiln.post(bob, SECRET)
    said.edit(bob, SECRET + "!")
    answer = kiln.post(ada, "Thanks", reply_to=said)
    liked = kiln.post(ada, "Well")
    liked.react(bob, "🔥")
    bob.delete()
    assert not Event.objects.filter(data__contains=SECRET).exists()
    events = {event.subject: event.data for event in Event.objects.exclude(subject="")}
    assert "The message was removed" in events[f"message-{answer.pk}"]
    assert "🔥" not in events[f"message-{liked.pk}"]
    assert "Well" in events[f"message-{liked.pk}"]


@pytest.mark.both_databases
def test_open_pages_are_told_once_however_much_was_said(told, ada, bob, cleo, kiln, studio):  # noqa: F811
    studio.join(bob)
    for number in range(30):
        kiln.post(bob, f"{SECRET} {number}")
    kiln.join(cleo)
    kiln.post(cleo, "Hello")
    Event.objects.all().delete()
    notes = told(bob.delete)
    assert in_the_log(kiln) == ["stream-reset"]
    assert in_the_log(studio) == []
    assert (f"activity-{kiln.pk}", "rooms-changed", "") in notes
    assert (f"room-{kiln.pk}", "members-changed", "2") in notes
    assert (f"room-{studio.pk}", "members-changed", "1") in notes


@pytest.mark.both_databases
def test_a_page_that_asks_again_has_lost_the_rows(client_of, ada, bob, kiln):
    first = kiln.post(ada, "First")
    gone = kiln.post(bob, SECRET)
    last = kiln.post(ada, "Last", reply_to=gone)
    adas = client_of(ada)
    adas.get("/rooms/kiln/")
    gone_pk = gone.pk
    bob.delete()
    text = adas.get(f"/rooms/kiln/messages/?from={first.pk}&to={last.pk}", headers={"HX-Request": "true"}).text
    assert f'id="message-{gone_pk}"' not in text
    assert SECRET not in text
    assert f'id="message-{first.pk}"' in text
    assert "The message was removed" in text


@pytest.mark.both_databases
def test_an_account_that_said_nothing_and_lives_nowhere_else_disturbs_nobody(bob, cleo, kiln):
    Event.objects.all().delete()
    cleo.delete()
    assert in_the_log(kiln) == []


@pytest.mark.both_databases
def test_its_own_rooms_go_with_it_where_nobody_else_uses_them(ada, bob, studio):
    studio.post(ada, SECRET)
    own = ada.owned_rooms.get(kind="personal")
    own.post(bob, "Hello")
    ada.delete()
    assert not Room.objects.filter(pk__in=[studio.pk, own.pk]).exists()
    assert in_the_log(studio) == in_the_log(own) == []


def test_the_log_is_not_asked_for_each_message(bob, cleo, kiln):
    def queries(user, number):
        talk(kiln, [user], number)
        with CaptureQueriesContext(connection) as captured:
            user.delete()
        return [query["sql"] for query in captured if "live_event" in query["sql"]]

    kiln.join(cleo)
    assert len(queries(bob, 5)) == len(queries(cleo, 200))
