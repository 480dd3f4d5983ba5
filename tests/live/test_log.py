"""The log in the database: what is said, in which order, for how long, and who may hear it."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import RequestFactory
from django.utils import timezone
from django_eventstream import channel_permission_changed, send_event
from django_eventstream.storage import EventDoesNotExist

from apps.live import channels, log, publish
from apps.live.delivery import RIGHTS, delivery
from apps.live.models import Event

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def told(monkeypatch):
    """The notes that leave this process."""
    notes = []
    monkeypatch.setattr(delivery, "tell", notes.append)
    return notes


def test_a_word_is_logged_with_its_change_and_told_when_that_commits(told, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        publish.reliably("room-1", "word", "hello", subject="message-7")
        assert told == []
    assert told == [{"wake": True}]
    [event] = log.read(0)
    assert (event.channel, event.type, event.data) == ("room-1", "word", "hello")


def test_what_is_rolled_back_was_never_said(told):
    def say_and_fail():
        with transaction.atomic():
            publish.reliably("room-1", "word", "hello")
            raise IntegrityError

    with pytest.raises(IntegrityError):
        say_and_fail()
    assert log.read(0) == []
    assert told == []


def test_a_volatile_word_is_told_when_its_change_commits_and_not_logged(told, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        publish.volatile("room-1", "typing")
        assert told == []
    assert told == [{"channel": "room-1", "type": "typing", "data": ""}]
    assert log.read(0) == []


def test_a_broken_messenger_does_not_undo_what_was_said(monkeypatch, django_capture_on_commit_callbacks):
    def broken(note):
        raise RuntimeError

    monkeypatch.setattr(delivery, "tell", broken)
    with django_capture_on_commit_callbacks(execute=True):
        publish.reliably("room-1", "word", "hello")
    assert len(log.read(0)) == 1


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL waits for the disk by itself")
def test_what_is_committed_on_sqlite_survives_a_power_cut():
    with connection.cursor() as cursor:
        [synchronous] = cursor.execute("PRAGMA synchronous").fetchone()
    assert synchronous == 2  # FULL: a commit waits until its writes are on the disk


def test_what_is_removed_leaves_the_log(told):
    publish.reliably("room-1", "word", "a secret", subject="message-7")
    publish.removed("room-1", "gone", "7", subject="message-7")
    assert [event.type for event in log.read(0)] == ["gone"]


def test_reading_by_channel_and_by_place():
    first, _second, third, fourth = (log.append(f"room-{pk}", "word", "") for pk in (1, 2, 1, 1))
    assert [event.pk for event in log.read(first.pk, ["room-1"])] == [third.pk, fourth.pk]
    assert [event.pk for event in log.read(first.pk, ["room-1"], upto=third.pk)] == [third.pk]
    assert [event.pk for event in log.read(0, limit=1)] == [first.pk]


def test_how_far_the_log_reaches_back():
    assert log.reaches_back_to(0)
    first, *_rest, last = (log.append("room-1", "word", "") for _ in range(4))
    assert all(log.reaches_back_to(pk) for pk in range(first.pk - 1, last.pk + 1))
    assert not log.reaches_back_to(last.pk + 1)
    Event.objects.filter(pk=first.pk).delete()
    assert not log.reaches_back_to(first.pk - 1)
    assert log.reaches_back_to(first.pk)


def test_trimming_keeps_the_newest_word_as_the_place():
    old = [log.append("room-1", "word", "") for _ in range(3)]
    Event.objects.update(made_at=timezone.now() - timedelta(days=30))
    assert log.has_grown_old()
    assert log.trim.call() == 2
    assert not log.has_grown_old()
    assert log.position() == old[-1].pk
    assert log.append("room-1", "word", "").pk > old[-1].pk


def test_the_library_writes_into_the_same_log(told, monkeypatch, django_capture_on_commit_callbacks):
    channels_before = dict(channels._kinds)
    monkeypatch.setattr(channels, "_kinds", channels_before)
    channels.register("test", source=lambda request: [], can_be_read_by=lambda user, pk: False, reliable=True)
    send_event("test-1", "word", {"hello": "there"})
    send_event("unknown-1", "word", "nobody")
    [event] = log.read(0)
    assert event.data == '{"hello": "there"}'
    assert log.Storage().get_events("test-1", event.pk - 1)[0].id == event.pk
    with pytest.raises(EventDoesNotExist):
        log.Storage().get_events("test-1", event.pk + 5)
    assert told[0] == {"wake": True}


def test_lost_rights_are_told_through_the_log(told, ada, cleo, kiln, django_capture_on_commit_callbacks):
    place = log.position()
    with django_capture_on_commit_callbacks(execute=True):
        channel_permission_changed(cleo, channels.name(kiln))
        channel_permission_changed(ada, channels.name(kiln))  # she may still read it: nothing happens
        publish.end_streams_of(cleo)
        publish.end_streams_on(channels.name(kiln))
    assert [(event.channel, event.data) for event in log.read(place)] == [
        (RIGHTS, f'{{"user": {cleo.pk}, "channel": "room-{kiln.pk}"}}'),
        (RIGHTS, f'{{"user": {cleo.pk}}}'),
        (RIGHTS, f'{{"channel": "room-{kiln.pk}"}}'),
    ]
    assert told == [{"wake": True}] * 3


def test_nobody_can_ask_for_the_channel_of_rights(ada):
    assert channels.kind_of(RIGHTS) is None
    assert not channels.ChannelManager().can_read_channel(ada, RIGHTS)


@pytest.mark.parametrize("query", ["", "room=", "room=x", "room=-1", "room=99999", "room=1e1", "channel=room-1"])
def test_a_query_without_a_room_hears_no_room(ada, query):
    request = RequestFactory().get(f"/events/?{query}")
    request.user = ada
    heard = channels.ChannelManager().get_channels_for_request(request, {})
    assert not [channel for channel in heard if channel.startswith("room-")]
