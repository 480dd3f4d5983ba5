"""What everybody finds of rooms that are public: days, text, a feed, a map. And of no other room."""

import re
from datetime import UTC, date, datetime, timedelta
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from apps.rooms.models import Message, Room
from apps.rooms.views import public

from .talking import talk

ATOM = "{http://www.w3.org/2005/Atom}"
VIEWS = ["room.txt", "feed.atom", "2026/11/02/"]


@pytest.fixture(autouse=True)
def open_site(set_site):
    set_site(visitors_may_read="rooms", name="Yard")


@pytest.fixture
def say(studio, ada):
    """`say("Hello", 2)`: a message of noon on the second of November 2026."""

    def speak(body="Hello", day=2, hour=12, room=studio, author=ada):
        message, moment = room.post(author, body), datetime(2026, 11, day, hour, tzinfo=UTC)
        Message.objects.filter(pk=message.pk).update(sent_at=moment)
        Room.objects.filter(pk=room.pk).update(last_message_at=moment)
        return message

    return speak


def numbers(response):
    return [int(pk) for pk in re.findall(r'<li id="message-(\d+)"', response.text)]


# --- For whom -------------------------------------------------------------------------------------


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("who", ["visitor", "bob", "ada", "cleo", "owner"])
def test_a_public_room_is_there_for_everybody(client_of, request, say, view, who):
    say()
    browser = client_of(None if who == "visitor" else request.getfixturevalue(who))
    response = browser.get(f"/rooms/studio/{view}")
    assert response.status_code == 200
    assert response["X-Robots-Tag"] == "all"


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("who", ["visitor", "bob", "ada", "cleo", "owner"])
@pytest.mark.parametrize(
    "why", ["closed", "closed and public", "personal", "not public", "nobody looks in", "no room"]
)
def test_no_other_room_is_there_for_anybody(client_of, request, say, studio, set_site, view, who, why):
    say()
    change = {
        "closed": {"kind": Room.Kind.CLOSED, "is_public": False},
        "closed and public": {"kind": Room.Kind.CLOSED},  # a mark that stayed from when it was open
        "personal": {"kind": Room.Kind.PERSONAL},
        "not public": {"is_public": False},
        "no room": {"slug": "elsewhere"},
    }.get(why)
    if why == "personal":
        Room.objects.filter(kind=Room.Kind.PERSONAL, owner=studio.owner).update(kind=Room.Kind.OPEN)
    if change:
        Room.objects.filter(pk=studio.pk).update(**change)
    else:
        set_site(visitors_may_read="nothing")
    browser = client_of(None if who == "visitor" else request.getfixturevalue(who))
    assert browser.get(f"/rooms/studio/{view}").status_code == 404
    map_of_it = browser.get("/sitemap.xml")
    assert "studio" not in map_of_it.text


@pytest.mark.both_databases
def test_a_room_leaves_the_map_and_its_days_at_once(visitor, studio, say):
    say()
    assert "/rooms/studio/2026/11/02/" in visitor.get("/sitemap.xml").text
    Room.objects.filter(pk=studio.pk).update(kind=Room.Kind.CLOSED)
    assert "studio" not in visitor.get("/sitemap.xml").text
    assert visitor.get("/rooms/studio/2026/11/02/").status_code == 404


FOR_MEMBERS = [
    *("/rooms/", "/rooms/kiln/", "/rooms/studio/", "/rooms/studio/messages/", "/rooms/studio/search/?q=a", "/@ada/"),
    *("/people/", "/settings/profile/", "/no-such-page/", "/accounts/login/"),
]


@pytest.mark.parametrize("address", FOR_MEMBERS)
def test_search_engines_keep_nothing_that_is_for_members(client_of, bob, studio, kiln, say, address):
    say()
    assert client_of(bob).get(address)["X-Robots-Tag"] == "noindex"


def test_search_engines_keep_the_page_of_a_public_room_and_not_its_pieces(visitor, say):
    message = say()
    assert visitor.get("/rooms/studio/")["X-Robots-Tag"] == "all"
    assert visitor.get(f"/rooms/studio/messages/{message.pk}/")["X-Robots-Tag"] == "noindex"


def test_robots_are_told_where_the_map_is(visitor):
    text = visitor.get("/robots.txt").text
    assert "Sitemap: http://testserver/sitemap.xml" in text
    assert "Disallow: /accounts/" in text


def test_the_page_of_a_public_room_names_its_feed(visitor, client_of, bob, say, kiln):
    assert 'type="application/atom+xml"' in visitor.get("/rooms/studio/").text
    assert 'type="application/atom+xml"' not in client_of(bob).get("/rooms/kiln/").text


# --- Days -----------------------------------------------------------------------------------------


def test_a_day_shows_its_messages_and_leads_to_the_days_beside_it(visitor, say):
    first, second, third = say(day=2), say("again", day=2, hour=13), say(day=9)
    say(day=1, hour=23)
    page = visitor.get("/rooms/studio/2026/11/02/")
    assert numbers(page) == [first.pk, second.pk]
    assert '<link rel="canonical" href="http://testserver/rooms/studio/2026/11/02/">' in page.text
    assert "<title>Studio, 2 November 2026 · Yard</title>" in page.text
    assert 'rel="prev" href="/rooms/studio/2026/11/01/"' in page.text
    assert 'rel="next" href="/rooms/studio/2026/11/09/"' in page.text
    assert "sse-connect" not in page.text.partition("<main")[2]
    assert numbers(visitor.get("/rooms/studio/2026/11/09/")) == [third.pk]
    assert 'rel="next"' not in visitor.get("/rooms/studio/2026/11/09/").text


NO_DAYS = ["2026/11/03", "2026/02/30", "0/1/1", "9999/12/31", "2026/13/01", "2026/11/0"]
NO_DAYS += [f"{10**20}/1/1", f"2026/{10**20}/1", f"2026/11/{10**20}"]


@pytest.mark.parametrize("day", NO_DAYS)
def test_a_day_without_messages_is_no_page(visitor, say, day):
    say()
    assert visitor.get(f"/rooms/studio/{day}/").status_code == 404


@pytest.mark.both_databases
def test_a_day_begins_at_midnight_of_the_site(visitor, say, settings):
    settings.TIME_ZONE = "Pacific/Auckland"
    timezone.get_default_timezone.cache_clear()
    try:
        message = say(day=2, hour=12)  # already the third there
        assert visitor.get("/rooms/studio/2026/11/02/").status_code == 404
        assert numbers(visitor.get("/rooms/studio/2026/11/03/")) == [message.pk]
    finally:
        timezone.get_default_timezone.cache_clear()


@pytest.mark.both_databases
def test_a_long_day_has_more_pages(visitor, say, monkeypatch):
    monkeypatch.setattr(public, "ON_A_DAY", 3)
    pks = [say(str(number)).pk for number in range(8)]
    page, seen = visitor.get("/rooms/studio/2026/11/02/"), []
    for _page in range(4):
        seen += numbers(page)
        link = re.search(r'class="waiting" href="([^"]+)"', page.text)
        if not link:
            break
        page = visitor.get(link[1])
    assert seen == pks
    assert f'rel="canonical" href="http://testserver/rooms/studio/2026/11/02/?after={pks[5]}"' in page.text


# --- The map --------------------------------------------------------------------------------------


@pytest.fixture
def on_the_map(visitor):
    """What the map names, in its order, without the host."""

    def read():
        response = visitor.get("/sitemap.xml")
        assert response["Content-Type"] == "application/xml; charset=utf-8"
        addresses = [url[0].text for url in ElementTree.fromstring(response.content)]
        assert all(address.startswith("http://testserver/") for address in addresses)
        return [address.removeprefix("http://testserver") for address in addresses]

    return read


@pytest.fixture
def today(monkeypatch):
    """It is the fifth of November 2026, in the afternoon."""
    monkeypatch.setattr(timezone, "now", lambda: datetime(2026, 11, 5, 15, tzinfo=UTC))
    return date(2026, 11, 5)


@pytest.mark.both_databases
def test_the_map_names_the_days_that_have_messages(on_the_map, say, today):
    for day in (2, 2, 5):
        say(day=day)
    assert on_the_map() == ["/rooms/studio/", "/rooms/studio/2026/11/05/", "/rooms/studio/2026/11/02/"]


@pytest.mark.both_databases
def test_on_the_map_too_a_day_begins_at_midnight_of_the_site(on_the_map, say, settings, today):
    settings.TIME_ZONE = "Pacific/Auckland"
    timezone.get_default_timezone.cache_clear()
    try:
        say(day=2, hour=10), say(day=3, hour=10), say(day=4, hour=12)
        days = ("2026/11/05/", "2026/11/03/", "2026/11/02/")
        assert on_the_map() == ["/rooms/studio/", *(f"/rooms/studio/{day}" for day in days)]
    finally:
        timezone.get_default_timezone.cache_clear()


@pytest.mark.both_databases
def test_of_long_ago_the_map_names_the_newest_day_alone(on_the_map, studio, ada, today, visitor):
    quiet = Room.objects.open_by(ada, name="Quiet", kind=Room.Kind.OPEN, is_public=True)
    talk(studio, [ada], 2 * public.MAPPED_DAYS, apart=timedelta(days=1))
    talk(quiet, [ada], 3, apart=timedelta(days=1))
    long_ago = timedelta(days=public.MAPPED_DAYS + 10)
    quiet.messages.update(sent_at=F("sent_at") - long_ago)
    Room.objects.filter(pk=quiet.pk).update(last_message_at=timezone.now() - long_ago)
    days = [today - timedelta(days=number) for number in range(public.MAPPED_DAYS)]
    assert on_the_map() == [
        "/rooms/studio/",
        *(f"/rooms/studio/{day:%Y/%m/%d}/" for day in days),
        "/rooms/quiet/",
        f"/rooms/quiet/{today - long_ago:%Y/%m/%d}/",
    ]
    for address, before in ((f"/rooms/studio/{days[-1]:%Y/%m/%d}/", days[-1]), (on_the_map()[-1], today - long_ago)):
        day_before = before - timedelta(days=1)  # from where everything older is found
        assert f'rel="prev" href="{address[:-11]}{day_before:%Y/%m/%d}/"' in visitor.get(address).text


def test_a_room_where_nothing_was_said_is_on_the_map_alone(on_the_map, studio):
    assert on_the_map() == ["/rooms/studio/"]


@pytest.mark.both_databases
def test_the_map_costs_two_questions_however_much_there_is_to_name(on_the_map, studio, ada, today):
    def cost():
        with CaptureQueriesContext(connection) as captured:
            named = on_the_map()
        return len([query for query in captured if "rooms_" in query["sql"]]), len(named)

    talk(studio, [ada], 2, apart=timedelta(days=1))
    assert cost() == (2, 1 + 2)
    talk(studio, [ada], 400, apart=timedelta(days=1))
    for number in range(5):
        room = Room.objects.open_by(ada, name=f"Room {number}", kind=Room.Kind.OPEN, is_public=True)
        talk(room, [ada], 400, apart=timedelta(days=1))
    assert cost() == (2, 6 * (1 + public.MAPPED_DAYS))


@pytest.mark.both_databases
def test_the_map_is_never_longer_than_searchers_read(on_the_map, studio, ada, monkeypatch):
    """The protocol lets a file have 50,000 addresses. A room has its own, its newest day's, and those of the month."""
    assert public.MOST_ROOMS * (2 + public.MAPPED_DAYS) <= 50_000
    monkeypatch.setattr(public, "MOST_ROOMS", 2)
    for number in range(3):
        Room.objects.open_by(ada, name=f"Room {number}", kind=Room.Kind.OPEN, is_public=True)
    assert on_the_map() == ["/rooms/room-2/", "/rooms/room-1/"]


# --- Text and feed --------------------------------------------------------------------------------


def test_the_text_is_plain_and_names_who_when_and_where(visitor, say):
    message = say("Two *lines*\nof <b>text</b>")
    response = visitor.get("/rooms/studio/room.txt")
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response["X-Content-Type-Options"] == "nosniff"
    expected = f"\n2026-11-02 12:00 ada\nhttp://testserver/rooms/studio/messages/{message.pk}/\n"
    assert f"{expected}    Two *lines*\n    of <b>text</b>\n" in response.text


@pytest.mark.both_databases
def test_the_text_leads_back_and_tells_a_day(visitor, say, monkeypatch):
    monkeypatch.setattr(public, "IN_TEXT", 3)
    pks = [say(f"line {number}", day=number + 1).pk for number in range(7)]
    address, seen = "/rooms/studio/room.txt", []
    for _page in range(5):
        text = visitor.get(address).text
        seen = re.findall(r"/messages/(\d+)/", text) + seen
        link = re.search(r"Earlier: http://testserver(\S+)", text)
        if not link:
            break
        address = link[1]
    assert [int(pk) for pk in seen] == pks
    assert re.findall(r"line \d", visitor.get("/rooms/studio/room.txt?on=2026-11-03").text) == ["line 2"]
    assert re.findall(r"line \d", visitor.get("/rooms/studio/room.txt?on=soon").text) == []


def test_the_feed_is_atom(visitor, say, studio, ada, settings):
    settings.SITE_URL = "http://testserver"
    edited = say("I <3 `</entry>` & **clay**")
    Message.objects.filter(pk=edited.pk).update(edited_at=datetime(2026, 11, 4, tzinfo=UTC))
    newest = say("Second", day=3)
    response = visitor.get("/rooms/studio/feed.atom")
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    feed = ElementTree.fromstring(response.content)
    assert feed.find(f"{ATOM}id").text == "http://testserver/rooms/studio/"
    assert feed.find(f"{ATOM}updated").text == "2026-11-04T00:00:00+00:00"
    links = {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")}
    assert links == {
        "self": "http://testserver/rooms/studio/feed.atom",
        "alternate": "http://testserver/rooms/studio/",
    }
    first, second = feed.findall(f"{ATOM}entry")
    assert first.find(f"{ATOM}id").text == f"http://testserver/rooms/studio/messages/{newest.pk}/"
    assert first.find(f"{ATOM}updated").text == "2026-11-03T12:00:00+00:00"
    assert second.find(f"{ATOM}updated").text == "2026-11-04T00:00:00+00:00"
    assert second.find(f"{ATOM}published").text == "2026-11-02T12:00:00+00:00"
    assert second.find(f"{ATOM}author/{ATOM}name").text == "ada"
    content = second.find(f"{ATOM}content")
    assert content.get("type") == "html"
    assert content.text == Message.objects.get(pk=edited.pk).body_html


@pytest.mark.both_databases
def test_a_feed_that_has_not_changed_is_not_sent_again(visitor, say, studio):
    message = say()
    first = visitor.get("/rooms/studio/feed.atom")
    for headers in ({"If-None-Match": first["ETag"]}, {"If-Modified-Since": first["Last-Modified"]}):
        again = visitor.get("/rooms/studio/feed.atom", headers=headers)
        assert again.status_code == 304
        assert again.content == b""
        assert again["ETag"] == first["ETag"]
    message.refresh_from_db()
    message.body = "Changed"
    message.save()
    assert visitor.get("/rooms/studio/feed.atom", headers={"If-None-Match": first["ETag"]}).status_code == 200
    second = visitor.get("/rooms/studio/feed.atom")
    studio.remove(message)
    third = visitor.get("/rooms/studio/feed.atom", headers={"If-None-Match": second["ETag"]})
    assert third.status_code == 200
    assert "Changed" not in third.text
    assert (
        visitor.get("/rooms/studio/feed.atom", headers={"If-Modified-Since": second["Last-Modified"]}).text
        == third.text
    )
    studio.name = "Loft"
    studio.keep(["name"])
    fourth = visitor.get("/rooms/studio/feed.atom", headers={"If-Modified-Since": third["Last-Modified"]})
    assert "Loft" in fourth.text
    again = visitor.get("/rooms/studio/feed.atom", headers={"If-Modified-Since": fourth["Last-Modified"]})
    assert again.status_code == 304


def test_links_in_a_feed_are_absolute_by_the_sites_address(visitor, say, studio, bob, settings):
    settings.SITE_URL = "https://yard.example.org"
    say("[rules](/rooms/) for @bob, [there](https://glaze.example/)")
    text = visitor.get("/rooms/studio/feed.atom").text
    content = ElementTree.fromstring(text.encode()).find(f"{ATOM}entry/{ATOM}content").text
    links = re.findall(r'href="([^"]+)"', content)
    assert links == ["https://yard.example.org/rooms/", "https://yard.example.org/@bob/", "https://glaze.example/"]
    assert "testserver" not in text


@pytest.mark.both_databases
def test_control_characters_do_not_break_the_feed(visitor, say):
    say("a\x0b\x08\ufffe b")
    ElementTree.fromstring(visitor.get("/rooms/studio/feed.atom").content)


# --- What it costs --------------------------------------------------------------------------------


@pytest.mark.parametrize("view", [*VIEWS, "room.txt?on=2026-11-02"])
def test_cost_does_not_grow_with_the_room(visitor, say, ada, studio, view):
    def cost():
        with CaptureQueriesContext(connection) as captured:
            assert visitor.get(f"/rooms/studio/{view}").status_code == 200
        return [query["sql"] for query in captured]

    say(), say(day=1), say(day=3)
    cost()
    few = cost()
    for number in range(30):
        say(str(number), day=number % 5 + 1)
    many = cost()
    assert len(many) <= len(few) + 3  # rows that are not remembered yet
    for sql in many:
        if "rooms_message" in sql:
            assert "OFFSET" not in sql
            assert "COUNT(" not in sql


@pytest.mark.both_databases
def test_days_are_found_in_the_index(db, studio):
    day = date(2026, 11, 2)
    on_it = studio.messages.sent_on(day)[:200]
    before = studio.messages.filter(sent_at__lt=datetime(2026, 11, 2, tzinfo=UTC)).order_by("-sent_at")[:1]
    after = studio.messages.sent_from(day + timedelta(days=1))[:1]
    for found, edges in ((on_it, 2), (after, 1), (before, 1)):
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("SET LOCAL enable_seqscan = off")
            plan = found.explain()
        assert "message_by_room_and_time" in plan
        searched = re.search(r"message_by_room_and_time \((.+)\)|Index Cond: (.+)", plan)[0]  # SQLite, PostgreSQL
        assert len(re.findall(r"sent_at\s*[<>]", searched)) == edges
        assert "TEMP B-TREE" not in plan.replace("TEMP B-TREE FOR LAST TERM", "").replace("LAST 1", "")
