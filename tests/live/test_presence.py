"""Who is here: what each process writes, and what all of them together say. Nobody waits for the time to pass."""

import asyncio
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, connections
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from apps.live import presence
from apps.live.delivery import Delivery, Listener
from apps.live.models import Presence

from . import clockwork

ROOM, OTHER_ROOM = "room-1", "room-2"
pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture(autouse=True)
def quick(monkeypatch, settings):
    began_at = timezone.now()

    def now():
        return began_at + timedelta(seconds=clockwork.seconds())

    monkeypatch.setattr("django.utils.timezone.now", now)
    monkeypatch.setitem(vars(Presence._meta.get_field("seen_at")), "_get_default", now)
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # one thread and one transaction for the whole scene
    monkeypatch.setattr(presence, "GATHER", 0.01)
    monkeypatch.setattr(presence, "LINGER", 0.1)
    monkeypatch.setattr(presence, "NUDGE_EVERY", 0.05)
    settings.PRESENCE_SECONDS = 60
    settings.REDIS_URL = ""  # which would not be there yet when the hurried clock says that it should


class Process(Delivery):
    """A server process without a server. `notes`: what it told everybody."""

    def __init__(self):
        super().__init__()
        self.notes, self.failures, self.written = [], 0, 0

    async def ask(self, question, *arguments):
        await asyncio.sleep(0)
        if self.failures and question in (presence.write_what_can_be, presence.make_true):
            self.failures -= 1
            raise DatabaseError("away")
        self.written += question in (presence.write_what_can_be, presence.make_true)
        return question(*arguments)

    def tell(self, note):
        self.notes.append(note)

    def begun(self):
        self.begin()
        self.place = 0
        return self

    def opens(self, user, *rooms):
        listener = Listener(rooms or [ROOM], user and user.pk)
        self.add(listener)
        return listener

    def dies(self):
        for task in self.tasks:
            task.cancel()

    @property
    def told(self):
        return [(note["channel"], note["data"]) for note in self.notes if note["type"] == "presence-changed"]


def run(scene):
    mine = connections["default"]

    async def in_the_transaction():
        connections["default"] = mine  # a loop would open another, outside of the test's transaction
        await scene()

    clockwork.run(in_the_transaction)


async def a_moment(seconds=0.06):
    await asyncio.sleep(seconds)
    for _ in range(20):  # whatever else fell due has its turn
        await asyncio.sleep(0)


def here(channel=ROOM):
    return set(presence.people(channel).values_list("user", flat=True))


def test_several_tabs_are_one_person(ada):
    async def scene():
        process = Process().begun()
        first, second = process.opens(ada), process.opens(ada)
        await a_moment()
        assert Presence.objects.count() == 1
        assert presence.number(ROOM) == 1
        process.remove(first)
        await a_moment(0.3)
        assert here() == {ada.pk}
        process.remove(second)
        await a_moment(0.3)
        assert here() == set()
        assert process.told == [(ROOM, "1"), (ROOM, "0")]

    run(scene)


def test_a_page_that_is_loaded_again_is_no_coming_and_going(ada, bob):
    async def scene():
        process = Process().begun()
        process.opens(bob)
        tab = process.opens(ada)
        await a_moment()
        written = process.written
        for _ in range(3):
            process.remove(tab)
            await a_moment()
            tab = process.opens(ada)
            await a_moment()
        await a_moment(0.2)
        assert here() == {ada.pk, bob.pk}
        assert process.written == written
        assert process.told == [(ROOM, "2")]
        assert process.attendance.gone_at == {}

    run(scene)


def test_who_went_again_before_it_was_written_was_never_here(ada):
    async def scene():
        process = Process().begun()
        process.remove(process.opens(ada))
        await a_moment(0.3)
        assert process.told == []
        assert process.attendance.gone_at == {}
        assert not Presence.objects.exists()

    run(scene)


def test_visitors_and_channels_that_are_not_counted(ada):
    async def scene():
        process = Process().begun()
        process.opens(None)
        process.opens(ada, "activity-1", "members-all")
        await a_moment()
        assert not Presence.objects.exists()

    run(scene)


def test_who_is_anywhere_is_known_and_nobody_is_told(ada, bob):
    async def scene():
        process = Process().begun()
        tab = process.opens(ada, f"user-{ada.pk}")
        await a_moment()
        assert set(presence.here([ada.pk, bob.pk]).values_list("user", flat=True)) == {ada.pk}
        other = process.opens(ada, f"user-{ada.pk}", ROOM)
        await a_moment()
        process.remove(tab)
        await a_moment(0.3)
        assert set(presence.here([ada.pk]).values_list("user", flat=True)) == {ada.pk}
        process.remove(other)
        await a_moment(0.3)
        assert not presence.here([ada.pk]).exists()
        assert process.told == [(ROOM, "1"), (ROOM, "0")]
        process.opens(bob, f"user-{bob.pk}")
        await a_moment()
        await process.attendance.end()
        assert not Presence.objects.exists()
        assert process.told == [(ROOM, "1"), (ROOM, "0")]

    run(scene)


def test_one_is_in_each_room_for_itself(ada, bob):
    async def scene():
        process = Process().begun()
        process.opens(ada, ROOM, OTHER_ROOM)
        process.opens(bob, OTHER_ROOM)
        await a_moment()
        assert presence.counts([ROOM, OTHER_ROOM, "room-3"]) == {ROOM: 1, OTHER_ROOM: 2, "room-3": 0}
        assert presence.number(OTHER_ROOM, besides=bob.pk) == 1

    run(scene)


def test_a_person_in_two_processes_is_one_and_the_second_is_no_news(ada, bob):
    async def scene():
        one, two = Process().begun(), Process().begun()
        tab = one.opens(ada)
        one.opens(bob)
        await a_moment()
        second = two.opens(ada)
        await a_moment()
        assert Presence.objects.count() == 3
        assert presence.number(ROOM) == 2
        one.remove(tab)
        await a_moment(0.3)
        assert here() == {ada.pk, bob.pk}
        assert (one.told, two.told) == ([(ROOM, "2")], [])
        two.remove(second)
        await a_moment(0.3)
        assert here() == {bob.pk}
        assert two.told == [(ROOM, "1")]

    run(scene)


def test_the_rows_of_a_process_that_died_count_no_more_and_another_takes_them_away(ada, bob, settings):
    settings.PRESENCE_SECONDS = 0.4

    async def scene():
        one, two = Process().begun(), Process().begun()
        one.opens(ada)
        two.opens(bob)
        await a_moment()
        one.dies()
        assert here() == {ada.pk, bob.pk}
        await a_moment(0.7)
        assert here() == {bob.pk}
        assert list(Presence.objects.values_list("user", flat=True)) == [bob.pk]
        assert two.told[-1] == (ROOM, "1")

    run(scene)


def test_who_stays_is_here_for_long(ada, settings):
    settings.PRESENCE_SECONDS = 0.4

    async def scene():
        process = Process().begun()
        process.opens(ada)
        for _ in range(12):
            await a_moment(0.1)
            assert here() == {ada.pk}
        assert process.told == [(ROOM, "1")]
        assert process.written == 1

    run(scene)


def test_a_process_that_had_slept_and_was_taken_for_dead_writes_itself_anew(ada, settings):
    settings.PRESENCE_SECONDS = 0.4

    async def scene():
        process = Process().begun()
        process.opens(ada)
        await a_moment()
        Presence.objects.all().delete()
        await a_moment(0.3)
        assert here() == {ada.pk}

    run(scene)


def test_a_server_that_stops_takes_its_people_with_it(ada, bob):
    async def scene():
        one, two = Process().begun(), Process().begun()
        one.opens(ada)
        two.opens(bob)
        await a_moment()
        one.close_all()
        await one.end()
        assert here() == {bob.pk}
        assert one.told[-1] == (ROOM, "1")

    run(scene)


def test_each_start_is_a_process_of_its_own():
    async def scene():
        process = Process()
        names = {process.begun().attendance.process for _ in range(3)}
        assert len(names) == 3
        assert all(len(name) <= Presence._meta.get_field("process").max_length for name in names)

    run(scene)


def test_when_the_database_was_away_it_is_written_later(ada, bob, caplog):
    async def scene():
        process = Process().begun()
        process.failures = 1
        process.opens(ada)
        gone = process.opens(bob)
        await a_moment()
        process.remove(gone)
        assert here() == set()
        await a_moment(1.2)
        assert here() == {ada.pk}

    run(scene)
    assert "could not be written" in caplog.text


@pytest.mark.django_db(transaction=True)
def test_an_account_that_is_gone_keeps_nobody_else_out(ada, bob):
    async def scene():
        process = Process().begun()
        process.opens(ada)
        process.opens(bob)
        type(bob).objects.filter(pk=bob.pk).delete()
        await a_moment()
        assert here() == {ada.pk}

    run(scene)


def test_the_cost_depends_on_the_rounds_and_not_on_the_people(ada):
    users = type(ada).objects.bulk_create(
        [type(ada)(username=f"dora{number}", email=f"dora{number}@courtyard.example") for number in range(400)]
    )

    def queries(question, *arguments):
        with CaptureQueriesContext(
            connection,
        ) as captured:
            question(*arguments)
        return len(captured)

    everybody = {(ROOM, user.pk) for user in users}
    assert queries(presence.write_what_can_be, "here", everybody, set()) < 10
    assert presence.number(ROOM) == 400
    assert queries(presence.say_alive, "here") == 2
    assert queries(presence.write_what_can_be, "here", set(), everybody) < 10
    assert presence.number(ROOM) == 0
    assert queries(presence.write_what_can_be, "here", set(), everybody) < 10
    assert presence.number(ROOM) == 0


def test_lists_ask_once_for_all_and_not_again_in_a_moment(ada, django_assert_num_queries):
    channels = [f"room-{number}" for number in range(40)]
    Presence.objects.create(channel="room-7", user=ada, process="here")
    with django_assert_num_queries(1):
        assert sum(presence.counts(channels).values()) == 1
    with django_assert_num_queries(0):
        assert presence.counts(channels)["room-7"] == 1
    with django_assert_num_queries(0):
        assert presence.counts([]) == {}


def test_lists_ask_once_for_some_people_of_each_channel(ada, bob, cleo, mod, django_assert_num_queries):
    gone = timezone.now() - timedelta(hours=1)
    for user, process, at in ((ada, "one", gone), (mod, "one", None), (mod, "two", None), (cleo, "one", None)):
        Presence.objects.create(channel=ROOM, user=user, process=process, **({"seen_at": at} if at else {}))
    for user in (mod, bob, ada):
        Presence.objects.create(channel=OTHER_ROOM, user=user, process="one")
    first = sorted(user.pk for user in (mod, bob, ada))[:2]
    with django_assert_num_queries(1):
        found = presence.some([ROOM, OTHER_ROOM, "room-3"], 2)
    assert found == {ROOM: sorted([mod.pk, cleo.pk]), OTHER_ROOM: first, "room-3": []}
    with django_assert_num_queries(0):
        assert presence.some([OTHER_ROOM], 2) == {OTHER_ROOM: first}
        assert presence.some([], 2) == {}


def test_a_crowd_that_comes_is_told_now_and_then(ada, make_user):
    users = [make_user(f"dora{number}") for number in range(10)]

    async def scene():
        process = Process().begun()
        for user in users:
            process.opens(user)
            await a_moment(0.02)
        await a_moment(0.1)
        assert process.told[-1] == (ROOM, "10")
        assert len(process.told) <= 2 + clockwork.seconds() / presence.NUDGE_EVERY

    run(scene)
