"""What the log says of requests."""

import logging
import re

# An incoming webhook's address is its secret.
SECRET_PATH = re.compile(r"(/hooks/+)[^/\s\"']+")


class BadRequestsInOneLine(logging.Filter):
    """A request that was refused is no fault of ours: its line in the log comes without a traceback."""

    def filter(self, record):
        refused = record.name == "django.request" and record.levelno < logging.ERROR
        if refused or record.name.startswith("django.security"):
            record.exc_info = record.exc_text = None
        return True


class NoSecretPaths(logging.Filter):
    """Addresses that let somebody do something are not written down."""

    def filter(self, record):
        message = record.getMessage()
        if "/hooks/" in message:
            record.msg, record.args = SECRET_PATH.sub(r"\1…", message), ()
        return True
