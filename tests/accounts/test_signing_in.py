"""In by the door, out by the door, and back to where one wanted to go."""

import pytest
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.core.cache import caches
from django.urls import reverse

from tests.cast import PASSWORD
from tests.conftest import HTMX

pytestmark = pytest.mark.django_db


def sign_in(client, login="ada", password=PASSWORD, **more):
    return client.post(reverse("account_login"), {"login": login, "password": password, **more})


def test_a_visitor_comes_back_to_the_page_that_was_asked_for(visitor, ada):
    asked = visitor.get("/settings/profile/")
    assert asked.url == "/accounts/login/?next=/settings/profile/"
    page = visitor.get(asked.url).content.decode()
    assert '<input type="hidden" name="next" value="/settings/profile/">' in page
    assert "/accounts/signup/?next=%2Fsettings%2Fprofile%2F" in page
    assert sign_in(visitor, next="/settings/profile/").url == "/settings/profile/"


@pytest.mark.parametrize("next", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)"])
def test_no_way_leads_to_another_site(visitor, ada, next):
    assert sign_in(visitor, next=next).url == "/"


def test_a_wrong_password_gets_its_sentence_beside_the_field_and_keeps_the_name(visitor, ada):
    answer = sign_in(visitor, "Ada", "wrong", next="/rooms/")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "That password does not fit this name." in page
    assert 'aria-invalid="true"' in page
    assert 'value="Ada"' in page
    assert 'value="/rooms/"' in page
    assert "wrong" not in page.split("<main")[1]


def test_a_wrong_password_for_an_address_speaks_of_the_address(visitor, ada):
    assert "does not fit this address" in sign_in(visitor, ada.email, "wrong").content.decode()


def test_a_name_that_nobody_has_sounds_the_same(visitor, ada):
    assert "That password does not fit this name." in sign_in(visitor, "nobody-here").content.decode()


def test_a_closed_account_is_told_so(visitor, ada):
    ada.is_active = False
    ada.save()
    answer = sign_in(visitor)
    assert answer.url == reverse("account_inactive")
    assert "This account is closed" in visitor.get(answer.url).content.decode()
    assert "_auth_user_id" not in visitor.session


def test_the_session_lasts_only_where_one_asked_for_it(visitor, client_of, ada):
    sign_in(visitor)
    assert visitor.session.get_expire_at_browser_close()
    other = client_of(None)
    sign_in(other, remember="on")
    assert not other.session.get_expire_at_browser_close()


@pytest.mark.both_databases
@pytest.mark.usefixtures("within_a_minute")
def test_guessing_is_slowed_down_in_words(visitor, ada):
    for _ in range(10):
        answer = sign_in(visitor, password="wrong")
    answer = sign_in(visitor)
    assert "Too many wrong passwords" in answer.content.decode()
    assert "_auth_user_id" not in visitor.session


@pytest.mark.usefixtures("within_a_minute")
@pytest.mark.skipif(bool(settings.REDIS_URL), reason="Redis has no number of places")
def test_reading_much_does_not_make_the_site_forget_who_guesses(visitor, client_of, ada, studio, monkeypatch):
    for number in range(30):
        studio.post(ada, f"Message {number}")
    for cache in caches.all():
        monkeypatch.setattr(cache, "_max_entries", 10)
    for _ in range(10):
        sign_in(visitor, password="wrong")
    assert "Message 29" in client_of(ada).get("/rooms/studio/").text
    assert "Too many wrong passwords" in sign_in(visitor).content.decode()


@pytest.mark.usefixtures("within_a_minute")
def test_a_storm_of_sign_ins_is_answered_with_429_in_our_look(visitor, ada):
    for number in range(31):
        answer = sign_in(visitor, f"name{number}", "wrong")
    page = answer.content.decode()
    assert answer.status_code == 429
    assert "Slow down a moment" in page
    assert 'class="lost"' in page
    assert "name30" in page  # what was typed, to take along
    assert "wrong" not in page


@pytest.mark.usefixtures("within_a_minute")
def test_a_fragment_request_hears_the_sentence_alone(visitor):
    for _ in range(31):
        answer = visitor.post(reverse("account_login"), {"login": "x", "password": "y"}, headers=HTMX)
    assert answer.status_code == 429
    assert answer.content.decode().strip() == "Too many attempts. Wait a minute and try again."


def test_signing_out_asks_first_and_then_ends_the_session_and_its_streams(client_of, ada, kicked):
    client = client_of(ada)
    assert "Sign out here" in client.get(reverse("account_logout")).content.decode()
    assert "_auth_user_id" in client.session
    assert client.post(reverse("account_logout")).url == "/"
    assert "_auth_user_id" not in client.session
    assert ada.pk in kicked


def test_signing_in_is_written_into_the_list_of_sessions(visitor, ada):
    sign_in(visitor)
    assert UserSession.objects.get(user=ada).session_key == visitor.session.session_key


def test_whoever_is_signed_in_is_not_asked_again(client_of, ada):
    assert client_of(ada).get("/accounts/login/?next=/rooms/").url == "/rooms/"
