"""A real site in a process of its own, for whatever starts one: tests, the benchmark, the loss test.

Used as `with Site(folder) as site:`. It has its own database, files and port.
"""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections import deque
from http.client import HTTPException
from pathlib import Path
from secrets import token_hex
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent.parent
SECRET_KEY = "only-for-tests-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFGHIJ"
CSRF = "c" * 32
SERVE = [sys.executable, "manage.py", "serve"]
HELD = deque(maxlen=30)  # sockets on the newest free ports, so that nobody else is given them


def environment(**more):
    """The environment of a server: nothing of the shell's that the site would take for a setting."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR") if name in os.environ}
    return {
        **kept,
        "ENV_FILE": os.devnull,
        "DEBUG": "0",
        "HTTPS": "0",
        "SECRET_KEY": SECRET_KEY,
        "ALLOWED_HOSTS": "*",
        "SENDS_MAIL": "1",
        # A few people open streams by the thousand here.
        **dict.fromkeys(("STREAMS_PER_SESSION", "STREAMS_PER_USER", "STREAMS_PER_ADDRESS"), "100000"),
        "RATE_LIMITS": "off",  # what is measured and played here is faster than people are
        "PYTHONPATH": str(ROOT),
        **more,
    }


def free_port():
    """A port on which a server of ours can listen, also when it is started again.

    A server takes seconds to start, and the system gives a port that nobody has to the next who asks. On Linux a
    socket that is bound and does not listen keeps the others away, and lets in a server that may reuse addresses.
    """
    holder = socket.socket()
    holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    holder.bind(("127.0.0.1", 0))
    port = holder.getsockname()[1]
    if sys.platform == "linux":
        HELD.append(holder)
    else:
        holder.close()
    return port


def wait_until(true, seconds=120, what="it"):
    """The first true answer of `true()`; fails when there is none in time, which is long: machines may stand still."""
    ends_at = time.monotonic() + seconds
    while not (answer := true()):
        assert time.monotonic() < ends_at, f"{what} did not come true in {seconds} s"
        time.sleep(0.02)
    return answer


def executed(connection, statement):
    """Of databases: one is copied when nobody is in it, and on a busy machine a former guest is slow to leave."""
    from psycopg.errors import ObjectInUse

    for _attempt in range(20):
        try:
            return connection.execute(statement)
        except ObjectInUse:
            time.sleep(1)
    return connection.execute(statement)


def database_at(server, name):
    """The address of a database, given that of another on the same server."""
    return urlsplit(server)._replace(path=f"/{name}").geturl()


def at_server(address, *statements):
    """Say something to the PostgreSQL server of a database, where that itself need not be there."""
    import psycopg

    administration = database_at(address, "postgres").replace("postgres://", "postgresql://")
    with psycopg.connect(administration, autocommit=True) as connection:
        for statement in statements:
            executed(connection, statement)


def drop_database(address):
    """Of PostgreSQL's, if it is there, whoever is in it."""
    at_server(address, f'DROP DATABASE IF EXISTS "{urlsplit(address).path[1:]}" WITH (FORCE)')


def session_of(user):
    """The key of a session in which somebody is signed in already. For furnishing: it needs Django to be set up."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return session.session_key


def cookies(session):
    return f"csrf={CSRF}; session={session}" if session else f"csrf={CSRF}"


class Site:
    """A site on a free port of 127.0.0.1, on PostgreSQL and Redis where they are named, or the environment does so."""

    def __init__(self, folder, name="site", command=SERVE, postgresql=None, redis=None, **more):
        self.folder, self.command = Path(folder), command
        self.name = f"courtyard_{name}_{os.getpid()}"
        self.port = free_port()
        server = os.environ.get("DATABASE_URL", "") if postgresql is None else postgresql
        self.server_of_databases = server if server.startswith("postgres") else ""
        self.environment = environment(
            **{
                "ALLOWED_HOSTS": "localhost,127.0.0.1",
                "DATABASE_URL": self.database_url(),
                "REDIS_URL": os.environ.get("REDIS_URL", "") if redis is None else redis,
                "REDIS_PREFIX": f"{self.name}_{token_hex(4)}",  # Redis remembers; an earlier site had other messages
                "MEDIA_ROOT": str(self.folder / "media"),
                "PRIVATE_ROOT": str(self.folder / "files"),
                "STATIC_ROOT": str(self.folder / "static"),
                "PORT": str(self.port),
                "PYTHONWARNINGS": "ignore",
                **more,
            }
        )
        self.process = self.hand = None

    @property
    def url(self):
        return f"http://localhost:{self.port}"

    def database_url(self):
        if self.server_of_databases:
            return database_at(self.server_of_databases, self.name)
        return f"sqlite:///{self.folder / 'courtyard.sqlite3'}"

    def __enter__(self):
        self.drop_database()
        self.make_database()
        return self

    def __exit__(self, *_):
        self.stop()
        if self.hand is not None:
            self.end_hand()
        self.drop_database()

    def make_database(self):
        if self.server_of_databases:
            self.on_the_server(f'CREATE DATABASE "{self.name}"')

    def drop_database(self):
        if self.server_of_databases:
            drop_database(self.database_url())

    def on_the_server(self, *statements):
        at_server(self.server_of_databases, *statements)

    def prepare(self):
        """Tables and static files."""
        self.manage("prepare")

    def manage(self, *words):
        """Run a management command. Returns what it printed."""
        return self.python("manage.py", *words)

    def run(self, code):
        """Run code as the site's shell would. Returns what it printed."""
        if self.hand is None:
            command = [sys.executable, "-m", "tools.hand"]
            pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
            self.hand = subprocess.Popen(command, cwd=ROOT, env=self.environment, text=True, **pipes)
        self.hand.stdin.write(json.dumps(code) + "\n")
        self.hand.stdin.flush()
        printed, failure = json.loads(self.hand.stdout.readline())
        assert failure is None, f"{printed}\n{failure}"
        return printed

    def end_hand(self):
        self.hand.communicate()

    def python(self, *words):
        """Run Python in the environment of the site. Returns what it printed."""
        command = [sys.executable, *words]
        done = subprocess.run(command, cwd=ROOT, env=self.environment, capture_output=True, text=True, timeout=600)
        assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout}\n{done.stderr}"
        return done.stdout

    def start(self):
        self.process = self.begin(self.command, self.folder / "server.log")
        self.wait_until_well()
        return self

    def begin(self, command, log):
        """A process of the site, which writes into a file."""
        with log.open("a") as file:
            return subprocess.Popen(command, cwd=ROOT, env=self.environment, stdout=file, stderr=file)

    def wait_until_well(self, seconds=300):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            assert self.process.poll() is None, f"the server ended:\n{self.log()}"
            try:
                with urllib.request.urlopen(f"{self.url}/healthz", timeout=20) as answer:
                    if answer.status == 200:
                        return
            except (OSError, HTTPException):
                time.sleep(0.05)
        raise AssertionError(f"the server did not answer within {seconds} s:\n{self.log()}")

    def stop(self, how=signal.SIGTERM, seconds=60):
        """Tell the server to stop. Returns its exit status."""
        if self.process is None:
            return None
        if self.process.poll() is None:
            self.process.send_signal(how)
            try:
                self.process.wait(seconds)
            except subprocess.TimeoutExpired:
                self.process.kill()
                raise
        status, self.process = self.process.returncode, None
        return status

    def restart(self, how=signal.SIGTERM):
        self.stop(how)
        return self.start()

    def log(self):
        path = self.folder / "server.log"
        return path.read_text()[-5000:] if path.exists() else ""
