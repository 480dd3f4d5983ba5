"""What is unread: in how many rooms, in every tab; and a room opens where one stopped reading."""

import re
import time

from playwright.sync_api import expect

from .pages import until
from .test_history import TO_END, is_at_the_end, numbers, say  # noqa: F401  a fixture

PLACE_OF_LINE = """() => {
  const [talk, line] = ['.room__talk', '.line--new'].map(name => document.querySelector(name).getBoundingClientRect());
  return (line.top - talk.top) / talk.height;
}"""

SAID = """() => [document.title, ...['total', 'direct-total', 'notification-count'].map((id) => {
  const place = document.getElementById(id);
  return place.hidden ? 0 : Number(place.firstElementChild.textContent);
})]"""


def total(page):
    """What the title says, which is what the navigation says of rooms, of conversations and of notifications."""
    title, *counts = page.evaluate(SAID)
    found = re.match(r"\((\d+)\) ", title)
    number = int(found[1]) if found else 0
    assert sum(counts) == number
    return number


def has_read(site, room, name):
    code = f"""
from apps.rooms.models import Membership
print(Membership.objects.get(user__username={name!r}, room__slug={room.split("/")[2]!r}).read_up_to)
"""
    return int(site.run(code))


def tells(number):
    """The answer to a page that has read as far as there."""
    return lambda answer: answer.url.endswith("/read/") and answer.request.post_data == f"up_to={number}"


def has_total(page, number):
    expect(page).to_have_title(re.compile(rf"^\({number}\) " if number else r"^[^(]"))
    assert total(page) == number


def test_the_total_is_right_in_all_tabs_at_once(member, remote, room):
    bob, ada = member("bob", room), remote("ada", room)
    bob.goes_to("/people/").hears()
    before = total(bob.page)
    other = bob.new_tab()
    for hidden in (False, True):
        other.goto("/settings/appearance/")
        expect(other.locator("html[data-live=open]")).to_be_attached()
        assert total(other) == before
        if hidden:
            bob.hides()
        ada.says("Are you there?")
        has_total(other, before + 1)
        has_total(bob.page, before + 1)
        other.goto(room)  # where one reads it
        has_total(other, before)
        if hidden:
            bob.shows()
        has_total(bob.page, before)


def test_a_room_that_keeps_still_is_not_counted(member, remote, room):
    bob, ada = member("bob", room).enters(room), remote("ada", room)
    bob.page.locator("#bell").click()
    with bob.page.expect_response(re.compile("/membership/$")):
        bob.page.get_by_role("radio", name="Nothing").check()
    bob.goes_to("/people/").hears()
    before = total(bob.page)
    ada.says("Hush")
    expect(bob.page.locator(f"#side-rooms a[href='{room}'][data-unread]")).to_be_visible()
    assert total(bob.page) == before


def test_a_room_opens_where_one_stopped_and_leads_on_to_the_newest(member, room, say, site):  # noqa: F811
    bob = member("bob", room)
    read = say(10)
    bob.goes_to(room).goes_to("/people/")
    until(bob.page, lambda: has_read(site, room, "bob") == read[-1], "what he read, told as he left")
    said = say(100, first=10)
    bob.enters(room)
    expect(bob.messages.locator(".line--new + .message")).to_have_attribute("id", f"message-{said[len(read)]}")
    bob.waits_until(f"0.1 < ({PLACE_OF_LINE})() && ({PLACE_OF_LINE})() < 0.4")
    expect(bob.page.get_by_role("link", name="To the newest")).to_be_visible()
    while (here := numbers(bob))[-1] != said[-1]:
        bob.page.evaluate(TO_END)
        expect(bob.messages.locator("li[id^=message-]")).not_to_have_count(len(here))
    assert numbers(bob) == said
    with bob.page.expect_response(tells(said[-1])):
        bob.page.evaluate(TO_END)
    bob.goes_to(room)
    expect(bob.messages.locator(".line--new")).to_have_count(0)
    is_at_the_end(bob)


def test_few_new_messages_are_all_in_sight(member, remote, room, say):  # noqa: F811
    bob, ada = member("bob", room), remote("ada", room)
    said = say(30)
    bob.goes_to(room)
    with bob.page.expect_response(tells(said[-1])):
        bob.page.evaluate(TO_END)
    bob.goes_to("/people/")
    ada.says("One").says("Two")
    bob.enters(room).sees("Two")
    expect(bob.messages.locator(".line--new + .message")).to_contain_text("One")
    is_at_the_end(bob)


def test_a_hidden_tab_asks_for_itself_where_no_other_tells_it(member, remote, room):
    bob, ada = member("bob", room), remote("ada", room)
    bob.page.clock.install()
    bob.goes_to("/people/").stops_the_clock().goes_to("/people/").hears()  # its minute begins when we say so
    before = total(bob.page)
    bob.hides()
    ada.says("Are you there?")
    bob.page.clock.fast_forward(40_000)
    assert total(bob.page) == before
    bob.page.clock.fast_forward(40_000)
    has_total(bob.page, before + 1)


def test_what_one_says_before_one_has_read_on_leads_to_the_newest(person, room, say):  # noqa: F811
    """However long these take to come."""
    said = say(60)
    ada = person("ada")
    ada.page.route(re.compile("/messages/$"), slowly)
    ada.enters(room)
    assert numbers(ada)[-1] != said[-1]
    ada.says("At last").sees("At last")
    expect(ada.messages.locator("li[id^=message-]").last).to_contain_text("At last")
    expect(ada.page.get_by_role("link", name="To the newest")).to_be_hidden()


def slowly(route):
    answer = route.fetch()
    time.sleep(0.5 if route.request.method == "GET" else 0)
    route.fulfill(response=answer)
