"""People talk in rooms, in real browsers."""

import time

import pytest
from playwright.sync_api import expect

from .pages import Held
from .test_history import HISTORY, UP, is_at_the_end, scrolls

pytestmark = pytest.mark.both_databases

TOP_OF = """async (id) => {
  await new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(drawn)));
  return document.getElementById(id).getBoundingClientRect().top;
}"""


def test_two_people_talk_and_what_was_said_while_one_was_away_arrives_once_and_in_order(person, room):
    ada, bob = person("ada").enters(room), person("bob").enters(room)
    asked = []
    for someone in (ada, bob):
        someone.page.on("request", lambda request: "/messages/" in request.url and asked.append(request.method))
    ada.says("Is the kiln still warm?").sees("Is the kiln still warm?")
    expect(ada.composer).to_have_value("")
    expect(ada.composer).to_be_focused()
    bob.sees("Is the kiln still warm?")
    bob.composer.fill("Forty degrees.")
    bob.composer.press("Shift+Enter")
    bob.composer.type("Bring **gloves**.")
    expect(bob.composer).to_have_value("Forty degrees.\nBring **gloves**.")
    bob.composer.press("Enter")
    for someone in (ada, bob):
        expect(someone.messages.locator("li[id^=message-] strong")).to_have_text("gloves")
    assert asked == ["POST", "POST"], "what the other says is told, and nobody asks for it"
    for someone in (ada, bob):
        assert someone.lines() == ["Is the kiln still warm?", "Forty degrees.\nBring gloves."]
        someone.sees_once("Is the kiln still warm?")

    bob.expected = ("ERR_INTERNET_DISCONNECTED", "Failed to load", "htmx:")
    bob.context.set_offline(True)
    bob.page.evaluate("document.querySelector('main') && dispatchEvent(new Event('pagehide'))")
    for words in ("two", "three", "four"):
        ada.says(words).sees(words)
    bob.context.set_offline(False)
    bob.page.evaluate("dispatchEvent(new Event('online'))")
    bob.sees("four")
    assert bob.lines()[2:] == ["two", "three", "four"]
    assert bob.lines() == ada.lines()


def test_what_was_said_survives_a_restart_and_pages_come_back_by_themselves(person, room, site):
    away = ["ERR_", "Failed to load", "htmx:"]  # the faces, too, may be on their way when the server stops
    ada, bob = person("ada", expected=away), person("bob", expected=away)
    ada.enters(room), bob.enters(room)
    ada.says("before").sees("before")
    bob.sees("before")
    site.restart()
    bob.hears()
    ada.hears()
    ada.says("after").sees("after")
    bob.sees("after")
    assert bob.lines() == ada.lines() == ["before", "after"]
    bob.page.reload()
    bob.sees("before").sees("after")


def test_older_messages_come_by_scrolling_without_a_jump(person, room, site):
    slug = room.strip("/").split("/")[1]
    site.run(
        f"""
from apps.accounts.models import User
from apps.rooms.models import Room
room, ada = Room.objects.get(slug={slug!r}), User.objects.get(username="ada")
for n in range(130): room.post(ada, f"line {{n}} " + "words " * (n % 30))
"""
    )
    bob = person("bob").enters(room)
    rows = bob.messages.locator(".message")
    expect(rows).to_have_count(40)
    is_at_the_end(bob)
    first = rows.first.get_attribute("id")
    held = Held(bob.page, HISTORY)
    bob.page.evaluate("document.querySelector('.room__talk').scrollTop = 60")
    held.arrived()
    before = bob.page.evaluate(TOP_OF, first)
    held.ends()
    expect(rows).to_have_count(80)
    after = bob.page.evaluate(TOP_OF, first)
    assert abs(after - before) < 70, "the page jumped"  # the line "Older messages" may go, nothing else moves
    scrolls(bob, UP, while_true=lambda: rows.count() < 130)
    expect(rows).to_have_count(130)
    assert bob.lines()[0] == "line 0"
    expect(bob.page.locator("#older a")).to_have_count(0)


def test_somebody_makes_a_room(person):
    ada = person("ada", expected=["422"])
    ada.page.goto("/rooms/")
    ada.page.get_by_role("link", name="New room").last.click()
    ada.page.get_by_label("What it is for").fill("All that rolls")
    ada.page.get_by_role("button", name="Open the room").click()
    expect(ada.page.locator(".field__error")).to_contain_text("required")
    expect(ada.page.get_by_label("What it is for")).to_have_value("All that rolls")
    ada.page.get_by_label("Name").fill(f"Wheels {time.time_ns()}")
    ada.page.get_by_label("Topics").fill("bikes, repair")
    ada.page.get_by_role("button", name="Open the room").click()
    expect(ada.page.get_by_role("heading", level=1)).to_contain_text("Wheels")
    expect(ada.page.get_by_text("The door is open")).to_be_visible()
    ada.hears().says("First").sees("First")
    expect(ada.page.get_by_text("The door is open")).to_have_count(0)


def test_a_closed_room_is_not_there_for_a_stranger(person, site):
    site.run(
        """
from apps.accounts.models import User
from apps.rooms.models import Room
Room.objects.open_by(User.objects.get(username="ada"), name="Behind glass", kind="closed")
"""
    )
    cleo = person("cleo", expected=["404"])
    assert cleo.page.goto("/rooms/behind-glass/").status == 404
    expect(cleo.page.get_by_role("heading", level=1)).to_have_text("This door leads nowhere")
