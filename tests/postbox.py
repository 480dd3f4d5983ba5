"""A mail server for tests: what it is given came through a real SMTP conversation."""

import email
from email import policy

from aiosmtpd.controller import Controller

from tests.serving import free_port


class Postbox:
    """Used as `with Postbox() as box:`. It keeps what it is given, unless it is full."""

    def __init__(self):
        self.mails, self.is_full = [], False
        self.server = Controller(self, hostname="127.0.0.1", port=free_port(), ready_timeout=120)

    def __enter__(self):
        self.server.start()
        return self

    def __exit__(self, *_):
        self.server.stop()

    async def handle_DATA(self, server, session, envelope):
        if self.is_full:
            return "452 Full"
        self.mails.append(email.message_from_bytes(envelope.content, policy=policy.default))
        return "250 Kept"

    def newest_to(self, address):
        return next(mail for mail in reversed(self.mails) if mail["To"] == address)

    def subjects(self):
        return [mail["Subject"] for mail in self.mails]


def text(mail):
    return mail.get_body(("plain",)).get_content().replace("\r\n", "\n")


def html(mail):
    return mail.get_body(("html",)).get_content().replace("\r\n", "\n")
