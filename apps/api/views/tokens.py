"""Access and refresh tokens: sign in, renew, sign out."""

from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from allauth.mfa.adapter import get_adapter as get_mfa_adapter
from allauth.mfa.base.forms import AuthenticateForm
from django.conf import settings
from django.core.exceptions import ValidationError as FormError
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters
from drf_spectacular.utils import extend_schema
from rest_framework import exceptions, serializers
from rest_framework.response import Response
from rest_framework_simplejwt.exceptions import TokenError

from apps.shared.limits import RateLimited

from .. import jwt, scopes
from ..models import Login
from ..serializers.requests import RequestSerializer, body_of
from .base import View


class ScopeField(serializers.CharField):
    """Scopes with spaces between them."""

    def to_internal_value(self, data):
        wanted = super().to_internal_value(data).split()
        if unknown := [scope for scope in wanted if scope not in scopes.Scope.values]:
            raise serializers.ValidationError(_("There is no scope “%(scope)s”.") % {"scope": unknown[0]})
        return scopes.joined(wanted)


class SignInSerializer(RequestSerializer):
    username = serializers.CharField(help_text="A username or an email address.", max_length=254)
    password = serializers.CharField(trim_whitespace=False, max_length=1_000, style={"input_type": "password"})
    code = serializers.CharField(
        required=False, max_length=20, help_text="Of an authenticator app, or a recovery code; with two-factor only."
    )
    scope = ScopeField(required=False, default=scopes.Scope.EVERYTHING.value)


class RefreshSerializer(RequestSerializer):
    refresh = serializers.CharField(max_length=4_000)


class PairSerializer(serializers.Serializer):
    access = serializers.CharField(help_text="Good for `expires_in` seconds.")
    refresh = serializers.CharField(help_text="Good once, for a new pair.")
    expires_in = serializers.IntegerField()
    scope = serializers.CharField()


class TokenView(View):
    """Whoever has no token yet is nobody: these views know people by what they send."""

    authentication_classes = []
    permission_classes = []

    def get_authenticate_header(self, request):
        return 'Bearer realm="api"'


class Token(TokenView):
    @extend_schema(operation_id="token_create", tags=["token"], request=SignInSerializer, responses=PairSerializer)
    def post(self, request):
        """Sign in with username and password, and the code of an authenticator app where the account has two-factor.

        A wrong password is 401 `invalid-credentials`; a right one without the code that it needs 401
        `two-factor-required`.
        """
        given = body_of(request, SignInSerializer)
        user = user_with_password(request, given["username"], given["password"])
        check_second_factor(user, given.get("code", ""))
        check_email(user)
        return Response(jwt.start_login(user, given["scope"], request.headers.get("User-Agent", "")))


class TokenRefresh(TokenView):
    @extend_schema(operation_id="token_refresh", tags=["token"], request=RefreshSerializer, responses=PairSerializer)
    def post(self, request):
        """A new pair of tokens for a refresh token, which is good once.

        A refresh token that is used a second time ends the whole sign-in: all of its tokens are refused from then on.
        """
        sent = body_of(request, RefreshSerializer)
        try:
            pair = jwt.renew_login(sent["refresh"])
        except TokenError:
            pair = None
        if pair is None:
            detail = _("This refresh token is unknown, has expired or was used before.")
            raise exceptions.AuthenticationFailed(detail, code="invalid-token")
        return Response(pair)


class TokenRevoke(TokenView):
    @extend_schema(operation_id="token_revoke", tags=["token"], request=RefreshSerializer, responses={204: None})
    def post(self, request):
        """Sign out: the refresh token and all others of its sign-in are refused from now on (RFC 7009)."""
        sent = body_of(request, RefreshSerializer)
        try:
            login = jwt.CourtyardRefreshToken(sent["refresh"]).get("login")
        except TokenError:
            login = None
        Login.objects.filter(pk=login).delete()
        return Response(status=204)


def user_with_password(request, login, password):
    """The account of a username or email and a password; counted and refused as on the sign-in page."""
    try:
        user = get_adapter().authenticate(request._request, username=login, password=password)
    except FormError:  # too many wrong passwords
        raise RateLimited(300) from None
    if user is None or not user.is_active:
        detail = get_adapter().error_messages["invalid_login"]
        raise exceptions.AuthenticationFailed(detail, code="invalid-credentials")
    return user


def check_second_factor(user, code):
    if not get_mfa_adapter().is_mfa_enabled(user):
        return
    if not code:
        detail = _("This account has two-factor: send the code of your authenticator app, or make an access token.")
        raise exceptions.AuthenticationFailed(detail, code="two-factor-required")
    form = AuthenticateForm({"code": code}, user=user)
    if not form.is_valid():
        if form.has_error("code", "too_many_login_attempts"):
            raise RateLimited(300)
        raise exceptions.AuthenticationFailed(form.errors["code"][0], code="two-factor-code-invalid")
    form.authenticator.record_usage()


def check_email(user):
    is_mandatory = settings.ACCOUNT_EMAIL_VERIFICATION == "mandatory"
    if is_mandatory and not EmailAddress.objects.filter(user=user, verified=True).exists():
        raise exceptions.AuthenticationFailed(_("Confirm your email address first."), code="email-unconfirmed")


Token.dispatch = method_decorator(sensitive_post_parameters("password", "code"))(Token.dispatch)
