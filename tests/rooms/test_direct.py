"""Direct conversations: one for each pair and each set of people, theirs alone, seen from the side of each."""

from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import get_resolver, reverse
from django.utils import timezone

from apps.accounts.models import User
from apps.live.models import Event, Presence
from apps.people.models import Block, Follow
from apps.rooms.live import activity_of_ones_rooms, can_be_read_by, is_a_member
from apps.rooms.models import Membership, Message, Room, Shut, Silent, Unreachable
from tests.conftest import HTMX

from .talking import talk
from .test_memberships import ended_streams, told  # noqa: F401  a fixture


@pytest.fixture
def talking(ada, bob):
    """Ada and bob, who have a conversation in which nothing was said yet."""
    return Room.objects.begin(ada, [bob])


@pytest.fixture
def adas(client_of, ada):
    return client_of(ada)


@pytest.fixture
def bobs(client_of, bob):
    return client_of(bob)


def admits(user, whom):
    user.profile.admits = whom
    user.profile.save()


def admission(room, user):
    return room.memberships.get(user=user).admission


# --- One for each pair, and for each set ----------------------------------------------------------


@pytest.mark.both_databases
def test_who_presses_message_comes_to_the_one_conversation_whoever_and_however_often(adas, bobs, ada, bob):
    for browser, other in ((adas, "bob"), (bobs, "ada"), (adas, "BOB"), (adas, "bob,ada")):
        response = browser.post(f"/messages/{other}/")
        assert response["Location"] == f"/messages/{'ada' if browser is bobs else 'bob'}/"
    room = Room.objects.direct().get()
    assert {membership.user for membership in room.memberships.all()} == {ada, bob}
    assert (room.member_count, room.owner, room.is_closed) == (2, None, True)


def test_to_look_begins_nothing(adas, bob):
    response = adas.get("/messages/bob/")
    assert response.status_code == 200
    assert "You have not talked here yet" in response.text
    assert not Room.objects.direct().exists()


@pytest.mark.both_databases
def test_several_people_come_to_one_conversation_in_whatever_order(adas, bobs, cleo):
    assert adas.post("/messages/cleo,bob/")["Location"] == "/messages/bob,cleo/"
    assert bobs.post("/messages/ada,cleo/")["Location"] == "/messages/ada,cleo/"
    adas.post("/messages/bob/")
    assert [room.member_count for room in Room.objects.direct().order_by("pk")] == [3, 2]
    assert adas.get("/messages/bob,cleo/").status_code == adas.get("/messages/cleo,bob/").status_code == 200


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("others", ["nobody.here", "bob,nobody.here", "ada", ",", "..", "bob" + ",x" * 12])
def test_who_is_not_there_cannot_be_written_to(adas, bob, method, others):
    assert getattr(adas, method)(f"/messages/{others}/").status_code == 404
    assert not Room.objects.direct().exists()


def test_twelve_people_talk_and_thirteen_do_not(adas, make_user):
    names = [make_user(f"person{number}").username for number in range(12)]
    assert adas.post(f"/messages/{','.join(names[:11])}/").status_code == 302
    assert Room.objects.direct().get().member_count == 12
    assert adas.post(f"/messages/{','.join(names)}/").status_code == 404


def test_an_account_that_is_closed_is_not_written_to(adas, bob):
    User.objects.filter(pk=bob.pk).update(is_active=False)
    assert adas.get("/messages/bob/").status_code == 404
    adas.post("/messages/bob/")
    assert not Room.objects.direct().exists()


@pytest.mark.both_databases
def test_one_chooses_people_and_begins(adas, bob, cleo, make_user):
    make_user("dora")
    assert "bob" in adas.get("/messages/new/").text
    page = adas.get("/messages/new/", {"q": "cle", "with": "bob"}, headers=HTMX).text
    assert 'value="bob" checked' in page
    assert 'value="cleo">' in page
    assert "dora" not in page
    response = adas.post("/messages/new/", {"with": ["bob", "cleo"]})
    assert response["Location"] == "/messages/bob,cleo/"


def test_nobody_chosen_is_said_and_what_was_typed_stays(adas, bob):
    response = adas.post("/messages/new/", {"q": "bo"})
    assert response.status_code == 422
    assert "Choose whom to write to" in response.text
    assert 'value="bo"' in response.text
    assert adas.post("/messages/new/", {"q": "bo", "search": "1"}).status_code == 200


# --- From the side of whoever looks ---------------------------------------------------------------


def test_the_page_is_called_after_the_other(adas, bobs, talking, ada, bob):
    talking.post(ada, "Are you in tomorrow?")
    for browser, other in ((adas, bob), (bobs, ada)):
        page = browser.get(f"/messages/{other.username}/").text
        assert f'<h1><a href="/@{other.username}/">{other.profile.name}</a></h1>' in page
        assert f"Write to {other.profile.name}" in page
        assert "Are you in tomorrow?" in page


def test_a_conversation_has_one_address_that_keeps_the_query(adas, talking):
    assert adas.get(f"/rooms/{talking.slug}/?reply=3")["Location"] == "/messages/bob/?reply=3"
    assert adas.get(f"/{talking.slug}/")["Location"] == f"/rooms/{talking.slug}/"


def test_what_is_said_comes_to_its_address_and_lands_on_the_page(adas, bobs, talking):
    response = adas.post(f"/rooms/{talking.slug}/messages/", {"body": "**Hello**"})
    assert response["Location"].startswith(f"/rooms/{talking.slug}/#message-")
    assert "<strong>Hello</strong>" in bobs.get("/messages/ada/").text


def test_every_page_of_a_conversation_shows_itself(adas, talking, ada):
    message = talking.post(ada, "The glaze runs.")
    for path in ("messages/", f"messages/{message.pk}/", "head/", "search/?q=glaze", "files/", "people/", "here/"):
        page = adas.get(f"/rooms/{talking.slug}/{path}")
        assert page.status_code == 200, path
    assert "<mark>glaze</mark>" in adas.get(f"/rooms/{talking.slug}/search/?q=glaze").text
    assert f"message-{message.pk}" in adas.get(f"/rooms/{talking.slug}/messages/{message.pk}/").text


# --- The inbox ------------------------------------------------------------------------------------


def lines(browser, **query):
    rooms = browser.get("/messages/", query).context["conversations"]
    return [room.title for room in rooms]


@pytest.mark.both_databases
def test_the_inbox_begins_with_what_was_said_last(adas, bobs, ada, bob, cleo, make_user):
    dora = make_user("dora")
    for other in (bob, cleo, dora):
        Room.objects.begin(ada, [other])
    assert lines(adas) == []  # nobody has said anything
    for other in (cleo, bob):
        Room.objects.begin(ada, [other]).post(other, f"From {other.username}")
    assert lines(adas) == [bob.profile.name, cleo.profile.name]
    Room.objects.begin(ada, [cleo]).post(ada, "An answer")
    page = adas.get("/messages/").text
    assert lines(adas) == [cleo.profile.name, bob.profile.name]
    assert "You: An answer" in page
    assert page.count("data-unread") == 1 + 1  # bob's line, and what tells it to the page's other parts
    assert lines(bobs) == [ada.profile.name]


@pytest.mark.both_databases
def test_the_inbox_is_searched_by_the_names_of_the_others(adas, ada, bob, cleo):
    for others in ([bob], [cleo], [bob, cleo]):
        Room.objects.begin(ada, others).post(ada, "Hello")
    assert len(lines(adas, q="bob")) == 2
    assert len(lines(adas, q="bob cleo")) == 1
    assert lines(adas, q="ada") == lines(adas, q="zzz") == []
    assert "No conversation with" in adas.get("/messages/", {"q": "zzz"}).text


@pytest.mark.both_databases
def test_the_inbox_has_pages(adas, ada, make_user, monkeypatch):
    monkeypatch.setattr("apps.rooms.inbox.CONVERSATIONS", 2)
    people = [make_user(f"person{number}") for number in range(5)]
    for person in people:
        Room.objects.begin(ada, [person]).post(person, "Hello")
    found, page = [], ""
    for _page in range(3):
        context = adas.get(f"/messages/{page}").context
        found += [room.others[0].user for room in context["conversations"]]
        page = context["older"]
    assert found == people[::-1]
    assert page == ""


def test_a_request_may_be_corrected_and_not_said_anew(asking, adas, ada):
    message = asking.messages.get()
    assert (
        adas.post(f"/rooms/{asking.slug}/messages/{message.pk}/edit/", {"body": "Please"}, headers=HTMX).status_code
        == 200
    )
    number = uuid4()
    Message.objects.update(client_id=number)
    adas.delete(f"/rooms/{asking.slug}/messages/{message.pk}/", headers=HTMX)
    with pytest.raises(Silent, match="has been asked"):
        asking.post(ada, "Again")


def test_what_is_hidden_is_found_by_its_names_and_let_in_it_is_seen(adas, talking, ada, bob):
    talking.post(bob, "Hello")
    talking.set_bell(ada, "hidden")
    assert lines(adas, q="bob") == [bob.profile.name]
    talking.decline(ada)
    talking.admit(ada)
    assert lines(adas) == [bob.profile.name]


def test_older_pages_do_not_jump_when_something_is_said(adas, ada, make_user, monkeypatch):
    monkeypatch.setattr("apps.rooms.inbox.CONVERSATIONS", 1)
    rooms = [Room.objects.begin(ada, [make_user(f"person{number}")]) for number in range(3)]
    for room in rooms:
        room.post(ada, "Hello")
    older = adas.get("/messages/").context["older"]
    rooms[2].post(ada, "Again")  # the one after which the next page begins
    page = adas.get(f"/messages/{older}")
    assert [room.pk for room in page.context["conversations"]] == [rooms[1].pk]
    assert 'data-news="direct"' not in page.text


@pytest.mark.both_databases
def test_a_set_in_which_somebody_is_gone_is_still_itself(adas, ada, bob, cleo):
    room = Room.objects.begin(ada, [bob, cleo])
    room.post(cleo, "Hello")
    bob.delete()
    assert f'href="/rooms/{room.slug}/"' in adas.get("/messages/").text
    assert "Hello" in adas.get(f"/rooms/{room.slug}/").text
    assert total(adas) == (0, 0)
    assert "You have not talked here yet" in adas.get("/messages/cleo/").text


def test_many_unread_conversations_leave_the_rooms_their_place(adas, ada, studio, make_user):
    for number in range(20):
        person = make_user(f"person{number}")
        Room.objects.begin(person, [ada]).post(person, "Hello")
    side = adas.get("/people/").context["side"]
    assert studio.pk in [room.pk for room in side.rooms]
    assert (side.direct_news, len(side.conversations)) == (20, 12)


def test_the_mark_stands_only_under_the_end(adas, talking, ada, bob):
    talking.admit(bob)
    first, *_rest = talk(talking, [ada], 100)
    for reader in (ada, bob):
        talking.read_by(reader, talking.newest())
    assert "has read this" not in adas.get(f"/rooms/{talking.slug}/messages/{first.pk}/").text
    assert "has read this" in adas.get("/messages/bob/").text


@pytest.mark.both_databases
def test_thirteen_who_are_chosen_stay_chosen(adas, make_user):
    names = [make_user(f"person{number}").username for number in range(13)]
    response = adas.post("/messages/new/", {"with": names})
    assert response.status_code == 422
    assert response.text.count(" checked>") == 13


def test_a_hidden_conversation_stands_nowhere_and_is_there(adas, talking, ada, bob):
    talking.post(bob, "Hello")
    adas.post(f"/rooms/{talking.slug}/membership/", {"level": "hidden"})
    assert lines(adas) == []
    assert total(adas) == (0, 0)
    assert "Hello" in adas.get("/messages/bob/").text


def test_the_inbox_asks_the_same_however_many_conversations(adas, ada, make_user, django_assert_max_num_queries):
    def queries(people):
        for person in people:
            Room.objects.begin(ada, [person]).post(person, "Hello")
        with django_assert_max_num_queries(99) as asked:
            assert adas.get("/messages/").status_code == 200
        return len(asked)

    adas.get("/messages/")
    assert queries([make_user("one")]) == queries([make_user(f"person{number}") for number in range(8)])


# --- Unread ---------------------------------------------------------------------------------------


def total(browser):
    rooms, conversations, _notifications = browser.get("/rooms/side/?news").text.split()
    return int(rooms), int(conversations)


def is_here(user):
    """Somewhere on the site, and so is told nothing of what is said meanwhile but the marks."""
    Presence.objects.create(channel=f"user-{user.pk}", user=user, process="here")


def test_conversations_with_news_are_counted_beside_the_rooms(adas, talking, ada, bob, cleo, studio):
    is_here(ada)
    assert total(adas) == (0, 0)
    talking.post(bob, "One")
    talking.post(bob, "Two")
    Room.objects.begin(cleo, [ada]).post(cleo, "Three")
    studio.post(bob, "Four")
    assert total(adas) == (1, 2)
    page = adas.get("/people/").text
    assert "<title>(3) " in page
    page = adas.get("/messages/bob/").text  # who looks at it reads it
    assert "<title>(2) " in page
    assert f'<i hidden data-room="{talking.pk}" aria-current="page"></i>' in page
    assert total(adas) == (1, 1)


def test_a_muted_conversation_is_not_counted(adas, talking, bob):
    adas.post(f"/rooms/{talking.slug}/membership/", {"level": "nothing"})
    talking.post(bob, "One")
    assert total(adas) == (0, 0)
    assert lines(adas) == [bob.profile.name]


def test_conversations_take_no_place_among_the_rooms_beside_a_page(adas, ada, make_user):
    for number in range(15):
        Room.objects.open_by(ada, name=f"Room {number}", kind=Room.Kind.OPEN)
        person = make_user(f"person{number}")
        Room.objects.begin(person, [ada]).post(person, "Hello")
    side = adas.get("/people/").context["side"]
    assert len(side.rooms) == 12
    assert {room.kind for room in side.rooms} == {"open"}
    assert side.direct_news == 15


def test_what_is_said_is_told_as_news_of_a_conversation(told, talking, ada, bob):  # noqa: F811
    notes = told(lambda: talking.post(ada, "Hello"))
    assert (f"activity-{talking.pk}", "direct-news", str(talking.pk)) in notes
    assert "room-news" not in [name for _channel, name, _data in notes]


# --- Who may write to whom ------------------------------------------------------------------------


@pytest.mark.parametrize(("whom", "follows", "asked"), [
    ("everyone", False, False), ("followed", True, False), ("followed", False, True), ("nobody", True, True),
])  # fmt: skip
def test_whoever_is_not_admitted_asks(ada, bob, whom, follows, asked):
    admits(bob, whom)
    if follows:
        Follow.objects.make(bob, ada)
    room = Room.objects.begin(ada, [bob])
    assert (admission(room, ada), admission(room, bob)) == ("admitted", "open")  # nobody is asked before a word
    room.post(ada, "Hello")
    assert (admission(room, ada), admission(room, bob)) == ("admitted", "asked" if asked else "admitted")


def test_whom_one_admits_is_asked_when_something_is_said_and_not_before(ada, bob):
    room = Room.objects.begin(ada, [bob])
    admits(bob, "nobody")
    room.post(ada, "Hello")
    assert admission(room, bob) == "asked"


def test_who_speaks_first_to_somebody_who_began_it_is_heard(ada, bob):
    admits(bob, "nobody")
    room = Room.objects.begin(bob, [ada])
    room.post(ada, "You wanted me?")
    assert admission(room, bob) == "admitted"


@pytest.fixture
def asking(ada, bob):
    """Ada has written to bob, who admits nobody."""
    admits(bob, "nobody")
    room = Room.objects.begin(ada, [bob])
    room.post(ada, "May I borrow the ladder?")
    return room


@pytest.mark.both_databases
def test_a_request_stands_apart_and_is_no_news(asking, bobs, bob, ada):
    assert lines(bobs) == []
    assert lines(bobs, requests="1") == [ada.profile.name]
    assert "1 request" in bobs.get("/messages/").text
    assert total(bobs) == (0, 0)
    assert f"activity-{asking.pk}" not in activity_of_ones_rooms(SimpleNamespace(user=bob))


@pytest.mark.both_databases
def test_who_asks_says_one_thing_and_waits(asking, adas, ada):
    with pytest.raises(Silent, match="has been asked"):
        asking.post(ada, "Hello?")
    response = adas.post(f"/rooms/{asking.slug}/messages/", {"body": "Are you there?"}, headers=HTMX)
    assert response.status_code == 409
    assert "has been asked" in response.text
    response = adas.post(f"/rooms/{asking.slug}/messages/", {"body": "Are you there?"})
    assert response.status_code == 409
    assert "Are you there?" in response.text  # what was typed is not lost
    assert asking.messages.count() == 1


def test_the_one_thing_can_be_sent_twice_by_the_same_number(ada, bob):
    admits(bob, "nobody")
    room, number = Room.objects.begin(ada, [bob]), uuid4()
    assert room.post(ada, "Hello", number) == room.post(ada, "Hello", number)


def test_who_is_asked_reads_and_accepts(asking, bobs, bob, ada):
    page = bobs.get("/messages/ada/").text
    assert "May I borrow the ladder?" in page
    assert "would like to write to you" in page
    assert 'id="composer"' not in page
    assert bobs.post(f"/rooms/{asking.slug}/messages/", {"body": "Yes"}, headers=HTMX).status_code == 409
    for _twice in range(2):
        assert bobs.post(f"/rooms/{asking.slug}/admission/")["Location"] == f"/rooms/{asking.slug}/"
    assert 'id="composer"' in bobs.get("/messages/ada/").text
    assert lines(bobs) == [ada.profile.name]
    asking.post(ada, "Thank you")
    asking.post(bob, "Bring it back")


def test_who_declines_hears_no_more_and_is_not_betrayed(asking, adas, bobs, ada):
    waiting = adas.get("/messages/bob/").text
    assert bobs.post(f"/rooms/{asking.slug}/admission/", {"_method": "delete"})["Location"] == "/messages/"
    assert bobs.delete(f"/rooms/{asking.slug}/admission/").status_code == 302
    assert lines(bobs) == lines(bobs, requests="1") == []
    pages = (waiting, adas.get("/messages/bob/").text)
    before, now = (page[page.index("has been asked") :][:80] for page in pages)
    assert before == now
    assert "You have declined" in bobs.get("/messages/ada/").text
    bobs.post(f"/rooms/{asking.slug}/admission/")
    asking.post(ada, "After all")


def test_who_was_asked_and_presses_message_has_accepted(asking, bobs, bob):
    bobs.post("/messages/ada/")
    assert admission(asking, bob) == "admitted"


def test_in_a_set_those_who_admit_it_talk_and_the_others_are_asked(ada, bob, cleo):
    admits(cleo, "nobody")
    room = Room.objects.begin(ada, [bob, cleo])
    for author in (ada, bob, ada):
        room.post(author, "Hello")
    with pytest.raises(Silent, match="Accept"):
        room.post(cleo, "Hello")


# --- Blocks ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("blocker", ["ada", "bob"])
def test_a_block_ends_it_both_ways(talking, ada, bob, client_of, blocker):
    message = talking.post(ada, "Before")
    one, other = (ada, bob) if blocker == "ada" else (bob, ada)
    Block.objects.make(one, other)
    for person in (ada, bob):
        with pytest.raises(Silent):
            talking.post(person, "After")
        browser, path = client_of(person), f"/rooms/{talking.slug}/"
        said = f"{path}messages/{message.pk}/"
        for address in (f"{path}typing/", f"{said}reactions/", *([f"{said}edit/"] if person == ada else [])):
            response = browser.post(address, {"emoji": "👍", "body": "X"}, headers=HTMX)
            assert response.status_code == 409, address
        page = browser.get(f"/messages/{(bob if person is ada else ada).username}/").text
        assert "Before" in page
        assert 'id="composer"' not in page
        assert ("You have blocked" in page) is (person == one)
    Block.objects.end(one, other)
    talking.post(one, "Again")


@pytest.mark.parametrize("is_blocked", [False, True], ids=["first", "back"])
def test_one_blocks_from_the_conversation_also_whoever_has_blocked_one(talking, bobs, ada, bob, cleo, is_blocked):
    """Whose profile bob may no longer find; and he is told nothing that differs."""
    if is_blocked:
        Block.objects.make(ada, bob)
    address = f"/rooms/{talking.slug}/block/"
    assert address in bobs.get("/messages/ada/").text
    assert bobs.get(address).status_code == 405
    for _twice in range(2):
        assert bobs.post(address)["Location"] == f"/rooms/{talking.slug}/"
    assert Block.objects.filter(blocker=bob, blocked=ada).count() == 1
    page = bobs.get("/messages/ada/").text
    assert f"{ada.profile.name} is blocked. Neither of you can write to the other." in page
    assert address not in page
    several = Room.objects.begin(cleo, [bob, ada])
    assert bobs.post(f"/rooms/{several.slug}/block/").status_code == 404


def test_who_is_blocked_talks_to_the_wall_and_reads_no_reason(adas, bobs, ada, bob, cleo):
    """As everybody who asks and is not answered."""
    admits(cleo, "nobody")
    Block.objects.make(bob, ada)
    rooms = {other: Room.objects.begin(ada, [other]) for other in (bob, cleo)}
    for other, room in rooms.items():
        room.post(ada, "Hello")
        with pytest.raises(Silent) as silence:
            room.post(ada, "Hello?")
        assert str(silence.value).replace(other.profile.first_name, "They").startswith("They has been asked.")
    assert lines(bobs) == lines(bobs, requests="1") == []
    assert total(bobs) == (0, 0)
    assert len(lines(adas)) == 2


def test_whom_one_has_blocked_one_does_not_write_to(adas, ada, bob, cleo):
    Block.objects.make(ada, bob)
    with pytest.raises(Unreachable):
        Room.objects.begin(ada, [bob])
    assert "You cannot write to" in adas.post("/messages/bob/", follow=True).text
    assert "You cannot write to" in adas.post("/messages/bob,cleo/", follow=True).text
    assert "You cannot write to" in adas.post("/messages/new/", {"with": ["bob", "cleo"]}, follow=True).text
    assert not Room.objects.direct().exists()


def test_a_request_of_somebody_whom_one_has_blocked_is_none(asking, bobs, bob, ada):
    Block.objects.make(bob, ada)
    assert lines(bobs, requests="1") == []
    assert "request" not in bobs.get("/messages/").text.partition('id="inbox"')[2][:400].partition("hx-trigger")[2]
    page = bobs.get("/messages/ada/").text
    assert "You have blocked" in page
    assert "would like to write to you" not in page


def test_a_block_holds_where_only_two_are_left(ada, bob, cleo):
    room = Room.objects.begin(ada, [bob, cleo])
    room.post(bob, "Hello")
    Block.objects.make(ada, bob)
    room.post(bob, "To cleo")  # among several it does not part the others
    cleo.delete()
    with pytest.raises(Silent, match="takes no messages"):
        room.post(bob, "To ada")


@pytest.mark.parametrize("verb", ["edit", "react", "unreact"])
def test_nothing_is_done_to_what_was_said_once_somebody_has_blocked_one(talking, ada, bob, verb):
    """Also where the page looked before, and the block came while it rendered."""
    message = talking.post(ada, "Before")
    Block.objects.make(bob, ada)
    with pytest.raises(Silent):
        getattr(message, verb)(ada, "👍")


# --- What others do not learn ---------------------------------------------------------------------


def test_who_has_not_let_it_in_is_not_seen_to_look(asking, adas, bob, ada):
    assert not can_be_read_by(bob, str(asking.pk))  # so his stream does not count him there
    assert can_be_read_by(ada, str(asking.pk))
    assert "here now" not in adas.get("/messages/bob/").text


def test_a_block_hides_who_is_here(talking, adas, ada, bob):
    talking.post(bob, "Hello")
    talking.post(ada, "Hello")
    assert "not here now" in adas.get("/messages/bob/").text
    Block.objects.make(bob, ada)
    assert "here now" not in adas.get("/messages/bob/").text
    assert "here now" not in adas.get(f"/rooms/{talking.slug}/here/", headers=HTMX).text


def test_reading_and_declining_are_not_told_to_who_asks(asking, bobs, bob, told):  # noqa: F811
    notes = told(lambda: bobs.get("/messages/ada/"))
    notes += told(lambda: asking.decline(bob))
    assert [note for note in notes if note[0] == f"room-{asking.pk}"] == []


def test_who_shows_no_mark_is_not_told_to_have_read(talking, ada, bob, told):  # noqa: F811
    is_here(bob)
    talking.post(ada, "Hello")
    bob.profile.shows_seen = False
    bob.profile.save()
    assert [name for _channel, name, _data in told(lambda: talking.read_by(bob, talking.newest()))] == ["room-read"]


def test_a_stream_that_is_opening_when_a_conversation_begins_begins_again(ada, bob):
    room = Room.objects.begin(ada, [bob])
    room.post(ada, "Hello")
    assert f'"user": {bob.pk}' in "".join(ended_streams())


# --- Seen -----------------------------------------------------------------------------------------


def seen(browser, room):
    return "has read this" in browser.get(f"/rooms/{room.slug}/seen/", headers=HTMX).text


@pytest.mark.both_databases
def test_the_last_word_is_marked_when_the_other_has_read_it(adas, bobs, talking, ada, bob, told):  # noqa: F811
    talking.post(ada, "Hello")
    assert not seen(adas, talking)
    notes = told(lambda: bobs.get("/messages/ada/"))
    assert (f"room-{talking.pk}", "seen", str(talking.pk)) in notes
    assert seen(adas, talking)
    assert not seen(bobs, talking)
    assert "has read this" in adas.get("/messages/bob/").text
    talking.post(bob, "Yes")
    assert not seen(adas, talking)


@pytest.mark.parametrize("who", ["ada", "bob"])
def test_whoever_shows_no_mark_sees_none(adas, talking, ada, bob, who):
    talking.post(ada, "Hello")
    talking.read_by(bob, talking.newest())
    profile = (ada if who == "ada" else bob).profile
    profile.shows_seen = False
    profile.save()
    assert not seen(adas, talking)


def test_a_request_that_was_read_is_not_marked(asking, adas, bobs):
    bobs.get("/messages/ada/")
    assert not seen(adas, asking)


# --- Nobody else ----------------------------------------------------------------------------------


def addresses(room, message):
    """Every address that a part of a room can have."""
    day = timezone.localdate(message.sent_at)
    known = {"slug": room.slug, "pk": message.pk, "username": "bob", "name": "plan.pdf"}
    known |= {"year": day.year, "month": day.month, "day": day.day}
    _prefix, resolver = get_resolver().namespace_dict["rooms"]
    for name in {key for key in resolver.reverse_dict if isinstance(key, str)}:
        parameters = resolver.reverse_dict.getlist(name)[0][0][0][1]
        if "slug" in parameters:
            yield reverse(f"rooms:{name}", kwargs={parameter: known[parameter] for parameter in parameters})


@pytest.mark.parametrize("who", ["cleo", "mod", "owner"])
@pytest.mark.parametrize("method", ["get", "post", "delete"])
def test_nobody_else_opens_any_address_of_a_conversation(who, method, request, client_of, talking, ada, bob):
    message = talking.post(ada, "Only for bob")
    browser = client_of(request.getfixturevalue(who))
    tried = list(addresses(talking, message))
    assert len(tried) > 25
    for address in [*tried, f"/{talking.slug}/"]:
        for headers in ({}, HTMX):
            response = getattr(browser, method)(address, headers=headers)
            assert response.status_code in (404, 405), address
            assert "Only for bob" not in response.text
    assert talking.messages.get().body == "Only for bob"
    assert talking.memberships.count() == 2


@pytest.mark.parametrize("choice", ["nothing", "rooms-people"])
def test_a_visitor_finds_no_conversation_and_is_offered_to_sign_in(visitor, set_site, talking, ada, bob, choice):
    message = talking.post(ada, "Only for bob")
    unknown = talking.slug[:-6] + "abcdef"
    for address in [*addresses(talking, message), f"/{talking.slug}/", f"/rooms/{unknown}/", "/messages/nobody/"]:
        set_site(visitors_may_read=choice)
        for response in (visitor.get(address), visitor.post(address), visitor.get(address, headers=HTMX)):
            assert response.status_code == 404, address
        assert f'"/accounts/login/?next={address}"' in visitor.get(address).text


def test_who_was_signed_out_takes_along_what_they_wrote(visitor, talking):
    response = visitor.post(f"/rooms/{talking.slug}/messages/", {"body": "A long letter"})
    assert response.status_code == 404
    assert "A long letter" in response.text


def test_the_stream_of_somebody_else_carries_nothing_of_it(talking, ada, cleo, mod, owner):
    for user in (cleo, mod, owner, AnonymousUser()):
        assert not can_be_read_by(user, str(talking.pk))
        assert not is_a_member(user, str(talking.pk))
    assert can_be_read_by(ada, str(talking.pk))


@pytest.mark.both_databases
def test_a_conversation_stands_in_no_list(client_of, adas, talking, ada, bob, cleo, owner, set_site):
    talking.post(ada, "Only for bob, @bob @cleo")
    set_site(visitors_may_read="rooms-people")
    for browser in (adas, client_of(cleo), client_of(owner), client_of(None)):
        for address in ("/rooms/", "/rooms/?show=mine", "/rooms/?archived=1", "/rooms/?q=direct", "/sitemap.xml", "/"):
            response = browser.get(address, follow=True)
            assert talking.slug not in response.text.partition('id="side-rooms"')[0], address
            assert "Only for bob" not in response.text
    assert "Only for bob" not in client_of(cleo).get("/notifications/").text
    assert "Only for bob" not in client_of(bob).get("/notifications/?of=mentions").text  # he is told as of every word


def test_only_its_people_are_named_in_it(talking, ada, bob, cleo):
    html = talking.post(ada, "@bob and @cleo, @room").body_html
    assert 'href="/@bob/"' in html
    assert "/@cleo/" not in html
    assert 'data-mention="room"' not in html


def test_nobody_is_let_in_and_nobody_leaves(talking, adas, ada, bob, cleo):
    with pytest.raises(Shut):
        talking.join(cleo)
    with pytest.raises(Shut):
        talking.post(cleo, "Hello")
    assert adas.delete(f"/rooms/{talking.slug}/membership/").status_code == 404
    assert adas.post(f"/rooms/{talking.slug}/people/", {"username": "cleo"}).status_code == 404
    for part in ("settings/", "settings/owner/", "settings/archive/", "settings/delete/", "people/bob/"):
        assert adas.post(f"/rooms/{talking.slug}/{part}", {"name": talking.slug}).status_code == 404
    assert talking.memberships.count() == 2


def test_nobody_moderates_it(talking, ada, bob, owner, mod):
    message = talking.post(bob, "Hello")
    for user in (ada, mod, owner):
        assert not talking.can_be_run_by(user)
        assert not message.can_be_removed_by(user)
        assert not talking.shows_earlier_texts_to(user)
    assert message.can_be_removed_by(bob)


# --- When somebody goes ---------------------------------------------------------------------------


def test_a_conversation_stays_for_the_other_and_goes_with_the_last(adas, talking, ada, bob):
    talking.post(bob, "From bob")
    talking.post(ada, "From ada")
    bob.delete()
    assert lines(adas) == ["Somebody who has left"]
    page = adas.get(f"/rooms/{talking.slug}/").text
    assert "From ada" in page
    assert "From bob" not in page
    assert "Nobody else is here any more" in page
    with pytest.raises(Silent):
        talking.post(ada, "Hello?")
    ada.delete()
    assert not Room.objects.direct().exists()
    assert not Message.objects.exists()
    assert not Event.objects.filter(channel=f"room-{talking.pk}").exists()


def test_what_is_far_back_is_found_as_in_every_room(adas, talking, ada, bob):
    first, *_rest = talk(talking, [ada, bob], 100)
    page = adas.get(f"/rooms/{talking.slug}/messages/{first.pk}/").text
    assert f'id="message-{first.pk}"' in page
    assert "messages--direct" in page
    assert Membership.objects.filter(room=talking).count() == 2


# --- The admin ------------------------------------------------------------------------------------


@pytest.fixture
def secret(talking, ada, bob):
    """All that a message can leave behind, each with a word that nobody else may read."""
    message = talking.post(ada, "GLAZE before")
    message.edit(ada, "GLAZE after")
    message.react(bob, "🦉")
    talking.keep_draft(bob, "GLAZE begun")
    message.attachments.create(
        room=talking, file="files/x.pdf", name="GLAZE.pdf", size=7, content_type="application/pdf"
    )
    return message


ADMIN = ("room", "message", "membership", "reaction", "revision", "attachment", "draft", "mention", "removal")


@pytest.fixture
def betrayals(secret, client_of, owner):
    """Of the admin's pages of all that it knows of a conversation, in turn, those that tell what was said."""

    def look():
        pages = [f"/admin/rooms/{name}/{query}" for name in ADMIN for query in ("", "?q=ada", "?q=GLAZ")]
        for name in ADMIN:
            for pk in (secret.pk, secret.room_id):
                pages += [f"/admin/rooms/{name}/{pk}/{page}/" for page in ("change", "delete", "history")]
        events = Event.objects.filter(channel=f"room-{secret.room_id}")
        pages += [f"/admin/live/event/{pk}/change/" for pk in events.values_list("pk", flat=True)]
        browser = client_of(owner)
        for page in pages:
            text = browser.get(page, follow=True).text
            if "GLAZE" in text or "🦉" in text:
                yield page

    return look


@pytest.mark.both_databases
def test_the_admin_shows_who_and_when_and_not_what(betrayals, secret, client_of, owner):
    assert list(betrayals()) == []
    page = client_of(owner).get("/admin/rooms/message/").text
    assert "(between them)" in page
    assert "ada" in page


def test_the_admin_reads_where_the_settings_say_so_and_each_conversation_says_so_too(betrayals, settings, adas, bobs):
    assert "administrators can read this" not in adas.get("/messages/bob/").text
    settings.ADMIN_READS_DIRECT = True
    assert next(betrayals(), None)
    assert "administrators can read this" in adas.get("/messages/bob/").text
    assert "administrators can read this" in bobs.get("/messages/ada/").text


@pytest.mark.parametrize("question", [
    "rooms/message/?body__contains=", "rooms/message/?body_html__regex=", "rooms/draft/?body__startswith=",
    "live/event/?data__contains=",
])  # fmt: skip
def test_the_admin_does_not_answer_letter_by_letter(secret, client_of, owner, question):
    browser = client_of(owner)
    for word in ("GLAZE", "NONSENSE"):
        assert browser.get(f"/admin/{question}{word}").status_code == 400


def test_who_moderates_takes_nothing_away_unseen(secret, client_of, mod):
    browser = client_of(mod)
    browser.post(f"/admin/rooms/message/{secret.pk}/delete/", {"post": "yes"})
    chosen = {"action": "delete_selected", "_selected_action": secret.pk, "post": "yes"}
    browser.post("/admin/rooms/message/", chosen)
    assert Message.objects.filter(pk=secret.pk).exists()


def test_the_admin_lets_nobody_in_and_speaks_for_nobody(talking, client_of, owner, ada, studio):
    browser = client_of(owner)
    browser.post(
        "/admin/rooms/membership/add/", {"user": owner.pk, "room": talking.pk, "level": "everything"} | JOINED
    )
    browser.post("/admin/rooms/message/add/", {"room": talking.pk, "author": ada.pk, "body": "I, Ada"})
    browser.post(
        f"/admin/rooms/room/{talking.pk}/change/", {"kind": "open", "name": "Talk", "slug": "talk", "owner": owner.pk}
    )
    other = Room.objects.begin(ada, [owner]).post(ada, "Hello")
    browser.post("/admin/rooms/reaction/add/", {"message": other.pk, "user": ada.pk, "emoji": "👍"})
    assert not other.reactions.exists()
    other.room.delete()
    browser.post("/admin/rooms/room/add/", {"kind": "direct", "name": "Talk", "slug": "talk", "owner": owner.pk})
    talking.refresh_from_db()
    assert (talking.kind, talking.owner, talking.memberships.count(), talking.messages.count()) == (
        "direct",
        None,
        2,
        0,
    )
    assert Room.objects.direct().count() == 1


JOINED = {"joined_at_0": "2026-11-21", "joined_at_1": "10:00:00"}
