"""Every page of the account stands in the site's look, says what it is, and obeys the Content-Security-Policy."""

import re

import pytest
from allauth.account.forms import ConfirmLoginCodeForm
from allauth.account.models import EmailAddress
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from tests.cast import PASSWORD

pytestmark = pytest.mark.django_db

DOORS = [
    "account_login",
    "account_signup",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key_done",
    "account_inactive",
    "account_email_verification_sent",
]
SETTINGS = [
    "account_logout",
    "account_email",
    "account_change_password",
    "mfa_index",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "mfa_list_webauthn",
    "usersessions_list",
    "accounts:appearance",
    "accounts:invitations",
]


def check(page):
    html = page.content.decode()
    assert not re.search(r'\sstyle="', html)
    assert not re.search(r"\son\w+=", html)
    for attributes, body in re.findall(r"<script\b([^>]*)>(.*?)</script>", html, re.DOTALL):
        assert "src=" in attributes or "application/json" in attributes, body[:80]
    for attributes in re.findall(r"<(?:input|textarea|select)\b([^>]*)>", html):
        if "hidden" not in attributes:
            id = re.search(r'\sid="([^"]+)"', attributes)
            named = (id and f'for="{id[1]}"' in html) or "aria-label" in attributes or 'type="radio"' in attributes
            assert named or 'type="checkbox"' in attributes, attributes
    assert html.count("<h1") == 1
    assert re.search(r"<title>\s*\S.*? · Alder Street</title>", html, re.DOTALL), "no title, or not the site's name"
    return html


@pytest.mark.parametrize("name", DOORS)
def test_whoever_is_on_the_way_in_stands_at_the_door(visitor, set_site, name):
    set_site(name="Alder Street")
    html = check(visitor.get(reverse(name)))
    assert '<main class="door"' in html
    assert "courtyard.svg" in html


@pytest.mark.parametrize("name", SETTINGS)
def test_whoever_is_in_finds_it_among_the_settings(client_of, owner, set_site, name):
    set_site(name="Alder Street")
    client = client_of(owner)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    html = check(client.get(reverse(name)))
    assert "settings__nav" in html
    assert "<h1>Settings</h1>" in html


@pytest.mark.parametrize("name", ["account_email", "account_change_password", "mfa_index", "usersessions_list"])
def test_a_visitor_is_sent_to_sign_in(visitor, name):
    assert visitor.get(reverse(name)).url == f"{reverse('account_login')}?next={reverse(name)}"


def test_an_address_that_is_not_confirmed_says_what_to_do(client_of, ada):
    EmailAddress.objects.filter(user=ada).update(verified=False)
    assert "not confirmed yet" in client_of(ada).get(reverse("account_email")).content.decode()
    client = client_of(ada)
    assert client.get(reverse("mfa_activate_totp")).url == reverse("mfa_index")
    assert "Confirm your e-mail address first" in client.get(reverse("mfa_index")).content.decode()


def test_a_place_by_invitation_offers_no_registration(visitor, set_site):
    set_site(registration="invitation")
    assert "Ask an admin for an invite link" in visitor.get(reverse("account_login")).content.decode()


def test_the_welcome_of_the_owner_stands_at_the_door(visitor, set_site):
    set_site(welcome="Nine workshops, <one> long table.")
    assert "Nine workshops, &lt;one&gt; long table." in visitor.get(reverse("account_login")).content.decode()


@pytest.mark.parametrize(
    ("template", "main"),
    [
        ("account/confirm_login_code.html", "door"),
        ("account/confirm_email_verification_code.html", "door"),
        ("account/request_login_code.html", "door"),
        ("account/verified_email_required.html", "settings__nav"),
        ("mfa/trust.html", "door"),
    ],
)
def test_pages_that_only_other_settings_show_are_in_the_look_too(rf, ada, set_site, template, main):
    """They are drawn by the layouts and elements alone, as any page is that allauth may add."""
    set_site(name="Alder Street")
    request = rf.get("/accounts/")
    request.user = ada
    form = ConfirmLoginCodeForm({"code": ""}, code="ABCD")
    now = timezone.now()
    words = {
        "email": ada.email,
        "can_resend": True,
        "request_login_code_url": "/x/",
        "form": form,
        "verify_form": form,
    }
    words |= {"trust_from": now, "trust_until": now}
    html = check(HttpResponse(render_to_string(template, words, request)))
    assert main in html
    assert 'class="button' in html
    assert "<p>\n" not in html.split("<main")[1]
