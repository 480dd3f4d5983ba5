"""An account has one email address, wherever it is changed."""

import pytest
from allauth.account.models import EmailAddress
from django.urls import reverse

from apps.accounts.models import FormerUsername, User
from tests.cast import PASSWORD

from .test_mails import sign_in

pytestmark = pytest.mark.django_db

OLD, NEW = "ada@courtyard.example", "ada@new.example"


def emails(user):
    """Of the user's row, and of allauth's, with whether each is primary and confirmed."""
    rows = EmailAddress.objects.filter(user=user).values_list("email", "primary", "verified")
    return User.objects.get(pk=user.pk).email, sorted(rows)


def change_in_admin(browser, user, **changes):
    page = reverse("admin:accounts_user_change", args=[user.pk])
    return browser.post(page, {"username": user.username, "email": user.email, "is_active": "on", **changes})


def test_an_email_changed_in_the_admin_is_the_only_one_to_sign_in_with(client_of, owner, ada):
    EmailAddress.objects.create(user=ada, email="ada@asked-for.example")  # to be confirmed
    browser = client_of(owner)
    assert change_in_admin(browser, ada, email="Ada@New.example").status_code == 302
    assert emails(ada) == ("Ada@new.example", [(NEW, True, False)])
    assert sign_in(client_of(None), NEW, PASSWORD)
    assert not sign_in(client_of(None), OLD, PASSWORD)
    assert not sign_in(client_of(None), "ada@asked-for.example", PASSWORD)
    assert change_in_admin(browser, ada, email="").status_code == 302
    assert emails(ada) == ("", [])


def test_another_change_in_the_admin_leaves_a_confirmed_email_confirmed(client_of, owner, ada):
    EmailAddress.objects.create(user=ada, email=NEW)  # to be confirmed
    assert change_in_admin(client_of(owner), ada, username="ada.l").status_code == 302
    assert emails(ada) == (OLD, [(OLD, True, True), (NEW, False, False)])


def test_an_email_that_another_account_has_confirmed_is_refused_in_the_admin(client_of, owner, ada, bob):
    EmailAddress.objects.filter(user=bob).delete()
    EmailAddress.objects.create(user=bob, email="bob@courtyard.example", primary=True, verified=True)
    browser, email, said = (
        client_of(owner),
        "Bob@Courtyard.example",
        "Another account has confirmed this email address.",
    )
    page = change_in_admin(browser, ada, email=email)
    assert said in page.text
    assert f'value="{email}"' in page.text
    passwords = {"usable_password": "true", "password1": "a-long-word-7", "password2": "a-long-word-7"}
    newcomer = {"username": "newcomer", "email": email, **passwords}
    add = reverse("admin:accounts_user_add")
    assert said in browser.post(add, newcomer).text
    assert emails(ada) == (OLD, [(OLD, True, True)])
    assert change_in_admin(browser, bob, email=email).status_code == 302  # of one's own
    EmailAddress.objects.filter(user=bob).update(verified=False)
    assert browser.post(add, newcomer).status_code == 302


def test_allauths_rows_changed_in_the_admin_change_the_user(client_of, owner, ada):
    browser, address = client_of(owner), EmailAddress.objects.get(user=ada)
    page = reverse("admin:account_emailaddress_change", args=[address.pk])
    data = {"user": ada.pk, "email": NEW, "primary": "on", "verified": "on"}
    assert browser.post(page, data).status_code == 302
    assert emails(ada) == (NEW, [(NEW, True, True)])
    assert not sign_in(client_of(None), OLD, PASSWORD)
    second = EmailAddress.objects.create(user=ada, email="second@new.example", verified=True)
    assert emails(ada)[0] == NEW
    browser.post(reverse("admin:account_emailaddress_delete", args=[address.pk]), {"post": "yes"})
    assert emails(ada) == (second.email, [(second.email, True, True)])
    EmailAddress.objects.filter(user=ada).delete()
    assert emails(ada) == ("", [])


def test_a_user_who_was_read_before_a_change_and_refreshed_changes_nothing(ada):
    other = User.objects.get(pk=ada.pk)
    other.email = NEW
    other.save()
    ada.refresh_from_db()
    EmailAddress.objects.filter(user=ada).update(verified=True)
    EmailAddress.objects.create(user=ada, email="asked-for@new.example")
    ada.save()
    assert emails(ada) == (NEW, [(NEW, True, True), ("asked-for@new.example", False, False)])


def test_a_change_is_not_forgotten_when_another_field_is_read(ada):
    user = User.objects.defer("last_login").get(pk=ada.pk)
    user.username, user.email = "ada.l", NEW
    assert user.last_login is None
    user.save()
    assert emails(ada) == (NEW, [(NEW, True, False)])
    assert FormerUsername.objects.get().username == "ada"


def test_emails_go_with_their_account(ada):
    ada.delete()
    assert not EmailAddress.objects.filter(email=OLD).exists()
