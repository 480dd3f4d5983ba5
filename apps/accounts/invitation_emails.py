"""Emails that bring an invite link to the person it was made for."""

import logging
from smtplib import SMTPException
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django_tasks import task

from apps.shared.addresses import absolute

from . import mails
from .models import Invitation, SiteSettings

logger = logging.getLogger(__name__)


@task()
def send(pks):
    """Email the invitations with these primary keys, as far as they are valid and were not emailed yet.

    Each is noted when the mail server has taken it, so a task that is done again continues where it was. One that is
    refused keeps none of the others back; the first error is raised at the end, and what failed is tried again.
    """
    waiting = Invitation.objects.valid().personal().filter(pk__in=pks, emailed_at=None).order_by("pk")
    failure = None
    with get_connection() as connection:
        for invitation in waiting:
            try:
                message_for(invitation, connection).send()
            except (SMTPException, OSError) as error:
                logger.warning("The invitation %s could not be emailed: %r", invitation.pk, error)
                failure = failure or error
                connection.close()  # the next one begins a new conversation
                continue
            Invitation.objects.filter(pk=invitation.pk).update(emailed_at=timezone.now())
    if failure:
        raise failure


def message_for(invitation, connection=None):
    site = SiteSettings.current()
    link = absolute(invitation.get_absolute_url())
    body = mails.tidy(
        render_to_string("emails/invitation.txt", {"invitation": invitation, "site": site, "link": link})
    )
    subject = " ".join((_("You are invited to %(site)s") % {"site": site.name}).split())
    message = EmailMultiAlternatives(
        subject, body, to=[invitation.email], connection=connection, headers=headers(invitation)
    )
    message.attach_alternative(mails.as_html(subject, body), "text/html")
    return message


def headers(invitation):
    """Sent twice, it has the same Message-ID, and a mail program shows it once."""
    key = f"{invitation.pk} {invitation.expires_at.isoformat()}"
    number = salted_hmac("apps.accounts.invitation_emails", key, algorithm="sha256").hexdigest()[:32]
    return {
        "Message-ID": f"<{number}@{urlsplit(settings.SITE_URL).hostname}>",
        "Auto-Submitted": "auto-generated",
    }
