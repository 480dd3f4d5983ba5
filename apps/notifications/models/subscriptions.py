from importlib import import_module

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.db import models, transaction
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext_lazy as _

from apps.shared.words import known

MOST = 10  # browsers of one person


class SubscriptionQuerySet(models.QuerySet):
    def take(self, user, session_key, endpoint, **details):
        """Somebody's browser, which is theirs from now on, whoever had it. None where they have enough others."""
        with transaction.atomic():
            user.subscriptions.exclude(endpoint=endpoint).forget_those_that_are_over()
            self.of_session(session_key).exclude(endpoint=endpoint).delete()  # it has another address now
            if user.subscriptions.exclude(endpoint=endpoint).count() >= MOST:
                return None
            details |= {"user": user, "session_key": session_key}
            return self.update_or_create(endpoint=endpoint, defaults=details)[0]

    def of_session(self, session_key):
        return self.filter(session_key=session_key)

    def forget_those_that_are_over(self):
        for subscription in self.select_related("user"):
            if not subscription.is_signed_in():
                subscription.delete()


class Subscription(models.Model):
    """A browser in which somebody wants to be told by push, with the keys that only it can read with (RFC 8291).

    It is theirs for as long as they stay signed in there: the next person at the machine must not read it.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="subscriptions", verbose_name=_("person")
    )
    session_key = models.CharField(_("session"), max_length=40, blank=True, db_index=True, editable=False)
    endpoint = models.CharField(_("address at the push service"), max_length=1000, unique=True)
    p256dh = models.CharField(_("public key"), max_length=120)
    auth = models.CharField(_("secret"), max_length=40)
    browser = models.CharField(_("browser"), max_length=60, blank=True)
    made_at = models.DateTimeField(_("made"), default=timezone.now)

    objects = SubscriptionQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("push subscription"), _("push subscriptions")

    def __str__(self):
        return f"{known(self, 'user')}: {self.browser}"

    def is_signed_in(self):
        """Whether a request of this browser would be let in, without a request: a new password ends sessions too."""
        session = import_module(settings.SESSION_ENGINE).SessionStore(self.session_key).load()
        return (
            self.user.is_active
            and session.get(SESSION_KEY) == str(self.user_id)
            and constant_time_compare(session.get(HASH_SESSION_KEY, ""), self.user.get_session_auth_hash())
        )
