"""Whoever goes back finds a page as it is now: with the back/forward cache, and where the browser makes it again.

Playwright switches the cache off, and the headless shell has none: the second needs the full Chromium.
"""

import re

import pytest
from playwright.sync_api import expect

from .pages import NOTHING_ASKED, PostPage, until
from .test_notifications import CLEAN, calm  # noqa: F401
from .test_nudges import JOINED, READ
from .test_people import public_ada  # noqa: F401
from .test_posts import oak, posted  # noqa: F401

NOTES_HOW = """addEventListener('pageshow', ({persisted}) => {
  const {type} = performance.getEntriesByType('navigation')[0];
  globalThis.shownFrom = persisted ? 'cache' : type === 'back_forward' ? 'history' : '';
});"""

# A route would reach no page that comes from the cache, and switch the browser's HTTP cache off.
NO_STREAM_WHILE_HELD = """globalThis.EventSource = new Proxy(EventSource, {
  construct: (real, [address]) =>
    sessionStorage.held ? Object.assign(new EventTarget(), {close() {}}) : new real(address),
});"""


@pytest.fixture
def ada(person, browser, keeps_pages):
    ada = person("ada", browser=browser)
    ada.context.add_init_script(NOTES_HOW)

    def goes_back():
        ada.page.go_back(wait_until="commit")  # a page from the cache is not loaded again
        until(ada.page, lambda: ada.page.evaluate("globalThis.shownFrom"), "a page from the history")
        assert ada.page.evaluate("shownFrom") == ("cache" if keeps_pages else "history")

    ada.goes_back = goes_back
    return ada


def test_what_was_read_is_not_unread_and_what_is_new_stands_there(ada, site, room, calm, sends):  # noqa: F811
    site.run(JOINED.format(slug=room.split("/")[2]))
    site.run(READ)
    sends("bob", f"{room}messages/", body="Is anybody there?")
    page = ada.goes_to("/rooms/").page
    mark = page.locator(f'#side-rooms a[href="{room}"][data-unread]')
    expect(mark).to_be_visible()
    expect(page).to_have_title(re.compile(r"^\(\d+\) "))
    mark.click()
    ada.hears().sees("Is anybody there?")
    expect(page.locator("#total")).to_be_hidden()
    ada.goes_back()
    expect(page.locator(f'#side-rooms a[href="{room}"]')).to_be_visible()
    expect(mark).to_have_count(0)
    expect(page.locator("#doors [data-unread]")).to_have_count(0)
    expect(page.locator("#total")).to_be_hidden()

    # Of notifications: one that was opened, and a new one.
    sends("bob", f"/posts/{calm}/comments/", body="A fine grain")
    ada.goes_to("/notifications/")
    rows = page.locator(".row--notification")
    expect(rows).to_have_count(1)
    expect(rows.first).to_have_attribute("data-unread", "")
    rows.first.get_by_role("link").first.click()
    page.wait_for_url("**/posts/**")
    sends("cleo", f"/posts/{calm}/like/")
    ada.goes_back()
    expect(rows).to_have_count(2)
    expect(page.locator(".row--notification[data-unread]")).to_have_count(1)
    expect(page.locator("#notification-count")).to_have_text("1")

    # What happened meanwhile shows though the stream does not open.
    site.run(CLEAN)
    ada.context.add_init_script(NO_STREAM_WHILE_HELD)
    ada.goes_to("/people/")
    expect(page.locator("#notification-count")).to_be_hidden()
    ada.goes_to("/saved/")
    sends("bob", f"/posts/{calm}/like/")
    page.evaluate("sessionStorage.held = 1")
    ada.goes_back()
    expect(page.locator("#notification-count")).to_have_text("1")
    expect(page).to_have_title(re.compile(r"^\(\d+\) "))
    assert page.evaluate("document.documentElement.dataset.live") != "open"


def test_likes_saves_comments_and_what_is_gone_in_the_feed_and_among_what_is_saved(ada, site, posted, sends):  # noqa: F811
    numbers = posted(*[("bob", 1, f"Oak {number}") for number in range(14)])
    sends("ada", "/@bob/follow/")
    page = ada.goes_to("/").page
    first = page.locator(f"#post-{numbers[0]}")  # of the second page of the feed
    until(page, lambda: page.mouse.wheel(0, 3000) or first.count(), "the second page")
    first.scroll_into_view_if_needed()
    post = PostPage(ada, numbers[2])
    post.is_liked(by_me=False, times=0)
    post.post.scroll_into_view_if_needed()
    until(page, lambda: page.evaluate(NOTHING_ASKED), "an answer to everything")
    post.post.get_by_role("link", name="0 comments").click()
    page.wait_for_url(f"**/posts/{numbers[2]}/*")
    post.like.click()
    post.is_liked(by_me=True, times=1)
    post.says("A fine grain")
    sends("bob", f"/posts/{numbers[1]}/", _method="delete", sure="yes")
    before = page.evaluate("shownFrom")
    assert before == ""
    ada.goes_back()
    if (
        page.evaluate("shownFrom") == "history"
    ):  # the browser makes the first page anew; the rest comes as one reads on
        until(page, lambda: page.mouse.wheel(0, 3000) or first.count(), "the second page")
    else:
        assert page.evaluate("scrollY") > 1000  # where one was
        expect(page.locator(f"#post-{numbers[1]}")).to_have_count(0)
    post.is_liked(by_me=True, times=1)
    expect(post.post.get_by_text("A fine grain")).to_be_visible()

    # And in the list of what is saved.
    beech, ash = numbers[-2:]
    for number in (beech, ash):
        sends("ada", f"/posts/{number}/save/")
    ada.goes_to("/saved/")
    page.locator(f'#photo-grid a[href="/posts/{beech}/"]').click()
    save = page.locator(f"#post-{beech}-save")
    save.click()
    expect(save).to_have_attribute("aria-pressed", "false")
    until(page, lambda: page.evaluate(NOTHING_ASKED), "an answer to everything")
    ada.goes_back()
    expect(page.locator(f'#photo-grid a[href="/posts/{ash}/"]')).to_be_visible()
    expect(page.locator(f'#photo-grid a[href="/posts/{beech}/"]')).to_have_count(0)
    for number in (beech, ash):
        sends("ada", f"/posts/{number}/save/", _method="delete")


def test_whom_one_follows_since(ada, public_ada, sends):  # noqa: F811
    sends("bob", "/@cleo/follow/")
    page = ada.goes_to("/@cleo/followers/").page
    follow = page.locator("#follows-list [aria-pressed]")
    expect(follow).to_have_text("Follow")
    page.get_by_role("link", name="Bob", exact=True).click()
    page.locator(".profile__actions [aria-pressed]").click()
    expect(page.get_by_text("1 follower")).to_be_visible()
    page.get_by_role("link", name="1 follower").click()
    page.wait_for_url("**/followers/")
    ada.goes_back()
    expect(page.locator(".profile__actions [aria-pressed]")).to_have_text("Following")
    expect(page.locator("#profile-numbers").get_by_text("1 follower")).to_be_visible()
    ada.page.evaluate("shownFrom = ''")
    ada.goes_back()
    expect(follow).to_have_text("Following")
