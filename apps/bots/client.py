"""Requests to addresses that members have typed. They must not lead into the network that this server is in.

A name is looked up once, every address that it has is checked, and the connection is made to a checked address: a name
server that answers differently the second time changes nothing. Redirects are not followed. Everything together, a
server that sends a byte at a time included, takes at most `DEADLINE` seconds.

By hand, because requests and urllib3 look names up themselves and count a time-out for each read.
"""

import http.client
import ipaddress
import re
import socket
import ssl
import time
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as TookTooLong
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from threading import Timer
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.encoding import iri_to_uri
from django.utils.translation import gettext as _

DEADLINE = 7  # seconds for all of a request
LOOKUP_TIMEOUT = 3  # seconds for a name server
MAX_ANSWER = 64 * 1024  # bytes of an answer that are read
LONGEST_ADDRESS = 500  # characters
PORTS = {"http": 80, "https": 443}
HOST_NAME = re.compile(r"[a-z0-9._-]+")
NAT64 = ipaddress.ip_network("64:ff9b::/96")  # RFC 6052: an IPv4 address is in the last 32 bits
# Not left to `is_global` alone: what it knows differs between versions of Python.
PRIVATE = [
    ipaddress.ip_network(text)
    for text in (
        *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12"),
        *("192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24"),
        *("203.0.113.0/24", "224.0.0.0/3"),
        *("::/8", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "3fff::/20", "5f00::/16"),
        *("fc00::/7", "fe80::/9", "ff00::/8"),
    )
]

_lookups = ThreadPoolExecutor(4, thread_name_prefix="lookup")  # a slow name server holds up its own thread


class CannotSend(Exception):
    """Why there was no answer, as a sentence. `is_final`: it would be the same at another time."""

    is_final = False


class AddressRefused(CannotSend):
    """No request is made to this address."""

    is_final = True


@dataclass(frozen=True)
class Answer:
    """`body`: at most MAX_ANSWER bytes; `is_whole`: whether that is all of it."""

    status: int
    content_type: str = ""
    body: bytes = b""
    is_whole: bool = True

    @property
    def is_success(self):
        return 200 <= self.status < 300

    @property
    def text(self):
        """Without null characters, which PostgreSQL does not keep."""
        return self.body.decode("utf-8", "replace").replace("\0", "")


@dataclass(frozen=True)
class Target:
    """The parts of an address. `host` is a name or an IP address, `path` has the query too."""

    scheme: str
    host: str
    port: int
    path: str


def target_of(url):
    """The parts of an address that a request could be made to; raises `AddressRefused`."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
        host = host if ":" in host else host.encode("idna").decode().lower()
        path = iri_to_uri((parts.path or "/") + (f"?{parts.query}" if parts.query else ""))
    except (ValueError, UnicodeError):
        raise AddressRefused(_("This is not a valid address.")) from None
    if parts.scheme not in PORTS or not host:
        raise AddressRefused(_("An address begins with https:// or http://."))
    if parts.username is not None or parts.password is not None:
        raise AddressRefused(_("An address with a username or password is not accepted."))
    if ":" not in host and not HOST_NAME.fullmatch(host):
        raise AddressRefused(_("This is not a valid address."))
    if port == 0 or len(url) > LONGEST_ADDRESS or any(ord(letter) <= 32 or ord(letter) == 127 for letter in url):
        raise AddressRefused(_("This is not a valid address."))
    return Target(parts.scheme, host, port or PORTS[parts.scheme], path)


def host_of(url):
    """The name or IP address in an address that was accepted once."""
    return urlsplit(url).hostname or ""


def is_public(address):
    """Whether an IP address is one of the internet: not one of this machine, this network, or a group of machines."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if ip.version == 6:
        inner = ip.ipv4_mapped or ip.sixtofour
        if ip in NAT64:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
    if any(ip in network for network in PRIVATE if network.version == ip.version):
        return False
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_unspecified)


def resolve(target, timeout=LOOKUP_TIMEOUT):
    """`[(family, socket address), …]` to connect to, all of them checked; raises `CannotSend`."""
    asked = _lookups.submit(socket.getaddrinfo, target.host, target.port, type=socket.SOCK_STREAM)
    try:
        found = asked.result(timeout)
    except TookTooLong:
        asked.cancel()
        raise CannotSend(_("The name server did not answer in time.")) from None
    except (OSError, UnicodeError):
        raise CannotSend(_("No server was found at this address.")) from None
    addresses = [(family, address) for family, _type, _protocol, _name, address in found]
    for _family, address in addresses:
        check(address[0])
    return addresses


def check(address):
    if not settings.WEBHOOKS_ALLOW_PRIVATE and not is_public(address):
        raise AddressRefused(_("This address belongs to a private network."))


def check_url(url):
    """Raise `CannotSend` where a request to an address would be refused now."""
    resolve(target_of(url))


class Connection(http.client.HTTPConnection):
    """To one of the checked addresses. `Host` and the name in the certificate are those of the typed address."""

    def __init__(self, target, addresses, deadline):
        super().__init__(target.host, target.port)
        self.default_port = PORTS[target.scheme]  # which `Host` leaves out
        self.target, self.addresses, self.deadline = target, addresses, deadline
        self.timer = None

    def connect(self):
        for family, address in self.addresses:
            try:
                return self.connect_to(family, address)
            except OSError as error:
                self.cancel_timer()
                if self.sock:  # None where this machine has no IPv6 at all
                    self.sock.close()
                failure = error
        raise failure

    def connect_to(self, family, address):
        self.sock = socket.socket(family, socket.SOCK_STREAM)
        self.sock.settimeout(self.remaining())
        self.sock.connect(address)
        check(self.sock.getpeername()[0])
        if self.target.scheme == "https":
            self.sock = tls().wrap_socket(self.sock, server_hostname=self.target.host, do_handshake_on_connect=False)
        self.end_at_deadline()
        if self.target.scheme == "https":
            self.sock.do_handshake()

    def remaining(self):
        return max(0.001, self.deadline - time.monotonic())

    def end_at_deadline(self):
        """A socket's time-out is one of each read: it does not stop a server that sends a byte now and then."""
        self.cancel_timer()
        self.timer = Timer(self.remaining(), shut, [self.sock])
        self.timer.daemon = True
        self.timer.start()

    def cancel_timer(self):
        """Not in `close`, which http.client calls before the answer's body is read."""
        if self.timer:
            self.timer.cancel()


def shut(sock):
    """Whoever reads from it reads its end."""
    with suppress(OSError):
        socket.socket.shutdown(sock, socket.SHUT_RDWR)  # not SSLSocket's, which is not made for a second thread


@lru_cache(maxsize=1)
def tls():
    return ssl.create_default_context()


def post(url, body, headers, seconds=DEADLINE):
    """Send bytes to an address: its `Answer`, whatever it says. Raises `CannotSend` where there is none."""
    deadline = time.monotonic() + seconds
    target = target_of(url)
    connection = Connection(target, resolve(target), deadline)
    try:
        connection.request("POST", target.path, body, {"Connection": "close", **headers})
        answer = connection.getresponse()
        text = answer.read(MAX_ANSWER + 1)
        if answer.length and len(text) <= MAX_ANSWER:  # of what was promised, so many bytes are missing
            raise http.client.IncompleteRead(text, answer.length)
    except (OSError, http.client.HTTPException, ValueError) as error:
        if time.monotonic() >= deadline:
            raise CannotSend(_("There was no answer within %(seconds)s seconds.") % {"seconds": seconds}) from None
        raise CannotSend(described(error)) from None
    finally:
        connection.cancel_timer()
        connection.close()
    if time.monotonic() >= deadline:  # what was read ends where the connection was shut
        raise CannotSend(_("There was no answer within %(seconds)s seconds.") % {"seconds": seconds})
    content_type = answer.headers.get_content_type()
    return Answer(answer.status, content_type, text[:MAX_ANSWER], len(text) <= MAX_ANSWER)


def described(error):
    if isinstance(error, ssl.SSLError):
        return _("No secure connection could be made: %(reason)s") % {"reason": error.reason or type(error).__name__}
    if isinstance(error, OSError):
        return _("The connection failed: %(reason)s") % {"reason": error.strerror or type(error).__name__}
    return _("The answer was not valid HTTP.")
