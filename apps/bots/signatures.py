"""Signatures of the Standard Webhooks specification, https://www.standardwebhooks.com/ ("Signature scheme").

`Webhook-Signature` is `v1,` and the base64 of an HMAC-SHA256 of `id.timestamp.body`; while a secret is being replaced,
there is one of each secret, with a space between them.
"""

import base64
import hmac
import secrets

PREFIX = "whsec_"


def new_secret():
    return PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()


def sign(secret, message_id, timestamp, body):
    key = base64.b64decode(secret.removeprefix(PREFIX))
    signed = f"{message_id}.{timestamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.digest(key, signed, "sha256")).decode()


def headers(secrets_in_force, message_id, timestamp, body):
    """`timestamp`: seconds since 1970."""
    return {
        "Webhook-Id": message_id,
        "Webhook-Timestamp": str(timestamp),
        "Webhook-Signature": " ".join(sign(secret, message_id, timestamp, body) for secret in secrets_in_force),
    }
