"""Guests' stays: who may make them their own, and what becomes of them when their time is over."""

from datetime import timedelta

import pytest
from django.utils import timezone

from apps.accounts.models import User
from apps.live.models import Event
from apps.people.models import Profile
from apps.rooms import stays
from apps.rooms.models import Guest
from apps.tasks import schedule

IP = "203.0.113.7"
LONG_AGO = timedelta(days=31)


@pytest.fixture
def open_studio(studio):
    studio.open_door()
    return studio


@pytest.fixture
def pauls(open_studio):
    """Paul's stay, of a month ago; he walked off without a word."""
    return long_over(open_studio.admit_guest("Paul", IP))


def long_over(stay, **state):
    moment = timezone.now() - LONG_AGO
    Guest.objects.filter(pk=stay.pk).update(entered_at=moment, seen_at=moment, **state)
    return stay


def clear():
    stays.clear.call()
    assert not stays.are_over()


# --- Whose they become ----------------------------------------------------------------------------


@pytest.fixture
def browser(client_of, open_studio):
    """A browser in which several have come and gone."""
    return client_of(None)


def comes_in(browser, name, room="studio", **more):
    return browser.post(f"/rooms/{room}/guest/", {"name": name}, **more)


def says(browser, words):
    assert browser.post("/rooms/studio/messages/", {"body": words}).status_code == 302


def is_out():
    """Whoever is in the studio: removed, or the door was closed and opened again."""
    Guest.objects.staying().get().remove()


def adopts(browser, room="studio"):
    return browser.post(f"/rooms/{room}/guest/adopt/", follow=True)


@pytest.mark.both_databases
def test_who_came_in_several_times_under_a_name_adopts_all_of_it(browser, open_studio, make_user):
    for number in range(3):
        comes_in(browser, ("Paul", "paul", "PAUL")[number])
        says(browser, f"Hello {number}")
        is_out()
    zoe = make_user("zoe")
    browser.force_login(zoe)
    assert "3 messages are yours now." in adopts(browser).text
    assert {message.author for message in open_studio.messages.all()} == {zoe}
    assert not User.objects.filter(is_guest=True).exists()
    assert not browser.cookies["guest"].value


def test_what_was_written_under_another_name_may_be_somebody_elses(browser, open_studio, make_user):
    """The next one at this computer has a name of their own, and whoever sat there before did not say goodbye."""
    for name in ("Paul", "Rita"):
        comes_in(browser, name)
        says(browser, f"I am {name}")
        is_out()
    browser.force_login(zoe := make_user("zoe"))
    adopts(browser)
    assert [message.body for message in zoe.messages.all()] == ["I am Rita"]
    assert adopts(browser).status_code == 404


def test_to_leave_is_to_leave_it_all(browser, make_user):
    comes_in(browser, "Paul")
    says(browser, "Hello")
    is_out()
    comes_in(browser, "Paul")
    browser.delete("/rooms/studio/guest/")
    browser.force_login(make_user("zoe"))
    assert adopts(browser).status_code == 404


def test_what_was_written_in_another_room_can_be_adopted_there(browser, ada, open_studio, make_user):
    room = ada.owned_rooms.get(kind="personal")
    room.open_door()
    comes_in(browser, "Paul")
    says(browser, "Hello")
    comes_in(browser, "Paul", room.slug)
    browser.post(f"/rooms/{room.slug}/messages/", {"body": "And here"})
    browser.force_login(zoe := make_user("zoe"))
    for number, slug in enumerate(("studio", room.slug)):
        assert zoe.messages.count() == number
        assert "1 message is yours now." in adopts(browser, slug).text


def test_one_ban_is_enough(browser, open_studio, make_user):
    comes_in(browser, "Paul")
    says(browser, "Hello")
    is_out()
    comes_in(browser, "Paul")
    Guest.objects.staying().get().ban()
    browser.force_login(make_user("zoe"))
    assert adopts(browser).status_code == 404


def test_a_ban_holds_for_whoever_was_in_another_room_meanwhile_and_comes_from_elsewhere(browser, ada, open_studio):
    room = ada.owned_rooms.get(kind="personal")
    room.open_door()
    comes_in(browser, "Paul")
    Guest.objects.staying().get().ban()
    assert comes_in(browser, "Paul", room.slug).status_code == 302
    assert comes_in(browser, "Paul", REMOTE_ADDR="198.51.100.9").status_code == 422


def test_a_stay_whose_time_is_over_is_nobodys_to_adopt(browser, open_studio, make_user):
    comes_in(browser, "Paul")
    says(browser, "Hello")
    long_over(Guest.objects.get())
    browser.force_login(make_user("zoe"))
    assert adopts(browser).status_code == 404


def test_a_browser_remembers_ten_stays(browser, open_studio, make_user):
    for number in range(12):
        comes_in(browser, "Paul")
        says(browser, f"{number}")
        is_out()
    browser.force_login(make_user("zoe"))
    assert "10 messages are yours now." in adopts(browser).text


# --- What is cleared away -------------------------------------------------------------------------


@pytest.mark.parametrize("left", [False, True])
def test_a_stay_that_left_nothing_goes_with_its_user(pauls, open_studio, left):
    if left:
        pauls.leave()
    open_studio.drafts.create(user=pauls.user, body="Half a sen")
    clear()
    assert not Guest.objects.exists()
    assert not User.objects.filter(is_guest=True).exists()
    assert not Profile.objects.filter(name="Paul (guest)").exists()
    assert not open_studio.drafts.exists()


@pytest.mark.both_databases
@pytest.mark.parametrize("what", ["words", "reaction", "ban", "time"])
def test_what_somebody_left_or_was_told_keeps_the_stay(pauls, open_studio, ada, what):
    if what == "words":
        open_studio.post(pauls.user, "Hello")
    elif what == "reaction":
        open_studio.post(ada, "Welcome").react(pauls.user, "👍")
    elif what == "ban":
        pauls.ban()
    else:
        Guest.objects.update(entered_at=timezone.now() - timedelta(days=29))
    clear()
    assert Guest.objects.filter(user__profile__name="Paul (guest)").exists()
    assert open_studio.messages.count() == (what in ("words", "reaction"))


def test_who_walked_off_and_left_words_has_left_and_the_words_stay(pauls, open_studio):
    open_studio.post(pauls.user, "Hello")
    clear()
    assert not Guest.objects.staying().exists()
    assert open_studio.messages.get().author == pauls.user
    assert Event.objects.filter(data__contains=f'"user": {pauls.user_id}').exists()  # a page that is still open ends


@pytest.mark.both_databases
def test_where_somebody_came_from_is_forgotten_when_nobody_asks_any_more(pauls, open_studio):
    open_studio.post(pauls.user, "Hello")
    rita = open_studio.admit_guest("Rita", "203.0.113.8")
    rita.leave()
    vera = long_over(open_studio.admit_guest("Vera", "203.0.113.9"))
    vera.ban()
    clear()
    known = dict(Guest.objects.values_list("user__profile__name", "address"))
    assert known == {"Paul (guest)": "", "Rita (guest)": rita.address, "Vera (guest)": vera.address}
    assert "" not in (rita.address, vera.address)


def test_a_ban_is_remembered_and_lifted_forgotten(pauls, open_studio):
    pauls.ban()
    clear()
    assert Guest.objects.get().address
    pauls.lift_ban()
    clear()
    assert not Guest.objects.exists()


@pytest.mark.both_databases
def test_who_is_banned_in_this_moment_is_not_forgotten(pauls):
    pauls.ban()
    assert not stays.forget(pauls.pk)
    assert Guest.objects.exists()


def test_many_go_in_portions(open_studio):
    for letter in "abcdefghijklmnopqrstuvw":
        long_over(open_studio.admit_guest(f"Visitor {letter * 3}", f"203.0.113.{ord(letter)}"))
    assert stays.are_over()
    assert stays.portion() == stays.PORTION
    assert Guest.objects.count() == 23 - stays.PORTION
    clear()
    assert not Guest.objects.exists()
    assert stays.portion() == 0


def test_it_is_done_while_the_site_runs():
    assert schedule.Round(stays.clear, schedule.HOUR, stays.are_over) in schedule.rounds()
