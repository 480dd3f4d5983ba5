"""When a worker looks at what is done again and again: most seconds cost it nothing."""

import logging
import random
import time

from . import schedule
from .models import Round

LOOK = 30  # seconds, at most, between two looks at what is to be done once an hour

logger = logging.getLogger(__name__)


class Clock:
    """One worker's. What it begins, others do not: see `Round.objects.begin`."""

    def __init__(self):
        self.look_at = {}

    def begin_what_is_due(self):
        for repeated in schedule.rounds():
            path, now = repeated.task.module_path, time.monotonic()
            if now < self.look_at.get(path, 0):
                continue
            self.look_at[path] = now + min(repeated.every, LOOK) * random.uniform(0.5, 1)  # noqa: S311
            try:
                if repeated.is_due is None or repeated.is_due():
                    Round.objects.begin(repeated.task, repeated.every)
            except Exception:
                logger.exception("%s could not be begun; it is tried again", path)
