"""What somebody has read, what is news to them, and who hears of it."""

import re

import pytest

from apps.rooms.models import Membership, Room
from apps.rooms.rows import rows, sent
from apps.rooms.views.pages import PAGE
from apps.shared import paging
from tests.conftest import HTMX

from .talking import talk
from .test_memberships import news_of, told  # noqa: F401  a fixture

NEW_LINE = "New since your last visit"


@pytest.fixture
def bobs(client_of, bob, studio):
    studio.join(bob)
    return client_of(bob)


def mark(room, user):
    return room.memberships.get(user=user).read_up_to


@pytest.mark.both_databases
def test_what_others_say_is_news_until_the_room_is_opened(bobs, bob, ada, studio):
    message = studio.post(ada, "Hello")
    assert news_of(bob) == ["studio"]
    text = bobs.get("/rooms/").text
    assert "data-unread" in text
    assert "with news" in text
    bobs.get("/rooms/studio/")
    assert (news_of(bob), mark(studio, bob)) == ([], message.pk)
    assert "data-unread" not in bobs.get("/rooms/").text


def test_ones_own_words_are_no_news(bobs, bob, ada, studio):
    bobs.post("/rooms/studio/messages/", {"body": "Hello"})
    assert news_of(bob) == []
    assert news_of(ada) == ["studio"]


@pytest.mark.both_databases
def test_a_removed_message_is_no_news_any_more(bob, ada, studio):
    studio.join(bob)
    studio.post(ada, "Stays")
    studio.read_by(bob, studio.newest())
    message = studio.post(ada, "Oops")
    assert news_of(bob) == ["studio"]
    studio.remove(message)
    assert news_of(bob) == []


def test_the_room_that_one_looks_at_has_no_news(bobs, ada, studio):
    studio.post(ada, "Hello")
    headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver/rooms/studio/"}
    assert "data-unread" not in bobs.get("/rooms/side/", headers=headers).text
    assert 'aria-current="page"' in bobs.get("/rooms/side/", headers=headers).text
    headers["HX-Current-URL"] = "http://testserver/rooms/"
    assert "data-unread" in bobs.get("/rooms/side/", headers=headers).text


@pytest.mark.both_databases
def test_reading_moves_the_mark_forward_only_and_not_beyond_the_newest(bobs, bob, ada, studio):
    first, second, third = (studio.post(ada, words).pk for words in ("One", "Two", "Three"))
    for up_to, then in ((second, second), (first, second), (10**9, third)):
        response = bobs.post("/rooms/studio/read/", {"up_to": up_to}, headers=HTMX)
        assert (response.status_code, mark(studio, bob)) == (204, then)


@pytest.mark.parametrize("data", [{}, {"up_to": "nonsense"}, {"up_to": "-1"}])
def test_without_a_number_everything_is_read(bobs, bob, ada, studio, data):
    newest = studio.post(ada, "Hello").pk
    assert bobs.post("/rooms/studio/read/", data)["Location"] == "/rooms/"
    assert mark(studio, bob) == newest


@pytest.mark.both_databases
def test_unread_again_from_a_message(bobs, bob, ada, studio):
    first, second = (studio.post(ada, words).pk for words in ("One", "Two"))
    bobs.get("/rooms/studio/")
    assert bobs.post("/rooms/studio/read/", {"message": second}, headers=HTMX).status_code == 204
    assert mark(studio, bob) == second - 1 >= first
    assert news_of(bob) == ["studio"]
    assert NEW_LINE in bobs.get("/rooms/studio/").text
    assert bobs.post("/rooms/studio/read/", {"message": first})["Location"] == "/rooms/"


def test_a_message_of_another_room_is_no_place_to_read_from(bobs, bob, ada, studio, kiln):
    elsewhere = kiln.post(ada, "Hello").pk
    before = mark(studio, bob)
    assert bobs.post("/rooms/studio/read/", {"message": elsewhere}).status_code == 404
    assert mark(studio, bob) == before


def test_a_stranger_to_an_open_room_marks_nothing(client_of, cleo, ada, studio):
    studio.post(ada, "Hello")
    assert client_of(cleo).post("/rooms/studio/read/", headers=HTMX).status_code == 204
    assert not studio.memberships.filter(user=cleo).exists()


@pytest.mark.parametrize("method", ["get", "put", "delete"])
def test_another_method_is_refused(bobs, method):
    assert getattr(bobs, method)("/rooms/studio/read/").status_code == 405


# --- How many rooms ---------------------------------------------------------------------------------


def total(browser):
    rooms, conversations, _notifications = map(int, browser.get("/rooms/side/?news").text.split())
    return rooms + conversations


@pytest.mark.both_databases
def test_the_rooms_with_news_are_counted_but_for_those_that_keep_still(bobs, bob, ada, studio, kiln):
    rooms = [Room.objects.open_by(ada, name=f"Room {number}", kind=Room.Kind.OPEN) for number in range(15)]
    for room in rooms:
        room.join(bob)
    assert total(bobs) == 0
    for room in (studio, kiln, *rooms):
        room.post(ada, "Hello")
    assert total(bobs) == 17  # more than stand beside a page
    rooms[0].set_bell(bob, Membership.Level.NOTHING)
    rooms[1].set_bell(bob, Membership.Level.HIDDEN)
    rooms[2].archive()
    assert total(bobs) == 14
    kiln.read_by(bob, kiln.newest())
    assert total(bobs) == 13


def test_the_total_stands_in_the_title_and_on_the_navigation(bobs, ada, studio):
    def shown(address):
        text = bobs.get(address).text
        place = re.search('id="total"( hidden)?><span class="count">(.*?)<', text)
        return re.search(r"<title>(\(\d+\))?", text)[1], place.groups()

    assert shown("/people/") == (None, (" hidden", "0"))
    studio.post(ada, "Hello")
    assert shown("/people/") == ("(1)", (None, "1"))
    assert shown("/rooms/studio/search/") == (None, (" hidden", "0"))  # one is there


def test_a_visitor_has_no_total(visitor, set_site, ada, studio):
    set_site(visitors_may_read="rooms-people")
    studio.post(ada, "Hello")
    assert "<title>Studio" in visitor.get("/rooms/studio/").text
    assert visitor.get("/rooms/side/?news").status_code == 302


# --- Where a room opens ---------------------------------------------------------------------------


def numbers(response):
    return [int(pk) for pk in re.findall(r'<li id="message-(\d+)"', response.text)]


@pytest.mark.parametrize("unread", [0, 1, PAGE - 1, PAGE, PAGE + 1])
def test_a_room_opens_where_one_stopped_reading_if_the_newest_do_not_reach_back(bobs, bob, ada, studio, unread):
    said = [message.pk for message in talk(studio, [ada], 2 * PAGE + unread)]
    last = len(said) - unread - 1
    studio.memberships.filter(user=bob).update(read_up_to=said[last])
    response = bobs.get("/rooms/studio/")
    assert numbers(response) == (said[-PAGE:] if unread < PAGE else said[last - PAGE : last + PAGE + 1])
    assert (NEW_LINE in response.text.partition("</ol>")[0]) == bool(unread)
    assert mark(studio, bob) == said[last if unread > PAGE else -1]


def test_what_a_page_shows_is_read_where_it_ends_with_the_newest(bobs, bob, ada, studio):
    said = [message.pk for message in talk(studio, [ada], 2 * PAGE + 5)]
    pages = [f"messages/{said[3]}/", f"messages/?before={said[-1]}", "messages/?around=" + str(said[9])]
    for page, last in [*((page, said[9]) for page in pages), (f"messages/?after={said[-9]}", said[-1])]:
        studio.memberships.filter(user=bob).update(read_up_to=said[9])
        assert bobs.get(f"/rooms/studio/{page}", headers=HTMX if "?" in page else {}).status_code == 200
        assert mark(studio, bob) == said[9]  # a piece for a page that tells by itself
        bobs.get(f"/rooms/studio/{page}")
        assert mark(studio, bob) == last


def test_a_page_with_scripts_tells_by_itself_what_was_in_sight(bobs, bob, ada, studio):
    message = studio.post(ada, "Hello")
    bobs.cookies["scripts"] = "1"
    for page in ("", "messages/", f"messages/{message.pk}/"):
        bobs.get(f"/rooms/studio/{page}")
        assert news_of(bob) == ["studio"]


def test_without_javascript_the_newest_are_one_link_away(bobs, bob, ada, studio):
    said = [message.pk for message in talk(studio, [ada], 4 * PAGE)]
    studio.memberships.filter(user=bob).update(read_up_to=said[9])
    link = re.search(r'<noscript><a href="([^"]*)">To the newest', bobs.get("/rooms/studio/").text)[1]
    assert numbers(bobs.get(link)) == said[-PAGE:]
    assert news_of(bob) == []


# --- The line -------------------------------------------------------------------------------------


@pytest.mark.both_databases
def test_the_line_stands_before_the_first_that_is_new(bobs, bob, ada, studio):
    for words in ("One", "Two"):
        studio.post(ada, words)
    bobs.get("/rooms/studio/")
    third = studio.post(ada, "Three")
    text = bobs.get("/rooms/studio/").text.partition('id="messages"')[2].partition("</ol>")[0]
    before, line, after = text.partition(NEW_LINE)
    assert line
    assert "Two" in before
    assert f'id="message-{third.pk}"' in after
    assert NEW_LINE not in bobs.get("/rooms/studio/").text.partition("</ol>")[0]


def test_no_line_where_the_page_does_not_reach_back_to_what_was_read(ada, studio):
    for number in range(8):
        studio.post(ada, f"Line {number}")
    pks = list(studio.messages.order_by("pk").values_list("pk", flat=True))
    page = paging.newest(sent(studio.messages), 4)
    assert NEW_LINE not in rows(studio, page, new_after=pks[1])
    assert NEW_LINE in rows(studio, page, new_after=pks[4])
    assert NEW_LINE not in rows(studio, page, new_after=pks[7])


# --- Who hears of it ------------------------------------------------------------------------------


@pytest.mark.both_databases
def test_news_of_a_room_are_told_once_whoever_is_in_it(told, ada, studio, make_user):  # noqa: F811
    def notes():
        return [note for note in told(lambda: studio.post(ada, "Hello")) if note[1] != "typing"]

    assert notes() == [(f"activity-{studio.pk}", "room-news", str(studio.pk))]
    for number in range(20):
        studio.join(make_user(f"dora{number}"))
    assert notes() == [(f"activity-{studio.pk}", "room-news", str(studio.pk))]


def test_posting_costs_the_same_with_a_thousand_members(ada, studio, django_capture_on_commit_callbacks):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from apps.accounts.models import User
    from apps.rooms.models import Membership

    def cost():
        with (
            CaptureQueriesContext(
                connection,
            ) as asked,
            django_capture_on_commit_callbacks(execute=True) as callbacks,
        ):
            studio.post(ada, "Hello")
        return len(asked), len(callbacks)

    studio.post(ada, "Hello")  # her profile is read once

    few = cost()
    users = User.objects.bulk_create(
        [User(username=f"dora{n}", email=f"dora{n}@courtyard.example", password="!") for n in range(1000)]
    )
    Membership.objects.bulk_create([Membership(room=studio, user=user) for user in users])
    assert cost() == few


def test_reading_is_told_to_ones_own_tabs_and_only_when_it_is_news(told, bobs, bob, ada, studio):  # noqa: F811
    studio.post(ada, "Hello")
    mine = (f"user-{bob.pk}", "room-read", str(studio.pk))
    assert told(lambda: bobs.get("/rooms/studio/")) == [mine]
    assert told(lambda: bobs.get("/rooms/studio/")) == []
    studio.post(ada, "Again")
    assert told(lambda: bobs.post("/rooms/studio/read/", headers=HTMX)) == [mine]
    assert told(lambda: bobs.post("/rooms/studio/read/", headers=HTMX)) == []


@pytest.mark.both_databases
def test_when_the_newest_word_is_taken_back_the_marks_are_looked_at_again(told, ada, studio):  # noqa: F811
    first, second = studio.post(ada, "One"), studio.post(ada, "Two")
    assert (f"activity-{studio.pk}", "rooms-changed", "") not in told(lambda: studio.remove(first))
    assert (f"activity-{studio.pk}", "rooms-changed", "") in told(lambda: studio.remove(second))
