"""Who is here, as real servers count it: tabs, a crowd, two servers, a crash and a stop."""

import json
import re
import time
from contextlib import ExitStack, closing

import pytest

from tests.forking import Shell

from .conftest import BACKENDS
from .site import in_time, wait_until

pytestmark = pytest.mark.server

SOON = {"PRESENCE_SECONDS": "3", "HEARTBEAT": "1"}  # 40 and 20, in life
LINGER = 0.5  # 2, in life


@pytest.fixture(scope="module", params=BACKENDS)
def shared_site(request, tmp_path_factory):
    sites = request.param(request, tmp_path_factory.mktemp("presence"))
    yield sites(LINGER=str(LINGER))
    sites.end()


@pytest.fixture
def site(shared_site):
    """Nobody is here."""
    are_here(0, shared_site)
    return shared_site


def number_here(site, person="cleo", room="studio"):
    """What a page says, without whoever looks."""
    page = site.get(f"/rooms/{room}/", person).text
    return int(re.search(r'id="presence-count".*?>(\d+)</span> here', page, re.DOTALL)[1]) - 1


def are_here(number, *sites):
    """What pages say in the end: where rows hold for three seconds, who stands still is gone for a moment."""
    wait_until(lambda: {number_here(site) for site in sites} == {number}, what=f"that {number} are here")


def test_several_tabs_are_one_person_and_go_with_the_last(site):
    def coming_and_going(reader):
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

    with site.stream("ada", "studio") as stream:
        reader = stream.opened()
        in_time(lambda: coming_and_going(reader))


def test_visitors_are_not_counted_and_rooms_are_apart(site):
    with site.stream("bob", "kiln") as bob:
        bob.opened().counts(1)
        assert number_here(site) == 0
        assert number_here(site, "ada", "kiln") == 1


CROWD = """
import json
from apps.accounts.models import User
from tools.serving import session_of
names = [f"dora{number}" for number in range(60)]
users = User.objects.bulk_create([User(username=name, email=f"{name}@courtyard.example") for name in names])
print(json.dumps({user.username: session_of(user) for user in users}))
"""


def test_sixty_people_come_and_go(site, tmp_path):
    with closing(Shell(site.environment, tmp_path / "log")) as shell:
        crowd = json.loads(shell.run(CROWD))
    site.furniture["sessions"] |= crowd
    with site.stream("ada", "studio") as stream:
        reader = stream.opened()
        reader.counts(1)
        before, began = site.inside(), time.monotonic()
        in_time(lambda: comes_and_goes(site, crowd, reader, before, began))


def comes_and_goes(site, crowd, reader, before, began):
    with ExitStack() as streams:
        for person in crowd:
            streams.enter_context(site.stream(person, "studio").opened())
        coming = reader.counts(61)
        assert len(reader.here) <= 2 + time.monotonic() - began  # a second at least between two
        after = site.inside()
        assert after["threads"] - before["threads"] <= 4
        assert after["connections"] - before["connections"] <= 4
        site.say("studio", "Good morning, everybody")
        assert reader.words(1) == ["Good morning, everybody"]
    return max(coming / 4, reader.counts(1) / 10)


def test_a_server_that_stops_leaves_nobody_behind(on_sqlite):
    """On PostgreSQL: `test_two_servers_and_one_stops`."""
    site = on_sqlite()

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


def test_who_does_not_come_back_after_a_crash_is_gone(on_sqlite):
    """On PostgreSQL: `test_two_servers_count_together_and_one_may_be_killed`."""
    site = on_sqlite(**SOON)

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
    one, two = (on_postgresql(**SOON, LINGER=str(LINGER)) for _server in range(2))
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
