"""What one is told: the bell of every tab moves by itself, and opening the place clears it in all of them."""

import re

import pytest
from playwright.sync_api import expect

from .pages import PostPage, until
from .test_posts import oak, posted  # noqa: F401

CLEAN = """
from apps.notifications.models import Notification
from apps.people.models import Follow
Notification.objects.all().delete()
Follow.objects.all().delete()
"""


@pytest.fixture
def calm(site, oak):  # noqa: F811
    """The number of ada's post, of which nobody has heard anything."""
    site.run(CLEAN)
    return oak


def bell(page):
    return page.locator("#notification-count")


def test_the_bell_moves_in_two_tabs_and_opening_the_post_clears_it_in_both(person, calm):
    ada, bob = person("ada").goes_to("/people/").hears(), person("bob").opens_post(calm)
    other = ada.new_tab()
    other.goto("/rooms/")
    expect(other.locator("html[data-live=open]")).to_be_attached()
    bob.like.click()
    for tab in (ada.page, other):
        expect(bell(tab)).to_have_text("1")
        expect(tab).to_have_title(re.compile(r"^\(\d+\) "))
    bob.says("A fine grain")
    for tab in (ada.page, other):
        expect(bell(tab)).to_have_text("2")
    bob.person.goes_to("/@ada/").page.get_by_role("button", name="Follow", exact=True).click()
    for tab in (ada.page, other):
        expect(bell(tab)).to_have_text("3")
    other.goto("/@ada/followers/")
    expect(bell(ada.page)).to_have_text("2")
    ada.goes_to(f"/posts/{calm}/")
    for tab in (ada.page, other):
        expect(bell(tab)).to_be_hidden()


def test_a_word_of_what_is_new_goes_by_itself_and_leads_there(person, calm):
    ada, bob = person("ada"), person("bob").opens_post(calm)
    ada.page.clock.install()
    ada.goes_to("/people/").hears().stops_the_clock()  # it stays for six seconds
    word = ada.page.locator("#told a")
    bob.like.click()
    until(ada.page, lambda: ada.page.clock.run_for(50) or word.count(), "the word")
    expect(word).to_contain_text("Bob liked your photo")
    ada.page.clock.run_for(6100)
    expect(word).to_have_count(0)
    bob.says("A fine grain")
    until(ada.page, lambda: ada.page.clock.run_for(50) or word.count(), "the next word")
    word.click()
    ada.page.wait_for_url(re.compile(rf"/posts/{calm}/\?comment="))


def test_a_hidden_tab_hears_the_number_from_the_one_that_is_shown(person, calm):
    ada, bob = person("ada").goes_to("/people/").hears(), person("bob").opens_post(calm)
    other = ada.new_tab()
    other.goto("/people/")
    expect(other.locator("html[data-live=open]")).to_be_attached()
    ada.hides()
    bob.like.click()
    expect(bell(other)).to_have_text("1")
    expect(bell(ada.page)).to_have_text("1")
    expect(ada.page).to_have_title(re.compile(r"^\(\d+\) "))


def test_a_like_that_is_taken_back_leaves_the_bell_and_one_row_is_marked(person, calm):
    ada, bob = person("ada").goes_to("/notifications/").hears(), person("bob").opens_post(calm)
    bob.like.click()
    expect(bell(ada.page)).to_have_text("1")
    bob.like.click()
    expect(bell(ada.page)).to_be_hidden()
    bob.says("A fine grain").says("And dry")
    expect(bell(ada.page)).to_have_text("1")
    ada.goes_to("/notifications/").hears()
    row = ada.page.locator(".row--notification")
    expect(row).to_have_count(1)
    expect(row).to_contain_text("Bob commented on your photo")
    row.get_by_role("button", name="Mark as read").click()
    expect(row).not_to_have_attribute("data-unread", "")
    expect(bell(ada.page)).to_be_hidden()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "none"])
def test_the_list_leads_to_the_exact_place(person, calm, scripts):
    PostPage(person("bob").goes_to(f"/posts/{calm}/"), calm).says("A fine grain")
    ada = person("ada", java_script_enabled=scripts).goes_to("/people/")
    ada.page.get_by_role("link", name="Notifications, 1 unread").click()
    ada.page.wait_for_url("**/notifications/")
    ada.page.get_by_role("link", name="Photos", exact=True).click()
    ada.page.get_by_role("link", name="Bob commented on your photo").click()
    ada.page.wait_for_url(re.compile(rf"/posts/{calm}/\?comment=\d+#comment-\d+$"))
    expect(bell(ada.page)).to_be_hidden()
    ada.goes_to("/notifications/")
    expect(ada.page.get_by_role("button", name="Mark as read")).to_have_count(0)
