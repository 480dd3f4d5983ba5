"""Live events through the real server: how many streams it carries, at what cost, and that nothing is ever lost."""

import signal
import threading

import pytest

from config.server import GRACE_OF_STREAMS

from .conftest import on_a_file, on_postgresql_and_redis
from .site import Stream, in_time, wait_until

pytestmark = pytest.mark.server

WEB_THREADS = 4


@pytest.mark.parametrize(
    ("start", "does_tasks", "connections"),
    [
        pytest.param(on_a_file, "0", WEB_THREADS + 2, id="sqlite"),
        pytest.param(on_postgresql_and_redis, "1", WEB_THREADS + 4, id="postgresql", marks=pytest.mark.postgresql),
    ],
    indirect=["start"],
)
def test_80_streams_need_few_threads_and_few_connections(start, does_tasks, connections):
    """A connection for each thread of pages, one for the log, one for who asks for a stream; and two for tasks,
    of which one is for those that wait for other servers.

    `make bench` asks it of 1,000 streams.
    """
    site = start(TASKS_IN_WEB=does_tasks)
    streams = [site.stream(("ada", "bob", "cleo")[number % 3], "studio") for number in range(80)]
    for stream in streams:
        stream.opened()
    worst, done = {"threads": 0, "connections": 0}, threading.Event()
    browsers = [threading.Thread(target=browse, args=(site, done)) for _ in range(6)]
    for browser in browsers:
        browser.start()
    for number in range(10):
        site.say("studio", f"word {number}")
        now = site.inside()
        worst = {what: max(worst[what], now[what]) for what in worst}
    done.set()
    for browser in browsers:
        browser.join()
    assert now["streams"] == 80
    assert worst["threads"] <= 16, now["thread_names"]
    assert worst["connections"] <= connections
    for stream in streams:
        assert stream.words(10) == [f"word {number}" for number in range(10)]
    for stream in streams:
        stream.close()
    wait_until(lambda: site.inside()["streams"] == 0, what="the end of all streams")
    wait_until(lambda: site.inside()["tasks"] < 12, what="the end of their tasks")


def browse(site, done):
    while not done.is_set():
        assert site.get("/rooms/studio/", "bob").status == 200


def stopped(site, streams, number=signal.SIGTERM):
    """Stop it while somebody listens. How long that took, as parts of its two seconds.

    A server that stands still for half a second just then cuts off who could not be told: that is late, too.
    """
    seconds, status = site.stop(number)
    assert status == 0
    ends = [([event["type"] for event in stream.read_to_the_end()], stream.ended_well) for stream in streams]
    if any(end != (["stream-closed"], True) for end in ends):
        assert seconds > GRACE_OF_STREAMS, ends
        return float("inf")
    return seconds / 2


@pytest.mark.parametrize(
    ("start", "number"),
    [
        pytest.param(on_a_file, signal.SIGINT, id="sqlite"),
        pytest.param(on_postgresql_and_redis, signal.SIGTERM, id="postgresql", marks=pytest.mark.postgresql),
    ],
    indirect=["start"],
)
def test_stopping_ends_streams_well_and_a_reader_resumes(start, number):
    site, places = start(), []

    def stopping():
        site.start_again()
        streams = [site.stream("bob", "studio").opened() for _ in range(20)]
        room = f"room={site.furniture['rooms']['studio']}"
        stalled = Stream(site.port, site.cookies("cleo"), room, receive_buffer=4096)
        stalled.opened()
        site.say("studio", "before")
        for stream in streams:
            assert stream.words(1) == ["before"]
        places.append(streams[0].place)
        return stopped(site, streams, number)

    in_time(stopping)
    site.start()
    said = [f"after {number}" for number in range(70)]  # more than one page of a reader who catches up
    for words in said[:60]:
        site.say("studio", words)
    back = site.stream("bob", "studio", place=places[-1]).opened()
    for words in said[60:]:
        site.say("studio", words)
    assert back.words(70) == said
    assert back.silence() == []


def test_who_leaves_before_the_first_event_misses_nothing(site):
    with site.stream("bob", "studio") as stream:
        place = stream.opened().place
    site.say("studio", "while nobody listens")
    back = site.stream("bob", "studio", place=place).opened()
    assert back.words(1) == ["while nobody listens"]
    assert back.silence(0.2) == []


def test_the_header_of_a_browser_that_resumes_counts_more_than_its_address(site):
    stream = site.stream("bob", "studio").opened()
    site.say("studio", "one")
    site.say("studio", "two")
    stream.events()
    answer = Stream(
        site.port,
        site.cookies("bob") + f"\r\nLast-Event-ID: {stream.place}",
        f"room={site.furniture['rooms']['studio']}&lastEventId=0",
    )
    assert answer.opened().words(1) == ["two"]


@pytest.mark.parametrize("place", ["999999999", "999999999999999999"])
def test_an_unknown_place_is_reset(site, place):
    stream = site.stream("bob", "studio", place=place).opened()
    assert stream.events()[0]["type"] == "stream-reset"
    site.say("studio", "from here on")
    assert stream.words(1) == ["from here on"]
    assert int(stream.place) < 1000


@pytest.mark.parametrize("place", ["", "-1", "seven", "1.5", "١٢", "9" * 40])
def test_a_place_that_is_no_number_is_the_present(site, place):
    stream = site.stream("bob", "studio", place=place).opened()
    site.say("studio", "now")
    assert stream.words(1) == ["now"]


def test_a_trimmed_log_is_a_reset(site):
    place = site.stream("bob", "studio").opened().place
    for number in range(5):
        site.say("studio", f"word {number}")
    execute(site, f"DELETE FROM live_event WHERE id < (SELECT max(id) FROM live_event) AND {place} = {place}")
    stream = site.stream("bob", "studio", place=place).opened()
    assert stream.events()[0]["type"] == "stream-reset"
    assert stream.silence(0.3) == []  # the page fetches what is missing; the stream must not say it twice
    site.say("studio", "and on")
    assert stream.words(1) == ["and on"]


def test_a_slow_reader_gets_everything_in_order_and_costs_little(site):
    room = f"room={site.furniture['rooms']['studio']}"
    slow = Stream(site.port, site.cookies("bob"), room, receive_buffer=4096).opened()
    execute(site, insert_events(site, 10, "x" * 2000))
    site.say("studio", "first")
    before = site.inside()["memory"]
    for number in range(10):
        execute(site, insert_events(site, 100, f"{number} " + "x" * 4000))
        site.say("studio", f"hundred {number}")
        assert site.inside()["waiting"] <= 100
    assert site.inside()["memory"] - before < 16 * 1024 * 1024
    events = slow.events(1021, 300)
    bodies = [event["data"] for event in events if event["type"] == "test"]
    assert [body.split(" ")[0] for body in bodies[10:]] == [str(number) for number in range(10) for _ in range(100)]
    assert slow.silence(0.3) == []


def insert_events(site, number, data):
    channel = f"room-{site.furniture['rooms']['studio']}"
    rows = f"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {number}) SELECT"
    return (
        "INSERT INTO live_event (channel, type, data, subject, made_at) "
        f"{rows} '{channel}', 'test', '{data}', '', CURRENT_TIMESTAMP FROM n"
    )


def execute(site, statement):
    """Straight into the site's database, past the site."""
    address = site.furniture["database"]
    if address.startswith("sqlite"):
        import sqlite3

        connection = sqlite3.connect(address.removeprefix("sqlite:///"), timeout=120)
        connection.execute(statement)
        connection.commit()
        connection.close()
    else:
        import psycopg

        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(statement)


def test_writers_at_once_are_heard_in_one_order_by_all(site):
    readers = [site.stream("bob", "studio").opened() for _ in range(20)]
    writers = [
        threading.Thread(target=lambda name=name: [site.say("studio", f"{name}{number}") for number in range(15)])
        for name in "abcd"
    ]
    for writer in writers:
        writer.start()
    coming_and_going, place = [], readers[0].place
    while any(writer.is_alive() for writer in writers):
        with site.stream("cleo", "studio", place=place) as stream:
            stream.opened()
            stream.read(0.01)
            coming_and_going += [event.words for event in stream.parsed() if event["type"] == "message-created"]
            place = stream.place
    with site.stream("cleo", "studio", place=place) as stream:
        stream.opened()
        if missing := 60 - len(coming_and_going):
            coming_and_going += stream.words(missing)
        assert stream.silence(0.3) == []
    heard = readers[0].words(60)
    assert sorted(heard) == sorted(f"{name}{number}" for name in "abcd" for number in range(15))
    assert coming_and_going == heard
    for reader in readers[1:]:
        assert reader.words(60) == heard


# --- who may hear what ----------------------------------------------------------------------------


def test_a_closed_room_is_heard_by_its_members_only(site):
    member = site.stream("bob", "kiln").opened()
    stranger = site.stream("cleo", "studio", channel="room-5", channels=f"room-{site.furniture['rooms']['kiln']}")
    stranger.opened()
    outside = site.stream("cleo", "kiln").opened()  # for what is hers; the room is not
    site.say("kiln", "among us")
    site.say("studio", "to all")
    assert member.words(1) == ["among us"]
    assert stranger.words(1) == ["to all"]
    assert outside.silence(0.3) == []


def test_a_stranger_cannot_resume_into_a_closed_room(site):
    place = site.stream("bob", "kiln").opened().place
    site.say("kiln", "among us")
    assert site.stream("cleo", "kiln", place=place).opened().silence(0.3) == []
    assert site.stream("cleo", "studio", place=place).opened().silence(0.3) == []


def test_a_visitor_hears_nothing_where_nothing_is_public(site):
    assert site.stream(None, "studio").status == 204
    assert site.stream(None).status == 204


def test_a_stream_ends_with_its_session(site):
    browser = "cleo, browser 0"
    stream, other = site.stream(browser, "studio").opened(), site.stream("bob", "studio").opened()
    assert site.request("POST", "/accounts/logout/", browser).status == 302
    assert [event["type"] for event in stream.read_to_the_end()] == ["stream-closed"]
    assert site.stream(browser, "studio").status == 204
    site.say("studio", "cleo has left")
    assert other.words(1) == ["cleo has left"]


def test_only_get(site):
    assert site.request("POST", "/events/", "bob").status in (403, 405)
    assert site.request("HEAD", "/events/", "bob").status == 405
