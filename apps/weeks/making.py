"""The page of the last whole week, made on Monday as soon as somebody works; one that was missed is made later."""

from django.db import IntegrityError, transaction
from django.utils import timezone
from django_tasks import task

from apps.notifications.digests import morning_of
from apps.notifications.models import Preferences

from .letters import mail
from .models import ONE_DAY, ONE_WEEK, Week

EVERY = 10 * 60  # seconds between two looks whether a week is over


def last_week():
    """The Monday with which the last whole week began, in the site's zone."""
    today = timezone.localdate()
    return today - today.weekday() * ONE_DAY - ONE_WEEK


def is_due():
    return not Week.objects.filter(begins=last_week()).exists()


@task()
def make_last_week():
    make(last_week())


def make(begins):
    """Make the page of a week, and leave a task for each mail of it. None where it is made already.

    What takes a while happens before the transaction. Who makes it at the same moment finds that it is made, and has
    mailed nobody; and a week with its mails is there, or neither.
    """
    if Week.objects.filter(begins=begins).exists():
        return None
    week = Week.chosen_of(begins)
    try:
        with transaction.atomic():
            week.save(force_insert=True)
            transaction.on_commit(Week.objects.all().forget_newest)
            if not week.is_quiet:
                for preferences in who_want_it():
                    mail.using(run_after=morning_of(begins + ONE_WEEK, preferences)).enqueue(week.pk, preferences.pk)
    except IntegrityError:
        return None
    return week


def who_want_it():
    """Their mails come on Monday morning, where they live; each looks once more whether it is wanted."""
    return Preferences.objects.filter(wants_week=True, user__is_active=True).order_by("pk")
