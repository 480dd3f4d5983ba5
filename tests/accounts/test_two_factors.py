"""The second lock: an app that shows codes, recovery codes, and passkeys as far as one gets without a browser."""

from types import SimpleNamespace

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.urls import reverse

from tests.cast import PASSWORD

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def half_a_minute(monkeypatch):
    """For so long a code fits; here for as long as its test takes, and none is late because the next has begun."""
    monkeypatch.setattr("allauth.mfa.totp.internal.auth.time", SimpleNamespace(time=lambda: 1_800_000_000))


@pytest.fixture
def signed_in(visitor, ada):
    """Ada's browser, moments after she gave her password."""
    visitor.post(reverse("account_login"), {"login": "ada", "password": PASSWORD})
    visitor.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return visitor


@pytest.fixture
def app(ada):
    """The app on Ada's phone: `app()` is the code that it shows."""
    secret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
    TOTP.activate(ada, secret)
    return lambda: code_of(secret)


@pytest.fixture
def codes(ada, app):
    return RecoveryCodes.activate(ada).get_unused_codes()


def code_of(secret):
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


def give_password(client, next=""):
    return client.post(reverse("account_login"), {"login": "ada", "password": PASSWORD, "next": next})


@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)  # the mail leaves when the change has been kept
def test_setting_up_an_app_takes_one_code_and_gives_recovery_codes(signed_in, ada, mailoutbox):
    page = signed_in.get(reverse("mfa_activate_totp")).content.decode()
    secret = page.split('id="authenticator_secret" value="')[1].split('"')[0]
    assert "data:image/svg+xml" in page
    answer = signed_in.post(reverse("mfa_activate_totp"), {"code": code_of(secret)})
    assert answer.url == reverse("mfa_view_recovery_codes")
    assert set(Authenticator.objects.filter(user=ada).values_list("type", flat=True)) == {"totp", "recovery_codes"}
    page = signed_in.get(answer.url).content.decode()
    assert page.count("<code>") == 10
    assert "A second lock on your account at Courtyard" in [mail.subject for mail in mailoutbox]


def test_the_code_that_set_up_the_app_does_not_sign_in(signed_in, ada, client_of):
    page = signed_in.get(reverse("mfa_activate_totp")).content.decode()
    secret = page.split('id="authenticator_secret" value="')[1].split('"')[0]
    code = code_of(secret)
    assert signed_in.post(reverse("mfa_activate_totp"), {"code": f" {code[:3]} {code[3:]}"}).status_code == 302
    thief = client_of(None)
    give_password(thief)
    assert thief.post(reverse("mfa_authenticate"), {"code": code}).status_code == 422
    assert "_auth_user_id" not in thief.session


@pytest.mark.parametrize("name", ["mfa_activate_totp", "mfa_add_webauthn"])
def test_a_new_address_that_waits_to_be_confirmed_does_not_forbid_a_second_factor(signed_in, ada, name):
    signed_in.post(reverse("account_email"), {"email": "ada@new.example", "action_add": ""})
    assert EmailAddress.objects.filter(user=ada, verified=False).exists()
    assert signed_in.get(reverse(name)).status_code == 200


@pytest.mark.parametrize("name", ["mfa_activate_totp", "mfa_add_webauthn"])
def test_an_address_that_was_never_confirmed_does(signed_in, ada, name):
    EmailAddress.objects.filter(user=ada).update(verified=False)
    for answer in (signed_in.get(reverse(name)), signed_in.post(reverse(name), {"code": "000000"})):
        assert answer.url == reverse("mfa_index")
    assert "Confirm your e-mail address first" in signed_in.get(reverse("mfa_index")).text


def test_a_wrong_code_gets_its_sentence_and_the_same_secret_again(signed_in):
    page = signed_in.get(reverse("mfa_activate_totp")).content.decode()
    secret = page.split('id="authenticator_secret" value="')[1].split('"')[0]
    answer = signed_in.post(reverse("mfa_activate_totp"), {"code": "000000"})
    assert answer.status_code == 422
    assert "That code does not fit" in answer.content.decode()
    assert secret in answer.content.decode()


def test_the_password_alone_opens_no_door_any_more_and_the_code_leads_where_one_wanted(visitor, ada, app):
    answer = give_password(visitor, next="/settings/profile/")
    assert answer.url.startswith(reverse("mfa_authenticate"))
    assert "_auth_user_id" not in visitor.session
    assert "The second lock" in visitor.get(answer.url).content.decode()
    assert visitor.post(reverse("mfa_authenticate"), {"code": app()}).url == "/settings/profile/"
    assert visitor.session["_auth_user_id"] == str(ada.pk)


def test_a_wrong_code_keeps_the_door_shut_and_says_so(visitor, app):
    give_password(visitor)
    answer = visitor.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert answer.status_code == 422
    assert "That code does not fit" in answer.content.decode()
    assert "_auth_user_id" not in visitor.session


def test_a_code_opens_the_door_once(visitor, client_of, app):
    code = app()
    give_password(visitor)
    visitor.post(reverse("mfa_authenticate"), {"code": code})
    other = client_of(None)
    give_password(other)
    assert other.post(reverse("mfa_authenticate"), {"code": code}).status_code == 422


@pytest.mark.both_databases
def test_a_recovery_code_opens_the_door_once(visitor, client_of, codes):
    give_password(visitor)
    assert visitor.post(reverse("mfa_authenticate"), {"code": codes[0]}).status_code == 302
    assert "_auth_user_id" in visitor.session
    other = client_of(None)
    give_password(other)
    assert other.post(reverse("mfa_authenticate"), {"code": codes[0]}).status_code == 422


@pytest.mark.both_databases
@pytest.mark.usefixtures("within_a_minute")
def test_guessing_codes_is_slowed_down(visitor, app):
    give_password(visitor)
    for _ in range(6):
        answer = visitor.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert "Wait" in answer.content.decode()


def test_whoever_changes_the_locks_must_give_the_password_once_more(client_of, ada):
    client = client_of(ada)
    for name in ("mfa_activate_totp", "mfa_add_webauthn", "account_email", "mfa_generate_recovery_codes"):
        asked = client.post(reverse(name)) if name == "account_email" else client.get(reverse(name))
        if name != "mfa_generate_recovery_codes":
            assert asked.status_code in (200, 302)
    asked = client.get(reverse("mfa_activate_totp"))
    assert asked.url == f"{reverse('account_reauthenticate')}?next={reverse('mfa_activate_totp').replace('/', '%2F')}"
    assert "Is it still you?" in client.get(asked.url).content.decode()
    wrong = client.post(asked.url, {"password": "wrong"})
    assert wrong.status_code == 422
    assert "That is not your password." in wrong.content.decode()
    right = client.post(
        reverse("account_reauthenticate"), {"password": PASSWORD, "next": reverse("mfa_activate_totp")}
    )
    assert right.url == reverse("mfa_activate_totp")


@pytest.mark.both_databases
def test_the_app_can_be_switched_off_again(signed_in, ada, app):
    assert "Switch it off" in signed_in.get(reverse("mfa_index")).content.decode()
    signed_in.post(reverse("mfa_deactivate_totp"))
    assert not Authenticator.objects.filter(user=ada).exists()


@pytest.mark.both_databases
def test_new_recovery_codes_void_the_old_ones(signed_in, visitor, ada, codes):
    signed_in.post(reverse("mfa_generate_recovery_codes"))
    fresh = Authenticator.objects.get(user=ada, type="recovery_codes").wrap().get_unused_codes()
    assert not set(codes) & set(fresh)


def test_recovery_codes_are_downloaded_as_text(signed_in, codes):
    answer = signed_in.get(reverse("mfa_download_recovery_codes"))
    assert answer["Content-Type"].startswith("text/plain")
    assert codes[0] in answer.content.decode()


@pytest.mark.parametrize(
    "answer", ["", "no json", "[]", "3", '{"id": "made up"}', '{"id": "YQ", "rawId": "YQ", "type": "x"}']
)
def test_a_passkey_that_is_none_is_refused_in_words(visitor, ada, answer):
    visitor.get(reverse("mfa_login_webauthn"), headers={"Accept": "application/json"})
    refused = visitor.post(reverse("mfa_login_webauthn"), {"credential": answer})
    assert refused.url == reverse("account_login")
    assert "That passkey does not fit" in visitor.get(refused.url).content.decode()


@pytest.mark.parametrize("answer", ["", "no json", "[]", '{"id": "made up"}'])
def test_a_passkey_that_is_none_is_not_added(signed_in, ada, answer):
    signed_in.get(reverse("mfa_add_webauthn"))
    refused = signed_in.post(reverse("mfa_add_webauthn"), {"name": "Ring", "credential": answer})
    assert refused.status_code == 422
    assert "That passkey does not fit" in refused.content.decode()
    assert not Authenticator.objects.exists()


def test_the_app_and_the_device_are_told_the_name_of_the_site(signed_in, set_site):
    set_site(name="Alder Street")
    assert get_adapter().get_totp_issuer() == "Alder Street"
    page = signed_in.get(reverse("mfa_add_webauthn")).content.decode()
    assert "Alder Street" in page.split('id="js_data"')[1]


def test_a_stranger_cannot_touch_a_passkey(client_of, cleo, ada):
    key = Authenticator.objects.create(user=ada, type="webauthn", data={"name": "Ring"})
    client = client_of(cleo)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    assert client.post(reverse("mfa_remove_webauthn", args=[key.pk])).status_code == 404
    assert client.get(reverse("mfa_edit_webauthn", args=[key.pk])).status_code == 404
