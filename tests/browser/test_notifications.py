"""What one is told: the bell of every tab moves by itself, and opening the place clears it in all of them."""

import re
from itertools import pairwise

import pytest
from playwright.sync_api import expect

from .pages import until
from .test_posts import oak, posted  # noqa: F401

CLEAN = """
from apps.notifications.models import Notification
from apps.people.models import Follow
Notification.objects.all().delete()
Follow.objects.all().delete()
"""
APART = """
from apps.accounts.models import User
from apps.people.models import Block
from apps.rooms.models import Room
Block.objects.all().delete()
Room.objects.between(*User.objects.filter(username__in=["ada", "bob"])).delete()
"""
HERE = """
from apps.live import presence
print(*presence.holding().filter(channel__startswith="user-").values_list("user__username", flat=True))
"""
ASKED = """
from apps.accounts.models import User
from apps.people.models import Profile
ada, bob, cleo = User.objects.filter(username__in=["ada", "bob", "cleo"]).order_by("username")
Profile.objects.filter(user=ada).update(is_private=True)
for asker in (bob, cleo):
    ada.profile.take_follower(asker)
Profile.objects.filter(user=ada).update(is_private=False)
"""
CONVERSATION = """
from apps.accounts.models import User
from apps.rooms.models import Room
ada, bob = User.objects.filter(username__in=["ada", "bob"]).order_by("username")
print(Room.objects.begin(ada, [bob]).slug)
"""
NOTES_QUESTIONS = """() => {
  globalThis.asked = [];
  document.addEventListener("htmx:beforeRequest", ({target}) => target.id === "bell-of-all" && asked.push(Date.now()));
}"""
CROWD = """
from apps.accounts.models import User
names = [f"dora{number}" for number in range(60)]
if not User.objects.filter(username="dora0").exists():
    User.objects.bulk_create([User(username=name, email=f"{name}@x.example") for name in names])
print(*names)
"""


@pytest.fixture
def calm(site, oak):  # noqa: F811
    """The number of ada's post, of which nobody has heard anything."""
    site.run(CLEAN)
    return oak


def bell(page):
    return page.locator("#notification-count")


def test_the_bell_moves_in_two_tabs_and_opening_the_post_clears_it_in_both(person, sends, calm):
    ada = person("ada").goes_to("/people/").hears()
    other = ada.new_tab()
    other.goto("/rooms/")
    expect(other.locator("html[data-live=open]")).to_be_attached()
    ada.hides()  # this tab hears the number from the one that is shown
    sends("bob", f"/posts/{calm}/like/")
    for tab in (other, ada.page):
        expect(bell(tab)).to_have_text("1")
        expect(tab).to_have_title(re.compile(r"^\(\d+\) "))
    ada.shows().hears()
    sends("bob", f"/posts/{calm}/comments/", body="A fine grain")
    for tab in (ada.page, other):
        expect(bell(tab)).to_have_text("2")
    sends("bob", "/@ada/follow/")
    for tab in (ada.page, other):
        expect(bell(tab)).to_have_text("3")
    other.goto("/@ada/followers/")
    expect(bell(ada.page)).to_have_text("2")
    ada.goes_to(f"/posts/{calm}/")
    for tab in (ada.page, other):
        expect(bell(tab)).to_be_hidden()


def test_a_word_of_what_is_new_goes_by_itself_and_leads_there(person, sends, calm):
    ada = person("ada")
    ada.page.clock.install()
    ada.goes_to("/people/").hears().stops_the_clock()  # it stays for six seconds
    word = ada.page.locator("#told a")
    sends("bob", f"/posts/{calm}/like/")
    until(ada.page, lambda: ada.page.clock.run_for(50) or word.count(), "the word")
    expect(word).to_contain_text("Bob liked your photo")
    ada.page.clock.run_for(6100)
    expect(word).to_have_count(0)
    sends("bob", f"/posts/{calm}/comments/", body="A fine grain")
    until(ada.page, lambda: ada.page.clock.run_for(50) or word.count(), "the next word")
    word.click()
    ada.page.wait_for_url(re.compile(rf"/posts/{calm}/\?comment="))


def test_a_like_that_is_taken_back_leaves_the_bell_and_one_row_is_marked(person, sends, calm):
    ada = person("ada").goes_to("/notifications/").hears()
    sends("bob", f"/posts/{calm}/like/")
    expect(bell(ada.page)).to_have_text("1")
    sends("bob", f"/posts/{calm}/like/", _method="delete")
    expect(bell(ada.page)).to_be_hidden()
    for words in ("A fine grain", "And dry"):
        sends("bob", f"/posts/{calm}/comments/", body=words)
    expect(bell(ada.page)).to_have_text("1")
    ada.goes_to("/notifications/").hears()
    row = ada.page.locator(".row--notification")
    expect(row).to_have_count(1)
    expect(row).to_contain_text("Bob commented on your photo")
    row.get_by_role("button", name="Mark as read").click()
    expect(row).not_to_have_attribute("data-unread", "")
    expect(bell(ada.page)).to_be_hidden()


def test_the_list_leads_to_the_exact_place(person, sends, calm):
    sends("bob", f"/posts/{calm}/comments/", body="A fine grain")
    ada = person("ada").goes_to("/people/")
    ada.page.get_by_role("link", name="Notifications, 1 unread").click()
    ada.page.wait_for_url("**/notifications/")
    ada.page.get_by_role("link", name="Photos 1 unread").click()
    ada.page.get_by_role("link", name="Bob commented on your photo").click()
    ada.page.wait_for_url(re.compile(rf"/posts/{calm}/\?comment=\d+#comment-\d+$"))
    expect(bell(ada.page)).to_be_hidden()
    ada.goes_to("/notifications/")
    expect(ada.page.get_by_role("button", name="Mark as read")).to_have_count(0)


# --- Rooms, conversations, and the house ----------------------------------------------------------


def test_a_name_in_a_room_moves_the_bell_and_reading_it_clears_it_in_both_tabs(person, remote, calm, room):
    ada, bob = remote("ada", room), person("bob").goes_to("/people/").hears()
    other = bob.new_tab()
    other.goto("/rooms/")
    expect(other.locator("html[data-live=open]")).to_be_attached()
    ada.says("The kiln is yours, @bob")
    for tab in (bob.page, other):
        expect(bell(tab)).to_have_text("1")
    bob.enters(room)
    for tab in (bob.page, other):
        expect(bell(tab)).to_be_hidden()
    bob.page.get_by_role("button", name="Join").click()
    expect(bob.page.get_by_role("button", name="Join")).to_have_count(0)
    bob.enters(room).hides()
    ada.says("And the shelf, @bob")
    expect(bell(other)).to_have_text("1")
    bob.shows()
    expect(bell(bob.page)).to_be_hidden()  # it came into sight
    expect(bell(other)).to_be_hidden()

    # Who is called with the room hears it anywhere and finds the message.
    bob.goes_to("/people/").hears()
    ada.says("@room: soup is ready")
    expect(bell(bob.page)).to_have_text("1")
    bob.goes_to("/concerns/").page.wait_for_url("**/notifications/?of=mentions")
    bob.page.get_by_role("link", name="Ada called everybody in").click()
    bob.page.wait_for_url("**/messages/*/")
    expect(bob.page.locator(".message--target")).to_contain_text("soup is ready")
    expect(bell(bob.page)).to_be_hidden()


def test_who_was_away_is_told_of_a_direct_message_and_who_is_here_is_not(person, site, calm, sends):
    site.run(APART)
    talk = f"/rooms/{site.run(CONVERSATION).strip()}/messages/"
    bob = person("bob").goes_to("/people/").hears()
    until(bob.page, lambda: "bob" in site.run(HERE).split(), "that Bob is here")
    sends("ada", talk, body="You are here")
    expect(bob.page.locator("#direct-total")).to_be_visible()
    expect(bell(bob.page)).to_be_hidden()
    bob.hides()
    until(bob.page, lambda: "bob" not in site.run(HERE).split(), "that Bob is away")
    sends("ada", talk, body="You are away")
    bob.shows()
    expect(bell(bob.page)).to_have_text("1")
    bob.page.get_by_role("link", name="Notifications, 1 unread").click()
    bob.page.get_by_role("link", name="Ada wrote to you").click()
    expect(bob.page.locator(".message--target")).to_contain_text("You are away")
    expect(bell(bob.page)).to_be_hidden()


def test_a_request_is_answered_in_its_row(person, site, calm):
    site.run(ASKED)
    ada = person("ada").goes_to("/notifications/")
    row = ada.page.locator(".row--notification", has_text="Bob would like to follow you")
    row.get_by_role("button", name="Accept").click()
    expect(ada.page.get_by_text("Bob follows you now")).to_be_visible()
    row = ada.page.locator(".row--notification", has_text="Cleo would like to follow you")
    row.get_by_role("button", name="Decline").click()
    expect(ada.page.get_by_text("Cleo does not follow you, and is not told")).to_be_visible()
    expect(bell(ada.page)).to_be_hidden()
    bob = person("bob").goes_to("/notifications/")
    expect(bob.page.locator(".row--notification")).to_contain_text("Ada lets you follow")


def test_what_the_house_announces_comes_to_everybody_who_is_here(person, calm, sends):
    people = [person(name).goes_to("/people/").hears() for name in ("ada", "bob")]
    sends("olga", "/admin/notifications/announcement/add/", title="Soup", body="At *noon*")
    for someone in people:
        expect(bell(someone.page)).to_have_text("1")
    ada = people[0].goes_to("/notifications/")
    ada.page.get_by_role("link", name="Olga announces Soup").click()
    expect(ada.page.locator("h1")).to_have_text("Soup")
    expect(bell(ada.page)).to_be_hidden()


def test_a_storm_of_likes_costs_a_tab_one_question_a_second(person, site, calm, sends):
    crowd = site.run(CROWD).strip()
    sends(crowd, f"/posts/{calm}/save/")  # each has a session by now, so that the storm is short
    ada = person("ada").goes_to("/people/").hears()
    ada.page.evaluate(NOTES_QUESTIONS)
    sends(crowd, f"/posts/{calm}/like/")
    sends(crowd.split()[7], f"/posts/{calm}/comments/", body="A fine grain")
    expect(bell(ada.page)).to_have_text("2")
    asked = ada.page.evaluate("asked")
    assert asked
    assert all(later - earlier > 990 for earlier, later in pairwise(asked)), asked  # milliseconds, by the page's clock
    ada.hides()
    site.run(CLEAN)
    ada.shows().hears()  # what happened meanwhile, nobody told
    expect(bell(ada.page)).to_be_hidden()
    ada.hides()
    sends(crowd, f"/posts/{calm}/like/", _method="delete")
    sends(crowd, f"/posts/{calm}/like/")
    ada.shows().hears()
    expect(bell(ada.page)).to_have_text("1")
    ada.goes_to("/notifications/")
    expect(ada.page.locator(".row--notification")).to_have_count(1)
    expect(ada.page.locator(".row--notification")).to_contain_text("and 59 others liked your photo")
