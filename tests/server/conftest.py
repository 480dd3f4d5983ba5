"""`site`, `start`: furnished servers on a database of their own, on SQLite and again on PostgreSQL and Redis."""

import json
import os
import subprocess
import sys
from secrets import token_hex

import pytest

from tests import blank, serving
from tools.serving import database_at, drop_database
from tools.torturing.scenes import Backend

from .site import ROOT, Site, environment

POSTGRESQL = os.environ.get("TEST_POSTGRESQL_URL", "postgres://postgres@127.0.0.1:5432/postgres")
REDIS = os.environ.get("TEST_REDIS_URL", "redis://127.0.0.1:6379/0")


@pytest.fixture(scope="session")
def postgresql():
    """`postgresql(source)`: the address of a copy; or a skip. Where CI is set, PostgreSQL and Redis must be there."""
    import psycopg
    import redis

    try:
        psycopg.connect(POSTGRESQL, connect_timeout=60).close()
        redis.Redis.from_url(REDIS).ping()
    except (psycopg.Error, redis.RedisError) as error:
        if os.environ.get("CI"):
            pytest.fail(f"CI runs these tests, but: {error}")
        pytest.skip(f"PostgreSQL and Redis are not at hand: {error}")
    made = []

    def make(source):
        made.append(database_at(POSTGRESQL, f"courtyard_server_{os.getpid()}_{token_hex(3)}"))
        blank.make_database(made[-1], source)
        return made[-1]

    yield make
    for address in made:
        drop_database(address)


def furnished(like):
    """`{"database": its address, "rooms": ..., "sessions": ...}`, see tests/server/furnish.py; one for all workers."""

    def make():
        address = blank.kept_for_the_run(like, "furnished")
        blank.make_database(address)
        output = subprocess.run(
            [sys.executable, "-m", "tests.server.furnish"],
            env=environment(DATABASE_URL=address),
            cwd=ROOT,
            check=True,
            stdout=subprocess.PIPE,
        ).stdout
        return {**json.loads(output.splitlines()[-1]), "database": address}

    return blank.once(f"furnished-{like.partition(':')[0]}", make)


def on_a_file(_request, folder):
    """Servers on a furnished SQLite file."""
    address = f"sqlite:///{folder / 'site.sqlite3'}"

    def furniture():
        found = furnished(address)
        blank.make_database(address, found["database"])
        return {**found, "database": address}

    return Sites(folder, furniture)


def on_postgresql_and_redis(request, folder):
    """Servers on a furnished PostgreSQL database, with a Redis prefix of their own."""

    def furniture():
        copy_of, found = request.getfixturevalue("postgresql"), furnished(POSTGRESQL)
        return {**found, "database": copy_of(found["database"])}

    return Sites(folder, furniture, REDIS_URL=REDIS, REDIS_PREFIX=f"courtyard-{token_hex(4)}")


class Sites:
    """Called, it starts a server: `start(processes=2, WEB_THREADS="2")`. All of one test share a database."""

    def __init__(self, folder, furniture, **always):
        self.folder, self.furniture, self.always, self.made = folder, furniture, always, []

    def __call__(self, **options):
        furniture = self.made[0].furniture if self.made else self.furniture()
        self.made.append(Site(furniture, self.folder, **{**self.always, **options}))
        return self.made[-1].start()

    def end(self):
        for site in self.made:
            site.kill()


BACKENDS = [
    pytest.param(on_a_file, id="sqlite"),
    pytest.param(on_postgresql_and_redis, id="postgresql", marks=pytest.mark.postgresql),
]


@pytest.fixture(params=BACKENDS)
def start(request, tmp_path):
    """`start()` a server on SQLite, then again on PostgreSQL and Redis."""
    sites = request.param(request, tmp_path)
    yield sites
    sites.end()


@pytest.fixture(scope="module", params=BACKENDS)
def site(request, tmp_path_factory):
    """A server that the tests of a module share: for those that leave it as it was, but for words in its rooms."""
    sites = request.param(request, tmp_path_factory.mktemp("site"))
    yield sites(UNHEARD="600")  # some read nothing for a while, which is long on a busy machine
    sites.end()


@pytest.fixture
def on_sqlite(request, tmp_path):
    sites = on_a_file(request, tmp_path)
    yield sites
    sites.end()


@pytest.fixture
def on_postgresql(request, tmp_path):
    sites = on_postgresql_and_redis(request, tmp_path)
    yield sites
    sites.end()


# --- For what `make torture` plays ----------------------------------------------------------------

ON_SQLITE = Backend("SQLite", site=serving.Site)
BACKENDS_IN_SHORT = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)]


@pytest.fixture
def torture_on_postgresql(postgresql):
    return Backend("PostgreSQL", POSTGRESQL, REDIS, serving.Site)


@pytest.fixture(params=BACKENDS_IN_SHORT)
def backend(request):
    return request.getfixturevalue("torture_on_postgresql") if request.param == "postgresql" else ON_SQLITE
