"""Lists of the admin on large tables: every page is reached, at the cost of the first, and all can be narrowed."""

import re
from datetime import UTC, datetime

import pytest
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.people.models import Profile
from apps.posts.models import Post, Tagging
from apps.rooms.models import Message, Room
from apps.shared import admin as shared
from apps.shared.admin import RelatedFilter, TimeFilter, first_key_since
from apps.tags.models import Tag

from .test_admin import ADDED, IDS, OURS, SMALL, page, typed_into

LARGE = [model for model in OURS if model._meta.label not in SMALL]


@pytest.fixture
def desk(client_of, owner):
    return client_of(owner)


@pytest.fixture
def few_on_a_page(monkeypatch):
    for model in LARGE:
        monkeypatch.setattr(admin.site._registry[model], "list_per_page", 3)


def shown(response):
    assert response.status_code == 200
    return [row.pk for row in response.context["cl"].result_list]


def link(response, words):
    found = re.search(rf'<a href="([^"]+)"[^>]*>{words}</a>', response.text)
    return found and found[1].replace("&amp;", "&")


def listed(desk, model, **query):
    return shown(desk.get(page(model, "changelist"), query))


# --- Pages ----------------------------------------------------------------------------------------


@pytest.mark.both_databases
@pytest.mark.parametrize("model", [Message, Tag], **IDS)
def test_pages_lead_through_all_rows_and_back(desk, make_one, few_on_a_page, model):
    rows = [make_one(model, number) for number in range(8)]
    order = [row.pk for row in rows] if model is Tag else [row.pk for row in rows][::-1]
    address = page(model, "changelist")
    response, seen = desk.get(address), []
    assert not link(response, "Previous")
    while True:
        seen += shown(response)
        if not (following := link(response, "Next")):
            break
        response = desk.get(address + following)
    assert seen == order
    assert shown(desk.get(address + link(desk.get(address), "Last"))) == order[-3:]
    back = list(reversed(shown(response)))
    while following := link(response, "Previous"):
        response = desk.get(address + following)
        back += reversed(shown(response))
    assert back == order[::-1]
    assert shown(desk.get(address + link(desk.get(f"{address}?p=last"), "First"))) == order[:3]


@pytest.mark.both_databases
def test_odd_pages_are_the_first(desk, make_one, few_on_a_page):
    rows = [make_one(Message, number).pk for number in range(4)]
    for p in (
        "next.x",
        "next.",
        "previous.7x",
        "x",
        "2",
        "next.99999999999999999999",
        "previous.99999999999999999999",
    ):
        assert listed(desk, Message, p=p) == rows[:0:-1], p


def test_a_page_whose_rows_were_deleted_is_the_first(desk, make_one, few_on_a_page):
    rows = [make_one(Message, number) for number in range(4)]
    assert listed(desk, Message, p=f"next.{rows[0].pk}") == [row.pk for row in rows[:0:-1]]


def test_a_page_keeps_what_the_list_is_narrowed_to(desk, ada, bob, studio, few_on_a_page):
    of_ada = [studio.post(author, "Hello").pk for author in (ada, bob) * 5][::2]
    first = desk.get(page(Message, "changelist"), {"author": ada.pk, "q": "hello"})
    assert shown(first) == of_ada[:1:-1]
    assert shown(desk.get(page(Message, "changelist") + link(first, "Next"))) == of_ada[1::-1]


def test_a_list_says_how_long_it_is(desk, make_one, monkeypatch):
    for number in range(7):
        make_one(Tag, number)
    address = page(Tag, "changelist")
    assert "7 tags" in " ".join(desk.get(address).text.split())
    monkeypatch.setattr(shared, "COUNT_AT_MOST", 5)
    monkeypatch.setattr(shared, "estimated_number", lambda model: 1_234_567)
    assert "about 1,234,567 tags" in " ".join(desk.get(address).text.split())
    assert "5 or more results" in desk.get(address, {"q": "tag"}).text
    monkeypatch.setattr(shared, "estimated_number", lambda model: 0)
    assert "5 or more tags" in " ".join(desk.get(address).text.split())


@pytest.mark.both_databases
def test_the_number_of_rows_is_estimated_without_counting(make_one):
    rows = [make_one(Tag, number) for number in range(5)]
    with CaptureQueriesContext(connection) as captured:
        assert shared.estimated_number(Tag) == len(rows)
    assert not any("COUNT" in query["sql"] for query in captured)


@pytest.mark.both_databases
def test_no_page_skips_or_sorts_rows(desk, make_one, few_on_a_page):
    for model in LARGE:
        for number in range(4):
            make_one(model, number)
        table = f'FROM "{model._meta.db_table}"'
        for p in ("", "last"):
            with CaptureQueriesContext(connection) as captured:
                response = desk.get(page(model, "changelist"), {"p": p, "o": "1"})
            for sql in (query["sql"] for query in captured if table in query["sql"]):
                assert "OFFSET" not in sql
                if "COUNT(" not in sql and "LIMIT 4" in sql:
                    assert "SORT" not in plan(sql), f"{sql}: {plan(sql)}"
            assert len(captured) <= 14, model
            assert "sortable" not in response.text


def plan(sql):
    """How the database goes about it; SORT where it gathers rows and sorts them, SCAN where it reads a whole table."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
            return " | ".join(row[3] for row in cursor.fetchall()).replace("USE TEMP B-TREE FOR ORDER BY", "SORT")
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_sort = off")
        cursor.execute(f"EXPLAIN {sql}")
        lines = "\n".join(row[0] for row in cursor.fetchall())
        return re.sub(r"(Incremental )?Sort\b", "SORT", lines)


# --- Filters --------------------------------------------------------------------------------------

FILTERS = [
    (model, path)
    for model in LARGE
    for path, kind in (
        one if isinstance(one, tuple) else (one, None) for one in admin.site._registry[model].get_list_filter(None)
    )
    if kind is RelatedFilter
]


@pytest.mark.both_databases
def test_rows_of_one_person_or_room_are_found_by_an_index(desk, make_one):
    for model, path in FILTERS:
        row = make_one(model, 20)
        value = row
        for name in path.split("__"):
            value = getattr(value, name)
        with CaptureQueriesContext(connection) as captured:
            found = shown(desk.get(page(model, "changelist"), {path: value.pk}))
        assert row.pk in found, (model, path)
        table = f'FROM "{model._meta.db_table}"'
        [sql] = [query["sql"] for query in captured if table in query["sql"] and "LIMIT 51" in query["sql"]]
        if connection.vendor == "sqlite":
            assert f"SCAN {model._meta.db_table}" not in plan(sql), (model, path, plan(sql))
        assert listed(desk, model, **{path: 10**9}) == []
    assert listed(desk, Message, author="x") == []


@pytest.mark.both_databases
def test_messages_are_narrowed_to_a_room_a_person_and_a_time(desk, ada, bob, studio, kiln, monkeypatch):
    rows = [room.post(author, "Hello") for room, author in ((studio, ada), (studio, bob), (kiln, ada), (kiln, bob))]
    first, second, third, fourth = (row.pk for row in rows)
    for day, pk in enumerate((first, second, third, fourth), 1):
        Message.objects.filter(pk=pk).update(sent_at=datetime(2026, 11, day, 12, tzinfo=UTC))
    assert listed(desk, Message, room=studio.pk) == [second, first]
    assert listed(desk, Message, author=ada.pk) == [third, first]
    assert listed(desk, Message, author=ada.pk, room=kiln.pk) == [third]
    assert listed(desk, Message, author_called="@Ada", room_called="kiln") == [third]
    assert listed(desk, Message, author_called="nobody") == []
    for large in (10**6, 0):  # the time alone, or looked up by keys
        monkeypatch.setattr(shared, "LARGE", large)
        assert listed(desk, Message, sent_at__from="2026-11-02", sent_at__to="2026-11-03") == [third, second]
        assert listed(desk, Message, sent_at__from="2026-11-04") == [fourth]
        assert listed(desk, Message, sent_at__to="2026-11-01", author=ada.pk) == [first]
        assert listed(desk, Message, sent_at__from="2027-01-01") == []
        assert listed(desk, Message, sent_at__from="yesterday") == [fourth, third, second, first]


@pytest.mark.both_databases
def test_a_time_is_looked_up_in_few_looks(ada, studio):
    pks = [studio.post(ada, str(number)).pk for number in range(40)]
    moments = [datetime(2026, 1, 1, number // 60, number % 60, tzinfo=UTC) for number in range(40)]
    for pk, moment in zip(pks, moments, strict=True):
        Message.objects.filter(pk=pk).update(sent_at=moment)
    Message.objects.filter(pk__in=pks[5:9]).delete()
    for number in (0, 4, 9, 20, 39):
        with CaptureQueriesContext(connection) as captured:
            key = first_key_since(Message, "sent_at", moments[number])
        assert Message.objects.filter(pk__gte=key).earliest("pk").pk == pks[number]
        assert len(captured) <= 10
    assert pks[4] < first_key_since(Message, "sent_at", moments[6]) <= pks[9]
    assert first_key_since(Message, "sent_at", datetime(2027, 1, 1, tzinfo=UTC)) > pks[-1]
    Message.objects.all().delete()
    assert first_key_since(Message, "sent_at", moments[0]) == 0


@pytest.mark.both_databases
def test_a_time_of_a_related_row_is_looked_up_by_its_keys(desk, ada, monkeypatch):
    """An old post gets its tag last."""
    monkeypatch.setattr("apps.shared.admin.LARGE", 0)
    old, new = (Post.objects.create(author=ada, published_at=datetime(2026, month, 1, tzinfo=UTC)) for month in (1, 3))
    tag = Tag.objects.create(name="oak")
    later, earlier = (Tagging.objects.create(post=post, tag=tag).pk for post in (new, old))
    assert listed(desk, Tagging, post__published_at__to="2026-02-01") == [earlier]
    assert listed(desk, Tagging, post__published_at__from="2026-02-01") == [later]


def test_filters_are_forms_that_list_nobody(desk, make_one, make_user):
    make_one(Message)
    for number in range(5):
        make_user(f"extra{number}")
    text = desk.get(page(Message, "changelist"), {"q": "said", "author_called": "ada"}).text
    assert "extra3" not in text
    assert 'name="author_called"' in text
    assert 'class="admin-autocomplete"' in text
    assert 'type="date" name="sent_at__from"' in text
    assert text.count('<input type="hidden" name="q" value="said">') >= 2


def test_times_that_keys_follow_are_times_that_lists_are_narrowed_to():
    for model in LARGE:
        there = admin.site._registry[model]
        kinds = dict(one for one in there.get_list_filter(None) if isinstance(one, tuple))
        for path in there.times_follow_keys:
            assert kinds[path] is TimeFilter


# --- Words ----------------------------------------------------------------------------------------


@pytest.mark.both_databases
def test_messages_are_found_by_their_words(desk, ada, bob, studio, kiln):
    first, second = studio.post(ada, "Große Ofenhitze"), kiln.post(bob, "明日は東京で会いましょう")
    assert listed(desk, Message, q="GROSSE") == [first.pk]
    assert listed(desk, Message, q="東京") == [second.pk]
    assert listed(desk, Message, q="ofen") == [first.pk]
    assert listed(desk, Message, q="from:bob 東京") == [second.pk]
    assert listed(desk, Message, q="from:ada 東京") == []
    assert listed(desk, Message, q="from:ada") == [first.pk]
    assert listed(desk, Message, q="studio") == [first.pk]
    assert listed(desk, Message, q="nothing") == []


@pytest.mark.both_databases
def test_pages_of_what_was_found(desk, ada, studio, few_on_a_page):
    pks = [studio.post(ada, f"kiln {number}").pk for number in range(8)][::-1]
    studio.post(ada, "Something else")
    first = desk.get(page(Message, "changelist"), {"q": "kiln"})
    second = desk.get(page(Message, "changelist") + link(first, "Next"))
    assert (shown(first), shown(second)) == (pks[:3], pks[3:6])
    assert shown(desk.get(page(Message, "changelist") + link(second, "Previous"))) == pks[:3]
    assert shown(desk.get(page(Message, "changelist") + link(second, "Last"))) == pks[-3:]


@pytest.mark.both_databases
def test_what_is_said_between_people_is_not_found_by_its_words(desk, ada, bob, settings):
    said = Room.objects.begin(ada, [bob]).post(ada, "A secret plank")
    assert listed(desk, Message, q="plank") == listed(desk, Message, q="from:ada plank") == []
    settings.ADMIN_READS_DIRECT = True
    assert listed(desk, Message, q="plank") == [said.pk]


@pytest.mark.both_databases
def test_the_index_finds_the_words(desk, ada, studio):
    for number in range(60):
        studio.post(ada, f"kiln {number}")
    with CaptureQueriesContext(connection) as captured:
        desk.get(page(Message, "changelist"), {"q": "kiln"})
    sqls = [query["sql"] for query in captured if "MATCH" in query["sql"] or "::tsquery" in query["sql"]]
    assert len(sqls) == 3  # whether there is one, how many, and the page
    if connection.vendor == "sqlite":
        for sql in sqls:
            assert "VIRTUAL TABLE INDEX" in plan(sql)
            assert "SORT" not in plan(sql)


@pytest.mark.both_databases
def test_names_are_found_without_accents(desk, make_user):
    profile = make_user("zoe").profile
    profile.name = "Işık"
    profile.save()
    tag, room = Tag.objects.create(name="käse"), Room.objects.open_by(profile.user, name="Möbel", kind=Room.Kind.OPEN)
    assert listed(desk, Profile, q="ISIK") == listed(desk, Profile, q="ışık") == [profile.pk]
    assert listed(desk, Tag, q="KASE") == [tag.pk]
    assert listed(desk, Room, q="mobel") == [room.pk]


# --- What was added -------------------------------------------------------------------------------


def test_what_was_added_is_named(desk, ada, bob, studio):
    names = {
        "accounts.Invitation": "For the choir",
        "tags.Tag": "#glass",
        "tags.FormerTag": "#old-glass",
        "people.ImportedProfile": "Dora",
        "people.Skill": "ada: #glass",
        "people.ProfileLink": "ada: https://ada.example/",
        "people.ProfileField": "Birthday",
        "people.ProfileFieldValue": "ada, Team: Red",
        "notifications.Announcement": "Soup",
        "projects.Project": "Cart",
        "projects.Collaborator": "bob, Cart",
        "projects.ProjectLink": "Demo",
        "projects.ProjectTag": "Cart: #glass",
        "projects.Review": "bob, Cart",
        "rooms.Room": "Attic",
        "rooms.Message": "From the desk",
        "rooms.Membership": "bob in Studio",
        "rooms.Reaction": "bob to Hello",
    }
    assert {*names, "accounts.User"} == {*ADDED}
    for model in (model for model in OURS if model._meta.label in names):
        response = desk.post(page(model, "add"), typed_into(model, ada, studio, bob), follow=True)
        said = re.sub(r"<[^>]+>", "", re.search(r'class="success">(.*?)</li>', response.text, re.DOTALL)[1])
        assert re.search(r"“(.*?)”", said)[1] == names[model._meta.label]


def test_every_row_has_a_name(make_one):
    for model in OURS:
        assert re.search(r"\w", str(make_one(model))), model


def test_a_message_without_words_has_a_name(ada, studio):
    message = studio.post(ada, "Hello")
    assert str(message) == "Hello"
    Message.objects.filter(pk=message.pk).update(body="", body_html="")
    assert str(Message.objects.get(pk=message.pk)) == f"#{message.pk}"
