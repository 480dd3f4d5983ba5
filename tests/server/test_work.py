"""Who does the tasks, in earnest: processes that are killed and stopped, and the server itself."""

import signal
import subprocess
import sys
import time

import pytest

from tests.forking import Process, Shell
from tools.serving import environment

from .conftest import BACKENDS
from .site import LONG, ROOT, Site, in_time, wait_until

pytestmark = pytest.mark.server

# Where both databases would prove the same.
ON_SQLITE = pytest.mark.parametrize("start", BACKENDS[:1], indirect=True)
ON_POSTGRESQL = pytest.mark.parametrize("start", BACKENDS[1:], indirect=True)

WORK = [sys.executable, str(ROOT / "manage.py"), "work"]
ROWS = """
from apps.tasks.models import LivingWorker, QueuedTask
for row in QueuedTask.objects.filter(task_path__contains="deeds").order_by("pk"):
    print(row.status, row.attempts, len(set(row.worker_ids)))
print("alive", LivingWorker.objects.count())
"""
OLD = """
from datetime import timedelta
from django.db.models import F
from apps.tasks.models import LivingWorker
print(LivingWorker.objects.filter(seen_at__gt=F("began_at") + timedelta(seconds=6)).count())
"""
PLANNED = """
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from apps.accounts.models import User
from apps.posts.models import Draft, Photo
from apps.shared.images import redrawn
from tests.pictures import picture
draft = Draft.objects.create(author=User.objects.get(username="ada"), body="Oak", publishes_at=timezone.now())
draft.add_photos([Photo.of(redrawn(SimpleUploadedFile("oak.jpg", picture("JPEG")), with_medium=True), "A plank")])
"""


class Work:
    """Processes that do tasks on the database of a site, and what one of those tasks tells."""

    def __init__(self, start, folder):
        self.start, self.folder, self.made = start, folder, []
        self.site = Site(start.furniture(), folder, **start.always)
        start.made.append(self.site)  # whatever else is started is on its database
        self.log = folder / "workers.log"
        self.shell = Shell(self.site.environment, folder / "shell.log")

    def __call__(self, **more):
        self.made.append(Process(WORK, {**self.site.environment, **more}, self.log))
        return self.made[-1]

    def end(self):
        self.shell.close()
        for process in self.made:
            process.kill()
            process.wait(LONG)

    def asked(self, code):
        """Of the site's own code; what it prints, in lines."""
        return self.shell.run(code).splitlines()

    def leaves_a_long_one(self):
        """A task that begins, and ends when it is let go."""
        self.asked(f"from tests.tasks.deeds import waits\nwaits.enqueue({str(self.folder)!r})")

    def let_go(self):
        (self.folder / "go").touch()

    @property
    def told(self):
        path = self.folder / "told"
        return path.read_text().split() if path.exists() else []

    def begun(self, times):
        wait_until(lambda: self.told.count("begun") == times, LONG, f"attempt {times} of the task")

    def done(self):
        wait_until(lambda: "done" in self.told, LONG, "the end of the task")

    def rows(self):
        """Of each task of ours its state, the number of its attempts and of its workers; and who is alive."""
        return self.asked(ROWS)


@pytest.fixture
def work(start, tmp_path):
    """`work()`: a process that does tasks."""
    work = Work(start, tmp_path)
    yield work
    work.end()


def is_written(work, *rows):
    wait_until(lambda: work.rows() == list(rows), LONG, f"{rows}, not {work.rows()}")


def test_what_was_under_way_when_its_worker_was_killed_is_done_by_the_next(work):
    work.leaves_a_long_one()
    first = work()
    work.begun(1)
    first.kill()
    first.wait(LONG)
    assert work.rows() == ["RUNNING 1 1", "alive 1"]
    work(WORKER_PATIENCE="2")
    work.begun(2)
    work.let_go()
    work.done()
    is_written(work, "SUCCESSFUL 2 2", "alive 1")
    assert work.told == ["begun", "begun", "done"]


@ON_POSTGRESQL  # on SQLite the next one does it, above
def test_a_worker_that_lives_takes_over_and_a_long_task_does_not_look_dead(work):
    work.leaves_a_long_one()
    first = work(WORKER_PATIENCE="3")
    work.begun(1)
    second = work(WORKER_PATIENCE="3")
    wait_until(lambda: work.asked(OLD) == ["2"], LONG, "two workers that have said for a while that they live")
    assert work.told == ["begun"]
    first.kill()
    work.begun(2)
    work.let_go()
    work.done()
    is_written(work, "SUCCESSFUL 2 2", "alive 1")
    assert second.poll() is None


@ON_SQLITE
def test_a_worker_that_is_stopped_gives_back_what_it_has_in_hand(work):
    work.leaves_a_long_one()
    first = work(WORKER_PATIENCE="600")
    work.begun(1)
    first.send_signal(signal.SIGTERM)
    assert first.wait(LONG) == 0
    assert work.rows() == ["READY 0 0", "alive 0"]
    work(WORKER_PATIENCE="600")  # nobody waits so long
    work.begun(2)
    work.let_go()
    work.done()
    is_written(work, "SUCCESSFUL 1 1", "alive 1")
    assert "Traceback" not in work.log.read_text()


def test_an_idle_worker_stops_at_once_and_says_without_redis_who_will_not_hear_of_it(work):
    def stopping():
        process = work()
        wait_until(lambda: work.rows() == ["alive 1"], LONG, "its sign of life")
        wait_until(lambda: "Working, as" in work.log.read_text(), LONG, "its first word")
        began = time.monotonic()
        process.send_signal(signal.SIGTERM)
        assert process.wait(LONG) == 0
        return time.monotonic() - began

    in_time(stopping)
    assert work.rows() == ["alive 0"]
    assert ("REDIS_URL is not set" in work.log.read_text()) == ("REDIS_URL" not in work.start.always)


# --- The server itself ----------------------------------------------------------------------------


@ON_SQLITE
def test_the_server_does_the_tasks_and_shows_what_was_planned(work, start):
    work.asked(PLANNED)
    site = start(TASKS_IN_WEB="1")
    wait_until(lambda: "Oak" in site.get("/", "ada").text, LONG, "the planned post")
    work.leaves_a_long_one()
    work.begun(1)
    assert '"worker": "ok"' in site.get("/healthz").text
    work.let_go()
    work.done()
    is_written(work, "SUCCESSFUL 1 1", "alive 1")


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({}, "True"),
        ({"TASKS_IN_WEB": "0"}, "False"),
        ({"WEB_CONCURRENCY": "2"}, "False"),
        ({"WEB_CONCURRENCY": "2", "TASKS_IN_WEB": "1"}, "True"),
    ],
)
def test_one_process_does_them_unless_it_is_told_otherwise_and_several_do_not(settings, expected):
    code = "from config import settings; print(settings.TASKS_IN_WEB)"
    done = subprocess.run([sys.executable, "-c", code], env=environment(**settings), cwd=ROOT, capture_output=True)
    assert done.stdout.decode().strip() == expected


@ON_SQLITE
def test_ctrl_c_in_the_middle_of_a_task_stops_the_server_at_once_and_the_task_is_given_back(work, start):
    site, attempts = start(TASKS_IN_WEB="1", WORKER_PATIENCE="600"), []
    work.leaves_a_long_one()

    def stopping():
        site.start_again()
        stream = site.stream("bob", "studio").opened()
        attempts.append("begun")
        work.begun(len(attempts))
        seconds, status = site.stop(signal.SIGINT)
        assert status == 0
        assert [event["type"] for event in stream.read_to_the_end()] == ["stream-closed"]
        assert work.rows() == ["READY 0 0", "alive 0"]
        return seconds / 2

    in_time(stopping)
    assert "Traceback" not in site.log.read_text()


@pytest.mark.postgresql
def test_two_processes_that_both_do_tasks_do_each_once(on_postgresql, tmp_path):
    work = Work(on_postgresql, tmp_path)
    work.asked("from tests.tasks.deeds import note\nfor number in range(30): note.enqueue(str(number))")
    on_postgresql(processes=2, TASKS_IN_WEB="1")
    is_written(work, *["SUCCESSFUL 1 1"] * 30, "alive 2")
