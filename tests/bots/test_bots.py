"""Bots as accounts: made and looked after by one member, marked everywhere, signed in nowhere."""

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from apps.accounts import user_rows
from apps.api.models import AccessToken
from apps.bots import forms
from apps.bots.models import Bot
from apps.notifications.models import Notification
from apps.people.models import Block
from apps.rooms.models import Message, Room
from apps.tags.models import Tag
from tests.api.conftest import APIClient
from tests.cast import PASSWORD
from tests.projects.conftest import make_project
from tools.serving import session_of

__all__ = ["make_project"]

pytestmark = pytest.mark.django_db
NEW = {"name": "Kiln logger", "username": "kiln.log"}
TOKEN = {"make": "token", "token-name": "Script", "token-expiration": "90", "token-scopes": ["everything"]}
LABEL = '<span class="badge badge--bot">Bot</span>'


def test_a_bot_is_made_and_gets_a_token_that_is_shown_once(ada, studio, trusted):
    browser = trusted
    assert browser.post("/settings/bots/", NEW).status_code == 302
    made = Bot.objects.get()
    assert (made.owner, made.user.username, made.user.profile.name) == (ada, "kiln.log", "Kiln logger")
    response = browser.post("/settings/bots/kiln.log/", TOKEN)
    assert response.status_code == 201
    assert "no-store" in response["Cache-Control"]
    secret = response.context["secrets"]["token"]
    assert secret in response.content.decode()
    assert secret not in browser.get("/settings/bots/kiln.log/").content.decode()
    me = APIClient(secret).send("GET", "me/").json()
    assert (me["username"], me["is_bot"], me["roles"]) == ("kiln.log", True, ["member"])
    assert APIClient(secret).send("GET", "people/ada/").json()["is_bot"] is False
    token = AccessToken.objects.get()
    assert browser.post(f"/settings/bots/kiln.log/tokens/{token.pk}/", {"_method": "delete"}).status_code == 302
    assert APIClient(secret).send("GET", "me/").status_code == 401


@pytest.mark.parametrize(
    "wrong",
    [{"username": "bob"}, {"username": "Bob"}, {"username": "no spaces"}, {"username": "admin"}, {"name": ""},
     {"name": "Administrator"}, {"name": "\u202eevil"}, {"username": "hooks"}],
)  # fmt: skip
def test_names_of_bots_follow_the_rules_of_people(ada, bob, client_of, wrong):
    assert client_of(ada).post("/settings/bots/", NEW | wrong).status_code == 422
    assert not Bot.objects.exists()
    assert not get_user_model().objects.filter(is_bot=True).exists()


def test_there_is_a_most_of_bots_and_of_webhooks(bot, studio, trusted, monkeypatch):
    monkeypatch.setattr(forms, "MOST_BOTS", 1)
    monkeypatch.setattr(forms, "MOST_WEBHOOKS", 1)
    browser = trusted
    assert browser.post("/settings/bots/", NEW | {"username": "other.log"}).status_code == 422
    incoming = {"make": "incoming", "incoming-room": studio.pk}
    assert [browser.post(bot.get_absolute_url(), incoming).status_code for _attempt in range(2)] == [201, 422]
    outgoing = {"make": "outgoing", "outgoing-url": "https://93.184.216.34/", "outgoing-event": "mention"}
    assert [browser.post(bot.get_absolute_url(), outgoing).status_code for _attempt in range(2)] == [201, 422]


def test_nobody_signs_in_as_a_bot(bot, client_of):
    visitor = client_of(None)
    bot.user.set_password(PASSWORD)  # as an admin might
    bot.user.email = "kiln@courtyard.example"
    bot.user.save()
    for login in ("kiln.log", "kiln@courtyard.example"):
        response = visitor.post("/accounts/login/", {"login": login, "password": PASSWORD})
        assert response.status_code == 422
        assert APIClient().sign_in(login).status_code == 401
    browser = Client()
    browser.cookies["session"] = session_of(bot.user)
    assert browser.get("/settings/profile/").status_code == 302


def test_a_bot_has_a_profile_and_no_room_of_its_own(bot, client_of, bob):
    user_rows.create_missing()
    assert not Room.objects.filter(owner=bot.user).exists()
    assert client_of(bob).get("/@kiln.log/room/").status_code == 404
    assert "/@kiln.log/room/" not in client_of(bob).get("/people/?q=kiln").content.decode()
    page = client_of(bob).get("/@kiln.log/")
    assert f"Kiln logger {LABEL}" in page.content.decode()
    assert "Kiln logger’s room" not in page.content.decode()
    assert 'Run by <a href="/@ada/">' in page.content.decode()


def test_a_bot_is_marked_wherever_its_name_is_shown(bot, ada, bob, studio, client_of):
    studio.join(bot.user)
    message = studio.post(bob, "How hot is it?")
    message = studio.post(bot.user, "It is 900 °C in there", reply_to=message)
    studio.post(bob, "Too hot", reply_to=message)
    studio.post(bot.user, "Yes")
    browser = client_of(bob)
    for path in (
        *("/rooms/studio/", "/rooms/studio/people/", "/people/?q=kiln", "/search/?q=kiln", "/rooms/"),
        *(f"/rooms/studio/messages/{message.pk}/", "/@kiln.log/followers/", "/rooms/studio/search/?q=900"),
    ):
        assert LABEL in browser.get(path).content.decode(), path
    assert browser.get("/rooms/studio/").content.decode().count(LABEL) >= 3, "the message, the quote and the members"


def test_a_name_with_markup_stays_text(bot, bob, studio, client_of):
    bot.user.profile.name = "<b>Kiln</b> & co"
    bot.user.profile.save()
    studio.post(bot.user, "Hot")
    page = client_of(bob).get("/rooms/studio/").content.decode()
    assert f"&lt;b&gt;Kiln&lt;/b&gt; &amp; co {LABEL}" in page
    assert f'title="{LABEL}' not in page
    assert "<b>Kiln</b> & co" not in page


@pytest.mark.parametrize("make", ["token", "incoming", "outgoing"])
def test_the_password_is_asked_again_before_a_secret_is_made(bot, ada, client_of, make):
    response = client_of(ada).post(bot.get_absolute_url(), {"make": make})
    assert response["Location"].startswith("/accounts/reauthenticate/")


def test_a_bot_is_renamed_by_its_owner(bot, ada, client_of):
    browser = client_of(ada)
    assert browser.post(bot.get_absolute_url(), {"make": "name", "name-name": "Thermometer"}).status_code == 302
    bot.user.profile.refresh_from_db()
    assert bot.user.profile.name == "Thermometer"
    assert browser.post(bot.get_absolute_url(), {"make": "name", "name-name": "Moderator"}).status_code == 422
    assert browser.post(bot.get_absolute_url(), {"make": "tea"}).status_code == 404


def test_nobody_sees_the_bots_of_others(bot, hook, webhook, bob, mod, owner, client_of):
    token, _secret = AccessToken.objects.make(bot.user, "Script", ["everything"])
    mine = Bot.objects.make(bob, "bob.bot", "Bob’s bot")
    for browser in map(client_of, (bob, mod, owner)):
        assert b"kiln.log" not in browser.get("/settings/bots/").content
        for path in ("", "deliveries/"):
            assert browser.get(f"/settings/bots/kiln.log/{path}").status_code == 404
        things = (f"tokens/{token.pk}/", f"incoming/{bot.incoming.get().pk}/", f"outgoing/{webhook.pk}/")
        for where in (bot.user.username, mine.user.username):
            for path in ("", *things) if where == bot.user.username else things:
                response = browser.post(f"/settings/bots/{where}/{path}", {"_method": "delete", "do": "rotate"})
                assert response.status_code == 404
    assert bot.incoming.exists()
    assert bot.outgoing.exists()
    assert AccessToken.objects.exists()


def test_bots_are_told_nothing(bot, ada, bob, studio):
    studio.join(bot.user)
    studio.post(ada, "Hello @kiln.log, hello @bob")
    assert list(Notification.objects.values_list("recipient__username", flat=True)) == ["bob"]


def test_a_bot_is_deleted_with_all_that_is_its_own(bot, hook, webhook, ada, studio, client_of):
    AccessToken.objects.make(bot.user, "Script", ["everything"])
    studio.post(bot.user, "Hot")
    assert client_of(ada).post(bot.get_absolute_url(), {"_method": "delete"}).status_code == 302
    assert not Bot.objects.exists()
    assert not get_user_model().objects.filter(username="kiln.log").exists()
    assert not Message.objects.exists()
    assert not AccessToken.objects.exists()


@pytest.mark.both_databases
@pytest.mark.parametrize("way", ["row", "queryset", "admin"])
def test_bots_go_with_their_owner(bot, bob, way):
    other = Bot.objects.make(bob, "bob.bot", "Bob’s bot")
    people = get_user_model().objects.filter(username="bob")
    if way == "row":
        bob.delete()
    elif way == "queryset":
        people.delete()
    else:
        Bot.objects.filter(owner=bob).delete()
    assert list(Bot.objects.all()) == [bot]
    assert not get_user_model().objects.filter(pk=other.user_id).exists()
    assert people.exists() == (way == "admin")


def test_bots_rest_while_their_owners_account_is_closed(bot, hook, ada, visitor):
    _token, secret = AccessToken.objects.make(bot.user, "Script", ["everything"])
    ada.is_active = False
    ada.save()
    assert APIClient(secret).send("GET", "me/").status_code == 401
    assert visitor.post(hook, {"text": "Hot"}).status_code == 404
    ada.is_active = True
    ada.save()
    assert APIClient(secret).send("GET", "me/").status_code == 200
    assert visitor.post(hook, {"text": "Hot"}).status_code == 201


def test_a_bot_that_an_admin_has_closed_stays_so(bot, ada):
    bot.user.is_active = False
    bot.user.save()
    ada.is_active = False
    ada.save()
    ada.is_active = True
    ada.save()
    bot.user.refresh_from_db()
    assert not bot.user.is_active


def test_the_list_costs_the_same_for_many_bots(ada, bot, client_of, django_assert_max_num_queries):
    browser = client_of(ada)
    browser.get("/settings/bots/")
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as few:
        browser.get("/settings/bots/")
    for number in range(5):
        Bot.objects.make(ada, f"kiln{number}", f"Kiln {number}")
    with django_assert_max_num_queries(len(few)):
        assert browser.get("/settings/bots/").content.decode().count(LABEL) == 6


def test_a_bot_neither_reviews_nor_endorses(bot, ada, make_project):
    """Its owner could praise their own work."""
    project = make_project(ada)
    skill = ada.profile.skill_rows.create(tag=Tag.objects.named(["welding"]).get())
    _token, secret = AccessToken.objects.make(bot.user, "Script", ["everything"])
    script = APIClient(secret)
    review = {"recommends": True, "body": "The best.", "relation": "used"}
    assert script.send("POST", f"projects/{project.pk}/reviews/", review).json()["code"] == "cannot-review"
    assert script.send("PUT", "people/ada/skills/welding/endorsement/", {}).status_code in (403, 409)
    assert not project.reviews.exists()
    assert not skill.endorsements.exists()


def test_a_bot_leaves_a_closed_room_with_its_owner(ada, bob, kiln, studio):
    bot = Bot.objects.make(bob, "bobs.bot", "Bob's bot")
    for room in (kiln, studio):
        room.join(bot.user)
        room.join(bob)
    studio.leave(bob)
    assert studio.memberships.filter(user=bot.user).exists(), "which anybody reads"
    kiln.take_out(bob)
    assert not kiln.memberships.filter(user=bot.user).exists()
    assert not bot.can_read(kiln)
    kiln.join(bot.user)
    kiln.delete()


def test_whoever_has_blocked_someone_has_blocked_their_bots(ada, bob, studio):
    before = Bot.objects.make(bob, "before", "Before")
    Block.objects.make(ada, bob)
    after = Bot.objects.make(bob, "after", "After")
    blocked = set(ada.blocks.values_list("blocked__username", flat=True))
    assert blocked == {"bob", "before", "after"}
    for bot in (before, after):
        assert (
            APIClient(AccessToken.objects.make(bot.user, "Script", ["everything"])[1])
            .send("GET", "people/ada/")
            .status_code
            == 404
        )
