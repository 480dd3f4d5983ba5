"""What happens between a page's rendering and its stream's opening is heard: on a slow phone that takes seconds."""

import re

import pytest
from playwright.sync_api import expect

from .pages import Held, PostPage, until
from .test_notifications import calm  # noqa: F401
from .test_people import private_ada, public_ada  # noqa: F401
from .test_posts import oak, posted  # noqa: F401

STREAM = re.compile(r"/events/\?")
JOINED = """
from apps.accounts.models import User
from apps.rooms.models import Room
Room.objects.get(slug={slug!r}).join(User.objects.get(username="bob"))
"""
MADE_THEN = """
from datetime import UTC, datetime
from apps.notifications.models import Notification
Notification.objects.update(at=datetime(2026, 11, 20, 9, tzinfo=UTC))
"""
READ = """
from apps.accounts.models import User
for membership in User.objects.get(username="ada").memberships.select_related("room"):
    if membership.room.last_message_id:
        membership.room.read_by(membership.user, membership.room.last_message_id)
"""


@pytest.fixture
def ada_before_her_stream(person):
    """`ada_before_her_stream("/people/")`: she has the page, and its stream is held."""

    def arrive(address):
        ada = person("ada")
        ada.stream = Held(ada.page, STREAM)
        ada.goes_to(address)
        ada.stream.arrived()
        return ada

    return arrive


def opens(someone):
    """The stream opens; nothing else tells the page anything."""
    someone.stream.ends()
    return someone.hears()


def test_the_bell_and_the_title(ada_before_her_stream, calm, sends):  # noqa: F811
    ada = ada_before_her_stream("/people/")
    sends("bob", f"/posts/{calm}/comments/", body="Look, @ada")
    expect(ada.page.locator("#notification-count")).to_be_hidden()
    opens(ada)
    expect(ada.page.locator("#notification-count")).to_have_text("1")
    expect(ada.page).to_have_title(re.compile(r"^\(\d+\) "))


def test_the_mark_of_a_room_in_the_side_and_in_the_list(ada_before_her_stream, site, room, sends):
    slug = room.split("/")[2]
    site.run(JOINED.format(slug=slug))
    site.run(READ)
    ada = ada_before_her_stream("/rooms/")
    sends("bob", f"{room}messages/", body="Is anybody there?")
    opens(ada)
    expect(ada.page.locator(f'#side-rooms a[href="{room}"][data-unread]')).to_be_visible()
    expect(ada.page.locator("#doors [data-unread]")).to_have_count(1)
    expect(ada.page.locator("#total .count")).to_have_text("1")


def test_who_asks_to_follow(ada_before_her_stream, private_ada, sends):  # noqa: F811
    ada = ada_before_her_stream("/settings/requests/")
    sends("cleo", "/@ada/follow/")
    opens(ada)
    expect(ada.page.locator("#requests-count .count")).to_have_text("1")
    expect(ada.page.get_by_role("button", name="Accept")).to_be_visible()


def test_a_post_in_the_feed(ada_before_her_stream, posted, sends):  # noqa: F811
    (oak,) = posted(("bob", 1, "Oak"))  # noqa: F811
    sends("ada", "/@bob/follow/")
    ada = ada_before_her_stream("/")
    sends("bob", f"/posts/{oak}/archive/")
    with ada.page.expect_response(re.compile(r"\?newer=")):  # how many have come since
        opens(ada)


def test_a_like_and_a_comment_that_is_taken_back(ada_before_her_stream, calm, sends):  # noqa: F811
    sends("bob", f"/posts/{calm}/comments/", body="Too early")
    ada = ada_before_her_stream(f"/posts/{calm}/")
    post = PostPage(ada, calm)
    comment = post.comments.first.get_attribute("id").rpartition("-")[2]
    sends("bob", f"/posts/{calm}/like/")
    sends("bob", f"/comments/{comment}/", _method="delete")
    opens(ada)
    expect(post.comments).to_have_count(0)
    post.is_liked(by_me=False, times=1)


def test_an_open_list_says_how_much_is_new(person, calm, sends):  # noqa: F811
    ada = person("ada").goes_to("/notifications/").hears()
    line = ada.page.locator("#newer-notifications")
    expect(line).to_have_text("")
    sends("bob", f"/posts/{calm}/like/")
    expect(line).to_have_text("1 new")
    sends("bob cleo", f"/posts/{calm}/comments/", body="A fine grain")
    expect(line).to_have_text("2 new")
    line.get_by_role("link").click()
    expect(ada.page.locator(".row--notification")).to_have_count(2)
    expect(line).to_have_text("")


def test_a_follow_moves_the_number_of_followers_beside_it(person, public_ada):  # noqa: F811
    page = person("cleo").goes_to("/@ada/").page
    follow, numbers = page.locator("[id^=follow-][aria-pressed]"), page.locator("#profile-numbers")
    for pressed, words in (("true", "1 follower"), ("false", "0 followers"), ("true", "1 follower")):
        follow.click()
        expect(follow).to_have_attribute("aria-pressed", pressed)
        expect(numbers.get_by_text(words)).to_be_visible()
    page.goto("/@cleo/following/")
    page.locator("[id^=follow-][aria-pressed]").first.click()
    expect(page.locator("#following-number")).to_have_text("0")


def test_a_nudge_that_comes_while_an_answer_is_under_way_is_asked_for_after_it(person, private_ada, sends):  # noqa: F811
    """The answer is older than the nudge, and takes the place of what heard it."""
    ada = person("ada").goes_to("/settings/requests/").hears()
    held = Held(ada.page, re.compile(r"/settings/requests/$"))
    sends("cleo", "/@ada/follow/")
    until(ada.page, lambda: len(held.routes) >= 2, "both questions")
    answers = [(route, route.fetch()) for route in held.routes]
    sends("cleo", "/@ada/follow/", _method="delete")
    ada.waits_until("document.readyState === 'complete'")
    for route, answer in answers:
        held.routes.remove(route)
        route.fulfill(response=answer)
    held.ends()  # with what was asked since
    expect(ada.page.locator("#requests-count .count")).to_have_count(0)
    expect(ada.page.get_by_text("Nobody at the moment.").or_(ada.page.locator("#requests li"))).to_be_visible()


@pytest.mark.parametrize(("zone", "title"), [("Pacific/Kiritimati", "This week"), ("Europe/London", "Today")])
def test_the_days_of_notifications_are_those_of_the_browsers_zone(person, site, calm, sends, zone, title):  # noqa: F811
    """At 12:00 of Friday in London it is Saturday in Kiritimati; a mark of 09:00 is of the day before there."""
    sends("bob", f"/posts/{calm}/like/")
    site.run(MADE_THEN)
    page = person("ada", timezone_id=zone).page
    page.clock.set_fixed_time("2026-11-20T12:00:00Z")
    page.goto("/notifications/")
    expect(page.locator(".row--notification time")).to_have_attribute("datetime", re.compile("2026-11-20T09:00"))
    expect(page.locator(".day-title")).to_have_text([title])
