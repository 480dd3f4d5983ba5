"""Rooms as houses, in real browsers: news, bells, doors that close, and ends."""

import re
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from .pages import Held, room_name, until
from .test_presence import sees_here

HEARS_NEWS = "globalThis.heard = false; document.addEventListener('live:room-news', () => (globalThis.heard = true))"
GONE = ["404", "Failed to load"]  # what a page is told that asks for a room which is not there for it any more


def in_side(person, room):
    """A room's link beside the page."""
    return person.page.locator(f"#side-rooms a[href='{room}']")


def heading(person):
    return person.page.locator(".room__talk h2:visible")


@pytest.fixture
def closed(site):
    """The address of a closed room of ada's, with bob in it."""
    name = room_name()
    code = f"""
from apps.accounts.models import User
from apps.rooms.models import Room
room = Room.objects.open_by(User.objects.get(username="ada"), name={name!r}, kind="closed")
room.join(User.objects.get(username="bob"))
print(room.slug)
"""
    return f"/rooms/{site.run(code).strip().splitlines()[-1]}/"


def slug_of(room):
    """The last part of a room's address, which is its name too here."""
    return room.split("/")[2]


def newest(site, room):
    code = f"""
from apps.rooms.models import Message
print(Message.objects.filter(room__slug={room.split("/")[2]!r}).latest("pk").pk)
"""
    return site.run(code).split()[-1]


# --- News -----------------------------------------------------------------------------------------


def test_members_are_counted_and_a_room_with_news_is_marked_until_it_is_read(person, room):
    ada, bob = person("ada", viewport={"width": 1440, "height": 900}).enters(room), person("bob").enters(room)
    members, beside = ada.page.locator("#member-count"), ada.page.locator(".room__context [data-members-of]")
    expect(members).to_have_text("1 member")
    bob.page.get_by_role("button", name="Join").click()
    expect(members).to_have_text("2 members")
    expect(beside).to_have_text("2")
    expect(bob.page.locator("#bell")).to_be_attached()  # his page is the one of a member

    bob.goes_to(f"/rooms/?q={slug_of(room)}").hears()
    expect(in_side(bob, room)).not_to_have_attribute("data-unread", "")
    ada.says("Are you there?").sees("Are you there?")
    expect(in_side(bob, room)).to_have_attribute("data-unread", "")
    expect(bob.page.locator(".door-card[data-unread]").filter(has_text="Are you there?")).to_be_visible()
    expect(in_side(ada, room)).not_to_have_attribute("data-unread", "")  # her own words are no news
    expect(ada.messages.locator(".line--new")).to_have_count(0)
    reading = bob.new_tab()
    reading.goto(room)
    expect(reading.locator("#messages").get_by_text("Are you there?")).to_be_visible()
    expect(in_side(bob, room)).not_to_have_attribute("data-unread", "")
    expect(bob.page.locator(".door-card[data-unread]").filter(has_text="Are you there?")).to_have_count(0)

    reading.locator("#room-menu").click()
    reading.get_by_role("button", name="Leave this room").click()
    expect(members).to_have_text("1 member")
    expect(beside).to_have_text("1")


@pytest.mark.parametrize("seconds", [0, 1.5])
def test_what_is_said_while_the_marks_are_on_their_way_is_marked_too(member, remote, room, seconds):
    bob, ada = member("bob", room), remote("ada", room)
    bob.goes_to("/people/").hears()
    answers = []
    bob.page.route("**/rooms/side/", lambda route: answers.append((route, route.fetch())), times=1)
    bob.page.evaluate(HEARS_NEWS)
    bob.page.evaluate("document.dispatchEvent(new CustomEvent('live:rooms-changed'))")
    until(bob.page, lambda: answers, "the marks as they were")
    ada.says("Are you there?")
    bob.waits_until("heard")
    bob.page.wait_for_timeout(seconds * 1000)
    for route, answer in answers:
        route.fulfill(response=answer)
    expect(in_side(bob, room)).to_have_attribute("data-unread", "")


def test_a_link_that_is_pressed_while_the_marks_come_leads_on(member, remote, room):
    bob, ada = member("bob", room), remote("ada", room)
    bob.goes_to("/people/").hears()
    in_side(bob, room).hover()
    with bob.page.expect_response("**/rooms/side/"):
        bob.page.mouse.down()
        ada.says("Are you there?")
    bob.page.mouse.up()
    bob.page.wait_for_url(f"**{room}")


def test_what_is_said_while_one_is_there_is_read_and_the_line_of_what_is_new_stands_where_one_stopped(
    member, remote, room
):
    bob, ada = member("bob", room).enters(room), remote("ada", room)
    for words in ("Zero", "One"):
        with bob.page.expect_response(re.compile("/read/$")):
            ada.says(words)
    bob.goes_to("/people/")
    expect(in_side(bob, room)).not_to_have_attribute("data-unread", "")
    ada.says("Two").says("Three")
    bob.enters(room).sees("Three")
    line = bob.messages.locator(".line--new")
    expect(line).to_have_count(1)
    expect(bob.messages.locator(".line--new + .message")).to_contain_text("Two")
    ada.says("Four")
    bob.sees("Four")
    expect(line).to_have_count(1)
    expect(bob.messages.locator(".line--new + .message")).to_contain_text("Two")


def test_a_message_is_marked_as_unread_and_is_news_again(member, remote, room):
    bob, ada = member("bob", room), remote("ada", room)
    ada.says("One").says("Two").says("Three")
    with bob.page.expect_response(re.compile("/read/$")):
        bob.enters(room).sees("Three")
    bob.messages.locator(".message").filter(has_text="Two").locator("time").click()
    bob.page.wait_for_url("**/messages/*/")  # the room has such a menu too
    bob.page.get_by_label("Room menu").click()
    bob.page.get_by_role("button", name="Mark as unread from here").click()
    bob.page.wait_for_url("**/rooms/")
    expect(in_side(bob, room)).to_have_attribute("data-unread", "")
    in_side(bob, room).click()
    expect(bob.messages.locator(".line--new + .message")).to_contain_text("Two")


def test_what_is_marked_as_unread_in_the_menu_stays_so_though_the_page_had_just_been_read(member, remote, room, site):
    bob, ada = member("bob", room), remote("ada", room)
    ada.says("One").says("Two")
    sent, held = [], []

    def take(route):
        sent.append(route.request.resource_type)
        held.append(route) if sent[-1] == "fetch" else route.continue_()

    bob.page.route("**/read/", take)
    bob.goes_to(f"{room}messages/{newest(site, room)}/")
    until(bob.page, lambda: held, "word of what was read")
    bob.page.get_by_label("Room menu").click()
    bob.page.get_by_role("button", name="Mark as unread from here").click()
    bob.page.wait_for_timeout(300)
    assert sent == ["fetch"], "what is marked goes after it"
    held.pop().continue_()
    bob.page.wait_for_url("**/rooms/")
    expect(in_side(bob, room)).to_have_attribute("data-unread", "")


def test_a_page_that_one_leaves_does_not_read_what_one_has_marked_as_unread(member, remote, room, site):
    bob, ada = member("bob", room), remote("ada", room)
    bob.page.clock.install()
    bob.goes_to("/people/").stops_the_clock()
    ada.says("One").says("Two")
    bob.goes_to(f"{room}messages/{newest(site, room)}/")
    bob.page.get_by_label("Room menu").click()  # before the page has told that it was read
    bob.page.get_by_role("button", name="Mark as unread from here").click()
    bob.page.wait_for_url("**/rooms/")
    bob.page.wait_for_timeout(500)
    in_side(bob, room).click()
    expect(bob.messages.locator(".line--new + .message")).to_contain_text("Two")


def test_the_toolbar_marks_a_message_as_unread_and_it_stays_so(member, remote, room):
    bob, ada = member("bob", room).enters(room), remote("ada", room)
    for words in ("One", "Two", "Three"):
        ada.says(words)
        bob.sees(words)
    bob.messages.locator(".message").filter(has_text="Two").hover()
    bob.page.get_by_role("button", name="More").click()
    with bob.page.expect_response(lambda answer: (answer.request.post_data or "").startswith("message=")):
        bob.page.get_by_role("button", name="Mark as unread from here").click()
    expect(bob.messages.locator(".line--new + .message")).to_contain_text("Two")
    ada.says("Four")
    bob.sees("Four")
    bob.goes_to("/people/")
    expect(in_side(bob, room)).to_have_attribute("data-unread", "")


def test_what_is_marked_as_unread_is_not_read_by_what_was_told_before(member, remote, room):
    bob, ada = member("bob", room).enters(room), remote("ada", room)
    held = Held(bob.page, "**/read/")
    ada.says("One")
    bob.sees("One")
    held.arrived()
    bob.chooses("Mark as unread from here", "One")
    bob.page.wait_for_timeout(300)
    assert len(held.routes) == 1, "one after the other"
    held.lets_one_go()
    with bob.page.expect_response(lambda answer: (answer.request.post_data or "").startswith("message=")):
        held.lets_one_go()
    bob.goes_to("/people/")
    expect(in_side(bob, room)).to_have_attribute("data-unread", "")


def test_the_list_tells_when_somebody_spoke_last_in_the_readers_zone(person, remote, room):
    remote("ada", room).says("Early")
    bob = person("bob", timezone_id="Pacific/Honolulu")
    bob.page.goto(f"/rooms/?q={slug_of(room)}")
    time = bob.page.locator(".door-card time")
    there = datetime.fromisoformat(time.get_attribute("datetime")).astimezone(ZoneInfo("Pacific/Honolulu"))
    expect(time).to_have_text(f"{there:%H:%M}")


# --- The bell -------------------------------------------------------------------------------------


def test_the_bell_is_set_by_keyboard_and_with_the_pointer(member, room):
    bob = member("bob", room).enters(room)
    bell = bob.page.locator("#bell-now")
    bell.press("Enter")
    expect(bob.page.get_by_role("radio", name="Mentions")).to_be_focused()
    bob.page.keyboard.press("ArrowDown")
    expect(bell).to_have_attribute("aria-label", "Tell me about: nothing")
    expect(bob.page.get_by_role("radio", name="Nothing")).to_be_focused()
    bob.page.keyboard.press("ArrowDown")
    expect(bell).to_have_attribute("aria-label", re.compile("hide the room"))
    expect(in_side(bob, room)).to_have_count(0)
    bob.page.keyboard.press("Enter")
    expect(bell).to_be_focused()
    expect(bob.page.locator("#bell")).not_to_have_attribute("open", "")
    bob.reloads()
    expect(bell).to_have_attribute("aria-label", re.compile("hide the room"))

    bell.click()
    bob.page.get_by_text("each message").click()
    expect(bell).to_have_attribute("aria-label", "Tell me about: everything")
    expect(bob.page.locator("#bell")).not_to_have_attribute("open", "")


# --- What the owner does is seen ------------------------------------------------------------------


def test_a_room_that_closes_shows_strangers_out(person, remote, room):
    cleo, ada = person("cleo", expected=GONE), person("ada")
    answers = []
    cleo.page.route("**/here/", lambda route: answers.append((route, route.fetch())), times=1)
    cleo.enters(room)
    until(cleo.page, lambda: answers, "who is here, while it was so")
    cleo.composer.fill("What I was about to say")
    ada.goes_to(f"{room}settings/").page.get_by_label("Closed: only its members").check()
    ada.page.get_by_role("button", name="Save").click()
    expect(heading(cleo)).to_have_text("You cannot read this room any more")
    expect(cleo.page.get_by_label("What you were writing")).to_have_value("What I was about to say")
    remote("ada", room).says("Among ourselves")
    expect(cleo.page.get_by_text("Among ourselves")).to_have_count(0)
    with cleo.page.expect_response("**/here/"):  # an answer that finds the room lost is put nowhere
        for route, answer in answers:
            route.fulfill(response=answer)
    cleo.page.wait_for_timeout(300)  # the browser would complain
    cleo.page.get_by_role("link", name="To the other rooms").click()
    cleo.page.wait_for_url("**/rooms/")


def test_whoever_is_taken_out_of_a_closed_room_is_told_and_not_here_any_more(person, closed):
    bob, ada = person("bob", expected=GONE).enters(closed), person("ada").enters(closed)
    sees_here(ada, "Ada", "Bob")
    tab = ada.new_tab()
    tab.goto(f"{closed}people/")
    tab.get_by_role("button", name="Take Bob out").click()
    expect(tab.locator("#toasts")).to_contain_text("Bob is out")
    expect(heading(bob)).to_have_text("You are no longer in this room")
    sees_here(ada, "Ada")
    expect(in_side(bob, closed)).to_have_count(0)
    bob.goes_to(closed)
    expect(bob.page.get_by_role("heading", level=1)).not_to_contain_text("taken out")
    tab.get_by_label("Add somebody").fill("bob")
    tab.get_by_role("button", name="Add", exact=True).click()
    expect(tab.locator("#members")).to_contain_text("@bob")
    bob.enters(closed)


def test_a_new_name_archiving_and_the_end_of_a_room_reach_open_pages(person, member, room):
    bob, ada = member("bob", room).enters(room), person("ada")
    ada.goes_to(f"{room}settings/").page.get_by_label("Name").fill("Another name")
    ada.page.get_by_role("button", name="Save").click()
    expect(bob.page.get_by_role("heading", name="Another name")).to_be_visible()
    expect(in_side(bob, room)).to_contain_text("Another name")

    # An archived room takes its composer away and gives it back.
    ada.goes_to(f"{room}settings/").page.get_by_role("button", name="Archive it").click()
    expect(bob.page.get_by_text("nobody writes in it")).to_be_visible()
    expect(bob.composer).to_have_count(0)
    bob.hears()
    ada.page.get_by_role("button", name="Wake it again").click()
    expect(bob.composer).to_be_visible()

    # It is deleted when its name is typed.
    bob.hears().expected, ada.expected = tuple(GONE), ("422",)
    ada.goes_to(f"{room}settings/delete/")
    name = ada.page.locator("form b").inner_text()
    ada.page.get_by_label("The room’s name").fill("Something else")
    ada.page.get_by_role("button", name="Delete it with everything").click()
    expect(ada.page.locator(".field__error")).to_contain_text("Nothing was deleted")
    ada.page.get_by_label("The room’s name").fill(name)
    ada.page.get_by_role("button", name="Delete it with everything").click()
    ada.page.wait_for_url("**/rooms/")
    expect(heading(bob)).to_have_text("This room is gone")
    expect(bob.composer).to_have_count(0)


# --- The list -------------------------------------------------------------------------------------


def test_rooms_are_searched_as_one_types(person, room, site):
    ada = person("ada").goes_to("/rooms/")
    ada.page.get_by_label("Search rooms").fill(slug_of(room))
    expect(ada.page.locator("#doors-count")).to_have_text("1 room")
    expect(ada.page.locator(".door-card")).to_have_count(1)
    expect(ada.page).to_have_url(re.compile(f"q={slug_of(room)}"))
    ada.page.locator(".door-card a").click()
    ada.page.wait_for_url(f"**{room}")
    ada.page.go_back()
    expect(ada.page.get_by_role("heading", level=1)).to_have_text("Rooms")  # and not the fragment alone
    expect(ada.page.locator(".door-card")).to_have_count(1)

    # The list asks for itself when something is new. An answer to that which is late changes nothing.
    held = Held(ada.page, re.compile(f"/rooms/.*q={slug_of(room)}"))
    ada.page.evaluate("htmx.trigger('#doors', 'news')")
    held.arrived()
    ada.page.get_by_label("Search rooms").fill("no such words")
    expect(ada.page.locator("#doors")).to_contain_text("No such room")
    held.ends()
    ada.page.get_by_label("Search rooms").fill(slug_of(room))
    expect(ada.page.locator("#doors-count")).to_have_text("1 room")
