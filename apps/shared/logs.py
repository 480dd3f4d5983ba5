"""What the log says of requests."""

import logging


class BadRequestsInOneLine(logging.Filter):
    """A request that was refused is no fault of ours: its line in the log comes without a traceback."""

    def filter(self, record):
        refused = record.name == "django.request" and record.levelno < logging.ERROR
        if refused or record.name.startswith("django.security"):
            record.exc_info = record.exc_text = None
        return True
