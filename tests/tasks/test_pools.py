"""Queues beside the default one: a bounded number of workers each, which hold up nothing else."""

import time

import pytest
from django.db import OperationalError

from apps.tasks import worker
from apps.tasks.models import LivingWorker, QueuedTask
from apps.tasks.worker import Pool, Worker, work_off
from tests.racing import ON_BOTH_DATABASES

from . import deeds


def until(condition, seconds=15):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.01)


@pytest.fixture(autouse=True)
def fresh():
    deeds.done.clear()
    deeds.at_work.clear()
    deeds.release.clear()
    yield
    deeds.release.set()


@pytest.mark.django_db
def test_a_worker_does_the_tasks_of_its_queue():
    deeds.release.set()
    deeds.waits_for_a_server.enqueue("slow")
    assert not Worker("one").do_next()
    assert Worker("one", queue="webhooks").do_next()
    assert deeds.done == ["slow"]
    deeds.waits_for_a_server.enqueue("again")
    deeds.note.enqueue("word")
    work_off()
    assert deeds.done == ["slow", "word", "again"]


@pytest.mark.django_db
def test_a_task_is_done_also_where_no_helper_can_be_called(monkeypatch, caplog):
    def away():
        raise OperationalError("away")

    deeds.release.set()
    deeds.waits_for_a_server.enqueue("one")
    pool = Pool("webhooks", 3)
    monkeypatch.setattr(pool, "call_helper", away)
    assert pool.workers[0].do_next()
    assert deeds.done == ["one"]
    assert "could not be called" in caplog.text


class TestRunning:
    pytestmark = ON_BOTH_DATABASES

    @pytest.fixture
    def running(self, threads_write, monkeypatch):
        monkeypatch.setattr(worker, "PAUSE", 0.01)
        monkeypatch.setattr(worker, "IDLE", 0.2)
        pool = Pool("webhooks", 3)
        main = Worker("main", pools=[pool])
        main.clock.begin_what_is_due = lambda: None
        main.start()
        yield main, pool
        main.stop()
        deeds.release.set()
        for one in (main, *pool.workers):
            one.thread.join(20)
        main.leave()

    def test_slow_servers_take_the_pool_and_nothing_else(self, running):
        main, pool = running
        for number in range(6):
            deeds.waits_for_a_server.enqueue(str(number))
        until(lambda: len(deeds.at_work) == 3)
        deeds.note.enqueue("email")
        until(lambda: deeds.done == ["email"])
        assert len(deeds.at_work) == 3, "bounded"
        main.beat()
        assert LivingWorker.objects.count() == 4
        deeds.release.set()
        until(lambda: len(deeds.done) == 7)
        until(lambda: not any(helper.thread.is_alive() for helper in pool.workers[1:]))
        until(lambda: LivingWorker.objects.count() == 2)  # helpers end when there is nothing to do
        assert pool.workers[0].thread.is_alive()

    def test_what_is_in_hand_is_given_back_when_it_stops(self, running):
        main, _pool = running
        deeds.waits_for_a_server.enqueue("one")
        until(lambda: deeds.at_work)
        main.stop()
        main.leave()
        task = QueuedTask.objects.get()
        assert (task.status, task.attempts) == ("READY", 0)
        assert not LivingWorker.objects.exists()
