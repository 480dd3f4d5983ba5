"""Work that leaves the request: it is done once where nothing breaks, and once at least where something does."""

import logging
from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation
from django_tasks.exceptions import InvalidTaskError
from django_tasks_db.models import get_date_max

from apps.tasks import clock, models, pruning, schedule, worker
from apps.tasks.ids import new_id
from apps.tasks.models import KEPT, MOST_ATTEMPTS, LivingWorker, QueuedTask, Round, Status, WorkerDied
from apps.tasks.worker import Worker, work_off
from tests.racing import ON_A_DATABASE_WITH_SEVERAL_WRITERS, each_at_once

from . import deeds

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def nothing_done():
    deeds.done.clear()


@pytest.fixture
def one():
    return Worker("one")


@pytest.fixture
def other():
    return Worker("other")


@pytest.fixture
def rounds(monkeypatch):
    """An empty schedule."""
    monkeypatch.setattr(schedule, "_rounds", {})
    monkeypatch.setattr(clock, "LOOK", 0)  # whoever asks looks


def left(task, *arguments):
    """It is left for later; its row."""
    return QueuedTask.objects.get(pk=task.enqueue(*arguments).id)


def its_time_has_come(row):
    QueuedTask.objects.filter(pk=row.pk).update(run_after=timezone.now() - MINUTE)


def pause(row):
    """In seconds, until it is tried again."""
    row.refresh_from_db()
    return (row.run_after - timezone.now()).total_seconds()


def writes(captured):
    return [query["sql"] for query in captured if not query["sql"].startswith("SELECT")]


# --- It is done -----------------------------------------------------------------------------------


def test_what_was_left_is_done_once_in_its_order():
    rows = [left(deeds.note, word) for word in ("first", "second")]
    work_off()
    assert deeds.done == ["first", "second"]
    rows[0].refresh_from_db()
    assert (rows[0].status, rows[0].return_value, rows[0].attempts) == (Status.SUCCESSFUL, 5, 1)
    work_off()
    assert deeds.done == ["first", "second"]


def test_what_is_for_later_waits():
    deeds.note.using(run_after=timezone.now() + MINUTE).enqueue("later")
    work_off()
    assert deeds.done == []
    QueuedTask.objects.update(run_after=timezone.now())
    work_off()
    assert deeds.done == ["later"]


def test_of_two_workers_that_saw_the_same_task_one_does_it(one, other):
    left(deeds.note, "once")
    seen_by_one, seen_by_other = QueuedTask.objects.next(), QueuedTask.objects.next()
    assert one.takes(seen_by_one)
    assert not other.takes(seen_by_other)
    assert QueuedTask.objects.get().worker_ids == ["one"]


def test_what_a_task_activates_ends_with_it():
    left(deeds.speaks_german)
    work_off()
    assert QueuedTask.objects.get().status == Status.SUCCESSFUL
    assert translation.get_language() == "en"


def test_a_task_may_ask_which_attempt_it_is():
    left(deeds.says_which_attempt)
    work_off()
    assert deeds.done == [1]


def test_names_of_tasks_come_in_the_order_of_their_making():
    names = [new_id() for _ in range(3)]
    assert {name.version for name in names} == {7}
    now = timezone.now().timestamp()
    assert all(abs((name.int >> 80) / 1000 - now) < 60 for name in names)


# --- It fails -------------------------------------------------------------------------------------


def test_what_fails_is_tried_again_later_and_later_and_given_up(caplog):
    row = left(deeds.fails)
    pauses = []
    for attempt in range(1, MOST_ATTEMPTS):
        work_off()
        pauses.append(pause(row))
        assert (row.status, row.attempts) == (Status.READY, attempt)
        assert row.exception_class_path == "builtins.OSError"
        assert row.last_error == "OSError: the post office is closed"
        work_off()  # it is not its time yet
        its_time_has_come(row)
    expected = [min(10 * 3**number, schedule.LONGEST_PAUSE) for number in range(MOST_ATTEMPTS - 1)]
    for found, middle in zip(pauses, expected, strict=True):
        assert middle * 0.75 - 60 < found <= middle * 1.25
    assert pauses[-1] > 3600
    assert not [record for record in caplog.records if record.levelno >= logging.ERROR]
    work_off()
    row.refresh_from_db()
    assert (row.status, row.attempts) == (Status.FAILED, MOST_ATTEMPTS)
    assert row.finished_at
    (record,) = [record for record in caplog.records if record.levelno >= logging.ERROR]
    assert "tests.tasks.deeds.fails" in record.getMessage()
    assert "given up" in record.getMessage()
    assert record.exc_info[1].args == ("the post office is closed",)
    its_time_has_come(row)
    work_off()
    row.refresh_from_db()
    assert row.attempts == MOST_ATTEMPTS


def test_pauses_differ_so_that_not_all_come_back_at_once():
    rows = [left(deeds.fails) for _ in range(8)]
    work_off()
    for row in rows:
        row.refresh_from_db()
    waits = [row.run_after - row.started_at for row in rows]
    assert max(waits) - min(waits) > timedelta(seconds=0.2)


def test_a_worker_that_saw_a_task_before_it_failed_waits_for_its_pause_too(one, other):
    row = left(deeds.fails)
    seen_before = QueuedTask.objects.next()
    one.do_next()
    assert not other.takes(seen_before)
    row.refresh_from_db()
    assert (row.status, row.worker_ids) == (Status.READY, ["one"])


def test_what_works_at_last_leaves_no_error(monkeypatch):
    row = left(deeds.fails)
    work_off()
    monkeypatch.setattr(deeds, "fails", deeds.again)
    its_time_has_come(row)
    work_off()
    row.refresh_from_db()
    assert (row.status, row.exception_class_path, row.traceback, row.attempts) == (Status.SUCCESSFUL, "", "", 2)


def test_an_error_holds_up_nothing_and_may_say_anything():
    left(deeds.fails, "a NUL that PostgreSQL would not keep")
    left(deeds.note, "next")
    work_off()
    assert deeds.done == ["next"]
    assert QueuedTask.objects.exclude(traceback="").get().last_error == "OSError: a  that PostgreSQL would not keep"


def test_a_value_that_no_row_can_hold_is_a_failure():
    row = left(deeds.returns_what_no_row_can_hold)
    work_off()
    row.refresh_from_db()
    assert (row.status, row.exception_class_path) == (Status.READY, "builtins.TypeError")


@pytest.mark.parametrize("path", ["tests.tasks.deeds.long_gone", "apps.nowhere.at_all", "tests.tasks.deeds.left", "x"])
def test_a_task_whose_code_is_gone_is_given_up_at_once(path, caplog):
    row = left(deeds.note, "word")
    QueuedTask.objects.update(task_path=path)
    left(deeds.note, "next")
    work_off()
    row.refresh_from_db()
    assert (row.status, row.attempts) == (Status.FAILED, 1)
    assert row.last_error
    assert deeds.done == ["next"]
    assert [record.levelname for record in caplog.records if path in record.getMessage()] == ["ERROR"]


@pytest.mark.django_db(transaction=True)
def test_what_was_done_is_written_down_though_the_database_was_away(one, monkeypatch):
    """A worker that lives and forgot what it holds would keep it for ever."""
    row, succeed, failures = left(deeds.note, "word"), QueuedTask.succeed, [OperationalError("away"), None]

    def at_the_second_try(self, value):
        if error := failures.pop(0):
            raise error
        return succeed(self, value)

    monkeypatch.setattr(QueuedTask, "succeed", at_the_second_try)
    monkeypatch.setattr(worker, "PAUSE", 0)
    one.do_next()
    row.refresh_from_db()
    assert row.status == Status.SUCCESSFUL
    assert deeds.done == ["word"]


def test_a_worker_goes_on_when_the_database_comes_back(rounds, one, monkeypatch, caplog):
    left(deeds.note, "word")

    def away(self):
        raise OperationalError("the database is away")

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(Worker, "do_next", away)
        assert one.look() == worker.AWAY
    assert "the database is away" in caplog.text
    assert one.look() == 0
    assert deeds.done == ["word"]
    assert one.look() == worker.PAUSE


# --- Its worker is gone ---------------------------------------------------------------------------


def in_hand(who, row):
    """As it is in the middle of a task: begun, and not ended."""
    assert who.takes(QueuedTask.objects.next())
    row.refresh_from_db()
    assert row.status == Status.RUNNING


def says_nothing_any_more(who):
    LivingWorker.objects.filter(pk=who.name).update(seen_at=timezone.now() - MINUTE)


def test_what_a_dead_worker_had_begun_others_do(rounds, one, other):
    row = left(deeds.note, "word")
    in_hand(one, row)
    assert other.look() == worker.PAUSE  # it lives, as far as anybody knows
    says_nothing_any_more(one)
    other.bury_at = 0
    assert other.look() == 0
    row.refresh_from_db()
    assert (row.status, row.worker_ids) == (Status.SUCCESSFUL, ["one", "other"])
    assert deeds.done == ["word"]
    assert list(LivingWorker.objects.values_list("pk", flat=True)) == ["other"]


def test_a_task_that_kills_its_workers_is_given_up(one):
    row = left(deeds.note, "word")
    for attempt in range(1, MOST_ATTEMPTS + 1):
        in_hand(one, row)
        assert row.attempts == attempt
        says_nothing_any_more(one)
        assert LivingWorker.objects.bury() == 1
        assert LivingWorker.objects.bury() == 0
    row.refresh_from_db()
    assert row.status == Status.FAILED
    assert row.exception_class_path == f"{WorkerDied.__module__}.WorkerDied"
    assert "one" in row.last_error


def test_who_only_seemed_dead_says_nothing_more_about_it(one, other):
    row = left(deeds.fails)
    in_hand(one, row)
    says_nothing_any_more(one)
    assert LivingWorker.objects.bury() == 1
    assert not one.task.succeed("late")
    assert not one.task.fail(OSError("late"))
    in_hand(other, row)
    assert not one.task.succeed("late")
    assert other.task.succeed("in time")
    row.refresh_from_db()
    assert row.return_value == "in time"


def test_who_died_with_nothing_in_hand_leaves_nothing_to_do_again(one, other):
    row = left(deeds.note, "word")
    one.do_next()
    says_nothing_any_more(one)
    assert LivingWorker.objects.bury() == 1
    row.refresh_from_db()
    assert (row.status, row.attempts) == (Status.SUCCESSFUL, 1)


def test_a_failed_attempt_of_a_worker_that_died_then_is_no_task_in_hand(one):
    row = left(deeds.fails)
    one.do_next()
    row.refresh_from_db()
    waits_until = row.run_after
    says_nothing_any_more(one)
    LivingWorker.objects.bury()
    row.refresh_from_db()
    assert (row.status, row.run_after, row.attempts) == (Status.READY, waits_until, 1)


def test_a_worker_that_died_after_a_failed_attempt_takes_the_task_from_nobody(one, other):
    row = left(deeds.fails)
    one.do_next()
    its_time_has_come(row)
    in_hand(other, row)
    says_nothing_any_more(one)
    assert LivingWorker.objects.bury() == 1
    row.refresh_from_db()
    assert (row.status, row.worker_ids) == (Status.RUNNING, ["one", "other"])


def test_who_leaves_gives_back_what_is_in_hand_and_it_was_no_attempt(one, other):
    row = left(deeds.note, "word")
    in_hand(one, row)
    one.leave()
    row.refresh_from_db()
    assert (row.status, row.worker_ids) == (Status.READY, [])
    assert not LivingWorker.objects.exists()
    assert other.do_next()
    assert deeds.done == ["word"]


def test_who_is_told_to_stop_takes_no_other_task(one):
    left(deeds.note, "word")
    one.stop()
    one.run()
    assert deeds.done == []


def test_whether_somebody_works_is_said_where_the_site_says_how_it_is(visitor, one):
    assert visitor.get("/healthz").json()["worker"] == "none"
    LivingWorker.objects.sign("one")
    response = visitor.get("/healthz")
    assert (response.status_code, response.json()["worker"]) == (200, "ok")
    says_nothing_any_more(one)
    response = visitor.get("/healthz")
    assert (response.status_code, response.json()["worker"]) == (200, "none")


def test_before_its_tables_are_there_the_site_is_well_and_nobody_knows_who_works(visitor, monkeypatch):
    def no_such_table(self):
        raise OperationalError("no such table: tasks_livingworker")

    monkeypatch.setattr(models.LivingWorkerQuerySet, "alive", no_such_table)
    response = visitor.get("/healthz")
    assert (response.status_code, response.json()["worker"]) == (200, "not known")


# --- Again and again ------------------------------------------------------------------------------


def test_a_round_is_begun_by_one_of_several_workers(rounds, one, other):
    schedule.register(deeds.again, every=60)
    for who in (one, other, one, other):
        who.clock.begin_what_is_due()
    assert QueuedTask.objects.count() == 1
    row = Round.objects.get()
    assert timedelta(seconds=45) < row.next_at - timezone.now() <= timedelta(seconds=60)
    work_off()
    assert deeds.done == ["again"]
    one.clock.begin_what_is_due()
    assert QueuedTask.objects.count() == 1
    Round.objects.update(next_at=timezone.now())
    for who in (one, other):
        who.clock.begin_what_is_due()
    assert QueuedTask.objects.count() == 2


def test_of_two_that_saw_at_once_that_it_is_time_one_begins_it(monkeypatch):
    """Whatever the database: the second looks, the first begins, and then the second goes on."""
    look = models.RoundQuerySet.get_or_create
    Round.objects.create(path=deeds.again.module_path)

    def looks_and_is_slow(self, **details):
        found = look(self, **details)
        monkeypatch.undo()
        assert Round.objects.begin(deeds.again, 0)
        return found

    monkeypatch.setattr(models.RoundQuerySet, "get_or_create", looks_and_is_slow)
    assert Round.objects.begin(deeds.again, 0) is None
    assert QueuedTask.objects.count() == 1


@pytest.mark.parametrize("status", [Status.READY, Status.RUNNING, Status.SUCCESSFUL, Status.FAILED])
def test_a_round_waits_for_the_last_one(rounds, one, status):
    schedule.register(deeds.again, every=0)
    one.clock.begin_what_is_due()
    QueuedTask.objects.update(status=status)
    one.clock.begin_what_is_due()
    assert QueuedTask.objects.count() == (1 if status in (Status.READY, Status.RUNNING) else 2)


def test_what_has_nothing_to_do_leaves_no_trace(rounds, one):
    due = []
    schedule.register(deeds.again, every=3600, is_due=lambda: bool(due))
    one.clock.begin_what_is_due()
    assert not QueuedTask.objects.exists()
    assert not Round.objects.exists()
    due.append(True)
    one.clock.begin_what_is_due()
    assert QueuedTask.objects.count() == 1


def test_a_question_that_fails_holds_up_no_other_round(rounds, one, caplog):
    schedule.register(deeds.fails, is_due=lambda: 1 / 0)
    schedule.register(deeds.again)
    one.clock.begin_what_is_due()
    assert QueuedTask.objects.get().task_path == deeds.again.module_path
    assert "deeds.fails could not be begun" in caplog.text


def test_rounds_go_before_what_waits(rounds, one):
    for word in "ab":
        deeds.note.using(run_after=timezone.now() - MINUTE).enqueue(word)
    schedule.register(deeds.again)
    one.clock.begin_what_is_due()
    work_off()
    assert deeds.done == ["again", "a", "b"]


def test_a_round_that_fails_does_not_rest_for_hours(rounds, one):
    schedule.register(deeds.fails, every=2)
    one.clock.begin_what_is_due()
    row = QueuedTask.objects.get()
    for _attempt in range(MOST_ATTEMPTS - 1):
        work_off()
        assert pause(row) <= 30 * 1.25
        its_time_has_come(row)


def test_a_round_pruned_with_its_task_comes_again(rounds, one):
    schedule.register(deeds.again, every=0)
    one.clock.begin_what_is_due()
    QueuedTask.objects.all().delete()
    one.clock.begin_what_is_due()
    assert QueuedTask.objects.count() == 1


def test_a_name_of_something_else_is_no_round():
    with pytest.raises((AttributeError, InvalidTaskError)):
        schedule.register(lambda: None)


# --- What it costs --------------------------------------------------------------------------------


def test_an_idle_second_asks_little_and_writes_nothing(one):
    """With every round of the site: on SQLite, who writes keeps the others waiting."""
    one.look()
    while one.look() == 0:
        pass
    seconds = []
    for _second in range(3):
        with CaptureQueriesContext(connection) as captured:
            assert one.look() == worker.PAUSE
        assert writes(captured) == []
        seconds.append(len(captured))
    assert min(seconds) == 1
    one.clock.look_at, one.bury_at = {}, one.bury_at - 3600  # the second in which everything is looked at
    with CaptureQueriesContext(connection) as captured:
        one.look()
    assert writes(captured) == []
    assert len(captured) <= 2 * len(schedule.rounds()) + 3


def test_what_waits_is_found_by_an_index(one):
    rows = [
        QueuedTask(task_path="x", args_kwargs={}, backend_name="default", run_after=get_date_max()) for _ in range(400)
    ]
    for row in rows[:390]:
        row.status = Status.SUCCESSFUL
    QueuedTask.objects.bulk_create(rows)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
    assert "tasks_db_new_ordering_idx" in QueuedTask.objects.ready()[:1].explain()


# --- What was long ago ----------------------------------------------------------------------------


def test_what_was_done_long_ago_is_forgotten(monkeypatch):
    monkeypatch.setattr(models, "PORTION", 2)
    day, kept = timedelta(days=1), []
    for status, days in KEPT.items():
        for age in (days - day, days + day, days + day):
            row = left(deeds.note, "word")
            QueuedTask.objects.filter(pk=row.pk).update(status=status, finished_at=timezone.now() - age)
            kept += [row.pk] if age < days else []
    waiting = left(deeds.note, "word")
    QueuedTask.objects.filter(pk=waiting.pk).update(enqueued_at=timezone.now() - timedelta(days=400))
    assert pruning.prune.call() == 4
    assert set(QueuedTask.objects.values_list("pk", flat=True)) == {*kept, waiting.pk}
    assert (KEPT[Status.SUCCESSFUL], KEPT[Status.FAILED]) == (7 * day, 30 * day)


def test_that_is_done_every_day():
    assert schedule.Round(pruning.prune, schedule.DAY) in schedule.rounds()


# --- Several at once, in earnest ------------------------------------------------------------------


class TestAtOnce:
    pytestmark = ON_A_DATABASE_WITH_SEVERAL_WRITERS

    def test_six_workers_do_each_task_once(self):
        words = [str(number) for number in range(40)]
        for word in words:
            left(deeds.note, word)

        def work(n):
            who = Worker(f"worker-{n}")
            while who.do_next():
                pass

        each_at_once(6, work)
        assert sorted(deeds.done) == sorted(words)
        assert set(QueuedTask.objects.values_list("status", flat=True)) == {"SUCCESSFUL"}

    def test_six_workers_begin_a_round_once(self):
        begun = each_at_once(6, lambda n: Round.objects.begin(deeds.again, 60))
        assert sum(result is not None for result in begun) == 1
        assert QueuedTask.objects.count() == 1

    def test_six_bury_a_dead_one_once(self):
        row, dead = left(deeds.note, "word"), Worker("dead")
        in_hand(dead, row)
        says_nothing_any_more(dead)
        assert sum(each_at_once(6, lambda n: LivingWorker.objects.bury())) == 1
        row.refresh_from_db()
        assert (row.status, row.attempts) == (Status.READY, 1)
