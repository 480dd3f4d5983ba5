"""A writer says one thing after the other, and each as often as it takes: until the site has answered with a 2xx."""

import asyncio
import random
import re
import time
from uuid import uuid4

from .talking import AnswerLost, Refused

TUNNEL = 0.1  # of the requests lose their connection before the answer

ROW = re.compile(r'id="message-(\d+)"')


class Ledger:
    """What was sent and what came of it."""

    def __init__(self):
        self.sent = self.edits = self.attempts = self.refused = self.lost_answers = self.failed = 0
        self.acknowledged = {}  # words by the number of the message that the site named; an edit changes the words
        self.removed = set()
        self.last_attempts = {}  # when the attempt began that was answered, by the message's number
        self.refusals = []

    def stored_before(self, sent_at):
        """How many had been stored by an attempt whose answer was lost; `sent_at` says when each was."""
        return sum(sent_at.get(number, began) < began for number, began in self.last_attempts.items())


class Writer:
    def __init__(self, name, house, session, ledger, forgets=False):
        self.name, self.house, self.session, self.ledger = name, house, session, ledger
        self.forgets = forgets  # sabotage: a new client_id for each attempt, as a page would that knows none

    async def say(self, number, more=""):
        self.ledger.sent += 1
        words = f"w{self.name}-{number}"
        fields = {"body": f"{words} {more}", "client_id": uuid4().hex}
        answer, began = await self.insist("POST", self.house.messages, fields)
        number = int(ROW.search(answer.text)[1])
        self.ledger.acknowledged[number] = words
        self.ledger.last_attempts[number] = began
        return number

    async def insist(self, method, path, fields, good=range(200, 300)):
        while True:
            self.ledger.attempts += 1
            if self.forgets and "client_id" in fields:
                fields = {**fields, "client_id": uuid4().hex}
            began = time.time()
            tunnel = random.uniform(0, 0.03) if random.random() < TUNNEL else None
            try:
                answer = await self.house.ask(method, path, self.session, hang_up_after=tunnel, **fields)
            except Refused:
                self.ledger.refused += 1
            except AnswerLost:
                self.ledger.lost_answers += 1
            else:
                if answer.status in good:
                    return answer, began
                self.ledger.failed += 1
                if answer.status < 500:
                    self.ledger.refusals.append(f"{method} {path} answered {answer.status}: {answer.text[:200]}")
                    raise AssertionError(self.ledger.refusals[-1])
            await asyncio.sleep(random.uniform(0.05, 0.2))


class Reviser(Writer):
    """A writer who also has second thoughts: some of what was said is said better, and some is taken back.

    What was sent more than once, too: an attempt that was hung up on may arrive after the removal.
    """

    EDITED, REMOVED = 0.15, 0.1

    def __init__(self, *arguments, **options):
        super().__init__(*arguments, **options)
        self.said = set()

    async def say(self, number, more=""):
        self.said.add(await super().say(number, more))
        mine = [pk for pk in self.said if pk in self.ledger.acknowledged]
        if not mine:
            return
        pk, chance = random.choice(mine), random.random()
        if chance < self.EDITED:
            await self.edit(pk)
        elif chance < self.EDITED + self.REMOVED:
            await self.remove(pk)

    async def edit(self, pk):
        words = self.ledger.acknowledged[pk].removesuffix("-edited") + "-edited"
        await self.insist("POST", f"{self.house.messages}{pk}/edit/", {"body": words})
        self.ledger.acknowledged[pk] = words
        self.ledger.edits += 1

    async def remove(self, pk):
        """A second time changes nothing, and is answered as the first."""
        await self.insist("DELETE", f"{self.house.messages}{pk}/", {})
        del self.ledger.acknowledged[pk]
        self.ledger.removed.add(pk)
