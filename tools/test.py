"""`make test`: style, migrations, all tests on SQLite, and those whose outcome can differ on PostgreSQL with Redis.

CI (the environment variable) requires both. Words after it go to pytest, and are played once, on SQLite or where
DATABASE_URL says: `make test ARGS="tests/rooms -x"`.
"""

import os
import socket
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

HERE = Path(__file__).resolve().parent.parent
PYTHON = sys.executable
POSTGRESQL = os.environ.get("TEST_DATABASE_URL", "postgres://postgres@127.0.0.1:5432/courtyard")
REDIS = os.environ.get("TEST_REDIS_URL", "redis://127.0.0.1:6379/0")

# The mark of tests that are played on PostgreSQL and Redis too, see pyproject.toml; EVERYTHING=1 plays all on both.
# The servers' tests start their servers on both themselves.
MARK = "both_databases"
ON_POSTGRESQL = ["tests/browser/test_rooms.py"]  # on SQLite too with EVERYTHING=1, or where PostgreSQL is not at hand

QUIET = {"ENV_FILE": os.devnull, "DEBUG": "1", "DATABASE_URL": "sqlite://:memory:"}


def main(words):
    look_before_tests()
    browser = chromium()
    if words:
        return step("The named tests", pytest(words), {"CHROMIUM": browser})
    absent = [address for address in (POSTGRESQL, REDIS) if not answers(address)]
    everything = bool(os.environ.get("EVERYTHING"))
    left_out = () if absent or everything else ON_POSTGRESQL
    if absent and os.environ.get("CI"):
        sys.exit(f"CI must test on PostgreSQL and Redis too, and nothing answers at {', '.join(absent)}.")
    on_sqlite = {"CHROMIUM": browser, "DATABASE_URL": "", "REDIS_URL": ""}
    on_postgresql = {"CHROMIUM": browser, "DATABASE_URL": POSTGRESQL, "REDIS_URL": REDIS}
    if absent:
        step("Tests on SQLite", pytest(), on_sqlite)
        print(f"\nNot tested on PostgreSQL and Redis: nothing answers at {', '.join(absent)}.")
        return
    words = pytest(left_out=["tests/server"]) if everything else pytest(["-m", MARK, *marked_files()], workers=1)
    with beside("Tests on PostgreSQL and Redis", words, on_postgresql):
        step("Tests on SQLite", pytest(left_out=left_out, workers=3), on_sqlite)


def look_before_tests():
    """Style, format, and whether a migration is missing."""
    step("Style", [PYTHON, "-m", "ruff", "check", "."])
    step("Format", [PYTHON, "-m", "ruff", "format", "--check", "."])
    step("Migrations", [PYTHON, "manage.py", "makemigrations", "--check", "--dry-run"], QUIET)


def pytest(words=(), left_out=(), workers=4):
    """The files go to workers in the order of tests/conftest.py.

    Servers and browsers often wait, so there are more workers than the two processors of CI; but few: on two of them
    six workers took 28 % longer than four, though no processor was idle with either.
    """
    spread = ["-n", str(workers), "--dist", "loadfile", "--no-loadscope-reorder", "--durations=12"]
    left_out = [f"--ignore={path}" for path in left_out]
    return [PYTHON, "-m", "pytest", "-p", "tests.browser.counting", *spread, *left_out, "-q", *words]


def marked_files():
    """Those with the mark in them: to import all others would cost each worker seconds."""
    words = (MARK, "SEVERAL_WRITERS")  # tests/racing.py gives it to its tests
    files = sorted((HERE / "tests").glob("**/test_*.py"))
    return [str(file.relative_to(HERE)) for file in files if any(word in file.read_text() for word in words)]


def step(name, command, environment=None):
    print(f"\n== {name}", flush=True)
    done = subprocess.run(command, cwd=HERE, env=surroundings(environment or {}))
    if done.returncode:
        sys.exit(f"{name}: failed.")


@contextmanager
def beside(name, command, environment):
    """Run a step while others run, so that no processor is idle at the end of one; it is told of after them."""
    print(f"\n== {name}: begun", flush=True)
    with tempfile.TemporaryFile() as output:
        to_output = {"stdout": output, "stderr": subprocess.STDOUT}
        process = subprocess.Popen(command, cwd=HERE, env=surroundings(environment), **to_output)
        try:
            yield
        finally:
            process.wait()
            output.seek(0)
            print(f"\n== {name}", flush=True)
            sys.stdout.buffer.write(output.read())
            sys.stdout.flush()
    if process.returncode:
        sys.exit(f"{name}: failed.")


def surroundings(environment):
    """Of a step. Bytecode is kept, or each of many processes would compile everything again."""
    return {**os.environ, "PYTHONDONTWRITEBYTECODE": "", **environment}


def answers(address):
    parts = urlsplit(address)
    try:
        socket.create_connection((parts.hostname, parts.port), timeout=30).close()
    except OSError:
        return False
    return True


def chromium():
    """The path of a Chromium; installed if need be, where that is possible."""
    sys.path.insert(0, str(HERE))
    from tools.chromium import find_or_install

    return find_or_install()


if __name__ == "__main__":
    main(sys.argv[1:])
