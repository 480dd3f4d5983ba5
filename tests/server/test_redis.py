"""Several processes on one database: through Redis they hear each other at once."""

import os
import sys
import time
from pathlib import Path

import pytest

from apps.live import delivery
from tools.torturing import scenes

from .conftest import on_postgresql_and_redis
from .site import in_time, wait_until
from .test_loss import met, played
from .test_streams import stopped

pytestmark = [pytest.mark.server, pytest.mark.postgresql]

INSIDE = [sys.executable, "-m", "tests.server.inside"]


@pytest.fixture(scope="module")
def two_servers(request, tmp_path_factory):
    sites = on_postgresql_and_redis(request, tmp_path_factory.mktemp("two"))
    yield sites(), sites()
    sites.end()


def test_two_servers_hear_each_other(two_servers):
    one, two = two_servers
    reader = two.stream("bob", "studio").opened()
    hears_at_once(reader, one)
    browsers = iter(["cleo", *(f"cleo, browser {number}" for number in range(4))])

    def signing_out():
        """As parts of a glance: the next one would come a glance after the word."""
        browser = next(browsers)
        stream = two.stream(browser, "studio").opened()
        began = time.monotonic()
        one.say("studio", "a word")
        assert reader.words(1) == ["a word"]
        assert one.request("POST", "/accounts/logout/", browser).status == 302
        stream.read_to_the_end()
        return (time.monotonic() - began) / delivery.GLANCE

    in_a_glance(signing_out)


def hears_at_once(reader, site):
    """Through Redis: by glances at the log, the third would come two glances after the first."""

    def hearing():
        began = time.monotonic()
        for words in ("from", "next", "door"):
            site.say("studio", words)
            assert reader.words(1) == [words]
        return (time.monotonic() - began) / (2 * delivery.GLANCE)

    in_a_glance(hearing)


def in_a_glance(attempt):
    """What must be heard before somebody looks again, and is not so each time where nobody is nudged."""
    took = []
    while not took or took[-1] >= 1:
        assert len(took) < 5, took
        took.append(attempt())


def test_two_processes_on_one_port(on_postgresql):
    site = on_postgresql(processes=2)
    said = [f"word {number}" for number in range(20)]

    def talking_and_stopping():
        site.start_again()
        pids = set()
        wait_until(lambda: pids.add(site.inside()["pid"]) or len(pids) == 2, what="an answer of the second process")
        readers = [site.stream("bob", "studio").opened() for _ in range(20)]
        for words in said:
            site.say("studio", words)
        for reader in readers:
            assert reader.words(20) == said
            assert reader.silence(0.01) == []
        took = stopped(site, readers)
        for pid in pids:
            with pytest.raises(ProcessLookupError):
                os.kill(pid, 0)
        return took

    in_time(talking_and_stopping)


def test_redis_may_go_away(two_servers):
    import redis

    one, two = two_servers
    reader = two.stream("bob", "studio").opened()
    one.say("studio", "before")
    server = redis.Redis.from_url(one.environment["REDIS_URL"])
    channel = f"{one.environment['REDIS_PREFIX']}:live"

    def both_listen():
        return server.pubsub_numsub(channel)[0][1] == 2

    wait_until(both_listen, what="the subscription of both servers")
    ours = [
        connection["id"]
        for connection in server.client_list()
        if connection["sub"] != "0" or connection["cmd"] in ("publish", "get", "set")
        if belongs_to(connection, (one, two))
    ]
    assert len(ours) >= 2
    for connection in ours:
        server.client_kill_filter(_id=connection)
    one.say("studio", "during")
    wait_until(both_listen, what="their subscription anew")
    assert reader.words(2) == ["before", "during"]
    hears_at_once(reader, one)


def belongs_to(connection, servers):
    """Whether a connection of Redis comes from one of these processes: their sockets' ports tell."""
    port = int(connection["addr"].rsplit(":", 1)[1])
    return any(port in ports_of(server.process.pid) for server in servers)


def ports_of(pid):
    lines = Path(f"/proc/{pid}/net/tcp").read_text().splitlines()[1:]
    sockets = {link for file in Path(f"/proc/{pid}/fd").iterdir() if (link := readlink(file)).startswith("socket")}
    rows = [line.split() for line in lines]
    return {int(row[1].rsplit(":", 1)[1], 16) for row in rows if f"socket:[{row[9]}]" in sockets}


def readlink(path):
    try:
        return str(path.readlink())
    except OSError:
        return ""


def test_a_site_whose_redis_is_not_there_still_works(on_postgresql):
    site = on_postgresql(REDIS_URL="redis://127.0.0.1:1/0")
    reader = site.stream("bob", "studio").opened()
    site.say("studio", "all the same")
    assert reader.words(1) == ["all the same"]
    assert site.get("/rooms/studio/", "bob").status == 200


# --- What `make torture` plays in full ------------------------------------------------------------


def test_nothing_is_lost_when_a_worker_dies(torture_on_postgresql):
    settings = {"WEB_CONCURRENCY": "2", "command": INSIDE, "SHORT_LIFE": "0"}
    sizes = {"readers": 6, "messages": 45, "alive": 0}
    met(("reconnects",), scenes.a_worker_dies, torture_on_postgresql, settings=settings, **sizes)


def test_nothing_is_lost_when_redis_goes_away(torture_on_postgresql):
    settings = {"WEB_CONCURRENCY": "2", "cuttable": True}
    result = played(scenes.redis_goes_away, torture_on_postgresql, settings=settings, readers=6, messages=60)
    assert result.faults == []
