"""Mails of what concerns somebody: one for all that came in a while, and `send` for whatever else comes by itself."""

from datetime import timedelta
from urllib.parse import urlsplit

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from apps.accounts import mails
from apps.accounts.models import SiteSettings
from apps.shared.addresses import absolute, address

from . import endings
from .kinds import Channel, kind
from .models import Choice, Notification, Preferences
from .rows import rows_for

AGAIN_AFTER = timedelta(minutes=15)
ROWS = 20  # in one mail
MANY = 10_000  # at once: SQLite takes no more in one statement; what is left comes with the next mail


@task()
def mail(user):
    """What waits to be mailed to somebody, and is still unread, in one mail. `user`: a number.

    Nothing is noted before the mail server has taken it: a task that fails or is killed is done again.
    """
    if not address_of(user):
        Notification.objects.filter(recipient=user, to_mail=True).update(to_mail=False)
    numbers = numbers_to_mail(user)
    preferences = Preferences.objects.of_user(user)
    if not numbers or not preferences:
        return
    now = timezone.now()
    if quiet_until := preferences.quiet_until(now):
        later(user, quiet_until)
        return
    contents = contents_of(preferences.user.notifications.filter(pk__in=numbers), preferences.user)
    if contents["rows"]:
        if not takes_turn(user, now):
            preferences.refresh_from_db(fields=["mailed_at"])
            later(user, (preferences.mailed_at or now) + AGAIN_AFTER)
            return
        try:
            send(preferences.user, subject_of(contents), text_of(contents), ends="mail", key=max(numbers))
        except Exception:
            Preferences.objects.filter(pk=user, mailed_at=now).update(mailed_at=preferences.mailed_at)
            raise
    Notification.objects.filter(pk__in=numbers).update(to_mail=False, mailed_at=now)


def numbers_to_mail(user):
    """What was read or muted meanwhile, or is not wanted by mail any more, waits no longer."""
    waiting = Notification.objects.filter(recipient=user, to_mail=True).in_group("")
    wants = Choice.objects.wishes_of([user])
    kinds = set(waiting.order_by().values_list("kind", flat=True).distinct())
    unwanted = [key for key in kinds if not wants(user, kind(key).topic, Channel.MAIL)]
    settled = Q(read_at__isnull=False) | Q(mailed_at__isnull=False) | Q(kind__in=unwanted) | Q(is_muted=True)
    waiting.with_mutes().filter(settled).update(to_mail=False)
    return list(waiting.order_by("-pk").values_list("pk", flat=True)[:MANY])


def takes_turn(user, now):
    """Whether it is our turn to write to somebody: of two tasks at the same moment, one's."""
    free = Q(mailed_at=None) | Q(mailed_at__lte=now - AGAIN_AFTER)
    return Preferences.objects.filter(free, pk=user).update(mailed_at=now)


def later(user, moment):
    """Once, however many ask for the same moment."""
    asked = {"args": [user], "kwargs": {}}
    queue = DBTaskResult.objects.filter(task_path=mail.module_path, status=TaskResultStatus.READY)
    if not queue.filter(run_after=moment, args_kwargs=asked).exists():
        mail.using(run_after=moment).enqueue(user)


def contents_of(notifications, user):
    """`{rows, number}` of a mail: the newest rows in words, and how many there are in all."""
    while True:  # what somebody may no longer see is forgotten as it is met, and others take its place
        bundles = list(notifications.bundles()[:ROWS])
        rows = rows_for(user, bundles)
        if len(rows) == len(bundles):
            number = len(rows) if len(rows) < ROWS else notifications.bundles().count()
            return {"rows": [row_in_words(row) for row in rows], "number": number, "more": number - len(rows)}


def row_in_words(row):
    """In one line, however somebody has written their name."""
    quote = in_a_line(row.quote or "") if row.people == 1 else ""
    return {"sentence": in_a_line(row.words), "quote": quote, "address": absolute(row.get_absolute_url())}


def in_a_line(words):
    return " ".join(words.split())


def subject_of(contents):
    number, house = contents["number"], SiteSettings.current().name
    if number == 1:
        return contents["rows"][0]["sentence"]
    return ngettext("%(number)s new thing at %(house)s", "%(number)s new things at %(house)s", number) % {
        "number": number,
        "house": house,
    }


def text_of(contents, lead=""):
    lead = lead or _("here is what concerns you and you have not seen yet.")
    listed = absolute(address("notifications:notifications"))
    return render_to_string("emails/notifications.txt", {**contents, "lead": lead, "list": listed})


def address_of(user):
    """Where mails reach somebody, by their number: where they have confirmed that it is theirs, and nowhere else.

    Nowhere at all from a site without a mail server, which would print them into its log.
    """
    if not settings.SENDS_MAIL:
        return None
    confirmed = EmailAddress.objects.filter(user=user, user__is_active=True, primary=True, verified=True)
    return confirmed.values_list("email", flat=True).first()


def send(user, subject, text, ends, key):
    """One mail that comes by itself. False where no address of theirs is confirmed; what the server refuses is raised.

    `text`: paragraphs as apps.accounts.mails knows them; the greeting and the foot are put around it. `ends`: what the
    link at its foot ends, one of endings.ENDINGS. `key`: what tells it from the other mails of its kind to the same
    person; the same mail sent again has the same Message-ID, and a mail program shows it once.
    """
    to = address_of(user.pk)
    if not to:
        return False
    ending = endings.address_of(user.pk, ends)
    about = {"text": text, "user": user, "site": SiteSettings.current()}
    links = {"ending": ending, "settings": absolute(address("notifications:settings"))}
    body = mails.tidy(render_to_string("emails/letter.txt", {**about, **links}))
    message = EmailMultiAlternatives(in_a_line(subject), body, to=[to], headers=headers(user, ends, key, ending))
    message.attach_alternative(mails.as_html(message.subject, body), "text/html")
    message.send()
    return True


def headers(user, ends, key, ending):
    host = urlsplit(settings.SITE_URL).hostname
    number = salted_hmac("apps.notifications.letters", f"{ends} {user.pk} {key}", algorithm="sha256").hexdigest()[:32]
    return {
        "Message-ID": f"<{number}@{host}>",
        "List-Id": f"<{ends}.{host}>",
        "List-Unsubscribe": f"<{ending}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "Auto-Submitted": "auto-generated",
    }
