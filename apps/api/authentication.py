"""Who makes a request of the API: a bearer of a token, or the session of somebody who is signed in to the site."""

from django.utils.translation import gettext_lazy as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework import authentication, exceptions
from rest_framework_simplejwt.exceptions import TokenError

from . import jwt
from .models import TOKEN_PREFIX, AccessToken

REFUSED = _("This token is unknown, has expired or was revoked.")


def credential_of(text):
    """The valid credential of a bearer token, personal or JWT, or None."""
    if text.startswith(TOKEN_PREFIX):
        return AccessToken.objects.of_secret(text)
    try:
        return jwt.login_of(text)
    except TokenError:
        return None


class BearerAuthentication(authentication.BaseAuthentication):
    """`Authorization: Bearer …`. `request.auth` is the credential: an AccessToken or a Login."""

    keyword = "bearer"

    def authenticate(self, request):
        scheme, _space, text = authentication.get_authorization_header(request).decode("latin-1").partition(" ")
        if scheme.lower() != self.keyword:
            return None
        credential = credential_of(text.strip())
        if credential is None:
            raise exceptions.AuthenticationFailed(REFUSED, code="invalid-token")
        credential.note_use()
        return credential.user, credential

    def authenticate_header(self, request):
        return 'Bearer realm="api"'


class SessionAuthentication(authentication.SessionAuthentication):
    """DRF's, which asks for the CSRF token. Guests of a room are nobody here: they have no account."""

    def authenticate(self, request):
        found = super().authenticate(request)
        return None if found and found[0].is_guest else found


class BearerScheme(OpenApiAuthenticationExtension):
    target_class = BearerAuthentication
    name = "bearer"

    def get_security_definition(self, auto_schema):
        description = "A personal access token (`cy_…`), or the access token of `/api/v1/token/`."
        return {"type": "http", "scheme": "bearer", "description": description}


class SessionScheme(OpenApiAuthenticationExtension):
    target_class = SessionAuthentication
    name = "session"

    def get_security_definition(self, auto_schema):
        from django.conf import settings

        return {"type": "apiKey", "in": "cookie", "name": settings.SESSION_COOKIE_NAME}
