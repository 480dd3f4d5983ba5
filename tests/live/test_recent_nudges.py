"""No nudge is lost between a page's rendering and its stream's opening, nor while the page is hidden."""

import re
import time
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.sessions.backends.cache import SessionStore
from django.test import RequestFactory
from django.utils import timezone

from apps.live import channels, publish, recent_nudges, relay, views
from apps.live.channels import named
from apps.live.delivery import MOST_WAITING, Listener, delivery
from apps.notifications import broadcasts as of_notifications
from apps.people import broadcasts as of_people
from apps.people import views as pages_of_people
from apps.posts import broadcasts as of_posts
from apps.projects.models import Project
from apps.rooms import broadcasts as of_rooms
from apps.rooms.models import Room
from tests.notifications.conftest import oak  # noqa: F401
from tests.posts.conftest import drawn, show  # noqa: F401

from .test_wire import understood

# Each nudge: on which page it must arrive, and who sends it. The page is ada's.
NUDGES = {
    "room-news": ("/people/", lambda w: of_rooms.message_created(w.say(w.studio))),
    "direct-news": ("/people/", lambda w: of_rooms.message_created(w.say(w.talk))),
    "room-read": ("/people/", lambda w: of_rooms.room_read(w.studio, w.ada)),
    "rooms-changed": ("/rooms/", lambda w: of_rooms.rooms_changed(w.ada)),
    "stream-again": ("/rooms/", lambda w: of_rooms.membership_changed(w.ada)),
    "members-changed": ("/rooms/studio/", lambda w: of_rooms.members_changed(w.studio, 3)),
    "room-changed": ("/rooms/studio/", lambda w: of_rooms.room_changed(w.studio)),
    "room-gone": ("/rooms/studio/", lambda w: of_rooms.room_gone(w.studio)),
    "room-lost": ("/rooms/studio/", lambda w: of_rooms.room_lost(w.studio, w.ada)),
    "seen": ("/messages/bob/", lambda w: of_rooms.conversation_seen(w.talk)),
    "draft-changed": ("/rooms/studio/", lambda w: of_rooms.draft_changed(w.studio, w.ada, 3)),
    "posts-changed": ("/", lambda w: of_posts.post_published(w.oak)),
    "post-changed": ("/posts/{oak}/", lambda w: of_posts.target_changed(w.oak)),
    "project-changed": ("/projects/{cart}/", lambda w: of_posts.target_changed(w.cart)),
    "comment-gone": ("/posts/{oak}/", lambda w: publish.volatile(channels.name(w.oak), "comment-gone", "7")),
    "requests-changed": ("/settings/requests/", lambda w: of_people.requests_changed(w.ada)),
    "notifications-changed": ("/notifications/", lambda w: of_notifications.notifications_changed([w.ada.pk])),
    "many-told": ("/notifications/", lambda w: of_notifications.notifications_changed(range(1, 100))),
}
LIVE_JS = (settings.BASE_DIR / "static/js/live.js").read_text()


class World:
    def __init__(self, **people):
        self.__dict__.update(people)

    def say(self, room):
        return room.messages.create(author=self.bob, body="Hello", body_html="Hello", renderer=1)


@pytest.fixture
def world(ada, bob, studio, oak, django_capture_on_commit_callbacks):  # noqa: F811
    studio.join(bob)
    cart = Project.objects.create(owner=ada, title="Cart", body="Two frames", published_at=timezone.now())
    return World(cart=cart, ada=ada, bob=bob, studio=studio, oak=oak, talk=Room.objects.begin(ada, [bob]))


@pytest.fixture(autouse=True)
def one_server(settings):
    """With Redis, what was sent in the second before is told once more: the clocks of several servers differ."""
    settings.REDIS_URL = ""


@pytest.fixture
def rendered(client_of, world):
    """`rendered(path)`: what the page of that address says of its stream: the query that it will ask with."""

    def render(path):
        html = client_of(world.ada).get(path.format(oak=world.oak.pk, cart=world.cart.pk)).text
        query = re.search(r'sse-connect="/events/\??([^"]*)"', html)[1].replace("&amp;", "&")
        moment = re.search(r'data-moment-nonce="([0-9]+)"', html)[1]
        return f"{query}&since={moment}"

    return render


@pytest.fixture
def opened(monkeypatch):
    """`opened(user, query)`: what the stream of that address says at first, as `[(type, data)]`."""
    monkeypatch.setattr(views, "stream", lambda listener: opened.append(listener) or iter(()))
    opened = []

    def open_stream(user, query):
        request = RequestFactory().get(f"/events/?{query}")
        request.user, request.session = user, SessionStore("hers")
        views.events(request)
        return told(delivery.missed_nudges(opened.pop()))

    return open_stream


def told(encoded):
    return [(type, data) for type, data, _id in understood(encoded)]


@pytest.fixture
def happens(django_capture_on_commit_callbacks):
    def happen(deed, *arguments):
        with django_capture_on_commit_callbacks(execute=True):
            deed(*arguments)

    return happen


@pytest.mark.parametrize("name", NUDGES)
def test_what_is_sent_before_the_stream_opens_is_heard(world, rendered, opened, happens, name):
    path, send = NUDGES[name]
    before = rendered(path)
    happens(send, world)
    if name == "stream-again":  # the stream that opens now knows the rooms already
        assert "rooms-changed" in dict(opened(world.ada, before))
    else:
        assert name in dict(opened(world.ada, before))


def test_what_is_sent_while_a_page_is_rendered_is_heard(world, rendered, opened, happens, monkeypatch):
    """Its rows were read before, and do not show it."""
    render = pages_of_people.render

    def later_rendered(*arguments):
        happens(of_people.requests_changed, world.ada)
        time.sleep(0.005)  # moments are milliseconds
        return render(*arguments)

    monkeypatch.setattr(pages_of_people, "render", later_rendered)
    assert "requests-changed" in dict(opened(world.ada, rendered("/people/")))


def test_the_list_of_nudges_is_whole():
    """Whoever adds one says here on which page it must not be lost."""
    heard = set(re.findall(r'"([a-z-]+)"', re.search(r"static TOLD = \[(.*?)\]", LIVE_JS)[1]))
    sent = {name for path in Path(settings.BASE_DIR, "apps").glob("*/broadcasts.py") for name in names_in(path)}
    assert (sent | heard) - recent_nudges.FLEETING == set(NUDGES)
    assert heard >= recent_nudges.FLEETING


def names_in(path):
    """The names of the nudges that a module sends: words with no place in the names of channels."""
    lines = [line for line in path.read_text().splitlines() if "publish.volatile(" in line]
    return {word for line in lines for word in re.findall(r'"([a-z-]+)"', re.sub(r'channels\.named\("\w+"', "", line))}


@pytest.mark.both_databases
def test_what_was_sent_before_the_rendering_is_known_to_the_page(world, rendered, opened, happens, monkeypatch):
    happens(of_people.requests_changed, world.ada)
    later(monkeypatch)
    assert [name for name, _data in opened(world.ada, rendered("/people/"))] == ["stream-moment"]


def later(monkeypatch, milliseconds=5000):
    now = recent_nudges.recent_nudges.now()
    monkeypatch.setattr(recent_nudges.recent_nudges, "now", lambda: now + milliseconds)


def test_each_is_told_once_however_often_it_was_sent(world, rendered, opened, happens):
    before = rendered("/people/")
    for _ in range(5):
        happens(of_people.requests_changed, world.ada)
        happens(of_notifications.notifications_changed, [world.ada.pk])
    names = [name for name, _data in opened(world.ada, before)]
    assert names == ["requests-changed", "notifications-changed", "stream-moment"]


@pytest.mark.both_databases
def test_nobody_hears_what_was_not_for_them(world, rendered, opened, happens, cleo):
    before = rendered("/people/")
    happens(of_people.requests_changed, world.ada)
    happens(of_rooms.message_created, world.say(world.talk))
    assert [name for name, _data in opened(cleo, before)] == ["stream-moment"]


def test_what_is_over_in_a_moment_is_not_remembered(world, rendered, opened, happens):
    before = rendered("/rooms/studio/")
    happens(of_rooms.was_writing, world.studio, world.bob)
    assert [name for name, _data in opened(world.ada, before)] == ["stream-moment"]


@pytest.mark.both_databases
def test_a_page_that_comes_back_tells_the_last_moment_it_heard(world, rendered, opened, happens, monkeypatch):
    happens(of_people.requests_changed, world.ada)
    heard = opened(world.ada, rendered("/people/"))
    later(monkeypatch)
    happens(of_notifications.notifications_changed, [world.ada.pk])
    names = dict(opened(world.ada, f"since={int(heard[-1][1]) + 5000}"))
    assert set(names) == {"notifications-changed", "stream-moment"}


@pytest.mark.both_databases
@pytest.mark.parametrize("since", ["1", "99999999999999"], ids=["before the server began", "in the future"])
def test_where_nobody_knows_what_was_missed_the_page_asks_for_everything(world, opened, since):
    names = [name for name, _data in opened(world.ada, f"since={since}")]
    assert names == ["stream-stale", "stream-moment"]


@pytest.mark.parametrize("since", ["", "?", "-1", "1.5"])
def test_a_moment_that_is_no_number_is_none(world, opened, since):
    assert opened(world.ada, f"since={since}") == []


def test_the_oldest_are_dropped_and_whoever_needs_them_asks_for_everything(monkeypatch):
    monkeypatch.setattr(recent_nudges, "MOST", 3)
    nudges = recent_nudges.RecentNudges()
    moments = []
    for number in range(5):
        monkeypatch.setattr(recent_nudges.time, "time_ns", lambda number=number: (10**13 + number) * 1_000_000)
        moments.append(nudges.now())
        nudges.add(f"user-{number}", "rooms-changed", "")
    assert len(nudges.moments) == 3
    assert set(nudges.by_channel) == {"user-2", "user-3", "user-4"}
    assert nudges.since(moments[1], ["user-4"]) is None
    assert nudges.since(moments[2], ["user-4", "user-2"]) == [("rooms-changed", ""), ("rooms-changed", "")]


def test_too_many_for_one_reader_are_one_question_for_everything():
    nudges = recent_nudges.RecentNudges()
    since = nudges.now()
    for number in range(recent_nudges.MOST_FOR_A_READER + 1):
        nudges.add("user-1", "room-read", str(number))
    assert nudges.since(since, ["user-1"]) is None


@pytest.mark.both_databases
def test_a_clock_that_goes_back_changes_nothing(monkeypatch):
    nudges = recent_nudges.RecentNudges()
    since = nudges.now()
    monkeypatch.setattr(recent_nudges.time, "time_ns", lambda: 1)
    nudges.add("user-1", "rooms-changed", "")
    assert nudges.now() == since
    assert nudges.since(since, ["user-1"]) == [("rooms-changed", "")]


@pytest.mark.both_databases
def test_a_slow_reader_whose_queue_overflows_loses_no_nudge():
    """Rows of rooms are in the log; a nudge that was pushed out of the queue is told once more."""
    channel = named("user", 1)
    listener = Listener([channel])
    listener.place = 0
    recent_nudges.recent_nudges.add(channel, "requests-changed", "")
    listener.push(b"event: requests-changed\ndata:\n\n")
    for number in range(1, 2 * MOST_WAITING):
        listener.push(b"event: message-created\ndata:\n\n", number)
    assert listener.behind
    assert b"requests-changed" not in listener.take()
    assert ("requests-changed", "") in told(delivery.missed_nudges(listener))
    assert told(delivery.missed_nudges(listener)) == []


@pytest.mark.both_databases
def test_after_redis_was_away_the_others_are_told_that_notes_were_lost(monkeypatch):
    sent = []

    class Client:
        def publish(self, _channel, note):
            if not sent and not Client.works:
                raise ConnectionError("away")
            sent.append(note)

    Client.works = False
    monkeypatch.setattr(relay, "client", Client)
    monkeypatch.setattr(relay, "away_until", 0.0)
    monkeypatch.setattr(relay, "has_lost_notes", False)
    relay.send({"channel": "user-1", "type": "rooms-changed", "data": ""})
    relay.send({"wake": True})  # it is left alone for a while
    assert sent == []
    Client.works = True
    monkeypatch.setattr(relay, "away_until", 0.0)
    relay.send({"wake": True})
    relay.send({"wake": True})
    assert ["lost" in note for note in sent] == [True, False, False]
