"""The list of rooms: what it shows, how it is searched and narrowed, and its pages."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from apps.rooms.models import Membership, Room
from apps.rooms.views.rooms import ROOMS
from tests.conftest import forget_everything

pytestmark = pytest.mark.empty_site


@pytest.fixture
def bobs(client_of, bob):
    return client_of(bob)


def shown(browser, query=""):
    response = browser.get(f"/rooms/{query}")
    assert response.status_code == 200
    return [room.slug for room in response.context["rooms"]]


def make(owner, number, **details):
    """Rooms in which somebody has spoken, the first most recently."""
    now = timezone.now()
    rooms = Room.objects.bulk_create(
        [
            Room(owner=owner, name=f"Room {n}", slug=f"room-{n}", last_message_at=now - timedelta(hours=n), **details)
            for n in range(number)
        ]
    )
    Membership.objects.bulk_create([Membership(room=room, user=owner) for room in rooms])
    return rooms


def test_a_card_tells_what_the_room_is(bobs, ada, studio):
    studio.change(topics=["weaving"], description="Where the looms are.")
    studio.post(ada, "The **warp** is on.")
    text = bobs.get("/rooms/").text
    for words in ("Studio", "Where the looms are.", "#weaving", "The warp is on.", "1 room"):
        assert words in text


@pytest.mark.both_databases
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?q=studio", ["studio"]),
        ("?q=LOOM", ["studio"]),
        ("?q=where looms", ["studio"]),
        ("?q=%23weav", ["studio"]),
        ("?q=looms bread", []),
        ("?q=%25", []),
        ("?q=", ["kiln", "studio"]),
        ("?show=mine", ["kiln"]),
        ("?show=nonsense", ["kiln", "studio"]),
        ("?archived=1", []),
        ("?after=nonsense", ["kiln", "studio"]),
        ("?after=99999999999999999.1", ["kiln", "studio"]),
    ],
)
def test_rooms_are_found(bobs, studio, kiln, query, found):
    studio.change(topics=["weaving"])
    assert shown(bobs, query) == found


@pytest.mark.both_databases
def test_with_news(bobs, ada, bob, studio, kiln):
    studio.post(ada, "Hello")
    assert shown(bobs, "?show=news") == []  # he is no member there
    assert "Nothing new" in bobs.get("/rooms/?show=news").text
    kiln.post(ada, "Hello")
    assert shown(bobs, "?show=news") == ["kiln"]


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("", "No rooms yet"),
        ("?q=xyz", "No such room"),
        ("?show=mine", "No rooms of yours yet"),
        ("?archived=1", "Nothing is archived"),
    ],
)
def test_an_empty_list_says_what_to_do_next(bobs, query, sentence):
    assert sentence in bobs.get(f"/rooms/{query}").text


def test_personal_rooms_are_not_in_the_list(bobs, ada):
    assert shown(bobs) == []


@pytest.mark.both_databases
def test_visitors_see_public_rooms_only(visitor, ada, studio, kiln, set_site):
    Room.objects.open_by(ada, name="Inside", kind="open")
    set_site(visitors_may_read="rooms")
    assert shown(visitor) == ["studio"]
    assert "data-unread" not in visitor.get("/rooms/").text
    assert "Mine" not in visitor.get("/rooms/").text


@pytest.mark.both_databases
def test_pages_follow_each_other_without_gaps(bobs, ada):
    """A room in which nobody has spoken stands where its opening puts it."""
    now, awake = timezone.now(), [room.slug for room in make(ada, 90)]
    for hours in (-1, 44, 44, 100):
        name = f"silent-{Room.objects.count()}"
        Room.objects.create(owner=ada, name=name, slug=name, opened_at=now - timedelta(hours=hours, minutes=-1))
    silent = list(Room.objects.filter(name__startswith="silent").order_by("-pk").values_list("slug", flat=True))
    expected = [silent[3], *awake[:44], silent[1], silent[2], *awake[44:], silent[0]]
    assert shown_on_all_pages(bobs) == expected


def shown_on_all_pages(browser):
    seen, query = [], ""
    while True:
        response = browser.get(f"/rooms/{query}")
        seen += [room.slug for room in response.context["rooms"]]
        query = response.context["more"]
        if not query:
            return seen


@pytest.mark.both_databases
def test_a_page_may_end_between_rooms_of_the_same_time(bobs, ada):
    rooms = make(ada, ROOMS + 3)
    Room.objects.filter(pk__in=[room.pk for room in rooms]).update(last_message_at=timezone.now())
    assert shown_on_all_pages(bobs) == [room.slug for room in sorted(rooms, key=lambda room: -room.pk)]


def test_a_new_room_stands_beside_the_page_before_anybody_has_spoken_there(bobs, bob, ada):
    for room in make(ada, 12):
        room.join(bob)
    new = Room.objects.open_by(bob, name="Brand new", kind="open")
    beside = [room.title for room in bobs.get("/rooms/").context["side"].rooms]
    assert (len(beside), beside[0]) == (12, "Brand new")
    message = new.post(bob, "Hello")
    new.remove(message)
    new.refresh_from_db()
    assert (new.last_message_at, new.stirred_at) == (None, new.opened_at)


@pytest.mark.both_databases
def test_the_next_page_keeps_what_one_asked_for(bobs, ada):
    make(ada, 90, description="wood")
    make_another = Room.objects.create(owner=ada, name="Other", slug="other")
    response = bobs.get("/rooms/?q=wood")
    assert "q=wood" in response.context["more"]
    assert make_another.slug not in shown(bobs, response.context["more"])


def test_a_list_of_forty_costs_what_a_list_of_five_costs(bobs, ada, studio, kiln):
    def cost():
        forget_everything()  # who is where is remembered for a moment, and a busy machine is slower than that
        with CaptureQueriesContext(connection) as asked:
            bobs.get("/rooms/")
        return len(asked)

    def open_rooms(number):
        for n in range(number):
            room = Room.objects.open_by(ada, name=f"Room {n}", kind="open", topics=["wood", f"tag{n}"])
            room.post(ada, "Hello")

    open_rooms(3)
    cost()  # the first page of a process asks for more
    few = cost()
    open_rooms(35)
    assert cost() == few <= 10


def test_the_side_costs_the_same_however_many_rooms_are_ones_own(bobs, bob, ada):
    def cost():
        with CaptureQueriesContext(connection) as asked:
            assert bobs.get("/rooms/side/").status_code == 200
        return len(asked)

    for n in range(3):
        Room.objects.open_by(ada, name=f"Room {n}", kind="open").join(bob)
    cost()
    few = cost()
    for n in range(20):
        Room.objects.open_by(ada, name=f"Room {n}", kind="open").join(bob)
    cost()
    assert cost() == few <= 6


@pytest.mark.both_databases
def test_without_javascript_the_search_is_a_form(bobs, studio):
    text = bobs.get("/rooms/?q=studio&show=mine").text
    assert 'action="/rooms/"' in text
    assert 'name="q" value="studio"' in text
    assert 'name="show" value="mine"' in text
