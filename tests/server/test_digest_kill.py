"""The worker is killed in the middle of the digests of 200 people: all get theirs, and hardly anybody twice."""

import json
import signal
import sys
from collections import Counter
from contextlib import contextmanager

import pytest

from tests.postbox import Postbox
from tests.serving import Site
from tools.serving import wait_until

from .conftest import POSTGRESQL, REDIS

pytestmark = pytest.mark.server

PEOPLE = 200
LONG = 300  # seconds to wait for what must come, where nobody promises when: a busy machine may stand still

FURNISH = f"""
from allauth.account.models import EmailAddress
from django.utils import timezone
from apps.accounts.models import SiteSettings, User
from apps.notifications.models import Notification, Preferences
SiteSettings.open()
ada = User.objects.create_user("ada", "ada@courtyard.example", "unused")
names = [f"p{{number}}" for number in range({PEOPLE})]
people = User.objects.bulk_create([User(username=name, email=f"{{name}}@courtyard.example") for name in names])
verified = {{"verified": True, "primary": True}}
EmailAddress.objects.bulk_create([EmailAddress(user=one, email=one.email, **verified) for one in people])
for one in people:
    one.profile.take_follower(ada)
Notification.objects.update(spread_at=None)
Preferences.objects.filter(user__in=people).update(digest="daily", digest_due_at=timezone.now())
"""
LEFT = """
from apps.notifications.models import Preferences
print(Preferences.objects.filter(digest="daily", digested_up_to=0).count())
"""
IN_HAND = """
import json
from django_tasks_db.models import DBTaskResult
from apps.accounts.models import User
running = DBTaskResult.objects.filter(status="RUNNING", task_path="apps.notifications.digests.digest")
print(json.dumps([User.objects.get(pk=task.args_kwargs["args"][0]).email for task in running]))
"""


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def site(request, tmp_path):
    """A site of 201 people whose digests are due, but ada's, of whom there is nothing to tell."""
    if request.param == "postgresql":
        request.getfixturevalue("postgresql")
    servers = {"postgresql": POSTGRESQL, "redis": REDIS} if request.param == "postgresql" else {}
    mails = {"EMAIL_HOST": "127.0.0.1", "EMAIL_USE_TLS": "0", "WORKER_PATIENCE": "2"}
    with Site(tmp_path, name="digests", **{"postgresql": "", "redis": "", **servers}, **mails) as site:
        site.run(FURNISH)
        yield site


class DeadlyPostbox(Postbox):
    """It kills the worker that brings a certain mail: having kept it, and before it says so."""

    def __init__(self):
        super().__init__()
        self.deadly, self.worker = None, None

    async def handle_DATA(self, server, session, envelope):
        answer = await super().handle_DATA(server, session, envelope)
        if len(self.mails) == self.deadly:
            self.worker.kill()
        return answer


@contextmanager
def worker(site):
    process = site.begin([sys.executable, "manage.py", "work"], site.folder / "worker.log")
    try:
        yield process
    finally:
        process.kill()
        process.wait(LONG)


def test_everybody_has_one_mail_and_only_who_was_in_hand_at_a_kill_may_have_two(site):
    in_hand = []
    with DeadlyPostbox() as box:
        site.environment["EMAIL_PORT"] = str(box.server.port)
        with worker(site) as box.worker:  # killed when the mail is kept, and nobody knows it
            box.deadly = 50
            assert box.worker.wait(LONG) == -signal.SIGKILL
            assert len(box.mails) == 50
            in_hand += json.loads(site.run(IN_HAND))
        with worker(site) as second:  # killed at whatever moment that is
            wait_until(lambda: len(box.mails) >= 120, LONG, "the 120th mail")
            second.kill()
            second.wait(LONG)
            assert len(box.mails) < PEOPLE
            in_hand += json.loads(site.run(IN_HAND))
        with worker(site):
            wait_until(lambda: int(site.run(LEFT)) == 0, LONG, "the last digest")
    told = Counter(mail["To"] for mail in box.mails)
    assert set(told) == {f"p{number}@courtyard.example" for number in range(PEOPLE)}
    doubled = {address for address, number in told.items() if number > 1}
    assert box.mails[49]["To"] in doubled  # or nothing was cut off
    assert doubled <= set(in_hand)
    assert len(in_hand) <= 2
    assert max(told.values()) == 2
    for address in doubled:
        assert len({mail["Message-ID"] for mail in box.mails if mail["To"] == address}) == 1
