"""Starting: what is missing is said in one sentence; `runserver` takes the same way as `serve`."""

import os
import shutil
import signal
import sys
from contextlib import closing, suppress
from http.client import HTTPException
from types import SimpleNamespace

import pytest

from config import checks
from tests import blank
from tests.forking import Process

from .site import LONG, ROOT, environment, free_port, wait_until

pytestmark = pytest.mark.server

SERVE = [sys.executable, str(ROOT / "manage.py"), "serve"]


def refusal(folder, command=SERVE, **settings):
    """What `manage.py serve`, or another command, says when it does not start."""
    more = {"DATABASE_URL": f"sqlite:///{folder}/site.sqlite3", "PORT": str(free_port()), **settings}
    out, words = folder / "stdout", folder / "stderr"
    assert Process(command, environment(**more), out, words).wait(300) != 0
    words = words.read_text()
    assert "Traceback" not in words
    assert out.read_text() == ""
    assert len(words.splitlines()) == 1
    return words


@pytest.mark.parametrize(
    ("settings", "word"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY is not set"),
        ({"DATABASE_URL": "nonsense"}, "DATABASE_URL"),
        ({"DATABASE_URL": "http://a/b"}, "DATABASE_URL"),
        ({"DATABASE_URL": "postgres://a:secret@127.0.0.1:nine/b"}, "DATABASE_URL"),
        ({"DATABASE_URL": "sqlite:////dev/null/site.sqlite3"}, "database does not answer"),
        ({"DATABASE_URL": "postgres://nobody:secret@127.0.0.1:1/nothing"}, "database does not answer"),
        ({"WEB_THREADS": "four"}, "WEB_THREADS"),
        ({"MEDIA_ROOT": "/dev/null/media"}, "/dev/null"),
        ({}, "Run: python manage.py prepare"),
        ({"PORT": "70000"}, "70000"),
    ],
    ids=lambda value: value if isinstance(value, str) else "-".join(map("=".join, value.items()))[:30],
)
def test_what_is_missing_is_said_in_one_sentence(tmp_path, settings, word):
    sentence = refusal(tmp_path, **settings)
    assert word in sentence
    assert ":secret@" not in sentence


@pytest.mark.parametrize(
    ("variables", "word"),
    [
        ({"SECRET_KEY": "short"}, "SECRET_KEY is too weak"),
        ({"SECRET_KEY": "a" * 60}, "SECRET_KEY is too weak"),
        ({"ALLOWED_HOSTS": ""}, "ALLOWED_HOSTS is empty"),
        ({"WEB_CONCURRENCY": "2"}, "need REDIS_URL"),
        ({"WEB_CONCURRENCY": "0"}, "WEB_CONCURRENCY"),
        ({"WEB_THREADS": "0"}, "WEB_THREADS"),
        ({"WORKER_PATIENCE": "0"}, "WORKER_PATIENCE"),
        ({"REDIS_URL": "http://127.0.0.1"}, "REDIS_URL"),
    ],
)
def test_what_the_settings_lack_has_its_sentence(monkeypatch, settings_of, variables, word):
    """In the process: that a start is refused with the first of them, the test above shows."""
    monkeypatch.setattr(checks, "settings", SimpleNamespace(**settings_of(**environment(**variables))))
    assert [word in sentence for _id, sentence in checks.problems()] == [True]


@pytest.mark.parametrize(
    ("command", "settings", "word"),
    [
        ("work", {"SECRET_KEY": "short"}, "SECRET_KEY is too weak"),
        ("work", {"DATABASE_URL": "postgres://nobody:secret@127.0.0.1:1/nothing"}, "database does not answer"),
        ("work", {}, "Run: python manage.py prepare"),
        ("prepare", {"SECRET_KEY": "short"}, "SECRET_KEY is too weak"),
        ("prepare", {"DATABASE_URL": "sqlite:////dev/null/site.sqlite3"}, "database does not answer"),
        ("prepare", {"DATABASE_URL": "postgres://nobody:secret@127.0.0.1:1/nothing"}, "database does not answer"),
        ("prepare", {"STATIC_ROOT": "/dev/null/static"}, "/dev/null"),
        ("runserver", {"DATABASE_URL": "postgres://nobody:secret@127.0.0.1:1/nothing"}, "database does not answer"),
    ],
)
def test_every_command_that_starts_something_says_so(tmp_path, command, settings, word):
    if command == "prepare":
        blank.make_database(f"sqlite:///{tmp_path}/site.sqlite3")  # or it would take seconds to make one
    words = [*SERVE[:-1], command, *(["--noreload", "--skip-checks"] if command == "runserver" else [])]
    sentence = refusal(tmp_path, words, **settings)
    assert word in sentence
    assert ":secret@" not in sentence


@pytest.mark.postgresql
@pytest.mark.parametrize("command", ["serve", "work", "prepare"])
def test_a_database_that_does_not_exist_is_said_in_one_sentence(postgresql, tmp_path, command):
    from .conftest import POSTGRESQL, database_at

    address = database_at(POSTGRESQL, "courtyard_that_does_not_exist")
    assert "does not exist" in refusal(tmp_path, [*SERVE[:-1], command], DATABASE_URL=address)


def test_a_port_in_use_is_said_in_one_sentence(on_sqlite, tmp_path):
    site = on_sqlite()
    sentence = refusal(tmp_path, PORT=str(site.port))
    assert f"127.0.0.1:{site.port}" in sentence
    assert f"PORT={site.port + 1}" in sentence


def test_serve_serves(on_sqlite):
    site = on_sqlite(command=[*SERVE, "--port", "PORT"], forked=False)
    stream = site.stream("bob", "studio").opened()
    site.say("studio", "through the command")
    assert stream.words(1) == ["through the command"]
    assert site.stop(signal.SIGINT)[1] == 0
    assert "Traceback" not in site.log.read_text()


@pytest.mark.postgresql
def test_a_process_that_dies_is_replaced(on_postgresql):
    site = on_postgresql(processes=2, SHORT_LIFE="0")
    pids = set()
    wait_until(lambda: pids.add(site.inside()["pid"]) or len(pids) == 2, what="an answer of the second process")
    os.kill(min(pids), signal.SIGKILL)
    after = set()
    wait_until(lambda: after.add(site.inside()["pid"]) or len(after - {min(pids)}) == 2, what="its successor")
    site.process.kill()  # the parent's end is the end of all
    for pid in after - {min(pids)}:
        wait_until(lambda pid=pid: not os.path.exists(f"/proc/{pid}"), what="the end of the servers")


# --- the development server -----------------------------------------------------------------------


@pytest.fixture
def developed(on_sqlite, tmp_path):
    """`developed("--noreload")`: the development server on a copy of the code."""
    code = tmp_path / "code"
    code.mkdir()
    for part in ("apps", "config", "static", "templates", "tests"):
        shutil.copytree(ROOT / part, code / part, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "manage.py", code)

    def run(*options):
        command = [sys.executable, "manage.py", "runserver", "PORT", *options]
        more = {"DEBUG": "1", "PYTHONDONTWRITEBYTECODE": "1", "TASKS_IN_WEB": "1"}
        return on_sqlite(command=command, cwd=code, forked=False, PYTHONPATH=str(code), **more)

    run.code = code
    return run


@pytest.mark.parametrize("options", [(), ("--noreload",)], ids=["reloading", "noreload"])
def test_runserver_serves_streams_and_stops_at_once(developed, options):
    site = developed(*options)
    stream = site.stream("bob", "studio").opened()
    site.say("studio", "live while developing")
    assert stream.words(1) == ["live while developing"]
    wait_until(lambda: '"worker": "ok"' in site.get("/healthz").text, LONG, "its worker")
    os.killpg(site.process.pid, signal.SIGINT)  # as Ctrl-C does: to all processes of the terminal
    # Two interpreters end here; `serve` is held to its two seconds in test_streams.
    assert site.process.wait(LONG) == 0
    with closing(stream):
        stream.read_to_the_end()
    assert "Traceback" not in site.log.read_text()


def test_runserver_reloads_when_the_code_changes(developed):
    site = developed()
    stream = site.stream("bob", "studio").opened()
    views = developed.code / "apps/shared/views.py"
    views.write_text(views.read_text().replace('"ok" if well', '"well indeed" if well'))
    saved_until_seen(views, site)
    stream.read_to_the_end()
    back = site.stream("bob", "studio", place=stream.place).opened()
    site.say("studio", "after the change")
    assert back.words(1) == ["after the change"]


def saved_until_seen(file, site):
    """Django's reloader takes its first look when the server already answers: what was saved before is saved again."""
    for patience in (5, 10, 20, 40, 80, 160):  # longer than a start takes, which another touch would begin again
        file.touch()
        with suppress(AssertionError):
            return wait_until(lambda: changed(site), patience, "the changed answer")
    raise AssertionError("the code changed, and the server did not start again")


def changed(site):
    try:
        return "well indeed" in site.get("/healthz").text
    except (OSError, HTTPException):
        return False


def test_without_its_static_files_it_does_not_start_and_says_what_to_do(tmp_path):
    sentence = refusal(tmp_path, DJANGO_SETTINGS_MODULE="config.settings", STATIC_ROOT=str(tmp_path))
    assert sentence == "Courtyard does not start: its static files are not there. Run: python manage.py prepare\n"
