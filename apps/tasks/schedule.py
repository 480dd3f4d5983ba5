"""What is done again and again, though nobody asks for it. Apps say in `AppConfig.ready()` what of theirs that is."""

from collections.abc import Callable
from dataclasses import dataclass

from django_tasks.base import Task

HOUR = 3600  # seconds
DAY = 24 * HOUR
LONGEST_PAUSE = 3 * HOUR  # after a failure


@dataclass(frozen=True)
class Round:
    """`is_due()`, where there is one, is asked first: what has nothing to do leaves no trace."""

    task: Task
    every: float  # seconds
    is_due: Callable[[], bool] | None = None


_rounds: dict[str, Round] = {}


def register(task, every=HOUR, is_due=None):
    """`task`: one without arguments."""
    _rounds[task.module_path] = Round(task, every, is_due)


def rounds():
    return tuple(_rounds.values())


def longest_pause(path):
    """Seconds to wait, at most, before what failed is tried again. What comes every minute anyway rests no hours."""
    return max(_rounds[path].every, 30) if path in _rounds else LONGEST_PAUSE
