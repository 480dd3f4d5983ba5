"""What tests begin with: databases with all migrations, and a site's static files.

To make them takes seconds. So whoever asks first makes them, all workers of a run have them, and the run's end takes
them away. The workers meet in a folder that the process above them names in the environment.
"""

import fcntl
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing, contextmanager
from pathlib import Path
from secrets import token_hex
from urllib.parse import urlsplit

from tools.serving import ROOT, at_server, database_at, drop_database, environment

SHARED = "COURTYARD_TESTS_SHARE"
BLANK = "COURTYARD_TESTS_BLANK"  # an SQLite database with all migrations, where somebody has made one already
DATABASES = "databases"  # a folder of the addresses of PostgreSQL's, which the run's end takes away


def begin():
    os.environ[SHARED] = tempfile.mkdtemp(prefix="courtyard-shared-")
    (folder() / DATABASES).mkdir()


def end():
    for kept in (folder() / DATABASES).iterdir():
        drop_database(kept.read_text())
    shutil.rmtree(folder(), ignore_errors=True)


def folder():
    return Path(os.environ[SHARED])


def once(name, make):
    """What `make()` gives, which JSON can hold. The others wait for the first who asks, and try if that fails."""
    with (folder() / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        made = folder() / f"{name}.json"
        if not made.exists():
            made.write_text(json.dumps(make()))
        return json.loads(made.read_text())


def is_file(address):
    return address.startswith("sqlite")


def name_of(address):
    return urlsplit(address).path.removeprefix("/")


def path_of(address):
    return Path(address.removeprefix("sqlite:///"))


def blank_database(like):
    """The address of one that has all migrations and nobody has written in, on the server of another's address."""

    def make():
        address = kept_for_the_run(like, "blank")
        if is_file(address) and os.environ.get(BLANK):
            shutil.copy(os.environ[BLANK], path_of(address))
            return address
        if not is_file(address):
            at_server(address, f'CREATE DATABASE "{name_of(address)}"')
        manage("migrate", "--verbosity=0", DATABASE_URL=address)
        return address

    return once(f"blank-{'file' if is_file(like) else urlsplit(like).netloc}", make)


def kept_for_the_run(like, name):
    """The address for a new one, on the server of another's address; the run's end takes it away."""
    name = f"courtyard_{name}_{token_hex(4)}"
    if is_file(like):
        return f"sqlite:///{folder() / name}"
    address = database_at(like, name)
    (folder() / DATABASES / name).write_text(address)
    return address


def make_database(address, source=None):
    """At an address where none is: a copy of the blank one, or of another."""
    source = source or blank_database(address)
    if is_file(address):
        shutil.copy(path_of(source), path_of(address))
    else:
        at_server(address, f'CREATE DATABASE "{name_of(address)}" TEMPLATE "{name_of(source)}"')


def static_files():
    """Where a site's are, hashed and compressed."""

    def make():
        manage("collectstatic", "--no-input", "--verbosity=0", STATIC_ROOT=str(folder() / "static"))
        return str(folder() / "static")

    return once("static-files", make)


def manage(*words, **more):
    """In an environment where nothing is written but what is named."""
    kept = {"DATABASE_URL": "sqlite://:memory:", "MEDIA_ROOT": str(folder() / "media"), **more}
    subprocess.run([sys.executable, "manage.py", *words], cwd=ROOT, env=environment(**kept), check=True)


@contextmanager
def database_of_this_process(connection):
    """As Django's test database: SQLite's lives in memory."""
    settings = connection.settings_dict
    if connection.vendor == "sqlite":
        settings["NAME"] = "file:tests?mode=memory&cache=shared"
        with closing(sqlite3.connect(path_of(blank_database("sqlite:///")))) as file:
            connection.ensure_connection()
            file.backup(connection.connection)
        yield
    else:
        worker = os.environ.get("PYTEST_XDIST_WORKER", "alone")
        address = kept_for_the_run(os.environ["DATABASE_URL"], f"test_{worker}")
        make_database(address)
        settings["NAME"] = name_of(address)
        yield
        connection.close()
        drop_database(address)
