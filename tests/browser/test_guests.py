"""A guest and a member talk, in real browsers; and the member shows the guest the door."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from .pages import until

OPEN = """
from apps.accounts.models import User
from apps.rooms.models import Room
room = Room.objects.get(slug={slug!r})
room.guests.all().delete()
room.open_door()
"""


@pytest.fixture
def door(site, room):
    """Ada's room, whose door is open: its address."""
    site.run(OPEN.format(slug=room.strip("/").rpartition("/")[2]))
    return room


def comes_in(guest, door, name="paul"):
    guest.page.goto(f"{door}?username={name}")
    expect(guest.page.get_by_label("Your name")).to_have_value(name)
    guest.page.get_by_role("button", name="Come in").click()
    expect(guest.composer).to_be_visible()
    return guest.hears()


def does(owner, door, deed):
    owner.page.goto(f"{door}guests/")
    owner.page.get_by_role("button", name=deed, exact=True).click()


def test_a_guest_is_told_why_a_name_will_not_do(person, door):
    guest = person(None, expected=["422"])
    guest.page.goto(f"{door}?username=ad\u0430")
    guest.page.get_by_role("button", name="Come in").click()
    expect(guest.page.get_by_role("alert").filter(has_text="A member is called that")).to_be_visible()
    guest.page.get_by_label("Your name").fill("Paul")
    guest.page.get_by_role("button", name="Come in").click()
    expect(guest.composer).to_be_visible()
    expect(guest.page.get_by_role("button", name="Leave")).to_be_visible()


def test_a_guest_and_a_member_talk_until_the_member_bans_the_guest(person, door):
    ada, guest = person("ada").enters(door), person(None, expected=["404", "422"])
    comes_in(guest, door, "paul")
    guest.says("Is anybody in?").sees("Is anybody in?")
    ada.sees("Is anybody in?")
    expect(ada.messages.get_by_text("paul (guest)").first).to_be_visible()
    expect(ada.page.locator("#presence-count")).to_contain_text("2")
    ada.says("Come in").sees("Come in")
    guest.sees("Come in")
    guest.composer.fill("Half a sen")
    tab = ada.new_tab()
    tab.goto(f"{door}guests/")
    tab.get_by_role("button", name="Ban", exact=True).click()
    lost = guest.page.get_by_role("alert").filter(has_text="You are no longer in this room")
    expect(lost).to_be_visible()
    expect(lost.locator("textarea")).to_have_value("Half a sen")
    expect(guest.page.locator("html[data-live=denied]")).to_be_attached()
    ada.says("Gone").sees("Gone")
    expect(guest.page.get_by_text("Gone", exact=True)).to_have_count(0)
    guest.page.goto(f"{door}?username=paul")
    guest.page.get_by_role("button", name="Come in").click()
    expect(guest.page.get_by_role("alert").filter(has_text="You have been shut out of this room")).to_be_visible()


def test_a_muted_guest_reads_on_and_a_closed_door_ends_it(person, door):
    ada, guest = person("ada").enters(door), person(None, expected=["404", "409"])
    comes_in(guest, door)
    tab = ada.new_tab()
    tab.goto(f"{door}guests/")
    tab.get_by_role("button", name="Mute").click()
    expect(guest.page.locator("#composer-rests")).to_contain_text("has muted you")
    guest.hears()
    ada.says("Just listen").sees("Just listen")
    guest.sees("Just listen")
    tab.get_by_role("button", name="Unmute").click()
    expect(guest.composer).to_be_visible()
    guest.hears()
    tab.get_by_role("button", name="Close the door").click()
    expect(guest.page.get_by_role("alert").filter(has_text="You cannot read this room any more")).to_be_visible()


def test_a_guest_leaves_and_the_name_is_free(person, door):
    guest, other = person(None), person(None, expected=["422"])
    comes_in(guest, door)
    other.page.goto(f"{door}?username=P\u0430ul")
    other.page.get_by_role("button", name="Come in").click()
    expect(other.page.get_by_role("alert").filter(has_text="A guest who is here has that name")).to_be_visible()
    guest.page.get_by_role("button", name="Leave").click()
    guest.page.wait_for_url(lambda address: urlsplit(address).path == "/")
    other.page.get_by_role("button", name="Come in").click()
    expect(other.composer).to_be_visible()


def test_a_guest_who_leaves_hears_nothing_of_a_room_that_is_lost(person, door):
    guest, asked, answers = person(None), [], []
    guest.page.route("**/here/", lambda route: asked.append(route))  # and is not told when the stay is over
    comes_in(guest, door)
    asked.clear()  # by the door
    until(guest.page, lambda: asked, "the question who is here")
    guest.page.route("**/guest/", lambda route: answers.append((route, route.fetch(max_redirects=0))), times=1)
    guest.page.get_by_role("button", name="Leave").click(no_wait_after=True)
    until(guest.page, lambda: answers, "the end of the stay")
    for route in asked:
        route.fulfill(status=404)
    guest.page.wait_for_timeout(2000)  # the browser would complain of what the page asks for when it hears of that
    for route, answer in answers:
        route.fulfill(response=answer)
    expect(guest.page.get_by_role("button", name="Leave")).to_have_count(0)


def test_who_came_in_by_another_tab_sees_who_is_here(person, door):
    """The visitor's page asks with the guest's cookie then, and is answered with more than it had."""
    guest = person(None).enters(door)
    token = guest.page.locator("input[name=csrfmiddlewaretoken]").first.input_value()
    form = {"name": "Paul", "csrfmiddlewaretoken": token}
    assert guest.context.request.post(f"{door}guest/", form=form).ok
    person("ada").enters(door)
    expect(guest.page.locator("#here")).to_contain_text("Ada")
