"""Who is gone without saying so: a page that gives no sign of life any more, a laptop that is closed."""

import ctypes
import os
import shutil
import subprocess
import sys
import time
from contextlib import suppress

import pytest
from django.conf import settings

from apps.live import delivery, presence
from config import server

from .site import ROOT, wait_until
from .test_presence import SOON, are_here, number_here

pytestmark = pytest.mark.server

CLONE_NEWNET = 0x40000000  # of <sched.h>
SILENCE = 4  # 35, in life
PAGES = ["p1", "p2", "p3", "p4"]  # where signs came late, another one is opened


class Signs:
    """Of life, which a page gives each second. A machine that stands still gives and hears them too late."""

    def __init__(self, site, page, beside=None):
        self.site, self.page, self.both = site, page, [each for each in (site, beside) if each]
        self.last, self.longest = time.monotonic(), 0

    def give(self, number=1):
        for _sign in range(number):
            time.sleep(1 if number > 1 else 0)
            now = time.monotonic()
            assert self.site.request("POST", f"/events/alive/?page={self.page}").status == 204
            self.in_time()
            self.last = now

    def in_time(self):
        """Whether no server has waited for a sign too long; each of them is awake when this is known."""
        for site in self.both:
            site.inside()
        self.longest = max(self.longest, time.monotonic() - self.last)
        return self.longest < SILENCE


def test_in_life_it_is_less_than_a_minute():
    silence = delivery.HEARTBEAT + server.UNHEARD + presence.LINGER + presence.GATHER + presence.NUDGE_EVERY
    assert silence < 60
    assert delivery.SILENCE + delivery.HEARTBEAT / 2 + presence.LINGER + presence.GATHER + presence.NUDGE_EVERY < 60
    assert settings.PRESENCE_SECONDS * (1 + presence.BEATS) + presence.NUDGE_EVERY < 60
    assert settings.PRESENCE_SECONDS * presence.BEATS * 2 < settings.PRESENCE_SECONDS  # one beat may fail


def test_a_page_that_says_nothing_any_more_is_gone_though_its_connection_stands(on_sqlite):
    site = on_sqlite(SILENCE=str(SILENCE), HEARTBEAT="1")
    reader = site.stream("ada", "studio").opened()  # gives no signs at all, as a program may
    for name in PAGES:
        signs = Signs(site, name)
        page = site.stream("bob", "studio", page=name).opened()
        signs.give()
        reader.counts(2)
        signs.give(6)
        found = number_here(site)
        if signs.in_time():
            break
        wait_until(lambda: site.inside()["streams"] == 1, what="the end of a page whose signs came late")
        reader.counts(1)
    else:
        raise AssertionError("every page was late with its signs")
    assert found == 2
    reader.counts(1)
    assert time.monotonic() - signs.last > SILENCE
    assert [event["type"] for event in page.read_to_the_end()] == ["stream-closed"]
    assert site.inside()["streams"] == 1
    back = site.stream("bob", "studio", page=name).opened()  # the laptop was opened again
    reader.counts(2)
    assert not back.ended


@pytest.mark.postgresql
def test_a_sign_of_life_may_reach_another_server(on_postgresql):
    one, two = (on_postgresql(SILENCE=str(SILENCE), HEARTBEAT="1") for _server in range(2))
    for name in PAGES:
        signs = Signs(two, name, beside=one)
        page = one.stream("bob", "studio", page=name).opened()
        signs.give(6)
        came = page.silence(0.1)
        if signs.in_time():
            break
    else:
        raise AssertionError("every page was late with its signs")
    assert came == []
    assert not page.ended
    assert page.read_to_the_end()[-1]["type"] == "stream-closed"


CLIENT = """
import socket, sys, time
reader = socket.create_connection(("10.213.77.1", int(sys.argv[1])))
reader.sendall(f"GET /events/?{sys.argv[2]} HTTP/1.1\\r\\nHost: yard\\r\\nCookie: {sys.argv[3]}\\r\\n\\r\\n".encode())
print(reader.recv(1000).split()[1].decode(), flush=True)
time.sleep(900)
"""


@pytest.fixture
def network_of_ones_own():
    """This thread, and what it starts, are in a network where nobody else is.

    Every browser of the machine that the tests run on gives up what it is asking for when an address comes or goes in
    its network (ERR_NETWORK_CHANGED), also where it asks for nothing but localhost.
    """
    if os.geteuid() != 0 or not (shutil.which("ip") and shutil.which("unshare")):
        pytest.skip("only root makes networks")
    libc = ctypes.CDLL(None, use_errno=True)
    with open("/proc/thread-self/ns/net") as home:
        if libc.unshare(CLONE_NEWNET):
            pytest.skip(f"no networks here: {os.strerror(ctypes.get_errno())}")
        subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
        yield
        assert libc.setns(home.fileno(), CLONE_NEWNET) == 0, os.strerror(ctypes.get_errno())


@pytest.fixture
def far_away(network_of_ones_own):
    """`far_away(code, *arguments)`: Python on another computer, whose cable `far_away.cut()` cuts."""
    computer = subprocess.Popen(["unshare", "-n", "sleep", "900"])
    inside = ["nsenter", "-t", str(computer.pid), "-n"]
    wait_until(lambda: computer.poll() is not None or network_of(computer.pid) != network_of("thread-self"))
    cable = "near"

    def run(*command):
        return subprocess.run(command, capture_output=True, text=True)

    made = run("ip", "link", "add", cable, "type", "veth", "peer", "name", "far", "netns", str(computer.pid))
    if made.returncode:
        computer.kill()
        computer.wait()
        pytest.skip(f"no networks here: {made.stderr.strip()}")
    run("ip", "address", "add", "10.213.77.1/30", "dev", cable)
    run("ip", "link", "set", cable, "up")
    run(*inside, "ip", "address", "add", "10.213.77.2/30", "dev", "far")
    run(*inside, "ip", "link", "set", "far", "up")
    running = []

    def start(code, *arguments):
        command = [*inside, sys.executable, "-c", code, *arguments]
        running.append(subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True))
        return running[-1]

    start.cut = lambda: run(*inside, "ip", "link", "set", "far", "down")
    yield start
    run("ip", "link", "del", cable)
    for process in [*running, computer]:
        with suppress(ProcessLookupError):
            process.kill()
        process.wait()
        if process.stdout:
            process.stdout.close()


def network_of(process):
    """Until `unshare` has run, its process stands in ours, and the other end of the cable would go there."""
    return os.readlink(f"/proc/{process}/ns/net")


@pytest.mark.usefixtures("far_away")
def test_no_browser_of_this_machine_sees_another_network():
    assert network_of("thread-self") != network_of(os.getppid())


def test_a_laptop_that_is_closed_says_no_goodbye_and_is_gone_all_the_same(on_sqlite, far_away):
    site = on_sqlite(forked=False, HOST="0.0.0.0", UNHEARD="2", **SOON)  # in this network
    query = f"room={site.furniture['rooms']['studio']}"
    laptop = far_away(CLIENT, str(site.port), query, site.cookies("bob"))
    assert laptop.stdout.readline() == "200\n"
    reader = site.stream("ada", "studio").opened()
    reader.counts(2)
    time.sleep(4)  # a reader who only listens is no silent one
    are_here(2, site)
    assert site.inside()["streams"] == 2
    began = time.monotonic()
    far_away.cut()
    reader.counts(1)
    assert time.monotonic() - began > 2  # UNHEARD, LINGER, and a beat; no FIN and no RST tells it
    assert wait_until(lambda: site.inside()["streams"] == 1)
