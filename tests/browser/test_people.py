"""Following and blocking on somebody's page."""

import re

import pytest
from playwright.sync_api import expect


def test_a_follow_button_changes_where_it_stands_and_keeps_the_focus(person):
    page = person("cleo").goes_to("/@bob/").page
    button = page.locator("[id^=follow-]")
    for pressed, words in [("true", "Following"), ("false", "Follow")]:
        button.focus()
        page.keyboard.press("Enter")
        expect(button).to_have_attribute("aria-pressed", pressed)
        expect(button).to_have_text(words)
        expect(button).to_be_focused()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "none"])
def test_one_blocks_in_two_steps_and_takes_it_back_among_the_settings(person, scripts):
    page = person("cleo", java_script_enabled=scripts).goes_to("/@bob/").page
    page.get_by_label("More about Bob").click()
    expect(page.get_by_text("Bob is not told.")).to_be_hidden()
    page.locator(".profile__block summary").click()
    expect(page.get_by_text("Bob is not told.")).to_be_visible()
    page.get_by_role("button", name="Block Bob").click()
    expect(page.get_by_text("Bob is blocked.")).to_be_visible()
    expect(page.locator("[id^=follow-]")).to_have_count(0)
    page.goto("/settings/privacy/")
    page.get_by_role("button", name="Unblock Bob").click()
    expect(page.get_by_text("Bob is no longer blocked.")).to_be_visible()
    expect(page).to_have_url(re.compile(r"/settings/privacy/$"))


@pytest.fixture
def private_ada(site):
    yield set_private(site, True)
    set_private(site, False)


@pytest.fixture
def public_ada(site):
    """Nobody follows her, or asks to."""
    set_private(site, False)


def set_private(site, private):
    site.run(f"""
from apps.people.models import Follow, FollowRequest, Profile
ada = Profile.objects.get(user__username="ada")
ada.is_private = {private}
ada.save()
Follow.objects.all().delete()
FollowRequest.objects.all().delete()
""")


def test_one_asks_ada_is_told_at_once_and_lets_one_in(person, private_ada):
    ada = person("ada").goes_to("/settings/requests/").page
    expect(ada.get_by_text("Nobody at the moment.")).to_be_visible()
    page = person("cleo").goes_to("/@ada/").page
    button = page.locator("[id^=follow-]")
    for words, pressed in [("Asked", "true"), ("Follow", "false"), ("Asked", "true")]:
        button.focus()
        page.keyboard.press("Enter")
        expect(button).to_have_text(words)
        expect(button).to_have_attribute("aria-pressed", pressed)
        expect(button).to_be_focused()
    expect(ada.locator("#requests-count .count")).to_have_text("1")
    ada.get_by_role("button", name="Accept").click()
    said = ada.get_by_text("Cleo follows you now.")
    expect(said).to_be_visible()
    expect(said).to_be_focused()
    expect(ada.locator("#requests-count .count")).to_have_count(0)
    page.goto("/@ada/followers/")
    expect(page.get_by_role("link", name="Cleo", exact=True)).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "none"])
def test_a_follower_is_sent_away_in_two_steps(person, site, scripts):
    follow = person("cleo").goes_to("/@ada/").page.locator("[id^=follow-]")
    follow.click()
    expect(follow).to_have_attribute("aria-pressed", "true")
    page = person("ada", java_script_enabled=scripts).goes_to("/@ada/").page
    page.get_by_role("link", name="1 follower").click()
    page.get_by_label("More about Cleo").click()
    page.get_by_role("button", name="Remove Cleo").click()
    expect(page.get_by_text("Cleo no longer follows you, and is not told.")).to_be_visible()
    expect(page.locator("#follower-number")).to_have_text("0")
