"""A room's page: which messages, in what order, under whose heads, and at what cost."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from apps.live.models import Event
from apps.rooms.models import Message, Room
from apps.rooms.views.pages import PAGE
from apps.shared import paging
from tests.conftest import HTMX, forget_everything

from .talking import talk


@pytest.fixture
def say(studio):
    """`say(ada, "Hello", minutes=3)`: a message of three minutes after noon yesterday."""
    noon = timezone.localtime().replace(hour=12, minute=0, second=0, microsecond=0) - timedelta(days=1)

    def write(author, body="Hello", *, minutes=0, seconds=0, room=studio):
        message = room.post(author, body)
        Message.objects.filter(pk=message.pk).update(sent_at=noon + timedelta(minutes=minutes, seconds=seconds))
        return message

    return write


@pytest.fixture
def bobs(client_of, bob):
    return client_of(bob)


def numbers(response):
    return [int(pk) for pk in re.findall(r'<li id="message-(\d+)"', response.text)]


def heads(response):
    """For every message of the page: whether it stands under a head of its own."""
    return [
        "message--follows" not in kind for kind in re.findall(r'<li id="message-\d+" class="([^"]*)"', response.text)
    ]


# --- Heads ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("seconds", "own_head"),
    [(0, False), (1, False), (4 * 60 + 59, False), (5 * 60, True), (3600, True), (-1, True)],
)
def test_messages_of_five_minutes_stand_under_one_head(bobs, ada, say, seconds, own_head):
    say(ada)
    say(ada, seconds=seconds)
    assert heads(bobs.get("/rooms/studio/")) == [True, own_head]


def test_another_author_begins_a_new_head(bobs, ada, bob, say):
    for author in (ada, bob, bob, ada):
        say(author)
    assert heads(bobs.get("/rooms/studio/")) == [True, True, False, True]


def test_five_minutes_count_from_the_message_before_not_from_the_head(bobs, ada, say):
    for minutes in (0, 4, 8, 12):
        say(ada, minutes=minutes)
    assert heads(bobs.get("/rooms/studio/")) == [True, False, False, False]


def test_a_new_day_begins_a_new_head_and_is_named_once(bobs, ada, say):
    say(ada, minutes=12 * 60 - 1)  # a minute before midnight
    say(ada, minutes=12 * 60)
    say(ada, minutes=12 * 60 + 1)
    response = bobs.get("/rooms/studio/")
    assert heads(response) == [True, True, False]
    assert len(re.findall(r'<li class="line"', response.text.partition("<main")[2].partition("<template")[0])) == 2


# --- Pages ----------------------------------------------------------------------------------------


@pytest.fixture
def long_talk(ada, studio):
    return [message.pk for message in talk(studio, [ada], 3 * PAGE + 7, apart=timedelta(milliseconds=1))]


def test_the_room_shows_the_newest_in_order(bobs, long_talk):
    assert numbers(bobs.get("/rooms/studio/")) == long_talk[-PAGE:]


@pytest.mark.both_databases
@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "htmx"])
def test_before_and_after_lead_through_everything(bobs, long_talk, headers):
    first = numbers(bobs.get("/rooms/studio/"))[0]
    older = numbers(bobs.get(f"/rooms/studio/messages/?before={first}", headers=headers))
    assert older == long_talk[-2 * PAGE : -PAGE]
    newer = numbers(bobs.get(f"/rooms/studio/messages/?after={older[-1]}", headers=headers))
    assert newer == long_talk[-PAGE:]
    assert numbers(bobs.get(f"/rooms/studio/messages/?after={long_talk[-1]}", headers=headers)) == []


def test_links_to_older_messages_end_at_the_first(bobs, long_talk):
    address, seen = "/rooms/studio/", []
    for _ in range(10):
        response = bobs.get(address)
        seen = numbers(response) + seen
        link = re.search(r'href="(/rooms/studio/messages/\?before=\d+)"', response.text)
        if not link:
            break
        address = link[1]
    assert seen == long_talk


def test_a_message_is_shown_among_what_was_said_around_it(bobs, long_talk):
    middle = long_talk[60]
    response = bobs.get(f"/rooms/studio/messages/{middle}/")
    assert numbers(response) == long_talk[60 - PAGE : 60 + PAGE + 1]


def test_a_message_of_another_room_is_not_found(bobs, ada, kiln, studio):
    secret = kiln.post(ada, "Secret")
    assert bobs.get(f"/rooms/studio/messages/{secret.pk}/").status_code == 404


@pytest.mark.parametrize("query", ["before=x", "before=", "after=-1", "before=1e9", f"before={'9' * 50}", "around=x"])
def test_odd_numbers_show_the_newest(bobs, long_talk, query):
    response = bobs.get(f"/rooms/studio/messages/?{query}")
    assert response.status_code == 200
    assert numbers(response) == long_talk[-PAGE:]


@pytest.mark.parametrize("pk", ["0", "9" * 18, "9" * 30])
def test_a_message_that_never_was_is_not_found(bobs, studio, pk):
    assert bobs.get(f"/rooms/studio/messages/{pk}/").status_code == 404


def test_the_stream_of_the_page_begins_before_its_messages_were_read(bobs, ada, studio):
    from apps.live import log

    studio.post(ada, "Hello")
    text = bobs.get("/rooms/studio/").text.replace("&amp;", "&")
    assert f"?room={studio.pk}&lastEventId={log.position()}" in text


@pytest.mark.parametrize("path", ["", "messages/{pk}/", "messages/?around={pk}"], ids=["room", "message", "history"])
def test_what_is_said_while_a_page_is_made_comes_by_its_stream(bobs, ada, studio, monkeypatch, path):
    first = studio.post(ada, "Hello")

    def then_says(read):
        def read_and_say(*arguments):
            page = read(*arguments)
            studio.post(ada, "In between")
            return page

        return read_and_say

    for name in ("newest_of", "around"):
        monkeypatch.setattr(paging, name, then_says(getattr(paging, name)))
    text = bobs.get(f"/rooms/studio/{path.format(pk=first.pk)}").text
    said = studio.messages.last()
    assert f'id="message-{said.pk}"' not in text
    place = int(re.search(r"lastEventId=(\d+)", text)[1])
    assert Event.objects.filter(pk__gt=place, data__contains=f"message-{said.pk}").exists()


def test_a_message_removed_while_the_page_is_made_is_left_out(bobs, ada, studio, monkeypatch):
    from apps.rooms import rows

    for number in range(3):
        studio.post(ada, f"Message {number}")
    gone = studio.messages.order_by("pk")[1]
    render = rows.render

    def late(room, missing):
        gone.delete()
        return render(room, missing)

    monkeypatch.setattr(rows, "render", late)
    response = bobs.get("/rooms/studio/")
    assert response.status_code == 200
    assert len(numbers(response)) == 2


@pytest.mark.both_databases
def test_a_row_shows_what_its_author_is_called_today(bobs, ada, studio):
    studio.post(ada, "Hello")
    bobs.get("/rooms/studio/")
    ada.profile.name = "Ada of the looms"
    ada.profile.save()
    assert "Ada of the looms</a>" in bobs.get("/rooms/studio/").text


def test_a_page_never_says_whose_messages_are_mine_in_its_rows(client_of, ada, bob, studio):
    studio.post(ada, "Hello")
    pages = [client_of(person).get("/rooms/studio/").text for person in (ada, bob)]
    rows = {re.search(r'<li id="message-.*?</li>', page, re.DOTALL)[0] for page in pages}
    assert len(rows) == 1


# --- What it costs --------------------------------------------------------------------------------


def queries(client, address, **options):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address, **options).status_code == 200
    return [query["sql"] for query in captured]


def test_a_room_costs_the_same_with_1_message_of_one_and_40_of_many(bobs, make_user, ada, studio):
    studio.post(ada, "Hello")
    bobs.get("/rooms/studio/")
    forget_everything()
    few = queries(bobs, "/rooms/studio/")
    people = [make_user(f"person{number}") for number in range(8)]
    for number in range(45):
        studio.post(people[number % 8], f"Message {number}")
    forget_everything()
    many = queries(bobs, "/rooms/studio/")
    assert len(many) == len(few) <= 19
    of_messages = [sql for sql in many if "live_presence" not in sql and "notifications" not in sql]
    assert [sql for sql in of_messages if "OFFSET" in sql or "COUNT(" in sql] == []
    assert len(queries(bobs, "/rooms/studio/")) <= len(many)  # with rows remembered


@pytest.mark.parametrize("address", ["/rooms/", "/people/", "/"])
@pytest.mark.parametrize("role", ["member", "visitor"])
def test_lists_cost_the_same_with_many_rows(address, role, client_of, bob, ada, make_user, studio, set_site):
    if address == "/" and role == "member":
        pytest.skip("leads to the rooms")
    set_site(visitors_may_read="rooms-people")
    browser = client_of(bob if role == "member" else None)
    studio.post(ada, "Hello")
    Room.objects.open_by(ada, name="First", kind="open", topics=["glass"])
    browser.get(address)
    forget_everything()
    few = queries(browser, address)
    for number in range(12):
        person = make_user(f"person{number}")
        person.profile.skills.create(name=f"skill{number}")
        Room.objects.open_by(person, name=f"Room {number}", kind="open", topics=["wool"]).post(person, "Hello")
    forget_everything()
    assert len(queries(browser, address)) == len(few) <= 12


def test_a_bystander_pays_nothing_for_messages(studio, ada, make_user, django_assert_num_queries):
    """A post is one write of the log however many members the room has."""
    studio.post(ada, "Hello")  # her profile is read once
    with CaptureQueriesContext(connection) as few:
        studio.post(ada, "Hello")
    for number in range(15):
        studio.join(make_user(f"person{number}"))
    with django_assert_num_queries(len(few)):
        studio.post(ada, "Hello again")
