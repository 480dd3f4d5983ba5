"""Outgoing webhooks: what is sent and when, how it is signed, tried again, given up, and answered."""

import base64
import hashlib
import hmac
import json
import socket
from datetime import timedelta

import pytest
from django.utils import timezone

from apps.bots import client, deliveries
from apps.bots.models import FAILING_FOR, MOST_FAILURES, Bot, Delivery, OutgoingWebhook
from apps.notifications.models import Notification
from apps.people.models import Block
from apps.rooms.models import Message, Room
from apps.tasks.models import QueuedTask
from apps.tasks.worker import Worker, work_off

from .receiving import Receiver, answering

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def no_trouble(monkeypatch):
    """All deliveries are tried when they are due, however often others have failed."""
    monkeypatch.setattr(deliveries, "TROUBLED", 1000)


@pytest.fixture
def receiver(monkeypatch, settings):
    settings.WEBHOOKS_ALLOW_PRIVATE = True
    monkeypatch.setattr(socket, "getaddrinfo", answering(["127.0.0.1"]))
    receiver = Receiver()
    yield receiver
    receiver.close()


@pytest.fixture
def webhook(bot, receiver):
    return bot.outgoing.create(url=receiver.url, event="mention")


@pytest.fixture
def listening(bot, receiver, studio):
    """A webhook for all messages of the studio."""
    return bot.outgoing.create(url=receiver.url, event="message", room=studio)


@pytest.fixture
def answers(monkeypatch):
    """What receivers answer, without any: a list of an Answer or an exception for each request, the last one repeated.

    Its `sent` has the address, the body and the headers of each.
    """

    class Answers(list):
        sent = []

    left = Answers([client.Answer(204)])
    left.sent = []

    def post(url, body, headers):
        left.sent.append((url, body, headers))
        answer = left.pop(0) if len(left) > 1 else left[0]
        if isinstance(answer, Exception):
            raise answer
        return answer

    monkeypatch.setattr(client, "post", post)
    return left


def due():
    """Whatever waits for its next attempt waits no longer."""
    QueuedTask.objects.filter(queue_name="webhooks").update(run_after=timezone.now() - timedelta(minutes=1))
    work_off()


def reply(text):
    return client.Answer(200, "application/json", json.dumps({"text": text}).encode())


# --- What is sent ---------------------------------------------------------------------------------


@pytest.mark.both_databases
def test_a_mention_is_posted_signed(webhook, receiver, ada, studio):
    message = studio.post(ada, "How hot is it, @kiln.log?")
    assert Delivery.objects.get().is_pending
    work_off()
    [(path, headers, body)] = receiver.requests
    delivery = Delivery.objects.get()
    assert (delivery.status, delivery.attempts, delivery.response_status) == ("delivered", 1, 204)
    assert path == "/in?from=courtyard"
    said = json.loads(body)
    assert said["type"] == "message.mention"
    assert said["data"]["id"] == message.pk
    assert said["data"]["body"] == "How hot is it, @kiln.log?"
    assert said["data"]["author"]["username"] == "ada"
    assert said["data"]["room"]["slug"] == "studio"
    assert headers["Content-Type"].startswith("application/json")
    # As a receiver computes it who has read the specification.
    assert headers["Webhook-Id"] == str(delivery.pk)
    timestamp = headers["Webhook-Timestamp"]
    assert abs(int(timestamp) - timezone.now().timestamp()) < 60
    key = base64.b64decode(webhook.secret.split("_", 1)[1])
    digest = hmac.new(key, b"%s.%s." % (headers["Webhook-Id"].encode(), timestamp.encode()) + body, hashlib.sha256)
    assert headers["Webhook-Signature"] == "v1," + base64.b64encode(digest.digest()).decode()


def test_the_signature_of_the_specification():
    """The example of the Standard Webhooks libraries."""
    from apps.bots.signatures import sign

    secret, body = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", b'{"test": 2432232314}'
    signed = sign(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, body)
    assert signed == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


@pytest.mark.both_databases
def test_what_concerns_a_bot(webhook, ada, bob, kiln, studio, bot):
    def made():
        return list(Delivery.objects.values_list("message__body", flat=True))

    studio.post(ada, "Nothing")
    studio.post(ada, "@room and @ada")
    mine = studio.post(bot.user, "I am @kiln.log")
    assert made() == []
    studio.post(bob, "A reply", reply_to=mine)
    Room.objects.begin(bob, [bot.user]).post(bob, "In private")
    kiln.post(bob, "@kiln.log cannot read this")
    assert sorted(made()) == ["A reply", "In private"]
    Block.objects.create(blocker=bob, blocked=bot.user)
    studio.post(bob, "@kiln.log from whom blocks it")
    assert len(made()) == 2
    kiln.join(bot.user)
    kiln.post(ada, "@kiln.log is a member now")
    assert len(made()) == 3


def test_messages_of_a_room(listening, ada, bob, studio, kiln, bot):
    studio.post(ada, "One")
    kiln.post(ada, "Two")
    studio.post(bot.user, "Three")
    studio.open_door()
    guest = studio.admit_guest("Gustav", "127.0.0.1")
    studio.post(guest.user, "Four")
    delivered = Delivery.objects.order_by("pk")
    assert [one.payload["data"]["body"] for one in delivered] == ["One", "Four"]
    assert {one.payload["type"] for one in delivered} == {"message.created"}
    assert delivered[1].payload["data"]["author"]["username"] is None


def test_bots_never_trigger_bots(webhook, answers, ada, bob, studio, bot):
    other = Bot.objects.make(bob, "loom.log", "Loom logger")
    for number in range(2):
        other.outgoing.create(url=f"https://two{number}.example/", event="mention")
    other.outgoing.create(url="https://two.example/", event="message", room=studio)
    answers[:] = [reply("@kiln.log @loom.log again")]
    studio.post(bot.user, "@loom.log")
    studio.post(other.user, "@kiln.log")
    work_off()
    assert answers.sent == []
    studio.post(ada, "@kiln.log")
    work_off()
    assert len(answers.sent) == 2, "one for the mention, one for the room; none for the replies"
    assert Message.objects.filter(author__is_bot=True).count() == 4


def test_a_message_that_was_not_sent_leaves_no_delivery(webhook, ada, studio, monkeypatch):
    from apps.rooms import broadcasts

    monkeypatch.setattr(broadcasts, "message_created", lambda message: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        studio.post(ada, "@kiln.log")
    assert not Delivery.objects.exists()
    assert not QueuedTask.objects.filter(queue_name="webhooks").exists()


def test_a_removed_message_is_not_sent_and_not_kept(webhook, answers, ada, studio):
    message = studio.post(ada, "@kiln.log")
    studio.remove(message)
    work_off()
    assert answers.sent == []
    assert not Delivery.objects.exists()


@pytest.mark.parametrize("obstacle", ["member", "webhook", "bot"])
def test_what_may_be_sent_is_asked_again_when_it_is_sent(webhook, answers, ada, kiln, bot, obstacle):
    kiln.join(bot.user)
    kiln.post(ada, "@kiln.log")
    if obstacle == "member":
        kiln.memberships.filter(user=bot.user).delete()
    elif obstacle == "webhook":
        webhook.disable("owner")
    else:
        bot.user.is_active = False
        bot.user.save()
    work_off()
    delivery = Delivery.objects.get()
    assert answers.sent == []
    assert delivery.status == "failed"
    assert delivery.error


# --- It fails -------------------------------------------------------------------------------------


@pytest.mark.both_databases
@pytest.mark.parametrize("failure", [client.Answer(500), client.Answer(302), client.CannotSend("Nobody is there.")])
def test_a_failure_is_tried_again_later_and_later_for_about_a_day(webhook, answers, ada, studio, failure):
    answers[:] = [failure]
    studio.post(ada, "@kiln.log")
    work_off()
    pauses = []
    while (delivery := Delivery.objects.get()).is_pending:
        pauses.append((delivery.next_attempt_at - timezone.now()).total_seconds())
        task = QueuedTask.objects.get(queue_name="webhooks", status="READY")
        assert task.run_after == delivery.next_attempt_at
        work_off()  # it is not its time yet
        due()
    assert len(answers.sent) == len(pauses) + 1 == len(deliveries.PAUSES) + 1
    assert pauses == sorted(pauses)
    assert 20 * 3600 < sum(pauses) < 30 * 3600
    assert len({headers["Webhook-Id"] for _url, _body, headers in answers.sent}) == 1
    assert (delivery.status, delivery.next_attempt_at) == ("failed", None)
    if isinstance(failure, client.Answer):
        assert delivery.response_status == failure.status
    else:
        assert delivery.error == "Nobody is there."


def test_what_arrives_at_the_second_attempt_is_delivered(webhook, answers, ada, studio):
    answers[:] = [client.Answer(503, "text/html", b"<b>Busy\0</b>"), client.Answer(200)]
    studio.post(ada, "@kiln.log")
    work_off()
    delivery = Delivery.objects.get()
    assert (delivery.response_status, delivery.response) == (503, "<b>Busy</b>")
    webhook.refresh_from_db()
    assert webhook.failures == 1
    due()
    delivery.refresh_from_db()
    assert (delivery.status, delivery.attempts) == ("delivered", 2)
    webhook.refresh_from_db()
    assert (webhook.failures, webhook.failing_since) == (0, None)


def test_a_refused_address_is_not_tried_again(bot, receiver, settings, ada, studio):
    settings.WEBHOOKS_ALLOW_PRIVATE = False
    bot.outgoing.create(url=receiver.url, event="mention")
    studio.post(ada, "@kiln.log")
    work_off()
    due()
    delivery = Delivery.objects.get()
    assert (delivery.status, delivery.attempts) == ("failed", 1)
    assert "private network" in delivery.error
    assert not receiver.requests


def fail_often(webhook, studio, author, times):
    for _n in range(times):
        studio.post(author, "@kiln.log")
    work_off()
    webhook.refresh_from_db()


@pytest.mark.both_databases
def test_a_webhook_that_keeps_failing_is_turned_off_and_its_owner_told(webhook, answers, ada, bob, studio, client_of):
    answers[:] = [client.Answer(500)]
    fail_often(webhook, studio, bob, MOST_FAILURES)
    assert webhook.disabled_at is None, "not within an hour"
    OutgoingWebhook.objects.update(failing_since=timezone.now() - FAILING_FOR)
    fail_often(webhook, studio, bob, 1)
    assert webhook.disabled_because == "failures"
    told = Notification.objects.get(kind="webhook-disabled")
    assert told.recipient == ada
    page = client_of(ada).get("/notifications/").content.decode()
    assert "was turned off" in page
    assert "receiver.example" in page
    sent = len(answers.sent)
    studio.post(bob, "@kiln.log")
    due()
    assert len(answers.sent) == sent
    browser, address = client_of(ada), f"/settings/bots/kiln.log/outgoing/{webhook.pk}/"
    assert "because it kept failing" in browser.get("/settings/bots/kiln.log/").content.decode()
    browser.post(address, {"do": "enable"})
    webhook.refresh_from_db()
    assert (webhook.disabled_at, webhook.failures) == (None, 0)
    OutgoingWebhook.objects.update(failures=MOST_FAILURES, failing_since=timezone.now() - FAILING_FOR)
    fail_often(webhook, studio, bob, 1)
    assert Notification.objects.filter(kind="webhook-disabled").unread().count() == 1, "a second time, too"


def test_an_hour_of_few_failures_is_no_reason(webhook, answers, bob, studio):
    answers[:] = [client.Answer(500)]
    OutgoingWebhook.objects.update(failing_since=timezone.now() - 10 * HOUR)
    fail_often(webhook, studio, bob, MOST_FAILURES - 1)
    assert webhook.disabled_at is None


def test_a_receiver_in_trouble_is_tried_now_and_then(webhook, answers, bob, studio, monkeypatch):
    monkeypatch.setattr(deliveries, "TROUBLED", 2)
    answers[:] = [client.Answer(500)]
    for _n in range(6):
        studio.post(bob, "@kiln.log")
    work_off()
    assert len(answers.sent) == 3, "two that fail, and then one in half a minute"
    waiting = Delivery.objects.filter(attempts=0)
    assert waiting.count() == 3
    soon = timezone.now() + timedelta(seconds=deliveries.TROUBLED_EVERY - 5)
    assert all(delivery.next_attempt_at > soon for delivery in waiting)
    due()
    assert len(answers.sent) == 3
    webhook.note_success()
    answers[:] = [client.Answer(204)]
    due()
    assert not Delivery.objects.pending().exists()


def test_410_gone_turns_a_webhook_off_at_once(webhook, answers, ada, studio):
    answers[:] = [client.Answer(410)]
    studio.post(ada, "@kiln.log")
    work_off()
    webhook.refresh_from_db()
    assert webhook.disabled_because == "gone"
    assert Delivery.objects.get().status == "failed"


def test_a_delivery_whose_worker_died_is_sent_again_with_the_same_id(webhook, answers, ada, studio, monkeypatch):
    answers[:] = [reply("It is 900 °C"), reply("It is 901 °C")]
    studio.post(ada, "@kiln.log")
    with monkeypatch.context() as patched:
        patched.setattr(deliveries, "end", lambda *_arguments: 1 / 0)
        work_off()
    due()
    assert len({headers["Webhook-Id"] for _url, _body, headers in answers.sent}) == 1
    assert len(answers.sent) == 2
    assert Message.objects.filter(author__is_bot=True).count() == 1, "the reply is posted once"


# --- The answer -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (reply("It is **hot**"), "It is **hot**"),
        (client.Answer(200, "text/plain", "900 °C".encode()), "900 °C"),
        (client.Answer(200, "text/html", b"<p>OK</p>"), None),
        (client.Answer(201, "application/json", b'{"text": "Made"}'), None),
        (client.Answer(200, "application/json", b'{"text": 7}'), None),
        (client.Answer(200, "application/json", b'["text"]'), None),
        (client.Answer(200, "application/json", b"{"), None),
        (client.Answer(200, "application/json", b"[" * 60_000), None),
        (client.Answer(200, "application/json", b'{"text": "\\ud800"}'), None),
        (reply(""), None),
        (reply(" \u200b"), None),
        (reply("x" * 10_001), None),
        (client.Answer(200, "text/plain", b"x" * 9, is_whole=False), None),
        (client.Answer(200, "text/plain", b"\xff\0hot"), "\ufffdhot"),
        (client.Answer(200), None),
    ],
)
def test_the_answer_may_be_the_reply(webhook, answers, ada, studio, bot, answer, said):
    answers[:] = [answer]
    message = studio.post(ada, "@kiln.log")
    work_off()
    assert Delivery.objects.get().status == "delivered"
    replies = list(Message.objects.filter(author=bot.user))
    assert [one.body for one in replies] == ([said] if said else [])
    if said:
        assert replies[0].reply_to == message


def test_a_reply_in_a_room_that_was_archived_is_no_failure(webhook, answers, ada, studio):
    answers[:] = [reply("Hot")]
    studio.post(ada, "@kiln.log")
    studio.archive()
    work_off()
    delivery = Delivery.objects.get()
    assert delivery.status == "delivered"
    assert "could not reply" in delivery.error


# --- The pages ------------------------------------------------------------------------------------


def test_a_webhook_is_made_on_its_bots_page_and_its_secret_shown_once(bot, studio, receiver, trusted):
    page = bot.get_absolute_url()
    new = {"make": "outgoing", "outgoing-url": receiver.url, "outgoing-event": str(studio.pk)}
    response = trusted.post(page, new)
    assert response.status_code == 201
    webhook = bot.outgoing.get()
    assert (webhook.event, webhook.room) == ("message", studio)
    assert response.context["secrets"]["outgoing"] == webhook.secret
    assert webhook.secret in response.content.decode()
    assert webhook.secret not in trusted.get(page).content.decode()
    assert trusted.post(page, new | {"outgoing-event": "mention"}).status_code == 201
    assert trusted.post(page, new | {"outgoing-event": "7777"}).status_code == 422


def test_a_private_address_is_refused_when_it_is_typed(bot, receiver, trusted, settings):
    settings.WEBHOOKS_ALLOW_PRIVATE = False
    new = {"make": "outgoing", "outgoing-url": receiver.url, "outgoing-event": "mention"}
    response = trusted.post(bot.get_absolute_url(), new)
    assert response.status_code == 422
    assert "This address belongs to a private network." in response.content.decode()
    assert receiver.url in response.content.decode(), "it can be corrected"
    assert not OutgoingWebhook.objects.exists()


def test_while_a_secret_is_replaced_both_sign(webhook, answers, ada, studio, trusted):
    former = webhook.secret
    response = trusted.post(f"/settings/bots/kiln.log/outgoing/{webhook.pk}/", {"do": "rotate"})
    webhook.refresh_from_db()
    assert webhook.secret != former
    assert webhook.secret in response.content.decode()
    assert former not in response.content.decode()
    studio.post(ada, "@kiln.log")
    work_off()
    OutgoingWebhook.objects.update(previous_until=timezone.now())
    studio.post(ada, "@kiln.log")
    work_off()
    from apps.bots.signatures import sign

    for (_url, body, headers), secrets in zip(answers.sent, ([webhook.secret, former], [webhook.secret]), strict=True):
        expected = [sign(secret, headers["Webhook-Id"], headers["Webhook-Timestamp"], body) for secret in secrets]
        assert headers["Webhook-Signature"].split() == expected


def test_deliveries_are_listed_and_sent_again(webhook, answers, ada, studio, client_of):
    browser, page = client_of(ada), "/settings/bots/kiln.log/"
    answers[:] = [client.Answer(404, "text/html", b"<script>alert(1)</script>"), reply("Hot")]
    studio.post(ada, "@kiln.log")
    work_off()
    for path in (page, f"{page}deliveries/"):
        html = browser.get(path).content.decode()
        assert "404" in html
        assert "&lt;script&gt;" in html
        assert "<script>alert" not in html
    delivery = Delivery.objects.get()
    assert browser.post(f"{page}deliveries/{delivery.pk}/").status_code == 302
    work_off()
    delivery.refresh_from_db()
    assert (delivery.status, delivery.attempts) == ("delivered", 1)
    browser.post(f"{page}deliveries/{delivery.pk}/")
    work_off()
    due()
    assert len(answers.sent) == 3
    assert len({headers["Webhook-Id"] for _url, _body, headers in answers.sent}) == 1
    assert Message.objects.filter(author__is_bot=True).count() == 1, "its reply is posted once"
    browser.post(f"{page}outgoing/{webhook.pk}/", {"do": "disable"})
    browser.post(f"{page}deliveries/{delivery.pk}/")
    delivery.refresh_from_db()
    assert delivery.status == "delivered"


@pytest.mark.both_databases
def test_pages_of_deliveries(webhook, ada, studio, client_of, monkeypatch, django_assert_max_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from apps.bots.views import settings as views

    monkeypatch.setattr(views, "ON_A_PAGE", 2)
    browser, message = client_of(ada), studio.post(ada, "Hot")
    made = [webhook.deliveries.create(message=message, payload={}) for _n in range(5)]
    seen, address = [], "/settings/bots/kiln.log/deliveries/"
    while address:
        with CaptureQueriesContext(connection) as captured:
            page = browser.get(address).context["deliveries"]
        seen += page.rows
        address = page.has_older and f"/settings/bots/kiln.log/deliveries/?before={page.rows[-1].pk}"
    assert seen == sorted(made, key=lambda delivery: delivery.pk, reverse=True)
    monkeypatch.setattr(views, "ON_A_PAGE", 50)
    with django_assert_max_num_queries(len(captured)):
        browser.get("/settings/bots/kiln.log/deliveries/")
    assert browser.get("/settings/bots/kiln.log/deliveries/?before=x").status_code == 200


def test_deliveries_are_kept_for_thirty_days(webhook, ada, studio):
    message = studio.post(ada, "Hot")
    for days in (29, 31):
        created = timezone.now() - timedelta(days=days)
        webhook.deliveries.create(message=message, payload={}, created_at=created)
    deliveries.delete_old.call()
    assert (timezone.now() - Delivery.objects.get().created_at).days == 29


def test_a_message_of_which_no_webhook_hears_asks_nothing(webhook, ada, studio, django_assert_num_queries):
    message = studio.post(ada, "Hot")
    with django_assert_num_queries(0):
        deliveries.create_for(message)


# --- The pool -------------------------------------------------------------------------------------


def test_deliveries_wait_in_a_queue_of_their_own(webhook, answers, ada, studio):
    studio.post(ada, "@kiln.log")
    assert not Worker("mail").do_next()
    assert answers.sent == []
    assert Worker("webhooks", queue="webhooks").do_next()
    assert len(answers.sent) == 1
