"""Discover in a browser: what is looked at is seen, what is of no interest goes, and a draw stays as it was."""

import json
import re

import pytest

from .pages import HIDE, expect, until

SHOWN = """
import json
from django.utils import timezone
from apps.accounts.models import User
from apps.posts.models import Post
from apps.search.models import NotInterested, Seen
from apps.tags.models import Tag
from apps.posts.models import Tagging
Post.objects.all().delete()
NotInterested.objects.all().delete()
ada, bob = (User.objects.get(username=name) for name in ("ada", "bob"))
oak, _new = Tag.objects.get_or_create(name="oak")
posts = [Post.objects.create(author=(ada, bob)[n % 2], body=f"Post {{n}}", body_html=f"<p>Post {{n}}</p>")
         for n in range({number})]
Tagging.objects.bulk_create(Tagging(post=post, tag=oak) for post in posts[::4])
"""
SEEN = """
import json
from apps.search.models import Seen
print(json.dumps(sorted(f"post-{{row.post_id}}" for row in Seen.objects.filter(user__username={username!r}))))
"""


@pytest.fixture
def posts(site):
    """`posts(40)`: so many of ada and bob, every fourth with #oak, and no others."""
    return lambda number: site.run(SHOWN.format(number=number))


@pytest.fixture
def seen(site):
    """`seen(person)`: what is marked as seen by them."""
    return lambda someone: json.loads(site.run(SEEN.format(username=someone.username)).splitlines()[-1])


def names(someone):
    """The cards in their order."""
    return someone.page.locator(".find[data-seen]").evaluate_all("found => found.map((one) => one.dataset.seen)")


def in_view(someone):
    """The cards of which half is within the window."""
    return someone.page.locator(".find[data-seen]").evaluate_all(
        """found => found.filter((one) => {
             const { top, bottom, height } = one.getBoundingClientRect();
             return Math.min(bottom, innerHeight) - Math.max(top, 0) >= height / 2;
           }).map((one) => one.dataset.seen)"""
    )


def told(someone):
    """Wait for the browser to tell what is seen."""
    return someone.page.expect_response(lambda answer: answer.url.endswith("/discover/seen/") and answer.ok)


def test_what_is_half_in_view_for_a_second_is_seen_and_nothing_else(newcomer, posts, seen):
    posts(40)
    dora = newcomer()
    with told(dora):
        dora.goes_to("/discover/")
    shown = in_view(dora)
    assert 0 < len(shown) < len(names(dora))
    assert seen(dora) == sorted(shown)
    with told(dora):
        dora.page.locator(".find").nth(12).scroll_into_view_if_needed()
    assert set(shown) < set(seen(dora))
    dora.goes_to("/discover/")
    assert not set(names(dora)) & set(shown)


def test_nothing_is_seen_while_the_page_is_hidden(newcomer, posts, seen):
    posts(4)
    dora = newcomer()
    dora.page.add_init_script(f"({HIDE})(true)")
    dora.goes_to("/discover/")
    expect(dora.page.locator(".find")).to_have_count(4)
    dora.page.evaluate("new Promise((done) => setTimeout(done, 3500))")  # longer than a look and the wait for others
    assert seen(dora) == []
    with told(dora):
        dora.page.evaluate(f"({HIDE})(false)")
    assert seen(dora)


@pytest.mark.parametrize("button", ["Hide this post", "Hide posts with #oak", "Hide posts by Ada"])
def test_what_is_of_no_interest_goes_and_does_not_come_back(newcomer, posts, button):
    posts(16)
    dora = newcomer()
    dora.goes_to("/discover/")
    card = dora.page.locator(".find").filter(
        has=dora.page.get_by_role("button", name=button, exact=True, include_hidden=True)
    )
    name = card.first.get_attribute("data-seen")
    card = dora.page.locator(f"#find-{name}")
    card.locator("summary").click()
    card.get_by_role("button", name=button, exact=True).click()
    expect(card).to_contain_text("hidden")
    expect(card.get_by_role("button", name="Undo")).to_be_focused()
    same = dora.page.locator(".find[data-seen]:visible").filter(
        has=dora.page.get_by_role("button", name=button, exact=True, include_hidden=True)
    )
    if button != "Hide this post":
        expect(same).to_have_count(0)
    card.get_by_role("button", name="Undo").click()
    expect(card.locator("summary")).to_be_focused()
    assert same.count() == (16 if button == "Hide this post" else {"Hide posts with #oak": 4}.get(button, 8))
    card.locator("summary").press("Enter")
    card.get_by_role("button", name=button, exact=True).press("Enter")
    expect(card).to_contain_text("hidden")
    dora.reloads()
    expect(dora.page.locator(".find").first).to_be_visible()
    expect(card).to_have_count(0)
    dora.page.get_by_role("link", name="Shuffle").click()
    expect(dora.page.locator(".find").first).to_be_visible()
    others = dora.page.get_by_role("button", name=button, exact=True, include_hidden=True)
    expect(card).to_have_count(0)
    if button != "Hide this post":
        expect(others).to_have_count(0)


def test_a_hidden_card_is_taken_back(newcomer, posts):
    posts(4)
    dora = newcomer()
    dora.goes_to("/discover/")
    before = names(dora)
    card = dora.page.locator(f"#find-{before[0]}")
    card.locator("summary").click()
    card.get_by_role("button", name="Hide this post").click()
    card.get_by_role("button", name="Undo").click()
    expect(card.locator("summary")).to_be_visible()
    assert names(dora) == before


def test_back_shows_the_same_draw_and_shuffle_another(newcomer, posts):
    posts(40)
    dora = newcomer()
    dora.goes_to("/discover/")
    expect(dora.page).to_have_url(re.compile(r"/discover/\?seed="))
    before = names(dora)
    dora.page.locator(".find .photo").first.click()
    dora.page.wait_for_url("**/posts/*/")
    dora.page.go_back()
    expect(dora.page).to_have_url(re.compile(r"/discover/\?seed="))
    expect(dora.page.locator(".find").first).to_be_visible()
    assert names(dora)[: len(before)] == before
    here = dora.page.url
    dora.page.get_by_role("link", name="Shuffle").click()
    dora.page.wait_for_url(lambda url: url != here)
    expect(dora.page.locator(".find").first).to_be_visible()
    assert names(dora)[: len(before)] != before


def test_further_pages_do_not_repeat_and_reach_everything(newcomer, posts):
    posts(40)
    dora = newcomer()
    dora.goes_to("/discover/")
    for number in (32, 40):
        dora.page.locator(".mosaic__more").scroll_into_view_if_needed()
        expect(dora.page.locator(".find")).to_have_count(number)
    found = names(dora)
    assert len(set(found)) == 40
    expect(dora.page.locator("a.mosaic__more")).to_have_count(0)
    expect(dora.page.get_by_text("That’s all for now")).to_be_visible()
    card = dora.page.locator(".find").nth(30)
    card.scroll_into_view_if_needed()
    at = dora.page.evaluate("scrollY")
    card.locator(".photo").click()
    dora.page.wait_for_url("**/posts/*/")
    dora.page.go_back()
    expect(dora.page.locator(".find")).to_have_count(40)
    assert names(dora) == found
    until(dora.page, lambda: abs(dora.page.evaluate("scrollY") - at) < 200, "the place where one was")


def test_discover_begins_at_the_end_of_the_feed_and_moves_nothing(newcomer, posts):
    posts(12)
    dora = newcomer(viewport={"width": 390, "height": 780})
    dora.page.add_init_script(
        "window.shifts = 0; new PerformanceObserver((list) => { for (const entry of list.getEntries())"
        " if (!entry.hadRecentInput) window.shifts += entry.value }).observe({ type: 'layout-shift', buffered: true })"
    )
    dora.goes_to("/").hears()
    block = dora.page.locator("#discover")
    expect(block.locator(".find")).to_have_count(8)
    card = block.locator(".find").first
    card.locator("summary").click()
    card.get_by_role("button", name="Hide this post").click()
    expect(block.get_by_text("Post hidden")).to_be_visible()
    expect(block.locator(".find")).to_have_count(8)
    assert dora.page.evaluate("window.shifts") < 0.1
    first = names(dora)
    block.get_by_role("link", name="More in Discover").click()
    dora.page.wait_for_url("**/discover/?*")
    assert not set(names(dora)) & set(first)
