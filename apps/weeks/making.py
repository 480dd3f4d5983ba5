"""The page of the last whole week, made on Monday as soon as somebody works; one that was missed is made later."""

from django.db import IntegrityError, transaction
from django.utils import timezone
from django_tasks import task

from apps.accounts.models import User

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
                for person in who_want_it():
                    mail.enqueue(week.pk, person)
    except IntegrityError:
        return None
    return week


def who_want_it():
    """The numbers of those to be mailed; each mail looks once more."""
    wanting = User.objects.filter(is_active=True, preferences__wants_week=True)
    return wanting.order_by("pk").values_list("pk", flat=True)
