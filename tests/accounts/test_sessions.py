"""Where one is signed in, and how that ends."""

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.urls import reverse
from django.utils import timezone

from apps.accounts.templatetags.accounts import browser_name
from tests.cast import PASSWORD

pytestmark = pytest.mark.django_db

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
SAFARI = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Safari/604.1"


@pytest.fixture
def at(client_of):
    """`at(ada, FIREFOX)`: she signs in there."""

    def sign_in(user, browser):
        client = client_of(None, headers={"User-Agent": browser})
        client.post(reverse("account_login"), {"login": user.username, "password": PASSWORD})
        return client

    return sign_in


def session_of(client):
    return UserSession.objects.get(session_key=client.session.session_key)


def end(client, session):
    return client.post(reverse("accounts:end_session", args=[session.pk]))


def test_the_list_calls_browsers_by_their_names(at, ada):
    here = at(ada, FIREFOX)
    at(ada, SAFARI)
    page = here.get(reverse("usersessions_list")).content.decode()
    assert "Firefox on Linux" in page
    assert "Safari on iPhone" in page
    assert "Mozilla" not in page
    assert page.count(">End it<") == 1


def test_a_session_that_is_ended_is_signed_out_at_its_next_request_and_its_streams_end(at, ada, kicked):
    here, phone = at(ada, FIREFOX), at(ada, SAFARI)
    assert phone.get("/settings/profile/").status_code == 200
    assert end(here, session_of(phone)).url == reverse("usersessions_list")
    assert phone.get("/settings/profile/").url == "/accounts/login/?next=/settings/profile/"
    assert here.get("/settings/profile/").status_code == 200
    assert kicked == [ada.pk]


def test_who_signs_out_has_no_session_any_more_when_the_streams_end(at, ada, monkeypatch):
    """A page comes back at once when its stream ends, and would be let in by it."""
    here, left = at(ada, FIREFOX), []
    key = here.session.session_key

    def end_streams_of(user):
        left.append((user.pk, Session.objects.filter(session_key=key).exists()))

    monkeypatch.setattr("apps.live.publish.end_streams_of", end_streams_of)
    assert here.post(reverse("account_logout")).url == "/"
    assert left == [(ada.pk, False)]


@pytest.mark.both_databases
@pytest.mark.parametrize(("seconds", "status"), [(3600, 200), (-1, 302)])
def test_a_session_lasts_until_its_time_is_over(seconds, status, at, ada):
    here = at(ada, FIREFOX)
    Session.objects.update(expire_date=timezone.now() + timedelta(seconds=seconds))
    assert here.get("/settings/profile/").status_code == status


def test_a_key_that_nobody_gave_out_never_becomes_a_session(visitor):
    visitor.cookies["session"] = "k" * 32
    visitor.post(reverse("account_login"), {"login": "nobody", "password": PASSWORD})
    assert visitor.get("/settings/profile/").status_code == 302
    assert not Session.objects.filter(session_key="k" * 32).exists()


@pytest.mark.both_databases
def test_all_the_others_end_together_and_so_do_their_streams(at, ada, kicked):
    here, phone, office = at(ada, FIREFOX), at(ada, SAFARI), at(ada, FIREFOX)
    here.post(reverse("usersessions_list"))
    assert here.get("/settings/profile/").status_code == 200
    assert [client.get("/settings/profile/").status_code for client in (phone, office)] == [302, 302]
    assert kicked == [ada.pk]


def test_ending_the_session_at_hand_is_signing_out(at, ada):
    here = at(ada, FIREFOX)
    assert end(here, session_of(here)).url == reverse("account_logout")


def test_a_stranger_cannot_end_a_session(at, ada, cleo):
    here, hers = at(cleo, FIREFOX), at(ada, SAFARI)
    assert end(here, session_of(hers)).status_code == 404
    assert hers.get("/settings/profile/").status_code == 200


def test_a_visitor_who_would_end_a_session_is_sent_to_sign_in(visitor, at, ada):
    assert end(visitor, session_of(at(ada, SAFARI))).url.startswith("/accounts/login/")


def test_a_session_is_not_ended_by_looking(at, ada):
    here, phone = at(ada, FIREFOX), at(ada, SAFARI)
    assert here.get(reverse("accounts:end_session", args=[session_of(phone).pk])).status_code == 405


def test_a_session_that_is_gone_is_404(at, ada):
    assert at(ada, FIREFOX).post(reverse("accounts:end_session", args=[9999])).status_code == 404


def test_a_new_password_ends_the_other_sessions_and_all_streams(at, ada, kicked):
    here, phone = at(ada, FIREFOX), at(ada, SAFARI)
    words = {"oldpassword": PASSWORD, "password1": "seven-swallows-south", "password2": "seven-swallows-south"}
    assert here.post(reverse("account_change_password"), words).status_code == 302
    assert here.get("/settings/profile/").status_code == 200
    assert phone.get("/settings/profile/").status_code == 302
    assert kicked == [ada.pk]


def test_a_password_that_the_owner_sets_in_the_admin_ends_streams_too(ada, kicked):
    ada.set_password("seven-swallows-south")
    ada.save()
    assert kicked == [ada.pk]


def test_whoever_is_shut_out_loses_the_streams_at_once(ada, kicked):
    ada.is_active = False
    ada.save()
    assert kicked == [ada.pk]


def test_signing_in_and_changing_other_things_ends_no_stream(at, ada, kicked):
    at(ada, FIREFOX)
    ada.email = "ada@elsewhere.example"
    ada.save()
    assert kicked == []


def test_the_old_password_must_be_right(at, ada):
    words = {"oldpassword": "wrong", "password1": "seven-swallows-south", "password2": "seven-swallows-south"}
    answer = at(ada, FIREFOX).post(reverse("account_change_password"), words)
    assert answer.status_code == 422
    assert "That is not your password now." in answer.content.decode()


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        (FIREFOX, "Firefox on Linux"),
        (SAFARI, "Safari on iPhone"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge on Windows"),
        ("Mozilla/5.0 (Linux; Android 15; Pixel 9) Chrome/140.0 Mobile Safari/537.36", "Chrome on Android"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 15_0) Version/18.0 Safari/605.1.15", "Safari on Mac"),
        ("curl/8.5.0", "Something that is no browser"),
        ("", "Something that is no browser"),
    ],
)
def test_user_agents_have_names_that_people_use(user_agent, name):
    assert browser_name(user_agent) == name
