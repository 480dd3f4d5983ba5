"""A site that sends no email promises none, and says what to do instead."""

import pytest
from allauth.account.models import EmailAddress
from django.core.management import CommandError, call_command
from django.urls import reverse

from apps.accounts.models import User
from tests.cast import PASSWORD

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_email")]

GOOD = "seven-swallows-south"
PROMISES = ("on its way", "We have sent", "we send a", "that we sent", "Send the mail", "Send it again", "just sent")


def promises(page):
    return [words for words in PROMISES if words in page]


@pytest.mark.parametrize("name", [
    "account_login", "account_signup", "account_reset_password", "account_reset_password_done",
    "account_email_verification_sent",
])  # fmt: skip
def test_no_page_for_visitors_promises_an_email(visitor, ada, name):
    assert promises(visitor.get(reverse(name)).text) == []


@pytest.mark.parametrize("name", ["account_email", "account_change_password", "mfa_index"])
def test_no_page_of_the_account_promises_an_email(client_of, ada, name):
    EmailAddress.objects.filter(user=ada).update(verified=False)
    assert promises(client_of(ada).get(reverse(name)).text) == []


def test_a_forgotten_password_is_a_matter_for_an_admin(visitor, ada, mailoutbox):
    page = visitor.get(reverse("account_reset_password")).text
    assert "This site sends no email. Ask an admin" in page
    assert 'name="email"' not in page
    answer = visitor.post(reverse("account_reset_password"), {"email": ada.email})
    assert answer.status_code == 422
    assert "Ask an admin" in answer.text
    assert mailoutbox == []


def test_registering_promises_nothing(visitor, mailoutbox):
    form = {"username": "dora", "email": "dora@elsewhere.example", "password1": GOOD, "password2": GOOD}
    page = visitor.post(reverse("account_signup"), form, follow=True).text
    assert User.objects.filter(username="dora").exists()
    assert promises(page) == []
    assert mailoutbox == []


def test_a_new_address_takes_its_place_at_once(visitor, ada, bob):
    visitor.post(reverse("account_login"), {"login": "ada", "password": PASSWORD})
    visitor.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    taken = visitor.post(reverse("account_email"), {"email": bob.email, "action_add": ""})
    assert taken.status_code == 422
    page = visitor.post(reverse("account_email"), {"email": "Ada@New.example", "action_add": ""}, follow=True).text
    assert promises(page) == []
    assert "ada@new.example" in page
    ada.refresh_from_db()
    assert ada.email == "ada@new.example"
    assert list(EmailAddress.objects.filter(user=ada).values_list("email", "primary")) == [("ada@new.example", True)]
    visitor.post(reverse("account_logout"))
    visitor.post(reverse("account_login"), {"login": "ada@new.example", "password": PASSWORD})
    assert visitor.session["_auth_user_id"] == str(ada.pk)


def test_people_can_set_up_two_factor_though_no_address_is_confirmed(visitor, ada):
    EmailAddress.objects.filter(user=ada).update(verified=False)
    visitor.post(reverse("account_login"), {"login": "ada", "password": PASSWORD})
    visitor.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    assert visitor.get(reverse("mfa_activate_totp")).status_code == 200


# --- The link that an admin makes ------------------------------------------------------------------


def test_an_owner_makes_a_link_with_which_somebody_sets_a_new_password(client_of, owner, ada, settings):
    settings.SITE_URL = "http://testserver"
    action = {"action": "make_reset_links", "_selected_action": [ada.pk]}
    page = client_of(owner).post("/admin/accounts/user/", action, follow=True).text
    link = page.split("http://testserver/accounts/password/reset/key/")[1].split("<")[0].strip()
    browser = client_of(None)
    form = browser.get(f"/accounts/password/reset/key/{link}", follow=True)
    browser.post(form.redirect_chain[-1][0], {"password1": GOOD, "password2": GOOD})
    browser.post(reverse("account_login"), {"login": "ada", "password": GOOD})
    assert browser.session["_auth_user_id"] == str(ada.pk)
    again = client_of(None).get(f"/accounts/password/reset/key/{link}", follow=True)
    assert "This link is used up" in again.text


def test_only_an_owner_makes_a_link_for_staff(client_of, owner, mod, ada):
    from django.contrib.auth.models import Permission

    mod.user_permissions.add(Permission.objects.get(codename="change_user"))
    action = {"action": "make_reset_links", "_selected_action": [owner.pk, mod.pk, ada.pk]}
    page = client_of(mod).post("/admin/accounts/user/", action, follow=True).text
    assert page.count("/accounts/password/reset/key/") == 1
    assert "only an owner makes one for staff" in page


def test_who_selects_too_many_is_told_so(client_of, owner, ada, bob, monkeypatch):
    monkeypatch.setattr("apps.accounts.admin.MOST_RESET_LINKS", 1)
    action = {"action": "make_reset_links", "_selected_action": [ada.pk, bob.pk]}
    page = client_of(owner).post("/admin/accounts/user/", action, follow=True).text
    assert page.count("/accounts/password/reset/key/") == 1
    assert "at most 1 people at a time" in page


def test_who_may_not_change_users_makes_no_links(client_of, mod, ada):
    action = {"action": "make_reset_links", "_selected_action": [ada.pk]}
    page = client_of(mod).post("/admin/accounts/user/", action, follow=True).text
    assert "/accounts/password/reset/key/" not in page


@pytest.mark.parametrize("login", ["ada", "@ada", "ada@courtyard.example"])
def test_the_command_prints_a_link(ada, capsys, settings, login):
    settings.SITE_URL = "https://yard.example.org"
    call_command("reset_link", login)
    assert capsys.readouterr().out.startswith("https://yard.example.org/accounts/password/reset/key/")


def test_the_command_knows_no_strangers(db):
    with pytest.raises(CommandError, match="No active account"):
        call_command("reset_link", "nobody")
