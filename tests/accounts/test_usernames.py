"""One name, one person: however it is written, and however the account is made."""

import pytest
from django.contrib.auth import authenticate
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from apps.accounts.models import User
from apps.accounts.usernames import CharactersValidator, not_reserved
from tests.cast import PASSWORD

pytestmark = pytest.mark.both_databases


@pytest.mark.django_db
def test_ada_and_ADA_are_the_same_name_for_the_database_too(ada):
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create_user("ADA", "", PASSWORD)
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=User.objects.create_user("ada2").pk).update(username="aDa")


@pytest.mark.django_db
def test_a_username_is_kept_in_small_letters(db):
    assert User.objects.create_user("Dora", "", PASSWORD).username == "dora"
    assert User.objects.bulk_create([User(username="Emil")])[0].username == "emil"


@pytest.mark.empty_site
@pytest.mark.django_db
def test_everybody_has_a_profile_and_a_room_however_the_account_was_made(db):
    call_command("createsuperuser", interactive=False, username="Olga", email="olga@courtyard.example")
    User.objects.bulk_create([User(username="dora"), User(username="emil")])
    User.objects.create_user("fred")
    for user in User.objects.all():
        assert user.profile
        assert user.profile.get_absolute_url() == f"/@{user.username}/"


@pytest.mark.django_db
@pytest.mark.parametrize("login", ["ada", "ADA", "@ada", " Ada ", "ada@courtyard.example", "ADA@Courtyard.example"])
def test_one_signs_in_by_name_in_any_case_or_by_address(visitor, ada, login):
    visitor.post("/accounts/login/", {"login": login, "password": PASSWORD})
    assert visitor.session["_auth_user_id"] == str(ada.pk)


@pytest.mark.django_db
def test_the_natural_key_knows_no_case(ada):
    assert User.objects.get_by_natural_key("ADA") == ada
    assert authenticate(None, username="ADA", password=PASSWORD) == ada


@given(st.text(alphabet="abc_.XYZ019", min_size=3, max_size=30))
def test_a_name_that_passes_has_no_dot_at_its_ends(name):
    try:
        CharactersValidator()(name)
    except ValidationError:
        assert name.startswith(".") or name.endswith(".")
    else:
        assert not name.startswith(".")
        assert not name.endswith(".")


@pytest.mark.parametrize("name", ["Settings", "ROOMS", "admin", "accounts", "robots.txt"])
def test_words_that_the_site_needs_are_refused_in_any_case(name):
    with pytest.raises(ValidationError):
        not_reserved(name)
