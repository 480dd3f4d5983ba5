"""What people do with what was said, in real browsers: edit, delete, react, reply."""

import re

from playwright.sync_api import expect

from .pages import Held

CAME = "() => came[[...document.querySelectorAll('#messages > li[id]')].at(-1).id]"  # how often the last row has


def reacts_and_says(bob, number, words):
    """Whoever sees the words has been told of the reaction before."""
    bob.reacts("👍", number).says(words)


def test_a_deleted_message_goes_and_an_edit_comes_at_once_for_everybody(person, room):
    ada, bob = person("ada").enters(room), person("bob").enters(room)
    bob.says("Oops").sees("Oops")
    bob.says("Hello").sees("Hello")
    ada.sees("Hello")
    bob.chooses("Delete", "Oops")
    expect(bob.page.locator("#remove-message")).to_contain_text("Oops")
    bob.page.get_by_role("button", name="Keep it").click()
    bob.sees("Oops")
    bob.chooses("Delete", "Oops")
    bob.page.locator("#remove-message").get_by_role("button", name="Delete").click()
    for someone in (ada, bob):
        expect(someone.messages.get_by_text("Oops")).to_have_count(0)
        expect(someone.messages.locator(".message")).to_have_count(1)
        expect(someone.messages.locator(".message--follows")).to_have_count(0)  # the second has a head of its own now
    ada.chooses("Delete", "Hello")  # she keeps the room
    ada.page.locator("#remove-message").get_by_role("button", name="Delete").click()
    for someone in (ada, bob):
        expect(someone.messages.locator("li")).to_have_count(0)
    bob.says("Still here").sees("Still here")
    ada.sees("Still here")
    expect(bob.row("Still here")).to_be_visible()
    bob.page.keyboard.press("ArrowUp")
    expect(bob.editor).to_be_focused()
    bob.page.keyboard.press("Escape")
    expect(bob.editor).to_have_count(0)

    ada.says("The kiln opens at nin").sees("The kiln opens at nin")
    bob.sees("The kiln opens at nin")
    ada.takes("Edit", "The kiln opens at nin")
    expect(ada.editor).to_be_focused()
    ada.editor.fill("The kiln opens at nine")
    ada.editor.press("Enter")
    for someone in (ada, bob):
        someone.sees("The kiln opens at nine").sees_once("The kiln opens at nine")
        expect(someone.messages.locator(".edited")).to_have_text("edited")
        expect(someone.messages.locator(".message")).to_have_count(2)
    expect(ada.editor).to_have_count(0)

    # Only those who may are shown the tools for it.
    bob.points_at("The kiln opens at nine")
    expect(bob.tool("Reply")).to_be_visible()
    expect(bob.tool("Edit")).to_be_hidden()
    bob.tool("More").click()
    menu = bob.page.locator("#message-menu")
    expect(menu.get_by_role("link", name="Copy the link")).to_be_visible()
    expect(menu.get_by_role("button", name="Delete")).to_be_hidden()
    bob.page.keyboard.press("Escape")
    expect(menu).to_be_hidden()
    ada.points_at("Still here")
    expect(ada.tool("Edit")).to_be_hidden()
    ada.tool("More").click()
    expect(ada.page.locator("#message-menu").get_by_role("button", name="Delete")).to_be_visible()


def test_an_edit_that_cannot_be_taken_keeps_what_was_typed(person, room):
    ada = person("ada", expected=["422"]).enters(room)
    ada.says("As it was").sees("As it was")
    ada.takes("Edit", "As it was")
    expect(ada.editor).to_be_focused()
    ada.editor.fill("Something else")
    ada.editor.press("Escape")  # gives the row back
    ada.sees("As it was")
    expect(ada.editor).to_have_count(0)
    expect(ada.messages.locator(".edited")).to_have_count(0)

    ada.edits("As it was", "   ")
    expect(ada.messages.locator(".field__error")).to_contain_text("Nothing would be left")
    ada.editor.fill("x" * 10_001)
    ada.editor.press("Enter")
    expect(ada.messages.locator(".field__error")).to_contain_text("10001 characters")
    expect(ada.editor).to_have_value("x" * 10_001)
    expect(ada.editor).to_be_focused()
    ada.editor.fill("Short again")
    ada.editor.press("Enter")
    ada.sees("Short again")

    # Whoever went to the composer meanwhile stays there.
    held = Held(ada.page, "**/edit/", "POST")
    ada.edits("Short again", "   ")
    held.arrived()
    ada.composer.focus()
    held.lets_one_go()
    expect(ada.messages.locator(".field__error")).to_contain_text("Nothing would be left")
    expect(ada.composer).to_be_focused()
    ada.editor.fill("Longer")
    ada.editor.press("Enter")
    held.arrived()
    ada.composer.focus()
    held.ends()
    ada.sees("Longer")
    expect(ada.editor).to_have_count(0)
    expect(ada.composer).to_be_focused()

    # An editor that does not come leaves the message as it was.
    ada.expected = ("ERR_FAILED", "htmx:afterRequest", "htmx:sendError")
    ada.page.route("**/edit/", lambda route: route.abort())
    ada.composer.press("ArrowUp")
    expect(ada.page.locator(".toast")).to_be_visible()
    expect(ada.messages.locator("[data-state]")).to_have_count(0)
    ada.page.unroute("**/edit/")
    ada.composer.press("ArrowUp")
    expect(ada.editor).to_be_focused()


def test_an_edit_outlives_what_others_do_meanwhile(person, remote, room):
    ada, bob = person("ada").enters(room), remote("bob", room)
    ada.says("Helo").sees("Helo")
    bob.says("Hi")
    ada.sees("Hi")
    ada.page.keyboard.press("ArrowUp")  # with the keyboard alone
    expect(ada.editor).to_be_focused()
    ada.page.keyboard.press("End")
    ada.page.keyboard.type(" there")
    ada.page.keyboard.press("Shift+Enter")
    ada.page.keyboard.type("everybody")
    ada.page.keyboard.press("Enter")
    ada.sees("Helo there\neverybody")
    expect(ada.composer).to_be_focused()
    ada.page.keyboard.press("ArrowUp")
    expect(ada.editor).to_be_focused()
    ada.page.keyboard.press("Escape")
    expect(ada.composer).to_be_focused()

    ada.says("Frist").sees("Frist")
    number = ada.number("Frist")
    ada.takes("Edit", "Frist")
    expect(ada.editor).to_be_focused()
    ada.editor.fill("First, and a long thought")
    reacts_and_says(bob, number, "Mine")
    ada.sees("Mine")  # so the row with the reaction has come before it
    expect(ada.editor).to_have_value("First, and a long thought")
    ada.editor.press("Enter")
    ada.sees("First, and a long thought")
    expect(ada.reactions("First, and a long thought")).to_have_text(["👍 1"])

    # The reaction is there when one gives up.
    ada.says("Steady").sees("Steady")
    number = ada.number("Steady")
    ada.takes("Edit", "Steady")
    expect(ada.editor).to_be_focused()
    reacts_and_says(bob, number, "Done")
    ada.sees("Done")
    ada.editor.press("Escape")
    expect(ada.reactions("Steady")).to_have_text(["👍 1"])

    # It comes while the editor is on its way.
    ada.says("Slow").sees("Slow")
    expect(ada.messages.locator("[data-state]")).to_have_count(0)
    number = ada.number("Slow")
    held = Held(ada.page, "**/edit/")
    ada.composer.press("ArrowUp")
    expect(ada.messages.locator("[data-state=opening]")).to_have_count(1)
    reacts_and_says(bob, number, "There")
    ada.sees("There")
    held.lets_one_go()
    expect(ada.editor).to_be_focused()
    ada.editor.press("Escape")
    expect(ada.reactions("Slow")).to_have_text(["👍 1"])
    ada.page.unroute("**/edit/")

    # The message is deleted: what was not changed leaves nothing, and words go to the composer.
    ada.says("Never mind").sees("Never mind")
    number = ada.number("Never mind")
    ada.takes("Edit", "Never mind")
    expect(ada.editor).to_be_focused()
    remote("ada", room).deletes(number)
    expect(ada.editor).to_have_count(0)
    expect(ada.composer).to_have_value("")
    expect(ada.page.locator("#composer-error")).to_be_hidden()
    ada.says("Bring the ladder").sees("Bring the ladder")
    number = ada.number("Bring the ladder")
    ada.composer.fill("And")
    ada.takes("Edit", "Bring the ladder")
    expect(ada.editor).to_be_focused()
    ada.editor.fill("Bring the long ladder")
    remote("ada", room).deletes(number)
    expect(ada.editor).to_have_count(0)
    expect(ada.composer).to_have_value("And\n\nBring the long ladder")
    expect(ada.page.locator("#composer-error")).to_contain_text("has been deleted")


def test_what_was_changed_and_removed_while_a_tab_was_hidden_shows_with_and_without_the_log(person, remote, room):
    ada, bob = remote("ada", room), person("bob").enters(room)
    ada.says("Between us").says("For all")
    bob.sees("Between us").sees("For all")
    between_us, for_all = bob.number("Between us"), bob.number("For all")
    bob.hides()
    ada.deletes(between_us).edits(for_all, "For everybody")
    assert bob.lines() == ["Between us", "For all"]
    bob.shows().hears()
    bob.sees("For everybody")
    expect(bob.messages.get_by_text("Between us")).to_have_count(0)

    # The log no longer reaches back so far.
    ada.says("one").says("two").says("three")
    one, two = bob.sees("three").number("one"), bob.number("two")
    bob.hides()
    ada.deletes(two).edits(one, "first")
    bob.page.evaluate("document.dispatchEvent(new CustomEvent('live:reset'))")
    bob.sees("first")
    expect(bob.messages.locator(".message")).to_have_count(3)


def test_a_reaction_is_live_and_a_second_click_takes_it_back(person, remote, room, site):
    ada, bob, cleo = person("ada").enters(room), person("bob").enters(room), remote("cleo", room)
    ada.says("Soup at one").sees("Soup at one")
    number = bob.sees("Soup at one").number("Soup at one")
    bob.reacts("👍", "Soup at one")
    for someone in (ada, bob):
        expect(someone.reactions("Soup at one")).to_have_text(["👍 1"])
    expect(bob.reactions("Soup at one").first).to_have_attribute("aria-pressed", "true")
    expect(ada.reactions("Soup at one").first).to_have_attribute("aria-pressed", "false")
    expect(ada.reactions("Soup at one").first).to_have_attribute("title", "Bob")
    cleo.reacts("👍", number)
    for someone in (ada, bob):
        expect(someone.reactions("Soup at one")).to_have_text(["👍 2"])
    bob.reactions("Soup at one").first.click()
    for someone in (ada, bob):
        expect(someone.reactions("Soup at one")).to_have_text(["👍 1"])
    cleo.takes_back("👍", number)
    for someone in (ada, bob):
        expect(someone.reactions("Soup at one")).to_have_count(0)

    # What very many give is seen too.
    site.run(
        f"""
from apps.accounts.models import User
from apps.rooms.models import Message, Reaction
message = Message.objects.get(pk={number})
users = User.objects.bulk_create([User(username=f"many{{n}}", email=f"many{{n}}@x.example") for n in range(60)])
Reaction.objects.bulk_create([Reaction(message=message, user=user, emoji="🔥") for user in users])
"""
    )
    cleo.reacts("👍", number)
    expect(bob.reactions("Soup at one")).to_have_text(["🔥 60", "👍 1"])

    # Any of the emoji is found with the keyboard.
    ada.says("Look").sees("Look").settles()
    ada.row("Look").locator(".message__time").focus()
    expect(ada.tool("Another emoji")).to_be_visible()
    ada.tool("Another emoji").focus()
    ada.page.keyboard.press("Enter")
    picker = ada.page.locator("#emoji-picker")
    expect(picker).to_be_visible()
    ada.page.keyboard.press("ArrowDown")
    ada.page.keyboard.press("ArrowRight")
    expect(picker.locator("button:focus")).to_have_text("👎")
    ada.page.keyboard.press("Enter")
    expect(picker).to_be_hidden()
    expect(ada.reactions("Look")).to_have_text(["👎 1"])

    # One that fails is taken back with a sentence.
    ada.says("Hm").sees("Hm").settles()
    ada.expected = ("ERR_INTERNET_DISCONNECTED", "Failed to load", "htmx:")
    ada.context.set_offline(True)
    expect(ada.page.locator("#composer [data-part=connection]")).to_be_visible()  # it moves the row, under the pointer
    ada.reacts("👍", "Hm")
    expect(ada.page.locator("#toasts")).to_contain_text("The connection is away")
    expect(ada.reactions("Hm")).to_have_count(0)


def test_what_one_presses_stays_under_the_finger_when_somebody_reacts_meanwhile(person, remote, room):
    ada, bob = person("ada").enters(room), remote("bob", room)
    for what in ("a tool", "a reaction", "a link"):
        words = f"Upon {what}"
        ada.says(words).sees(words).reacts("👍", words)
        expect(ada.reactions(words).first).to_have_attribute("title", "Ada")  # her own has come by the stream too
        ada.settles().points_at(words)
        part = {
            "a tool": ada.tool("Reply"),
            "a reaction": ada.reactions(words).first,
            "a link": ada.row(words).locator(".message__time"),
        }[what]
        part.hover()
        ada.page.mouse.down()
        before = ada.page.evaluate(CAME)
        bob.reacts("🎉", ada.number(words))
        ada.page.wait_for_function(f"before => ({CAME})() > before", arg=before)
        ada.page.mouse.up()
        if what == "a tool":
            expect(ada.composer).to_be_focused()
            expect(ada.page.locator(".composer__reply")).to_be_visible()
        elif what == "a link":
            ada.page.wait_for_url("**/messages/*/")
        expect(ada.reactions(words)).to_have_text(["🎉 1"] if what == "a reaction" else ["👍 1", "🎉 1"])
        if what == "a tool":
            ada.composer.press("Escape")
            expect(ada.page.locator(".composer__reply")).to_be_hidden()


def test_a_reply_quotes_and_leads_back(person, remote, room):
    ada, bob = person("ada"), person("bob").enters(room)
    ada.page.clock.install()
    ada.enters(room).says("Who has the key?").sees("Who has the key?")
    for number in range(30):
        remote("ada", room).says(f"line {number}")
    bob.sees("line 29")
    bob.takes("Reply", "Who has the key?")
    expect(bob.composer).to_be_focused()
    expect(bob.page.locator(".composer__reply")).to_contain_text("Who has the key?")
    bob.says("I do").sees("I do")
    expect(bob.page.locator(".composer__reply")).to_be_hidden()
    quote = ada.sees("I do").row("I do").locator(".message__quote")
    expect(quote).to_contain_text("Ada Who has the key?")
    ada.stops_the_clock()  # it is marked for two seconds and a half
    quote.click()
    target = ada.row("Who has the key?")
    expect(target).to_have_class(re.compile("message--target"))
    expect(target).to_be_in_viewport()
    assert ada.page.url.endswith(room)


def test_a_reply_is_taken_back_and_a_quote_follows_what_it_quotes(person, remote, room):
    ada, bob = remote("ada", room), person("bob").enters(room)
    line = bob.page.locator(".composer__reply")
    ada.says("Question")
    bob.sees("Question").takes("Reply", "Question")
    expect(line).to_be_visible()
    line.get_by_role("link").click()
    expect(line).to_be_hidden()
    bob.takes("Reply", "Question")
    expect(line).to_be_visible()
    bob.composer.press("Escape")
    expect(line).to_be_hidden()
    bob.says("No answer").sees("No answer")
    expect(bob.messages.locator(".message__quote")).to_have_count(0)

    # What it answers is deleted.
    ada.says("Who has the key?")
    bob.sees("Who has the key?").takes("Reply", "Who has the key?")
    bob.composer.fill("I do")
    ada.deletes(bob.number("Who has the key?"))
    expect(bob.page.locator("#toasts")).to_contain_text("has been deleted")  # first: it goes by itself
    expect(line).to_be_hidden()
    expect(bob.messages.get_by_text("Who has the key?")).to_have_count(0)
    expect(bob.composer).to_have_value("I do")

    ada.says("The secret is 41")
    bob.sees("The secret is 41").takes("Reply", "The secret is 41")
    bob.says("Really?").sees("Really?")
    number, quote = bob.number("The secret is 41"), bob.row("Really?").locator(".message__quote")
    ada.edits(number, "The secret is 42")
    expect(quote).to_contain_text("The secret is 42")
    ada.deletes(number)
    expect(quote).to_have_text("The message was removed")
    expect(bob.messages.get_by_text("The secret")).to_have_count(0)
    bob.reloads()
    expect(quote).to_have_text("The message was removed")


def test_on_a_phone_a_tap_and_a_long_press_open_the_sheet(person, room):
    ada = person("ada", viewport={"width": 390, "height": 760}, has_touch=True, is_mobile=True).enters(room)
    ada.says("Under a finger")
    ada.page.get_by_role("button", name="Send").tap()
    ada.sees("Under a finger").settles()
    ada.row("Under a finger").locator(".message__body").tap()
    more = ada.tool("More")
    expect(more).to_be_visible()
    box = more.bounding_box()
    assert min(box["width"], box["height"]) >= 44
    menu = ada.page.locator("#message-menu")
    ada.presses_long(ada.row("Under a finger").locator(".message__body"), opens=menu)
    expect(menu).to_be_visible()
    ada.page.keyboard.press("Escape")
    more.tap()
    expect(menu).to_be_visible()
    for item in menu.locator("button:visible, a:visible").all():
        assert item.bounding_box()["height"] >= 44
    menu.get_by_role("button", name="React with 🎉").tap()
    expect(ada.reactions("Under a finger")).to_have_text(["🎉 1"])
