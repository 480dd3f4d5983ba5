"""A room is read back: further pieces come by scrolling, nothing jumps, nothing is missed."""

import re

import pytest
from playwright.sync_api import expect

from .pages import Held, no_toast, until

MOST = 300
SCROLL = "top => document.querySelector('.room__talk').scrollTop = top"
FROM_END = "(t => t.scrollHeight - t.scrollTop - t.clientHeight)(document.querySelector('.room__talk'))"
# The rows in sight, with where they stand.
IN_SIGHT = """async () => {
  await new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(drawn))); // as eyes see it
  const talk = document.querySelector('.room__talk').getBoundingClientRect();
  const rows = [...document.querySelectorAll('#messages li[id]')].map(row => [row.id, row.getBoundingClientRect()]);
  const seen = rows.filter(([, r]) => r.top > talk.top && r.bottom < talk.bottom);
  return Object.fromEntries(seen.map(([id, r]) => [id, r.top]));
}"""
IN_THE_MIDDLE = """id => {
  const [row, talk] = [`#${id}`, '.room__talk'].map(name => document.querySelector(name).getBoundingClientRect());
  return Math.abs(row.top + row.height / 2 - talk.top - talk.height / 2) < 3;
}"""
TO_END = "(t => t.scrollTop = t.scrollHeight - t.clientHeight - 40)(document.querySelector('.room__talk'))"
UP = "document.querySelector('.room__talk').scrollTop = 40"
HISTORY = re.compile(r"/messages/\?(before|after|around)=")
TURNS = "getComputedStyle(document.querySelector('#older a'), '::before').animationName"
RESET = "document.dispatchEvent(new CustomEvent('live:reset'))"


@pytest.fixture
def say(site, room):
    """`say(130)`: that many messages of ada's, of all lengths, some with code. Returns all numbers."""
    slug = room.strip("/").split("/")[1]

    def speak(number, first=0):
        code = f"""
from datetime import timedelta
from django.utils import timezone
from apps.accounts.models import User
from apps.rooms.models import Message, Room
from apps.shared import markdown
room, ada = Room.objects.get(slug={slug!r}), User.objects.get(username="ada")
start = timezone.now() - timedelta(minutes={number} + 1)
def body(n):
    code = "\\n\\n```python\\n" + "print(1)\\n" * (n % 9) + "```" if n % 7 == 0 else ""
    return f"line {{n}} " + "words " * (n % 40) + code
rows = [Message(room=room, author=ada, body=body(n), body_html=markdown.render(body(n)), renderer=markdown.VERSION,
                sent_at=start + timedelta(minutes=n - {first})) for n in range({first}, {first} + {number})]
Message.objects.bulk_create(rows)
Room.objects.filter(pk=room.pk).update(last_message=rows[-1], last_message_at=rows[-1].sent_at)
print(*Message.objects.filter(room=room).order_by("pk").values_list("pk", flat=True))
"""
        return [int(pk) for pk in site.run(code).splitlines()[-1].split()]

    return speak


def numbers(someone):
    ids = someone.page.eval_on_selector_all("#messages li[id]", "rows => rows.map(row => row.id)")
    return [int(row.split("-")[1]) for row in ids]


def still(someone, before):
    """What was in sight and still is has not moved."""
    after = someone.page.evaluate(IN_SIGHT)
    common = before.keys() & after.keys()
    assert common, "nothing that was in sight is there any more"
    moved = {row: after[row] - before[row] for row in common if abs(after[row] - before[row]) >= 2}
    assert not moved


def is_at_the_end(someone):
    """Fonts and pictures may come late, and it follows them."""
    someone.waits_until(f"{FROM_END} < 2")


def is_in_the_middle(someone, row):
    someone.page.wait_for_function(IN_THE_MIDDLE, arg=row)


def scrolls(someone, where, while_true, within=180):
    """Again and again, since each piece that comes leaves one where one was."""

    def done():
        someone.page.evaluate(where)
        someone.page.wait_for_timeout(60)
        return not while_true()

    until(someone.page, done, "the end of the scroll", within)


def test_older_messages_come_with_an_indicator_and_without_a_jump(person, room, say):
    everything = say(130)
    bob = person("bob").enters(room)
    rows = bob.messages.locator(".message")
    expect(rows).to_have_count(40)
    is_at_the_end(bob)
    held = Held(bob.page, HISTORY)
    for _round in range(3):
        count = rows.count()
        bob.page.evaluate(SCROLL, 30)
        waiting = bob.page.locator("#older a.htmx-request")
        expect(waiting).to_be_in_viewport()
        assert waiting.inner_text() == "Older messages"
        assert bob.page.evaluate(TURNS) == "turn"
        before = bob.page.evaluate(IN_SIGHT)
        held.lets_one_go()
        expect(rows).to_have_count(min(count + 40, 130))
        still(bob, before)
    expect(bob.page.locator("#older a")).to_have_count(0)
    assert numbers(bob) == everything
    bob.page.evaluate(SCROLL, 0)
    expect(bob.page.get_by_text("line 0 ", exact=False).first).to_be_in_viewport()


def test_the_wheel_and_the_keyboard_lead_back_without_a_jump(person, room, say):
    say(400)
    bob = person("bob").enters(room)
    bob.page.locator(".room__talk").hover()
    while len(numbers(bob)) <= 80:
        bob.page.mouse.wheel(0, -900)
        bob.page.wait_for_timeout(40)
    held = Held(bob.page, HISTORY)  # what is on its way already still comes
    until(bob.page, lambda: held.routes or not bob.page.locator("#older a.htmx-request").count())
    seen = numbers(bob)
    assert seen == list(range(seen[0], seen[-1] + 1))
    bob.page.locator(".room__talk").focus()
    bob.page.keyboard.press("Home")
    expect(bob.page.locator("#older a.htmx-request")).to_be_in_viewport()
    bob.waits_until("document.querySelector('.room__talk').scrollTop === 0")
    before = bob.page.evaluate(IN_SIGHT)
    held.ends()
    expect(bob.page.locator(f"#message-{seen[0] - 1}")).to_be_attached()
    still(bob, before)
    for _press in range(3):
        bob.page.keyboard.press("PageUp")
        bob.page.wait_for_timeout(300)
    assert bob.page.evaluate(FROM_END) > 1000


def test_three_hundred_rows_stay_and_every_row_comes_by_in_order(person, room, say):
    everything = say(500)
    bob = person("bob").enters(room)
    seen = set()

    def has_come_to(number, end):
        here = numbers(bob)
        assert here == list(range(here[0], here[-1] + 1)), "a gap"
        assert len(here) <= MOST + 1
        seen.update(here)
        return here[end] == number

    scrolls(bob, UP, while_true=lambda: not has_come_to(everything[0], 0))
    assert seen == set(everything)
    expect(bob.page.locator("#newer a")).to_be_attached()
    expect(bob.page.locator("#messages .line + .line")).to_have_count(0)
    scrolls(bob, TO_END, while_true=lambda: not has_come_to(everything[-1], -1))
    expect(bob.page.locator("#newer a")).to_have_count(0)
    expect(bob.page.locator("#older a")).to_be_attached()


@pytest.mark.parametrize("username", ["bob", None])
def test_a_link_to_a_message_opens_it_in_the_middle_and_marked(person, room, say, username):
    everything = say(200)
    someone = person(username)
    someone.page.goto(f"{room}messages/{everything[100]}/")
    row = someone.page.locator(f"#message-{everything[100]}")
    expect(row).to_have_class(re.compile("message--target"))
    is_in_the_middle(someone, f"message-{everything[100]}")
    assert numbers(someone) == everything[60:141]
    before = someone.page.evaluate(IN_SIGHT)
    someone.page.wait_for_timeout(300)
    still(someone, before)
    if username:
        expect(someone.composer).to_be_focused()
    someone.page.evaluate(SCROLL, 100)
    expect(someone.page.locator(f"#message-{everything[59]}")).to_be_attached()
    someone.page.evaluate(SCROLL, 100_000)
    expect(someone.page.locator(f"#message-{everything[141]}")).to_be_attached()
    someone.page.get_by_role("link", name="To the newest").click()
    expect(someone.page.locator(f"#message-{everything[-1]}")).to_be_in_viewport()
    expect(someone.page.locator(".room__newest")).to_be_hidden()
    expect(someone.page).to_have_url(re.compile(f"{room}$"))
    assert numbers(someone) == everything[-40:]


def test_a_finger_finds_the_message_of_a_link_in_the_middle(person, room, say):
    everything = say(100)
    bob = person("bob", has_touch=True, is_mobile=True, viewport={"width": 390, "height": 844})
    bob.page.goto(f"{room}messages/{everything[50]}/")
    bob.hears()
    row = bob.page.locator(f"#message-{everything[50]}")
    expect(row).to_be_focused()
    assert row.evaluate("row => getComputedStyle(row).outlineStyle") == "none"
    is_in_the_middle(bob, f"message-{everything[50]}")


def test_a_piece_that_was_asked_for_before_one_went_to_the_newest_is_not_placed(person, room, say):
    everything = say(300)
    bob = person("bob")
    bob.page.goto(f"{room}messages/{everything[100]}/")
    held = Held(bob.page, re.compile(r"/messages/\?after="))
    bob.page.evaluate(SCROLL, 100_000)
    expect(bob.page.locator("#newer a.htmx-request")).to_be_attached()
    bob.page.get_by_role("link", name="To the newest").click()
    expect(bob.page.locator(f"#message-{everything[-1]}")).to_be_in_viewport()
    with bob.page.expect_response(re.compile(r"/messages/\?after=")):
        held.ends()
    bob.page.wait_for_timeout(300)
    assert numbers(bob) == everything[-40:]
    bob.page.evaluate(SCROLL, 0)
    expect(bob.page.locator(f"#message-{everything[-80]}")).to_be_attached()
    assert numbers(bob) == everything[-80:]


def test_a_link_opens_at_its_message_without_javascript_and_leads_on(person, room, say):
    everything = say(200)
    bob = person("bob", java_script_enabled=False)
    bob.page.goto(f"{room}messages/{everything[100]}/")
    expect(bob.page.locator(".message--target")).to_have_id(f"message-{everything[100]}")
    expect(bob.page.locator(".message--target")).to_be_in_viewport(ratio=1)
    bob.page.get_by_role("link", name="Older messages").click()
    expect(bob.page.locator("#messages .message").first).to_have_id(f"message-{everything[20]}")
    bob.page.get_by_role("link", name="Newer messages").click()
    expect(bob.page.locator("#messages .message").first).to_have_id(f"message-{everything[60]}")
    bob.page.get_by_role("link", name="To the newest").click()
    expect(bob.page.locator("#messages .message").last).to_have_id(f"message-{everything[-1]}")


def test_what_is_said_while_one_reads_further_up_is_counted_and_a_piece_that_does_not_come_says_so(
    person, remote, room, say
):
    say(100)
    ada, bob = remote("ada", room), person("bob").enters(room)
    bob.page.evaluate(SCROLL, 400)
    expect(bob.page.get_by_role("link", name="To the newest")).to_be_visible()
    before = bob.page.evaluate(IN_SIGHT)
    for words in ("one", "two", "three"):
        ada.says(words)
    expect(bob.page.get_by_role("link", name="3 newer")).to_be_visible()
    still(bob, before)
    bob.page.get_by_role("link", name="3 newer").click()
    expect(bob.messages.get_by_text("three", exact=True)).to_be_in_viewport()
    expect(bob.page.locator(".room__newest")).to_be_hidden()
    bob.page.evaluate(SCROLL, 400)
    expect(bob.page.get_by_role("link", name="To the newest")).to_be_visible()

    bob.expected = ("500", "Failed to load", "htmx:")
    bob.page.route(re.compile(r"\?before="), lambda route: route.fulfill(status=500, body="no"))
    bob.page.evaluate(SCROLL, 0)
    expect(bob.page.get_by_text("The older messages did not come.")).to_be_visible()
    no_toast(bob)
    bob.page.unroute_all()
    bob.page.get_by_role("link", name="Try again").click()
    expect(bob.messages.locator(".message")).to_have_count(83)


def test_what_is_said_while_old_pages_are_read_does_not_stand_after_a_gap(person, remote, room, say):
    everything = say(200)
    ada, bob = remote("ada", room), person("bob")
    bob.page.goto(f"{room}messages/{everything[50]}/")
    bob.hears()
    ada.says("one").says("two")
    expect(bob.page.get_by_role("link", name="2 newer")).to_be_visible()
    expect(bob.messages.get_by_text("one", exact=True)).to_have_count(0)
    scrolls(bob, TO_END, while_true=lambda: bob.page.locator("#newer a").count())
    bob.sees("two").sees_once("one").sees_once("two")
    here = numbers(bob)
    assert here[:-2] == everything[10:]
    expect(bob.page.locator(".room__newest")).to_be_hidden()
    ada.says("three")
    bob.sees("three")


def test_what_is_said_while_the_last_piece_is_on_its_way_is_not_missed(person, remote, room, say):
    everything = say(60)
    ada, bob = remote("ada", room), person("bob")
    bob.page.goto(f"{room}messages/{everything[5]}/")
    bob.hears()
    answers = []
    bob.page.route(re.compile(r"\?after="), lambda route: answers.append((route, route.fetch())))
    bob.page.evaluate("(t => t.scrollTop = t.scrollHeight)(document.querySelector('.room__talk'))")
    expect(bob.page.locator("#newer a.htmx-request")).to_be_attached()
    until(bob.page, lambda: answers, "the piece as it was before")
    ada.says("late")
    expect(bob.page.get_by_role("link", name="1 newer")).to_be_attached()
    for route, answer in answers:
        route.fulfill(response=answer)
    bob.page.unroute_all()
    expect(bob.page.locator(f"#message-{everything[-1]}")).to_be_attached()
    bob.page.evaluate("(t => t.scrollTop = t.scrollHeight)(document.querySelector('.room__talk'))")
    bob.sees("late").sees_once("late")
    assert numbers(bob)[:-1] == everything


@pytest.mark.parametrize("where", ["newest", "old"])
def test_after_a_reset_the_page_shows_what_is_so_now(person, room, say, site, where):
    everything = say(150)
    bob = person("bob").enters(room)
    if where == "old":
        bob.page.goto(f"{room}messages/{everything[60]}/")
        bob.hears()
        is_in_the_middle(bob, f"message-{everything[60]}")
    before = bob.page.evaluate(IN_SIGHT)
    edited, gone = (everything[-2], everything[-3]) if where == "newest" else (everything[81], everything[90])
    # While the page was away: an edit, a removal and many messages, of which the log says nothing any more.
    site.run(
        f"""
from apps.rooms.models import Message
message = Message.objects.get(pk={edited})
message.body = "as it is now"
message.save()
Message.objects.get(pk={gone}).delete()
"""
    )
    later = say(20 if where == "newest" else 90, first=150)
    bob.page.evaluate(RESET)
    bob.sees("as it is now")
    expect(bob.page.locator(f"#message-{gone}")).to_have_count(0)
    if where == "newest":
        expect(bob.page.locator(f"#message-{later[-1]}")).to_be_in_viewport()
        assert numbers(bob)[-40:] == later[-40:]
    else:
        still(bob, before)
        assert edited in numbers(bob)
        expect(bob.page.locator("#newer a")).to_be_attached()


def test_a_word_is_searched_and_found_with_the_keyboard(person, room, say):
    everything = say(60)
    bob = person("bob").enters(room)
    bob.page.get_by_role("link", name="Search in this room").focus()
    bob.page.keyboard.press("Enter")
    bob.page.wait_for_url("**/search/")  # the link that leads there has such a label too, and is in focus
    expect(bob.page.get_by_label("Search in ", exact=False).last).to_be_focused()
    bob.hears()  # before its scripts are there, a page hears no key
    bob.page.keyboard.type("line 41")
    expect(bob.page.locator("#results mark").first).to_have_text("line")
    expect(bob.page.locator("#results .row")).to_have_count(1)
    expect(bob.page).to_have_url(re.compile(r"/search/\?q=line(\+|%20)41$"))
    for _press in range(4):
        bob.page.keyboard.press("Tab")
        if bob.page.evaluate("document.activeElement.matches('.row__cover')"):
            break
    bob.page.keyboard.press("Enter")
    expect(bob.page.locator(f"#message-{everything[41]}")).to_have_class(re.compile("message--target"))
    expect(bob.page.locator(f"#message-{everything[41]}")).to_be_in_viewport()
