"""Before an account is deleted: its bots are deleted with it."""

from django.contrib.auth import get_user_model
from django.utils.translation import ngettext


def accounts_of_bots(users):
    bots = get_user_model().objects.filter(bot__owner__in=users)
    return bots.exclude(pk__in=[user.pk for user in users])


def prepare(users, new_owner, former):
    accounts_of_bots(users).delete(new_owner=new_owner)


def describe(users, new_owner, found):
    if number := accounts_of_bots(users).count():
        words = ngettext("%(number)s bot with its messages", "%(number)s bots with their messages", number)
        found.deleted.append(words % {"number": number})
