"""The nudges of the last while: a page hears those that were sent between its rendering and its stream's opening.

Nudges are volatile: who listens hears them, and nothing is written to the database. So that a slow connection misses
none, each process remembers when a nudge was last sent in each channel. A page carries the moment of its rendering
(`data-moment-nonce`: it differs each time, as the nonce of its policy does) and asks for its stream with `since=` that
moment; the stream begins with the nudges that were sent since then in its channels, each once. While it is open it
tells the page the moment now and then, so that a page which comes back hears only what it has missed.

This costs a page nothing but reading the clock, and a stream a look into a dictionary. Where the memory does not reach
back so far (the server was started in between, or Redis was away), `since` returns None, and the page is told to ask
for everything that nudges are about.
"""

import time
from collections import OrderedDict, defaultdict
from operator import itemgetter
from threading import Lock

from django.conf import settings

MOST = 20_000  # nudges in memory, each about 300 bytes
MOST_FOR_A_READER = 100  # nudges; with more it is cheaper to ask for everything once
SKEW = 1000  # milliseconds by which the clocks of a site's machines may differ
# These are out of date a moment later, and a page asks for the people here whenever its stream opens.
FLEETING = frozenset({"typing", "presence-changed"})
AGAIN = "stream-again"  # a stream that was asked for since then hears the right channels already


class RecentNudges:
    """`{(channel, type, data): moment}`, the latest last. Moments are milliseconds of a clock that never goes back."""

    def __init__(self):
        self.lock = Lock()
        self.moments = OrderedDict()
        self.by_channel = defaultdict(dict)
        self.latest = 0
        self.reaches_back_to = self.now()

    def now(self):
        self.latest = max(self.latest, time.time_ns() // 1_000_000)
        return self.latest

    def add(self, channel, type, data):
        if type in FLEETING:
            return
        with self.lock:
            key, now = (channel, type, data), self.now()
            self.moments[key] = now
            self.moments.move_to_end(key)
            self.by_channel[channel].pop((type, data), None)  # the latest last
            self.by_channel[channel][type, data] = now
            if len(self.moments) > MOST:
                self.drop_oldest()

    def drop_oldest(self):
        (channel, *rest), moment = self.moments.popitem(last=False)
        del self.by_channel[channel][tuple(rest)]
        if not self.by_channel[channel]:
            del self.by_channel[channel]
        self.reaches_back_to = max(self.reaches_back_to, moment + 1)

    def forget(self):
        """Some nudges may not have arrived here."""
        with self.lock:
            self.moments.clear()
            self.by_channel.clear()
            self.reaches_back_to = self.now() + 1

    def since(self, moment, channels, asked_at=0):
        """`[(type, data)]` in the order in which they were sent last, or None where nobody knows.

        `asked_at` is the moment at which the reader's channels were looked up.
        """
        now = self.now()
        if settings.REDIS_URL:
            moment -= SKEW
        with self.lock:
            if moment < self.reaches_back_to or moment > now:
                return None
            found = [
                (at, type, data)
                for channel in channels
                for (type, data), at in self.by_channel.get(channel, {}).items()
                if at >= moment and (type != AGAIN or at >= asked_at)
            ]
        found.sort(key=itemgetter(0))
        return [(type, data) for _at, type, data in found] if len(found) <= MOST_FOR_A_READER else None


recent_nudges = RecentNudges()
