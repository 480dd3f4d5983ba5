"""What is done while the site runs and nobody asks: what is over is cleared away, what is due is done.

Each app says in `AppConfig.ready()` what of its own that is. A task does a portion and says how much that was; it is
called again until that is nothing. Every server process does so about as often as it says, and two may at the same
moment.
"""

HOUR = 3600  # seconds

_tasks = {}


def register(task, every=HOUR):
    """`every`: seconds between two rounds, at the most."""
    _tasks[task] = every


def tasks():
    """`(task, every)` for each."""
    return tuple(_tasks.items())
