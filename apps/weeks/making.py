"""The page of the last whole week, made on Monday as soon as somebody works; one that was missed is made later."""

from functools import lru_cache

from django.db import IntegrityError, transaction
from django.utils import timezone
from django_tasks import task

from apps.notifications.digests import morning_of
from apps.notifications.models import Preferences

from .letters import mail
from .models import ONE_DAY, ONE_WEEK, Week

EVERY = 10 * 60  # seconds between two looks whether a week is over
PORTION = 200  # mails that are planned at once: nobody else writes meanwhile


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
    """Make the page of a week. None where it is made already.

    What takes a while happens before the transaction, and whoever makes it at the same moment finds that it is made.
    The page and the task that plans its mails are there, or neither.
    """
    if Week.objects.filter(begins=begins).exists():
        return None
    week = Week.chosen_of(begins)
    try:
        with transaction.atomic():
            week.save(force_insert=True)
            transaction.on_commit(Week.objects.all().forget_newest)
            if not week.is_quiet:
                plan_mails.enqueue(week.pk)
    except IntegrityError:
        return None
    return week


@task()
def plan_mails(week):
    """A task for each mail of a week, by its number. Where it was killed, it goes on."""
    while portion(week):
        pass


def portion(week):
    """How many were planned. With them is noted how far that is, so that nobody has two tasks, or none."""
    with transaction.atomic():
        week = Week.objects.select_for_update().get(pk=week)
        people = list(who_want_it().filter(pk__gt=week.planned_up_to).values_list("pk", "time_zone")[:PORTION])
        for person, zone in people:
            mail.using(run_after=morning_after(week.begins, zone)).enqueue(week.pk, person)
            week.planned_up_to = person
        week.save(update_fields=["planned_up_to"])
    return len(people)


def who_want_it():
    """Each mail looks once more whether it is wanted."""
    return Preferences.objects.filter(wants_week=True, user__is_active=True).order_by("pk")


@lru_cache(maxsize=500)
def morning_after(begins, zone):
    """Monday morning, where somebody lives."""
    return morning_of(begins + ONE_WEEK, Preferences(time_zone=zone))
