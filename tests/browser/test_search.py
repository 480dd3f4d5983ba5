"""The search box on every page, its quick list, and the page of the search while one types."""

import re

import pytest
from playwright.sync_api import expect

from .pages import Held
from .test_pages import COLOURS, problems

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
ROOMS = """
from apps.accounts.models import User
from apps.rooms.models import Room
ada = User.objects.get(username="ada")
for name in ("Lathe corner", "Latin choir"):
    if not Room.objects.filter(name=name).exists():
        room = Room.objects.open_by(ada, name=name, kind="open", is_public=True)
        room.post(ada, f"The tenmoku pots of {name}")
"""


FORGET = "from apps.search.models import RecentSearch; RecentSearch.objects.all().delete()"


@pytest.fixture(scope="module", autouse=True)
def rooms(site):
    site.run(ROOMS)


@pytest.fixture(autouse=True)
def nothing_searched(site, rooms):
    site.run(FORGET)


class Switcher:
    """The quick list over somebody's page."""

    def __init__(self, person):
        self.page = person.page
        self.dialog = self.page.get_by_role("dialog", name="Go to")
        self.field = self.dialog.get_by_role("combobox")
        self.options = self.dialog.get_by_role("option")
        self.chosen = self.dialog.locator("[aria-selected=true]")

    def opens(self, key="Control+k"):
        self.page.keyboard.press(key)
        expect(self.field).to_be_focused()
        return self

    def types(self, text):
        self.page.keyboard.type(text)
        return self

    def finds(self, text):
        expect(self.options.filter(has_text=text).first).to_be_visible()
        return self


def test_three_letters_and_enter_lead_into_a_room(person):
    ada = person("ada").goes_to("/people/")
    switcher = Switcher(ada).opens().types("lathe c")
    ada.page.keyboard.press("Enter")  # before the answer has come
    ada.page.wait_for_url("**/rooms/lathe-corner/")
    expect(ada.composer).to_be_visible()
    switcher.opens().types("lat").finds("Latin choir").finds("Lathe corner")
    expect(switcher.chosen).to_have_count(1)
    ada.page.keyboard.press("ArrowDown")
    expect(switcher.options.nth(1)).to_have_attribute("aria-selected", "true")
    expect(switcher.field).to_have_attribute("aria-activedescendant", switcher.options.nth(1).get_attribute("id"))
    there = switcher.options.nth(1).get_attribute("href")
    ada.page.keyboard.press("Enter")
    ada.page.wait_for_url(f"**{there}")


def test_escape_gives_the_focus_back_and_arrows_go_round_among_what_is_found_and_was_searched(person):
    ada = person("ada").goes_to("/people/")
    field = ada.page.get_by_label("Search people")
    field.focus()
    field.press("/")  # is written
    expect(field).to_have_value("/")
    switcher = Switcher(ada).opens()
    ada.page.keyboard.press("Escape")
    expect(switcher.dialog).to_be_hidden()
    expect(field).to_be_focused()
    ada.page.get_by_role("searchbox", name="Search everything").click()
    expect(switcher.field).to_be_focused()
    ada.page.keyboard.press("Escape")
    expect(switcher.dialog).to_be_hidden()

    switcher.opens().types("lat").finds("Latin choir")
    ada.page.keyboard.press("ArrowUp")
    expect(switcher.chosen).to_contain_text("Search everything for “lat”")
    ada.page.keyboard.press("ArrowDown")
    expect(switcher.options.first).to_have_attribute("aria-selected", "true")
    ada.page.keyboard.press("Control+Enter")
    ada.page.wait_for_url("**/search/?q=lat")
    expect(ada.page.locator("#found-rooms")).to_be_visible()

    # Before typing there are recent searches.
    ada.goes_to("/people/")
    switcher.opens().finds("lat")
    expect(switcher.chosen).to_have_count(0)
    ada.page.keyboard.press("ArrowDown")
    ada.page.keyboard.press("Enter")
    ada.page.wait_for_url("**/search/?q=lat")


def test_a_late_answer_is_dropped_and_a_failure_says_so(person):
    ada = person("ada", expected=["500"]).goes_to("/people/")
    switcher = Switcher(ada).opens()
    held = Held(ada.page, "**/search/quick/?q=lathe")
    switcher.types("lathe")
    held.arrived()
    ada.page.keyboard.press("Control+a")
    switcher.types("latin").finds("Latin choir")
    held.ends()
    expect(switcher.options.filter(has_text="Lathe corner")).to_have_count(0)
    ada.page.route("**/search/quick/**", lambda route: route.fulfill(status=500, body="<p>broken</p>"))
    switcher.types("e")
    expect(switcher.dialog.get_by_role("alert")).to_contain_text("That did not work")
    expect(ada.page.locator("#toasts .toast")).to_have_count(0)
    ada.page.unroute_all()
    ada.page.keyboard.press("Backspace")
    switcher.finds("Latin choir")
    expect(switcher.dialog.get_by_role("alert")).to_be_hidden()


def test_results_change_while_one_types_and_the_caret_stays(person):
    ada = person("ada").goes_to("/search/")
    box = ada.page.locator("#search-q")
    expect(box).to_be_focused()
    box.press_sequentially("tenmok")
    ada.page.wait_for_url("**/search/?q=tenmok")
    expect(ada.page.locator("#found-messages")).to_be_visible()
    expect(ada.page).to_have_title(re.compile("tenmok – Search"))
    box.press("Home")
    box.press_sequentially("pots ")
    ada.page.wait_for_url("**/search/?q=pots+tenmok")
    expect(ada.page.locator("#found mark").first).to_be_visible()
    expect(box).to_be_focused()
    assert box.evaluate("box => box.selectionStart") == 5
    expect(box).to_have_value("pots tenmok")
    box.press("End")
    box.press_sequentially(" from:bob")
    expect(ada.page.locator("#side-author")).to_have_value("bob")
    expect(ada.page.locator(".chip--set")).to_have_text("Remove filter: From Bob")
    expect(ada.page.locator("#search-status")).to_have_text("No results")
    ada.reloads()
    expect(box).to_have_value("pots tenmok from:bob")
    ada.page.get_by_role("link", name="Clear search").click()
    ada.page.wait_for_url("**/search/")
    expect(ada.page.get_by_role("link", name="Clear search")).to_be_hidden()


def test_filters_kinds_and_more_work_in_place(person, site):
    ada = person("ada").goes_to("/search/?q=tenmoku")
    ada.page.get_by_label("From", exact=True).locator("visible=true").fill("bob")
    ada.page.get_by_role("button", name="Apply").locator("visible=true").click()
    ada.page.wait_for_url("**/search/?q=tenmoku+from%3Abob")
    expect(ada.page.locator("#found")).to_contain_text("Nothing found")
    expect(ada.page.locator("#search-q")).to_have_value("tenmoku from:bob")
    ada.page.get_by_role("link", name="Remove filter: From Bob").click()
    ada.page.wait_for_url("**/search/?q=tenmoku")
    ada.page.locator("#kind-messages").click()
    ada.page.wait_for_url("**/search/?q=tenmoku&kind=messages")
    ada.page.get_by_label("Sort by").select_option("Newest")
    ada.page.wait_for_url("**/search/?q=tenmoku&kind=messages&sort=newest")
    ada.page.go_back()
    ada.page.wait_for_url("**/search/?q=tenmoku&kind=messages")

    site.run(
        "from apps.rooms.models import Room; room = Room.objects.get(slug='latin-choir'); "
        "[room.post(room.owner, f'Canticum {number}') for number in range(25)]"
    )
    ada.goes_to("/search/?q=canticum&kind=messages&sort=newest")
    results = ada.page.locator("#found .row")
    expect(results).to_have_count(20)
    ada.page.get_by_role("link", name="Show more").press("Enter")
    expect(results).to_have_count(25)
    expect(results.nth(20).get_by_role("link")).to_be_focused()
    expect(ada.page.get_by_role("link", name="Show more")).to_have_count(0)

    # Recent searches are removed in place.
    site.run(FORGET)
    ada.goes_to("/search/?q=lathe").goes_to("/search/?q=latin").goes_to("/search/")
    recent = ada.page.locator(".recent li")
    expect(recent).to_have_text(["latin", "lathe"])
    ada.page.get_by_role("button", name="Remove “latin” from recent searches").click()
    expect(recent).to_have_text(["lathe"])
    ada.page.get_by_role("button", name="Clear recent searches").click()
    expect(recent).to_have_count(0)
    ada.reloads()
    expect(recent).to_have_count(0)


def test_on_a_phone_the_search_link_opens_it_and_a_search_that_is_sent_puts_the_keyboard_away(person):
    ada = person("ada", **PHONE).goes_to("/search/")
    box = ada.page.locator("#search-q")
    expect(box).to_be_focused()
    box.press_sequentially("tenmoku")
    expect(ada.page.locator("#found-messages")).to_be_visible()
    expect(box).to_be_focused()
    box.press("Enter")
    expect(box).not_to_be_focused()
    expect(ada.page.locator("#found-messages")).to_be_visible()

    ada.goes_to("/people/")
    switcher = Switcher(ada)
    ada.page.get_by_role("link", name="Search", exact=True).tap()
    expect(switcher.field).to_be_focused()
    switcher.types("lath").finds("Lathe corner")
    ada.page.get_by_role("button", name="Cancel").tap()
    expect(switcher.dialog).to_be_hidden()
    ada.page.get_by_role("link", name="Your profile").tap()
    ada.page.get_by_role("link", name="Settings").tap()
    ada.page.wait_for_url("**/settings/**")


@pytest.mark.parametrize("screen", [{}, PHONE], ids=["wide", "phone"])
def test_the_quick_list_keeps_nobody_out(person, screen):
    ada = person("ada", color_scheme="light", **screen).goes_to("/search/?q=tenmoku").goes_to("/people/")
    switcher = Switcher(ada).opens("/").finds("tenmoku")
    found = problems_by_day_and_night(ada.page)
    switcher.types("lat").finds("Latin choir")
    found += problems_by_day_and_night(ada.page)
    assert not found, "\n".join(found)


def problems_by_day_and_night(page):
    found = problems(page)
    page.emulate_media(color_scheme="dark")
    found += problems(page, COLOURS)
    page.emulate_media(color_scheme="light")
    return found


def test_a_visitor_has_the_box_too(person):
    visitor = person(None).goes_to("/rooms/")
    Switcher(visitor).opens("/").types("lathe").finds("Lathe corner")
    visitor.page.keyboard.press("Enter")
    visitor.page.wait_for_url("**/rooms/lathe-corner/")


def test_it_opens_over_a_composer_and_keeps_what_is_typed_there(person):
    ada = person("ada").goes_to("/rooms/lathe-corner/")
    ada.composer.press_sequentially("and/or")  # "/" is written there
    switcher = Switcher(ada)
    expect(switcher.dialog).to_be_hidden()
    switcher.opens().types("lat").finds("Latin choir")
    ada.page.keyboard.press("Escape")
    expect(switcher.dialog).to_be_hidden()
    expect(ada.composer).to_have_value("and/or")
    ada.composer.fill("")


def test_enter_that_ends_a_composition_of_letters_opens_nothing(person):
    ada = person("ada").goes_to("/people/")
    switcher = Switcher(ada).opens().types("lat").finds("Latin choir")
    devtools = ada.page.context.new_cdp_session(ada.page)
    devtools.send("Input.imeSetComposition", {"text": "ラ", "selectionStart": 1, "selectionEnd": 1})
    enter = {"type": "keyDown", "key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 229}
    devtools.send("Input.dispatchKeyEvent", enter)
    devtools.send("Input.insertText", {"text": "ラ"})
    expect(switcher.field).to_have_value("latラ")
    expect(switcher.dialog).to_be_visible()
    ada.page.keyboard.press("Backspace")
    switcher.finds("Latin choir")
    assert ada.page.url.endswith("/people/")


def test_it_does_not_open_over_another_dialog(person):
    ada = person("ada").goes_to("/people/")
    dialog = "<dialog id=other><button>One</button></dialog>"
    ada.page.evaluate(f"document.body.insertAdjacentHTML('beforeend', '{dialog}'), other.showModal()")
    ada.page.keyboard.press("Control+k")
    ada.page.keyboard.press("/")
    ada.page.keyboard.press("Escape")
    expect(ada.page.locator("#other")).to_be_hidden()
    Switcher(ada).opens()  # it is the first one


def test_a_search_sent_twice_is_one_entry_of_the_history(person):
    ada = person("ada").goes_to("/people/").goes_to("/search/")
    box = ada.page.locator("#search-q")
    box.press_sequentially("tenmoku")
    ada.page.wait_for_url("**/search/?q=tenmoku")
    expect(ada.page.locator("#found-messages")).to_be_visible()
    for _time in range(2):
        with ada.page.expect_response("**/search/?q=tenmoku"):
            box.press("Enter")
    expect(ada.page.locator("#search-form.htmx-request")).to_have_count(0)
    ada.page.go_back()
    ada.page.wait_for_url("**/people/")


@pytest.mark.parametrize("screen", [{}, PHONE], ids=["wide", "phone"])
def test_what_was_probably_meant_is_one_step_away(person, screen):
    ada = person("ada", **screen).goes_to("/search/?q=tenmoko")
    expect(ada.page.get_by_text("Did you mean tenmoku?")).to_be_visible()
    found = list(problems(ada.page))
    assert not found, "\n".join(found)
    ada.page.get_by_role("link", name="tenmoku", exact=True).click()
    ada.page.wait_for_url("**/search/?q=tenmoku")
    expect(ada.page.locator("#found-messages")).to_be_visible()


def test_everything_is_sorted_in_place_and_the_focus_stays(person):
    ada = person("ada").goes_to("/search/?q=tenmoku")
    sort = ada.page.get_by_label("Sort by")
    sort.focus()
    sort.select_option("Newest")
    ada.page.wait_for_url("**/search/?q=tenmoku&sort=newest")
    expect(sort).to_have_value("newest")
    expect(sort).to_be_focused()
    expect(ada.page.locator("#kind-all")).to_have_attribute("aria-current", "page")
