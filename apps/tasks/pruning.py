"""The queue forgets what was done long ago."""

from django_tasks import task

from .models import QueuedTask


@task()
def prune():
    return QueuedTask.objects.prune()
