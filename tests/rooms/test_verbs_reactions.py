"""The emoji under a message."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.live.models import Event
from apps.rooms.emoji import GROUPS, KNOWN, QUICK
from apps.rooms.models import Reaction, messages
from tests.conftest import HTMX, forget_everything


@pytest.fixture
def said(studio, ada):
    return studio.post(ada, "Soup at one")


@pytest.fixture
def bobs(client_of, bob):
    return client_of(bob)


def address(message):
    return f"/rooms/{message.room.slug}/messages/{message.pk}/reactions/"


def buttons(html):
    """(emoji, people, words) of each button."""
    return re.findall(r'value="([^"]+)" data-by="([^"]*)" title="[^"]*">([^<]*)</button>', html)


def test_the_list_is_short_and_has_no_emoji_twice():
    emoji = [one for _name, group in GROUPS for one in group]
    assert len(emoji) == len(set(emoji)) == len(KNOWN)
    assert 50 <= len(KNOWN) <= 70
    assert set(QUICK) <= KNOWN
    assert all(len(one) <= 16 for one in KNOWN)


@pytest.mark.both_databases
def test_an_emoji_stands_under_the_message_with_whose_it_is(bobs, client_of, bob, cleo, said):
    for _ in range(2):  # a second time changes nothing
        response = bobs.post(address(said), {"emoji": "🔥"}, headers=HTMX)
        assert (response.status_code, response.text) == (204, "")
    client_of(cleo).post(address(said), {"emoji": "🔥"})
    client_of(cleo).post(address(said), {"emoji": "👍"})
    page = bobs.get("/rooms/studio/").text
    row = page.partition(f'id="message-{said.pk}"')[2].partition("</li>")[0]
    assert buttons(row) == [("🔥", f"{bob.pk} {cleo.pk}", "🔥 2"), ("👍", str(cleo.pk), "👍 1")]
    assert 'title="bob, cleo"' in row


def test_names_of_those_who_gave_it_are_escaped(bobs, bob, said):
    bob.profile.name = '" onfocus=alert(1) autofocus><script>'
    bob.profile.save()
    said.react(bob, "🔥")
    escaped = 'title="&quot; onfocus=alert(1) autofocus&gt;&lt;script&gt;">🔥 1</button>'
    assert escaped in bobs.get("/rooms/studio/").text
    assert escaped in Event.objects.get(type="message-reacted").data


def test_everybody_hears_of_it_once_and_late_readers_of_the_newest_only(bobs, client_of, cleo, said):
    bobs.post(address(said), {"emoji": "🔥"})
    bobs.post(address(said), {"emoji": "🔥"})
    client_of(cleo).post(address(said), {"emoji": "🔥"})
    (event,) = Event.objects.filter(type="message-reacted")
    assert event.channel == f"room-{said.room_id}"
    assert "🔥 2" in event.data
    assert "🔥 2" in Event.objects.get(type="message-created").data


def test_without_htmx_one_is_led_back_to_the_message(bobs, said):
    response = bobs.post(address(said), {"emoji": "🔥"})
    assert (response.status_code, response["Location"]) == (302, said.get_absolute_url())


@pytest.mark.both_databases
@pytest.mark.parametrize("by_form", [True, False], ids=["form", "DELETE"])
def test_it_is_taken_back_and_a_second_time_changes_nothing(bobs, bob, said, by_form):
    said.react(bob, "🔥")
    for _ in range(2):
        if by_form:
            assert bobs.post(address(said), {"emoji": "🔥", "_method": "delete"}).status_code == 302
        else:
            assert bobs.delete(f"{address(said)}?emoji=🔥", headers=HTMX).status_code == 204
    assert not said.reactions.exists()
    (event,) = Event.objects.filter(type="message-reacted")
    assert "🔥" not in event.data


def test_nobody_takes_back_what_others_gave(bobs, ada, said):
    said.react(ada, "🔥")
    bobs.delete(f"{address(said)}?emoji=🔥")
    assert said.reactions.count() == 1


@pytest.mark.parametrize("emoji", ["", "x", "🔥🔥", "<b>", "🇨🇭", "👍🏿", "x" * 400])
def test_what_is_not_in_the_list_is_refused(bobs, said, emoji):
    response = bobs.post(address(said), {"emoji": emoji}, headers=HTMX)
    assert response.status_code == 422
    assert "no such emoji" in response.text
    assert not said.reactions.exists()


@pytest.mark.both_databases
def test_under_a_message_stand_at_most_twenty_different_ones(bobs, ada, bob, said):
    emoji = sorted(KNOWN)
    for one in emoji[:20]:
        said.react(ada, one)
    response = bobs.post(address(said), {"emoji": emoji[20]}, headers=HTMX)
    assert response.status_code == 409
    assert "enough different emoji" in response.text
    assert bobs.post(address(said), {"emoji": emoji[0]}, headers=HTMX).status_code == 204
    assert said.reactions.count() == 21


def test_nobody_reacts_in_an_archived_room(bobs, said, studio):
    studio.archive()
    assert bobs.post(address(said), {"emoji": "🔥"}, headers=HTMX).status_code == 409
    assert not said.reactions.exists()


def test_a_message_that_was_removed_meanwhile_gets_none(said, bob, studio):
    pk = said.pk
    studio.remove(said)
    said.pk = pk
    said.react(bob, "🔥")
    assert not Event.objects.filter(type="message-reacted").exists()


def test_ten_names_and_how_many_others(make_user, said):
    for number in range(13):
        said.react(make_user(f"dora{number}"), "🔥")
    (one,) = said.room.messages.with_rows().get().tally
    assert one.title == ", ".join(f"dora{number}" for number in range(10)) + " and 3 others"
    assert len(one.people) == 13


def test_of_a_message_with_very_many_pages_hear_only_that_they_shall_ask(bobs, make_user, bob, said, monkeypatch):
    monkeypatch.setattr(messages, "MANY_REACTIONS", 3)
    for number in range(6):
        said.react(make_user(f"dora{number}"), "🔥")
    said.react(bob, "👍")
    (event,) = Event.objects.filter(type="message-old")
    assert (event.channel, event.data) == (f"room-{said.room_id}", f"message-{said.pk}")
    row = bobs.get(f"/rooms/studio/messages/?from={said.pk}&to={said.pk}", headers=HTMX).text
    assert [words for _emoji, _by, words in buttons(row)] == ["🔥 6", "👍 1"]


def test_to_react_costs_the_same_among_many(make_user, said):
    people = [make_user(f"dora{number}") for number in range(30)]

    def queries(user):
        with CaptureQueriesContext(connection) as captured:
            said.react(user, "🔥")
        return len(captured)

    first = queries(people[0])
    for user in people[1:-1]:
        said.react(user, "🔥")
    assert queries(people[-1]) == first


def test_a_page_with_many_reactions_and_quotes_costs_the_same_as_one_with_few(bobs, make_user, ada, studio):
    people = [make_user(f"dora{number}") for number in range(5)]
    messages = [studio.post(ada, f"Message {number}") for number in range(40)]
    answer = studio.post(people[0], "Yes", reply_to=messages[0])
    messages[0].react(ada, "🔥")

    def queries():
        forget_everything()
        with CaptureQueriesContext(connection) as captured:
            assert bobs.get("/rooms/studio/").status_code == 200
        return len(captured)

    queries()
    few = queries()
    Reaction.objects.bulk_create(
        Reaction(message=message, user=user, emoji=emoji)
        for number, message in enumerate(messages[1:])
        for user in people
        for emoji in (QUICK[number % 6], "🔑")
    )
    for number in range(39):
        studio.post(people[number % 5], "Me too", reply_to=answer)
    assert queries() == few


@pytest.mark.both_databases
def test_in_the_admin_reactions_come_and_go_before_everybodys_eyes(client_of, owner, bob, said):
    desk = client_of(owner)
    said.react(bob, "🔥")
    pk = said.reactions.get().pk
    assert desk.post(f"/admin/rooms/reaction/{pk}/delete/", {"post": "yes"}).status_code == 302
    assert "🔥" not in Event.objects.get(type="message-reacted").data
    given = {"message": said.pk, "user": bob.pk, "emoji": "👍"}
    assert desk.post("/admin/rooms/reaction/add/", given).status_code == 302
    assert "👍 1" in Event.objects.get(type="message-reacted").data


@pytest.mark.both_databases
def test_with_an_account_its_reactions_go(bobs, cleo, said):
    said.react(cleo, "🔥")
    assert "🔥 1" in bobs.get("/rooms/studio/").text
    cleo.delete()
    assert "🔥 1" not in bobs.get("/rooms/studio/").text
