"""Time in which nothing waits: when all that runs has run, it is at once as late as whatever falls due next.

So a scene of seconds takes none, and a machine that is busy elsewhere cannot put what falls due later before it.
"""

import asyncio
from selectors import DefaultSelector

START = 1000.0
WITHIN = 60  # seconds of such time, in which a scene must end


class Hurried(DefaultSelector):
    """An event loop asks it to wait, and for how long."""

    now = START

    def select(self, timeout=None):
        if timeout is None:
            return super().select()
        self.now += timeout
        return super().select(0)


class Loop(asyncio.SelectorEventLoop):
    def __init__(self):
        self.clock = Hurried()
        super().__init__(self.clock)

    def time(self):
        return self.clock.now


def run(scene):
    async def limited():
        async with asyncio.timeout(WITHIN):
            await scene()

    with asyncio.Runner(loop_factory=Loop) as runner:
        runner.run(limited())


def seconds():
    """How late it is in the scene; before and after, it has not begun."""
    try:
        return asyncio.get_running_loop().time() - START
    except RuntimeError:
        return 0
