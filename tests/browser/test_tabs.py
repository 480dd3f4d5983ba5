"""Many tabs of one browser over plain HTTP/1.1, where a browser has six connections for a host.

Every tab of Playwright is told that it is in sight, whichever is in front. So a tab that goes behind another one is
told otherwise by the page's own words (`document.hidden` and `visibilitychange`), which is all that live.js looks at.
The connections are the browser's real ones, with its real limit; the server says how many streams it holds by the
presence in its database, and the browser by what it still can fetch.
"""

from pathlib import Path

import pytest
from playwright.sync_api import TimeoutError as NoAnswer
from playwright.sync_api import expect

from .pages import Person, until
from .test_presence import sees_here

TABS = 7
BEHIND = """hidden => {
  Object.defineProperty(document, 'hidden', {value: hidden, configurable: true});
  Object.defineProperty(document, 'visibilityState', {value: hidden ? 'hidden' : 'visible', configurable: true});
  document.dispatchEvent(new Event('visibilitychange'));
}"""


class Tab(Person):
    """One of several tabs of somebody's browser."""

    def __init__(self, someone, page):
        self.context, self.username, self.page = someone.context, someone.username, page


def opened_behind_each_other(someone, room, number):
    """Each new tab covers the one before."""
    tabs = [Tab(someone, someone.page)]
    tabs[0].enters(room)
    while len(tabs) < number:
        tabs[-1].page.evaluate(BEHIND, True)
        tabs.append(Tab(someone, someone.new_tab()))
        tabs[-1].enters(room)
    return tabs


def brought_to_front(tab, tabs):
    for other in tabs:
        if other is not tab:
            other.page.evaluate(BEHIND, True)
    tab.page.bring_to_front()
    tab.page.evaluate(BEHIND, False)
    return tab


def test_each_of_many_tabs_can_be_loaded_and_written_in_and_catches_up(person, remote, room):
    tabs = opened_behind_each_other(person("ada"), room, TABS)
    bob = remote("bob", room)
    said = []
    for number, tab in enumerate(tabs):
        brought_to_front(tab, tabs).hears()
        tab.says(f"from tab {number}")
        said += [f"from tab {number}", f"answer {number}"]
        tab.sees(f"from tab {number}")
        bob.says(f"answer {number}")
        tab.sees(f"answer {number}")
        assert tab.lines() == said  # with what was said while it was behind the others
    for tab in tabs[::3]:
        brought_to_front(tab, tabs)
        tab.page.reload()
        tab.hears().sees(said[-1])
        assert tab.lines() == said
    for tab in tabs:  # each of them, at last, holds everything once
        brought_to_front(tab, tabs).sees(said[-1])
        assert tab.lines() == said


def test_without_giving_connections_back_the_seventh_tab_would_wait(person, room):
    """What the others prove is worth something: ten tabs that all hold a stream leave no connection for a page."""
    ada = person("ada", expected=["net::ERR"])
    tabs = [ada.page] + [ada.new_tab() for _ in range(6)]
    for tab in tabs[:6]:
        tab.goto(room)
        expect(tab.locator("html[data-live=open]")).to_be_attached()
    with pytest.raises(NoAnswer):
        tabs[6].goto(room, timeout=2500)
    for tab in tabs[:3]:
        tab.evaluate(BEHIND, True)
    expect(tabs[6].locator("form#composer")).to_be_visible()


def test_a_browser_that_is_gone_leaves_no_listener(person, room, site):
    bob = sees_here(person("bob").enters(room), "Bob")  # what his page asks for at first, it has
    before = sockets_of(site)
    ada = person("ada")
    tabs = [ada.page, ada.new_tab(), ada.new_tab()]
    for tab in tabs:
        tab.goto(room)
        expect(tab.locator("html[data-live=open]")).to_be_attached()
    meanwhile = sockets_of(site)
    assert meanwhile >= 1 + 3
    ada.context.close()
    at_most = min(before, meanwhile - 3)  # what was there before may have been of the scene before, and gone since
    until(bob.page, lambda: sockets_of(site) <= at_most, "the end of her connections")
    bob.says("Still here").sees("Still here")


def sockets_of(site):
    """The connections that the server has open with browsers."""
    lines = Path(f"/proc/{site.process.pid}/net/tcp").read_text().splitlines()[1:]
    here = f":{site.port:04X}"
    return sum(row.split()[1].endswith(here) and row.split()[3] == "01" for row in lines)
