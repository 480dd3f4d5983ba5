"""Digests: each morning, or each Monday morning, what somebody has not read and was not told by mail already.

A round makes a task for each person whose time has come, in one transaction with when it comes again: a kill neither
loses nor doubles one. A person's task notes in the end how far they have been told, and nobody is told twice so far:
the only moment in which a kill doubles a mail lies between the mail server's word and that note.
"""

from datetime import datetime, time, timedelta

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django_tasks import task

from apps.accounts.models import SiteSettings

from . import letters
from .models import Notification, Preferences

EVERY = 300  # seconds between two rounds
PORTION = 200
MORNING = time(8)
MONDAY = 0


def is_due():
    return due().exists() or unplanned().exists()


def wanted():
    return Preferences.objects.exclude(digest=Preferences.Digest.NEVER).filter(user__is_active=True)


def due():
    return wanted().filter(digest_due_at__lte=timezone.now())


def unplanned():
    """Who is new here, or has chosen anew."""
    return wanted().filter(digest_due_at=None)


@task()
def run():
    plan(unplanned())
    while portion():
        pass


def portion():
    """How many people's time had come."""
    with transaction.atomic():
        locked = due().select_for_update(of=("self",), skip_locked=True)
        people = list(locked.order_by("digest_due_at", "pk").values_list("pk", flat=True)[:PORTION])
        up_to = Notification.objects.aggregate(newest=Max("pk"))["newest"] or 0
        for person in people:
            digest.enqueue(person, up_to)
        plan(Preferences.objects.filter(pk__in=people))
    return len(people)


def plan(some):
    """Say when somebody's next digest comes; as many statements as there are time zones, however many people."""
    now = timezone.now()
    for how, zone in list(some.order_by().values_list("digest", "time_zone").distinct()):
        moment = next_morning(Preferences(digest=how, time_zone=zone), now)
        some.filter(digest=how, time_zone=zone).update(digest_due_at=moment)


def next_morning(preferences, now):
    """The first after `now`, where somebody lives; whoever wants one a week gets it on Mondays."""
    day = now.astimezone(preferences.zone).date()
    if morning_of(day, preferences) <= now:
        day += timedelta(days=1)
    if preferences.digest == Preferences.Digest.WEEKLY:
        day += timedelta(days=(MONDAY - day.weekday()) % 7)
    return morning_of(day, preferences)


def morning_of(day, preferences):
    return datetime.combine(day, MORNING, preferences.zone)


@task()
def digest(user, up_to):
    """Somebody's, by their number: of the notifications up to a number, unless they have been told so far."""
    preferences = wanted().select_related("user").filter(pk=user, digested_up_to__lt=up_to).first()
    if preferences is None or not letters.address_of(user):
        return
    if preferences.puts_off(digest, user, up_to):
        return
    news = preferences.user.notifications.listed().unread().in_group("").filter(mailed_at=None, to_mail=False)
    news = news.filter(pk__gt=preferences.digested_up_to, pk__lte=up_to).with_mutes().filter(is_muted=False)
    contents = letters.contents_of(news, preferences.user)
    if contents["rows"]:
        text = letters.text_of(contents, lead=_("here is what has come together for you."))
        letters.send(preferences.user, subject_of(contents), text, ends="digest", key=up_to)
    with transaction.atomic():
        news.update(mailed_at=timezone.now())
        Preferences.objects.filter(pk=user).update(digested_up_to=up_to)


def subject_of(contents):
    words = ngettext(
        "%(number)s thing waits for you at %(house)s",
        "%(number)s things wait for you at %(house)s",
        contents["number"],
    )
    return words % {"number": contents["number"], "house": SiteSettings.current().name}
