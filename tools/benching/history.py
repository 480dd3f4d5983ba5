"""Does a room's page cost the same with a million messages as with a thousand? Two rooms of one site, asked in turns.

Measured from outside, by the clock, since the database may be another process; medians of requests that take turns,
so that whatever else the machine does falls on both.
"""

import json
import sys
from statistics import median
from time import perf_counter

SHORT = 1_000
ALLOWED = 1.2
PAGE = 40
FURNISH = f"""
import json
from django.core.management import call_command
from apps.rooms.models import Room
import sys
rooms = {{}}
for slug, number in (("short-table", {SHORT}), ("long-table", MESSAGES)):
    call_command("demo", messages=number, skip_checks=True, stderr=sys.stderr)
    room = Room.objects.get(slug="long-table")
    if slug == "short-table":
        Room.objects.filter(pk=room.pk).update(slug=slug, name="Short table")
    pks = room.messages.order_by("pk").values_list("pk", flat=True)
    rooms[slug] = {{"first": pks.first(), "last": pks.last(), "number": room.messages.count()}}
from django.db import connection
with connection.cursor() as cursor:
    cursor.execute("ANALYZE")
print(json.dumps(rooms))
"""


def measured(browser, rooms, rounds):
    """The cost of each pair of requests in milliseconds, and their ratio."""
    long = rooms["long-table"]
    middle = {slug: (room["first"] + room["last"]) // 2 for slug, room in rooms.items()}
    deep = min(20_000, long["number"] // PAGE * 4 // 5)  # a page of `?before=`, counted from the newest

    def before(page):
        return f"/rooms/long-table/messages/?before={long['last'] + 1 - page * PAGE}"

    pairs = {
        "the newest page": [(f"/rooms/{slug}/", "") for slug in ("short-table", "long-table")],
        "a message in the middle": [(f"/rooms/{slug}/messages/{middle[slug]}/", "") for slug in middle],
        f"?before= page {deep:,}, and 1": [(before(1), ""), (before(deep), "")],
        f"?after= page {deep:,}, and 1": [
            (f"/rooms/long-table/messages/?after={long['last'] - 2 * PAGE}", ""),
            (f"/rooms/long-table/messages/?after={long['first'] + 2 * PAGE}", ""),
        ],
    }
    return {what: times(browser, pair, rounds) for what, pair in pairs.items()}


def times(browser, pair, rounds):
    taken = ([], [])
    for number in range(rounds + 5):
        for side in (0, 1) if number % 2 else (1, 0):
            began = perf_counter()
            page = browser.page(pair[side][0])
            if number >= 5:  # the first ones warm up
                taken[side].append((perf_counter() - began) * 1000)
            assert page.count(b'<li id="message-') >= PAGE, f"{pair[side][0]} does not show {PAGE} messages"
    return tuple(map(median, taken))


def furnish(site, messages):
    output = site.run(FURNISH.replace("MESSAGES", str(messages)))
    return json.loads(output.splitlines()[-1])


def report(name, messages, results):
    """Prints the table, and answers with what was missed."""
    print(f"\nA room with {messages:,} messages beside one with {SHORT:,}, on {name}; milliseconds by the clock\n")
    print(f"  {'':32}{'few, near':>12}{'many, far':>12}{'ratio':>8}")
    missed = []
    for what, (near, far) in results.items():
        print(f"  {what:32}{near:12.2f}{far:12.2f}{far / near:8.2f}")
        if far / near > ALLOWED:
            missed.append(f"{what} costs {far / near:.2f} × with {messages:,} messages, on {name}")
    print(f"\n  target: at most {ALLOWED} ×")
    sys.stdout.flush()
    return missed
