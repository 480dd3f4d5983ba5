"""What happens is sent to outgoing webhooks: made in the transaction of the message, sent by the task queue.

Each attempt is a task of its own in the queue `webhooks`, whose workers do nothing else (see apps/tasks/worker.py). A
delivery that fails is tried again, later and later, for about a day. It may arrive twice: its id is the same then.
"""

import json
import random
from datetime import timedelta

from django.core.cache import cache
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task

from apps.api.serializers.messages import messages_as_json
from apps.rooms.forms import MessageForm
from apps.rooms.models import Rests, Shut, Silent

from . import client, signatures
from .models import EXCERPT, Delivery, OutgoingWebhook

MINUTE, HOUR = 60, 3600
PAUSES = (10, MINUTE, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 4 * HOUR, 8 * HOUR, 10 * HOUR)  # seconds, after each failure
TROUBLED, TROUBLED_EVERY = 5, 30  # failures in a row, from which on a receiver is tried once in so many seconds
TYPES = {OutgoingWebhook.Event.MENTION: "message.mention", OutgoingWebhook.Event.MESSAGE: "message.created"}
USER_AGENT = "Courtyard-Webhooks/1"
EVERY = 3600  # seconds between two clean-ups
PORTION = 500  # rows deleted in one go


# --- Making ---------------------------------------------------------------------------------------


def create_for(message):
    """A delivery for each webhook that is to hear of a new message."""
    webhooks = OutgoingWebhook.objects.for_message(message)
    if not webhooks:
        return
    (data,) = messages_as_json([message])
    for webhook in webhooks:
        payload = {"type": TYPES[webhook.event], "timestamp": data["sent_at"], "data": data}
        enqueue(Delivery.objects.create(webhook=webhook, message=message, payload=payload))


def enqueue(delivery, pause=0):
    """Let it be tried for the next time, in so many seconds."""
    now = timezone.now()
    delivery.next_attempt_at = now + timedelta(seconds=pause)
    delivery.save(update_fields=["next_attempt_at"])
    attempt = deliver.using(run_after=delivery.next_attempt_at) if pause else deliver
    attempt.enqueue(str(delivery.pk), delivery.attempts)


def send_again(delivery):
    """As if it were new. What is waiting for its next attempt is sent now."""
    with transaction.atomic():
        fresh = {"status": Delivery.Status.PENDING, "attempts": 0, "next_attempt_at": None}
        fresh |= {"response_status": None, "response": "", "error": ""}
        for name, value in fresh.items():
            setattr(delivery, name, value)
        delivery.save(update_fields=list(fresh))
        enqueue(delivery)


# --- Sending --------------------------------------------------------------------------------------


@task(queue_name="webhooks")
def deliver(pk, attempt):
    """`attempt`: how many there were before. Where another task has made this one since, there is nothing to do."""
    deliveries = Delivery.objects.pending().select_related("message__room", "webhook__bot__user__profile")
    delivery = deliveries.filter(pk=pk, attempts=attempt).first()
    if delivery is None:
        return
    if obstacle := obstacle_to(delivery):
        end(delivery, Delivery.Status.FAILED, error=obstacle)
        return
    if is_one_too_many(delivery.webhook):
        enqueue(delivery, TROUBLED_EVERY * random.uniform(1, 2))  # noqa: S311
        return
    try:
        answer = send(delivery)
    except client.CannotSend as error:
        fail(delivery, str(error), is_final=error.is_final)
        return
    if not answer.is_success:
        fail(delivery, answer=answer, is_final=answer.status == 410)
        return
    error = reply(delivery, answer)
    end(delivery, Delivery.Status.DELIVERED, answer, error)
    delivery.webhook.note_success()


def is_one_too_many(webhook):
    """Whether a receiver that has failed several times in a row was tried a moment ago: others would wait for it."""
    return webhook.failures >= TROUBLED and not cache.add(f"webhook-tried:{webhook.pk}", True, TROUBLED_EVERY)


def obstacle_to(delivery):
    """Why it is not sent any more, or an empty text."""
    webhook = delivery.webhook
    if webhook.disabled_at or not webhook.bot.user.is_active:
        return _("The webhook is turned off.")
    if not webhook.bot.can_read(delivery.message.room):
        return _("The bot may no longer read this room.")
    return ""


def send(delivery):
    body = json.dumps(delivery.payload, ensure_ascii=False, separators=(",", ":")).encode()
    timestamp = int(timezone.now().timestamp())
    signed = signatures.headers(delivery.webhook.secrets_in_force, str(delivery.pk), timestamp, body)
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": USER_AGENT,
        "Accept": "application/json",
    }
    return client.post(delivery.webhook.url, body, headers | signed)


def fail(delivery, error="", answer=None, is_final=False):
    """Try it again later, or give it up."""
    webhook = delivery.webhook
    if is_final or delivery.attempts >= len(PAUSES):
        end(delivery, Delivery.Status.FAILED, answer, error)
    else:
        with transaction.atomic():
            if end(delivery, Delivery.Status.PENDING, answer, error):
                pause = PAUSES[delivery.attempts - 1]
                enqueue(delivery, pause * random.uniform(0.9, 1.2))  # noqa: S311  not all at once
    webhook.note_failure()
    if answer and answer.status == 410:
        webhook.disable(OutgoingWebhook.Reason.GONE)


def end(delivery, status, answer=None, error=""):
    """Write down what came of an attempt; False where somebody has asked for another one meanwhile."""
    noted = {
        "status": status,
        "attempts": delivery.attempts + 1,
        "attempted_at": timezone.now(),
        "next_attempt_at": None,
        "response_status": answer.status if answer else None,
        "response": answer.text[:EXCERPT] if answer else "",
        "error": error[:200],
    }
    still = Delivery.objects.pending().filter(pk=delivery.pk, attempts=delivery.attempts)
    if not still.update(**noted):
        return False
    for name, value in noted.items():
        setattr(delivery, name, value)
    return True


# --- Replying -------------------------------------------------------------------------------------


def reply(delivery, answer):
    """Post what was answered, once for each delivery; why it could not be posted, or an empty text."""
    text = reply_in(answer)
    if text is None:
        return ""
    if not answer.is_whole:
        return _("The answer is too large to be a reply.")
    form = MessageForm({"body": text})
    if not form.is_valid():
        return form.sentence if text.strip() else ""
    room, bot = delivery.message.room, delivery.webhook.bot.user
    if room.has_sent(bot, delivery.pk):
        return ""
    try:
        room.post(bot, form.cleaned_data["body"], delivery.pk, reply_to=delivery.message)
    except (Rests, Shut):
        return _("The bot could not reply in this room.")
    except Silent as silent:
        return str(silent)
    return ""


def reply_in(answer):
    """The text of an answer with status 200: `{"text": …}` or plain text; None where it has none."""
    if answer.status != 200:
        return None
    if answer.content_type == "text/plain":
        return answer.text
    if answer.content_type != "application/json":
        return None
    try:
        said = json.loads(answer.text)
    except (ValueError, RecursionError):
        return None
    text = said.get("text") if isinstance(said, dict) else None
    return text if isinstance(text, str) else None


# --- Forgetting -----------------------------------------------------------------------------------


@task()
def delete_old():
    """Deliveries are kept for 30 days; never many in one transaction."""
    while pks := list(Delivery.objects.old().values_list("pk", flat=True)[:PORTION]):
        Delivery.objects.filter(pk__in=pks).delete()
