"""Pages through the real server: slow and vanishing clients, large bodies, files."""

import os
import socket
import time
from contextlib import closing, suppress
from urllib.parse import urlencode

import pytest

from .site import CSRF, LONG, in_time, wait_until

pytestmark = pytest.mark.server

MB = 1024 * 1024


@pytest.fixture(scope="module")
def site(tmp_path_factory, request):
    from .conftest import on_a_file

    sites = on_a_file(request, tmp_path_factory.mktemp("pages"))
    yield sites(REQUEST_MAX_MB="1", WEB_THREADS="2")
    sites.end()


def connect(site, receive_buffer=None):
    client = socket.socket()
    if receive_buffer:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
    client.settimeout(LONG)
    client.connect(("127.0.0.1", site.port))
    return client


def head(site, method, path, *more):
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", f"Cookie: {site.cookies('ada')}", f"X-CSRFToken: {CSRF}"]
    return ("\r\n".join([*lines, *more]) + "\r\n\r\n").encode()


def answer(client):
    """All that comes until the server closes."""
    parts = []
    while part := client.recv(1 << 16):
        parts.append(part)
    return b"".join(parts)


def media(site, name, size):
    """A file that somebody has uploaded; its address."""
    folder = site.environment["MEDIA_ROOT"]
    os.makedirs(folder, exist_ok=True)
    with open(f"{folder}/{name}", "wb") as file:
        file.write(os.urandom(MB) * (size // MB))
    return f"/media/{name}"


def a_page(site):
    """How long it takes, as parts of two seconds."""
    began = time.monotonic()
    assert site.get("/rooms/studio/", "bob").status == 200
    return (time.monotonic() - began) / 2


def test_slow_senders_do_not_hold_the_threads(site):
    def beside_slow_senders():
        clients = [connect(site) for _ in range(20)]
        for client in clients:
            client.sendall(head(site, "POST", "/rooms/studio/messages/", "Content-Length: 100") + b"body=slow")
        took = a_page(site)
        for client in clients:
            client.close()
        return took

    in_time(beside_slow_senders)


def test_a_slow_body_arrives_whole(site):
    body = urlencode({"body": "piece by piece"}).encode()
    with closing(connect(site)) as client:
        kind = "Content-Type: application/x-www-form-urlencoded"
        client.sendall(
            head(site, "POST", "/rooms/studio/messages/", f"Content-Length: {len(body)}", kind, "Connection: close")
        )
        for byte in body:
            client.sendall(bytes([byte]))
            time.sleep(0.005)
        assert b" 302 " in answer(client).split(b"\r\n")[0]
    assert "piece by piece" in site.get("/rooms/studio/", "bob").text


def test_a_body_in_chunks_arrives_whole(site):
    with closing(connect(site)) as client:
        kind = "Content-Type: application/x-www-form-urlencoded"
        client.sendall(
            head(site, "POST", "/rooms/studio/messages/", "Transfer-Encoding: chunked", kind, "Connection: close")
        )
        for part in (b"body=in+", b"chunks"):
            client.sendall(b"%x\r\n%s\r\n" % (len(part), part))
        client.sendall(b"0\r\n\r\n")
        assert b" 302 " in answer(client).split(b"\r\n")[0]
    assert "in chunks" in site.get("/rooms/studio/", "bob").text


def test_slow_readers_do_not_hold_the_threads_nor_the_memory(site):
    address = media(site, "large.webp", 40 * MB)
    before = site.inside()["memory"]
    clients = [connect(site, receive_buffer=4096) for _ in range(10)]
    for client in clients:
        client.sendall(head(site, "GET", address))
        assert client.recv(12) == b"HTTP/1.1 200"
    in_time(lambda: a_page(site))
    assert site.inside()["memory"] - before < 20 * MB
    for client in clients:
        client.close()


def test_a_file_arrives_whole(site):
    address = media(site, "whole.webp", 3 * MB)
    with closing(connect(site)) as client:
        client.sendall(head(site, "GET", address, "Connection: close"))
        header, body = answer(client).split(b"\r\n\r\n", 1)
    assert f"content-length: {3 * MB}".encode() in header.lower()
    with open(f"{site.environment['MEDIA_ROOT']}/whole.webp", "rb") as file:
        assert body == file.read()
    assert site.request("HEAD", address).status == 200


@pytest.mark.parametrize("size", [MB + 1, 3 * MB])
def test_what_is_too_large_is_refused_in_words(site, size):
    response = site.request("POST", "/rooms/studio/messages/", "ada", b"body=" + b"x" * size)
    assert response.status == 413
    assert "too large" in response.text.lower()


def test_what_never_ends_is_cut_off(site):
    with closing(connect(site)) as client:
        client.sendall(head(site, "POST", "/rooms/studio/messages/", f"Content-Length: {1 << 40}"))
        sent = 0
        with suppress(ConnectionError):
            while sent < 64:
                client.sendall(b"x" * MB)
                sent += 1
        assert sent < 20


def at_rest(site):
    """What is inside when nothing of what came before is still ending: of what was read in a second, the least."""
    readings = []
    for _reading in range(10):
        readings.append(site.inside())
        time.sleep(0.1)
    return min(readings, key=lambda inside: inside["tasks"])


def test_who_leaves_in_the_middle_leaves_nothing_behind(site):
    site.get("/rooms/studio/", "bob")
    site.stream("bob", "studio").opened().close()  # the threads of streams have their database connections now
    wait_until(lambda: site.inside()["streams"] == 0, what="the end of the first stream")
    before = at_rest(site)
    clients = [connect(site) for _ in range(30)]
    for client in clients:
        client.sendall(head(site, "POST", "/rooms/studio/messages/", f"Content-Length: {MB}") + b"x" * 500_000)
    wait_until(lambda: site.inside()["tasks"] >= before["tasks"] + 30, what="thirty uploads at once")
    for client in clients:
        client.close()
    wait_until(lambda: site.inside()["tasks"] <= before["tasks"], what="the end of the uploads")
    wait_until(lambda: site.inside()["files"] <= before["files"] + 1, what="the end of their files")
    streams = [site.stream("bob", "studio") for _ in range(30)]
    for stream in streams:
        stream.opened()
        stream.close()
    wait_until(lambda: site.inside()["streams"] == 0, what="the end of the streams")
    wait_until(lambda: site.inside()["files"] <= before["files"] + 3, what="the end of their sockets")


def test_a_header_with_underscores_is_not_taken_for_the_routers(site):
    """Django would read `X_Forwarded_Proto` as `X-Forwarded-Proto`, as it would read htmx's header here."""
    for name, is_fragment in (("HX-Request", True), ("HX_Request", False)):
        page = site.get("/rooms/", "ada", **{name: "true"})
        assert page.status == 200
        assert ("<html" not in page.text) == is_fragment
    with closing(connect(site)) as client:
        client.sendall(head(site, "GET", "/rooms/studio/", "Content_Length: 12", "Connection: close"))
        assert answer(client).startswith(b"HTTP/1.1 200")


def test_a_connection_is_used_again_after_every_kind_of_answer(site):
    import http.client

    address = media(site, "again.webp", MB)
    connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=LONG)
    with closing(connection):
        for method, path, status in [
            ("GET", "/rooms/studio/", 200),
            ("GET", "/rooms/none/", 404),
            ("HEAD", "/rooms/studio/", 200),
            ("HEAD", address, 200),
            ("GET", address, 200),
            ("GET", "/events/", 204),
            ("DELETE", "/healthz", 403),
            ("GET", "/static/probe.css", 200),
            ("GET", "/rooms/studio/", 200),
        ]:
            who = None if status == 204 else "ada"  # a visitor hears nothing there; a member's stream would not end
            connection.request(method, path, headers={"Cookie": site.cookies(who)})
            response = connection.getresponse()
            response.read()
            assert response.status == status, (method, path)
