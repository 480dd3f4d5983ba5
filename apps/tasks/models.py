"""The queue, the rounds of what is done again and again, and the workers that live.

A task changes hands by an UPDATE that names how it was read. Whoever finds it changed has lost it: of several workers
one begins it, and one that was taken for dead says nothing more about it.
"""

import logging
import random
from datetime import timedelta
from traceback import format_exception

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_tasks import TaskResultStatus as Status
from django_tasks.base import DEFAULT_TASK_QUEUE_NAME
from django_tasks.utils import get_module_path, normalize_json
from django_tasks_db.models import DBTaskResult, DBTaskResultQuerySet

from . import schedule

MOST_ATTEMPTS = 8
FIRST_PAUSE = 10  # seconds before the second attempt; three times as long before each that follows
KEPT = {Status.SUCCESSFUL: timedelta(days=7), Status.FAILED: timedelta(days=30)}
PORTION = 500  # rows deleted in one go
AHEAD = 10  # the priority of rounds: they are short, and others wait for what they begin

logger = logging.getLogger(__name__)


class WorkerDied(Exception):
    """A worker was killed, or its machine was, in the middle of a task."""


class QueuedTaskQuerySet(DBTaskResultQuerySet):
    def next(self, queue=DEFAULT_TASK_QUEUE_NAME):
        """What is to be done now. A look: it locks nothing."""
        return self.ready().filter(queue_name=queue).first()

    def to_prune(self):
        """What was finished so long ago that nobody asks for it any more."""
        now = timezone.now()
        old = (models.Q(status=status, finished_at__lt=now - kept) for status, kept in KEPT.items())
        return self.filter(next(old) | next(old))

    def prune(self):
        """Delete it; says how many."""
        gone = 0
        while pks := list(self.to_prune().values_list("pk", flat=True)[:PORTION]):
            self.filter(pk__in=pks).delete()
            gone += len(pks)
        return gone


class QueuedTask(DBTaskResult):
    """A task in its row. `worker_ids` has a name for each attempt; by `started_at` the present one is known."""

    objects = QueuedTaskQuerySet.as_manager()

    class Meta:
        proxy = True
        ordering = DBTaskResult._meta.ordering
        verbose_name, verbose_name_plural = _("task"), _("tasks")

    def __str__(self):
        return self.task_path

    @property
    def attempts(self):
        return len(self.worker_ids)

    @property
    def last_error(self):
        """Its line, without the way there."""
        lines = self.traceback.strip().splitlines()
        return next((line for line in reversed(lines) if line[:1].strip()), "")

    @property
    def is_under_way(self):
        return self.status in (Status.READY, Status.RUNNING)

    def begin(self, worker):
        """Make it the worker's; False where another was quicker."""
        attempt = {"started_at": timezone.now(), "worker_ids": [*self.worker_ids, worker]}
        return self.become(Status.RUNNING, self.as_it_waits(), **attempt)

    def succeed(self, value):
        """It is done, and `value` came out of it; False where it has been taken from this worker meanwhile."""
        value = normalize_json(value)
        return self.end(Status.SUCCESSFUL, return_value=value, exception_class_path="", traceback="")

    def fail(self, error, at_once=False):
        """It went wrong: it is tried again, later each time, or given up."""
        if self.attempts >= MOST_ATTEMPTS:
            return self.give_up(error)
        pause = 0 if at_once else min(FIRST_PAUSE * 3 ** (self.attempts - 1), schedule.longest_pause(self.task_path))
        return self.wait(pause * random.uniform(0.75, 1.25), **described(error))  # noqa: S311  not all at once

    def give_up(self, error):
        given_up = self.end(Status.FAILED, return_value=None, **described(error))
        if given_up:
            logger.error("%s (%s): given up, attempt %d", self.task_path, self.pk, self.attempts, exc_info=error)
        return given_up

    def hand_back(self):
        """Its worker stops before it is done: another does it, and this was no attempt."""
        return self.wait(0, worker_ids=self.worker_ids[:-1])

    def try_again(self):
        """For whoever has mended what was broken. False where there is nothing to try."""
        if self.status not in (Status.FAILED, Status.READY):
            return False
        fresh = {"run_after": timezone.now(), "worker_ids": [], "finished_at": None}
        return self.become(Status.READY, self.as_it_waits(), **fresh)

    def wait(self, seconds, **more):
        run_after = timezone.now() + timedelta(seconds=seconds)
        return self.become(Status.READY, self.held(), run_after=run_after, **more)

    def end(self, status, **more):
        return self.become(status, self.held(), finished_at=timezone.now(), **more)

    def held(self):
        return models.Q(status=Status.RUNNING, started_at=self.started_at)

    def as_it_waits(self):
        """Whoever lets it wait again gives it another moment."""
        return models.Q(status=self.status, run_after=self.run_after)

    def become(self, status, still, **fields):
        """Write it, if it is still so; whether it was."""
        written = type(self).objects.filter(still, pk=self.pk).update(status=status, **fields)
        if written:
            for name, value in {"status": status, **fields}.items():
                setattr(self, name, value)
        return bool(written)


def described(error):
    text = "".join(format_exception(error)).replace("\0", "")  # PostgreSQL keeps no such character
    return {"exception_class_path": get_module_path(type(error)), "traceback": text}


class RoundQuerySet(models.QuerySet):
    def begin(self, task, every):
        """Enqueue a round's task, if its time has come and the last one is over. One of several workers does so."""
        row, _new = self.select_related("task").get_or_create(path=task.module_path)
        now = timezone.now()
        if row.next_at > now or row.is_under_way:
            return None
        next_at = now + timedelta(seconds=every * random.uniform(0.8, 1))  # noqa: S311  not all at once
        with transaction.atomic():
            if not self.filter(pk=row.pk, next_at=row.next_at).update(next_at=next_at):
                return None
            result = task.using(priority=AHEAD).enqueue()
            self.filter(pk=row.pk).update(task=result.id)
        return result


class Round(models.Model):
    """When something that is done again and again is to be done next; see schedule.py."""

    path = models.CharField(_("task"), max_length=200, primary_key=True)
    next_at = models.DateTimeField(_("not before"), default=timezone.now)
    task = models.ForeignKey(QueuedTask, models.SET_NULL, null=True, related_name="+", verbose_name=_("the last time"))

    objects = RoundQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("round"), _("rounds")

    def __str__(self):
        return self.path

    @property
    def is_under_way(self):
        return self.task is not None and self.task.is_under_way


class LivingWorkerQuerySet(models.QuerySet):
    def alive(self):
        return self.filter(seen_at__gt=self.limit())

    def silent(self):
        return self.filter(seen_at__lte=self.limit())

    def limit(self):
        return timezone.now() - timedelta(seconds=settings.WORKER_PATIENCE)

    def one_lives(self):
        """For /healthz."""
        return "ok" if self.alive().exists() else "none"

    def sign(self, name, **state):
        """A worker says that it lives."""
        state["seen_at"] = timezone.now()
        if not self.filter(pk=name).update(**state):
            self.create(name=name, **state)

    def bury(self):
        """Take away those that say nothing any more, and let others do what they had begun; says how many."""
        return sum(worker.bury() for worker in self.silent().select_related("task"))


class LivingWorker(models.Model):
    """A sign of life of whoever does tasks, and what it does at present: what is to be done again if it dies."""

    name = models.CharField(_("name"), max_length=64, primary_key=True)
    began_at = models.DateTimeField(_("began"), default=timezone.now)
    seen_at = models.DateTimeField(_("seen"), default=timezone.now)
    task = models.ForeignKey(QueuedTask, models.SET_NULL, null=True, related_name="+", verbose_name=_("last task"))

    objects = LivingWorkerQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("worker"), _("workers")

    def __str__(self):
        return self.name

    def bury(self):
        """True where it was dead, and nobody else has done so."""
        with transaction.atomic():
            gone = type(self).objects.filter(pk=self.pk, seen_at=self.seen_at).delete()[0]
            if gone and self.task and self.task.worker_ids[-1:] == [self.pk]:
                self.task.fail(WorkerDied(f"the worker {self.pk} ended in the middle of it"), at_once=True)
        return bool(gone)
