"""What it takes to tell everybody something, beside as many rows that are written at once by Django alone."""

import json
import sys
from statistics import median

PEOPLE = 5_000
SECONDS, ALLOWED = 5, 2
MEASURE = """
import json
from time import perf_counter
from django.db import connection, transaction
from django.utils import timezone
from apps.accounts.models import User
from apps.notifications.models import Announcement, Notification

User.objects.bulk_create([User(username=f"person.{number}") for number in range(PEOPLE + 1)])
with connection.cursor() as cursor:
    cursor.execute("ANALYZE")
owner = User.objects.filter(is_active=True).order_by("pk").first()
numbers = list(User.objects.filter(is_active=True, is_guest=False).exclude(pk=owner.pk).values_list("pk", flat=True))

def announced():
    announcement = Announcement(author=owner, title="Soup", body="At *noon*, for all.")
    began = perf_counter()
    announcement.make()
    return perf_counter() - began

def bare():
    announcement = Announcement.objects.create(author=owner, title="Soup", body="At *noon*, for all.")
    rows = [
        Notification(
            recipient_id=number, actor=owner, kind="announcement", noun="announcement", number=announcement.pk,
            place=f"announcement-{announcement.pk}", bundle=f"announcement announcement-{announcement.pk}",
            spread_at=timezone.now(),
        )
        for number in numbers
    ]
    began = perf_counter()
    with transaction.atomic():
        Notification.objects.bulk_create(rows)
    return perf_counter() - began

taken = {"announced": [], "bare": []}
for number in range(ROUNDS + 1):
    for way in (announced, bare):
        Notification.objects.all().delete()
        seconds = way()
        assert Notification.objects.count() == len(numbers)
        if number:  # the first round warms up
            taken[way.__name__].append(seconds)
print(json.dumps({"people": len(numbers), **taken}))
"""


def measured(site, rounds):
    return json.loads(site.run(MEASURE.replace("PEOPLE", str(PEOPLE)).replace("ROUNDS", str(rounds))).splitlines()[-1])


def report(name, found):
    """Prints the figures, and answers with what was missed."""
    announced, bare = median(found["announced"]), median(found["bare"])
    ratio = announced / bare
    print(f"\nAn announcement to {found['people']:,} people, on {name}; the verb with its commit, median\n")
    print(f"  {announced * 1000:.0f} ms, {ratio:.2f} × as many rows that are written at once by Django alone")
    print(f"\n  target: {SECONDS} s, and {ALLOWED} × those rows")
    sys.stdout.flush()
    if announced <= SECONDS and ratio <= ALLOWED:
        return []
    return [f"an announcement to {found['people']:,} people takes {announced:.2f} s, {ratio:.2f} × the bare rows"]
