"""How much time of the database does a search take among all messages of a site, a million of them?

A common word, a rare one and a phrase, by relevance and the newest first, and how many there are: for somebody who may
read every room, and for somebody who may read one small room besides the demo's own. Counted by clock.py.
"""

import json
import sys

ALLOWED = 50  # milliseconds
# PostgreSQL's index does not know which words follow each other, so it reads every message that has both.
WITHOUT_TARGET = {("PostgreSQL", "a phrase of common words, everything")}
FURNISH = """
import itertools, random, sys
from datetime import timedelta
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone
from apps.accounts.models import User
from apps.rooms.demo.part import count_again
from apps.rooms.models import Membership, Message, Room
from apps.shared import markdown

call_command("demo", skip_checks=True, stderr=sys.stderr)
people = list(User.objects.filter(is_active=True, is_superuser=False).order_by("pk"))
everything, little = people[0], people[1]
with transaction.atomic():
    rooms = [Room.objects.open_by(everything, name=f"Closed {n}", kind=Room.Kind.CLOSED) for n in range(40)]
    small = Room.objects.open_by(little, name="Small", kind=Room.Kind.CLOSED)
chance = random.Random(1)
letters = "abcdefghijklmnopqrstuvwxyz"
vocabulary = ["".join(chance.choices(letters, k=chance.randint(2, 9))) for _ in range(20_000)]
weights = list(itertools.accumulate(1 / (place + 1) for place in range(len(vocabulary))))

def text():
    words = chance.choices(vocabulary, cum_weights=weights, k=chance.randint(4, 14))
    if chance.random() < 0.3:
        words.insert(chance.randrange(len(words)), "kiln")
    if chance.random() < 0.3:
        words.append("workshop")
    if chance.random() < 0.02:
        words += ["cone", "six"]
    return " ".join(words)

def message(room, body, moment):
    html = {"body": body, "body_html": f"<p>{body}</p>", "renderer": markdown.VERSION}
    return Message(room=room, author=chance.choice(people), sent_at=moment, **html)

now = timezone.now()
PORTION = 10_000
first = Message.objects.order_by("-pk").values_list("pk", flat=True).first() + 1
rows = [message(rooms[0], text(), now - timedelta(days=100)) for _ in range(PORTION)]
Message.objects.bulk_create(rows, batch_size=500)
columns = [field.column for field in Message._meta.local_concrete_fields if not field.primary_key]
taken = {"room_id": "%s", "sent_at": "%s", "client_id": "NULL"}
statement = (
    f"INSERT INTO rooms_message ({', '.join(columns)}) SELECT {', '.join(taken.get(name, name) for name in columns)} "
    f"FROM rooms_message WHERE id >= {first} AND id < {first + PORTION} ORDER BY id"
)
moment = Message._meta.get_field("sent_at").get_db_prep_value
order = [name for name in columns if name in ("room_id", "sent_at")]
for turn in range(1, MESSAGES // PORTION):
    room, sent = rooms[turn % len(rooms)], now - timedelta(days=100 - turn)
    values = {"room_id": room.pk, "sent_at": moment(sent, connection)}
    with connection.cursor() as cursor:
        cursor.execute(statement, [values[name] for name in order])
    if turn % 20 == 0:
        Message.objects.bulk_create([message(room, f"{text()} zirconium", sent)])
Message.objects.bulk_create([message(small, text(), now) for _ in range(200)])
count_again(Room.objects.filter(pk__in=[room.pk for room in [*rooms, small]]))
with connection.cursor() as cursor:
    cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
"""
MEASURE = """
import json
from apps.accounts.models import SiteSettings
from apps.search import engine
from apps.search.query import Query
from tools.benching.clock import DatabaseClock

clock = DatabaseClock()
site = SiteSettings.current()
readers = {"everything": everything, "almost nothing": little}
queries = {
    "a common word": "kiln",
    "two common words": "kiln workshop",
    "a beginning": "kil",
    "a rare word": "zirconium",
    "a phrase": '"cone six"',
    "a phrase of common words": '"kiln workshop"',
    "an exclusion": "kiln -workshop",
    "a word of none": "xylophon",
    "a word and a day": f"kiln before:{(now - timedelta(days=50)).date()}",
}

def cost(work):
    with clock.running():
        answer = work()
    return clock.milliseconds(), answer

found = {}
for who, user in readers.items():
    for what, typed in queries.items():
        query = Query.parsed(typed)
        works = (
            lambda: engine.search(query, "messages", user, site),
            lambda: engine.search(query, "messages", user, site, sort="newest"),
            lambda: engine.count(query, "messages", user, site),
        )
        number = engine.count(query, "messages", user, site)
        found[f"{what}, {who}"] = [*(min(cost(work)[0] for _ in range(ROUNDS)) for work in works), number]
print(json.dumps(found))
"""


def measured(site, messages, rounds):
    """`{search: (milliseconds by relevance, the newest first, of the number; the number)}`."""
    script = FURNISH + MEASURE
    for name, value in {"MESSAGES": messages, "ROUNDS": rounds}.items():
        script = script.replace(name, repr(value))
    return json.loads(site.run(script).splitlines()[-1])


def report(database, messages, results):
    """Prints the table, and answers with what was missed."""
    print(
        f"\nSearching among {messages:,} messages, on {database}; milliseconds of the database's CPU, the best round\n"
    )
    print(f"  {'':44}{'relevance':>12}{'newest':>12}{'count':>12}{'found':>8}")
    missed = []
    for name, (relevance, newest, count, number) in results.items():
        found = f"{number - 1}+" if number > 100 else str(number)
        print(f"  {name:44}{relevance:12.1f}{newest:12.1f}{count:12.1f}{found:>8}")
        if max(relevance, newest, count) > ALLOWED and (database, name) not in WITHOUT_TARGET:
            missed.append(f"searching {name} takes {max(relevance, newest, count):.0f} ms, on {database}")
    without = [name for one, name in WITHOUT_TARGET if one == database]
    print(f"\n  target: at most {ALLOWED} ms{''.join(f'; none for {name}' for name in without)}")
    sys.stdout.flush()
    return missed
