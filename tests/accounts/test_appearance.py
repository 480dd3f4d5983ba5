"""Day and night: a cookie of the screen, also without JavaScript and without an account."""

import pytest

pytestmark = pytest.mark.django_db

PAGE = "/settings/appearance/"


@pytest.mark.parametrize(("scheme", "attribute"), [("dark", 'data-scheme="dark"'), ("light", 'data-scheme="light"')])
def test_the_choice_holds_for_every_page(client_of, ada, scheme, attribute):
    client = client_of(ada)
    assert client.post(PAGE, {"scheme": scheme}).url == PAGE
    assert f'<html lang="en" {attribute}>' in client.get("/settings/profile/").content.decode()
    assert f'value="{scheme}" checked' in client.get(PAGE).content.decode()


def test_as_my_device_forgets_the_choice(client_of, ada):
    client = client_of(ada)
    client.post(PAGE, {"scheme": "dark"})
    client.post(PAGE, {"scheme": ""})
    assert '<html lang="en">' in client.get(PAGE).content.decode()


def test_what_is_no_scheme_is_none(client_of, ada):
    client = client_of(ada)
    client.post(PAGE, {"scheme": '"><script>'})
    assert '<html lang="en">' in client.get(PAGE).content.decode()


def test_a_visitor_may_choose_too_and_sees_no_settings_of_an_account(visitor):
    assert visitor.post(PAGE, {"scheme": "dark"}).status_code == 302
    page = visitor.get(PAGE).content.decode()
    assert 'data-scheme="dark"' in page
    assert "/accounts/email/" not in page


@pytest.mark.parametrize(
    ("back", "to"),
    [("/rooms/", "/rooms/"), ("https://elsewhere.example/", PAGE), ("//elsewhere.example/", PAGE), ("", PAGE)],
)
def test_one_comes_back_to_where_one_was_and_never_to_another_site(visitor, back, to):
    assert visitor.post(PAGE, {"scheme": "dark", "next": back}).url == to


def test_it_takes_no_other_method(visitor):
    assert visitor.delete(PAGE).status_code == 405
