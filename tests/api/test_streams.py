"""Which events a script hears and how they read; tests/server/test_scripts.py plays it through the server."""

import json

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import OperationalError
from django.http import HttpResponse
from django.test import RequestFactory
from django.utils import timezone

from apps.api import streams
from apps.api.models import AccessToken
from apps.api.scopes import Scope
from apps.live import channels, publish, scripts
from apps.live.delivery import RIGHTS, Listener
from apps.live.models import Event
from apps.live.presence import keys
from apps.people.models import Block, Profile
from apps.rooms.models import Message, Room
from tests.cast import PASSWORD

pytestmark = pytest.mark.django_db


def request_of(user, *scopes, query="", session_of=None):
    headers = {}
    if user:
        _token, secret = AccessToken.objects.make(user, "Script", scopes or [Scope.EVERYTHING])
        headers["Authorization"] = f"Bearer {secret}"
    request = RequestFactory().get(f"/events/?format=json&{query}", headers=headers)
    request.user, request.session = session_of or AnonymousUser(), type("Session", (), {"session_key": "s"})()
    return request


def audience(*arguments, **options):
    return streams.audience_of(request_of(*arguments, **options))


def refusal(*arguments, **options):
    response = audience(*arguments, **options)
    assert isinstance(response, HttpResponse), response
    assert response["Content-Type"] == "application/problem+json"
    return response.status_code, json.loads(response.content)["code"]


def told(*events):
    """What scripts are told of events, as they read it."""
    return [json.loads(part.decode().partition("data: ")[2]) for _pk, part in scripts.encoded(list(events))]


def logged(**lookup):
    events = Event.objects.filter(**lookup).exclude(channel=RIGHTS).order_by("pk")
    return [scripts.Told(one.channel, one.type, one.data, one.subject, one.pk) for one in events]


# --- Who listens ----------------------------------------------------------------------------------


def test_a_room_is_named_by_its_slug_or_by_its_number(ada, studio):
    assert channels.name(studio) in audience(ada, query="room=studio").channels
    assert channels.name(studio) in audience(ada, query=f"room={studio.pk}").channels
    numbered = Room.objects.open_by(ada, name=str(studio.pk), kind="open")
    assert numbered.slug == str(studio.pk)
    heard = audience(ada, query=f"room={studio.pk}&room=studio").channels
    assert {channels.name(numbered), channels.name(studio)} <= heard


def test_a_script_hears_what_its_scopes_say(ada, studio):
    rooms = audience(ada, Scope.ROOMS_READ, query="room=studio").channels
    assert rooms == {channels.name(studio)}
    notifications = audience(ada, Scope.NOTIFICATIONS_READ).channels
    assert notifications == {channels.name(ada), "members-all"}
    assert refusal(ada, Scope.NOTIFICATIONS_READ, query="room=studio") == (403, "missing-scope")
    assert refusal(ada, Scope.POSTS_READ) == (403, "missing-scope")


def test_who_may_not_read_a_room_does_not_hear_it(ada, cleo, kiln):
    assert refusal(cleo, query=f"room={kiln.slug}") == (404, "not-found")
    assert refusal(cleo, query=f"room={kiln.pk}") == (404, "not-found")
    assert refusal(ada, query="room=nowhere") == (404, "not-found")
    assert refusal(ada, query="room=%00") == (404, "not-found")
    assert refusal(ada, query="&".join(["room=studio"] * 21)) == (422, "too-many-rooms")
    assert refusal(None) == (401, "not-authenticated")


def test_a_token_that_is_revoked_or_unknown_is_refused(ada, studio):
    request = request_of(ada, query="room=studio")
    for token in AccessToken.objects.all():
        token.delete()
    assert streams.audience_of(request).status_code == 401
    assert Event.objects.filter(channel=RIGHTS).exists(), "streams that are open end"


def test_a_stream_ends_when_its_access_token_does(ada, client):
    """The sign-in lasts for a month, the access token for minutes."""
    given = {"username": "ada", "password": PASSWORD, "scope": "notifications:read"}
    pair = client.post("/api/v1/token/", given, content_type="application/json").json()
    request = RequestFactory().get("/events/?format=json", headers={"Authorization": f"Bearer {pair['access']}"})
    request.user = AnonymousUser()
    remaining = (streams.audience_of(request).expires_at - timezone.now()).total_seconds()
    assert pair["expires_in"] - 60 < remaining <= pair["expires_in"]


def test_a_session_needs_no_token(ada, studio):
    heard = audience(None, query="room=studio", session_of=ada).channels
    assert heard == {channels.name(studio), channels.name(ada), "members-all"}


def test_a_script_is_nobody_who_is_here(ada, studio):
    channel = channels.name(studio)
    assert list(keys(Listener([channel], ada.pk))) == [(channel, ada.pk)]
    assert list(keys(Listener([channel], ada.pk, is_script=True))) == []


# --- What is told ---------------------------------------------------------------------------------


def test_messages_are_told_as_they_are_now(ada, bob, studio):
    message = studio.post(ada, "One <b>kiln</b>")
    message.edit(ada, "Two kilns")
    message.react(bob, "👍")
    created, edited, reacted = told(*logged(channel=channels.name(studio)))
    assert [event["type"] for event in (created, edited, reacted)] == [
        "message-created",
        "message-updated",
        "reaction",
    ]
    assert created["message"]["body"] == edited["message"]["body"] == "Two kilns"
    assert created["message"]["author"]["username"] == "ada"
    assert reacted["reactions"] == [{"emoji": "👍", "count": 1, "usernames": ["bob"]}]
    pk = message.pk
    studio.remove(message)
    (deleted,) = told(*logged(channel=channels.name(studio)))
    assert (deleted["type"], deleted["message"]) == ("message-deleted", {"id": pk})


def test_what_is_gone_is_not_told(ada, studio):
    studio.post(ada, "One")
    events = logged(channel=channels.name(studio))
    Message.objects.all().delete()
    assert told(*events) == []


def test_many_events_cost_as_many_queries_as_few(ada, bob, studio, django_assert_max_num_queries):
    for number in range(12):
        studio.post((ada, bob)[number % 2], f"Word {number}").react(bob, "👍")
    events = logged(channel=channels.name(studio))
    assert len(events) == 24
    with django_assert_max_num_queries(10):
        assert len(told(*events)) == 24


def test_typing_presence_and_notifications(ada, studio, set_site):
    set_site(guests_allowed=True)
    Room.objects.filter(pk=studio.pk).update(admits_guests=True)
    guest = Room.objects.get(pk=studio.pk).admit_guest("Paul", "2001:db8::1").user
    channel = channels.name(studio)
    typing, by_guest, presence = told(
        scripts.Told(channel, "typing", json.dumps({"user": ada.pk, "name": "Ada"})),
        scripts.Told(channel, "typing", json.dumps({"user": guest.pk, "name": "Paul"})),
        scripts.Told(channel, "presence-changed", "3"),
    )
    assert (typing["username"], typing["name"], typing["room"]["slug"]) == ("ada", "Ada", "studio")
    assert (by_guest["username"], by_guest["name"]) == (None, "Paul")
    assert (presence["count"], presence["room"]["id"]) == (3, studio.pk)
    mine, everybodys = told(
        scripts.Told(channels.name(ada), "notifications-changed", ""), scripts.Told("members-all", "many-told", "60")
    )
    assert (mine["type"], mine["unread_count"]) == ("notification", 0)
    assert everybodys["unread_count"] is None


def test_presence_in_a_direct_conversation_is_told_where_its_page_shows_it(ada, cleo):
    Profile.objects.filter(pk=ada.pk).update(admits=Profile.Admits.FOLLOWED)
    room = Room.objects.begin(cleo, [ada])
    room.post(cleo, "Hello")
    presence = scripts.Told(channels.name(room), "presence-changed", "2")
    assert told(presence) == []
    room.admit(ada)
    assert [event["count"] for event in told(presence)] == [2]
    Block.objects.make(ada, cleo)
    assert told(presence) == []


def test_what_is_for_pages_alone_is_not_told(ada, studio):
    publish.afresh(channels.name(studio))
    assert told(*logged(channel=channels.name(studio)), scripts.Told(channels.name(ada), "draft-changed", "1 x")) == []


def test_a_converter_that_fails_silences_nothing_else(ada, studio, monkeypatch, caplog):
    studio.post(ada, "One")
    events = logged(channel=channels.name(studio))
    failing = scripts.Told(channels.name(studio), "typing", "no JSON")
    assert [event["type"] for event in told(failing, *events)] == ["message-created"]
    assert "could not be told" in caplog.text


def test_one_event_that_fails_silences_none_of_its_type(ada, studio, caplog):
    channel = channels.name(studio)
    typing = scripts.Told(channel, "typing", json.dumps({"user": ada.pk, "name": "Ada"}))
    failing = scripts.Told(channel, "typing", "no JSON")
    assert [event["name"] for event in told(typing, failing, typing)] == ["Ada", "Ada"]
    assert caplog.text.count("could not be told") == 1


def test_events_are_not_lost_where_the_database_is_away(ada, studio, monkeypatch):
    studio.post(ada, "One")
    events = logged(channel=channels.name(studio))

    def away(_events):
        raise OperationalError("away")

    monkeypatch.setattr(streams, "messages_in", away)
    with pytest.raises(OperationalError):
        scripts.encoded(events)
