"""Two at once, where only a database that lets two write at once can show it."""

from functools import partial
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from apps.live.models import Event
from apps.people.models import Block
from apps.rooms.models import Membership, Message, Rests, Room, Silent, Stays
from tests.racing import ON_A_DATABASE_WITH_SEVERAL_WRITERS, each_at_once

pytestmark = ON_A_DATABASE_WITH_SEVERAL_WRITERS


def test_a_message_sent_twice_at_once_is_one(studio, bob):
    number = uuid4()
    messages = each_at_once(6, lambda n: studio.post(bob, "Once", number).pk)
    assert len(set(messages)) == 1
    assert studio.messages.count() == 1
    assert Event.objects.filter(type="message-created").count() == 1
    studio.refresh_from_db()
    assert (studio.message_count, studio.member_count) == (1, 2)


def test_messages_sent_at_once_are_counted_and_told_in_the_order_of_their_numbers(studio, ada, bob):
    each_at_once(6, lambda n: [studio.post((ada, bob)[n % 2], f"{n}.{m}") for m in range(4)] and None)
    studio.refresh_from_db()
    pks = list(studio.messages.order_by("pk").values_list("pk", flat=True))
    assert studio.message_count == len(pks) == 24
    assert studio.last_message_id == pks[-1]
    assert list(Event.objects.order_by("pk").values_list("subject", flat=True)) == [f"message-{pk}" for pk in pks]


def test_a_draft_under_way_while_its_message_is_sent_never_stays(studio, bob):
    for _ in range(6):
        number = uuid4()
        deeds = (
            lambda number=number: studio.post(bob, "Hello", number),
            lambda number=number: studio.keep_draft(bob, "Hel", number),
        )
        each_at_once(4, lambda n, deeds=deeds: deeds[n % 2]())
        assert not studio.drafts.exists()


def test_a_draft_kept_in_two_browsers_at_once_is_one(studio, bob):
    each_at_once(6, lambda n: studio.keep_draft(bob, f"Hel {n}"))
    assert studio.drafts.count() == 1


def test_rooms_of_one_name_opened_at_once_get_addresses_of_their_own(ada):
    rooms = each_at_once(3, lambda n: Room.objects.open_by(ada, name="Garden", kind="open"))
    assert sorted(room.slug for room in rooms) == ["garden", "garden-2", "garden-3"]


def test_joining_at_once_is_joining_once(studio, bob):
    assert sorted(each_at_once(5, lambda n: studio.join(bob))) == [False, False, False, False, True]
    studio.refresh_from_db()
    assert studio.member_count == 2


def outcome(do, *what):
    """What came of it; a refusal is an answer too."""
    try:
        return do(*what)
    except (Rests, Stays) as refusal:
        return type(refusal)


def test_a_room_is_handed_over_or_left_but_never_both(ada, bob, make_user):
    for number in range(6):
        room = Room.objects.open_by(ada, name=f"Room {number}", kind="closed")
        room.join(bob)
        deeds = (lambda room=room: Room.objects.get(pk=room.pk).hand_over(bob), lambda room=room: room.leave(bob))
        results = each_at_once(2, lambda n, deeds=deeds: outcome(deeds[n]))
        room.refresh_from_db()
        assert results in ([None, Stays], [Stays, True])
        assert room.memberships.filter(user=room.owner).exists()
        assert room.member_count == room.memberships.count()


def test_a_room_that_goes_while_people_talk_and_come_takes_everything_along(ada, bob, make_user):
    newcomers = [make_user(f"dora{number}") for number in range(2)]
    for number in range(4):
        room = Room.objects.open_by(ada, name=f"Room {number}", kind="open")
        room.join(bob)
        pk = room.pk

        def do(n, room=room, pk=pk):
            if n == 0:
                return bool(Room.objects.get(pk=pk).delete())
            if n < 3:
                return [outcome(room.post, bob, f"{n}.{m}") for m in range(4)]
            return outcome(room.join, newcomers[n - 3])

        each_at_once(5, do)
        assert not Room.objects.filter(pk=pk).exists()
        assert not Message.objects.filter(room_id=pk).exists()
        assert not Membership.objects.filter(room_id=pk).exists()
        assert not Event.objects.filter(channel=f"room-{pk}").exists()


def test_what_is_said_while_a_room_is_archived_is_kept_or_refused(ada, studio):
    def do(n):
        if n == 0:
            return Room.objects.get(pk=studio.pk).archive()
        return [outcome(studio.post, ada, f"{n}.{m}") for m in range(6)]

    results = each_at_once(4, do)
    taken = sum(result is not Rests for said in results[1:] for result in said)
    assert studio.messages.count() == taken
    studio.refresh_from_db()
    assert studio.message_count == taken
    assert outcome(studio.post, ada, "Late") is Rests


def test_two_who_press_message_on_each_other_at_once_come_to_one_conversation(ada, bob):
    """Through the page, as their browsers do it."""
    browsers = [Client(), Client()]
    for browser, person in zip(browsers, (ada, bob), strict=True):
        browser.force_login(person)
    for _round in range(5):
        answers = each_at_once(6, lambda n: browsers[n % 2].post(f"/messages/{('bob', 'ada')[n % 2]}/").status_code)
        assert answers == [302] * 6
        room = Room.objects.direct().get()
        assert set(room.memberships.values_list("user", flat=True)) == {ada.pk, bob.pk}
        room.delete()


def test_the_key_alone_keeps_a_second_conversation_out(ada, bob):
    """Past the turn that all writers take."""
    room = Room.objects.begin(ada, [bob])
    with pytest.raises(IntegrityError), transaction.atomic():
        Room.objects.make(bob, [ada])
    assert Room.objects.direct().get() == room


def test_who_is_blocked_while_they_write_is_heard_before_or_not_at_all(ada, bob):
    for number in range(5):
        room = Room.objects.begin(ada, [bob])
        deeds = (partial(said, room, ada, str(number)), partial(Block.objects.make, bob, ada))
        heard, _new = each_at_once(2, lambda n, deeds=deeds: deeds[n]())
        assert room.messages.filter(body=str(number)).exists() is heard
        assert not said(room, ada, "After")
        Block.objects.end(bob, ada)


def said(room, author, body):
    try:
        room.post(author, body)
    except Silent:
        return False
    return True
