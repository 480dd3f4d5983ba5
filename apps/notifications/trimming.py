"""What nobody will look for any more goes, so that the table grows with the house and not with its years."""

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone
from django_tasks import task

from .models import Mute, Notification

EVERY = 24 * 3600  # seconds
PORTION = 1_000
UNLISTED = timedelta(days=8)  # the settings and digests look back for a week
READ = timedelta(days=365)


@task()
def trim():
    """In one walk through the table, and never long in one transaction: others write meanwhile."""
    now, last = timezone.now(), 0
    is_over = Q(is_listed=False, at__lt=now - UNLISTED) | Q(read_at__lt=now - READ)
    while portion := next_over(is_over, last):
        Notification.objects.filter(is_over, pk__in=portion).delete()
        last = portion[-1]
    Mute.objects.over().delete()


def next_over(is_over, last):
    over = Notification.objects.filter(is_over, pk__gt=last).order_by("pk")
    return list(over.values_list("pk", flat=True)[:PORTION])
