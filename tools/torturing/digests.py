"""The worker is killed in the middle of many people's digests: all get theirs, and hardly anybody twice."""

import asyncio
import json
import random
import signal
import sys
import time
from collections import Counter
from contextlib import contextmanager
from tempfile import TemporaryDirectory

from tests.postbox import Postbox
from tools.serving import wait_until

from .scenes import Result

PEOPLE = 200
LONG = 300  # seconds to wait for what must come, where nobody promises when: a busy machine may stand still
WORK = [sys.executable, "manage.py", "work"]

FURNISH = """
from allauth.account.models import EmailAddress
from django.utils import timezone
from apps.accounts.models import SiteSettings, User
from apps.notifications.models import Notification, Preferences
SiteSettings.open()
ada = User.objects.create_user("ada", "ada@courtyard.example")
names = [f"p{number}" for number in range(PEOPLE)]
people = User.objects.bulk_create([User(username=name, email=f"{name}@courtyard.example") for name in names])
verified = {"verified": True, "primary": True}
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


class DeadlyPostbox(Postbox):
    """It kills the worker that brings a certain mail: having kept it and before it says so, or some moments later."""

    worker = before_answering_to = after_answering_to = None

    async def handle_DATA(self, server, session, envelope):
        answer = await super().handle_DATA(server, session, envelope)
        if len(self.mails) == self.before_answering_to:
            self.worker.kill()
        elif len(self.mails) == self.after_answering_to:
            asyncio.get_running_loop().call_later(random.uniform(0, 0.05), self.worker.kill)
        return answer


@contextmanager
def worker(site, patience):
    site.environment["WORKER_PATIENCE"] = str(patience)
    process = site.begin(WORK, site.folder / "worker.log")
    try:
        yield process
    finally:
        process.kill()
        process.wait(LONG)


def digests(backend, sabotage=(), people=PEOPLE):
    """The worker is killed twice while it mails the digests of 200 people, and once more begins anew."""
    began = time.monotonic()
    first, second = people // 4, people * 3 // 5
    with TemporaryDirectory(prefix="courtyard-torture-") as folder, DeadlyPostbox() as box:
        where = {"postgresql": backend.postgresql, "redis": backend.redis}
        mails = {"EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": str(box.server.port), "EMAIL_USE_TLS": "0"}
        with backend.site(folder, "digests", LOG_LEVEL="ERROR", **where, **mails) as site:
            site.prepare()
            site.run(f"PEOPLE = {people}\n{FURNISH}")
            box.before_answering_to, box.after_answering_to = first, second
            for _kill in range(2):
                with worker(site, patience=600) as box.worker:  # what is in hand at the first kill is so at the second
                    assert box.worker.wait(LONG) == -signal.SIGKILL
                in_hand = json.loads(site.run(IN_HAND))
            with worker(site, patience=2):
                wait_until(lambda: int(site.run(LEFT)) == 0, LONG, "the last digest")
    result = Result("digests", backend.name, time.monotonic() - began)
    result.faults += faults(box.mails, [f"p{number}@courtyard.example" for number in range(people)], in_hand, first)
    result.verdict = "Everybody has one mail, but who was in hand at a kill."
    result.figures |= {"sent": people, "in the room": len(box.mails), "kills": 2}
    return result


def faults(mails, people, in_hand, cut_off):
    """What is wrong, in sentences. `in_hand`: whose digest was under way at a kill; `cut_off`: which mail was."""
    told = Counter(mail["To"] for mail in mails)
    doubled = {address for address, number in told.items() if number > 1}
    numbers = {address: {mail["Message-ID"] for mail in mails if mail["To"] == address} for address in doubled}
    return [
        sentence
        for sentence, wrong in {
            f"no mail to {sorted(set(people) - set(told))}": set(told) != set(people),
            "nobody was cut off": mails[cut_off - 1]["To"] not in doubled,
            f"two mails to {sorted(doubled - set(in_hand))}": not doubled <= set(in_hand),
            f"{len(in_hand)} digests in hand at two kills": len(in_hand) > 2,
            "three mails to somebody": max(told.values()) > 2,
            "two mails that a mailbox takes for different ones": any(len(each) > 1 for each in numbers.values()),
        }.items()
        if wrong
    ]
