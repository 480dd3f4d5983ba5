"""The pair of keys by which push services know this site (VAPID, RFC 8292), as the environment holds them.

Nothing here needs Django: the settings derive the public key from the private one, so that the two always agree.
"""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from secrets import token_urlsafe

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

CONTACT = re.compile(r"mailto:[^@\s]+@[\w-]+(\.[\w-]+)*|https://[\w-]+(\.[\w-]+)*", re.ASCII)


def bytes_of(text):
    """What base64url means, with or without its padding. ValueError where it means nothing."""
    if not re.fullmatch(r"[\w-]+={0,2}", text, re.ASCII):
        raise ValueError("That is not base64url.")
    return urlsafe_b64decode(text.rstrip("=") + "=" * (-len(text.rstrip("=")) % 4))


def text_of(key):
    return urlsafe_b64encode(key).rstrip(b"=").decode()


def new_private_key():
    """Any 32 bytes by chance are one, but for one in four thousand million."""
    key = token_urlsafe(32)
    return key if public_key_of(key) else new_private_key()


def private_key(text):
    """ValueError where it is none."""
    key = bytes_of(text)
    if len(key) != 32:
        raise ValueError("A private key has 32 bytes.")
    return ec.derive_private_key(int.from_bytes(key), ec.SECP256R1())


def public_key_of(text):
    """As a browser wants it; nothing of what is no private key."""
    try:
        key = private_key(text)
    except ValueError:
        return ""
    return text_of(key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))
