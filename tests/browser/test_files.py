"""Files in rooms, in real browsers: chosen, pasted, dropped, seen by others, large, and without JavaScript."""

import re

from playwright.sync_api import expect

from tests.pictures import picture

from .pages import Held, until

EVIL = "<img src=x onerror=window.ran=1>.png"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="window.ran=1"><script>window.ran=1</script></svg>'
# A picture in a DataTransfer, given to an element by an event of that name.
GIVE = """async (element, [type, name, mime, bytes]) => {
  const data = new DataTransfer();
  data.items.add(new File([new Uint8Array(bytes)], name, {type: mime}));
  const options = {bubbles: true, cancelable: true};
  if (type === 'paste') element.dispatchEvent(new ClipboardEvent('paste', {...options, clipboardData: data}));
  else element.dispatchEvent(new DragEvent(type, {...options, dataTransfer: data}));
}"""


def file(name="kiln.png", content=None, mime="image/png"):
    return {"name": name, "mimeType": mime, "buffer": picture("PNG", size=(900, 600)) if content is None else content}


def chooses(person, *files):
    person.page.locator("input[type=file]").set_input_files(list(files))
    return person


def give(person, place, event, given=None):
    given = given or file()
    person.page.locator(place).evaluate(GIVE, [event, given["name"], given["mimeType"], list(given["buffer"])])


def pictures(person):
    return person.messages.locator(".picture img")


def has_arrived(person):
    """The picture of the room, in sight and whole."""
    person.settles()
    expect(pictures(person)).to_be_visible()
    pictures(person).scroll_into_view_if_needed()
    expect(pictures(person)).to_have_js_property("complete", True)
    assert pictures(person).evaluate("image => image.decode().then(() => image.naturalWidth)") > 0


def test_a_picture_is_sent_and_the_other_one_sees_it_in_a_box_that_does_not_move(person, room):
    ada, bob = person("ada").enters(room), person("bob").enters(room)
    held = Held(bob.page, re.compile(r"/files/.*/small$"))  # its box comes first
    chooses(ada, file("kiln.png"))
    expect(ada.page.locator(".chosen")).to_contain_text("kiln.png")
    expect(ada.page.locator(".chosen img")).to_be_visible()
    ada.says("It glows").sees("It glows")
    expect(ada.page.locator(".chosen")).to_have_count(0)
    bob.sees("It glows")
    expect(pictures(bob)).to_have_count(1)
    before = pictures(bob).bounding_box()
    assert (round(before["width"]), round(before["height"])) == (380, 253)
    held.ends()
    has_arrived(bob)
    assert pictures(bob).bounding_box() == before
    has_arrived(ada)


def test_files_are_pasted_dropped_chosen_one_after_the_other_and_how_far_they_are_shows(person, room):
    ada = person("ada").enters(room)
    give(ada, "form#composer textarea", "paste", file("image.png"))
    expect(ada.page.locator(".chosen")).to_contain_text("image.png")
    ada.composer.press("Enter")
    has_arrived(ada)

    give(ada, ".room__talk", "dragenter")
    expect(ada.page.locator(".room__drop")).to_be_visible()
    give(ada, ".room__talk", "dragleave")
    expect(ada.page.locator(".room__drop")).to_have_count(0)
    give(ada, ".room__talk", "dragenter")
    give(ada, ".room__talk", "drop", file("plan.pdf", b"%PDF-1.4", "application/pdf"))
    expect(ada.page.locator(".room__drop")).to_have_count(0)
    expect(ada.page.locator(".chosen")).to_contain_text("plan.pdf")
    ada.says("The plan").sees("The plan").settles()
    attachments = ada.messages.locator(".attachment")
    with ada.page.expect_download() as download:
        attachments.click()
    assert download.value.suggested_filename == "plan.pdf"

    chooses(ada, file("one.txt", b"1", "text/plain"), file("two.txt", b"2", "text/plain"))
    chooses(ada, file("three.txt", b"3", "text/plain"))
    ada.page.get_by_role("button", name="Leave out: two.txt").click()
    ada.composer.press("Enter")
    expect(attachments).to_have_count(3)
    expect(attachments.nth(1)).to_contain_text("one.txt")
    expect(attachments.nth(2)).to_contain_text("three.txt")
    expect(ada.messages.locator("[data-state]")).to_have_count(0)

    devtools = ada.context.new_cdp_session(ada.page)
    uploads_at(devtools, 200_000)
    chooses(ada, file("film.bin", b"x" * 3_000_000, "application/octet-stream"))
    ada.says("A film")
    progress = ada.messages.locator("[data-state=sending] progress")
    expect(progress).to_be_visible()
    expect(progress).to_have_attribute("value", re.compile(r"^0\.[1-9]"))
    uploads_at(devtools, -1)  # seen: no need to wait for the rest
    expect(attachments).to_have_count(4)
    expect(attachments.last).to_contain_text("film.bin")
    expect(attachments.last).to_contain_text("BIN, 2.9")
    ada.sees_once("A film")

    # Too many and empty ones are refused before they go.
    chooses(ada, *(file(f"{number}.txt", b"x", "text/plain") for number in range(12)))
    expect(ada.page.locator(".chosen")).to_have_count(10)
    expect(ada.page.locator(".composer__files [role=alert]").first).to_contain_text("A message takes 10 files.")
    chooses(ada, file("empty.txt", b"", "text/plain"))
    expect(ada.page.locator(".composer__files [role=alert]")).to_contain_text("empty.txt: There is nothing in it.")


def uploads_at(devtools, speed):
    slow = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": speed}
    devtools.send("Network.emulateNetworkConditions", slow)


def test_what_the_server_refuses_comes_back_with_its_words_and_they_go_when_one_goes_on(person, room):
    ada = person("ada", expected=["422"]).enters(room)
    chooses(ada, file("half.png", picture("PNG")[:200]))
    ada.says("Look at this")
    expect(ada.page.locator("#composer-error")).to_contain_text("half.png: This file could not be read as a picture")
    expect(ada.composer).to_have_value("Look at this")
    ada.page.get_by_role("button", name="Leave out: half.png").click()
    ada.composer.press("Enter")
    ada.sees("Look at this").sees_once("Look at this")
    expect(pictures(ada)).to_have_count(0)

    sentences = ada.page.locator("form#composer .field__error:visible")
    for goes_on in (
        lambda: ada.composer.press_sequentially("!"),
        lambda: chooses(ada, file("kiln.png")),
        lambda: give(ada, ".room__talk", "drop", file("plan.pdf", b"%PDF-1.4", "application/pdf")),
        lambda: ada.page.get_by_role("button", name="Leave out: half.png").click(),
    ):
        ada.enters(room)
        chooses(ada, file("half.png", picture("PNG")[:200]))
        ada.says("Look at this")
        expect(sentences).to_contain_text(["half.png: This file could not be read as a picture"])
        chooses(ada, file("empty.txt", b"", "text/plain"))
        expect(sentences).to_have_text(["empty.txt: There is nothing in it."])
        ada.page.once("dialog", lambda dialog: dialog.accept())
        goes_on()
        expect(sentences).to_have_count(0)
    expect(ada.page.locator(".composer__files")).to_be_hidden()


def test_pictures_are_looked_at_with_the_keyboard(person, room):
    ada = person("ada").enters(room)
    for name in ("first.png", "second.png"):
        chooses(ada, file(name))
        ada.says(f"The {name}").sees(f"The {name}")
    ada.settles()
    ada.messages.locator(".picture").first.focus()
    ada.page.keyboard.press("Enter")
    box = ada.page.get_by_role("dialog", name="Picture")
    expect(box).to_contain_text("first.png")
    expect(box).to_contain_text("Ada")
    for key, name in (("ArrowRight", "second"), ("ArrowRight", "first"), ("ArrowLeft", "second")):
        ada.page.keyboard.press(key)
        expect(box.locator("b")).to_have_text(f"{name}.png")
    expect(box.locator("img")).to_have_js_property("complete", True)
    image = box.locator("img").bounding_box()
    assert image["y"] + image["height"] <= 800
    ada.page.keyboard.press("Escape")
    expect(box).to_be_hidden()
    expect(ada.messages.locator(".picture").first).to_be_focused()
    ada.page.keyboard.press("Enter")
    box.get_by_role("link", name="Show in the conversation").click()
    expect(box).to_be_hidden()
    expect(ada.messages.locator(".message__time").first).to_be_focused()


def test_going_back_closes_a_picture_and_leaves_the_room_only_when_none_is_open(person, room):
    ada = person("ada", has_touch=True, is_mobile=True, viewport={"width": 390, "height": 844})
    ada.goes_to("/people/").enters(room)
    chooses(ada, file("kiln.png"))
    ada.page.get_by_role("button", name="Send").click()
    expect(pictures(ada)).to_be_visible()
    ada.settles()
    box = ada.page.get_by_role("dialog", name="Picture")

    def looks():
        ada.messages.locator(".picture").click()
        expect(box).to_be_visible()
        return ada.page.evaluate("history.length")

    def is_back():
        expect(box).to_be_hidden()
        until(ada.page, lambda: not ada.page.evaluate("history.state?.over"), "the end of its entry")
        assert ada.page.url.endswith(room)

    first = looks()
    ada.page.go_back()
    is_back()
    for close in (
        lambda: ada.page.keyboard.press("Escape"),
        lambda: box.get_by_role("button", name="Close").click(),
        lambda: ada.page.reload(),
        lambda: (ada.page.go_back(), is_back(), ada.page.evaluate(FORWARD)),
    ):
        assert looks() == first
        close()
        is_back()
    ada.page.go_back()
    ada.page.wait_for_url("**/people/")


FORWARD = "new Promise((there) => { addEventListener('popstate', there, { once: true }); history.forward(); })"
CLOSES = """
const dialog = document.querySelector("dialog[open]");
const opens = () => document.querySelector("#messages .picture").click();
dialog.close();
"""


# Each until all is told that there is to tell.
BEFORE_IT_IS_TOLD = """
opens();
await new Promise((told) => dialog.addEventListener("close", told, { once: true }));
"""
WHILE_ITS_ENTRY_IS_ON_ITS_WAY_OUT = """
dialog.addEventListener("close", opens, { once: true });
await new Promise((entered) => {
  const push = history.pushState;
  history.pushState = (...entry) => entered(push.apply(history, entry));
});
"""


def test_a_picture_opened_while_another_closes_stays_open(person, room):
    ada = person("ada").goes_to("/people/").enters(room)
    chooses(ada, file("kiln.png"))
    ada.page.get_by_role("button", name="Send").click()
    expect(pictures(ada)).to_be_visible()
    ada.settles()
    box = ada.page.get_by_role("dialog", name="Picture")
    for again in (BEFORE_IT_IS_TOLD, WHILE_ITS_ENTRY_IS_ON_ITS_WAY_OUT):
        ada.messages.locator(".picture").click()
        expect(box).to_be_visible()
        entries = ada.page.evaluate("history.length")
        ada.page.evaluate(f"async () => {{ {CLOSES} {again} }}")
        ada.page.wait_for_timeout(300)
        expect(box).to_be_visible()
        assert ada.page.evaluate("[history.length, history.state]") == [entries, {"over": True}]
        ada.page.go_back()
        expect(box).to_be_hidden()
        until(ada.page, lambda: not ada.page.evaluate("history.state?.over"), "the end of its entry")
        assert ada.page.url.endswith(room)


def test_nothing_in_a_file_or_its_name_runs(person, room):
    ada, bob = person("ada").enters(room), person("bob").enters(room)
    chooses(ada, file(EVIL), file("drawing.svg", SVG, "image/svg+xml"), file("page.html", SVG, "text/html"))
    ada.says("Careful").sees("Careful")
    bob.sees("Careful")
    expect(bob.messages.locator(".attachment")).to_have_count(2)
    expect(bob.messages.locator(".attachment").first).to_contain_text("drawing.svg")
    has_arrived(bob)
    assert pictures(bob).get_attribute("alt") == EVIL
    bob.messages.locator(".picture").click()
    expect(bob.page.locator(".lightbox b")).to_have_text(EVIL)
    for someone in (ada, bob):
        assert someone.page.evaluate("typeof window.ran") == "undefined"
    for address in bob.messages.locator(".attachment").evaluate_all("links => links.map(link => link.href)"):
        response = bob.context.request.get(address)
        assert response.headers["content-type"] == "application/octet-stream"
        assert response.headers["content-disposition"].startswith("attachment")


def test_all_files_of_a_room_stand_on_a_page(person, room):
    ada = person("ada", viewport={"width": 1440, "height": 900}).enters(room)
    chooses(ada, file("kiln.png"), file("plan.pdf", b"%PDF-1.4", "application/pdf"))
    ada.says("Two").sees("Two").settles()
    expect(pictures(ada)).to_have_count(1)
    ada.page.get_by_role("link", name="All 2").click()
    expect(ada.page.get_by_role("heading", level=1)).to_contain_text("Pictures and files of")
    ada.hears()  # before its scripts are there, a page has no box for a picture
    ada.page.locator(".photo").click()
    expect(ada.page.locator(".lightbox b")).to_have_text("kiln.png")
    ada.page.get_by_role("dialog").get_by_role("link", name="Show in the conversation").click()
    expect(ada.messages.locator(".picture")).to_be_visible()
