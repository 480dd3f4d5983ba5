"""The queue in the admin: what waits, what failed and why, and a second try."""

import pytest
from django.contrib import admin
from django_tasks_db.models import DBTaskResult

from apps.tasks.models import MOST_ATTEMPTS, LivingWorker, QueuedTask, Status
from apps.tasks.worker import Worker, work_off

from . import deeds

pytestmark = pytest.mark.both_databases

LIST = "/admin/tasks/queuedtask/"


@pytest.fixture
def desk(client_of, owner):
    return client_of(owner)


@pytest.fixture
def failed(db):
    """A task that was given up."""
    row = QueuedTask.objects.get(pk=deeds.fails.enqueue("no <b>stamps</b> left").id)
    QueuedTask.objects.update(worker_ids=["somebody"] * (MOST_ATTEMPTS - 1))
    work_off()
    row.refresh_from_db()
    assert row.status == Status.FAILED
    return row


def tries_again(desk, *rows):
    data = {"action": "try_again", "_selected_action": [row.pk for row in rows]}
    return desk.post(LIST, data, follow=True)


def test_the_queue_is_there_once():
    assert not admin.site.is_registered(DBTaskResult)
    assert QueuedTask._meta.verbose_name_plural == "tasks"


def test_the_list_says_what_failed_and_why(desk, failed):
    page = desk.get(LIST).text
    assert "tests.tasks.deeds.fails" in page
    assert "Failed" in page
    assert f'<td class="field-number_of_attempts">{MOST_ATTEMPTS}</td>' in page
    assert "OSError: no &lt;b&gt;stamps&lt;/b&gt; left" in page
    assert "Traceback" not in page
    way = desk.get(f"{LIST}{failed.pk}/change/").text
    assert "Traceback" in way
    assert "&#x27;no &lt;b&gt;stamps&lt;/b&gt; left&#x27;" in way
    assert "somebody, at-once" in way
    assert "no <b>stamps" not in way


def test_the_newest_come_first(desk, failed):
    rows = desk.get(LIST).context["cl"].result_list
    assert [row.pk for row in rows] == sorted((row.pk for row in rows), reverse=True)


@pytest.mark.parametrize(("query", "found"), [("q=fails", 1), ("q=oserror", 1), ("q=qqq", 0), ("status=READY", 0)])
def test_search_and_filter(desk, failed, query, found):
    assert len(desk.get(f"{LIST}?{query}").context["cl"].result_list) == found


def test_what_failed_is_tried_again_from_its_first_attempt(desk, failed, monkeypatch):
    monkeypatch.setattr(deeds, "fails", deeds.note)
    response = tries_again(desk, failed)
    assert "1 task is tried again." in response.text
    failed.refresh_from_db()
    assert (failed.status, failed.attempts, failed.finished_at) == (Status.READY, 0, None)
    work_off()
    failed.refresh_from_db()
    assert failed.status == Status.SUCCESSFUL


def test_what_waits_for_its_next_attempt_is_tried_at_once(desk, db):
    row = QueuedTask.objects.get(pk=deeds.fails.enqueue().id)
    work_off()
    tries_again(desk, row)
    work_off()
    row.refresh_from_db()
    assert (row.status, row.attempts) == (Status.READY, 1)  # anew


def test_what_runs_or_is_done_is_left_alone(desk, db):
    done, runs = (QueuedTask.objects.get(pk=deeds.note.enqueue(word).id) for word in ("done", "runs"))
    Worker("one").do_next()
    assert Worker("one").takes(QueuedTask.objects.next())
    response = tries_again(desk, done, runs)
    assert "2 tasks run, or are done." in response.text
    assert "tried again" not in response.text
    done.refresh_from_db(), runs.refresh_from_db()
    assert {done.status, runs.status} == {Status.SUCCESSFUL, Status.RUNNING}


def test_who_may_only_look_may_not_try(client_of, make_user, failed):
    from django.contrib.auth.models import Permission

    looker = make_user("looker", is_staff=True)
    looker.user_permissions.add(Permission.objects.get(codename="view_queuedtask"))
    browser = client_of(looker)
    assert browser.get(LIST).status_code == 200
    assert "Try again" not in browser.get(LIST).text
    tries_again(browser, failed)
    failed.refresh_from_db()
    assert failed.status == Status.FAILED


def test_a_task_that_is_deleted_meanwhile_harms_nobody(desk, db):
    row = QueuedTask.objects.get(pk=deeds.note.enqueue("word").id)
    one = Worker("one")
    one.takes(QueuedTask.objects.next())
    assert desk.post(f"{LIST}{row.pk}/delete/", {"post": "yes"}).status_code == 302
    assert not one.task.succeed("word")
    assert LivingWorker.objects.get().task is None
