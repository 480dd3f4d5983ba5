"""A push service on localhost, and browsers whose keys it has: what it was sent, they open as a real one would.

Sealing is the library's work; opening is written out here after RFC 8291, so that the one proves the other.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from secrets import token_bytes, token_hex
from threading import Event, Thread

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

CURVE = ec.SECP256R1()
SILENCE = object()  # of a service that takes what it is sent and never answers


def text_of(some):
    return urlsafe_b64encode(some).rstrip(b"=").decode()


def bytes_of(text):
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def public_bytes(key):
    return key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


@dataclass
class Sent:
    """A request to the service. `headers`: by their names, however those are written."""

    path: str
    headers: Message
    body: bytes

    def claims(self, public_key):
        """What the site says of itself, which its key has signed (RFC 8292)."""
        scheme, parameters = self.headers["Authorization"].split(" ", 1)
        assert scheme == "vapid"
        given = dict(one.strip().split("=", 1) for one in parameters.split(","))
        assert given["k"] == public_key
        said, _point, signature = given["t"].rpartition(".")
        half = len(bytes_of(signature)) // 2
        r, s = (int.from_bytes(part) for part in (bytes_of(signature)[:half], bytes_of(signature)[half:]))
        key = ec.EllipticCurvePublicKey.from_encoded_point(CURVE, bytes_of(public_key))
        key.verify(encode_dss_signature(r, s), said.encode(), ec.ECDSA(hashes.SHA256()))
        head, claims = (json.loads(bytes_of(part)) for part in said.split("."))
        assert head == {"typ": "JWT", "alg": "ES256"}
        return claims


@dataclass
class Browser:
    """One that has asked the service for an address."""

    service: "PushService"
    path: str = field(default_factory=lambda: f"/push/{token_hex(8)}")
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(CURVE))
    secret: bytes = field(default_factory=lambda: token_bytes(16))

    @property
    def subscription(self):
        """As the page sends it."""
        keys = {"p256dh": text_of(public_bytes(self.key)), "auth": text_of(self.secret)}
        return {"endpoint": f"{self.service.url}{self.path}", **keys}

    @property
    def requests(self):
        return [sent for sent in self.service.requests if sent.path == self.path]

    @property
    def heard(self):
        return [json.loads(self.opened(sent.body)) for sent in self.requests]

    def opened(self, body):
        salt, size, length = body[:16], int.from_bytes(body[16:20]), body[20]
        theirs, sealed = body[21 : 21 + length], body[21 + length :]
        assert len(sealed) <= size, "one record, as RFC 8291 wants it"
        shared = self.key.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(CURVE, theirs))
        both = public_bytes(self.key) + theirs
        material = derived(self.secret, shared, b"WebPush: info\0" + both, 32)
        key = derived(salt, material, b"Content-Encoding: aes128gcm\0", 16)
        nonce = derived(salt, material, b"Content-Encoding: nonce\0", 12)
        words = AESGCM(key).decrypt(nonce, sealed, None).rstrip(b"\0")
        assert words.endswith(b"\2"), "the last record ends so"
        return words[:-1]


def derived(salt, material, info, length):
    return HKDF(hashes.SHA256(), length, salt, info).derive(material)


class PushService:
    """`service.answers[path] = 410`: what it says there; 201 where nothing is set."""

    def __init__(self):
        self.requests, self.answers, self.over = [], {}, Event()

    def __enter__(self):
        service = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"] or 0))
                service.requests.append(Sent(self.path, self.headers, body))
                answer = service.answers.get(self.path, 201)
                if answer is SILENCE:
                    service.over.wait()
                    return
                self.send_response(answer)
                self.send_header("Location", f"{service.url}/elsewhere")
                self.send_header("Content-Length", "0")
                self.end_headers()

            do_GET = do_POST

            def log_message(self, *words):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://localhost:{self.server.server_port}"
        self.thread = Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05})
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.over.set()
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()

    def browser(self):
        return Browser(self)
