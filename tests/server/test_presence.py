"""Who is here, as real servers count it: tabs, two servers, a crash, a stop, and a laptop that is closed."""

import ctypes
import json
import os
import re
import shutil
import subprocess
import sys
import time
from contextlib import suppress

import pytest
from django.conf import settings

from apps.live import delivery, presence
from config import server

from .site import ROOT, in_time, wait_until

SOON = {"PRESENCE_SECONDS": "3", "HEARTBEAT": "1"}  # 40 and 20, in life
LINGER = 2
CLONE_NEWNET = 0x40000000  # of <sched.h>
SILENCE = 4  # 35, in life
PAGES = ["p1", "p2", "p3", "p4"]  # where signs came late, another one is opened


def number_here(site, person="cleo", room="studio"):
    """What a page says, without whoever looks."""
    page = site.get(f"/rooms/{room}/", person).text
    return int(re.search(r'id="presence-count".*?>(\d+)</span> here', page, re.DOTALL)[1]) - 1


def are_here(number, *sites):
    """What pages say in the end: where rows hold for three seconds, who stands still is gone for a moment."""
    wait_until(lambda: {number_here(site) for site in sites} == {number}, what=f"that {number} are here")


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


def test_several_tabs_are_one_person_and_go_with_the_last(start):
    site = start()
    reader = site.stream("ada", "studio").opened()

    def coming_and_going():
        reader.counts(1)
        tabs = [site.stream("bob", "studio").opened() for _ in range(3)]
        coming = reader.counts(2)
        assert number_here(site) == 2
        for tab in tabs[:2]:
            tab.close()
        time.sleep(LINGER + 0.7)
        assert number_here(site) == 2
        began = time.monotonic()
        tabs[2].close()
        reader.counts(1)
        going = time.monotonic() - began
        assert going > LINGER
        assert number_here(site) == 1
        return max(coming, going - LINGER) / 3

    in_time(coming_and_going)


def test_visitors_are_not_counted_and_rooms_are_apart(start):
    site = start()
    bob = site.stream("bob", "kiln").opened()
    bob.counts(1)
    assert number_here(site) == 0
    assert number_here(site, "ada", "kiln") == 1


def test_a_server_that_stops_leaves_nobody_behind(start):
    site = start()

    def left_behind():
        """The server has a second for it (`delivery.PATIENCE_AT_THE_END`); a crash has its own test."""
        bob = site.stream("bob", "studio").opened()
        bob.counts(1)
        assert number_here(site) == 1
        site.stop()
        site.start()
        return number_here(site)

    tries = 1
    while left_behind():
        assert (tries := tries + 1) <= 3
        are_here(0, site)


def test_who_does_not_come_back_after_a_crash_is_gone(start):
    site = start(**SOON)

    def crashing():
        bob = site.stream("bob", "studio").opened()
        bob.counts(1)
        ada = site.stream("ada", "studio").opened()
        ada.counts(2)
        site.kill()
        site.start()
        ada = site.stream("ada", "studio").opened()  # comes back by herself, as pages do
        took = ada.counts(1)
        are_here(1, site)
        ada.close()
        return (took - 3 * 11 / 8) / 2

    in_time(crashing)


@pytest.mark.postgresql
def test_two_servers_count_together_and_one_may_be_killed(on_postgresql):
    one, two = on_postgresql(**SOON), on_postgresql(**SOON)
    ada = two.stream("ada", "studio").opened()

    def killing():
        one.start_again()
        bob = one.stream("bob", "studio").opened()
        ada.counts(2)
        bob.counts(2)
        both = two.stream("bob", "studio").opened()  # the same person at both
        time.sleep(1)
        are_here(2, one, two)
        both.close()
        time.sleep(LINGER + 1)
        are_here(2, two)
        cleo = one.stream("cleo", "studio").opened()
        ada.counts(3)
        assert not cleo.ended
        one.kill()
        took = ada.counts(1)
        are_here(1, two)
        return (took - 3 * 11 / 8) / 2

    in_time(killing)


@pytest.mark.postgresql
def test_two_servers_and_one_stops(on_postgresql):
    one, two = on_postgresql(), on_postgresql()
    ada = two.stream("ada", "studio").opened()

    def stopping():
        one.start_again()
        bob = one.stream("bob", "studio").opened()
        ada.counts(2)
        assert not bob.ended
        one.stop()
        return ada.counts(1) / 3

    in_time(stopping)


def test_in_life_it_is_less_than_a_minute():
    silence = delivery.HEARTBEAT + server.UNHEARD + presence.LINGER + presence.GATHER + presence.NUDGE_EVERY
    assert silence < 60
    assert delivery.SILENCE + delivery.HEARTBEAT / 2 + presence.LINGER + presence.GATHER + presence.NUDGE_EVERY < 60
    assert settings.PRESENCE_SECONDS * (1 + presence.BEATS) + presence.NUDGE_EVERY < 60
    assert settings.PRESENCE_SECONDS * presence.BEATS * 2 < settings.PRESENCE_SECONDS  # one beat may fail


def test_a_page_that_says_nothing_any_more_is_gone_though_its_connection_stands(start):
    site = start(SILENCE=str(SILENCE), HEARTBEAT="1")
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


CROWD = """
import json, django
django.setup()
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from apps.accounts.models import User
names = [f"dora{number}" for number in range(150)]
users = User.objects.bulk_create([User(username=name, email=f"{name}@courtyard.example") for name in names])
keys = {}
for user in users:
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "apps.people.backends.PeopleBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    keys[user.username] = session.session_key
print(json.dumps(keys))
"""


def test_a_hundred_and_fifty_people_come_and_go(start):
    site = start()
    made = subprocess.run(
        [sys.executable, "-c", CROWD], env=site.environment, cwd=ROOT, check=True, stdout=subprocess.PIPE
    )
    site.furniture["sessions"] |= json.loads(made.stdout.splitlines()[-1])
    reader = site.stream("ada", "studio").opened()
    reader.counts(1)
    before, began = site.inside(), time.monotonic()

    def coming_and_going():
        crowd = [site.stream(f"dora{number}", "studio").opened() for number in range(150)]
        coming = reader.counts(151)
        assert len(reader.here) <= 2 + time.monotonic() - began  # a second at least between two
        after = site.inside()
        assert after["threads"] - before["threads"] <= 4
        assert after["connections"] - before["connections"] <= 4
        site.say("studio", "Good morning, everybody")
        assert reader.words(1) == ["Good morning, everybody"]
        for stream in crowd:
            stream.close()
        return max(coming / 4, reader.counts(1) / 10)

    in_time(coming_and_going)


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
    site = on_sqlite(forked=False, HOST="0.0.0.0", UNHEARD="3", **SOON)  # in this network
    query = f"room={site.furniture['rooms']['studio']}"
    laptop = far_away(CLIENT, str(site.port), query, site.cookies("bob"))
    assert laptop.stdout.readline() == "200\n"
    reader = site.stream("ada", "studio").opened()
    reader.counts(2)
    time.sleep(6)  # a reader who only listens is no silent one
    are_here(2, site)
    assert site.inside()["streams"] == 2
    began = time.monotonic()
    far_away.cut()
    reader.counts(1)
    assert time.monotonic() - began > 2  # UNHEARD, LINGER, and a beat; no FIN and no RST tells it
    assert wait_until(lambda: site.inside()["streams"] == 1)
