"""Accounts with a browser in hand: passkeys, a second factor, a session that ends while somebody reads."""

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.cast import PASSWORD

DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def newcomer(site):
    """`newcomer("dora")`: an account that no other test touches."""

    def make(name):
        site.run(
            f"""
from allauth.account.models import EmailAddress
from apps.accounts.models import User
user = User.objects.create_user("{name}", "{name}@courtyard.example", "{PASSWORD}")
EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
"""
        )
        return name

    return make


def with_a_device(someone, **features):
    """The browser gets a virtual device that keeps passkeys."""
    devtools = someone.context.new_cdp_session(someone.page)
    devtools.send("WebAuthn.enable")
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE | features})
    return someone.page


def press(page, words):
    page.get_by_role("button", name=words, exact=True).click()


def prove_oneself(page):
    expect(page.get_by_role("heading", name="Is it still you?")).to_be_visible()
    page.get_by_label("Password").fill(PASSWORD)
    press(page, "Go on")


def arrives(page, path):
    page.wait_for_url(lambda address: urlsplit(address).path == path)


def sign_out(page):
    page.goto("/accounts/logout/")
    press(page, "Sign out here")
    page.wait_for_url(lambda address: "/accounts/" not in address)


def test_a_passkey_is_made_and_opens_the_door_by_itself(person, newcomer):
    dora = person(newcomer("dora"))
    page = with_a_device(dora)
    page.goto("/accounts/2fa/")
    page.get_by_role("link", name="Add a passkey").click()
    prove_oneself(page)
    page.get_by_label("What you call it").fill("Ring")
    page.wait_for_load_state()  # it is a script that asks the device
    press(page, "Make it")
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    page.goto("/accounts/2fa/webauthn/")
    expect(page.get_by_text("Ring")).to_be_visible()

    sign_out(page)
    page.goto("/accounts/login/?next=/people/")
    press(page, "Sign in with a passkey")
    arrives(page, "/people/")

    sign_out(page)
    page.goto("/accounts/login/?next=/people/")
    page.get_by_label("Name or e-mail").fill("dora")
    page.get_by_label("Password").fill(PASSWORD)
    press(page, "Sign in")
    expect(page.get_by_role("heading", name="The second lock")).to_be_visible()
    page.wait_for_load_state()
    press(page, "Use a passkey")
    arrives(page, "/people/")


def test_whoever_has_no_passkey_or_a_wrong_password_hears_a_sentence_and_may_go_on(person):
    page = with_a_device(person(None, expected=["422"]), isUserVerified=False, transport="usb")
    page.goto("/accounts/login/")
    press(page, "Sign in with a passkey")
    expect(page.locator(".toast")).to_contain_text("No passkey came of that")
    expect(page.get_by_label("Name or e-mail")).to_be_editable()
    page.get_by_label("Name or e-mail").fill("ada")
    page.get_by_label("Password").fill("wrong")
    press(page, "Sign in")
    expect(page.get_by_text("That password does not fit this name.")).to_be_visible()
    expect(page.get_by_label("Name or e-mail")).to_have_value("ada")
    expect(page.get_by_label("Password")).to_have_attribute("aria-invalid", "true")


def test_a_session_that_is_ended_elsewhere_loses_its_stream_and_its_pages(person, newcomer, room):
    fred = newcomer("fred")
    iphone = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Safari/604.1"
    phone, desk = person(fred, signs_in=True, user_agent=iphone), person(fred, signs_in=True)
    phone.expected = ("/events/", "401", "403")
    phone.enters(room)

    desk.goes_to("/accounts/sessions/")
    row = desk.page.locator(".setting", has_text="Safari on iPhone")
    row.get_by_role("button", name="End it").click()
    expect(desk.page.locator(".toast")).to_have_text("That session has ended.")
    expect(desk.page.get_by_text("Safari on iPhone")).to_have_count(0)

    expect(phone.page).to_have_url(re.compile(r"/accounts/login/\?next=/rooms/"))  # by itself
    expect(phone.page.locator("html[data-live=open]")).to_have_count(0)
    phone.goes_to("/settings/profile/")
    expect(phone.page).to_have_url(re.compile(r"/accounts/login/\?next=/settings/profile/$"))


def test_the_door_can_be_opened_with_the_keyboard_alone(person, newcomer):
    gil = newcomer("gil")
    page = person(None).page
    page.goto("/accounts/login/?next=/people/")
    page.get_by_label("Name or e-mail").focus()
    page.keyboard.type(gil)
    for part in ("[name=password]", "a[href*='password/reset']", "[name=remember]"):
        page.keyboard.press("Tab")
        expect(page.locator(f"main {part}")).to_be_focused()
        if part == "[name=password]":
            page.keyboard.type(PASSWORD)
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Sign in", exact=True)).to_be_focused()
    page.keyboard.press("Enter")
    arrives(page, "/people/")
