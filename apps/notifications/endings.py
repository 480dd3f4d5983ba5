"""What the foot of a mail ends, without a sign-in: whoever holds the mail may say that no more like it shall come."""

from collections.abc import Callable
from dataclasses import dataclass

from django.core import signing
from django.http import Http404
from django.utils.translation import gettext_lazy as _

from apps.shared.addresses import absolute, address

from .kinds import AT_ONCE, Channel, Topic
from .models import Choice, Preferences

SALT = "apps.notifications.endings"


@dataclass(frozen=True)
class Mails:
    """`coming(preferences)`: what comes of them to somebody, in a few names; `choose(preferences, names)`: what shall.

    `usual`: the names of what comes again to whom nobody knows what came before.
    """

    what: str
    instead: str
    coming: Callable
    choose: Callable
    usual: tuple


def topics_that_come(preferences):
    wants = Choice.objects.wishes_of([preferences.pk])
    return [topic.value for topic in Topic if wants(preferences.pk, topic, Channel.MAIL)]


def choose_topics(preferences, topics):
    Choice.objects.write(preferences.user, {(topic, Channel.MAIL): topic in topics for topic in Topic})


def digests_that_come(preferences):
    return [] if preferences.digest == Preferences.Digest.NEVER else [preferences.digest]


def choose_digests(preferences, digests):
    preferences.digest = next((name for name in digests if name in Preferences.Digest), Preferences.Digest.NEVER)
    preferences.digest_due_at = None
    preferences.save(update_fields=["digest", "digest_due_at"])


def weeks_that_come(preferences):
    return ["week"] if preferences.wants_week else []


def choose_weeks(preferences, weeks):
    preferences.wants_week = bool(weeks)
    preferences.save(update_fields=["wants_week"])


ENDINGS = {
    "mail": Mails(
        _("mails about what has just happened"),
        _("It stands in your list on the site all the same."),
        topics_that_come,
        choose_topics,
        AT_ONCE[Channel.MAIL],
    ),
    "digest": Mails(
        _("digests of what is unread"),
        _("It stands in your list on the site all the same."),
        digests_that_come,
        choose_digests,
        (Preferences.Digest.WEEKLY,),
    ),
    "week": Mails(
        _("mails with the community's week"),
        _("It can be read on the site all the same."),
        weeks_that_come,
        choose_weeks,
        ("week",),
    ),
}


def signer():
    return signing.Signer(salt=SALT, sep=".")


def address_of(user, ends):
    """Where somebody, by their number, ends the mails of a kind: one of ENDINGS. The same each time, and for ever."""
    return absolute(address("notifications:unsubscribe", token_of(user, ends)))


def token_of(user, ends):
    return signer().sign_object([user, ends])


def opened_or_404(token):
    """Whose mails a token ends, by their preferences, and which."""
    try:
        user, ends = signer().unsign_object(token)
        preferences = Preferences.objects.of_user(user)
    except signing.BadSignature:
        raise Http404 from None
    if preferences is None or not preferences.user.is_active:
        raise Http404
    return preferences, ENDINGS[ends]
