"""What one writes: sent at once and never twice, kept while it is not sent, shown as it will look."""

import re
from urllib.parse import parse_qs

from playwright.sync_api import expect

from tests.cast import PASSWORD

from .pages import NOTHING_ASKED, Held, no_toast, until
from .test_pages import problems
from .test_presence import without_time
from .test_verbs import CAME

OFFLINE = ["ERR_", "Failed to load", "htmx:", "Response Status Error"]
POSTS = re.compile(r"/rooms/[^/]+/messages/$")


def pending(someone, state=""):
    return someone.messages.locator(f"[data-state={state}]" if state else "[data-state]")


def in_the_room(site, room):
    slug = room.strip("/").split("/")[1]
    code = f"""
from apps.rooms.models import Message
print("said:", [m.body for m in Message.objects.filter(room__slug={slug!r}).order_by("pk")])
"""
    return eval(site.run(code).partition("said:")[2])


def test_a_message_stands_in_the_room_before_the_server_has_answered(person, room):
    ada, bob = person("ada").enters(room), person("bob").enters(room)
    held = Held(ada.page, POSTS, "POST")
    ada.says("one\nand **more**")
    ada.says("two")
    rows = pending(ada, "sending")
    expect(rows).to_have_count(2)
    expect(rows.first.locator(".message__body")).to_have_text("one\nand **more**")
    expect(rows.first.locator(".message__head b")).to_have_text("Ada")
    expect(ada.composer).to_have_value("")
    expect(ada.composer).to_be_focused()
    bob.says("in between").sees("in between")
    ada.sees("in between")
    assert len(held.arrived().routes) == 1, "one after the other"
    assert ada.lines() == ["in between", "one\nand **more**", "two"]
    held.lets_one_go()
    expect(rows).to_have_count(1)
    held.lets_one_go()
    expect(pending(ada)).to_have_count(0)
    expect(bob.messages.locator(".message__body")).to_have_count(3)
    assert ada.lines() == bob.lines() == ["in between", "one\nand more", "two"]


def test_a_failed_message_says_so_and_is_in_the_room_once_when_tried_again(person, room, site):
    ada = person("ada", expected=OFFLINE).enters(room)
    ada.page.route(POSTS, lambda route: route.abort())
    ada.says("first")
    ada.says("second")
    failed = pending(ada, "failed")
    expect(failed).to_have_count(1)
    expect(failed).to_contain_text("Not sent.")
    no_toast(ada)
    ada.page.unroute(POSTS)
    failed.get_by_role("button", name="Retry").click()
    expect(pending(ada)).to_have_count(0)
    ada.sees_once("first").sees_once("second")
    assert in_the_room(site, room) == ["first", "second"]

    # Or it is discarded.
    ada.page.route(POSTS, lambda route: route.abort())
    ada.says("better not")
    ada.says("but this")
    expect(failed).to_have_count(1)  # else the first would go with the second
    ada.page.unroute(POSTS)
    failed.get_by_role("button", name="Discard").click()
    expect(ada.messages.get_by_text("better not")).to_have_count(0)
    ada.sees("but this")
    expect(pending(ada)).to_have_count(0)
    assert in_the_room(site, room) == ["first", "second", "but this"]

    # A broken server is tried again with the next one.
    ada.page.route(POSTS, lambda route: route.fulfill(status=502, body="<html>Bad gateway</html>"))
    ada.says("third")
    expect(failed).to_contain_text("busy or starting again")
    ada.page.unroute(POSTS)
    ada.says("fourth").sees("fourth")
    expect(pending(ada)).to_have_count(0)
    assert in_the_room(site, room)[3:] == ["third", "fourth"]


def test_what_was_sent_offline_goes_by_itself_when_the_connection_is_back_and_a_lost_answer_doubles_nothing(
    person, room, site
):
    ada = person("ada", expected=OFFLINE).enters(room)
    ada.context.set_offline(True)
    connection = ada.page.locator("#composer [data-part=connection]")
    expect(connection).to_be_visible()
    no_toast(ada)
    ada.says("one")
    ada.says("two")
    expect(pending(ada, "failed")).to_have_count(1)
    ada.context.set_offline(False)
    expect(pending(ada)).to_have_count(0)
    expect(connection).to_be_hidden()
    assert ada.lines() == ["one", "two"] == in_the_room(site, room)
    ada.hears()

    def lose(route):
        route.fetch()
        route.abort()

    ada.page.route(POSTS, lose)
    ada.says("only once")
    ada.sees("only once")  # it came by the stream
    expect(pending(ada)).to_have_count(0)
    ada.page.unroute(POSTS)
    ada.says("and on").sees("and on")
    assert ada.lines() == ["one", "two", "only once", "and on"] == in_the_room(site, room)


def test_an_answer_that_comes_late_takes_nothing_back_and_new_messages_stand_below_an_edit(person, remote, room):
    ada, bob = person("ada").enters(room), remote("bob", room)
    answers = []
    ada.page.route(POSTS, lambda route: answers.append((route, route.fetch())), times=1)
    ada.says("Steady").sees("Steady")  # it came by the stream
    bob.reacts("👍", ada.number("Steady"))
    expect(ada.reactions("Steady")).to_have_text(["👍 1"])
    until(ada.page, lambda: answers, "the answer")
    before = ada.page.evaluate(CAME)
    for route, answer in answers:
        route.fulfill(response=answer)
    ada.page.wait_for_function(f"before => ({CAME})() > before", arg=before)
    expect(ada.reactions("Steady")).to_have_text(["👍 1"])

    for words in ("one", "two"):
        ada.says(words).sees(words)
    expect(pending(ada)).to_have_count(0)
    ada.composer.press("ArrowUp")
    expect(ada.messages.locator("[data-state=editing]")).to_have_count(1)
    bob.says("three")
    ada.sees("three")
    expect(ada.messages.locator(".message").last).to_contain_text("three")


def test_without_stream_and_answer_a_retry_doubles_nothing(person, room, site):
    ada = person("ada", expected=OFFLINE)
    ada.page.route("**/events/**", lambda route: route.abort())
    ada.page.goto(room)

    def lose(route):
        route.fetch()
        route.abort()

    ada.page.route(POSTS, lose)
    ada.says("only once")
    expect(pending(ada, "failed")).to_have_count(1)
    ada.page.unroute(POSTS)
    ada.page.get_by_role("button", name="Retry").click()
    expect(pending(ada)).to_have_count(0)
    ada.sees_once("only once")
    assert in_the_room(site, room) == ["only once"]


def refuses(status):
    return lambda route: route.fulfill(status=status, body=f"Not like this: {status}.", content_type="text/plain")


def test_a_refusal_keeps_the_words_with_its_sentence_and_lets_the_next_one_go(person, room):
    ada = person("ada", expected=OFFLINE).enters(room)
    for number, status in enumerate([413, 403, 404], start=1):
        ada.page.route(POSTS, refuses(status))
        ada.says(f"refused with {status}")
        failed = pending(ada, "failed").filter(has_text=f"refused with {status}")
        expect(failed).to_contain_text(f"Not like this: {status}.")
        ada.page.unroute(POSTS)
        ada.says(f"taken after {status}").sees(f"taken after {status}")
        expect(pending(ada)).to_have_count(number)


def test_too_many_messages_wait_in_the_room_and_go_by_themselves(person, room, site):
    ada = without_time(person("ada", expected=["429", *OFFLINE]), room)
    often = {"status": 429, "headers": {"Retry-After": "1"}, "content_type": "text/plain", "body": "Too often."}
    ada.page.route(POSTS, lambda route: route.fulfill(**often), times=1)
    ada.says("first")
    failed = pending(ada, "failed")
    expect(failed).to_have_count(1)
    no_toast(ada)
    ada.page.clock.run_for(1000)
    ada.sees("first")
    expect(pending(ada)).to_have_count(0)

    # Where that would take long, they say why and are sent by hand.
    ada.page.route(POSTS, lambda route: route.fulfill(**often), times=1)
    ada.says("second")
    expect(failed).to_have_count(1)
    ada.says("third").sees("second").sees("third")  # the third takes the second along, before its time
    expect(pending(ada)).to_have_count(0)
    later = often | {"headers": {"Retry-After": "3000"}}
    ada.page.route(POSTS, lambda route: route.fulfill(**later), times=1)
    ada.says("fourth")
    expect(failed).to_have_count(1)
    expect(failed).to_contain_text("Too often.")
    ada.page.clock.run_for(1000)  # when the second would have been tried again
    expect(failed).to_have_count(1)
    assert in_the_room(site, room) == ["first", "second", "third"]
    failed.locator("[name=retry]").click()
    expect(pending(ada)).to_have_count(0)
    assert in_the_room(site, room) == ["first", "second", "third", "fourth"]


def test_what_is_not_sent_survives_a_reload(person, room, site):
    ada = person("ada", expected=OFFLINE).enters(room)
    ada.page.route(POSTS, lambda route: route.abort())
    ada.says("one")
    ada.says("two")
    expect(pending(ada, "failed")).to_have_count(1)
    ada.page.reload()
    expect(pending(ada)).to_have_count(2)
    ada.hears()  # and has tried once more by itself
    expect(pending(ada, "failed")).to_have_count(1)
    ada.page.unroute(POSTS)
    ada.page.reload()
    ada.sees("two")
    expect(pending(ada)).to_have_count(0)
    assert ada.lines() == ["one", "two"] == in_the_room(site, room)


def test_what_one_could_not_send_is_not_sent_by_the_next_one_in_the_tab(person, room, site):
    someone = person("ada", expected=OFFLINE).enters(room)
    someone.page.route(POSTS, lambda route: route.abort())
    someone.says("one")
    expect(pending(someone, "failed")).to_have_count(1)
    someone.context.clear_cookies()
    someone.page.unroute(POSTS)
    someone.username = "bob"
    someone.sign_in(PASSWORD, then=room)
    someone.hears()
    expect(pending(someone)).to_have_count(0)
    expect(someone.composer).to_have_value("")
    assert in_the_room(site, room) == []


def test_what_is_refused_comes_back_with_its_sentence(person, room):
    ada = person("ada", expected=["422"]).enters(room)
    error = ada.page.locator("form#composer .field__error")
    ada.page.get_by_role("button", name="Send").click()
    expect(error).to_contain_text("nothing to send")
    ada.says("x" * 10_001)
    expect(error).to_contain_text("10001 characters")
    expect(ada.composer).to_have_value("x" * 10_001)
    expect(pending(ada)).to_have_count(0)
    ada.says("something then").sees("something then")
    expect(error).to_be_hidden()

    # It does not fall upon what is being written.
    expect(pending(ada)).to_have_count(0)
    held = Held(ada.page, POSTS)
    ada.says("x" * 10_001)
    ada.composer.type("something else")
    held.lets_one_go()
    expect(pending(ada, "failed")).to_contain_text("10001 characters")
    expect(ada.composer).to_have_value("something else")


def test_a_finger_breaks_lines_takes_names_and_the_button_sends(person, room):
    ada = person("ada", has_touch=True, is_mobile=True, viewport={"width": 390, "height": 780}).enters(room)
    ada.composer.fill("one")
    ada.composer.press("Enter")
    ada.composer.type("two")
    expect(ada.composer).to_have_value("one\ntwo")
    expect(ada.messages.locator(".message")).to_have_count(0)
    ada.page.get_by_role("button", name="Send").tap()
    expect(ada.messages.locator(".message__body")).to_have_text("one\ntwo")

    ada.composer.tap()
    expect(ada.composer).to_be_focused()
    ada.page.keyboard.insert_text("@bo")  # at once: else the list may come anew under the finger
    ada.page.get_by_role("option").first.tap()
    expect(ada.composer).to_have_value("@bob ")
    expect(ada.composer).to_be_focused()


# --- Drafts ---------------------------------------------------------------------------------------


def saved(someone, words):
    """The answer to a page that keeps these words, all of them: on a busy machine the first few go before."""

    def is_it(response):
        if "/draft/" not in response.url or response.request.method != "POST" or response.status != 204:
            return False
        return parse_qs(response.request.post_data, keep_blank_values=True)["body"] == [words]

    return someone.page.expect_response(is_it)


def test_a_draft_is_there_in_another_browser_and_gone_after_sending(person, room):
    desk, phone = person("ada").enters(room), person("ada", viewport={"width": 390, "height": 780})
    with saved(desk, "Half a sent"):
        desk.composer.type("Half a sent")
    phone.enters(room)
    expect(phone.composer).to_have_value("Half a sent")
    with saved(phone, "Half a sentence."):
        phone.composer.press("End")
        phone.composer.type("ence.")
    desk.hides()
    desk.shows()
    expect(desk.composer).to_have_value("Half a sentence.")
    desk.composer.press("Enter")
    desk.sees("Half a sentence.")
    expect(desk.messages.locator("[data-state]")).to_have_count(0)  # before it has arrived, it is a draft still
    phone.hides()
    phone.shows()
    expect(phone.composer).to_have_value("")
    desk.reloads().hears()
    expect(desk.composer).to_have_value("")

    # What one is typing is not replaced.
    with saved(desk, "from the desk"):
        desk.composer.type("from the desk")
    phone.composer.type("from the phone")
    with phone.page.expect_response(re.compile("/draft/")):
        phone.shows()
    expect(phone.composer).to_have_value("from the phone")


def drafts(site, room):
    code = f"""
from apps.rooms.models import Draft
print("begun:", [draft.body for draft in Draft.objects.filter(room__slug={room.split("/")[2]!r})])
"""
    return eval(site.run(code).partition("begun:")[2])


def test_a_draft_is_kept_when_the_page_goes_before_a_second_is_over(person, room, site):
    ada = without_time(person("ada"), room)  # the second is not over, however long the next page takes to come
    ada.composer.type("quick")
    ada.page.goto("/rooms/")
    until(ada.page, lambda: drafts(site, room) == ["quick"], "the draft at the server")
    ada.enters(room)
    expect(ada.composer).to_have_value("quick")
    ada.composer.type("er")
    ada.page.reload()
    expect(ada.composer).to_have_value("quicker")


def test_what_is_written_while_a_message_goes_or_was_saved_too_often_is_kept_too(person, room, site):
    ada = person("ada", expected=["429", *OFFLINE]).enters(room)
    held = Held(ada.page, POSTS)
    with saved(ada, "the first"):
        ada.composer.type("the first")
    ada.composer.press("Enter")
    with saved(ada, "the second"):
        ada.composer.type("the second")
    with saved(ada, "the second"):
        held.lets_one_go()
    ada.sees_once("the first")
    assert (drafts(site, room), in_the_room(site, room)) == (["the second"], ["the first"])
    held.page.unroute_all()

    often = {"status": 429, "headers": {"Retry-After": "1"}, "content_type": "text/plain", "body": "Too often."}
    answers = [lambda route: route.fulfill(**often)]
    way = re.compile(r"/draft/$")
    ada.page.route(way, lambda route: answers.pop()(route) if answers else route.continue_())
    with saved(ada, "Half a sentence"):
        ada.composer.fill("Half a sentence")
    assert answers == []
    no_toast(ada)
    ada.page.unroute_all()

    # With what it answers.
    number = ada.messages.locator(".message").get_attribute("id").split("-")[1]
    ada.page.goto(f"{room}?reply={number}")
    ada.hears()
    with saved(ada, "I have"):
        ada.composer.fill("I have")
    ada.enters(room)
    expect(ada.composer).to_have_value("I have")
    expect(ada.page.locator(".composer__reply")).to_contain_text("the first")


def test_a_message_that_is_not_sent_does_not_come_back_as_a_draft(person, room):
    ada = person("ada", expected=OFFLINE).enters(room)
    with saved(ada, "still here"):
        ada.composer.type("still here")
    ada.page.route(POSTS, lambda route: route.abort())
    ada.composer.press("Enter")
    expect(pending(ada, "failed")).to_have_count(1)
    ada.page.reload()
    ada.hears()  # and has tried once more by itself
    expect(pending(ada, "failed")).to_have_count(1)
    expect(ada.composer).to_have_value("")
    with saved(ada, ""):
        ada.page.get_by_role("button", name="Discard").click()
    ada.page.reload()
    expect(ada.composer).to_have_value("")
    expect(pending(ada)).to_have_count(0)


# --- Preview --------------------------------------------------------------------------------------


def test_a_preview_opens_follows_and_closes_and_enter_ends_no_composition(person, room):
    ada = person("ada").enters(room)
    ada.composer.fill("にほん")
    for details in ({"isComposing": True}, {"keyCode": 229}):
        ada.composer.dispatch_event("keydown", {"key": "Enter", **details})
    assert ada.composer.input_value() == "にほん"  # what is sent leaves the composer at once
    ada.composer.press("Enter")
    ada.sees("にほん").sees_once("にほん")

    button, preview = ada.page.get_by_role("button", name="Preview"), ada.page.locator("#preview")
    expect(preview).to_be_hidden()
    ada.composer.fill("Some **bold** words")
    button.click()
    expect(preview.locator("strong")).to_have_text("bold")
    expect(button).to_have_attribute("aria-pressed", "true")
    ada.composer.press("End")
    ada.composer.type(" and *more*")
    expect(preview.locator("em")).to_have_text("more")
    button.click()
    expect(preview).to_be_hidden()
    button.click()
    expect(preview).to_be_visible()
    ada.composer.press("Enter")
    ada.sees("Some bold words and more")
    expect(preview).to_be_hidden()

    ada.composer.fill("Some")
    button.click()
    expect(preview).to_be_visible()
    held = Held(ada.page, "**/preview/")
    ada.composer.fill("Some more")
    held.arrived()
    ada.composer.press("Enter")
    ada.sees("Some more")
    with ada.page.expect_response("**/preview/"):
        held.ends()
    until(ada.page, lambda: ada.page.evaluate(NOTHING_ASKED), "an answer to everything")
    expect(preview).to_be_hidden()


# --- Names ----------------------------------------------------------------------------------------


def test_names_are_completed_by_keyboard(person, room, site):
    site.run(
        "from apps.tags.models import Tag\n"
        "for name in ('looms', 'loomstate', 'loop'): Tag.objects.get_or_create(name=name)"
    )
    ada = person("ada").enters(room)
    names = ada.page.get_by_role("listbox", name="Names")
    ada.composer.type("Hello @b")
    expect(names.get_by_role("option")).to_contain_text(["Bob"])
    expect(ada.composer).to_have_attribute("aria-expanded", "true")
    expect(ada.composer).to_have_attribute("aria-activedescendant", "name-1")
    ada.composer.press("Enter")
    expect(ada.composer).to_have_value("Hello @bob ")
    expect(names).to_be_hidden()
    expect(ada.composer).not_to_have_attribute("aria-expanded", "true")
    ada.composer.type("and @")
    expect(names).to_be_hidden()
    ada.composer.type("c")
    expect(names).to_be_visible()
    ada.composer.press("Escape")
    expect(names).to_be_hidden()
    ada.composer.press("Enter")
    ada.sees("Hello @bob and @c")

    ada.composer.type("你好@b")  # where words have no spaces
    expect(names.get_by_role("option")).to_contain_text(["Bob"])
    ada.composer.press("Enter")
    expect(ada.composer).to_have_value("你好@bob ")
    ada.composer.press("Backspace")
    ada.composer.type("/@c")  # and after a slash
    expect(names.get_by_role("option")).to_contain_text(["Cleo"])
    ada.composer.press("Enter")
    expect(ada.composer).to_have_value("你好@bob/@cleo ")
    ada.composer.press("Enter")
    ada.sees("你好@bob/@cleo")

    asked = []
    ada.page.on("request", lambda request: "/names/" in request.url and asked.append(request.url))
    ada.composer.type("bob@bob.example ")  # an address is no name
    ada.composer.type("@cleo")
    expect(names).to_be_visible()
    assert [url for url in asked if "bob" in url] == []
    ada.composer.press("Enter")  # a name that is complete is sent at once
    ada.sees("bob@bob.example @cleo")

    # Arrows choose and Tab takes, also within a text.
    ada.composer.fill("About  today")
    for _ in range(6):
        ada.composer.press("ArrowLeft")
    ada.page.keyboard.insert_text("#loo")  # at once: each letter after a pause asks anew, and begins the list anew
    options = names.get_by_role("option")
    expect(options).to_have_count(3)
    ada.composer.press("ArrowUp")
    expect(options.nth(2)).to_have_attribute("aria-selected", "true")
    ada.composer.press("ArrowDown")
    ada.composer.press("ArrowDown")
    expect(options.nth(1)).to_have_attribute("aria-selected", "true")
    ada.composer.press("Tab")
    expect(ada.composer).to_have_value("About #loomstate today")
    expect(ada.composer).to_be_focused()


# --- Beside the other parts -----------------------------------------------------------------------

PLAN = {"name": "plan.txt", "mimeType": "text/plain", "buffer": b"A plan. " * 100}


def test_files_go_with_the_message_and_those_that_are_not_sent_hold_the_page(person, room):
    ada = person("ada", expected=OFFLINE).enters(room)
    held = Held(ada.page, POSTS, "POST")
    ada.page.locator("#composer input[type=file]").set_input_files([PLAN])
    ada.says("Here it is")
    expect(pending(ada)).to_contain_text("plan.txt")
    expect(pending(ada).locator("progress")).to_be_visible()
    held.lets_one_go()
    expect(pending(ada)).to_have_count(0)
    expect(ada.messages.locator(".attachment")).to_contain_text("plan.txt")
    expect(ada.messages.locator(".message")).to_have_count(1)
    ada.page.unroute_all()

    ada.page.route(POSTS, lambda route: route.abort() if route.request.method == "POST" else route.fallback())
    asked = []
    ada.page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    ada.says("only words")
    expect(pending(ada, "failed")).to_have_count(1)
    ada.page.reload()
    assert asked == []
    ada.page.locator("#composer input[type=file]").set_input_files([PLAN])
    ada.says("and a file")
    expect(pending(ada)).to_have_count(2)
    ada.page.reload()
    assert asked == ["beforeunload"]
    ada.hears()
    expect(pending(ada).last).to_contain_text("did not survive the reload")
    expect(pending(ada, "failed")).to_have_count(2)  # the other one was tried once more
    ada.page.unroute(POSTS)
    pending(ada).last.get_by_role("button", name="Retry").click()
    ada.sees("and a file")
    expect(pending(ada)).to_have_count(0)
    assert ada.lines() == ["Here it is", "only words", "and a file"]


def test_no_state_of_the_composer_keeps_anybody_out(person, room):
    ada = person("ada", expected=OFFLINE, viewport={"width": 390, "height": 780}).enters(room)
    ada.page.route(POSTS, lambda route: route.abort() if route.request.method == "POST" else route.fallback())
    ada.says("not sent")
    expect(pending(ada, "failed")).to_have_count(1)
    ada.says("waiting")
    ada.composer.type("**bold**")
    ada.page.get_by_role("button", name="Preview").click()
    expect(ada.page.locator("#preview strong")).to_be_visible()
    ada.composer.type(" @b")
    expect(ada.page.get_by_role("listbox", name="Names")).to_be_visible()
    expect(pending(ada, "failed")).to_have_count(1)
    found = list(problems(ada.page))
    # HTML gives a text of several lines no role but its own; as a combobox it says that a list is open, as elsewhere.
    assert [words for words in found if not words.startswith("aria-allowed-role") or "combobox" not in words] == []


def test_what_one_sends_while_reading_what_is_old_is_among_the_newest(person, room, site):
    slug = room.strip("/").split("/")[1]
    code = f"""
from apps.accounts.models import User
from apps.rooms.models import Room
room, ada = Room.objects.get(slug={slug!r}), User.objects.get(username="ada")
print([room.post(ada, f"line {{n}}").pk for n in range(120)][10])
"""
    number = site.run(code).split()[-1]
    # A piece of history that is under way when the page starts afresh finds its link gone.
    ada = person("ada", expected=["oobErrorNoTarget"]).goes_to(f"{room}messages/{number}/").hears()
    expect(ada.page.locator(f"#message-{number}")).to_be_in_viewport()
    ada.says("and now this")
    expect(pending(ada)).to_have_count(0)
    ada.sees_once("and now this")
    expect(ada.messages.get_by_text("and now this")).to_be_in_viewport()
    assert ada.lines()[-2:] == ["line 119", "and now this"]


def test_each_paragraph_has_the_direction_of_its_script_and_a_wide_table_keeps_its_words_whole(person, room):
    ada = person("ada").enters(room)
    ada.says("مرحبا بالعالم with English").sees("مرحبا بالعالم with English")
    expect(ada.row("with English").locator("p")).to_have_css("unicode-bidi", "plaintext")
    ada.says("|" + "a wide column|" * 20 + "\n|" + "---|" * 20 + "\n|" + "some value|" * 20)
    expect(ada.messages.locator("td").first).to_be_visible()
    ada.settles()
    assert ada.messages.locator("td").first.bounding_box()["height"] < 80
    assert ada.page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")

    # The markers of a list are on the side of its text.
    ada.says("- שלום\n- עולם\n\n1. one\n2. two\n\n> مرحبا\n\n- [x] done").sees("done")
    for tag, direction in (("ul:not(.task-list)", "rtl"), ("ol", "ltr"), ("blockquote", "rtl"), (".task-list", "ltr")):
        expect(ada.messages.locator(tag)).to_have_css("direction", direction)
    expect(ada.messages.locator("ul > li").first).to_have_css("direction", "rtl")
    expect(ada.messages.get_by_role("checkbox", name="Done")).to_be_checked()
    expect(ada.messages.get_by_role("checkbox")).to_be_disabled()
