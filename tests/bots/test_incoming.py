"""Incoming webhooks: one POST to a secret address is a message."""

import json
import logging

import pytest
from django.conf import settings as site_settings

from apps.bots.models import IncomingWebhook
from apps.rooms.models import Message
from apps.shared.logs import NoSecretPaths
from tests.api.conftest import APIClient

pytestmark = pytest.mark.django_db


def send(hook, body, content_type="application/json", **options):
    return APIClient().generic("POST", hook, body, content_type=content_type, **options)


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        ('{"text": "It is **hot**"}', "application/json"),
        ("text=It%20is%20**hot**", "application/x-www-form-urlencoded"),
        ("It is **hot**", "text/plain"),
        ("It is **hot**", "text/plain; charset=utf-8"),
    ],
)
def test_a_post_is_a_message_of_the_bot(hook, bot, studio, body, content_type):
    response = send(hook, body, content_type)
    assert response.status_code == 201, response.content
    message = Message.objects.get()
    assert (message.room, message.author, message.body) == (studio, bot.user, "It is **hot**")
    assert "<strong>hot</strong>" in message.body_html
    assert response.json()["id"] == message.pk
    assert response.json()["page"].endswith(f"/rooms/studio/messages/{message.pk}/")
    assert "no-store" in response["Cache-Control"]
    assert IncomingWebhook.objects.get().last_used_at


def test_no_cookie_and_no_csrf_token_are_needed(hook, client_of, ada, bot):
    browser = client_of(ada, enforce_csrf_checks=True)
    assert browser.post(hook, {"text": "Hot"}).status_code == 201
    assert Message.objects.get().author == bot.user


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        ("{", "application/json", 400),
        ("[" * 100_000, "application/json", 400),
        ('{"text": "\\ud800"}', "application/json", 422),
        (b"\xff\xfe", "text/plain", 400),
        ("[]", "application/json", 422),
        ("null", "application/json", 422),
        ('{"text": 7}', "application/json", 422),
        ('{"text": ""}', "application/json", 422),
        ('{"text": " \\u200b "}', "application/json", 422),
        ('{"words": "Hot"}', "application/json", 422),
        ("words=Hot", "application/x-www-form-urlencoded", 422),
        ("", "text/plain", 422),
        ("x" * 10_001, "text/plain", 422),
        ("x" * 3_000_000, "text/plain", 413),
    ],
)
def test_what_is_no_message_is_refused_with_a_problem_document(hook, body, content_type, status):
    response = send(hook, body, content_type)
    assert response.status_code == status
    assert response["Content-Type"] == "application/problem+json"
    assert response.json()["status"] == status
    assert not Message.objects.exists()


def test_hostile_text_stays_text(hook, client_of, ada):
    text = "<script>alert(1)</script> [x](javascript:alert(1)) @ada \x00 \u202e"
    assert send(hook, json.dumps({"text": text})).status_code == 201
    page = client_of(ada).get("/rooms/studio/").content.decode()
    assert "<script>alert(1)" not in page
    assert 'href="javascript' not in page


def test_an_unknown_address_and_other_methods(hook, client_of, bob):
    assert send("/hooks/cyh_nothing/", "{}").status_code == 404
    assert send("/hooks/cyh_nothing/", "{}")["Content-Type"] == "application/problem+json"
    assert APIClient().get(hook).status_code == 405


def test_it_says_why_the_bot_cannot_post(bot, kiln, ada):
    kiln.join(bot.user)
    _webhook, secret = IncomingWebhook.objects.make(bot, kiln)
    hook = f"/hooks/{secret}/"
    assert send(hook, '{"text": "Hot"}').status_code == 201
    kiln.memberships.filter(user=bot.user).delete()
    response = send(hook, '{"text": "Hot"}')
    assert (response.status_code, response.json()["code"]) == (409, "not-a-member")
    kiln.join(bot.user)
    kiln.archive()
    response = send(hook, '{"text": "Hot"}')
    assert (response.status_code, response.json()["code"]) == (409, "room-archived")
    assert Message.objects.count() == 1


def test_a_webhook_is_made_for_a_room_and_shown_once(bot, studio, kiln, trusted):
    browser = trusted
    page = bot.get_absolute_url()
    assert browser.post(page, {"make": "incoming", "incoming-room": kiln.pk}).status_code == 422, "no member"
    response = browser.post(page, {"make": "incoming", "incoming-room": studio.pk})
    assert response.status_code == 201
    address = response.context["secrets"]["incoming"]
    assert address in response.content.decode()
    path = address.removeprefix(site_settings.SITE_URL)
    assert path.split("/")[2] not in browser.get(page).content.decode()
    assert send(path, '{"text": "Hot"}').status_code == 201
    row = IncomingWebhook.objects.get()
    assert path.split("/")[2] not in str(vars(row))
    assert browser.post(f"{page}incoming/{row.pk}/", {"_method": "delete"}).status_code == 302
    assert send(path, '{"text": "Hot"}').status_code == 404


def test_each_webhook_has_a_limit_of_its_own(bot, studio, hook, settings):
    settings.RATE_LIMITS = {"hooks": (2, 60)}
    _webhook, secret = IncomingWebhook.objects.make(bot, studio)
    assert [send(hook, '{"text": "Hot"}').status_code for _attempt in range(3)] == [201, 201, 429]
    response = send(hook, '{"text": "Hot"}')
    assert 0 < int(response["Retry-After"]) <= 60
    assert response["Content-Type"] == "application/problem+json"
    assert send(f"/hooks/{secret}/", '{"text": "Hot"}').status_code == 201


def test_the_address_is_not_written_into_the_log(hook, caplog):
    secret = hook.split("/")[2]
    send(hook, "{}")
    send(hook, "{")
    assert len([record for record in caplog.records if "/hooks/…/" in record.getMessage()]) == 2
    assert secret not in caplog.text
    record = logging.makeLogRecord({"msg": '%s - "%s %s HTTP/1.1" %d', "args": ("::1", "POST", hook, 201)})
    NoSecretPaths().filter(record)
    assert record.getMessage() == '::1 - "POST /hooks/…/ HTTP/1.1" 201'


def test_an_address_with_a_slash_too_many_is_not_logged_either():
    record = logging.makeLogRecord({"msg": "Not Found: %s", "args": ("/hooks//cyh_secret/",)})
    assert NoSecretPaths().filter(record)
    assert "cyh_secret" not in record.getMessage()
