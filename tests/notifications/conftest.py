import re

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from apps.notifications.models import Notification
from apps.tasks.worker import work_off
from tests.postbox import text
from tests.posts.conftest import drawn, show  # noqa: F401

SITE = "https://yard.example"


@pytest.fixture
def at_home(settings):
    """The site has an address of its own."""
    settings.SITE_URL = SITE


@pytest.fixture
def oak(ada, show):  # noqa: F811
    return show(ada, "Oak")


@pytest.fixture
def adas(client_of, ada):
    return client_of(ada)


@pytest.fixture
def clock(monkeypatch):
    """`clock(moment)`: it is that time, and stays so."""

    def set_to(moment):
        monkeypatch.setattr(timezone, "now", lambda: moment)
        return moment

    return set_to


@pytest.fixture
def hurry(db):
    """Do everything in the queue, also what is to be done later, and say which tasks went wrong."""

    def hurried():
        ready = DBTaskResult.objects.filter(status="READY")
        ready.update(run_after=timezone.now())
        work_off()
        return DBTaskResult.objects.exclude(exception_class_path="")

    return hurried


def to_mail(user):
    """As the scheduled look leaves what was told."""
    Notification.objects.filter(recipient=user).update(spread_at=None, to_mail=True)


def path_in(mail, words):
    """The path of the link that follows some words in a mail's text."""
    return re.search(rf"{words}:\s+{SITE}(/\S*)", text(mail))[1]
