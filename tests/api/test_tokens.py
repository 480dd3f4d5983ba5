"""Access and refresh tokens (JWT) and personal access tokens: what they say, and when they are refused."""

from datetime import timedelta

import jwt as pyjwt
import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret, hotp_value, yield_hotp_counters_from_time
from django.utils import timezone

from apps.api import cleanup, jwt
from apps.api.models import AccessToken, Login
from apps.api.scopes import Scope
from tests.cast import PASSWORD

from .conftest import APIClient

pytestmark = pytest.mark.django_db


def pair_of(username="ada", **more):
    response = APIClient().sign_in(username, **more)
    assert response.status_code == 200, response.content
    return response.json()


def status_with(token):
    return APIClient(token).send("GET", "me/").status_code


def renew(refresh):
    return APIClient().send("POST", "token/refresh/", {"refresh": refresh})


@pytest.mark.parametrize("login", ["ada", "ADA", "ada@courtyard.example"])
def test_one_signs_in_with_username_or_email(ada, login):
    response = APIClient(pair_of(login)["access"]).send("GET", "me/")
    assert response.json()["username"] == "ada"


def test_a_token_says_who_it_is_for_and_what_it_may(owner):
    pair = pair_of("olga", scope="rooms:read posts:read")
    claims = pyjwt.decode(pair["access"], options={"verify_signature": False})
    assert claims["username"] == "olga"
    assert claims["roles"] == ["member", "staff", "owner"]
    assert claims["scope"] == pair["scope"] == "posts:read rooms:read"


def test_a_wrong_password_is_refused_with_a_reason(ada):
    response = APIClient().sign_in("ada", "not-her-password")
    assert response.status_code == 401
    assert response.json()["code"] == "invalid-credentials"
    assert response["WWW-Authenticate"].startswith("Bearer")


def test_wrong_passwords_are_counted_with_those_of_the_sign_in_page(ada, within_a_minute):
    codes = [APIClient().sign_in("ada", "not-her-password").status_code for _attempt in range(7)]
    assert codes == [401] * 5 + [429] * 2
    assert APIClient().sign_in("ada").status_code == 429


def test_an_unknown_scope_is_not_given(ada):
    response = APIClient().sign_in("ada", scope="posts:read posts:burn")
    assert response.status_code == 422
    assert response.json()["errors"][0]["field"] == "scope"


def totp_code(secret):
    return f"{hotp_value(secret, next(yield_hotp_counters_from_time())):06}"


def test_with_two_factor_a_password_alone_gets_no_token(ada):
    secret = generate_totp_secret()
    TOTP.activate(ada, secret)
    response = APIClient().sign_in("ada")
    assert response.status_code == 401
    assert response.json()["code"] == "two-factor-required"
    assert APIClient().sign_in("ada", code="000000").json()["code"] == "two-factor-code-invalid"
    code = totp_code(secret)
    assert APIClient().sign_in("ada", code=code).status_code == 200
    assert APIClient().sign_in("ada", code=code).status_code == 401, "a code is good once"
    assert Login.objects.filter(user=ada).count() == 1


def test_a_recovery_code_is_good_once(ada):
    TOTP.activate(ada, generate_totp_secret())
    code = RecoveryCodes.activate(ada).get_unused_codes()[0]
    assert [APIClient().sign_in("ada", code=code).status_code for _attempt in range(2)] == [200, 401]


def test_a_passkey_counts_as_a_second_factor(ada):
    Authenticator.objects.create(user=ada, type=Authenticator.Type.WEBAUTHN, data={})
    assert APIClient().sign_in("ada").json()["code"] == "two-factor-required"


def test_an_email_to_be_confirmed_first_keeps_the_api_closed_too(ada, settings):
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    assert APIClient().sign_in("ada").status_code == 200
    ada.emailaddress_set.update(verified=False)
    assert APIClient().sign_in("ada").json()["code"] == "email-unconfirmed"


def test_a_refresh_token_gives_a_new_pair(ada):
    first = pair_of()
    second = renew(first["refresh"]).json()
    assert status_with(second["access"]) == 200
    assert status_with(first["access"]) == 200, "until it expires"
    assert renew(second["refresh"]).status_code == 200


def test_a_refresh_token_that_is_used_again_ends_the_whole_sign_in(ada):
    first = pair_of()
    other = pair_of()
    second = renew(first["refresh"]).json()
    response = renew(first["refresh"])
    assert response.status_code == 401
    assert response.json()["code"] == "invalid-token"
    assert [status_with(token) for token in (first["access"], second["access"])] == [401, 401]
    assert renew(second["refresh"]).status_code == 401
    assert status_with(other["access"]) == 200, "another sign-in is another family"


def test_a_sign_in_ends_when_it_is_revoked(ada):
    pair = pair_of()
    response = APIClient().send("POST", "token/revoke/", {"refresh": pair["refresh"]})
    assert response.status_code == 204
    assert status_with(pair["access"]) == 401
    assert renew(pair["refresh"]).status_code == 401


@pytest.mark.parametrize("kind", ["access", "personal"])
class TestEnds:
    @pytest.fixture
    def token(self, ada, kind):
        return (
            pair_of()["access"] if kind == "access" else AccessToken.objects.make(ada, "Script", [Scope.EVERYTHING])[1]
        )

    def test_with_a_new_password(self, ada, token):
        assert status_with(token) == 200
        ada.set_password("another-garden-behind-it")
        ada.save()
        assert status_with(token) == 401

    def test_with_a_closed_account(self, ada, token):
        ada.is_active = False
        ada.save()
        assert status_with(token) == 401

    def test_with_the_account(self, ada, token):
        ada.delete()
        assert status_with(token) == 401


def test_renewing_ends_with_a_new_password(ada):
    pair = pair_of()
    ada.set_password("another-garden-behind-it")
    ada.save()
    assert renew(pair["refresh"]).status_code == 401


def test_signing_out_everywhere_else_ends_the_apis_sign_ins(ada, client_of):
    pair = pair_of()
    here, there = client_of(None), client_of(None)
    for browser in (here, there):
        browser.post("/accounts/login/", {"login": "ada", "password": PASSWORD})
    assert here.post("/accounts/sessions/").status_code == 302
    assert status_with(pair["access"]) == 401


def test_ending_one_session_leaves_the_apis_sign_ins(ada, client_of):
    pair = pair_of()
    here, there = client_of(None), client_of(None)
    for browser in (here, there):
        browser.post("/accounts/login/", {"login": "ada", "password": PASSWORD})
    other = ada.usersession_set.exclude(session_key=here.session.session_key).get()
    here.post(f"/accounts/sessions/{other.pk}/end/")
    assert not ada.usersession_set.filter(pk=other.pk).exists()
    assert status_with(pair["access"]) == 200


def test_an_access_token_expires(ada, monkeypatch):
    monkeypatch.setattr(jwt.CourtyardAccessToken, "lifetime", timedelta(seconds=-1))
    assert status_with(pair_of()["access"]) == 401


def test_a_token_of_one_kind_is_not_one_of_the_other(ada):
    pair = pair_of()
    assert status_with(pair["refresh"]) == 401
    assert renew(pair["access"]).status_code == 401


def test_a_key_can_be_rotated(ada, settings):
    settings.JWT_KEYS = ["old" * 12]
    vars(jwt.backend).pop("keys", None)
    old = pair_of()["access"]
    settings.JWT_KEYS = ["new" * 12, "old" * 12]
    vars(jwt.backend).pop("keys", None)
    new = pair_of()["access"]
    assert [status_with(old), status_with(new)] == [200, 200]
    settings.JWT_KEYS = ["new" * 12]
    vars(jwt.backend).pop("keys", None)
    assert [status_with(old), status_with(new)] == [401, 200]
    vars(jwt.backend).pop("keys", None)


@pytest.mark.parametrize(
    "token",
    [
        "",
        "cy_",
        "cy_unknown",
        "a.b.c",
        "é",
        "x" * 5_000,
        "eyJhbGciOiJub25lIn0.eyJ1c2VyX2lkIjoiMSIsImxvZ2luIjoxfQ.",
        pyjwt.encode({"user_id": "1", "login": 1}, "x" * 32, headers={"kid": "0" * 16}),
        "eyJhbGciOiJIUzI1NiIsImtpZCI6WyIwIl19.eyJsb2dpbiI6MX0.AAAA",  # {"alg": "HS256", "kid": ["0"]}
        pyjwt.encode({"user_id": "1", "login": 1}, "x" * 32),
    ],
)
def test_what_is_no_token_is_refused(ada, token):
    response = APIClient().get("/api/v1/me/", headers={"Authorization": f"Bearer {token}"})
    assert response.status_code == 401


def test_no_key_but_our_own_signs(ada):
    login = jwt.start_login(ada, "everything", "")
    claims = pyjwt.decode(login["access"], options={"verify_signature": False})
    kid = pyjwt.get_unverified_header(login["access"])["kid"]
    forged = pyjwt.encode(claims, "x" * 32, headers={"kid": kid})
    assert [status_with(login["access"]), status_with(forged)] == [200, 401]


def test_a_personal_token_is_kept_as_a_hash_and_expires(ada):
    token, secret = AccessToken.objects.make(ada, "Script", [Scope.PROFILE_READ], timezone.now() + timedelta(days=1))
    assert secret not in str(AccessToken.objects.filter(pk=token.pk).values())
    assert status_with(secret) == 200
    AccessToken.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert status_with(secret) == 401


def test_the_last_use_is_known_to_the_minute(ada, api):
    script = api(ada)
    script.send("GET", "me/")
    used = AccessToken.objects.get().last_used_at
    assert timezone.now() - used < timedelta(minutes=1)
    script.send("GET", "me/")
    assert AccessToken.objects.get().last_used_at == used


def test_a_token_may_do_what_its_scopes_say(ada, bob, api):
    script = api(ada, Scope.PEOPLE_READ)
    assert script.send("GET", "people/bob/").status_code == 200
    response = script.send("PUT", "people/bob/follow/")
    assert response.status_code == 403
    assert response.json()["code"] == "missing-scope"
    assert not ada.following.exists()
    assert script.send("GET", "me/").status_code == 403
    assert api(ada, Scope.PEOPLE_WRITE).send("PUT", "people/bob/follow/").status_code == 204


def test_a_session_works_too_and_asks_for_the_csrf_token(ada, bob, client_of):
    browser = client_of(ada, enforce_csrf_checks=True)
    assert browser.get("/api/v1/me/").status_code == 200
    response = browser.put("/api/v1/people/bob/follow/")
    assert response.status_code == 403
    assert response["Content-Type"] == "application/problem+json"
    assert not ada.following.exists()
    token = browser.get("/settings/privacy/").context["csrf_token"]
    assert browser.put("/api/v1/people/bob/follow/", headers={"X-CSRFToken": str(token)}).status_code == 200


def test_what_has_expired_is_deleted(ada, api):
    past = timezone.now() - timedelta(days=1)
    api(ada), pair_of()
    api(ada).send("PUT", "people/bob/follow/", Idempotency_Key="1")
    AccessToken.objects.update(expires_at=past)
    Login.objects.update(expires_at=past)
    kept, _secret = AccessToken.objects.make(ada, "Script", [Scope.EVERYTHING])
    cleanup.delete_expired.call()
    assert list(AccessToken.objects.all()) == [kept]
    assert not Login.objects.exists()
