"""A real server in a process of its own, and what talks to it: pages by http.client, streams by a raw socket."""

import http.client
import json
import os
import re
import select
import signal
import socket
import subprocess
import sys
import time
from contextlib import closing, suppress
from pathlib import Path
from urllib.parse import urlencode

from tests.forking import Process
from tools import serving
from tools.serving import CSRF, ROOT, free_port, wait_until

# Nobody does tasks, unless a test asks for it.
ENVIRONMENT = {"DJANGO_SETTINGS_MODULE": "tests.server.settings", "TASKS_IN_WEB": "0"}
LONG = 120  # seconds to wait for what must come, where nobody promises when: a busy machine may stand still


def environment(**more):
    return serving.environment(**{**ENVIRONMENT, **more})


def busy():
    """How many times longer this machine takes now for what needs a processor; 1 where nothing else runs."""
    began, worked = time.perf_counter(), time.process_time()
    while time.process_time() - worked < 0.1:
        pass
    return max(1, (time.perf_counter() - began) / 0.1)


def in_time(attempt, tries=4):
    """A promise is a time. What is slow by itself is late each time; a machine that stood still, not for ever.

    `attempt()` gives how long something took, as parts of the time that is promised. All else that it asserts must
    hold each time.
    """
    took = []
    for _try in range(tries):
        took.append(attempt())
        if took[-1] < 1 or took[-1] < busy():
            return
    raise AssertionError(f"it took {', '.join(f'{parts:.1f}' for parts in took)} times as long as is promised")


def hears_ctrl_c():
    """Whoever runs the tests behind their shell lets them, and all that they start, ignore it."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


class Site:
    """A server on a port of its own, with the rooms and sessions of `tests/server/furnish.py`.

    `forked` from tests/forking.py, or begun as people do it.
    """

    def __init__(self, furniture, folder, command=None, processes=1, port=None, cwd=ROOT, forked=True, **more):
        self.furniture, self.port, self.log = furniture, port or free_port(), folder / "server.log"
        command = command or [sys.executable, "-m", "tests.server.inside", str(self.port), str(processes)]
        self.command = [str(self.port) if part == "PORT" else part for part in command]
        self.environment = environment(
            DATABASE_URL=furniture["database"],
            MEDIA_ROOT=str(folder / "media"),
            PRIVATE_ROOT=str(folder / "files"),
            STATIC_ROOT=str(folder / "static"),
            **more,
        )
        (folder / "static").mkdir(exist_ok=True)
        (folder / "static/probe.css").write_text("main { color: red }")
        self.cwd, self.forked, self.process = cwd, forked, None

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        self.kill()

    def start(self):
        self.process = self.begin()
        wait_until(self.answers, 300, "the server's first answer")
        return self

    def begin(self):
        if self.forked:
            return Process(self.command, self.environment, self.log, cwd=self.cwd)
        options = {"env": self.environment, "cwd": self.cwd, "start_new_session": True, "preexec_fn": hears_ctrl_c}
        with self.log.open("a") as log:
            return subprocess.Popen(self.command, stdout=log, stderr=log, **options)

    def start_again(self):
        """If it has ended."""
        return self if self.process.poll() is None else self.start()

    def answers(self):
        assert self.process.poll() is None, self.log.read_text()
        try:
            return self.get("/inside/").status < 500
        except (OSError, http.client.HTTPException):
            return False

    def cpu_time(self):
        """Seconds of CPU that the process has used, without those of its children."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def stop(self, number=signal.SIGTERM):
        """Tell it to stop; the seconds it took and its exit status."""
        began = time.monotonic()
        self.process.send_signal(number)
        status = self.process.wait(LONG)
        return time.monotonic() - began, status

    def kill(self):
        """The whole session of processes, whatever state it is in."""
        if self.process is None:
            return
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(LONG)

    # --- pages ------------------------------------------------------------------------------------

    def cookies(self, person):
        return serving.cookies(self.furniture["sessions"][person] if person else None)

    def request(self, method, path, person=None, body=None, timeout=LONG, **headers):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        with closing(connection):
            headers = {"Cookie": self.cookies(person), "X-CSRFToken": CSRF, **headers}
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            response.text = response.read().decode(errors="replace")
            return response

    def get(self, path, person=None, **headers):
        return self.request("GET", path, person, **headers)

    def say(self, room, body, person="ada"):
        """Post a message, as the page does; the text of the answer."""
        headers = {"Content-Type": "application/x-www-form-urlencoded", "HX-Request": "true"}
        response = self.request("POST", f"/rooms/{room}/messages/", person, urlencode({"body": body}), **headers)
        assert response.status == 200, (response.status, response.text[:300])
        return response.text

    def inside(self):
        """What the process holds; see tests/server/inside.py."""
        return json.loads(self.get("/inside/").text)

    def stream(self, person, room=None, place=None, **more):
        query = {"room": self.furniture["rooms"][room]} if room else {}
        if place is not None:
            query["lastEventId"] = place
        return Stream(self.port, self.cookies(person), urlencode({**query, **more}))

    def script(self, person, *rooms, token=None, place=None):
        """The stream as a script of somebody's hears it, in JSON; a `place` is sent as `Last-Event-ID`."""
        headers = {"Authorization": f"Bearer {token or self.furniture['tokens'][person]}"}
        if place is not None:
            headers["Last-Event-ID"] = place
        query = urlencode([("format", "json"), *(("room", room) for room in rooms)])
        return Stream(self.port, "", query, headers=headers)


class Event(dict):
    @property
    def json(self):
        """What a script reads."""
        return json.loads(self["data"])

    @property
    def words(self):
        """What was said in a message's row."""
        return re.search(r"<p>(.*?)</p>", self["data"], re.DOTALL)[1]


class Stream:
    """An EventSource of few words. It keeps the place as a browser does, and never reconnects by itself."""

    def __init__(self, port, cookies, query="", receive_buffer=None, headers=()):
        self.socket = socket.socket()
        if receive_buffer:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        self.socket.settimeout(LONG)
        self.socket.connect(("127.0.0.1", port))
        headers = {"Host": "127.0.0.1", "Cookie": cookies, **dict(headers)}
        lines = [f"GET /events/?{query} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items())]
        self.socket.sendall("\r\n".join([*lines, "", ""]).encode())
        self.raw, self.text, self.head = b"", b"", None
        self.place, self.ended, self.ended_well = None, False, False
        self.event, self.here = {}, []

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        self.socket.close()

    @property
    def status(self):
        while self.head is None and not self.ended:
            self.read(10)
        return int(self.head.split()[1])

    def read(self, seconds):
        """Take what arrives within some seconds; whether anything did."""
        ready, _, _ = select.select([self.socket], [], [], seconds)
        if not ready:
            return False
        try:
            part = self.socket.recv(1 << 20)
        except ConnectionError:
            part = b""
        if not part:
            self.ended = True
        self.raw += part
        if self.head is None and b"\r\n\r\n" in self.raw:
            self.head, self.raw = self.raw.split(b"\r\n\r\n", 1)
        if self.head is not None:
            self.unchunk()
        return bool(part)

    def unchunk(self):
        while b"\r\n" in self.raw:
            size, rest = self.raw.split(b"\r\n", 1)
            size = int(size, 16)
            if len(rest) < size + 2:
                return
            self.text, self.raw = self.text + rest[:size], rest[size + 2 :]
            if size == 0:
                self.ended = self.ended_well = True
                return

    def parsed(self):
        """The whole events among what has been read; how many are here is no event, but stands in `here`."""
        while b"\n\n" in self.text:
            block, self.text = self.text.split(b"\n\n", 1)
            event = Event(type="message", data=[])
            for line in block.decode().split("\n"):
                name, _, value = line.partition(":")
                value = value.removeprefix(" ")
                if name == "data":
                    event["data"].append(value)
                elif name == "event":
                    event["type"] = value
                elif name == "id":
                    self.place = value
            if event["type"] == "presence-changed":
                self.here.append(int(event["data"][0]))
            elif event["data"]:
                yield Event(event, data="\n".join(event["data"]))

    def events(self, number=1, seconds=LONG, of=None):
        """The next events, as many as asked for, of one type or of all."""
        found, ends_at = [], time.monotonic() + seconds
        while True:
            for event in self.parsed():
                if of is None or event["type"] == of:
                    found.append(event)
                    if len(found) == number:
                        return found
            left = ends_at - time.monotonic()
            assert left > 0, f"{len(found)} of {number} events in {seconds} s"
            assert not self.ended, f"the stream ended after {len(found)} of {number} events"
            self.read(left)

    def opened(self):
        assert self.status == 200, self.head
        assert self.events()[0]["type"] == "stream-open"
        return self

    def words(self, number, seconds=LONG):
        return [event.words for event in self.events(number, seconds, of="message-created")]

    def counts(self, number, seconds=LONG):
        """Waits until it is told that so many people are here; the seconds it took."""
        began = time.monotonic()
        while True:
            list(self.parsed())  # what else is said is passed over
            if self.here[-1:] == [number]:
                return time.monotonic() - began
            left = began + seconds - time.monotonic()
            assert left > 0, f"not {number} people in {seconds} s: {self.here}"
            assert not self.ended, f"the stream ended before there were {number} people: {self.here}"
            self.read(left)

    def silence(self, seconds=0.5):
        """Everything that still comes, where nothing should."""
        ends_at, found = time.monotonic() + seconds, []
        while (left := ends_at - time.monotonic()) > 0 and not self.ended:
            self.read(left)
            found += self.parsed()
        return found

    def read_to_the_end(self, seconds=LONG):
        ends_at, found = time.monotonic() + seconds, []
        while not self.ended:
            assert time.monotonic() < ends_at, "the stream did not end"
            self.read(0.2)
            found += self.parsed()
        return [*found, *self.parsed()]
