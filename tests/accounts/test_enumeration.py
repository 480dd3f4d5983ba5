"""No page says which addresses have accounts: equal words, equal work, and the truth in the mailbox."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth import hashers
from django.urls import reverse

from apps.accounts.logins import account_key, user_of
from apps.accounts.models import User
from tests.cast import PASSWORD

pytestmark = pytest.mark.django_db

GOOD = "seven-swallows-south"


@pytest.fixture
def hashed(monkeypatch):
    """How often a password is hashed, which is what takes time."""
    done = []
    hasher = type(hashers.get_hasher())
    encode = hasher.encode
    monkeypatch.setattr(hasher, "encode", lambda self, *given: done.append(1) or encode(self, *given))
    return done


@pytest.fixture
def people(ada, bob, make_user):
    """`closed` cannot sign in, `bare` has no password, `twice` shares an address that neither has confirmed."""
    make_user("closed.one", is_active=False)
    User.objects.create_user("bare", "bare@courtyard.example")
    for name in ("twice", "thrice"):
        user = User.objects.create_user(name, "twice@courtyard.example", PASSWORD)
        EmailAddress.objects.create(user=user, email=user.email, primary=True)
    User.objects.create_user("made.in.admin", "made@courtyard.example", PASSWORD)  # without a row of allauth's


def sign_in(client, login, password="wrong"):
    return client.post(reverse("account_login"), {"login": login, "password": password})


@pytest.mark.parametrize("login", [
    "ada", "ADA", "@ada", "ada@courtyard.example", "Ada@Courtyard.Example", "nobody-here", "nobody@courtyard.example",
    "closed.one", "closed.one@courtyard.example", "bare", "bare@courtyard.example", "twice@courtyard.example",
    "made@courtyard.example", "x" * 300, "ada@", "@", "a@b@c", "ａｄａ",
])  # fmt: skip
def test_a_wrong_password_costs_one_hash_whoever_is_named(visitor, people, hashed, login):
    answer = sign_in(visitor, login)
    assert answer.status_code == 422
    assert "That password does not fit this" in answer.text
    assert len(hashed) == 1


@pytest.mark.parametrize(
    "login", ["ada", "Ada@Courtyard.example", "made@courtyard.example", "twice@courtyard.example"]
)
def test_the_right_password_still_opens_the_account(visitor, people, login):
    assert sign_in(visitor, login, PASSWORD).status_code == 302
    assert "_auth_user_id" in visitor.session


def test_an_address_is_that_of_who_has_confirmed_it(ada, people):
    EmailAddress.objects.filter(user__username="thrice").update(verified=True)
    assert user_of("Twice@Courtyard.Example").username == "thrice"


def test_to_give_the_password_again_costs_one_hash(client_of, ada, hashed):
    client = client_of(ada)
    client.post(reverse("account_reauthenticate"), {"password": "wrong"})
    assert len(hashed) == 1


# --- Registering ----------------------------------------------------------------------------------


def register(client, email, username="dora"):
    form = {"username": username, "email": email, "password1": GOOD, "password2": GOOD}
    return client.post(reverse("account_signup"), form)


def words_of(page, *names):
    """What a page says, whoever reads it."""
    page = re.sub(r"<(style|script|template).*?</\1>|<[^>]*>", "", page, flags=re.DOTALL)
    for name in names:
        page = page.replace(name, "NAME")
    return " ".join(page.split())


@pytest.mark.parametrize("verification", ["optional", "mandatory"])
def test_a_known_address_registers_like_an_unknown_one(client_of, ada, hashed, settings, mailoutbox, verification):
    settings.ACCOUNT_EMAIL_VERIFICATION = verification
    seen = []
    for username, email in (("dora", "dora@elsewhere.example"), ("dana", ada.email.upper())):
        hashed.clear()
        browser = client_of(None)
        answer = register(browser, email, username)
        page = words_of(browser.get(answer.url, follow=True).text, email, email.lower(), username)
        seen.append((answer.status_code, answer.url, len(hashed), "_auth_user_id" in browser.session, page))
    assert seen[0][:4] == seen[1][:4]
    assert seen[0][4] == seen[1][4]
    assert (
        User.objects.filter(username__in=["dora", "dana"]).count() == 2
    )  # or the name would tell, when asked for again


def test_the_truth_goes_to_the_mailbox(visitor, ada, mailoutbox):
    register(visitor, ada.email)
    assert [mail.to for mail in mailoutbox] == [[ada.email]]
    assert "There is one already" in mailoutbox[0].body
    assert "/accounts/confirm-email/" not in mailoutbox[0].body
    register(visitor.__class__(), "vera@elsewhere.example", "vera")
    assert "/accounts/confirm-email/" in mailoutbox[1].body


def test_the_known_address_stays_whose_it_is(visitor, client_of, ada, mailoutbox):
    register(visitor, ada.email)
    browser = client_of(None)
    assert sign_in(browser, ada.email, PASSWORD).status_code == 302
    assert browser.session["_auth_user_id"] == str(ada.pk)
    assert sign_in(client_of(None), ada.email, GOOD).status_code == 422
    mailoutbox.clear()
    client_of(None).post(reverse("account_reset_password"), {"email": ada.email})
    assert ["@ada" in mail.body for mail in mailoutbox] == [True]


def test_who_took_an_address_that_is_not_theirs_does_not_keep_its_owner_out(visitor, client_of, mailoutbox):
    register(visitor, "vera@elsewhere.example", "squatter")
    owner = client_of(None)
    register(owner, "vera@elsewhere.example", "vera")
    link = next(mail for mail in mailoutbox if "@vera" in mail.body or "confirm-email" in mail.body)
    assert link
    EmailAddress.objects.get(user__username="vera").set_verified()
    assert user_of("vera@elsewhere.example").username == "vera"


def test_a_new_address_that_is_another_s_is_told_by_email_alone(visitor, ada, bob, mailoutbox):
    sign_in(visitor, "bob", PASSWORD)
    visitor.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    mailoutbox.clear()
    taken = visitor.post(reverse("account_email"), {"email": ada.email, "action_add": ""})
    free = visitor.post(reverse("account_email"), {"email": "bob@new.example", "action_add": ""})
    assert (taken.status_code, taken.url) == (free.status_code, free.url)
    assert "There is one already" in mailoutbox[0].body
    assert "confirm-email" in mailoutbox[1].body


def test_a_forgotten_password_sounds_the_same_for_all(client_of, people):
    answers = []
    for email in ("ada@courtyard.example", "nobody@courtyard.example", "closed.one@courtyard.example"):
        browser = client_of(None)
        answer = browser.post(reverse("account_reset_password"), {"email": email})
        answers.append((answer.status_code, answer.url, words_of(browser.get(answer.url).text)))
    assert len(set(answers)) == 1


@pytest.mark.parametrize("verification", ["optional", "mandatory"])
@pytest.mark.parametrize(
    ("environment", "keeps_it_secret"),
    [
        ({"EMAIL_HOST": "mail.example"}, True),
        ({"EMAIL_HOST": "mail.example", "SENDS_MAIL": "0"}, True),
        ({"SENDS_MAIL": "1"}, True),
        ({}, False),
    ],
)
def test_only_a_site_that_sends_no_email_tells_by_itself(settings_of, environment, verification, keeps_it_secret):
    read = settings_of(**environment, EMAIL_VERIFICATION=verification)
    assert read["ACCOUNT_PREVENT_ENUMERATION"] == ("strict" if keeps_it_secret else False)


# --- What guesses are counted by ------------------------------------------------------------------


@pytest.mark.both_databases
@pytest.mark.parametrize("spelling", [
    "ada", "Ada", "ADA", "@ada", " ada ", "ada@courtyard.example", "ADA@Courtyard.Example", "ａｄａ",
    "ａda@courtyard.example",
])  # fmt: skip
def test_every_spelling_of_an_account_is_counted_as_one(ada, spelling):
    assert account_key(spelling) == f"user-{ada.pk}"


@pytest.mark.both_databases
def test_other_names_are_counted_for_themselves(ada):
    assert len({account_key(login) for login in ("ada", "adam", "ada.b", "ada@elsewhere.example", "a.da")}) == 5


@pytest.mark.both_databases
@pytest.mark.usefixtures("within_a_minute")
def test_guesses_by_name_and_by_address_add_up_whatever_host_is_asked(client_of, ada):
    spellings = ["ada", "Ada", "@ADA", ada.email, ada.email.upper()]
    for number, login in enumerate(spellings):
        client_of(None).post(
            reverse("account_login"),
            {"login": login, "password": "wrong"},
            headers={"Host": f"127.0.0.1:{1000 + number}"},
            REMOTE_ADDR=f"198.51.100.{number}",
        )
    browser = client_of(None)
    assert "Too many wrong passwords" in sign_in(browser, "ada", PASSWORD).text
    assert "_auth_user_id" not in browser.session


@pytest.mark.both_databases
@pytest.mark.usefixtures("within_a_minute")
def test_guesses_at_one_account_do_not_keep_out_another_behind_the_same_address(client_of, ada, bob):
    for _n in range(12):
        sign_in(client_of(None), "ada")
    browser = client_of(None)
    assert sign_in(browser, "bob", PASSWORD).status_code == 302
    assert browser.session["_auth_user_id"] == str(bob.pk)


@pytest.mark.both_databases
@pytest.mark.usefixtures("within_a_minute")
def test_a_new_password_ends_the_count(client_of, ada, mailoutbox):
    for _n in range(6):
        sign_in(client_of(None), "ada")
    browser = client_of(None)
    browser.post(reverse("account_reset_password"), {"email": ada.email})
    link = re.search(r"http://[^/]+(/accounts/password/reset/key/\S+)", mailoutbox[-1].body)[1]
    address = browser.get(link, follow=True).redirect_chain[-1][0]
    browser.post(address, {"password1": GOOD, "password2": GOOD})
    assert sign_in(browser, "ada", GOOD).status_code == 302


@pytest.mark.usefixtures("within_a_minute")
def test_a_site_without_email_answers_only_so_many_questions(visitor, ada, no_email):
    answers = [register(visitor, ada.email) for _n in range(21)]
    assert "Somebody here has that address already" in answers[0].text
    assert answers[-1].status_code == 429
