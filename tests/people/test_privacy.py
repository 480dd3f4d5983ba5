"""Who may write to somebody, and whether they show what they have seen."""

import pytest

from apps.people.models import Block, Follow, Profile
from tests.conftest import HTMX

ADDRESS = "/settings/privacy/"
TYPED = {"admits": "followed"}  # and the box of what one has seen is empty


@pytest.fixture
def adas(client_of, ada):
    return client_of(ada)


@pytest.fixture
def profile(ada):
    return lambda: Profile.objects.get(user=ada)


# --- Who may write --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("admits", "who", "queries"),
    [("everyone", {"bob", "cleo"}, 0), ("followed", {"bob"}, 1), ("nobody", set(), 0)],
)
def test_a_person_admits(ada, bob, cleo, profile, django_assert_num_queries, admits, who, queries):
    Follow.objects.make(ada, bob)
    Follow.objects.make(cleo, ada)  # to follow somebody does not open their door
    ada = profile()
    ada.admits = admits
    for user in (bob, cleo):
        with django_assert_num_queries(queries):
            assert ada.lets_write(user) == (user.username in who)


def test_at_first_a_person_admits_everybody_and_shows_what_they_have_seen(profile):
    assert (profile().admits, profile().shows_seen) == ("everyone", True)


def test_a_block_is_another_matter(ada, bob, profile):
    Block.objects.make(ada, bob)
    assert profile().lets_write(bob)


# --- The form -------------------------------------------------------------------------------------


def test_what_is_chosen_is_kept(adas, profile):
    response = adas.post(ADDRESS, TYPED)
    assert (response.status_code, response["Location"]) == (302, ADDRESS)
    assert (profile().admits, profile().shows_seen) == ("followed", False)
    text = adas.get(ADDRESS).text
    assert "Saved." in text
    assert 'value="followed"' in text
    adas.post(ADDRESS, {"admits": "everyone", "shows_seen": "on"})
    assert (profile().admits, profile().shows_seen) == ("everyone", True)


def test_twice_the_same_is_the_same(adas, profile):
    for _ in range(2):
        assert adas.post(ADDRESS, TYPED).status_code == 302
        assert (profile().admits, profile().shows_seen) == ("followed", False)


def test_the_form_shows_what_is_there(adas):
    adas.post(ADDRESS, TYPED)
    form = adas.get(ADDRESS).context["form"]
    assert (form["admits"].value(), form["shows_seen"].value()) == ("followed", False)


@pytest.mark.parametrize("admits", ["", "friends", "Everyone", "x" * 300, "a\x00b"])
@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "htmx"])
def test_what_is_no_choice_gets_its_sentence_and_nothing_is_lost(adas, profile, admits, headers):
    Profile.objects.update(shows_seen=False)
    response = adas.post(ADDRESS, {"admits": admits, "shows_seen": "on"}, headers=headers)
    assert response.status_code == 422
    assert response.context["form"].errors["admits"]
    assert response.context["form"]["shows_seen"].value() is True
    assert (profile().admits, profile().shows_seen) == ("everyone", False)


def test_nothing_else_of_the_profile_is_written(adas, ada, profile):
    """Else what is remembered of her would be made anew, and a name that she changes elsewhere would come back."""
    before = profile()
    adas.post(ADDRESS, TYPED | {"name": "Somebody Else", "stamp": "7", "user": "1"})
    after = profile()
    assert (after.name, after.stamp, after.bio_html) == (before.name, before.stamp, before.bio_html)


def test_one_chooses_for_oneself(adas, bob):
    adas.post(ADDRESS, TYPED | {"user": bob.pk, "pk": bob.pk, "id": bob.pk})
    assert Profile.objects.get(user=bob).admits == "everyone"


def test_to_look_writes_nothing(adas, profile):
    assert adas.get(ADDRESS, TYPED).status_code == 200
    assert (profile().admits, profile().shows_seen) == ("everyone", True)


def test_a_visitor_chooses_for_nobody(visitor):
    assert visitor.post(ADDRESS, TYPED)["Location"].startswith("/accounts/login/")
    assert "HX-Redirect" in visitor.post(ADDRESS, TYPED, headers=HTMX)


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_another_method_is_refused(adas, method):
    assert getattr(adas, method)(ADDRESS).status_code == 405


def test_without_its_token_nothing_is_changed(client_of, ada, profile):
    assert client_of(ada, enforce_csrf_checks=True).post(ADDRESS, TYPED).status_code == 403
    assert profile().admits == "everyone"


def test_the_settings_lead_there(adas):
    assert f'href="{ADDRESS}" aria-current="page"' in adas.get(ADDRESS).text
    assert f'href="{ADDRESS}"' in adas.get("/settings/profile/").text
