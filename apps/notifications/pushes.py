"""What browsers are told that have no page of ours open."""

from django_tasks import task


@task()
def push(notification):
    """To each browser of its person. `notification`: a number."""
