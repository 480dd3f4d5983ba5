"""An empty site shows one page; whoever fills it in owns the place, and the page closes for ever."""

import threading
import urllib.error
import urllib.parse
import urllib.request
from contextlib import suppress
from http.cookiejar import CookieJar

import pytest
from allauth.usersessions.models import UserSession
from django.test import Client

from apps.accounts.models import SiteSettings, User
from tests.serving import Site

pytestmark = [pytest.mark.empty_site, pytest.mark.both_databases]

FORM = {
    "site_name": "Alder Street",
    "username": "Olga",
    "email": "Olga@alder.example",
    "password": "seven-swallows-south",
}


@pytest.fixture
def first(db):
    """The browser of the first visitor."""
    return Client()


def test_every_address_leads_to_the_one_page(first):
    for address in ("/", "/rooms/", "/accounts/login/", "/admin/", "/nowhere/"):
        assert first.get(address).url == "/welcome/"
    assert first.get("/healthz").status_code == 200
    assert "You are the first one here" in first.get("/welcome/").content.decode()


def test_the_first_visitor_owns_the_place(first):
    assert first.post("/welcome/", FORM).url == "/"
    olga = User.objects.get()
    assert (olga.username, olga.is_owner) == ("olga", True)
    assert first.session["_auth_user_id"] == str(olga.pk)
    assert UserSession.objects.get().user == olga
    assert SiteSettings.objects.get().name == "Alder Street"
    assert olga.emailaddress_set.get().email == "olga@alder.example"


def test_then_the_page_is_closed_for_ever(first, db):
    first.post("/welcome/", FORM)
    assert first.get("/welcome/").status_code == 404
    assert Client().post("/welcome/", {**FORM, "username": "eve"}).status_code == 404
    User.objects.all().delete()
    assert Client().post("/welcome/", {**FORM, "username": "eve"}).status_code == 404


def test_an_account_made_otherwise_closes_it_too_even_when_it_goes_again(db):
    User.objects.create_superuser("olga", "", "seven-swallows-south")
    User.objects.all().delete()
    assert Client().get("/welcome/").status_code == 404


def test_many_accounts_made_at_once_close_it(db):
    User.objects.bulk_create([User(username="dora"), User(username="emil")])
    assert SiteSettings.objects.get().opened_at


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"username": "the owner"}, "no spaces"),
        ({"username": "owner"}, "kept for the house"),
        ({"password": "12345678"}, "too common"),
        ({"email": "olga"}, "valid email"),
        ({"site_name": ""}, "required"),
    ],
)
def test_mistakes_get_their_sentence_and_nothing_typed_is_lost(first, change, sentence):
    answer = first.post("/welcome/", {**FORM, **change})
    page = answer.content.decode()
    typed = {**FORM, **change}
    assert answer.status_code == 422
    assert sentence in page
    assert all(f'value="{typed[name]}"' in page for name in ("site_name", "username", "email") if typed[name])
    assert "seven-swallows" not in page
    assert not User.objects.exists()


def test_it_takes_no_other_method(first):
    assert first.put("/welcome/").status_code == 405


@pytest.mark.server
def test_when_several_visitors_press_at_once_one_of_them_owns_the_place(tmp_path):
    """Against the real server, on the database that the tests run on."""
    with Site(tmp_path, "first_run") as site:
        site.start()
        gate = threading.Barrier(6, timeout=300)
        threads = [threading.Thread(target=press, args=(site.url, f"visitor{n}", gate)) for n in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        owners = site.run("from apps.accounts.models import User; print(*User.objects.values_list('username'))")
        assert len(owners.strip().splitlines()[-1].split()) == 1
        with pytest.raises(urllib.error.HTTPError, match="404"):
            urllib.request.urlopen(f"{site.url}/welcome/")


def press(url, name, gate):
    cookies = CookieJar()
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(cookies))
    page = browser.open(f"{url}/welcome/").read().decode()
    token = page.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    form = urllib.parse.urlencode({**FORM, "username": name, "csrfmiddlewaretoken": token}).encode()
    gate.wait()
    with suppress(urllib.error.HTTPError):  # 404: too late, the page is gone
        browser.open(f"{url}/welcome/", form)
