"""What the site writes, through a real SMTP conversation, and what its links do."""

import re
from pathlib import Path

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings as site_settings
from django.urls import reverse

from apps.accounts import mails
from tests.cast import PASSWORD
from tests.postbox import html, text

pytestmark = pytest.mark.django_db

NEW = "seven-swallows-south"


def link_in(mail):
    return re.search(r"http://testserver(/\S+)", text(mail))[1]


def sign_in(client, login, password):
    client.post(reverse("account_login"), {"login": login, "password": password})
    return "_auth_user_id" in client.session


def test_a_forgotten_password_is_set_anew_with_the_link_of_a_mail(visitor, client_of, ada, postbox, set_site):
    set_site(name="Alder Street")
    old = client_of(ada)
    assert visitor.post(reverse("account_reset_password"), {"email": ada.email}).url == reverse(
        "account_reset_password_done"
    )
    mail = postbox.newest_to(ada.email)
    assert mail["Subject"] == "A new password for Alder Street"
    assert "Hello @ada," in text(mail)
    assert "The people of Alder Street" in text(mail)
    assert f'href="http://testserver{link_in(mail)}"' in html(mail)
    assert "example.com" not in mail.as_string()

    form = visitor.get(link_in(mail), follow=True)
    assert "Set it" in form.content.decode()
    address = form.redirect_chain[-1][0]
    again = visitor.post(address, {"password1": NEW, "password2": "another"})
    assert again.status_code == 422
    done = visitor.post(address, {"password1": NEW, "password2": NEW})
    assert done.url == reverse("account_reset_password_from_key_done")
    assert "The new password is set" in visitor.get(done.url).content.decode()

    assert not sign_in(client_of(None), "ada", PASSWORD)
    assert sign_in(client_of(None), "ada", NEW)
    assert old.get("/settings/profile/").status_code == 302
    assert postbox.newest_to(ada.email)["Subject"] == "Your password at Alder Street has been set anew"
    assert "This link is used up" in client_of(None).get(link_in(mail), follow=True).content.decode()


def test_an_address_that_nobody_has_sounds_the_same_and_is_told_by_mail(visitor, ada, postbox):
    answer = visitor.post(reverse("account_reset_password"), {"email": "nobody@elsewhere.example"})
    assert answer.url == reverse("account_reset_password_done")
    assert "No account has it." in text(postbox.newest_to("nobody@elsewhere.example"))


def test_a_new_address_takes_its_place_with_the_link_of_a_mail_and_not_before(client_of, ada, postbox):
    client = client_of(None)
    assert sign_in(client, "ada", PASSWORD)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    wrong = client.post(reverse("account_email"), {"email": "no address", "action_add": ""})
    assert wrong.status_code == 422
    assert 'value="no address"' in wrong.content.decode()

    client.post(reverse("account_email"), {"email": "Ada@New.example", "action_add": ""})
    page = client.get(reverse("account_email")).content.decode()
    assert "ada@courtyard.example" in page
    assert "takes its place as soon as" in page
    ada.refresh_from_db()
    assert ada.email == "ada@courtyard.example"

    mail = postbox.newest_to("ada@new.example")
    assert mail["Subject"] == "Confirm your address for Courtyard"
    question = client.get(link_in(mail)).content.decode()
    assert "Is this you?" in question
    assert (
        EmailAddress.objects.get(user=ada, primary=True).email == "ada@courtyard.example"
    )  # to look is not to confirm

    assert client.post(link_in(mail)).status_code == 302
    ada.refresh_from_db()
    assert ada.email == "ada@new.example"
    assert list(EmailAddress.objects.filter(user=ada).values_list("email", "verified")) == [("ada@new.example", True)]
    told = postbox.newest_to("ada@courtyard.example")
    assert told["Subject"] == "Your address at Courtyard has changed"
    assert "From now on they go to ada@new.example" in text(told)
    assert sign_in(client_of(None), "ada@new.example", PASSWORD)
    assert not sign_in(client_of(None), "ada@courtyard.example", PASSWORD)


@pytest.mark.both_databases
def test_a_change_can_be_given_up_and_its_mail_sent_again(client_of, ada, postbox):
    client = client_of(None)
    sign_in(client, "ada", PASSWORD)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    client.post(reverse("account_email"), {"email": "ada@new.example", "action_add": ""})
    client.post(reverse("account_email"), {"email": "ada@new.example", "action_remove": ""})
    assert (
        "ada@new.example"
        not in client.get(reverse("account_email")).content.decode().split("settings__body")[1].split("toasts")[0]
    )
    assert list(EmailAddress.objects.filter(user=ada).values_list("email", flat=True)) == ["ada@courtyard.example"]


def test_whoever_registers_confirms_the_address_with_the_link_of_a_mail(visitor, postbox):
    visitor.post(
        reverse("account_signup"),
        {"username": "dora", "email": "dora@elsewhere.example", "password1": NEW, "password2": NEW},
    )
    mail = postbox.newest_to("dora@elsewhere.example")
    assert mail["Subject"] == "Welcome to Courtyard"
    assert visitor.post(link_in(mail)).status_code == 302
    assert EmailAddress.objects.get(email="dora@elsewhere.example").verified


def test_a_link_that_nobody_made_says_so(visitor):
    answer = visitor.get(reverse("account_confirm_email", args=["made-up"]))
    assert "This link is used up" in answer.content.decode()


def test_a_new_password_is_told_by_mail_with_the_browser_by_its_name(client_of, ada, postbox):
    client = client_of(None, headers={"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Firefox/140.0"})
    sign_in(client, "ada", PASSWORD)
    client.post(reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW})
    mail = postbox.newest_to(ada.email)
    assert mail["Subject"] == "Your password at Courtyard has changed"
    assert "- Firefox on Linux" in text(mail)
    assert "- 127.0.0.1" in text(mail)
    assert "\n\n\n" not in text(mail)


def test_a_name_with_markup_is_words_in_both_versions(set_site):
    set_site(name="Tom & <b>Co</b>")
    page = mails.as_html("Hello <i>", "Hello <script>\n\nPress here:\nhttps://yard.example/?a=1&b=2")
    assert "Tom &amp; &lt;b&gt;Co&lt;/b&gt;" in page
    assert "Hello &lt;script&gt;" in page
    assert 'href="https://yard.example/?a=1&amp;b=2"' in page


def test_every_mail_of_allauth_that_can_be_sent_is_in_our_words():
    """Each text of allauth's has its counterpart in our templates, so that none speaks in another voice."""
    import allauth

    theirs = Path(allauth.__file__).parent / "templates"
    ours = site_settings.BASE_DIR / "templates"
    for app in ("account", "mfa", "usersessions"):
        for path in (theirs / app).rglob("*.txt"):
            name = path.relative_to(theirs)
            if "phone" not in name.name and name.name != "download.txt":
                assert (ours / name).exists(), name
