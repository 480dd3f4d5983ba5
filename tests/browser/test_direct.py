"""Two people talk alone, in real browsers: each from their own side, at once, and nobody else."""

import re

import pytest
from playwright.sync_api import expect

from .pages import Held

PRIVACY = """
from apps.accounts.models import User
from apps.people.models import Block
from apps.rooms.models import Room
ada, bob, cleo = (User.objects.get(username=name) for name in ("ada", "bob", "cleo"))
Block.objects.all().delete()
for room in Room.objects.direct():
    room.delete()
bob.profile.admits = {admits!r}
bob.profile.save()
"""


@pytest.fixture
def strangers(site):
    """`strangers("nobody")`: ada, bob and cleo have never talked; bob admits those."""
    yield lambda admits="everyone": site.run(PRIVACY.format(admits=admits))
    site.run(PRIVACY.format(admits="everyone"))


@pytest.fixture
def writes(site, remote):
    """`writes("bob", "ada")`: Bob, who writes to Ada without a browser."""

    def arrive(name, other):
        code = f"""
from apps.accounts.models import User
from apps.rooms.models import Room
name, other = (User.objects.get(username=username) for username in {(name, other)!r})
print(Room.objects.begin(name, [other]).slug)
"""
        return remote(name, f"/rooms/{site.run(code).split()[-1]}/")

    return arrive


def direct_total(page):
    return page.locator("#direct-total .count")


def inbox(someone):
    return someone.page.locator("#inbox .row")


def presses_message(someone, username):
    someone.page.goto(f"/@{username}/")
    someone.page.get_by_role("button", name="Message").click()
    someone.page.wait_for_url(f"**/messages/{username}/")
    return someone.hears()


def stands_at(someone, words):
    """How far the words stand from the left and from the right of what is said."""
    return (
        someone.row(words)
        .locator(".message__body")
        .evaluate(
            "body => { const [a, b] = [body, body.closest('ol')].map(one => one.getBoundingClientRect());"
            " return [a.left - b.left, b.right - a.right] }"
        )
    )


def test_they_talk_at_once_and_each_sees_it_from_the_own_side(person, strangers):
    strangers()
    ada, bob = presses_message(person("ada"), "bob"), person("bob").goes_to("/people/").hears()
    expect(ada.page.get_by_role("heading", level=1)).to_have_text("Bob")
    ada.says("Are you in tomorrow?").sees("Are you in tomorrow?")
    expect(direct_total(bob.page)).to_have_text("1")
    expect(bob.page).to_have_title(re.compile(r"^\(\d+\) "))
    bob.page.get_by_role("link", name="Messages").click()
    expect(inbox(bob).first).to_contain_text("Are you in tomorrow?")
    expect(inbox(bob).first).to_have_attribute("data-unread", "")
    inbox(bob).first.click()
    bob.page.wait_for_url("**/messages/ada/")
    bob.hears().sees("Are you in tomorrow?")
    expect(bob.page.locator("#direct-total")).to_be_hidden()
    expect(ada.page.locator("#seen")).to_have_text("Bob has read this")
    expect(ada.page.locator("#presence-count")).to_have_text("here now")
    bob.says("From eight.").sees("From eight.")
    ada.sees("From eight.")
    expect(ada.page.locator("#seen")).to_be_empty()
    for someone, own, others in ((ada, "Are you in", "From eight"), (bob, "From eight", "Are you in")):
        left, right = stands_at(someone.settles(), own)
        assert left > right
        left, right = stands_at(someone, others)
        assert left < right


def test_the_inbox_beside_a_conversation_follows_what_is_said_elsewhere(person, writes, strangers):
    strangers()
    ada, bob, cleo = person("ada"), writes("bob", "ada"), writes("cleo", "ada")
    bob.says("From bob")
    ada.goes_to("/messages/bob/").hears()
    expect(inbox(ada)).to_have_count(1)
    cleo.says("From cleo")
    expect(inbox(ada)).to_have_count(2)
    expect(inbox(ada).first).to_contain_text("From cleo")
    expect(inbox(ada).first).to_have_attribute("data-unread", "")
    expect(inbox(ada).last).to_have_attribute("aria-current", "page")
    bob.says("Again from bob")
    expect(inbox(ada).first).to_contain_text("Again from bob")
    expect(inbox(ada).first).not_to_have_attribute("data-unread", "")
    ada.page.locator(".inbox [name=q]").press_sequentially("cle")
    expect(inbox(ada)).to_have_count(1)
    cleo.says("Once more")
    expect(inbox(ada).first).to_contain_text("Once more")
    expect(inbox(ada)).to_have_count(1)

    # What one searches for comes though news come first.
    ada.page.locator(".inbox [name=q]").fill("")
    expect(inbox(ada)).to_have_count(2)
    held = Held(ada.page, re.compile(r"/messages/\?q=cle"))
    ada.page.locator(".inbox [name=q]").fill("cle")
    held.arrived()
    with ada.page.expect_response(re.compile(r"/messages/\?q=&")):
        bob.says("And again from bob")
    held.ends()
    expect(inbox(ada)).to_have_count(1)
    expect(inbox(ada).first).to_contain_text("Once more")


def test_whoever_is_asked_lets_it_in(person, strangers):
    strangers("nobody")
    ada, bob = presses_message(person("ada"), "bob"), person("bob").goes_to("/people/").hears()
    ada.says("May I borrow the ladder?").sees("May I borrow the ladder?")
    ada.reloads()
    expect(ada.page.locator("#composer-rests")).to_contain_text("Bob has been asked")
    bob.page.get_by_role("link", name="Messages").click()
    expect(bob.page.locator("#direct-total")).to_be_hidden()
    bob.page.get_by_role("link", name="1 request").click()
    inbox(bob).first.click()
    expect(bob.page.locator("#asks")).to_contain_text("Ada would like to write to you")
    expect(bob.composer).to_have_count(0)
    ada.hears()
    bob.page.get_by_role("button", name="Accept").click()
    expect(bob.composer).to_be_visible()
    bob.hears().says("Bring it back").sees("Bring it back")
    expect(ada.composer).to_be_visible()  # her page has heard that she is let in
    ada.hears().sees("Bring it back").says("Tonight").sees("Tonight")
    bob.sees("Tonight")


def test_a_page_on_which_one_may_not_write_stands_still(person, writes, strangers):
    strangers("nobody")
    writes("ada", "bob").says("May I borrow the ladder?")
    loads = []
    for someone, other in ((person("ada"), "bob"), (person("bob"), "ada")):
        someone.page.on("framenavigated", lambda frame: loads.append(frame.url))
        someone.goes_to(f"/messages/{other}/").hears()
    someone.page.wait_for_timeout(2500)
    assert len(loads) == 2


def test_a_block_shuts_the_mouth_of_a_page_that_is_open(person, strangers):
    strangers()
    ada, bob = person("ada"), presses_message(person("bob", expected=["409"]), "ada")
    bob.says("Hello").sees("Hello")
    ada.goes_to("/@bob/")
    head = Held(bob.page, "**/head/")  # the page does not know yet
    ada.page.locator(".profile__actions summary").first.click()
    ada.page.get_by_text("Block Bob").first.click()
    ada.page.get_by_role("button", name=re.compile("^Block")).last.click()
    expect(ada.page.get_by_text("You have blocked Bob").first).to_be_visible()
    bob.says("Are you there?")
    failure = bob.messages.locator(".message__failure")
    expect(failure).to_contain_text("Ada takes no messages here at present.")
    assert "block" not in bob.page.locator("main").inner_text().lower()
    head.ends()
    expect(bob.page.locator("#composer-rests")).to_contain_text("Ada takes no messages here at present.")
    assert "block" not in bob.page.locator("main").inner_text().lower()
    ada.goes_to("/messages/bob/")
    expect(ada.page.locator("#composer-rests")).to_contain_text("You have blocked Bob")
