"""A week as a mail."""

from django_tasks import task


@task()
def mail(week, user):
    """A week to somebody, with what they may see of it. Both by their numbers."""
