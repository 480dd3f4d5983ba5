"""Guests: under a name, in one room, as long as its door is open."""

import re
from datetime import timedelta
from importlib import import_module
from types import SimpleNamespace

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import resolve
from django.utils import timezone

from apps.accounts.models import User
from apps.live import channels
from apps.live.models import Presence
from apps.people.models import Profile
from apps.rooms import middleware, urls
from apps.rooms.models import Guest, Message, Rests, Room, Shut, Silent
from tests.cast import PASSWORD
from tests.conftest import HTMX, forget_everything

from .test_memberships import ended_streams, told  # noqa: F401  a fixture

IP = "203.0.113.7"


@pytest.fixture
def open_studio(studio):
    studio.open_door()
    return studio


@pytest.fixture
def paul(client_of, open_studio):
    """Paul's browser: he has come into the studio."""
    browser = client_of(None)
    assert comes_in(browser, "Paul")["Location"] == "/rooms/studio/"
    return browser


@pytest.fixture
def pauls(paul):
    """Paul's stay."""
    return Guest.objects.with_names().select_related("room").get()


def comes_in(browser, name, room="studio", **more):
    return browser.post(f"/rooms/{room}/guest/", {"name": name}, **more)


def says(browser, words, **more):
    return browser.post("/rooms/studio/messages/", {"body": words}, headers=HTMX, **more)


# --- The door -------------------------------------------------------------------------------------


def test_no_room_admits_guests_until_its_owner_says_so(visitor, studio, set_site):
    assert comes_in(visitor, "Paul")["Location"].startswith("/accounts/login/")
    set_site(visitors_may_read="rooms")
    assert "Come in as a guest" not in visitor.get("/rooms/studio/").text
    studio.open_door()
    assert "Come in as a guest" in visitor.get("/rooms/studio/").text


@pytest.mark.parametrize("address", ["/rooms/studio/?username=paul", "/studio/?username=paul"])
@pytest.mark.parametrize("reads", ["nothing", "rooms"])
def test_a_link_fills_the_name_in_and_writes_nothing(visitor, open_studio, set_site, address, reads):
    set_site(visitors_may_read=reads)
    page = visitor.get(address, follow=True).text
    assert 'name="name" value="paul"' in page
    assert "Studio" in page
    assert not Guest.objects.exists()
    assert not User.objects.filter(is_guest=True).exists()


def test_a_door_alone_shows_nothing_of_what_was_said(visitor, open_studio, ada):
    open_studio.post(ada, "Only for those inside")
    page = visitor.get("/rooms/studio/").text
    assert "Where the looms are." in page
    assert "Only for those inside" not in page
    assert visitor.get("/rooms/studio/messages/")["Location"].startswith("/accounts/login/")


def test_who_comes_in_reads_and_talks(paul, open_studio, ada, client_of):
    open_studio.post(ada, "Welcome")
    page = paul.get("/rooms/studio/").text
    assert "Welcome" in page
    assert 'id="composer"' in page
    row = says(paul, "**Hello**").text
    assert "Paul (guest)" in row
    assert "<strong>Hello</strong>" in row
    assert 'href="/@' not in row
    assert "Paul (guest)" in client_of(ada).get("/rooms/studio/").text
    open_studio.refresh_from_db()
    assert (open_studio.member_count, open_studio.message_count) == (1, 2)


def test_a_guest_has_no_account_and_stands_in_no_list(paul, open_studio, client_of, ada, set_site):
    user = User.objects.get(is_guest=True)
    assert not user.is_active
    assert not user.has_usable_password()
    assert not Room.objects.filter(owner=user).exists()
    adas = client_of(ada)
    assert "Paul" not in adas.get("/people/").text
    assert adas.get(f"/@{user.username}/").status_code == 404
    assert adas.get(f"/messages/{user.username}/").status_code == 404
    assert "Paul" not in adas.get("/rooms/studio/people/").text
    assert "Paul" not in adas.get("/rooms/studio/names/?q=@pa", headers=HTMX).text


def test_a_member_needs_no_door(client_of, bob, open_studio):
    assert comes_in(client_of(bob), "Bobby")["Location"] == "/rooms/studio/"
    assert not Guest.objects.exists()


@pytest.mark.parametrize("how", ["closed", "personal_is_closed", "archived", "site", "door"])
def test_a_door_that_is_not_open_lets_nobody_in(visitor, ada, open_studio, set_site, how):
    room = open_studio
    if how == "closed":
        Room.objects.filter(pk=room.pk).update(kind="closed")
    elif how == "personal_is_closed":
        room = ada.owned_rooms.get(kind="personal")
        Room.objects.filter(pk=room.pk).update(personal_is_closed=True, admits_guests=True)
    elif how == "archived":
        room.archive()
    elif how == "site":
        set_site(guests_allowed=False)
    else:
        room.close_door()
    assert comes_in(visitor, "Paul", room.slug)["Location"].startswith("/accounts/login/")
    assert visitor.get(f"/rooms/{room.slug}/")["Location"].startswith("/accounts/login/")
    assert not Guest.objects.exists()


def test_a_personal_room_may_have_guests(visitor, ada):
    room = ada.owned_rooms.get(kind="personal")
    room.open_door()
    assert comes_in(visitor, "Paul", room.slug)["Location"] == f"/rooms/{room.slug}/"
    assert visitor.get(f"/rooms/{room.slug}/").status_code == 200


# --- Names ----------------------------------------------------------------------------------------


@pytest.fixture
def okafor(ada):
    ada.profile.name = "Ada Okafor"
    ada.profile.save()
    return ada


@pytest.mark.parametrize("name", [
    "ada", "ADA", "a\u200bda", "\u0430da", "ad\u0430", "ａｄａ", "Ada Okafor", "AdaOkafor", "Ada 0kafor",
    "Ada\u2009Okafor", "Аda Оkafоr", "ada\u3164", "\u2800ada", "ada\u02b9", "ada`", "ada.",
])  # fmt: skip
def test_a_guest_is_not_called_like_a_member(visitor, open_studio, okafor, name):
    response = comes_in(visitor, name)
    assert response.status_code == 422
    assert "A member is called that, or looks like it." in response.text
    assert not Guest.objects.exists()
    assert f'value="{name}"' in response.text  # what was typed is not lost


@pytest.mark.parametrize("name", ["Sam", "علی\u200cرضا", "Anna 👩\u200d🌾", "Ана", "李雷", "O'Neil"])
def test_most_names_will_do(visitor, open_studio, make_user, name):
    make_user("fam")
    assert comes_in(visitor, name).status_code == 302


@pytest.mark.parametrize("name", ["Paul", "paul", "P\u0430ul", "Pau1", "P a u l"])
def test_two_guests_in_a_room_do_not_look_alike(paul, client_of, name):
    response = comes_in(client_of(None), name)
    assert response.status_code == 422
    assert "A guest who is here has that name" in response.text


def test_in_another_room_the_name_is_free(paul, client_of, ada):
    room = ada.owned_rooms.get(kind="personal")
    room.open_door()
    assert comes_in(client_of(None), "Paul", room.slug).status_code == 302


@pytest.mark.parametrize(("name", "sentence"), [
    ("", "Type a name"), ("   ", "Type a name"), ("\u200b", "Type a name"), ("...", "Type a name"),
    ("x" * 41, "at most 40"), ("ﷺ" * 20, "at most 40"), ("Paul\u202egpj", "cannot be seen"),
    ("admin", "kept for the house"), ("Modеrator", "kept for the house"),
])  # fmt: skip
def test_what_is_no_name_is_refused_with_a_sentence(visitor, open_studio, name, sentence):
    response = comes_in(visitor, name)
    assert response.status_code == 422
    assert sentence in response.text
    assert not Guest.objects.exists()


def test_the_name_is_free_when_its_guest_has_left(paul, client_of):
    assert paul.delete("/rooms/studio/guest/").status_code == 302
    assert paul.get("/rooms/studio/").text.count("Come in as a guest") == 1
    assert comes_in(client_of(None), "Paul").status_code == 302


@pytest.mark.both_databases
def test_the_name_of_whoever_is_gone_without_a_word_is_free_after_a_while(paul, pauls, open_studio, client_of):
    Guest.objects.update(seen_at=timezone.now() - timedelta(minutes=11))
    channel = channels.name(open_studio)
    here = Presence.objects.create(channel=channel, user=pauls.user, process="x", seen_at=timezone.now())
    assert comes_in(client_of(None), "Paul").status_code == 422  # the page is still open
    here.delete()
    assert comes_in(client_of(None), "Paul").status_code == 302
    assert paul.get("/rooms/studio/").text.count("Come in as a guest") == 1


def test_who_comes_again_has_one_stay(paul, client_of):
    comes_in(paul, "Pauline")
    assert Guest.objects.staying().count() == 1
    paul.delete("/rooms/studio/guest/")
    comes_in(paul, "Pauline")
    assert [profile.name for profile in Profile.objects.filter(user__guest__left_at=None, user__is_guest=True)] == [
        "Pauline (guest)"
    ]


# --- What a guest may do --------------------------------------------------------------------------


def test_a_guest_sees_that_room_and_nothing_else(paul, kiln, ada):
    other = Room.objects.open_by(ada, name="Kitchen", kind="open")
    assert paul.get("/messages/ada/").status_code == 404
    pages = ["/rooms/", "/people/", "/@ada/", "/concerns/", "/messages/", "/settings/profile/"]
    pages += [f"/rooms/{room.slug}/{part}" for room in (other, kiln) for part in ("", "messages/", "head/", "files/")]
    pages += [f"/rooms/studio/{part}/" for part in ("people", "settings", "guests", "membership")]
    for page in pages:
        response = paul.get(page)
        assert response.status_code == 405 or response["Location"].startswith("/accounts/login/"), page
    assert paul.post(f"/rooms/{other.slug}/messages/", {"body": "Hi"})["Location"].startswith("/accounts/login/")
    assert not Message.objects.exists()


def test_what_guests_may_open_exists():
    assert {pattern.name for pattern in urls.urlpatterns} >= middleware.GUESTS_MAY


def test_a_guest_edits_reacts_and_takes_back_what_is_theirs(paul, open_studio, ada):
    says(paul, "Helo")
    own, hers = open_studio.messages.get(), open_studio.post(ada, "Welcome")
    assert "Hello" in paul.post(f"/rooms/studio/messages/{own.pk}/edit/", {"body": "Hello"}, headers=HTMX).text
    reactions = f"/rooms/studio/messages/{hers.pk}/reactions/"
    assert paul.post(reactions, {"emoji": "👍"}, headers=HTMX).status_code == 204
    assert hers.reactions.with_names().get().name == "Paul (guest)"
    assert paul.delete(f"/rooms/studio/messages/{hers.pk}/", headers=HTMX).status_code == 404
    assert paul.delete(f"/rooms/studio/messages/{own.pk}/", headers=HTMX).status_code == 204


def test_what_nobody_would_see_a_guest_does_not_send(paul, open_studio):
    response = paul.post("/rooms/studio/messages/", {"body": "\u2800 [](a)"})
    assert response.status_code == 422
    assert "nothing to send" in response.text
    assert not open_studio.messages.exists()


def test_a_guest_sends_no_files(paul, open_studio):
    file = SimpleUploadedFile("a.txt", b"x")
    response = paul.post("/rooms/studio/messages/", {"body": "Look", "files": file}, headers=HTMX)
    assert response.status_code == 422
    assert "Guests cannot send files" in response.text
    assert not open_studio.messages.exists()


def test_a_guest_who_types_a_name_is_not_sent_away(paul):
    response = paul.get("/rooms/studio/names/?q=@a", headers=HTMX)
    assert response.status_code == 200
    assert "HX-Redirect" not in response.headers
    assert "ada" not in response.text


def test_what_the_page_of_a_guest_asks_for_a_guest_may_open(paul):
    """Or a script would lead the page to the sign-in."""
    page = paul.get("/rooms/studio/").text
    asked = set(re.findall(r'(?:hx-get|hx-post|data-[a-z-]+)="(/rooms/studio/[^"#?]*)', page))
    names = {resolve(address).url_name for address in asked}
    assert len(names) > 5
    assert names <= middleware.GUESTS_MAY


def test_a_guest_calls_nobody_and_names_whom_they_like(paul, ada, bob, open_studio):
    says(paul, "@room @ada: where are you?")
    message = open_studio.messages.get()
    assert [mention.user for mention in message.mentions.all()] == [ada]


def test_a_guest_who_writes_is_named_as_one(paul, told):  # noqa: F811
    notes = told(lambda: paul.post("/rooms/studio/typing/", headers=HTMX))
    assert '"name": "Paul (guest)"' in notes[0][2]


def test_guests_are_limited_each_and_by_their_address(paul, client_of, open_studio, monkeypatch, settings):
    monkeypatch.setattr("apps.shared.limits.time", SimpleNamespace(time=lambda: 1_000_000))  # one window
    settings.RATE_LIMITS = {"guest_messages": (2, 60), "guest_network": (3, 60)}
    assert [says(paul, f"{n}").status_code for n in range(3)] == [200, 200, 429]
    assert "You’re doing that too often" in says(paul, "More").text
    rita = client_of(None)
    comes_in(rita, "Rita")
    assert [says(rita, f"{n}").status_code for n in range(2)] == [200, 429]  # three have come from there by then
    assert says(rita, "Hi", REMOTE_ADDR="198.51.100.9").status_code == 429  # she herself has tried thrice
    forget_everything()
    assert says(rita, "Hello").status_code == 200


def test_edits_and_reactions_count_too(paul, open_studio, monkeypatch, settings):
    monkeypatch.setattr("apps.shared.limits.time", SimpleNamespace(time=lambda: 1_000_000))  # one window
    settings.RATE_LIMITS = {"guest_messages": (3, 60)}
    says(paul, "Helo")
    said = f"/rooms/studio/messages/{open_studio.messages.get().pk}/"
    assert paul.post(f"{said}reactions/", {"emoji": "👏"}, headers=HTMX).status_code == 204
    assert [paul.post(f"{said}edit/", {"body": f"Hello{n}"}, headers=HTMX).status_code for n in range(2)] == [200, 429]
    assert paul.post(f"{said}reactions/", {"emoji": "👍"}, headers=HTMX).status_code == 429
    assert paul.post(f"{said}edit/", {"body": "Hello?"}).status_code == 429


def test_one_network_is_one_address(open_studio):
    open_studio.admit_guest("Paul", "2001:db8:1:2::1").ban()
    with pytest.raises(ValidationError, match="shut out"):
        open_studio.admit_guest("Rita", "2001:db8:1:2:ffff::2")
    open_studio.admit_guest("Rita", "2001:db8:1:3::1")


def test_each_ipv4_address_is_its_own_also_where_it_is_written_as_ipv6(open_studio):
    open_studio.admit_guest("Paul", "::ffff:192.0.2.1").ban()
    open_studio.admit_guest("Rita", "::ffff:192.0.2.2")
    with pytest.raises(ValidationError):
        open_studio.admit_guest("Rosa", "192.0.2.1")


@pytest.mark.both_databases
def test_not_many_guests_come_from_one_address(client_of, open_studio, monkeypatch, settings):
    monkeypatch.setattr("apps.shared.limits.time", SimpleNamespace(time=lambda: 1_000_000))  # one window
    settings.RATE_LIMITS = {"guest_entries": (2, 3600)}
    assert [comes_in(client_of(None), f"Guest {n}ab").status_code for n in range(3)] == [302, 302, 429]
    assert comes_in(client_of(None), "Somebody", REMOTE_ADDR="198.51.100.9").status_code == 302


# --- The cookie -----------------------------------------------------------------------------------


@pytest.mark.parametrize("value", ["1", "1:x", "x", "999999:abc:def"])
def test_a_cookie_that_we_did_not_sign_is_nobody(client_of, pauls, value):
    browser = client_of(None)
    browser.cookies["guest"] = value
    assert 'id="composer"' not in browser.get("/rooms/studio/").text


def test_the_cookie_is_not_for_scripts(paul):
    cookie = paul.cookies["guest"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


def test_who_signs_in_is_themselves(paul, bob):
    paul.force_login(bob)
    assert "Bob" in paul.get("/rooms/studio/").text or "bob" in paul.get("/rooms/studio/").text
    paul.post("/rooms/studio/messages/", {"body": "As myself"})
    assert Message.objects.get().author == bob


# --- What whoever keeps the room decides ----------------------------------------------------------


@pytest.fixture
def adas(client_of, ada):
    return client_of(ada)


def does(browser, stay, deed):
    return browser.post(f"/rooms/studio/guests/{stay.pk}/", {"do": deed})


@pytest.mark.both_databases
def test_a_muted_guest_reads_and_does_not_write(adas, paul, pauls, told, ada, open_studio):  # noqa: F811
    notes = told(lambda: does(adas, pauls, "mute"))
    assert (f"user-{pauls.user_id}", "room-changed", str(open_studio.pk)) in notes
    response = says(paul, "Hello?")
    assert response.status_code == 409
    assert "has muted you" in response.text
    for path in ("typing/", f"messages/{open_studio.post(ada, 'Hush').pk}/reactions/"):
        assert paul.post(f"/rooms/studio/{path}", {"emoji": "👍"}, headers=HTMX).status_code == 409
    page = paul.get("/rooms/studio/").text
    assert 'id="composer"' not in page
    assert "has muted you" in page
    does(adas, pauls, "unmute")
    assert says(paul, "Hello").status_code == 200


def test_who_is_removed_is_out_at_once_and_may_come_again(adas, paul, pauls, told, open_studio):  # noqa: F811
    notes = told(lambda: does(adas, pauls, "remove"))
    assert (f"user-{pauls.user_id}", "room-lost", str(open_studio.pk)) in notes
    assert f'"user": {pauls.user_id}' in "".join(ended_streams())
    assert says(paul, "Hello?").headers["HX-Redirect"].startswith("/accounts/login/")
    assert paul.get("/rooms/studio/head/?guest", headers=HTMX).status_code == 404
    assert paul.get(f"/events/?room={open_studio.pk}").status_code == 204
    assert comes_in(paul, "Paul").status_code == 302
    assert says(paul, "Again").status_code == 200


@pytest.mark.both_databases
def test_who_is_banned_does_not_come_again_from_there(adas, paul, pauls, client_of):
    does(adas, pauls, "ban")
    for browser, name in ((paul, "Paul"), (client_of(None), "Somebody else")):
        response = comes_in(browser, name)
        assert response.status_code == 422
        assert "shut out" in response.text
    assert comes_in(paul, "Paul", REMOTE_ADDR="198.51.100.9").status_code == 422  # the browser is known
    assert comes_in(client_of(None), "Rita", REMOTE_ADDR="198.51.100.9").status_code == 302
    assert "Let in again" in adas.get("/rooms/studio/guests/").text
    does(adas, pauls, "lift")
    assert comes_in(client_of(None), "Paula").status_code == 302


def test_a_ban_holds_for_whoever_is_in_from_there_and_on_an_old_page_of_the_owners(adas, paul, pauls, client_of):
    comes_in(client_of(None), "Rita")
    does(adas, pauls, "remove")
    comes_in(paul, "Paul")
    does(adas, pauls, "ban")  # the stay that has ended already
    assert not Guest.objects.staying().exists()


def stands(page, name):
    """Under which heading of the page about guests somebody stands, with the line below the name."""
    for section in re.findall(r"<section.*?</section>", page, re.DOTALL):
        if found := re.search(rf"<b>{name} \(guest\)</b>.*?</p>", section, re.DOTALL):
            line = " ".join(re.sub("<[^>]+>", " ", found[0]).split())
            return re.search("<h2>(.*?)</h2>", section)[1], line.removeprefix(f"{name} (guest) ")
    return None


def minutes_ago(number):
    return timezone.now() - timedelta(minutes=number)


def test_the_owner_sees_who_is_here_who_was_and_who_has_gone(adas, paul, pauls, open_studio, client_of):
    """Whoever hides the page or shuts the lid says no goodbye."""
    Guest.objects.update(seen_at=minutes_ago(3))
    assert stands(adas.get("/rooms/studio/guests/").text, "Paul")[0] == "Here a moment ago"
    Guest.objects.update(seen_at=minutes_ago(11))
    page = adas.get("/rooms/studio/guests/").text
    heading, line = stands(page, "Paul")
    assert heading == "Gone"
    assert line.startswith("last seen ")
    assert 'value="ban"' in page
    assert 'value="remove"' not in page  # there is nobody to remove
    channel = channels.name(open_studio)
    Presence.objects.create(channel=channel, user=pauls.user, process="x", seen_at=timezone.now())
    heading, line = stands(adas.get("/rooms/studio/guests/").text, "Paul")
    assert heading == "Here now"
    assert line.startswith("since ")


def test_who_has_left_can_still_be_banned(adas, paul, pauls, client_of):
    paul.delete("/rooms/studio/guest/")
    assert stands(adas.get("/rooms/studio/guests/").text, "Paul")[0] == "Gone"
    does(adas, pauls, "ban")
    assert stands(adas.get("/rooms/studio/guests/").text, "Paul")[0] == "Shut out"
    assert comes_in(client_of(None), "Somebody else").status_code == 422


@pytest.mark.both_databases
def test_who_is_gone_for_good_stands_in_no_list(adas, paul, pauls):
    Guest.objects.update(entered_at=timezone.now() - timedelta(days=31), seen_at=minutes_ago(11))
    assert stands(adas.get("/rooms/studio/guests/").text, "Paul") is None


@pytest.mark.both_databases
def test_the_gone_come_in_portions_each_once(adas, open_studio, monkeypatch, django_assert_max_num_queries):
    monkeypatch.setattr(import_module("apps.rooms.views.guests"), "GONE", 3)
    for letter in "abcdefgh":
        open_studio.admit_guest(f"Visitor {letter * 3}", f"203.0.113.{ord(letter)}").leave()
    seen, query = [], "?"
    while query:
        with django_assert_max_num_queries(20):
            response = adas.get(f"/rooms/studio/guests/{query}")
        seen += [stay.pk for stay in response.context["gone"]]
        query = response.context["more"]
    assert seen == sorted(Guest.objects.values_list("pk", flat=True), reverse=True)
    assert len(seen) == 8


@pytest.mark.parametrize("before", ["x", "-1", "9" * 40, ""])
def test_odd_places_among_the_gone_are_answered(adas, pauls, before):
    assert adas.get("/rooms/studio/guests/", {"before": before}).status_code == 200


@pytest.mark.both_databases
def test_an_open_page_is_a_sign_of_life(paul, pauls):
    """Also of whoever reads and says nothing for an hour; or they would seem gone as soon as they hide the page."""
    Guest.objects.update(seen_at=minutes_ago(60))
    paul.post("/events/alive/?page=x")
    assert Guest.objects.here_lately().exists()


@pytest.mark.parametrize(("who", "finds"), [("ada", True), ("mod", True), ("owner", True), ("bob", False)])
def test_who_keeps_order_finds_the_guests_in_the_menu(request, client_of, open_studio, who, finds):
    browser = client_of(request.getfixturevalue(who))
    assert ('href="/rooms/studio/guests/"' in browser.get("/rooms/studio/").text) == finds
    assert ('href="/rooms/studio/guests/"' in browser.get("/rooms/studio/head/", headers=HTMX).text) == finds
    assert ('href="/rooms/studio/settings/"' in browser.get("/rooms/studio/").text) == (who in ("ada", "owner"))


def test_a_moderator_is_offered_only_what_moderators_may(client_of, mod, studio):
    browser = client_of(mod)
    assert "Open the door" not in browser.get("/rooms/studio/guests/").text
    studio.open_door()
    assert "Close the door" in browser.get("/rooms/studio/guests/").text


def test_who_is_muted_is_muted_when_they_come_again(adas, paul, pauls):
    does(adas, pauls, "mute")
    paul.delete("/rooms/studio/guest/")
    comes_in(paul, "Pauline")
    assert says(paul, "Hello?").status_code == 409
    does(adas, Guest.objects.staying().get(), "unmute")
    assert says(paul, "Hello").status_code == 200


def test_the_owner_opens_the_door_and_moderators_close_it(client_of, mod, studio):
    browser = client_of(mod)
    assert browser.post("/rooms/studio/guests/").status_code == 404
    studio.open_door()
    assert browser.delete("/rooms/studio/guests/").status_code == 302
    studio.refresh_from_db()
    assert not studio.admits_guests


def test_a_ban_is_of_one_room(adas, paul, pauls, ada):
    does(adas, pauls, "ban")
    room = ada.owned_rooms.get(kind="personal")
    room.open_door()
    assert comes_in(paul, "Paul", room.slug).status_code == 302


def test_the_door_closes_with_one_click_and_everybody_is_out(adas, paul, pauls, client_of, open_studio):
    says(paul, "Hello")
    adas.delete("/rooms/studio/guests/")
    assert not Guest.objects.staying().exists()
    assert f'"channel": "room-{open_studio.pk}"' in "".join(ended_streams())
    assert says(paul, "Hello?").headers["HX-Redirect"].startswith("/accounts/login/")
    assert "Hello" in adas.get("/rooms/studio/").text  # what was said stays
    adas.post("/rooms/studio/guests/")
    assert paul.get("/rooms/studio/").text.count("Come in as a guest") == 1


@pytest.mark.both_databases
def test_the_site_sends_all_guests_away(paul, pauls, set_site, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        set_site(guests_allowed=False)
    pauls.refresh_from_db()
    assert pauls.left_at is not None
    assert says(paul, "Hello?").headers["HX-Redirect"].startswith("/accounts/login/")


@pytest.mark.parametrize("change", ["archive", "close"])
def test_a_room_that_rests_or_closes_has_no_guests(paul, open_studio, change):
    if change == "archive":
        open_studio.archive()
    else:
        open_studio.change(topics=[], kind="closed")
    assert not Guest.objects.staying().exists()
    assert "/accounts/login/" in paul.get("/rooms/studio/")["Location"]


def test_a_room_that_wakes_opens_no_door(adas, visitor, open_studio):
    """Its owner opens it again, and is told so where the room is put to rest and woken."""
    page = adas.get("/rooms/studio/settings/").text
    assert "Its door for guests closes, and stays so when it wakes." in page
    archived = adas.post("/rooms/studio/settings/archive/", follow=True).text
    assert "Every guest is out, and the door is closed." in archived
    assert "Its door for guests is closed, and stays so when it wakes." in archived
    assert "admits_guests" not in archived
    woken = adas.post("/rooms/studio/settings/archive/", {"_method": "delete"}, follow=True).text
    assert "Its door for guests stays closed until you open it." in woken
    open_studio.refresh_from_db()
    assert not open_studio.door_is_open
    assert comes_in(visitor, "Paul")["Location"].startswith("/accounts/login/")


def test_a_room_that_had_no_guests_says_nothing_of_them(adas, studio):
    for data in ({}, {"_method": "delete"}):
        assert "door is closed" not in adas.post("/rooms/studio/settings/archive/", data, follow=True).text


def test_who_archives_and_wakes_a_room_in_the_admin_opens_no_door(open_studio, pauls):
    open_studio.archived_at = timezone.now()
    open_studio.keep(["archived_at"])
    assert not Guest.objects.staying().exists()
    assert f'"channel": "room-{open_studio.pk}"' in "".join(ended_streams())
    open_studio.archived_at = None
    open_studio.keep(["archived_at"])
    open_studio.refresh_from_db()
    assert not open_studio.admits_guests


@pytest.mark.both_databases
def test_the_door_of_a_room_that_rests_cannot_be_opened(adas, open_studio):
    open_studio.archive()
    page = adas.get("/rooms/studio/guests/").text
    assert "Open the door" not in page
    assert "The door is open" not in page
    assert "the door is open" not in adas.get("/rooms/studio/").text
    refused = adas.post("/rooms/studio/guests/", follow=True).text
    assert "Wake it first" in refused
    with pytest.raises(Rests):
        Room.objects.get(pk=open_studio.pk).open_door()
    adas.post("/rooms/studio/settings/", {"name": "Studio", "kind": "open", "admits_guests": "on"})
    open_studio.unarchive()
    open_studio.refresh_from_db()
    assert not open_studio.door_is_open


def test_the_verbs_know_who_is_in(open_studio, pauls, ada):
    open_studio.post(pauls.user, "Hello")
    pauls.mute()
    with pytest.raises(Silent):
        open_studio.post(pauls.user, "Hello?")
    pauls.remove()
    with pytest.raises(Shut):
        open_studio.post(pauls.user, "Hello?")
    with pytest.raises(ValidationError):
        open_studio.admit_guest("ada", IP)


def test_there_is_no_such_deed(adas, pauls):
    assert does(adas, pauls, "praise").status_code == 404
    assert adas.get(f"/rooms/studio/guests/{pauls.pk}/").status_code == 405


def test_the_owner_opens_the_door_in_the_settings_where_the_site_allows_it(adas, studio, set_site):
    adas.post("/rooms/studio/settings/", {"name": "Studio", "kind": "open", "admits_guests": "on"})
    studio.refresh_from_db()
    assert studio.admits_guests
    set_site(guests_allowed=False)
    assert "admits_guests" not in adas.get("/rooms/studio/settings/").text


# --- Those who register ---------------------------------------------------------------------------


@pytest.fixture
def registers(paul, open_studio, ada):
    """Paul has talked, and registers in the same browser as paula."""
    says(paul, "Hello")
    open_studio.post(ada, "Welcome", reply_to=open_studio.messages.get())
    own = says(paul, "Thank you") and open_studio.messages.order_by("pk").last()
    paul.post(f"/rooms/studio/messages/{own.pk}/reactions/", {"emoji": "👍"}, headers=HTMX)
    details = {
        "username": "paula.new",
        "email": "paula@courtyard.example",
        "password1": PASSWORD,
        "password2": PASSWORD,
    }
    response = paul.post("/accounts/signup/", details)
    assert response.status_code == 302, response.text
    return paul


@pytest.mark.both_databases
def test_who_registers_may_adopt_what_they_wrote(registers, open_studio, client_of, ada):
    assert "Before you registered you wrote here as Paul (guest)" in registers.get("/rooms/studio/").text
    assert registers.post("/rooms/studio/guest/adopt/")["Location"] == "/rooms/studio/"
    paula = User.objects.get(username="paula.new")
    assert [message.author for message in open_studio.messages.order_by("pk")] == [paula, ada, paula]
    assert open_studio.messages.order_by("pk").last().reactions.get().user == paula
    assert open_studio.memberships.filter(user=paula).exists()
    assert not User.objects.filter(is_guest=True).exists()
    page = client_of(ada).get("/rooms/studio/").text
    assert "(guest)" not in page
    assert page.count('href="/@paula.new/"') >= 2
    assert registers.post("/rooms/studio/guest/adopt/").status_code == 404
    assert "Before you registered" not in registers.get("/rooms/studio/").text


def test_who_was_banned_adopts_nothing_and_stays_banned(registers, open_studio, client_of):
    Guest.objects.get().ban()
    assert "Before you registered" not in registers.get("/rooms/studio/").text
    assert registers.post("/rooms/studio/guest/adopt/").status_code == 404
    assert comes_in(client_of(None), "Somebody").status_code == 422


def test_who_has_left_left_nothing_to_the_next_at_this_computer(paul, make_user):
    says(paul, "Hello")
    paul.delete("/rooms/studio/guest/")
    paul.force_login(make_user("zoe"))
    assert "Before you registered" not in paul.get("/rooms/studio/").text


def test_what_a_guest_reacted_to_is_shown_anew(registers, open_studio, client_of, ada):
    hers = open_studio.messages.get(author=ada)
    hers.react(Guest.objects.get().user, "🦉")
    adas = client_of(ada)
    assert "Paul (guest)" in adas.get("/rooms/studio/").text
    Guest.objects.get().adopt(User.objects.get(username="paula.new"))
    assert "Paul (guest)" not in adas.get("/rooms/studio/").text


def test_an_older_account_adopts_nothing(paul, bob, open_studio):
    says(paul, "Hello")
    User.objects.filter(pk=bob.pk).update(date_joined=timezone.now() - timedelta(days=1))
    bob.refresh_from_db()
    paul.force_login(bob)
    assert "Before you registered" not in paul.get("/rooms/studio/").text
    assert paul.post("/rooms/studio/guest/adopt/").status_code == 404


def test_another_browser_adopts_nothing(pauls, client_of, make_user):
    assert client_of(make_user("zoe")).post("/rooms/studio/guest/adopt/").status_code == 404


# --- When the room goes ---------------------------------------------------------------------------


@pytest.mark.both_databases
@pytest.mark.empty_site
@pytest.mark.parametrize("what", ["room", "stay", "author", "owner"])
def test_nothing_stays_of_a_guest_who_is_deleted(pauls, paul, open_studio, ada, what):
    says(paul, "Hello")
    {"room": open_studio.delete, "stay": pauls.delete, "author": pauls.user.delete, "owner": ada.delete}[what]()
    assert not Guest.objects.exists()
    assert not User.objects.filter(is_guest=True).exists()
    assert not Message.objects.exists()


def test_a_room_goes_at_the_same_cost_whatever_its_guests_have_said(ada, open_studio):
    """They go together, four queries for each, and none has a departure like a member's."""
    other = Room.objects.open_by(ada, name="Other", kind=Room.Kind.OPEN)
    other.open_door()
    costs = []
    for room, guests in ((other, 2), (open_studio, 10)):
        for number in range(guests):
            name = f"Visitor {number} {chr(97 + number) * 3}"
            stay = room.admit_guest(name, f"203.0.113.{number + 20 * guests}")
            room.post(stay.user, "Hello")
        with CaptureQueriesContext(connection) as queries:
            room.delete()
        costs.append(len(queries))
    assert costs[0] <= 100
    assert costs[1] - costs[0] <= 4 * (10 - 2)
    assert not User.objects.filter(is_guest=True).exists()
