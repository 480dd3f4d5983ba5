"""Who is here and who is writing, in two and three browsers."""

import re
import time

from playwright.sync_api import expect

from .pages import until

LINGER = 2  # seconds that somebody who left is still here


def sees_here(person, *names):
    """The number, and the faces in the same page."""
    expect(person.page.locator("#presence-count")).to_have_text(f"{len(names)} here")
    expect(person.page.locator("#here .listing > a")).to_have_text([*map(within_text, names)])
    return person


def within_text(name):
    return re.compile(rf"{name}$")


def is_writing(person, words):
    expect(person.page.locator(".typing")).to_have_text(words)


def nobody_is_writing(person):
    expect(person.page.locator(".typing")).to_be_empty()


def without_time(someone, room):
    """Enters, and no time passes for them: what they are told does not grow old by itself."""
    someone.page.clock.install()
    return someone.enters(room).stops_the_clock()


def test_the_number_goes_up_and_down_and_faces_appear(person, room):
    ada = person("ada").enters(room)
    sees_here(ada, "Ada")
    bob = person("bob").enters(room)
    sees_here(ada, "Ada", "Bob")
    sees_here(bob, "Ada", "Bob")
    bob.hides()
    sees_here(ada, "Ada")
    bob.shows()
    sees_here(ada, "Ada", "Bob")
    cleo = person("cleo").enters(room)
    for someone in (ada, bob, cleo):
        sees_here(someone, "Ada", "Bob", "Cleo")
    expect(ada.page.locator("#faces-here .face")).to_have_count(3)
    expect(ada.page.locator(".room-link[aria-current] .presence")).to_have_text("3")
    tab = bob.new_tab()
    tab.goto(room)
    expect(tab.locator("html[data-live=open]")).to_be_attached()
    tab.close()  # two tabs are one person
    cleo.page.close()
    sees_here(ada, "Ada", "Bob")  # she went last: if he went with his tab, he would be gone before her
    bob.page.goto("/people/")
    sees_here(ada, "Ada")


def test_a_page_that_is_loaded_again_does_not_flicker(person, room):
    ada, bob = person("ada").enters(room), person("bob").enters(room)
    sees_here(ada, "Ada", "Bob")
    asked, slow = [], 0
    ada.page.on("request", lambda request: "/here/" in request.url and asked.append(time.monotonic()))
    began = time.monotonic()
    until(ada.page, lambda: time.monotonic() - max([began, *asked]) > LINGER, "the end of all asking")
    asked.clear()
    for _ in range(3):
        began = time.monotonic()
        bob.page.reload()
        bob.hears()
        slow += time.monotonic() - began > LINGER
    ada.page.wait_for_timeout(3500)
    sees_here(ada, "Ada", "Bob")
    assert len(asked) <= 2 * slow  # where it took that long, he had rightly gone and come


def test_who_signs_out_is_gone_and_the_page_stops_asking(person, room):
    ada, cleo = person("ada").enters(room), person("cleo", signs_in=True).enters(room)
    sees_here(ada, "Ada", "Cleo")
    asked = []
    cleo.page.on("request", lambda request: "/events/?" in request.url and asked.append(request.url))
    elsewhere, other = cleo.new_tab(), cleo.new_tab()
    elsewhere.goto("/people/")
    expect(elsewhere.locator("html[data-live=open]")).to_be_attached()
    other.goto("/accounts/logout/")
    other.locator("main form button").first.click()
    sees_here(ada, "Ada")
    expect(cleo.page).to_have_url(re.compile("/accounts/login/"))
    cleo.page.wait_for_timeout(3000)
    assert len(asked) <= 2  # the answer, and once more to see which it is
    expect(elsewhere.locator("html")).to_have_attribute("data-live", "denied")


def test_without_scripts_the_number_is_there_and_leads_to_the_faces(person, room):
    ada = person("ada").enters(room)
    sees_here(ada, "Ada")
    bob = person("bob", java_script_enabled=False)
    bob.page.goto(room)
    expect(bob.page.locator("#presence-count")).to_have_text("2 here")
    bob.page.locator("#presence-count").click()
    expect(bob.page.locator("main").get_by_role("link", name="Ada")).to_be_visible()


def test_the_others_see_who_is_writing_and_oneself_does_not(person, sends, room):
    ada, bob = person("ada").enters(room), person("bob").enters(room)
    cleo, olga = (without_time(person(name), room) for name in ("cleo", "olga"))  # last: they give no sign of life
    height = "document.querySelector('#composer').offsetHeight"
    before = bob.page.evaluate(height)
    ada.composer.press_sequentially("Hel")
    is_writing(bob, "Ada is writing")
    assert bob.page.evaluate(height) == before
    nobody_is_writing(ada)
    bob.composer.press_sequentially("Wel")
    is_writing(ada, "Bob is writing")
    is_writing(cleo, "Ada and Bob are writing")
    sends("cleo", f"{room}typing/")
    is_writing(olga, "Several people are writing")


def test_a_message_ends_the_writing_and_so_does_silence(person, room):
    ada, bob = person("ada").enters(room), without_time(person("bob"), room)
    ada.composer.press_sequentially("Hello")
    is_writing(bob, "Ada is writing")
    ada.composer.press("Enter")
    bob.sees("Hello")
    nobody_is_writing(bob)
    bob.page.clock.run_for(600)
    ada.composer.fill("And")  # at once: where the keys come slowly, more than one sign is given
    is_writing(bob, "Ada is writing")
    bob.page.clock.run_for(5900)
    is_writing(bob, "Ada is writing")
    bob.page.clock.run_for(200)
    nobody_is_writing(bob)


def test_signs_of_writing_are_few(person, room):
    ada = without_time(person("ada"), room)
    told = []
    ada.page.on("request", lambda request: "/typing/" in request.url and told.append(request.url))
    with ada.page.expect_request("**/typing/"):
        for letter in "a long sentence that takes a while":  # 2.7 seconds
            ada.composer.press_sequentially(letter)
            ada.page.clock.run_for(80)
    ada.page.clock.run_for(3100)
    ada.composer.fill("  ")
    ada.page.clock.run_for(500)
    assert len(told) == 1, "that was one sentence, and then nothing"
    with ada.page.expect_request("**/typing/"):
        ada.composer.fill("And")
        ada.page.clock.run_for(500)
    assert len(told) == 2
