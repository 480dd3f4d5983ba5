"""Back, after signing out and during a session: with the browser's back/forward cache and without."""

import time
from contextlib import suppress

import pytest
from playwright.sync_api import Error, expect

POSTS = """
from apps.accounts.models import User
from apps.people.models import Follow
from apps.posts.models import Post
olga = User.objects.get(username="olga")
if not Post.objects.filter(author=olga, body__startswith="Deep ").exists():
    for number in range(60):
        Post.objects.publish(olga, [], f"Deep {number} " + "words " * 80)
Follow.objects.make(User.objects.get(username="bob"), olga)
"""
# Notes what a page looked like in the moment when it was shown from the browser's cache.
NOTES = """addEventListener('pageshow', ({persisted}) => {
  if (persisted) sessionStorage.shown = `${sessionStorage.shown ?? ''}${document.documentElement.style.opacity} `;
})"""
FIRST_IN_SIGHT = """() => {
  const post = [...document.querySelectorAll('article[id]')].find(post => post.getBoundingClientRect().bottom > 0);
  return [post?.id, Math.round(post?.getBoundingClientRect().top)];
}"""


@pytest.fixture
def arrives(person, browser):
    """`arrives("bob")`: at a browser that notes how its pages are shown."""

    def arrive(username, **options):
        someone = person(username, browser=browser, **options)
        someone.context.add_init_script(NOTES)
        return someone

    return arrive


def is_there(page, expression, seconds=30):
    """Waits for what a page says, also while the browser goes from one page to another."""
    ends_at = time.monotonic() + seconds
    while True:
        with suppress(Error):  # the page was left in this moment
            if page.evaluate(expression):
                return
        assert time.monotonic() < ends_at, expression
        page.wait_for_timeout(50)


def signs_out(someone):
    someone.page.goto("/accounts/logout/")
    someone.page.locator("main form button").first.click()
    someone.page.wait_for_url(lambda url: "logout" not in url)


def goes_back(someone):
    """To a page that is loaded, or loads itself again."""
    someone.page.evaluate("globalThis.isLeft = true; setTimeout(() => history.back())")
    is_there(someone.page, "!globalThis.isLeft && document.readyState === 'complete'")


def test_back_shows_nothing_after_signing_out(site, arrives, keeps_pages):
    site.run(POSTS)
    bob = arrives("bob", signs_in=True)
    for address in ("/", "/notifications/", "/saved/"):
        bob.page.goto(address)
        expect(bob.page.locator("#side-rooms")).to_be_visible()
    signs_out(bob)
    for _page in ("the way out", "saved", "notifications", "the feed"):
        goes_back(bob)
        expect(
            bob.page.get_by_role("link", name="Sign in").or_(bob.page.get_by_label("Password")).first
        ).to_be_visible()
        expect(bob.page.locator("#side-rooms")).to_have_count(0)
        assert "Deep" not in bob.page.content()
        expect(bob.page.locator("html")).to_have_css("opacity", "1")
    shown = bob.page.evaluate("sessionStorage.shown ?? ''").split()
    assert set(shown) <= {"0"}
    assert bool(shown) == keeps_pages


def test_back_keeps_its_place_deep_in_the_feed(site, arrives, keeps_pages):
    site.run(POSTS)
    bob = arrives("bob")
    bob.page.goto("/")
    posts = bob.page.locator("article")
    while posts.count() < 30:
        posts.last.scroll_into_view_if_needed()
        bob.page.mouse.wheel(0, 2000)
        bob.page.wait_for_timeout(100)
    bob.page.locator("article").nth(22).scroll_into_view_if_needed()
    bob.page.wait_for_timeout(300)
    before = bob.page.evaluate(FIRST_IN_SIGHT)
    bob.page.locator("nav a[href='/people/']").first.click()
    bob.page.wait_for_url("**/people/")
    bob.page.go_back(wait_until="commit")
    if keeps_pages:
        is_there(bob.page, "sessionStorage.shown")
        assert bob.page.evaluate("sessionStorage.shown") == "0 "
        assert bob.page.evaluate(FIRST_IN_SIGHT) == before
    else:  # what was loaded since comes again as one looks, and the browser scrolls as far as there is something
        is_there(bob.page, "document.documentElement.scrollTop > 1000")
    expect(bob.page.locator("html")).to_have_css("opacity", "1")
