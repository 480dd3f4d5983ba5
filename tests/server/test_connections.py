"""What clients do that send or read nothing, or too much: deadlines and limits of connections, bodies and streams."""

import asyncio
import threading
import time
from contextlib import closing, suppress
from unittest.mock import Mock

import pytest
from django.contrib.auth.models import AnonymousUser

from apps.live.limits import OpenStreams, holders_of
from config import connections, pages
from config.pages import Bodies, Kept, Pages

from .site import LONG, wait_until
from .test_pages import MB, connect, head

pytestmark = pytest.mark.server

FORM = "Content-Type: application/x-www-form-urlencoded"
HANG = 30  # seconds by the clock


@pytest.fixture(scope="module")
def site(tmp_path_factory, request):
    from .conftest import on_a_file

    sites = on_a_file(request, tmp_path_factory.mktemp("connections"))
    yield sites(
        HEADER_TIMEOUT="1",
        KEEP_ALIVE_TIMEOUT="1",
        BODY_TIMEOUT="2",
        BODIES_MAX_MB="3",
        REQUEST_MAX_MB="2",
        CONNECTIONS_PER_ADDRESS="20",
        STREAMS_PER_SESSION="5",
        STREAMS_PER_USER="8",
    )
    log = sites.made[0].log.read_text()
    sites.end()
    assert "Traceback" not in log, log[log.index("Traceback") - 500 :][:4000]


def everything(client):
    """What comes until the server ends the connection, in whatever way."""
    parts = []
    with suppress(ConnectionError):
        while part := client.recv(1 << 16):
            parts.append(part)
    return b"".join(parts)


def is_open(client):
    client.setblocking(False)
    try:
        return client.recv(1 << 16) != b""
    except BlockingIOError:
        return True
    except ConnectionError:
        return False
    finally:
        client.setblocking(True)


def status_of(answer):
    return int(answer.split()[1])


@pytest.mark.parametrize(
    ("sent", "answered"),
    [
        (b"", False),
        (b"\r\n", True),
        (b"G", True),
        (b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n", True),
        (b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Long: abc", True),
    ],
)
def test_a_request_whose_head_does_not_arrive_is_ended(site, sent, answered):
    with closing(connect(site)) as client:
        client.sendall(sent)
        answer = everything(client)
    if answered:
        assert status_of(answer) == 408
        assert b"did not arrive in time" in answer
    else:
        assert answer == b""


def test_a_head_that_drips_is_ended(site):
    with closing(connect(site)) as client:
        began = time.monotonic()
        client.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n")
        with suppress(ConnectionError):
            while time.monotonic() < began + LONG and is_open(client):
                client.sendall(b"X: y\r\n")
                time.sleep(0.1)
        assert time.monotonic() - began < LONG


def test_a_connection_that_rests_between_requests_is_ended(site):
    with closing(connect(site)) as client:
        client.sendall(head(site, "GET", "/healthz"))
        assert everything(client).startswith(b"HTTP/1.1 200")


def test_a_connection_that_begins_another_request_and_does_not_go_on_is_ended(site):
    with closing(connect(site)) as client:
        client.sendall(head(site, "GET", "/healthz"))
        assert client.recv(1 << 16).startswith(b"HTTP/1.1 200")
        client.sendall(b"GET /heal")
        assert b"HTTP/1.1 408" in everything(client)


def test_silent_connections_of_one_address_give_way_to_new_ones(site):
    before = site.inside()["files"]
    silent = [connect(site) for _ in range(60)]
    assert site.get("/healthz").status == 200
    assert site.inside()["files"] - before <= 25
    for client in silent:
        client.close()


class Silent:
    """A connection that sends nothing, as `Connections` knows it."""

    def __init__(self, state, address):
        self.state, self.address, self.is_open = state, address, True
        state.connections.add(self)
        state.add_pending(self)

    def give_way(self):
        self.is_open = False
        self.state.connections.discard(self)
        self.state.remove_pending(self)


@pytest.mark.parametrize(("routers", "left"), [(0, [3, 2]), (1, [5, 2])])
def test_an_address_counts_where_it_is_not_that_of_a_router(settings, routers, left):
    settings.TRUSTED_PROXIES, settings.CONNECTIONS_PER_ADDRESS = routers, 3
    state = connections.Connections()
    of_one = [Silent(state, "192.0.2.1") for _ in range(5)]
    of_another = [Silent(state, "192.0.2.2") for _ in range(2)]
    assert [sum(one.is_open for one in of_one), sum(one.is_open for one in of_another)] == left
    assert [one.is_open for one in of_one] == [False] * (5 - left[0]) + [True] * left[0]


@pytest.mark.parametrize("routers", [0, 1])
def test_silent_connections_of_many_addresses_give_way_too(settings, routers):
    settings.TRUSTED_PROXIES, settings.CONNECTIONS_MAX = routers, 20
    state = connections.Connections()
    silent = [Silent(state, f"192.0.2.{number}") for number in range(30)]
    assert [one.is_open for one in silent] == [False] * 10 + [True] * 20


@pytest.mark.parametrize(
    ("files", "most"), [(256, 64), (1_024, 448), (1_000_000, 5_000), (connections.FILES_OF_ITS_OWN, 16)]
)
def test_connections_are_no_more_than_there_are_files_for(settings, monkeypatch, files, most):
    settings.CONNECTIONS_MAX = 5_000
    monkeypatch.setattr("resource.getrlimit", lambda _what: (files, files))
    assert connections.most_connections() == most


@pytest.mark.parametrize(
    ("lines", "status"),
    [
        (["X-Long: " + "x" * 70_000], 431),
        ([f"X-{number}: 1" for number in range(101)], 431),
        ([f"X-{number}: 1" for number in range(20_000)], 431),
        ([f"X-{number}: {'x' * 900}" for number in range(90)], 431),
    ],
)
def test_headers_that_are_too_many_or_too_large_are_refused(site, lines, status):
    with closing(connect(site)) as client:
        with suppress(ConnectionError):
            client.sendall(head(site, "GET", "/healthz", *lines))
        assert status_of(everything(client)) == status


def test_a_header_that_never_ends_is_cut_off(site):
    before = site.inside()["memory"]
    with closing(connect(site)) as client:
        sent = 0
        with suppress(ConnectionError):
            client.sendall(b"GET / HTTP/1.1\r\nX-Long: ")
            while sent < 200:
                client.sendall(b"x" * MB)
                sent += 1
        assert sent < 200
    assert site.inside()["memory"] - before < 20 * MB


def test_an_address_that_is_too_long_is_refused(site):
    with closing(connect(site)) as client:
        client.sendall(head(site, "GET", f"/rooms/?q={'q' * 52_000}"))
        assert status_of(everything(client)) == 414


@pytest.mark.parametrize(
    "end", [b"0\r\n" + b"X: y\r\n" * 1_000_000, b"0;" + b"x" * 5_000_000, b"0\r\nX: " + b"y" * 5_000_000]
)
def test_what_follows_a_body_in_chunks_is_not_kept(site, end):
    before = site.inside()["memory"]
    with closing(connect(site)) as client:
        client.sendall(head(site, "POST", "/rooms/studio/messages/", "Transfer-Encoding: chunked", FORM))
        with suppress(ConnectionError):
            client.sendall(end)
        everything(client)
    assert site.inside()["memory"] - before < 20 * MB


def test_pipelined_requests_are_few(site):
    with closing(connect(site)) as client:
        with suppress(ConnectionError):
            client.sendall(b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n" * 20_000)
        assert everything(client).count(b"HTTP/1.1 200") < 20
    with closing(connect(site)) as client:
        client.sendall(b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n" * 5)
        assert everything(client).count(b"HTTP/1.1 200") == 5


def test_requests_behind_a_stream_are_few(site):
    with site.stream("bob", "studio") as stream:
        stream.opened()
        with suppress(ConnectionError):  # at once: after a single one nothing more is read until its turn comes
            stream.socket.sendall(b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n" * 1000)
        stream.read_to_the_end()
    wait_until(lambda: site.inside()["streams"] == 0, what="the end of the stream")


def test_a_body_that_drips_is_ended(site):
    with closing(connect(site)) as client:
        client.sendall(head(site, "POST", "/rooms/studio/messages/", FORM, "Content-Length: 100000"))
        with suppress(ConnectionError):
            while is_open(client):
                client.sendall(b"x")
                time.sleep(0.1)


def test_a_body_that_does_not_arrive_is_answered(site):
    with closing(connect(site)) as client:
        client.sendall(head(site, "POST", "/rooms/studio/messages/", FORM, "Content-Length: 1000") + b"body=slow")
        answer = everything(client)
    assert status_of(answer) == 408
    assert b"did not arrive in time" in answer


def test_bodies_on_their_way_have_a_total_size(site):
    waiting = [connect(site) for _ in range(3)]
    for client in waiting:
        client.sendall(head(site, "POST", "/posts/new/", FORM, f"Content-Length: {2 * MB}") + b"x" * (MB - 1000))
    time.sleep(0.5)
    with closing(connect(site)) as client:
        client.sendall(head(site, "POST", "/posts/new/", FORM, f"Content-Length: {MB}", "Connection: close"))
        client.sendall(b"x" * MB)
        answer = everything(client)
    assert status_of(answer) == 503
    assert b"too many uploads" in answer
    assert b"retry-after" in answer.lower()
    site.say("studio", "a few words need no room")
    for client in waiting:
        client.close()


def test_a_body_counts_until_its_answer_is_made():
    begun, go_on = threading.Event(), threading.Event()

    def wsgi(environ, start_response):
        begun.set()
        go_on.wait(10)
        start_response("200 OK", [])
        return [str(len(environ["wsgi.input"].read())).encode()]

    async def request():
        sent, pages = [], Pages(wsgi, 1)
        scope = {"type": "http", "method": "POST", "path": "/", "query_string": b"", "http_version": "1.1"}
        scope |= {"headers": [(b"content-length", b"%d" % MB)], "client": ("192.0.2.1", 1), "server": ("x", 80)}

        async def receive():
            return {"type": "http.request", "body": b"x" * MB}

        async def send(message):
            sent.append(message)

        answer = asyncio.create_task(pages(scope, receive, send))
        await asyncio.to_thread(begun.wait, 10)
        counted = [pages.bodies.on_disk]
        go_on.set()
        await answer
        return [*counted, pages.bodies.on_disk, int(sent[1]["body"])]

    assert asyncio.run(request()) == [MB, 0, MB]


async def read_body(part, pause):
    """Read a body that sends so much and pauses so long, over and over."""

    async def receive():
        await asyncio.sleep(pause)
        return {"type": "http.request", "body": part, "more_body": True}

    bodies = Bodies()
    with closing(Kept(bodies)) as kept:
        async with asyncio.timeout(HANG):
            return await bodies.arrived({"client": ("192.0.2.1", 1)}, receive, kept)


@pytest.mark.parametrize(
    ("part", "timeout", "grace"),
    [(b"x" * 10_000, 0.3, 30), (b"x", 900, 0.3)],
    ids=["fast, but without end", "a byte now and then"],
)
def test_a_body_has_a_deadline_however_it_comes(settings, monkeypatch, part, timeout, grace):
    settings.BODY_TIMEOUT = timeout
    monkeypatch.setattr(pages, "BODY_GRACE", grace)
    began = time.monotonic()
    with pytest.raises(TimeoutError):
        asyncio.run(read_body(part, 0.02))
    assert time.monotonic() - began < HANG


@pytest.mark.parametrize(("routers", "is_taken"), [(0, False), (1, True)])
def test_bodies_of_one_address_count_where_it_is_not_that_of_a_router(settings, routers, is_taken):
    settings.TRUSTED_PROXIES, settings.CONNECTIONS_PER_ADDRESS = routers, 3

    async def receive():
        return {"type": "http.request", "body": b"x"}

    bodies = Bodies()
    bodies.number.update({"192.0.2.1": 3, "": 3})
    with closing(Kept(bodies)) as kept:
        arriving = bodies.arrived({"client": ("192.0.2.1", 1)}, receive, kept)
        if is_taken:
            assert asyncio.run(arriving) == 1
        else:
            with pytest.raises(pages.Refused):
                asyncio.run(arriving)


def test_bodies_on_their_way_from_one_address_are_limited(site):
    waiting = [connect(site) for _ in range(20)]
    for client in waiting:
        client.sendall(head(site, "POST", "/posts/new/", FORM, "Content-Length: 100") + b"x")
    time.sleep(0.5)
    with closing(connect(site)) as client:
        client.sendall(head(site, "POST", "/posts/new/", FORM, "Content-Length: 5") + b"hello")
        assert status_of(everything(client)) == 429
    for client in waiting:
        client.close()


def test_health_is_answered_while_all_threads_make_pages(monkeypatch, settings):
    from config import asgi

    go_on, answered = threading.Event(), []

    def wsgi(environ, start_response):
        if environ["PATH_INFO"] != "/healthz":
            go_on.wait(LONG)
        start_response("200 OK", [("content-length", "0")])
        return [b""]

    def request(path):
        scope = {"type": "http", "method": "GET", "path": path, "query_string": b"", "http_version": "1.1"}
        scope |= {"headers": [], "client": ("192.0.2.1", 1), "server": ("x", 80)}

        async def send(message):
            if message["type"] == "http.response.start":
                answered.append(path)

        return asyncio.create_task(asgi.application(scope, None, send))

    async def requests():
        others = [request(f"/{number}") for number in range(2 * settings.WEB_THREADS)]
        async with asyncio.timeout(HANG):
            await request("/healthz")
        assert answered == ["/healthz"]
        go_on.set()
        await asyncio.gather(*others)
        assert len(answered) == len(others) + 1

    for way in (asgi.pages, asgi.health):
        monkeypatch.setattr(way, "wsgi", wsgi)
    try:
        asyncio.run(requests())
    finally:
        go_on.set()


@pytest.mark.parametrize(
    "request_line",
    [
        b"GET",
        b"GET / HTTP/9.9",
        b"\x16\x03\x01\x02\x00\x01",
        b"CONNECT example.org:443 HTTP/1.1",
        b"GET /\xff\xfe HTTP/1.1",
        b"GET /\x00 HTTP/1.1",
        b"GET http:// HTTP/1.1",
        b"get / HTTP/1.1",
        b"OPTIONS * HTTP/1.1",
    ],
)
def test_what_is_no_request_is_answered_in_a_line_and_logged_in_a_line(site, request_line):
    with closing(connect(site)) as client:
        client.sendall(request_line + b"\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
        assert 400 <= status_of(everything(client)) < 500


# --- streams --------------------------------------------------------------------------------------


def test_streams_of_one_session_are_limited(site):
    streams = [site.stream("bob", "studio").opened() for _ in range(5)]
    one_more = site.stream("bob", "studio")
    assert one_more.status == 429
    assert b"retry-after" in one_more.head.lower()
    with site.stream("ada", "studio") as of_another:
        of_another.opened()
    streams.pop().close()

    def there_is_a_place():
        with site.stream("bob", "studio") as stream:
            return stream.status == 200

    wait_until(there_is_a_place, what="a place for another stream")
    end(site, streams)


def end(site, streams):
    for stream in streams:
        stream.close()
    wait_until(lambda: site.inside()["streams"] == 0, what="the end of the streams")


def test_streams_of_one_user_are_limited_over_all_sessions(site):
    browsers = ["cleo", "cleo, browser 0", "cleo, browser 1"]
    streams = [site.stream(browser, "studio") for browser in browsers for _ in range(3)]
    statuses = [stream.status for stream in streams]
    assert statuses.count(200) == 8
    assert statuses[-1] == 429
    end(site, streams)


def test_streams_of_visitors_are_limited_by_their_address(rf, settings, monkeypatch):
    monkeypatch.setattr("apps.live.limits.delivery.pages", {}, raising=False)
    settings.STREAMS_PER_ADDRESS, streams = 2, OpenStreams()

    def opens(address):
        request = rf.get("/events/", REMOTE_ADDR=address)
        request.user = AnonymousUser()
        return streams.admit(Mock(page=""), holders_of(request))

    assert [opens("192.0.2.1") for _ in range(3)] == [True, True, False]
    assert [opens(f"2001:db8::{number}") for number in range(1, 4)] == [True, True, False]
    assert opens("2001:db8:1::1")


def test_a_page_that_comes_back_replaces_its_own_stream(site):
    streams = [site.stream("bob", "studio", page="a-page").opened() for _ in range(10)]
    for replaced in streams[:-1]:
        replaced.read_to_the_end()
    assert site.inside()["streams"] == 1
    end(site, streams)


def test_a_stream_has_the_headers_that_every_answer_has(site):
    with site.stream("bob", "studio") as stream:
        stream.opened()
        sent = stream.head.lower()
    for line in (b"x-content-type-options: nosniff", b"permissions-policy: ", b"referrer-policy: same-origin"):
        assert line in sent
