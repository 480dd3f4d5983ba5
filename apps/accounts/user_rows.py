"""Rows of other apps that every user has: a profile, preferences, a personal room.

They are made with the user, in the same transaction, whatever way the user is made. Where one is missing all the same
(a row inserted or deleted by SQL, a fixture), it is created again: by `user.profile` itself (AutoOneToOneField), by a
page that is asked for by a username (`creates_missing_rows`), and for everybody by a task that runs every minute.

An app registers its part in `AppConfig.ready()`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps

from django.db import transaction
from django.http import Http404
from django_tasks import task

from apps.shared.http import SignInFirst

EVERY = 60  # seconds
BATCH = 500


@dataclass(frozen=True)
class Part:
    """`lacking(users)` narrows a queryset of users to those without the row. `create(users)` makes it for a list, and
    changes nothing for those who have one. `has_users_key`: its primary key is the user's.
    """

    name: str
    lacking: Callable
    create: Callable
    has_users_key: bool


_parts = {}


def register(name, lacking, create, *, order, has_users_key=True):
    _parts[Part(name, lacking, create, has_users_key)] = order


def parts():
    return sorted(_parts, key=_parts.get)


def create_for(new, *, of_fixture=False):
    """The rows of new users. A fixture may bring some itself, later: over what has the same key, it is loaded."""
    for part in parts():
        if part.has_users_key or not of_fixture:
            part.create(new)


def users():
    from .models import User

    return User.objects.all()


def find_missing(some=None):
    """`(part, users)` of each part of which some users have no row, at most BATCH users at once."""
    some = users() if some is None else some
    for part in parts():
        if lacking := list(part.lacking(some).order_by("pk")[:BATCH]):
            yield part, lacking


def is_any_missing():
    return next(find_missing(), None) is not None


def create_missing(some=None):
    """Create what is missing for some users, or for everybody. Returns how many rows that were."""
    created = 0
    for part, lacking in find_missing(some):
        with transaction.atomic():
            part.create(lacking)
        created += len(lacking)
    return created


@task()
def restore():
    while create_missing():
        pass


def creates_missing_rows(view):
    """For pages that are found by a username: a missing row of that person's is created, and asked for once more."""

    @wraps(view)
    def ask(request, *args, **kwargs):
        try:
            return view(request, *args, **kwargs)
        except (Http404, SignInFirst):
            names = [value.lower() for name, value in kwargs.items() if name in ("username", "follower")]
            if not create_missing(users().filter(username__in=names)):
                raise
        return view(request, *args, **kwargs)

    return ask


def report_missing(mend):
    """For `manage.py recount`."""
    while missing := list(find_missing()):
        for part, lacking in missing:
            yield from (f"user {user.username}: {part.name} was missing" for user in lacking)
            if mend:
                with transaction.atomic():
                    part.create(lacking)
        if not mend:
            return
