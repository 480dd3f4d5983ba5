"""What a room costs does not depend on how many people belong to it, nor on how much was said in it.

Counted in queries, and looked at in the database's own plans: nothing may walk through all messages or all members.
The figures are printed (`pytest -rP tests/rooms/test_cost.py`).
"""

import json
import re
from datetime import timedelta
from itertools import count

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from apps.accounts.models import User
from apps.notifications.models import Notification
from apps.rooms.models import Membership, Mention, Message, Reaction, Room

from ..conftest import HTMX, forget_everything
from .talking import talk

numbers = count()
LARGE = ("rooms_message", "rooms_membership", "rooms_reaction", "rooms_mention", "live_event")
FEW_ROWS = 1000  # that one query may look at; here are 14,000 messages and 3,000 memberships


@pytest.fixture(autouse=True)
def visitors_may_read(set_site):
    set_site(visitors_may_read="rooms-people")


def crowd(room, number):
    """Fill a room with people until it has `number` members."""
    missing = number - room.memberships.count()
    names = [f"guest{next(numbers)}" for _ in range(missing)]
    made = User.objects.bulk_create([User(username=name, email=f"{name}@x.example") for name in names])
    Membership.objects.bulk_create([Membership(room=room, user=user) for user in made])
    assert room.memberships.count() == number
    Room.objects.filter(pk=room.pk).update(member_count=number)
    return made


def asked(browser, method, address, data=None, **options):
    """The queries of a request that begins with nothing remembered; what a process learns once it knows already."""
    getattr(browser, method)(address, data, **options)
    forget_everything()
    with CaptureQueriesContext(connection) as captured:
        response = getattr(browser, method)(address, data, **options)
    assert response.status_code < 400, response.content[:300]
    return [query["sql"] for query in captured]


def told(what, few, many):
    print(f"{what}: {few} and {many} queries")  # noqa: T201


# --- sending --------------------------------------------------------------------------------------


def sending(browser, room, **fields):
    return len(asked(browser, "post", f"/rooms/{room.slug}/messages/", {"body": "Hello", **fields}, headers=HTMX))


def test_sending_to_1000_members_costs_what_sending_to_10_costs(client_of, bob, studio):
    bobs = client_of(bob)
    studio.join(bob)
    crowd(studio, 10)
    few = sending(bobs, studio)
    crowd(studio, 1000)
    many = sending(bobs, studio)
    told("sending to 10 and to 1,000 members", few, many)
    assert many == few <= 28


def test_an_answer_to_what_1000_people_reacted_to_costs_the_same(client_of, ada, bob, studio):
    def answering():
        with CaptureQueriesContext(connection) as captured:
            studio.post(bob, "I think so too", reply_to=question)
        return len(captured)

    people = [ada, *crowd(studio, 10)]
    question = studio.post(ada, "Who comes on Thursday?")
    studio.join(bob)
    answering()
    Reaction.objects.bulk_create(Reaction(message=question, user=user, emoji="👍") for user in people)
    few = answering()
    more = crowd(studio, 1000)
    Reaction.objects.bulk_create(Reaction(message=question, user=user, emoji="👍") for user in more)
    many = answering()
    told("an answer to what 10 and 1,000 people reacted to", few, many)
    assert many == few <= 28


# --- looking --------------------------------------------------------------------------------------

PAGES = ["/rooms/studio/", "/rooms/studio/messages/{middle}/", "/rooms/studio/messages/?before={middle}", "/rooms/"]


def test_pages_cost_the_same_for_10_and_1000_members_130_and_4000_messages(client_of, ada, bob, cleo, studio):
    """The one who was away has more than a page to read, and is shown where it begins."""
    people = [ada, *crowd(studio, 10)]
    away = people[5]
    studio.join(bob)
    browsers = {who: client_of(user) for who, user in [("member", bob), ("away", away), ("stranger", cleo)]}
    browsers["visitor"] = client_of(None)

    def opening():
        pks = studio.messages.order_by("-pk").values_list("pk", flat=True)
        studio.read_by(bob, pks[0])
        studio.memberships.filter(user=away).update(read_up_to=pks[120])
        return {
            (page, role): len(asked(browser, "get", page.format(middle=pks[24])))
            for page in PAGES
            for role, browser in browsers.items()
        }

    talk(studio, people, 130)  # more than a page: there are older ones
    few = opening()
    crowd(studio, 1000)
    talk(studio, people, 4000)
    many = opening()
    for (page, role), number in few.items():
        told(f"{page} for a {role}", number, many[page, role])
    assert many == few
    assert max(few.values()) <= 28


def test_a_page_costs_the_same_with_one_answer_reaction_and_edit_and_with_many(client_of, ada, bob, studio):
    browser, people = client_of(bob), crowd(studio, 30)

    def with_everything(number):
        talk(studio, [ada], number, reply_to=plain[0], edited_at=timezone.now())
        Reaction.objects.bulk_create(
            Reaction(message=message, user=user, emoji=emoji)
            for message in studio.messages.order_by("-pk")[:number]
            for user, emoji in list(zip(people, "👍🎉" * 15, strict=False))[:number]
        )
        return len(asked(browser, "get", "/rooms/studio/"))

    plain = talk(studio, [ada], 60)
    few, many = with_everything(1), with_everything(40)
    told("the room with one and with many answers, reactions, edits", few, many)
    assert many == few <= 28


def test_the_list_beside_costs_the_same_with_2_rooms_and_with_40(client_of, ada, bob, studio):
    browser = client_of(bob)
    studio.join(bob)
    few = len(asked(browser, "get", "/settings/profile/"))
    for number in range(40):
        room = Room.objects.open_by(ada, name=f"Room {number}", kind="open")
        room.join(bob)
        room.post(ada, "Hello")
    many = len(asked(browser, "get", "/settings/profile/"))
    told("a page beside which 2 and 40 rooms stand", few, many)
    assert many == few


def test_who_is_no_member_or_not_signed_in_asks_no_more_than_a_member(client_of, ada, bob, cleo, studio):
    talk(studio, [ada], 60)
    studio.join(bob)
    costs = {
        who: len(asked(client_of(person), "get", "/rooms/studio/"))
        for who, person in [("member", bob), ("stranger", cleo), ("visitor", None)]
    }
    print(costs)  # noqa: T201
    assert costs["visitor"] < costs["stranger"] == costs["member"]


# --- plans ----------------------------------------------------------------------------------------


@pytest.fixture
def full(ada, bob, studio):
    """Five rooms full of words and people; bob belongs to three of them. Pages that show them, by what they are."""
    people = [ada, *crowd(studio, 600)]
    for number in range(4):
        room = Room.objects.open_by(ada, name=f"Room {number}", kind="open")
        Membership.objects.bulk_create(Membership(room=room, user=user) for user in people[1:300])
        talk(room, people, 2000)
    middle = talk(studio, people, 6000)[3000].pk
    for room in Room.objects.filter(slug__in=["room-0", "room-1", "studio"]):
        room.join(bob)
    Membership.objects.filter(user=bob).update(read_up_to=middle)
    recent = list(Message.objects.order_by("-pk")[:2000])
    Mention.objects.bulk_create(Mention(message=message, user=bob) for message in recent)
    Mention.objects.bulk_create(Mention(message=message, user=people[1]) for message in recent)
    for message in recent[:100]:
        Notification.objects.tell(User.objects.filter(pk=bob.pk), people[1], "room-mention", message)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return {
        "room": "/rooms/studio/",
        "permalink": f"/rooms/studio/messages/{middle}/",
        "before": f"/rooms/studio/messages/?before={middle}",
        "after": f"/rooms/studio/messages/?after={middle}",
        "list": "/rooms/",
        "news": "/rooms/?show=news",
        "concerns": "/notifications/?of=mentions",
        "map": "/sitemap.xml",
    }


WALKS = [
    "SELECT * FROM rooms_message WHERE body LIKE '%x%'",
    "SELECT COUNT(*) FROM rooms_message WHERE room_id > 0",
    "SELECT * FROM rooms_message WHERE room_id > 0 ORDER BY room_id, id LIMIT 40 OFFSET 2000",
    "SELECT * FROM rooms_message ORDER BY sent_at DESC LIMIT 1",
    "SELECT * FROM rooms_membership WHERE level = 'nothing'",
]


@pytest.mark.both_databases
def test_no_page_and_no_verb_walks_through_all_messages_or_members(client_of, bob, full):
    assert [sql for sql in WALKS if not walks(sql)] == []
    member, visitor = client_of(bob), client_of(None)
    looks = [(member, page) for page in ("room", "permalink", "before", "after", "list", "news", "concerns")]
    looks += [(visitor, page) for page in ("room", "permalink", "before", "after", "list", "map")]
    for browser, page in looks:
        for sql in asked(browser, "get", full[page]):
            assert walks(sql) == [], sql
    middle = full["permalink"].split("/")[-2]
    requests = [
        ("/rooms/studio/messages/", {"body": "Hello"}),
        ("/rooms/studio/read/", {}),
        ("/rooms/studio/read/", {"message": middle}),
    ]
    for address, data in requests:
        for sql in asked(member, "post", address, data, headers=HTMX):
            assert walks(sql) == [], sql


@pytest.mark.both_databases
def test_public_rooms_come_in_their_order_and_are_not_sorted(ada):
    now = timezone.now()
    Room.objects.bulk_create(
        Room(owner=ada, name=f"Room {n}", slug=f"room-{n}", is_public=True, opened_at=now - timedelta(hours=n))
        for n in range(2000)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    rooms = Room.objects.filter(kind="open", is_public=True).most_awake_first()
    for page in (rooms[:40], rooms.calmer_than(now, 0)[:40]):
        assert "room_by_kind_and_life" in page.explain()
        assert not re.search("SORT|B-TREE", page.explain(), re.IGNORECASE)


def walks(sql):
    """The parts of a query's plan that look at many rows of a large table."""
    if not re.match("(WITH|SELECT|UPDATE|DELETE)", sql.lstrip()) or not any(table in sql for table in LARGE):
        return []
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":  # it says how it looks, but not at how much: so nothing may be counted
            cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
            names, steps = aliases(sql), [row[3] for row in cursor.fetchall()]
            scans = [step for step in steps if step.split()[0] == "SCAN" and step.split()[1] in names]
            return scans + re.findall(r"COUNT\(.*?\)|OFFSET \d+", sql)
        cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}")
        plan = cursor.fetchone()[0]
        return list(wide(plan[0]["Plan"] if isinstance(plan, list) else json.loads(plan)[0]["Plan"]))


def aliases(sql):
    """The names under which a query knows large tables."""
    found = re.findall(rf'"?({"|".join(LARGE)})"?(?: (?:AS )?"?(T\d+|U\d+|mine)"?)?', sql)
    return {name for pair in found for name in pair if name}


def wide(node):
    seen = (node["Actual Rows"] + node.get("Rows Removed by Filter", 0)) * node["Actual Loops"]
    if node.get("Relation Name") in LARGE and seen > FEW_ROWS:
        yield f"{node['Node Type']} on {node['Relation Name']}: {seen} rows"
    for child in node.get("Plans", ()):
        yield from wide(child)
