"""Mails of what concerns somebody."""

from django_tasks import task


@task()
def mail(user):
    """What waits to be mailed to somebody, and is still unread, in one mail. `user`: a number."""
