"""Requests to addresses that members type: where they do not lead, and when they end."""

import socket
import time

import pytest

from apps.bots import client

from .receiving import Receiver, answering, raw_server


@pytest.fixture
def resolve_to(monkeypatch):
    """`resolve_to(["93.184.216.34"], ["127.0.0.1"])`: what the name server answers, one list after the other."""

    def put(*answers):
        resolver = answering(*answers)
        monkeypatch.setattr(socket, "getaddrinfo", resolver)
        return resolver

    return put


@pytest.fixture
def receiver():
    receiver = Receiver()
    yield receiver
    receiver.close()


@pytest.fixture
def allowed(settings):
    settings.WEBHOOKS_ALLOW_PRIVATE = True


def post(url, **more):
    return client.post(url, b"{}", {"Content-Type": "application/json"}, **more)


@pytest.mark.parametrize(
    "address",
    """
    127.0.0.1 127.8.8.8 0.0.0.0 0.1.2.3 10.0.0.1 10.255.255.255 100.64.0.1 169.254.169.254 172.16.0.1 172.31.255.255
    192.0.0.1 192.0.2.1 192.88.99.1 192.168.1.1 198.18.0.1 198.51.100.1 203.0.113.9 224.0.0.1 239.1.1.1 240.0.0.1
    255.255.255.255
    :: ::1 ::127.0.0.1 ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:169.254.169.254 ::ffff:0:127.0.0.1
    64:ff9b::7f00:1 64:ff9b::a00:1 64:ff9b:1::1 100::1 2001::1 2001:db8::1 2002:7f00:1:: 2002:a00:1::1 3fff::1
    fc00::1 fd12:3456::1 fe80::1 fe80::1%eth0 fec0::1 ff02::1
    """.split(),
)
def test_no_address_of_a_private_network_is_public(address):
    assert not client.is_public(address)


@pytest.mark.parametrize(
    "address",
    ["93.184.216.34", "172.32.0.1", "192.169.0.1", "2606:2800:220:1::1", "::ffff:93.184.216.34", "64:ff9b::5db8:d822",
     "2002:5db8:d822::1"],
)  # fmt: skip
def test_addresses_of_the_internet_are_public(address):
    assert client.is_public(address)


@pytest.mark.parametrize(
    "url",
    ["", "receiver.example", "//receiver.example/", "ftp://receiver.example/", "file:///etc/passwd", "http://",
     "http:///path", "https://ada:secret@receiver.example/", "https://ada@receiver.example/", "http://a:99999/",
     "http://a:0/", "http://a:b/", "http://[::1/", "http://a b/", "http://a/\r\nX: y", "http://a/\t", "javascript:1",
     "gopher://a:70/_", f"http://a/{'x' * 500}", "http://" + "a" * 70 + ".example/", "unix:/run/x"],
)  # fmt: skip
def test_what_is_no_web_address_is_refused(url, resolve_to):
    resolver = resolve_to(["93.184.216.34"])
    with pytest.raises(client.AddressRefused):
        client.check_url(url)
    assert not resolver.asked


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "127.1", "0x7f.1", "2130706433", "0177.0.0.1", "localhost", "localhost.", "[::1]", "0",
     "[::ffff:127.0.0.1]", "①②⑦.0.0.1"],
)  # fmt: skip
def test_ways_to_write_this_machine_are_refused(host):
    """By the system's own resolver, which knows them all; what it does not know is refused as well."""
    with pytest.raises(client.CannotSend):
        client.check_url(f"http://{host}/")


@pytest.mark.parametrize(
    ("url", "host", "path"),
    [("https://Bücher.example/ä?b=ö", "xn--bcher-kva.example", "/%C3%A4?b=%C3%B6"),
     ("https://my_service:8000", "my_service", "/")],
)  # fmt: skip
def test_names_and_paths_in_other_scripts_are_encoded(url, host, path):
    target = client.target_of(url)
    assert (target.host, target.path) == (host, path)


@pytest.mark.parametrize("host", ["%31%32%37.0.0.1", "a\u3000b.example", "a\u2100b.example", "a*b", "a\\b"])
def test_a_host_name_has_letters_digits_and_hyphens(host):
    with pytest.raises(client.AddressRefused):
        client.target_of(f"http://{host}/")


def test_an_address_of_a_kind_that_this_machine_does_not_have_is_a_failure(resolve_to, monkeypatch):
    resolve_to(["2606:2800:220:1::1"])

    def unsupported(*_arguments):
        raise OSError(97, "Address family not supported by protocol")

    monkeypatch.setattr(socket, "socket", unsupported)
    with pytest.raises(client.CannotSend, match="Address family"):
        post("http://receiver.example/")


def test_a_name_that_resolves_to_this_machine_is_refused(receiver, resolve_to):
    resolve_to(["127.0.0.1"])
    for _attempt in range(2):
        with pytest.raises(client.AddressRefused):
            post(receiver.url)
    assert not receiver.requests


def test_one_private_address_among_others_is_enough(resolve_to, monkeypatch):
    monkeypatch.setattr(socket.socket, "connect", lambda *_arguments: 1 / 0)
    resolve_to(["93.184.216.34", "127.0.0.1"])
    with pytest.raises(client.AddressRefused):
        post("https://receiver.example/")


def test_a_second_look_up_changes_nothing(receiver, resolve_to, monkeypatch):
    """DNS rebinding: the name is public when it is checked, and this machine when somebody asks once more."""
    resolver = resolve_to(["93.184.216.34"], ["127.0.0.1"])
    connected = []

    def connect(_socket, address):
        connected.append(address)
        raise ConnectionRefusedError(111, "Connection refused")

    monkeypatch.setattr(socket.socket, "connect", connect)
    with pytest.raises(client.CannotSend):
        post(receiver.url)
    assert connected == [("93.184.216.34", receiver.server.server_port)]
    assert resolver.asked == ["receiver.example"]
    with pytest.raises(client.AddressRefused):
        post(receiver.url)
    assert len(connected) == 1


def test_the_peer_is_checked_too(receiver, resolve_to, monkeypatch):
    """Should a connection end where it was not meant to, nothing is sent."""
    resolve_to(["93.184.216.34"])
    real = socket.socket.connect
    monkeypatch.setattr(
        socket.socket, "connect", lambda sock, _address: real(sock, ("127.0.0.1", receiver.server.server_port))
    )
    with pytest.raises(client.AddressRefused):
        post(receiver.url)
    assert not receiver.requests


def test_with_the_setting_private_addresses_are_called_by_their_name(receiver, resolve_to, allowed):
    resolve_to(["127.0.0.1"])
    receiver.answers = [(200, "application/json; charset=utf-8", b'{"text": "Hi"}')]
    answer = post(receiver.url)
    assert (answer.status, answer.content_type, answer.text) == (200, "application/json", '{"text": "Hi"}')
    [(path, headers, body)] = receiver.requests
    assert (path, body) == ("/in?from=courtyard", b"{}")
    assert headers["Host"] == f"receiver.example:{receiver.server.server_port}"


def test_the_next_address_is_tried_where_one_does_not_answer(receiver, resolve_to, allowed):
    resolve_to(["::1", "127.0.0.1"])
    assert post(receiver.url).status == 204


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_are_not_followed(receiver, resolve_to, allowed, status):
    resolve_to(["127.0.0.1"])
    receiver.answers = [(status, "text/plain", b"")]
    answer = post(receiver.url)
    assert (answer.status, answer.is_success) == (status, False)
    assert len(receiver.requests) == 1


def test_the_size_of_answers_is_limited(receiver, resolve_to, allowed):
    resolve_to(["127.0.0.1"])
    receiver.answers = [(200, "text/plain", b"x" * (client.MAX_ANSWER + 1))]
    answer = post(receiver.url)
    assert (len(answer.body), answer.is_whole) == (client.MAX_ANSWER, False)
    receiver.answers = [(200, "text/plain", b"x" * client.MAX_ANSWER)]
    assert post(receiver.url).is_whole


def silent(connection):
    connection.recv(65536)
    time.sleep(2)


def drip_head(connection):
    connection.recv(65536)
    for letter in b"HTTP/1.1 200 OK\r\nX: " + b"y" * 100:
        connection.sendall(bytes([letter]))
        time.sleep(0.05)


def drip_body(connection):
    connection.recv(65536)
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n")
    for _n in range(100):
        connection.sendall(b"y")
        time.sleep(0.05)


def continue_for_ever(connection):
    connection.recv(65536)
    for _n in range(100):
        connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
        time.sleep(0.05)


@pytest.mark.parametrize("talk", [silent, drip_head, drip_body, continue_for_ever])
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_everything_together_has_a_deadline(resolve_to, allowed, talk, scheme):
    resolve_to(["127.0.0.1"])
    with raw_server(talk) as port:
        began = time.monotonic()
        with pytest.raises(client.CannotSend) as error:
            post(f"{scheme}://receiver.example:{port}/", seconds=0.4)
        if scheme == "http" or talk == silent:
            assert "within 0.4 seconds" in str(error.value)
        assert time.monotonic() - began < 1.9


def test_a_slow_name_server_has_a_deadline(monkeypatch):
    monkeypatch.setattr(client, "LOOKUP_TIMEOUT", 0.1)
    monkeypatch.setattr(client, "resolve", lambda target: real(target, 0.1))
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_arguments, **_more: time.sleep(1))
    began = time.monotonic()
    with pytest.raises(client.CannotSend):
        post("https://receiver.example/")
    assert time.monotonic() - began < 0.9


real = client.resolve


@pytest.mark.parametrize(
    "answer",
    [b"", b"\0" * 100, b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nshort", b"SSH-2.0-OpenSSH\r\n",
     b"HTTP/1.1 200 OK\r\n" + b"".join(b"X-%d: y\r\n" % n for n in range(200)) + b"\r\n",
     b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", b"HTTP/1.1 -7 No\r\n\r\n"],
)  # fmt: skip
def test_what_is_no_http_is_a_failure_in_words(resolve_to, allowed, answer):
    resolve_to(["127.0.0.1"])

    def talk(connection):
        connection.recv(65536)
        connection.sendall(answer)

    with raw_server(talk) as port, pytest.raises(client.CannotSend) as error:
        post(f"http://receiver.example:{port}/")
    assert str(error.value)
    assert not error.value.is_final


def test_a_certificate_is_checked(receiver, resolve_to, allowed):
    resolve_to(["127.0.0.1"])
    with pytest.raises(client.CannotSend, match="secure connection"):
        post(receiver.url.replace("http:", "https:"))
