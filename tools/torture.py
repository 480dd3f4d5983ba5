"""`make torture`: is anything ever lost? Real servers are killed, stopped and cut off while people talk in a room.

50 readers hold streams as the page of a room does; five writers send, each message again and again until the site has
acknowledged it. Afterwards every reader must hold what the database holds: every acknowledged message once, in order,
and nothing else. And a worker is killed while it mails digests. On SQLite, and on PostgreSQL with Redis where they
answer.
"""

import argparse
import os
import sys

from tools.test import POSTGRESQL, REDIS, answers
from tools.torturing import scenes
from tools.torturing.digests import digests
from tools.torturing.scenes import Backend

SQLITE = Backend("SQLite")
BOTH = Backend("PostgreSQL, Redis", POSTGRESQL, REDIS)
TWO = {"settings": {"WEB_CONCURRENCY": "2"}}
SCENES = {
    "crashes": (scenes.crashes, (SQLITE, BOTH), {}),
    "thoughts": (scenes.second_thoughts, (SQLITE, BOTH), {}),
    "deploys": (scenes.deploys, (SQLITE, BOTH), {}),
    "slow": (scenes.a_slow_reader, (SQLITE, BOTH), {}),
    "worker": (scenes.a_worker_dies, (BOTH,), TWO),
    "digests": (digests, (SQLITE, BOTH), {}),
    "redis": (scenes.redis_goes_away, (BOTH,), {"settings": {"WEB_CONCURRENCY": "2", "cuttable": True}}),
}
FAULTS = {
    "drop": "crashes",
    "double": "crashes",
    "swap": "crashes",
    "twice": "crashes",
    "lose": "crashes",
    "hoard": "slow",
}
ROWS = [
    *(
        "sent",
        "acknowledged",
        "edits",
        "removed",
        "attempts",
        "refused",
        "lost answers",
        "stored though",
        "in the room",
        "kills",
        "cuts",
    ),
    *("reconnects", "resets", "duplicates", "gaps", "disorder"),
]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", choices=SCENES, help="one of the scenes")
    parser.add_argument("--on", choices=["sqlite", "postgresql"], help="on one of the databases")
    parser.add_argument(
        "--sabotage", choices=FAULTS, help="put a fault into the server, or into the test, that must be found"
    )
    options = parser.parse_args()
    results = []
    for name, (play, backends, more) in SCENES.items():
        if name != (FAULTS[options.sabotage] if options.sabotage else options.only or name):
            continue
        for backend in at_hand(backends, options.on):
            result = play(backend, sabotage=(options.sabotage,) if options.sabotage else (), **more)
            results.append(result)
            print_result(result, play.__doc__)
    if not results:
        sys.exit("Nothing was played.")
    print_table(results)
    sys.exit(1 if any(result.faults for result in results) else 0)


def at_hand(backends, wanted):
    for backend in backends:
        if wanted and wanted != ("postgresql" if backend.postgresql else "sqlite"):
            continue
        absent = [address for address in (backend.postgresql, backend.redis) if address and not answers(address)]
        if not absent:
            yield backend
        elif os.environ.get("CI") or wanted:
            sys.exit(f"Nothing answers at {', '.join(absent)}.")
        else:
            print(f"\nNot on PostgreSQL and Redis: nothing answers at {', '.join(absent)}.")


def print_result(result, words):
    print(f"\n{result.scene} · {result.backend} · {result.seconds:.0f} s\n  {words.strip().splitlines()[0]}")
    for note in result.notes:
        print(f"  {note}")
    for fault in result.faults:
        print(f"  WRONG  {fault}")
    print("  SOMETHING IS WRONG" if result.faults else f"  {result.verdict}", flush=True)


def print_table(results):
    print(f"\n{'':14}" + "".join(f"{result.scene:>18}" for result in results))
    print(f"{'':14}" + "".join(f"{result.backend:>18}" for result in results))
    for row in ROWS:
        print(f"{row:14}" + "".join(f"{result.figures.get(row, 0):18,}" for result in results))
    print(f"{'faults':14}" + "".join(f"{len(result.faults):18}" for result in results))


if __name__ == "__main__":
    main()
