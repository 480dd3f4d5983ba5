"""Following and blocking on somebody's page."""

import re

import pytest
from playwright.sync_api import expect

from .pages import until


def test_one_follows_in_place_and_blocks_in_two_steps_and_takes_it_back(person):
    page = person("cleo").goes_to("/@bob/").page
    button = page.locator("[id^=follow-]")
    for pressed, words in [("true", "Following"), ("false", "Follow")]:
        button.focus()
        page.keyboard.press("Enter")
        expect(button).to_have_attribute("aria-pressed", pressed)
        expect(button).to_have_text(words)
        expect(button).to_be_focused()

    page.get_by_label("More about Bob").click()
    expect(page.get_by_text("Bob isn’t told.")).to_be_hidden()
    page.locator(".profile__block summary").click()
    expect(page.get_by_text("Bob isn’t told.")).to_be_visible()
    page.get_by_role("button", name="Block Bob").click()
    expect(page.get_by_text("Bob is blocked.")).to_be_visible()
    expect(page.locator("[id^=follow-]")).to_have_count(0)
    page.goto("/settings/privacy/")
    page.get_by_role("button", name="Unblock Bob").click()
    expect(page.get_by_text("Bob is no longer blocked.")).to_be_visible()
    expect(page).to_have_url(re.compile(r"/settings/privacy/$"))


PRESSES_AGAIN_AT_ONCE = """() => {
  let times = 0;
  document.addEventListener('htmx:afterSwap', ({detail}) => {
    if (!detail.requestConfig.path.endsWith('/follow/') || times++) return;
    setTimeout(() => document.querySelector('button[id^=follow-]').click());
  });
}"""


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


def test_a_button_that_has_just_come_is_htmxs_already_and_a_follower_is_sent_away(person, public_ada):
    """Whoever presses twice in a row presses a button that came with the first answer."""
    page = person("cleo").goes_to("/@ada/").page
    button = page.locator("[id^=follow-]")
    page.evaluate(PRESSES_AGAIN_AT_ONCE)
    answers = []
    page.on("response", lambda response: response.url.endswith("/follow/") and answers.append(response.status))
    button.click()
    until(page, lambda: len(answers) == 2, "two answers")
    assert answers == [200, 200]  # without htmx a redirect, and the page would be loaded
    expect(button).to_have_attribute("aria-pressed", "false")

    # She is sent away in two steps.
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    page = person("ada").goes_to("/@ada/").page
    page.get_by_role("link", name="1 follower").click()
    page.get_by_label("More about Cleo").click()
    page.get_by_role("button", name="Remove Cleo").click()
    expect(page.get_by_text("Cleo no longer follows you, and is not told.")).to_be_visible()
    expect(page.locator("#follower-number")).to_have_text("0")


def test_sections_of_ones_profile_are_edited_in_place_and_seen_as_others_see_them(person):
    page = person("cleo", expected=["422"]).goes_to("/@cleo/about/").page
    page.get_by_role("link", name="Edit your bio").click()
    page.locator("#about-bio textarea").fill("Not kept")
    page.locator("#about-bio").get_by_role("link", name="Cancel").click()
    page.get_by_role("link", name="Edit your bio").click()
    expect(page.locator("#about-bio textarea")).not_to_have_value("Not kept")
    page.locator("#about-bio textarea").fill("Throws *bowls*")
    page.locator("#about-bio").get_by_role("button", name="Save").click()
    expect(page.locator("#about-bio em")).to_have_text("bowls")

    page.get_by_role("link", name="Edit your links").click()
    page.locator("#about-links [name=links-0-url]").fill("javascript:alert(1)")
    page.locator("#about-links").get_by_role("button", name="Save").click()
    expect(page.locator("#about-links .field__error")).to_contain_text("Links start with https://")
    expect(page.locator("#about-links [name=links-0-url]")).to_have_value("javascript:alert(1)")
    page.locator("#about-links [name=links-0-url]").fill("https://cleo.example/")
    for number in (2, 3):  # two rows are there
        page.locator("#about-links").get_by_role("button", name="Add link").click()
        expect(page.locator(f"#about-links [name=links-{number}-label]")).to_be_visible()
    page.locator("#about-links [name=links-3-url]").fill("https://bowls.example/")
    page.locator("#about-links").get_by_role("button", name="Save").click()
    expect(page.locator("section#about-links a[rel~=me]")).to_have_text(["cleo.example", "bowls.example"])
    expect(page.locator("#profile-words a[rel~=me]")).to_have_text("cleo.example")
    expect(page).to_have_url(re.compile(r"/@cleo/about/$"))

    page.get_by_role("link", name="View as").click()
    expect(page.locator(".view-as p")).to_have_text("Viewing your profile as a member")
    expect(page.locator("main").get_by_role("button", name="Follow")).to_be_visible()
    page.locator(".view-as").get_by_role("link", name="About").click()
    expect(page.locator("#about-bio em")).to_have_text("bowls")
    expect(page.get_by_role("link", name="Edit your bio")).to_have_count(0)
    page.locator("main #profile-tabs").get_by_role("link", name="Reviews").click()
    expect(page).to_have_url(re.compile(r"/@cleo/reviews/\?view_as=member$"))
    expect(page.locator(".view-as [aria-current=page]")).to_have_text("Reviews")
    expect(page.locator("main").get_by_role("link", name="Written")).to_have_attribute(
        "href", re.compile("view_as=member")
    )
    page.locator(".view-as").get_by_role("link", name="About").click()
    page.get_by_role("link", name="Exit").click()
    expect(page.get_by_role("link", name="Edit your bio")).to_be_visible()

    # And among the settings.
    page.goto("/settings/profile/skills/")
    page.locator("[name=skills-0-name]").fill("pottery")
    page.get_by_role("button", name="Add skill").click()
    page.keyboard.type("weaving")  # the new row has the focus
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#about-skills h3")).to_have_text(["#pottery", "#weaving"])


def test_tabs_of_a_profile_change_without_another_page_and_back_leads_back(person):
    page = person("cleo").goes_to("/@bob/about/").page
    page.evaluate("globalThis.isSamePage = true")
    for label, path, title in [
        ("Reviews", "reviews/", "Reviews of Bob"),
        ("Photos", "", "Bob"),
        ("Projects", "projects/", "Projects"),
    ]:
        tab = page.locator("#profile-tabs").get_by_role("link", name=label)
        tab.click()
        expect(page).to_have_url(re.compile(f"/@bob/{path}$"))
        expect(page.locator("#profile-tabs [aria-current=page]")).to_have_text(re.compile(label))
        expect(page).to_have_title(re.compile(rf"^{title}\b.* · Test Street$"))
        expect(tab).to_be_focused()
    assert page.evaluate("isSamePage")
    for path, label in [("", "Photos"), ("reviews/", "Reviews"), ("about/", "About")]:
        until(page, lambda: page.evaluate("document.readyState === 'complete'"))  # or htmx does not hear of it
        page.evaluate("setTimeout(() => history.back())")
        expect(page).to_have_url(re.compile(f"/@bob/{path}$"))
        expect(page.locator("#profile-tabs [aria-current=page]")).to_have_text(label)
