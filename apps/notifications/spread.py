"""From the list to mail and push: what was told is looked at once more, outside of the request that told it.

Whoever sits before a page has heard it there; whoever has quiet hours hears it when they end; and what was read
meanwhile goes nowhere.
"""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from apps.live import presence

from .kinds import Channel, kind
from .letters import mail
from .models import Choice, Notification, Preferences, Subscription
from .pushes import push

EVERY = 2  # seconds between two looks
PORTION = 200
MAIL_AFTER = timedelta(minutes=2)  # so long it can be read in the site, and others join it


def is_due():
    return Notification.objects.to_spread().exists()


@task()
def spread():
    while portion():
        pass


def portion():
    """How many were looked at."""
    now = timezone.now()
    with transaction.atomic():
        waiting = Notification.objects.to_spread().with_elders()
        waiting = list(waiting.select_for_update(skip_locked=True, of=("self",))[:PORTION])
        people = {one.recipient_id for one in waiting}
        wants = Choice.objects.wishes_of(people)
        preferences = Preferences.objects.in_bulk(people)
        here = set(presence.here(people).values_list("user", flat=True))
        with_browser = set(Subscription.objects.filter(user__in=people).values_list("user", flat=True))
        mailed, later = set(), {}
        for one in waiting:
            if one.read_at:
                continue
            person, topic = one.recipient_id, kind(one.kind).topic
            if person in preferences and (quiet_until := preferences[person].quiet_until(now)):
                later.setdefault(quiet_until, []).append(one.pk)
                continue
            if wants(person, topic, Channel.MAIL):
                mailed.add(one)
            if wants(person, topic, Channel.PUSH) and person in with_browser - here and not one.has_elder:
                push.enqueue(one.pk)
        done = [one.pk for one in waiting]
        Notification.objects.filter(pk__in=done).update(spread_at=None)
        for moment, some in later.items():
            Notification.objects.filter(pk__in=some).update(spread_at=moment)
        Notification.objects.filter(pk__in={one.pk for one in mailed}).update(to_mail=True)
        for person in {one.recipient_id for one in mailed}:
            mail.using(run_after=now + MAIL_AFTER).enqueue(person)
    return len(waiting)
