"""Counting members and messages anew."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.rooms import counters
from apps.rooms.models import Membership, Room

from .talking import talk

pytestmark = pytest.mark.both_databases


def counted(room):
    room.refresh_from_db()
    return room.member_count, room.message_count, room.last_message, room.last_message_at


def test_what_is_off_is_put_right_and_said(ada, kiln, studio, capsys):
    (*_rest, last) = talk(kiln, [ada], 3)
    Room.objects.filter(pk=kiln.pk).update(member_count=7, message_count=9, last_message=None, last_message_at=None)
    Room.objects.filter(pk=studio.pk).update(last_message_at=last.sent_at - timedelta(1))
    call_command("recount")
    assert counted(kiln) == (2, 3, last, last.sent_at)
    assert counted(studio) == (1, 0, None, None)
    said = capsys.readouterr().out
    assert "room kiln: member_count was 7, is 2; message_count was 9, is 3; last_message_id was None" in said
    assert "studio: last_message_at was" in said
    assert "right now: 2" in said
    call_command("recount")
    assert capsys.readouterr().out == "Everything was right.\n"


def test_all_batches_are_counted(ada, kiln, studio, monkeypatch, capsys):
    monkeypatch.setattr(counters, "BATCH", 4)
    rooms = [Room.objects.open_by(ada, name=f"Room {number}", kind="open") for number in range(11)]
    Room.objects.update(member_count=50)
    call_command("recount")
    assert [counted(room)[0] for room in (*rooms, kiln, studio)] == [*[1] * 11, 2, 1]
    assert Membership.objects.count() == sum(Room.objects.values_list("member_count", flat=True))


def test_counting_costs_the_same_for_many_rooms(ada, studio, capsys):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            call_command("recount")
        return len(captured)

    studio.post(ada, "Hello")
    few = queries()
    for number in range(12):
        room = Room.objects.open_by(ada, name=f"Room {number}", kind="open")
        talk(room, [ada], 2)
    assert queries() == few
