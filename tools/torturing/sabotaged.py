"""The server, with a fault put into it on purpose, so that one can see that the loss test finds it.

`drop` forgets an event for one of its listeners, `double` sends one twice, `swap` exchanges two, `hoard` lets a slow
reader's queue grow without end. Run as `python -m tools.torturing.sabotaged FAULT`; several, with commas between them,
come in turn.
"""

import os
import sys
from itertools import count, cycle

import django

EVERY = 61  # of the messages that are put into queues: a fault that is rare, and met by every run


def sabotage(faults):
    from apps.live import delivery

    honest, numbers, kept, turns = delivery.Listener.push, count(1), [], cycle(faults)

    def push(listener, encoded, id=None):
        if "hoard" in faults:
            listener.queue.append((id, bytes(bytearray(encoded))))
            listener.news.set()
        elif id is None or not encoded.startswith(b"event: message-") or next(numbers) % EVERY:
            honest(listener, encoded, id)
        elif (fault := next(turns)) == "double":
            honest(listener, encoded, id)
            honest(listener, encoded)  # without its number, which would be known already
        elif fault == "swap":
            kept.append((listener, encoded))
        while kept and kept[0][0] is listener and id is not None and encoded != kept[0][1]:
            honest(*kept.pop(0))

    delivery.Listener.push = push


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    sabotage(sys.argv[1].split(","))

    from django.core.management import call_command

    call_command("serve")
