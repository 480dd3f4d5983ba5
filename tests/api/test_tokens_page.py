from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from apps.api import forms, jwt
from apps.api.models import AccessToken, Login
from tests.cast import PASSWORD
from tests.conftest import HTMX

from .conftest import APIClient

pytestmark = pytest.mark.django_db
NEW = {"name": "Kiln logger", "expiration": "90", "scopes": ["profile:read", "rooms:read"]}


@pytest.fixture
def trusted(ada, client_of):
    """Ada's browser, in which she has just typed her password again."""
    browser = client_of(ada)
    browser.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return browser


def test_a_token_is_made_and_shown_once(ada, client_of):
    """After the password has been asked for, for which nothing of the form is lost."""
    browser = client_of(ada)
    asked = browser.post("/settings/tokens/", NEW)
    assert asked.status_code == 302
    assert asked["Location"].startswith(reverse("account_reauthenticate"))
    assert browser.post(asked["Location"], {"password": "wrong"}).status_code == 422
    assert not AccessToken.objects.exists()
    response = browser.post(asked["Location"], {"password": PASSWORD})
    assert response.status_code == 201
    secret = response.context["secret"]
    assert secret.encode() in response.content
    assert "no-store" in response["Cache-Control"]
    assert APIClient(secret).send("GET", "me/").json()["username"] == "ada"
    again = browser.get("/settings/tokens/")
    assert secret.encode() not in again.content
    assert b"Kiln logger" in again.content
    token = AccessToken.objects.get()
    assert token.scope == "profile:read rooms:read"
    assert timedelta(days=89) < token.expires_at - timezone.now() < timedelta(days=91)


def test_a_token_may_be_good_for_ever(trusted):
    trusted.post("/settings/tokens/", NEW | {"expiration": "0"})
    assert AccessToken.objects.get().expires_at is None


@pytest.mark.parametrize("wrong", [{"name": ""}, {"scopes": []}, {"scopes": ["moon:read"]}, {"expiration": "9999"}])
def test_what_is_wrong_is_said_and_what_was_typed_stays(trusted, wrong):
    response = trusted.post("/settings/tokens/", NEW | wrong)
    assert response.status_code == 422
    assert not AccessToken.objects.exists()
    if "name" not in wrong:
        assert b"Kiln logger" in response.content


def test_there_is_a_most_of_tokens(trusted, monkeypatch):
    monkeypatch.setattr(forms, "MOST_TOKENS", 1)
    assert [trusted.post("/settings/tokens/", NEW).status_code for _attempt in range(2)] == [201, 422]


def test_a_token_is_revoked_by_its_owner_alone(ada, bob, client_of):
    token, secret = AccessToken.objects.make(ada, "Script", ["everything"])
    assert client_of(bob).post(f"/settings/tokens/{token.pk}/", {"_method": "delete"}).status_code == 404
    assert APIClient(secret).send("GET", "me/").status_code == 200
    assert client_of(ada).post(f"/settings/tokens/{token.pk}/", {"_method": "delete"}).status_code == 302
    assert APIClient(secret).send("GET", "me/").status_code == 401


def test_an_app_is_signed_out(ada, bob, client_of):
    pair = jwt.start_login(ada, "everything", "Kiln app 1.0")
    login = Login.objects.get()
    assert b"Kiln app 1.0" in client_of(ada).get("/settings/tokens/").content
    assert client_of(bob).delete(f"/settings/logins/{login.pk}/").status_code == 404
    client_of(ada).delete(f"/settings/logins/{login.pk}/", headers=HTMX)
    assert APIClient(pair["access"]).send("GET", "me/").status_code == 401
