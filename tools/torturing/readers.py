"""A reader does what the page of a room does, with static/js/live.js, rows.js and talk.js.

It opens the room, listens from the place that the page names, remembers the number of the last event and says it when
it comes back, puts rows where their numbers say, and asks for what it missed where the log does not reach back.
"""

import asyncio
import random
import re
import time
from contextlib import suppress

from .talking import AnswerLost, Refused

ROW = re.compile(r'<li id="message-(\d+)".*?<div class="message__body">(.*?)</div>', re.DOTALL)
WORDS = re.compile(r"\bw\d+-\d+(?:-edited)?\b")
PLACE = re.compile(r"lastEventId=(\d+)")
NEWER = re.compile(r'messages/\?after=(\d+)"')
AT_ONCE = 300  # rows that are refreshed by one request; a page holds no more
FIRST_PAUSE, LONGEST_PAUSE = 0.25, 2  # seconds; live.js waits twice as long and up to 15


def rows_of(html):
    """The rows of a piece of HTML: pairs of a message's number and its words."""
    for number, body in ROW.findall(html):
        words = WORDS.search(body)
        yield int(number), words[0] if words else body


class Reader:
    def __init__(self, house, session, receive_buffer=None, pace=0):
        self.house, self.session = house, session
        self.receive_buffer, self.pace = receive_buffer, pace
        self.rows, self.place = {}, None  # rows as they arrived, the order of the page is that of their numbers
        self.told = set()  # numbers of events that the stream gave
        self.arrivals = {}  # when each row came first
        self.reconnects = self.resets = self.again = self.overlapping = 0
        self.disordered = set()  # numbers of messages that came after one with a higher number
        self.listening, self.awake, self.shown = asyncio.Event(), asyncio.Event(), asyncio.Event()
        self.awake.set()
        self.shown.set()
        self.hangs_up = lambda: None

    def hide(self):
        """As a tab does that goes out of sight: it gives its connection back, and catches up when it is shown."""
        self.shown.clear()
        self.hangs_up()

    def show(self):
        self.shown.set()

    async def live(self):
        """For ever: open the page, and listen; come back whenever the stream ends."""
        pause = FIRST_PAUSE
        while True:
            await self.shown.wait()
            with suppress(Refused, AnswerLost):
                if self.place is None:
                    await self.open_the_page()
                manner = {"receive_buffer": self.receive_buffer, "pace": self.pace}
                async with self.house.stream(self.session, self.place, **manner) as (stream, self.hangs_up):
                    async for event in stream:
                        pause = FIRST_PAUSE
                        await self.hear(event)
            self.listening.clear()
            await asyncio.sleep(pause * random.uniform(0.5, 1.5))
            pause = min(pause * 2, LONGEST_PAUSE)
            self.reconnects += 1

    async def open_the_page(self):
        answer = await self.house.ask("GET", self.house.room, self.session, htmx=False)
        if answer.status != 200:
            raise AnswerLost(f"the page answered {answer.status}")
        self.rows.update(rows_of(answer.text))
        self.place = int(PLACE.search(answer.text)[1])

    async def hear(self, event):
        await self.awake.wait()
        if event.id is not None:
            if event.type.startswith("message-"):
                self.again += event.id in self.told
                self.told.add(event.id)
            self.place = event.id
        match event.type:
            case "stream-open":
                self.listening.set()
            case "stream-reset":
                self.resets += 1
                await self.refresh()
                await self.fetch_what_is_missing()
            case "message-created":
                for number, words in rows_of(event.data):
                    self.put(number, words)
            case "message-changed" | "message-reacted":
                self.rows.update((number, words) for number, words in rows_of(event.data) if number in self.rows)
            case "message-removed":
                number = int(event.data.removeprefix("message-"))
                self.rows.pop(number, None)
                self.disordered.discard(number)  # the page that was asked for in between did not have it any more

    def put(self, number, words):
        if number in self.rows:
            self.overlapping += 1  # a page and the stream both brought it; a row is replaced, never doubled
        elif self.rows and number < max(self.rows):
            self.disordered.add(number)
        self.arrivals.setdefault(number, time.monotonic())
        self.rows[number] = words

    async def refresh(self):
        """`?from=` and `?to=`: what is here may have been edited or removed, and the log does not tell it any more."""
        numbers = sorted(self.rows)
        for held in (numbers[place : place + AT_ONCE] for place in range(0, len(numbers), AT_ONCE)):
            now = dict(rows_of((await self.fetch(f"from={held[0]}&to={held[-1]}")).text))
            for number in held:
                del self.rows[number]
            self.rows |= now

    async def fetch_what_is_missing(self):
        """`?after=` the last row, page by page, until the server says that this is the end."""
        last = max(self.rows, default=0)
        while last is not None:
            answer = await self.fetch(f"after={last}")
            for number, words in rows_of(answer.text):
                self.put(number, words)
            more = NEWER.search(answer.text)
            last = int(more[1]) if more else None

    async def fetch(self, query):
        while True:
            try:
                answer = await self.house.ask("GET", f"{self.house.messages}?{query}", self.session)
                if answer.status == 200:
                    return answer
            except OSError:
                pass
            await asyncio.sleep(0.2)

    def holds(self):
        return sorted(self.rows.items())


async def paged_through(house, session):
    """The whole room, as somebody sees it who scrolls through all of it from its beginning."""
    newcomer = Reader(house, session)
    await newcomer.fetch_what_is_missing()
    return newcomer
