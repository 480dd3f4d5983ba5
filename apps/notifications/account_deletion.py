"""Before an account is deleted: nobody is told any longer of the announcements that go with it."""

from django.utils.translation import ngettext

from .models import Announcement, Notification


def prepare(users, new_owner, former):
    numbers = list(Announcement.objects.filter(author__in=users).values_list("pk", flat=True))
    if numbers:
        Notification.objects.filter(noun="announcement", number__in=numbers).forget()


def describe(users, new_owner, found):
    if number := Announcement.objects.filter(author__in=users).count():
        words = ngettext("%(number)s announcement", "%(number)s announcements", number)
        found.deleted.append(words % {"number": number})
