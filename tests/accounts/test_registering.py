"""Who may make an account, and what becomes of what they typed."""

import pytest
from allauth.account.models import EmailAddress
from django.urls import reverse
from django.utils import timezone

from apps.accounts.models import Invitation, User

pytestmark = [pytest.mark.django_db, pytest.mark.empty_site]

FORM = {
    "username": "Dora.B",
    "email": "dora@elsewhere.example",
    "password1": "seven-swallows-south",
    "password2": "seven-swallows-south",
}


def register(client, next="", **changes):
    address = reverse("account_signup") + (f"?next={next}" if next else "")
    return client.post(address, {**FORM, **changes})


def test_anybody_registers_on_an_open_site_and_is_at_home_at_once(visitor, mailoutbox):
    answer = register(visitor)
    dora = User.objects.get(username="dora.b")
    assert answer.status_code == 302
    assert answer.url == "/"
    assert visitor.session["_auth_user_id"] == str(dora.pk)
    assert dora.profile.get_absolute_url() == "/@dora.b/"
    assert EmailAddress.objects.get(user=dora).verified is False
    assert [mail.to for mail in mailoutbox] == [["dora@elsewhere.example"]]


def test_one_comes_back_to_the_page_that_asked_to_register(visitor):
    assert register(visitor, next="/rooms/").url == "/rooms/"


def test_another_site_is_no_page_to_come_back_to(visitor):
    assert register(visitor, next="https://elsewhere.example/").url == "/"


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("dora brandt", "no spaces"),
        ("do", "at least 3"),
        ("settings", "kept for the house"),
        ("Admin", "kept for the house"),
        ("..dora", "A dot stands inside"),
        ("dora<b>", "letters a–z"),
        ("d" * 31, "at most 30"),
        ("ADA", "Somebody already has that name"),
    ],
)
def test_a_name_that_cannot_be_gets_its_sentence_and_nothing_typed_is_lost(visitor, ada, name, sentence):
    answer = register(visitor, next="/rooms/", username=name)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    assert 'value="dora@elsewhere.example"' in page
    assert name.replace("<", "&lt;").replace(">", "&gt;") in page
    assert '<input type="hidden" name="next" value="/rooms/">' in page
    assert FORM["password1"] not in page
    assert User.objects.count() == 1


def test_a_site_without_email_says_that_an_address_is_taken(visitor, ada, no_email):
    answer = register(visitor, email=ada.email.upper())
    assert answer.status_code == 422
    assert "Somebody here has that address already" in answer.content.decode()


def test_passwords_must_be_the_same_twice_and_not_the_name(visitor):
    assert "same password each time" in register(visitor, password2="another").content.decode()
    assert "too similar" in register(visitor, password1="dora.b12", password2="dora.b12").content.decode()


@pytest.mark.both_databases
def test_a_name_that_is_taken_between_look_and_writing_gets_its_sentence(visitor, ada, monkeypatch):
    monkeypatch.setattr("apps.accounts.adapters.AccountAdapter.clean_username", lambda self, name, shallow=False: name)
    answer = register(visitor, username="ada")
    assert answer.status_code == 422
    assert "Somebody already has that name." in answer.content.decode()
    assert User.objects.count() == 1


def test_nobody_registers_on_a_closed_site(visitor, set_site):
    set_site(registration="closed")
    answer = register(visitor)
    assert "No new places just now" in answer.content.decode()
    assert not User.objects.exists()


def test_a_stranger_without_an_invitation_stays_outside(visitor, set_site):
    set_site(registration="invitation")
    assert "by invitation" in visitor.get(reverse("account_signup")).content.decode()
    register(visitor)
    assert not User.objects.exists()


@pytest.mark.both_databases
def test_whoever_has_the_link_comes_in_and_it_lets_in_one_less(visitor, set_site, owner):
    set_site(registration="invitation")
    invitation = Invitation.objects.create(made_by=owner, uses_left=2)
    assert visitor.get(invitation.get_absolute_url()).url == reverse("account_signup")
    assert register(visitor).status_code == 302
    assert User.objects.filter(username="dora.b").exists()
    invitation.refresh_from_db()
    assert invitation.uses_left == 1
    assert "invitation" not in visitor.session


@pytest.mark.both_databases
def test_an_invitation_that_is_used_up_at_the_last_moment_becomes_an_error_of_the_form(
    visitor, set_site, owner, monkeypatch
):
    set_site(registration="invitation")
    invitation = Invitation.objects.create(made_by=owner)
    visitor.get(invitation.get_absolute_url())
    monkeypatch.setattr("apps.accounts.adapters.AccountAdapter.is_open_for_signup", lambda self, request: True)
    Invitation.use(invitation.code)
    answer = register(visitor)
    assert answer.status_code == 422
    assert "used in the meantime" in answer.content.decode()
    assert 'value="Dora.B"' in answer.content.decode()
    assert not User.objects.filter(username="dora.b").exists()


@pytest.mark.parametrize("change", [{"uses_left": 0}, {"expires_at": timezone.now()}])
def test_a_link_that_is_over_says_so(visitor, owner, change):
    invitation = Invitation.objects.create(made_by=owner, **change)
    answer = visitor.get(invitation.get_absolute_url())
    assert answer.status_code == 404
    assert "This invitation is over" in answer.content.decode()


def test_an_invitation_link_takes_no_post(visitor, owner):
    assert visitor.post(Invitation.objects.create(made_by=owner).get_absolute_url()).status_code == 405


def test_a_mail_server_that_is_down_does_not_undo_the_account(visitor, settings, caplog):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", 1, 1
    answer = register(visitor)
    assert answer.status_code == 302
    assert User.objects.filter(username="dora.b").exists()
    assert "could not be sent just now" in visitor.get("/rooms/").content.decode()


@pytest.mark.both_databases
@pytest.mark.usefixtures("within_a_minute")
def test_too_many_accounts_from_one_address_are_slowed_down(visitor, settings):
    for number in range(20):
        register(visitor, username="no spaces please", email=f"dora{number}@elsewhere.example")
    answer = register(visitor)
    assert answer.status_code == 429
    assert "Slow down a moment" in answer.content.decode()
    assert not User.objects.exists()


@pytest.mark.both_databases
def test_where_an_address_must_be_confirmed_one_waits_outside_and_then_goes_where_one_wanted(
    visitor, settings, mailoutbox
):
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    answer = register(visitor, next="/people/")
    assert answer.url == reverse("account_email_verification_sent")
    assert "One more step" in visitor.get(answer.url).content.decode()
    assert "_auth_user_id" not in visitor.session
    link = mailoutbox[0].body.split("http://testserver")[1].split()[0]
    assert visitor.post(link).url == "/people/"
    assert EmailAddress.objects.get().verified


def test_the_link_opens_no_door_in_another_browser(visitor, client_of, settings, mailoutbox):
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    register(visitor)
    link = mailoutbox[0].body.split("http://testserver")[1].split()[0]
    elsewhere = client_of(None)
    assert elsewhere.post(link).url == reverse("account_login")
    assert "_auth_user_id" not in elsewhere.session
