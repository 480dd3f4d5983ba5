"""Personal access tokens and sign-ins by JWT, for scripts and apps; and answers to be given again."""

import hashlib
import secrets
from datetime import timedelta

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext_lazy as _

from apps.shared.http import any_of

from . import scopes

# People, and scanners that look for leaked secrets, recognise a token of Courtyard by it.
TOKEN_PREFIX = "cy_"  # noqa: S105
USED_EVERY = timedelta(minutes=1)  # how exactly the last use is known: a write for every request is not worth more
SOON = timedelta(days=7)  # before a token expires


def new_secret():
    """256 bits of randomness, so a plain hash protects it: nobody can guess what was hashed."""
    return TOKEN_PREFIX + secrets.token_urlsafe(32)


def digest_of(secret):
    """See `new_secret`: what has 256 bits of randomness needs no slow hash."""
    return hashlib.sha256(secret.encode()).hexdigest()


class CredentialQuerySet(models.QuerySet):
    def valid(self):
        """Those that have not expired and whose owner may sign in; with the owner and the profile."""
        unexpired = models.Q(expires_at=None) | models.Q(expires_at__gt=timezone.now())
        return self.filter(unexpired, user__is_active=True).select_related("user__profile")

    def valid_one(self, **lookup):
        """The valid credential, or None: also where its owner's password has changed since it was made."""
        found = any_of(self.valid().filter(**lookup))
        return found if found and found.fits_password() else None


class NotesUse:
    """Of a model with `last_used_at`, of rows that let a program in."""

    def note_use(self):
        now = timezone.now()
        if self.last_used_at is None or now - self.last_used_at > USED_EVERY:
            type(self).objects.filter(pk=self.pk).update(last_used_at=now)


class Credential(NotesUse, models.Model):
    """What a request shows in its `Authorization` header."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("owner"))
    scope = models.CharField(_("permissions"), max_length=400)
    session_auth_hash = models.CharField(max_length=128, editable=False)
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)
    expires_at = models.DateTimeField(_("expires"), null=True, blank=True)
    last_used_at = models.DateTimeField(_("last used"), null=True, editable=False)

    objects = CredentialQuerySet.as_manager()

    class Meta:
        abstract = True

    def fits_password(self):
        """Whether the password is the one that it was; as for sessions, the secret key may have been rotated."""
        hashes = [self.user.get_session_auth_hash(), *self.user.get_session_auth_fallback_hash()]
        return any(constant_time_compare(self.session_auth_hash, known) for known in hashes)

    def has_scope(self, scope):
        return scopes.covers(self.scope, scope)

    @property
    def bearer_expires_at(self):
        """When what a request has shown expires: this token. See `Login`."""
        return self.expires_at

    @property
    def scope_labels(self):
        return [scopes.Scope(scope).label for scope in self.scope.split(scopes.SEPARATOR)]

    @property
    def has_expired(self):
        return self.expires_at is not None and self.expires_at <= timezone.now()

    @property
    def expires_soon(self):
        return self.expires_at is not None and self.expires_at <= timezone.now() + SOON


class AccessTokenManager(models.Manager.from_queryset(CredentialQuerySet)):
    def make(self, user, name, wanted_scopes, expires_at=None):
        """`(token, secret)`. The secret is not kept: this is the only time that it can be shown."""
        secret = new_secret()
        token = self.create(
            user=user,
            name=name,
            digest=digest_of(secret),
            scope=scopes.joined(wanted_scopes),
            session_auth_hash=user.get_session_auth_hash(),
            expires_at=expires_at,
        )
        return token, secret

    def of_secret(self, secret):
        """The valid token, or None."""
        return self.valid_one(digest=digest_of(secret))


class AccessToken(Credential):
    """A personal access token: made on the settings page for one script or app."""

    name = models.CharField(_("name"), max_length=60)
    digest = models.CharField(max_length=64, unique=True, editable=False)

    objects = AccessTokenManager()

    class Meta:
        verbose_name, verbose_name_plural = _("access token"), _("access tokens")
        indexes = [models.Index(fields=["user", "-created_at"], name="access_tokens_of_user")]

    def __str__(self):
        return self.name


class LoginManager(models.Manager.from_queryset(CredentialQuerySet)):
    def rotate(self, login_pk, used_jti, new_jti, lifetime):
        """Let a refresh token be used once. The login, or None where it has ended.

        A refresh token that was used before has been stolen, or the thief was faster than its owner: the login ends,
        and with it every token that it gave (RFC 9700, section 4.14.2).
        """
        now = timezone.now()
        renewed = {"jti": new_jti, "last_used_at": now, "expires_at": now + lifetime}
        if self.filter(pk=login_pk, jti=used_jti, expires_at__gt=now).update(**renewed):
            return self.valid_one(pk=login_pk)
        self.filter(pk=login_pk).delete()
        return None


class Login(Credential):
    """A sign-in by the API: the family of access and refresh tokens that follow from one password.

    `jti` is the id of the only refresh token that is still good; all those before it are refused. A login ends by its
    row's deletion.
    """

    bearer_expires_at = None  # set where a request has shown an access token, which expires before the sign-in

    jti = models.CharField(max_length=64, unique=True, editable=False)
    user_agent = models.CharField(_("app"), max_length=200, blank=True, editable=False)

    objects = LoginManager()

    class Meta:
        verbose_name, verbose_name_plural = _("API sign-in"), _("API sign-ins")
        indexes = [models.Index(fields=["user", "-created_at"], name="logins_of_user")]

    def __str__(self):
        return self.user_agent or str(_("Unknown app"))


class IdempotentRequestQuerySet(models.QuerySet):
    def begin(self, user, key, fingerprint):
        """`(row, whether it is new)` of a request with this key; a row whose time is over is replaced."""
        now = timezone.now()
        self.filter(user=user, key=key, expires_at__lt=now).delete()
        try:
            with transaction.atomic():
                expires_at = now + self.model.LEASE
                return self.create(user=user, key=key, fingerprint=fingerprint, expires_at=expires_at), True
        except IntegrityError:
            return self.filter(user=user, key=key).first(), False


class IdempotentRequest(models.Model):
    """The answer to a request with an `Idempotency-Key`, given again to whoever repeats it within a day."""

    LEASE = timedelta(minutes=2)  # how long a request may take before a repetition is let through
    KEPT = timedelta(days=1)

    user = models.ForeignKey(get_user_model(), models.CASCADE, related_name="+")
    key = models.CharField(max_length=200)
    fingerprint = models.CharField(max_length=64)  # of the method, the path and the body
    status = models.PositiveSmallIntegerField(null=True)  # null while the first request is being answered
    body = models.TextField(blank=True)
    headers = models.JSONField(default=dict)
    expires_at = models.DateTimeField(db_index=True)

    objects = IdempotentRequestQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="one_request_of_each_key_of_a_user")]

    def __str__(self):
        return self.key

    def finish(self, status, body, headers):
        """Unless another request has taken the key meanwhile, because this one took longer than its lease."""
        kept = {"status": status, "body": body, "headers": headers, "expires_at": timezone.now() + self.KEPT}
        type(self).objects.filter(pk=self.pk).update(**kept)
