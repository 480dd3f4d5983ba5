"""What browsers are told that have no page of ours open: sealed for each of them (RFC 8291), signed by us (RFC 8292).

A browser may be told twice, when the process is killed in between: both carry one tag, and the second shows nothing.
"""

import json
import logging
from hashlib import sha256
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.templatetags.static import static
from django.urls import reverse
from django_tasks import task

from apps.shared.words import shortened

from .kinds import Topic
from .models import Notification, Subscription
from .push_keys import private_key, text_of
from .rows import rows_for

PATIENCE = 10  # seconds for a push service
KEPT = 24 * 3600  # seconds in which a browser that is switched off may come back for it
URGENT = (Topic.MENTIONS, Topic.REPLIES, Topic.DIRECT)  # a phone that sleeps is woken
LONGEST_ADDRESS = 1000  # characters; all of it must fit into what a service takes, 4 kB
GONE = (404, 410)

logger = logging.getLogger(__name__)


class NotTaken(Exception):
    """A push service could not take it now: the task fails, and is tried again."""


@task(priority=5)  # before mails, which may be thousands
def push(notification):
    """To each browser of its person. `notification`: a number."""
    if not settings.PUSH_PUBLIC_KEY:
        return
    browsers = Subscription.objects.filter(user__notifications=notification)
    with transaction.atomic():  # all of them or none, however often this is tried
        for number in browsers.values_list("pk", flat=True):
            push_to.enqueue(number, notification)


@task(priority=5)
def push_to(subscription, notification):
    """To one browser, if there still is a reason. Numbers. A task each: whoever has it does not get it once more."""
    browser = Subscription.objects.select_related("user__preferences").filter(pk=subscription).first()
    told = Notification.objects.unread().filter(pk=notification).first()
    if browser is None or told is None or told.recipient_id != browser.user_id:
        return
    if not browser.is_signed_in():
        browser.delete()
    elif browser.user.preferences.puts_off(push_to, subscription, notification):
        return
    elif row := row_of(told):
        send(browser, words_of(row), topic(browser, told.bundle), row.kind.topic in URGENT)


def row_of(notification):
    """As it stands in the list now, with whoever did the same since; None where it may not be seen any more."""
    together = notification.recipient.notifications.unread().filter(bundle=notification.bundle)
    return next(iter(rows_for(notification.recipient, together.bundles())), None)


def words_of(row):
    """What the service worker shows. `number`: by which it knows what it has shown."""
    address = row.get_absolute_url()
    return {
        "title": shortened(row.words),
        "body": shortened(row.quote or "") if row.people == 1 else "",
        "url": address if len(address) <= LONGEST_ADDRESS else reverse("notifications:notifications"),
        "tag": row.newest.bundle,
        "number": row.newest.pk,
        "unread": row.newest.recipient.notifications.listed().unread().told()["number"],
        "icon": static("img/push-icon.png"),
        "badge": static("img/push-badge.png"),
    }


def topic(browser, bundle):
    """By which a service knows what takes the place of what; from it nobody can tell what it is."""
    return text_of(sha256(f"{browser.auth} {bundle}".encode()).digest())[:32]


def send(browser, words, topic, urgent):
    status = answer_of_the_service(
        browser,
        json.dumps(words, ensure_ascii=False),
        {"Topic": topic, "Urgency": "high" if urgent else "normal"},
    )
    host = urlsplit(browser.endpoint).hostname
    if status in GONE:
        browser.delete()
    elif status == 429 or status >= 500:
        raise NotTaken(f"{host} answered {status}.")
    elif status >= 300:  # once more would not help; but the owner may
        logger.error(
            "%s takes no push from this site (%d). Are PUSH_PRIVATE_KEY and PUSH_CONTACT right?", host, status
        )


def answer_of_the_service(browser, words, headers):
    """The status. What goes wrong on the way is told without the address, which is the browser's secret."""
    import requests  # both only here: they cost every process a quarter of a second and 15 MB
    from py_vapid import Vapid02
    from pywebpush import WebPushException, webpush

    with requests.Session() as service:
        service.get_redirect_target = lambda response: None  # it would lead to where nobody has looked
        try:
            return webpush(
                {"endpoint": browser.endpoint, "keys": {"p256dh": browser.p256dh, "auth": browser.auth}},
                words,
                vapid_private_key=Vapid02(private_key(settings.PUSH_PRIVATE_KEY)),
                vapid_claims={"sub": settings.PUSH_CONTACT},
                headers=headers,
                ttl=KEPT,
                timeout=PATIENCE,
                requests_session=service,
            ).status_code
        except WebPushException as refusal:
            return refusal.status_code
        except requests.RequestException as failure:
            host = urlsplit(browser.endpoint).hostname
            raise NotTaken(f"{host} could not be reached ({type(failure).__name__}).") from None
