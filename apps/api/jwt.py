"""Access and refresh tokens (JWT), signed with keys of their own that can be rotated.

`settings.JWT_KEYS` holds the keys: the first one signs, all of them verify. Each token names its key in the header
`kid`, so that a new key can be put in front while tokens of the old one are still in use.
"""

import hashlib
from uuid import uuid4

import jwt as pyjwt
from django.conf import settings
from django.utils import timezone
from django.utils.functional import cached_property
from rest_framework_simplejwt.backends import TokenBackend
from rest_framework_simplejwt.exceptions import TokenBackendError
from rest_framework_simplejwt.tokens import AccessToken, RefreshToken
from rest_framework_simplejwt.utils import datetime_from_epoch

from .models import Login

ALGORITHM = "HS256"


def key_id(key):
    return hashlib.sha256(key.encode()).hexdigest()[:16]


class RotatingKeysBackend(TokenBackend):
    """simplejwt's, with several keys."""

    @cached_property
    def keys(self):
        return {key_id(key): key for key in settings.JWT_KEYS}

    def encode(self, payload):
        key = settings.JWT_KEYS[0]
        return pyjwt.encode(payload, key, algorithm=self.algorithm, headers={"kid": key_id(key)})

    def get_verifying_key(self, token):
        try:
            return self.keys[pyjwt.get_unverified_header(token)["kid"]]
        except (KeyError, TypeError, pyjwt.InvalidTokenError) as error:
            raise TokenBackendError("Token is invalid") from error


backend = RotatingKeysBackend(ALGORITHM)


class CourtyardAccessToken(AccessToken):
    """Claims: `user_id`, `username`, `roles`, `scope`, and `login`, the id of the login that it belongs to."""

    _token_backend = backend
    lifetime = settings.ACCESS_TOKEN_LIFETIME


class CourtyardRefreshToken(RefreshToken):
    """The same claims. It is used once: see `Login`."""

    _token_backend = backend
    lifetime = settings.REFRESH_TOKEN_LIFETIME
    access_token_class = CourtyardAccessToken


def roles_of(user):
    """Lowest first, as text: everybody is a member, moderators are staff, and the owner may do everything."""
    roles = {"member": True, "staff": user.is_staff, "owner": user.is_owner}
    return [role for role, has_it in roles.items() if has_it]


def refresh_token_for(login):
    """The refresh token of a login that is good now, with its claims; `access_token` of it is a new access token."""
    token = CourtyardRefreshToken()
    token["jti"] = login.jti
    token["user_id"] = str(login.user_id)
    token["username"] = login.user.username
    token["roles"] = roles_of(login.user)
    token["scope"] = login.scope
    token["login"] = login.pk
    return token


def pair_of(login):
    """The answer to a sign-in or a renewal, in the words of OAuth 2.0 (RFC 6749, section 5.1)."""
    refresh = refresh_token_for(login)
    return {
        "access": str(refresh.access_token),
        "refresh": str(refresh),
        "expires_in": int(CourtyardAccessToken.lifetime.total_seconds()),
        "scope": login.scope,
    }


def start_login(user, scope, user_agent):
    """Sign somebody in: the pair of tokens."""
    login = Login.objects.create(
        user=user,
        scope=scope,
        jti=uuid4().hex,
        user_agent=user_agent[:200],
        session_auth_hash=user.get_session_auth_hash(),
        expires_at=timezone.now() + CourtyardRefreshToken.lifetime,
    )
    return pair_of(login)


def renew_login(text):
    """A new pair of tokens for a refresh token, or None where that is not good any more.

    Raises simplejwt's TokenError where the text is no refresh token of ours or has expired.
    """
    used = CourtyardRefreshToken(text)
    login = Login.objects.rotate(used.get("login"), used["jti"], uuid4().hex, CourtyardRefreshToken.lifetime)
    return pair_of(login) if login else None


def login_of(text):
    """The login of an access token, or None where it has ended. Raises TokenError where it is no token of ours."""
    token = CourtyardAccessToken(text)
    login = Login.objects.valid_one(pk=token.get("login"))
    if login:
        login.bearer_expires_at = datetime_from_epoch(token["exp"])
    return login
