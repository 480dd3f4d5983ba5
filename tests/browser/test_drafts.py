"""What somebody has begun to write: after Back, with and without the back/forward cache, and in two windows."""

import re
from urllib.parse import parse_qs

import pytest
from playwright.sync_api import expect

from tests.pictures import picture

from .pages import until
from .test_direct import presses_message, strangers  # noqa: F401  a fixture
from .test_guests import comes_in, door  # noqa: F401  a fixture
from .test_posts import oak, posted  # noqa: F401  fixtures

PERSISTED = "addEventListener('pageshow', event => (globalThis.persisted = event.persisted))"
LOSES_WHAT_IS_SAVED_ON_LEAVING = """() => {
  const real = fetch;
  globalThis.fetch = (address, options) =>
    options?.keepalive ? Promise.reject(new TypeError("lost")) : real(address, options);
}"""
LOADED = pytest.mark.parametrize("keeps_pages", [False], ids=["loaded"], indirect=True)
WARNINGS = "addEventListener('beforeunload', event => sessionStorage.setItem('warned', event.defaultPrevented))"


@pytest.fixture
def someone(person, browser):
    def arrive(*arguments, **options):
        one = person(*arguments, browser=browser, **options)
        one.page.add_init_script(PERSISTED)
        return one

    return arrive


@pytest.fixture
def goes_back(keeps_pages):
    """Back, to a page that was taken out of the cache where the browser has one. Keeps that true in every scene."""

    def go(one):
        one.page.go_back(wait_until="commit")
        until(one.page, lambda: one.page.evaluate("globalThis.persisted !== undefined"), "the page")
        assert one.page.evaluate("globalThis.persisted") == keeps_pages
        return one

    return go


def saved(one, words, **more):
    """The answer to a page that keeps these words, all of them."""

    def is_it(response):
        if "/draft/" not in response.url or response.request.method != "POST" or response.status != 204:
            return False
        told = parse_qs(response.request.post_data, keep_blank_values=True)
        return told["body"] == [words] and all(told[name] == [value] for name, value in more.items())

    return one.page.expect_response(is_it)


def types(one, words):
    """And waits until the server has it all."""
    with saved(one, one.composer.input_value() + words):
        one.composer.press("End")
        one.composer.press_sequentially(words)


def goes_elsewhere(one):
    one.page.goto("/rooms/" if one.username else "/accounts/login/")


def test_after_back_a_draft_is_there_until_it_is_sent_or_cleared(someone, sends, goes_back, room):
    ada = someone("ada").enters(room)
    types(ada, "Half a ")
    goes_elsewhere(ada)
    goes_back(ada)
    expect(ada.composer).to_have_value("Half a ")
    types(ada, "sentence")
    ada.reloads().hears()  # the page as the browser keeps it holds the draft
    expect(ada.composer).to_have_value("Half a sentence")
    ada.composer.press("Enter")
    ada.sees("Half a sentence")
    expect(ada.messages.locator("[data-state]")).to_have_count(0)
    goes_elsewhere(ada)
    goes_back(ada)
    expect(ada.composer).to_have_value("")
    types(ada, "Better not")
    with saved(ada, ""):
        ada.composer.fill("")
    goes_elsewhere(ada)
    goes_back(ada)
    ada.page.wait_for_load_state("networkidle")
    expect(ada.composer).to_have_value("")

    # In the last moment.
    ada.composer.press_sequentially("One, two")
    goes_elsewhere(ada)
    goes_back(ada)
    expect(ada.composer).to_have_value("One, two")
    ada.composer.fill("")
    goes_elsewhere(ada)
    goes_back(ada)
    expect(ada.composer).to_have_value("")
    ada.reloads().hears()
    expect(ada.composer).to_have_value("")

    # Meanwhile in another browser.
    types(ada, "At the desk")
    goes_elsewhere(ada)
    sends("ada", f"{room}draft/", body="At the desk, and on the phone")
    goes_back(ada)
    expect(ada.composer).to_have_value("At the desk, and on the phone")
    expect(ada.composer).to_be_focused()
    goes_elsewhere(ada)
    sends("ada", f"{room}messages/", body="At the desk, and on the phone")
    goes_back(ada)
    expect(ada.composer).to_have_value("")
    ada.hears().says("And another").sees("And another").sees_once("Half a sentence")


def keeps_a_draft_over_back(writer, goes_back):
    types(writer, "Half a sentence")
    goes_elsewhere(writer)
    goes_back(writer)
    expect(writer.composer).to_have_value("Half a sentence")
    writer.composer.press("Enter")
    writer.sees("Half a sentence")
    expect(writer.messages.locator("[data-state]")).to_have_count(0)
    goes_elsewhere(writer)
    goes_back(writer)
    writer.page.wait_for_load_state("networkidle")
    expect(writer.composer).to_have_value("")


@LOADED
def test_after_back_a_draft_of_a_direct_conversation_is_there(someone, goes_back, strangers):  # noqa: F811
    strangers()
    keeps_a_draft_over_back(presses_message(someone("ada"), "bob"), goes_back)


def test_after_back_a_draft_of_a_guest_is_there(someone, goes_back, door):  # noqa: F811
    keeps_a_draft_over_back(comes_in(someone(None), door), goes_back)


# A route would do the same, and switch the browser's HTTP cache off.
SLOW = """const really = fetch;
globalThis.fetch = async (address, options = {}) => {
  if (!options.method && String(address).includes('/draft/')) await new Promise(go => (globalThis.answers = go));
  return really(address, options);
};"""


# The answer waits here, when the server has given it already.
LATE = """const really = fetch;
globalThis.fetch = async (address, options = {}) => {
  const answer = await really(address, options);
  if (!options.method && String(address).includes('/draft/')) await new Promise(go => (globalThis.answers = go));
  return answer;
};"""
LOOKS = "() => { globalThis.answers = null; document.dispatchEvent(new Event('visibilitychange')) }"


def test_an_answer_that_was_overtaken_by_a_save_empties_no_composer(person, room):
    ada = person("ada")
    ada.page.add_init_script(LATE)
    ada.enters(room)
    ada.page.evaluate(LOOKS)
    until(ada.page, lambda: ada.page.evaluate("Boolean(globalThis.answers)"), "the answer")
    types(ada, "One, two")
    ada.page.evaluate("() => { const go = answers; globalThis.answers = null; go() }")
    until(ada.page, lambda: ada.page.evaluate("Boolean(globalThis.answers)"), "the answer to the same question again")
    expect(ada.composer).to_have_value("One, two")
    ada.page.evaluate("answers()")
    with saved(ada, ""):
        ada.composer.fill("")
    ada.reloads().hears()
    expect(ada.composer).to_have_value("")


@LOADED
def test_letters_typed_at_once_after_back_overwrite_nothing(someone, goes_back, room):
    ada = someone("ada", expected=["409"])
    ada.page.add_init_script(SLOW)
    for first in ("the draft arrives", "the letters are saved"):
        ada.enters(room)
        types(ada, "The saved draft")
        goes_elsewhere(ada)
        goes_back(ada)
        expect(ada.composer).to_have_value("")  # as the page was loaded first; the answer is on its way
        if first == "the draft arrives":
            ada.composer.press_sequentially("x")
        else:
            with ada.page.expect_response(lambda response: response.status == 409):
                ada.composer.press_sequentially("x")
        ada.page.evaluate("answers()")
        offer = ada.page.locator(".composer__draft")
        expect(offer).to_contain_text("The saved draft")
        expect(ada.composer).to_have_value("x")
        offer.get_by_role("button", name="Use that one").click()
        expect(offer).to_be_hidden()
        expect(ada.composer).to_have_value("The saved draft")
        expect(ada.composer).to_be_focused()
        with saved(ada, ""):
            ada.composer.fill("")


def replies(one, words):
    one.takes("Reply", words)
    return one.page.locator(".composer__reply")


def test_the_answered_message_returns_with_the_draft(someone, remote, goes_back, room):
    ada = someone("ada").enters(room)
    remote("bob", room).says("Who has the key?")
    ada.sees("Who has the key?")
    types(ada, "I have")
    with saved(ada, "I have", reply_to=ada.row("Who has the key?").get_attribute("id").split("-")[1]):
        line = replies(ada, "Who has the key?")
    for again in (ada.reloads, lambda: goes_elsewhere(ada) or goes_back(ada)):
        again()
        expect(line).to_contain_text("Who has the key?")
        expect(line.locator("b")).to_have_text("Bob")
    with saved(ada, "I have", reply_to=""):
        line.get_by_role("link").click()
    ada.reloads().hears()
    expect(line).to_be_hidden()

    replies(ada, "Who has the key?")  # in the last moment
    goes_elsewhere(ada)
    goes_back(ada)
    expect(line).to_contain_text("Who has the key?")
    ada.enters(room)
    expect(line).to_contain_text("Who has the key?")

    # The page as the browser kept it is older than the message that is answered, and so is the server's draft.
    remote("bob", room).says("And the ladder?")
    ada.sees("And the ladder?")
    ada.page.evaluate(LOSES_WHAT_IS_SAVED_ON_LEAVING)
    replies(ada, "And the ladder?")
    goes_elsewhere(ada)
    goes_back(ada)
    expect(line).to_contain_text("And the ladder?")
    expect(ada.composer).to_have_value("I have")


# --- Two windows ----------------------------------------------------------------------------------


@pytest.fixture
def two(person, room):
    """Ada's two windows with the same draft."""
    desk = person("ada").enters(room)
    types(desk, "Lunch at one?")
    phone = person("ada", expected=["409"], viewport={"width": 390, "height": 780}).enters(room)
    expect(phone.composer).to_have_value("Lunch at one?")
    return desk, phone


def test_what_one_window_changes_sends_or_clears_the_untouched_copy_follows(two):
    desk, phone = two
    types(desk, " Or two?")
    expect(phone.composer).to_have_value("Lunch at one? Or two?")
    desk.composer.press("Enter")
    phone.sees("Lunch at one? Or two?")
    expect(phone.composer).to_have_value("")
    phone.reloads().hears()
    expect(phone.composer).to_have_value("")
    phone.sees_once("Lunch at one? Or two?")
    types(desk, "Tea?")
    phone.reloads().hears()
    expect(phone.composer).to_have_value("Tea?")
    with saved(desk, ""):
        desk.composer.fill("")
    expect(phone.composer).to_have_value("")

    # What was typed meanwhile stays when the other window sends.
    types(desk, "Dinner?")
    phone.reloads().hears()
    expect(phone.composer).to_have_value("Dinner?")
    phone.page.route("**/draft/*", lambda route: route.abort())  # not saved yet
    phone.expected = ("ERR_FAILED", "Failed to load", "409")
    phone.composer.press("End")
    phone.composer.press_sequentially(" In the yard")
    phone.page.unroute_all()
    desk.composer.press("Enter")
    phone.sees("Dinner?")
    expect(phone.page.locator(".toast")).to_contain_text("sent or deleted in another window")
    expect(phone.composer).to_have_value("Dinner? In the yard")
    expect(desk.composer).to_have_value("")
    with saved(phone, "Dinner? In the yard!"):
        phone.composer.press_sequentially("!")
    phone.reloads().hears()
    expect(phone.composer).to_have_value("Dinner? In the yard!")
    phone.composer.press("Enter")
    phone.sees("Dinner? In the yard!").sees_once("Dinner?")


def deaf(one):
    """The window hears nothing of the others any more, as on a bad connection."""
    one.page.evaluate("document.addEventListener('live:draft-changed', e => e.stopImmediatePropagation(), true)")
    one.page.evaluate("addEventListener('live:draft-changed', e => e.stopPropagation(), true)")


def test_a_deaf_window_doubles_and_overwrites_nothing(two):
    desk, phone = two
    deaf(phone)
    desk.composer.press("Enter")
    phone.sees("Lunch at one?")
    expect(phone.composer).to_have_value("Lunch at one?")
    phone.composer.press("Enter")
    expect(phone.composer).to_have_value("")
    expect(phone.messages.locator("[data-state]")).to_have_count(0)
    types(desk, "Dinner?")
    phone.reloads().hears().sees_once("Lunch at one?")
    desk.sees_once("Lunch at one?")

    # Two texts are both kept until one is chosen.
    expect(phone.composer).to_have_value("Dinner?")
    deaf(phone)
    types(desk, " At the desk")
    phone.composer.press("End")
    phone.composer.press_sequentially(" On the phone")
    offer = phone.page.locator(".composer__draft")
    expect(offer).to_contain_text("Dinner? At the desk")
    expect(phone.composer).to_have_value("Dinner? On the phone")
    desk.reloads().hears()
    expect(desk.composer).to_have_value("Dinner? At the desk")
    phone.reloads().hears()
    expect(phone.composer).to_have_value("Dinner? On the phone")
    expect(offer).to_contain_text("Dinner? At the desk")
    offer.get_by_role("button", name="Keep mine").click()
    expect(offer).to_be_hidden()
    expect(desk.composer).to_have_value("Dinner? On the phone")

    # A text that is sent leaves the other window's text.
    deaf(phone)
    types(desk, ", or at the desk")
    phone.composer.fill("On my way")
    phone.composer.press("Enter")
    phone.sees("On my way")
    desk.sees("On my way")
    expect(desk.composer).to_have_value("Dinner? On the phone, or at the desk")
    desk.reloads()
    expect(desk.composer).to_have_value("Dinner? On the phone, or at the desk")


# --- What no server keeps -------------------------------------------------------------------------


def leaves(one, address="/rooms/"):
    """The questions that the browser asks before it leaves a page; answered with "Leave"."""
    asked = []

    def accept(dialog):
        asked.append(dialog.type)
        dialog.accept()

    one.page.on("dialog", accept)
    one.page.evaluate("address => (location.href = address)", address)
    one.page.wait_for_url(f"**{address}")
    one.page.remove_listener("dialog", accept)
    return asked


def test_chosen_files_are_not_lost_without_a_question(person, room):
    ada = person("ada").enters(room)
    ada.composer.press_sequentially("A plan")
    assert leaves(ada) == []  # the draft is kept
    ada.enters(room).composer.click()
    ada.page.locator("form#composer input[type=file]").set_input_files([photo()])
    assert leaves(ada) == ["beforeunload"]
    ada.enters(room).composer.click()
    ada.page.locator("form#composer input[type=file]").set_input_files([photo()])
    ada.page.get_by_role("button", name=re.compile("Leave out")).click()
    assert leaves(ada) == []


def photo(name="plan.png"):
    return {"name": name, "mimeType": "image/png", "buffer": picture("PNG", size=(60, 40))}


def test_an_unfinished_edit_is_not_lost_without_a_question_and_chosen_files_are_shown_again(someone, goes_back, room):
    ada = someone("ada").enters(room)
    ada.says("The frist").sees("The frist").settles()
    ada.takes("Edit", "The frist")
    expect(ada.editor).to_be_focused()
    assert leaves(ada) == []
    ada.enters(room).takes("Edit", "The frist")
    ada.editor.press_sequentially(", mended")
    assert leaves(ada) == ["beforeunload"]
    goes_back(ada)
    expect(ada.editor).to_have_value("The frist, mended")
    ada.editor.press("Enter")
    ada.sees("The frist, mended")
    assert leaves(ada) == []
    ada.enters(room)
    expect(ada.editor).to_have_count(0)

    ada.page.locator("form#composer input[type=file]").set_input_files([photo()])
    expect(ada.page.locator(".composer__files li")).to_have_count(1)
    goes_elsewhere(ada)
    goes_back(ada)
    number = "document.querySelector('#composer input[type=file]').files.length"
    expect(ada.page.locator(".composer__files li")).to_have_count(ada.page.evaluate(number))


def test_a_comment_that_was_begun_is_there_after_back_and_gone_once_sent(someone, sends, goes_back, oak):  # noqa: F811
    bob = someone("bob")
    post = bob.opens_post(oak)
    post.composer.press_sequentially("Which oil ")
    assert leaves(bob) == []
    goes_back(bob)
    expect(post.composer).to_have_value("Which oil ")
    post.composer.press("End")
    post.composer.press_sequentially("is that?")
    bob.page.goto(f"/posts/{oak}/")  # anew, by a link
    expect(post.composer).to_have_value("Which oil is that?")
    bob.hears()
    post.composer.press("Enter")
    expect(post.comment("Which oil is that?")).to_be_visible()
    expect(post.composer).to_have_value("")
    leaves(bob)
    goes_back(bob)
    expect(post.composer).to_have_value("")
    bob.hears()
    post.says("And where from?")
    until(bob.page, lambda: len(post.comments.all()) == 2, "two comments")

    # An answer is one after Back, too.
    sends("ada", f"/posts/{oak}/comments/", body="Guess")
    bob.opens_post(oak)
    post.comment("Guess").get_by_role("link", name="Reply").first.click()
    post.composer.press_sequentially("Linseed")
    goes_elsewhere(bob)
    goes_back(bob)
    expect(post.composer).to_have_value("@ada Linseed")
    bob.hears()
    post.composer.press("Enter")
    expect(bob.page.locator(".comments--replies .comment")).to_have_count(1)

    # And so is what was typed in the post editor.
    bob.chooses_photos(photo())
    bob.page.locator("input[name=photos]").set_input_files([photo("two.png")])
    expect(bob.page.locator(".editor__photo")).to_have_count(2)
    bob.page.get_by_label("Caption").press_sequentially("Both ends")
    bob.page.locator(".editor__photo textarea").last.press_sequentially("The right end")
    assert leaves(bob) == ["beforeunload"]
    goes_back(bob)
    expect(bob.page.locator(".editor__photo")).to_have_count(2)
    expect(bob.page.get_by_label("Caption")).to_have_value("Both ends")
    expect(bob.page.locator(".editor__photo textarea").last).to_have_value("The right end")
    bob.page.get_by_role("button", name="Keep as a draft").click()
    bob.page.wait_for_url("**/posts/new/")
    assert leaves(bob) == []
