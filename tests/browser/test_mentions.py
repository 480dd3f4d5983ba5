"""Somebody is named, in real browsers: sees it at once, and finds it again."""

import re

from playwright.sync_api import expect

from .test_pages import NARROW, problems


def mentions(person):
    return person.messages.locator(".mention")


def colour(person):
    """Of what is there at this moment: one's own row is replaced once more."""
    return person.page.evaluate("getComputedStyle(document.querySelector('#messages .mention')).backgroundColor")


def test_bob_is_named_sees_it_at_once_and_finds_it_again(person, remote, room):
    ada, bob = person("ada").enters(room), person("bob").enters(room)
    ada.says("The kiln is yours, @Bob. Ask `@bob`")
    for someone in (ada, bob):
        expect(mentions(someone)).to_have_text("@Bob")
        expect(mentions(someone)).to_have_attribute("href", "/@bob/")
    assert colour(bob) != colour(ada)

    for number in range(3):
        remote("ada", room).says(f"And {number}")
    bob.goes_to("/rooms/").page.get_by_role("link", name="Notifications").click()
    bob.page.get_by_role("link", name=re.compile("^Mentions")).click()
    row = bob.page.locator(".row--notification").first
    expect(row).to_contain_text("The kiln is yours, @Bob. Ask @bob")
    row.get_by_role("link").click()
    bob.page.wait_for_url("**/messages/*/")
    expect(bob.page.locator(".message--target")).to_contain_text("The kiln is yours")
    expect(bob.page.locator(".message--target .mention")).to_be_in_viewport()
    bob.sees("And 2")


def test_an_edit_names_somebody_else(person, remote, room):
    ada, bob = remote("ada", room), person("bob").enters(room)
    ada.says("Ask @cleo")
    expect(mentions(bob)).to_have_text("@cleo")
    plain = colour(bob)
    ada.edits(bob.number("Ask @cleo"), "Ask @bob")
    expect(mentions(bob)).to_have_text("@bob")
    assert colour(bob) != plain
    mentions(bob).click()
    bob.page.wait_for_url("**/@bob/")


def test_the_bar_of_a_telephone_has_room_for_it(person):
    bob = person("bob", viewport=NARROW)
    bob.goes_to("/rooms/")
    for width in (390, 320):
        bob.page.set_viewport_size({"width": width, "height": 700})
        places = bob.page.locator(".place:visible").all()
        assert len(places) == 5  # what else there is stands in the bar above
        for place in places:
            box = place.bounding_box()
            assert box["width"] >= 44
            assert box["height"] >= 44
            assert place.evaluate("element => element.scrollWidth <= element.clientWidth")
    assert not list(problems(bob.page))
