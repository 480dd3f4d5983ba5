"""What is done again and again, though nobody asks for it. Apps say in `AppConfig.ready()` what of theirs that is."""

from collections.abc import Callable
from dataclasses import dataclass

from django_tasks.base import Task

HOUR = 3600  # seconds


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
