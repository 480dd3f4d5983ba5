"""What people choose of being told: the sentence moves with the switches, and a menu mutes."""

import re

import pytest
from playwright.sync_api import expect

from .pages import until
from .test_posts import oak, posted  # noqa: F401

CLEAN = """
from apps.notifications.models import Choice, Mute, Notification, Preferences
for model in (Choice, Mute, Notification):
    model.objects.all().delete()
Preferences.objects.update(time_zone="", quiet_from=None, quiet_to=None, digest="weekly")
"""
HAPPENS = """
from apps.accounts.models import User
from apps.posts.models import Comment, Post
post, bob = Post.objects.get(pk={pk}), User.objects.get(username="bob")
post.like(bob)
for words in ("Fine", "And dry"):
    Comment.objects.say(post, bob, words + ", @ada")
"""
PAGE = "/settings/notifications/"
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 800}


@pytest.fixture
def fresh(site, oak):  # noqa: F811
    """The number of ada's post; nobody has chosen anything, and nobody has heard anything."""
    site.run(CLEAN)
    yield oak
    site.run(CLEAN)


class Settings:
    def __init__(self, person):
        self.person, self.page = person.goes_to(PAGE), person.page
        self.sentence = self.page.locator(".matrix__sum")

    def box(self, name):
        return self.page.get_by_role("checkbox", name=name, exact=True)

    def says(self, words):
        expect(self.sentence).to_contain_text(words)
        return self

    def saves(self):
        self.page.get_by_role("button", name="Save", exact=True).click()
        return self


def test_the_sentence_moves_with_the_switches_and_they_are_kept(site, person, fresh):
    site.run(HAPPENS.format(pk=fresh))
    ada = Settings(person("ada"))
    ada.says("3 marks in the site, and at most 2 mails")
    ada.box("Mentions: Mail").uncheck()
    ada.says("3 marks in the site, and at most 0 mails")
    ada.box("Likes: Mail").check()
    ada.says("at most 1 mail")
    ada.box("Mentions: Site").uncheck()
    ada.says("1 mark in the site, and at most 1 mail")
    ada.saves()
    expect(ada.page.locator("#toasts")).to_contain_text("Saved")
    ada.says("1 mark in the site, and at most 1 mail")
    expect(ada.box("Mentions: Site")).not_to_be_checked()
    expect(ada.box("Likes: Mail")).to_be_checked()
    ada.page.goto("/notifications/")
    beside = ada.page.get_by_role("complementary", name="What reaches you")
    ada.page.set_viewport_size({"width": 1440, "height": 900})
    expect(beside.locator(".setting", has_text="Mentions")).to_contain_text("not at all")
    beside.get_by_role("link", name="Change").click()
    ada.page.wait_for_url(f"**{PAGE}")


def test_what_is_half_filled_is_said_and_stays(person, fresh):
    ada = Settings(person("ada", expected=["422"]))
    ada.box("Likes: Mail").check()
    ada.page.get_by_label("Quiet from").fill("21:00")
    ada.saves()
    expect(ada.page.get_by_role("alert")).to_contain_text("Nothing is saved yet")
    until_field = ada.page.get_by_label("Quiet until")
    expect(until_field).to_have_attribute("aria-invalid", "true")
    expect(until_field).to_have_accessible_description(re.compile("Say until when"))
    expect(ada.page.get_by_label("Quiet from")).to_have_value("21:00")
    expect(ada.box("Likes: Mail")).to_be_checked()
    until_field.fill("07:00")
    ada.saves()
    expect(ada.page.locator("#toasts")).to_contain_text("Saved")
    expect(ada.page.get_by_label("Quiet until")).to_have_value("07:00")


def test_the_browsers_own_time_zone_is_offered_to_who_has_said_none(person, fresh):
    ada = Settings(person("ada", timezone_id="America/Argentina/Buenos_Aires"))
    zone = re.compile("^America/(Argentina/)?Buenos_Aires$")  # a browser may know the older name
    offer = ada.page.get_by_text("This browser says Buenos Aires")
    offer.get_by_role("button", name="Take it").click()
    expect(ada.page.get_by_label("Time zone")).to_have_value(zone)
    expect(offer).to_be_hidden()
    ada.saves()
    expect(ada.page.locator("#toasts")).to_contain_text("Saved")
    expect(ada.page.get_by_label("Time zone")).to_have_value(zone)
    expect(ada.page.get_by_text("This browser says")).to_be_hidden()


def choice_of(menu):
    """What opens it, once its state has come and scripts know its forms: until then they are plain ones."""
    opens = menu.locator(".mute summary")
    expect(opens).to_be_visible()
    expect(menu.locator(".mute")).not_to_have_class(re.compile("htmx"))
    return opens


def within(thing, viewport):
    """The box of a thing, from edge to edge of the window at most."""
    box = thing.bounding_box()
    assert box["x"] >= 0, box
    assert box["x"] + box["width"] <= viewport["width"], box
    return box


def test_a_post_is_muted_from_its_menu_and_heard_again_from_the_settings(site, person, sends, fresh):
    ada = person("ada", viewport=PHONE, timezone_id="Europe/Berlin", has_touch=True)
    ada.opens_post(fresh)
    menu = ada.page.locator(".post__head .menu")
    menu.locator("> summary").tap()
    choice_of(menu).tap()
    choices = menu.locator(".mute button")
    expect(choices).to_have_text(
        ["For an hour", "Until tomorrow morning", "For a week", "Until I say otherwise"], use_inner_text=True
    )
    for choice in choices.all():
        assert within(choice, PHONE)["height"] >= 44
    choices.nth(2).tap()
    again = menu.get_by_role("button", name="Hear again")
    expect(again).to_contain_text(re.compile(r"muted until \w{3},? \d+ \w+, \d\d:\d\d"))
    expect(again).to_be_focused()
    site.run(HAPPENS.format(pk=fresh))
    assert told(site) == 0
    ada.goes_to(f"/posts/{fresh}/")
    menu.locator("> summary").tap()
    expect(menu.get_by_role("button", name="Hear again")).to_be_visible()
    ada.goes_to(PAGE)
    row = ada.page.locator("#muted li")
    expect(row).to_contain_text("Ada’s post “Oak”")
    row.get_by_role("button", name="Hear again").tap()
    expect(row).to_have_count(0)
    ada.goes_to("/people/").hears()
    sends("bob", f"/posts/{fresh}/comments/", body="A fine grain")
    expect(ada.page.locator("#notification-count")).to_have_text("1")


def test_a_menu_is_gone_through_with_the_keyboard(person, fresh):
    ada = person("ada", viewport=DESK)
    ada.opens_post(fresh)
    menu, keys = ada.page.locator(".post__head .menu"), ada.page.keyboard
    menu.locator("> summary").focus()
    keys.press("Enter")
    mute = choice_of(menu)
    mute.focus()
    keys.press("Enter")
    for choice in menu.locator(".mute button").all():
        within(choice, DESK)
    for key in ("Tab", "Enter"):
        keys.press(key)
    expect(menu.get_by_role("button", name="Hear again")).to_be_focused()
    expect(menu.locator(".mute")).not_to_have_class(re.compile("htmx"))  # a plain form until then
    keys.press("Enter")
    expect(mute).to_be_focused()


def test_a_person_and_a_room_are_muted(site, person, room, fresh):
    ada = person("ada")
    for address, menu in (("/@bob/", ".profile__actions .menu"), (room, ".room__head .menu:has(#room-menu)")):
        ada.goes_to(address)
        menu = ada.page.locator(menu)
        menu.locator("> summary").click()
        choice_of(menu).click()
        menu.get_by_role("button", name="For an hour").click()
        expect(ada.page.get_by_role("button", name="Hear again")).to_be_visible()
    site.run(HAPPENS.format(pk=fresh))
    assert told(site) == 0
    ada.goes_to(PAGE)
    until(ada.page, lambda: ada.page.locator("#muted li").count() == 2, "both in the list")


def told(site):
    """How many notifications there are; commits come before `run` does."""
    code = "from apps.notifications.models import Notification\nprint(Notification.objects.count())"
    return int(site.run(code).split()[-1])
