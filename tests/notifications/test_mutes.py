"""Of what somebody hears nothing for a while: a post, a room, a person."""

import sys
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from apps.notifications import kinds
from apps.notifications.models import Mute, Notification, Preferences
from apps.notifications.models.mutes import Length
from apps.people.models import Follow
from apps.posts.models import Comment
from apps.rooms.models import Room
from tests.conftest import HTMX


def at(thing):
    return f"/notifications/mutes/{thing._meta.model_name}-{thing.pk}/"


def told(user):
    return list(user.notifications.order_by("pk").values_list("kind", flat=True))


@pytest.fixture
def it_is(monkeypatch):
    """`it_is(2026, 11, 3, 9)`: what the clock says, in UTC."""

    def set_to(*moment):
        monkeypatch.setattr(timezone, "now", lambda: datetime(*moment, tzinfo=UTC))

    return set_to


# --- What is not told -----------------------------------------------------------------------------


@pytest.mark.both_databases
def test_of_a_muted_post_nothing_is_told_until_one_hears_again(adas, ada, bob, oak, show):
    other = show(ada, "Ash")
    adas.post(at(oak), {"until": "week"})
    oak.like(bob)
    Comment.objects.say(oak, bob, "Look, @ada")
    assert told(ada) == []
    other.like(bob)
    assert told(ada) == ["like"]
    adas.delete(at(oak))
    Comment.objects.say(oak, bob, "Fine")
    assert told(ada) == ["like", "comment"]


@pytest.mark.both_databases
def test_of_a_muted_person_nothing_is_told(adas, ada, bob, cleo, oak):
    adas.post(at(bob.profile), {"until": "ever"})
    oak.like(bob)
    Follow.objects.make(bob, ada)
    ada.profile.take_follower(bob)
    assert told(ada) == []
    oak.like(cleo)
    assert told(ada) == ["like"]


@pytest.mark.both_databases
def test_of_a_muted_room_nothing_is_told(adas, ada, bob, studio, monkeypatch):
    """Whatever apps tell of rooms has the room as its place."""
    monkeypatch.setattr(kinds, "_kinds", dict(kinds._kinds))
    kinds.register(
        "knock", kinds.Topic.DIRECT, group=kinds.Group.PEOPLE, sentence="knocked", place=lambda r: f"room-{r.pk}"
    )
    here = type(ada).objects.filter(pk=ada.pk)
    adas.post(at(studio), {"until": "hour"})
    assert not Notification.objects.tell(here, bob, "knock", studio)
    adas.delete(at(studio))
    assert Notification.objects.tell(here, bob, "knock", studio)


def test_a_mute_of_a_room_leaves_its_bell_alone(adas, ada, studio):
    studio.set_bell(ada, "mentions")
    adas.post(at(studio), {"until": "hour"})
    assert studio.memberships.get(user=ada).level == "mentions"


@pytest.mark.both_databases
def test_a_mute_that_has_ended_is_none(adas, ada, bob, oak):
    adas.post(at(oak), {"until": "hour"})
    Mute.objects.update(until=timezone.now() - timedelta(seconds=1))
    oak.like(bob)
    assert told(ada) == ["like"]
    assert "Hear again" not in adas.get(at(oak)).text
    assert "Hear again" not in adas.get("/settings/notifications/").text


def test_others_hear_as_before(adas, ada, bob, cleo, oak):
    said = Comment.objects.say(oak, bob, "Fine")
    adas.post(at(oak), {"until": "ever"})
    Comment.objects.say(oak, cleo, "Yes", parent=said)
    assert told(bob) == ["reply"]


# --- For how long ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("now", "zone", "until"),
    [
        ((2026, 11, 3, 15), "Europe/Berlin", (2026, 11, 4, 8)),
        ((2026, 11, 3, 23, 30), "Europe/Berlin", (2026, 11, 4, 8)),  # past midnight there, and not slept yet
        ((2026, 11, 3, 5), "Europe/Berlin", (2026, 11, 4, 8)),
        ((2026, 11, 3, 15), "Asia/Tokyo", (2026, 11, 4, 0)),
        ((2026, 11, 3, 15), "", (2026, 11, 4, 9)),
        ((2026, 10, 24, 15), "Europe/Berlin", (2026, 10, 25, 8)),  # the clocks go back in between
    ],
)
def test_tomorrow_morning_is_ones_own(ada, it_is, now, zone, until):
    ada.preferences.time_zone = zone
    it_is(*now)
    found = Mute.objects.make(ada, "post-1", Length.MORNING).until
    assert found == datetime(*until, tzinfo=UTC)
    assert found.astimezone(ZoneInfo(zone or "UTC")).hour == 9


@pytest.mark.both_databases
def test_an_hour_a_week_and_for_good(ada, it_is):
    it_is(2026, 11, 3, 15)
    ends = {length: Mute.objects.make(ada, "post-1", length).until for length in Length}
    assert ends["hour"] == datetime(2026, 11, 3, 16, tzinfo=UTC)
    assert ends["week"] == datetime(2026, 11, 10, 15, tzinfo=UTC)
    assert ends["ever"] is None
    assert Mute.objects.count() == 1


# --- The ritual -----------------------------------------------------------------------------------


@pytest.mark.both_databases
def test_a_mute_is_made_and_ended_and_twice_is_once(adas, ada, oak):
    for _time in range(2):
        assert adas.post(at(oak), {"until": "hour"})["Location"] == f"/posts/{oak.pk}/"
        assert Mute.objects.get().place == f"post-{oak.pk}"
    assert Mute.objects.get().until > timezone.now() + timedelta(minutes=59)
    for _time in range(2):
        assert adas.post(at(oak), {"_method": "delete"})["Location"] == f"/posts/{oak.pk}/"
        assert not Mute.objects.exists()


def test_the_page_says_how_it_stands_and_a_toast_what_was_done(adas, ada, oak):
    page = adas.get(at(oak)).text
    assert "For how long?" in page
    assert page.count('name="until"') == 4
    Preferences.objects.filter(user=ada).update(time_zone="Asia/Tokyo")
    answer = adas.post(at(oak), {"until": "morning"}, follow=True).text
    assert "Muted until" in answer
    assert "09:00." in answer
    page = adas.get(at(oak)).text
    assert "Hear again?" in page
    assert 'data-behaviour="until"' in page
    assert "You hear of it again." in adas.post(at(oak), {"_method": "delete"}, follow=True).text


def test_the_menu_asks_for_its_part(adas, oak):
    assert f'hx-get="{at(oak)}"' in adas.get(f"/posts/{oak.pk}/").text
    part = adas.get(at(oak), headers=HTMX).text
    assert part.startswith("<div") or part.lstrip().startswith("<div")
    assert "Mute this post" in part
    part = adas.post(at(oak), {"until": "ever"}, headers=HTMX).text
    assert "Hear again" in part
    assert "muted until you say otherwise" in part
    assert "autofocus" in part  # what was pressed is gone
    assert "Mute this post" in adas.delete(at(oak), headers=HTMX).text


def test_menus_of_a_room_a_conversation_and_a_person_lead_there(adas, ada, bob, studio):
    talk = Room.objects.begin(ada, [bob])
    talk.post(ada, "Hello")
    assert f'hx-get="{at(studio)}"' in adas.get("/rooms/studio/").text
    assert f'hx-get="{at(talk)}"' in adas.get("/messages/bob/").text
    assert f'hx-get="{at(bob.profile)}"' in adas.get("/@bob/").text
    assert "/notifications/mutes/" not in adas.get("/@ada/").text


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["plain", "htmx"])
@pytest.mark.parametrize("typed", [{}, {"until": ""}, {"until": "an age"}])
def test_without_an_end_that_there_is_nothing_is_muted(adas, oak, typed, headers):
    answer = adas.post(at(oak), typed, headers=headers)
    assert answer.status_code == 422
    assert "Say for how long." in answer.text
    assert 'value="week"' in answer.text
    assert not Mute.objects.exists()


def test_the_settings_list_what_is_muted_and_end_it(adas, ada, bob, cleo, studio, oak):
    talk = Room.objects.begin(ada, [bob])
    for thing in (oak, studio, talk, cleo.profile):
        adas.post(at(thing), {"until": "week"})
    page = adas.get("/settings/notifications/").text
    for words in ("ada’s post “Oak”", "Studio", "Your conversation with bob", "cleo"):
        assert f"<b>{words}</b>" in page
        assert f'aria-label="Hear again of {words}"' in page
    answer = adas.post(at(talk), {"_method": "delete", "back": "settings"})
    assert answer["Location"] == "/settings/notifications/#muted"
    assert "conversation with bob" not in adas.get("/settings/notifications/").text
    oak.remove()
    assert "“Oak”" not in adas.get("/settings/notifications/").text


def test_many_mutes_stand_on_pages(adas, ada, monkeypatch, make_user):
    monkeypatch.setattr(sys.modules["apps.notifications.views.settings"], "MUTES", 2)
    for name in ("dora", "emil", "fay"):
        Mute.objects.make(ada, f"profile-{make_user(name).pk}", Length.WEEK)
    page = adas.get("/settings/notifications/").text
    assert page.index("<b>fay</b>") < page.index("<b>emil</b>")
    assert "<b>dora</b>" not in page
    assert f'href="?before={Mute.objects.order_by("pk")[1].pk}#muted"' in page
    assert "<b>dora</b>" in adas.get(f"/settings/notifications/?before={Mute.objects.order_by('pk')[1].pk}").text


# --- Who may --------------------------------------------------------------------------------------


def test_strangers_cannot_mute_what_they_may_not_see_nor_learn_of_it(client_of, ada, bob, cleo, kiln, show):
    letter = show(ada, "For followers", audience="followers")
    talk = Room.objects.begin(ada, [bob])
    cleos = client_of(cleo)
    for thing in (letter, kiln, talk):
        for answer in (cleos.get(at(thing)), cleos.post(at(thing), {"until": "week"}), cleos.delete(at(thing))):
            assert answer.status_code == 404
    assert client_of(bob).post(at(kiln), {"until": "week"}).status_code == 302
    assert not Mute.objects.filter(user=cleo).exists()


def test_there_is_nothing_else_to_mute(adas, ada, oak, bob):
    said = Comment.objects.say(oak, bob, "Fine")
    places = [f"comment-{said.pk}", f"profile-{ada.pk}", "post-999999", "feed-1", f"user-{bob.pk}", "post-" + "9" * 30]
    for place in places:
        assert adas.post(f"/notifications/mutes/{place}/", {"until": "week"}).status_code == 404, place
    assert adas.get("/notifications/mutes/oak/").status_code == 404


def test_nobody_ends_what_somebody_else_has_muted(client_of, ada, bob, oak):
    client_of(ada).post(at(oak), {"until": "week"})
    client_of(bob).delete(at(oak))
    assert Mute.objects.get().user == ada


def test_visitors_are_sent_to_sign_in_and_put_is_no_way(visitor, adas, client_of, ada, oak):
    assert visitor.get(at(oak)).url.startswith("/accounts/login/")
    assert visitor.post(at(oak), {"until": "week"}).url.startswith("/accounts/login/")
    assert adas.put(at(oak)).status_code == 405
    assert client_of(ada, enforce_csrf_checks=True).post(at(oak), {"until": "week"}).status_code == 403


def test_a_mute_costs_a_feed_nothing(adas, ada, bob, show):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            adas.get("/")
        return [query["sql"] for query in captured if "mute" in query["sql"]]

    Mute.objects.make(ada, f"post-{show(bob, 'Oak').pk}", Length.WEEK)
    assert queries() == []
