"""Rooms and memberships: listed, created, changed, joined and left by scripts."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.test.utils import CaptureQueriesContext

from apps.api.scopes import Scope
from apps.people.models import Block
from apps.rooms.models import Membership, Room
from tests.pictures import picture

pytestmark = pytest.mark.django_db


def rows(response):
    assert response.status_code == 200, response.content
    return response.json()["results"]


def slugs(response):
    return [row["slug"] for row in rows(response)]


def number_of_queries(script, path):
    script.send("GET", path)
    with CaptureQueriesContext(connection) as queries:
        assert script.send("GET", path).json()["results"]
    return len(queries)


def open_room(user, name, kind=Room.Kind.OPEN, topics=("oak",)):
    return Room.objects.open_by(user, name=name, kind=kind, topics=topics)


class TestList:
    def test_it_is_that_of_the_page_with_its_filters(self, ada, bob, cleo, studio, kiln, api, client_of):
        kiln.post(bob, "Hello")
        bikes = open_room(cleo, "Bikes", topics=["welding"])
        open_room(cleo, "Old").archive()
        for query in ("", "?show=mine", "?show=news", "?q=welding"):
            page = client_of(ada).get(f"/rooms/{query}").context["rooms"]
            assert slugs(api(ada).send("GET", f"rooms/{query}")) == [room.slug for room in page], query
        assert slugs(api(ada).send("GET", "rooms/?archived=true")) == ["old"]
        assert slugs(api(ada).send("GET", "rooms/?show=news")) == ["kiln"]
        assert "kiln" not in slugs(api(cleo).send("GET", "rooms/"))
        assert bikes.slug in slugs(api(cleo).send("GET", "rooms/?show=mine"))
        for query in ("show=theirs", "archived=perhaps", "after=x", "limit=0"):
            assert api(ada).send("GET", f"rooms/?{query}").status_code == 422, query

    def test_every_page_leads_to_the_next_at_the_same_cost(self, ada, bob, api):
        script = api(ada)
        open_room(bob, "Room 0").post(bob, "Hello")
        few = number_of_queries(script, "rooms/")
        for number in range(1, 8):
            open_room(bob, f"Room {number}", topics=["oak", f"tag{number}"]).post(ada, "Hello")
        assert number_of_queries(script, "rooms/") == few
        whole, seen, path = slugs(script.send("GET", "rooms/")), [], "rooms/?limit=3"
        while path:
            page = script.send("GET", path)
            seen += slugs(page)
            path = page.json()["next"] and page.json()["next"].split("/api/v1/")[1]
        assert seen == whole
        assert len(seen) > 7


def test_a_room_is_whole_from_the_side_of_who_asks(ada, bob, cleo, kiln, api):
    kiln.change(topics=["oak"])
    kiln.post(ada, "One **word**")
    room = api(bob).send("GET", "rooms/kiln/").json()
    assert (room["title"], room["kind"], room["is_closed"], room["archived_at"]) == (kiln.name, "closed", True, None)
    assert (room["owner"]["username"], room["member_count"], room["message_count"]) == ("ada", 2, 1)
    assert [tag["name"] for tag in room["topics"]] == ["oak"]
    assert room["last_message"]["text"] == "One word"
    assert room["membership"] == {"level": "mentions", "read_up_to": 0, "unread": True, "admission": "admitted"}
    assert room["url"].endswith("/api/v1/rooms/kiln/")
    assert room["page"].endswith("/rooms/kiln/")
    assert api(cleo).send("GET", "rooms/kiln/").status_code == 404
    assert api(cleo).send("GET", f"rooms/{cleo.owned_rooms.get().slug}/").json()["kind"] == "personal"


class TestCreate:
    def test_it_is_made_by_the_form_of_the_page(self, ada, bob, api):
        script = api(ada)
        data = {"name": "Bikes", "description": "Spokes", "topics": ["welding", "oak"], "kind": "closed"}
        response = script.send("POST", "rooms/", {**data, "is_public": True}, Idempotency_Key="bikes")
        assert response.status_code == 201, response.content
        room, said = Room.objects.get(slug="bikes"), response.json()
        assert response["Location"] == said["url"]
        assert (room.owner, room.kind, room.is_public, room.description) == (ada, "closed", False, "Spokes")
        assert {tag["name"] for tag in said["topics"]} == {"welding", "oak"}
        assert said["membership"]["level"] == "mentions"
        assert script.send("POST", "rooms/", {**data, "is_public": True}, Idempotency_Key="bikes").json() == said
        assert Room.objects.filter(name="Bikes").count() == 1
        assert script.send("POST", "rooms/", {"name": "Oak"}).json()["kind"] == "open"

    def test_what_is_invalid_makes_nothing(self, ada, mod, api, settings):
        settings.RATE_LIMITS = {"rooms": (20, 60)}
        before = Room.objects.count()
        for data in (
            {},
            {"name": ""},
            {"name": "x" * 61},
            {"name": mod.profile.name},
            {"name": "a", "kind": "direct"},
        ):
            response = api(ada).send("POST", "rooms/", data)
            assert response.status_code == 422, data
            assert response.json()["errors"][0]["field"] == ("kind" if "kind" in data else "name")
        assert Room.objects.count() == before

    def test_a_picture_is_sent_as_a_form_and_removed(self, ada, api):
        script = api(ada)
        data = {"name": "Bikes", "topics": ["oak", "welding"], "picture": SimpleUploadedFile("a.jpg", picture())}
        body = encode_multipart(BOUNDARY, data)
        response = script.generic("POST", "/api/v1/rooms/", body, content_type=MULTIPART_CONTENT)
        assert response.status_code == 201, response.content
        assert response.json()["picture"].startswith("http")
        assert len(response.json()["topics"]) == 2
        changed = script.send("PATCH", "rooms/bikes/", {"description": "Spokes"}).json()
        assert (changed["picture"], changed["description"]) == (response.json()["picture"], "Spokes")
        assert script.send("PATCH", "rooms/bikes/", {"removes_picture": True}).json()["picture"] is None


class TestOwner:
    def test_changes_it_in_part(self, ada, bob, kiln, api):
        kiln.change(topics=["oak"])
        script = api(ada)
        changed = script.send("PATCH", "rooms/kiln/", {"name": "Kilns", "topics": ["clay"]}).json()
        assert (changed["name"], changed["kind"]) == ("Kilns", "closed")
        assert [tag["name"] for tag in changed["topics"]] == ["clay"]
        again = script.send("PATCH", "rooms/kiln/", {"description": "For glazes"}).json()
        assert (again["name"], again["topics"]) == ("Kilns", changed["topics"])
        for data in ({"name": ""}, {"kind": "personal"}, {"personal_is_closed": True}):
            assert script.send("PATCH", "rooms/kiln/", {"description": "Kept", **data}).status_code == 422, data
        kiln.refresh_from_db()
        assert (kiln.name, kiln.description) == ("Kilns", "For glazes")
        assert api(bob).send("PATCH", "rooms/kiln/", {"name": "Mine"}).status_code == 404

    def test_opens_and_closes_a_personal_room_and_cannot_delete_it(self, ada, api):
        room, script = ada.owned_rooms.get(kind="personal"), api(ada)
        path = f"rooms/{room.slug}/"
        assert script.send("PATCH", path, {"personal_is_closed": True}).json()["is_closed"] is True
        assert script.send("PATCH", path, {"name": "Else"}).json()["errors"][0]["code"] == "not-changeable"
        response = script.send("DELETE", path)
        assert (response.status_code, response.json()["code"]) == (409, "personal-room")

    def test_archives_deletes_and_hands_over(self, ada, bob, cleo, studio, api):
        studio.join(bob)
        script = api(ada)
        for _attempt in range(2):
            assert script.send("PUT", "rooms/studio/archive/").json()["archived_at"]
        for _attempt in range(2):
            assert script.send("DELETE", "rooms/studio/archive/").status_code == 204
        studio.refresh_from_db()
        assert studio.archived_at is None
        assert script.send("PUT", "rooms/studio/owner/", {"username": "cleo"}).status_code == 422
        assert script.send("PUT", "rooms/studio/owner/", {"username": "bob"}).json()["owner"]["username"] == "bob"
        assert script.send("DELETE", "rooms/studio/").status_code == 404, "it is bob's now"
        assert api(bob).send("DELETE", "rooms/studio/").status_code == 204
        assert not Room.objects.filter(slug="studio").exists()


class TestMembers:
    def test_are_listed_in_pages_at_the_same_cost(self, ada, bob, cleo, make_user, studio, api):
        script = api(ada)
        few = number_of_queries(script, "rooms/studio/members/")
        for user in (bob, cleo, make_user("dora")):
            studio.join(user)
        assert number_of_queries(script, "rooms/studio/members/") == few
        first = script.send("GET", "rooms/studio/members/?limit=3")
        assert [row["username"] for row in rows(first)] == ["ada", "bob", "cleo"]
        following = script.send("GET", first.json()["next"].split("/api/v1/")[1])
        assert [row["username"] for row in rows(following)] == ["dora"]
        assert [row["username"] for row in rows(script.send("GET", "rooms/studio/members/?q=dor"))] == ["dora"]

    def test_the_owner_adds_and_removes_them(self, ada, bob, cleo, kiln, api):
        script = api(ada)
        response = script.send("POST", "rooms/kiln/members/", {"username": "@Cleo"})
        assert (response.status_code, response.json()["username"]) == (201, "cleo")
        assert script.send("GET", response["Location"].split("/api/v1/")[1]).json()["username"] == "cleo"
        assert cleo.notifications.filter(kind="invitation").exists()
        assert script.send("POST", "rooms/kiln/members/", {"username": "cleo"}).status_code == 200
        for _attempt in range(2):
            assert script.send("DELETE", "rooms/kiln/members/cleo/").status_code == 204
        assert script.send("GET", "rooms/kiln/members/cleo/").status_code == 404
        response = script.send("DELETE", "rooms/kiln/members/ada/")
        assert (response.status_code, response.json()["code"]) == (409, "owner")
        assert api(bob).send("POST", "rooms/kiln/members/", {"username": "cleo"}).status_code == 404
        assert api(bob).send("DELETE", "rooms/kiln/members/ada/").status_code == 404

    def test_nobody_is_added_whom_the_owner_may_not_find(self, ada, cleo, kiln, api):
        Block.objects.make(cleo, ada)
        for username in ("cleo", "nobody", ""):
            response = api(ada).send("POST", "rooms/kiln/members/", {"username": username})
            assert (response.status_code, response.json()["errors"][0]["field"]) == (422, "username")
        assert not kiln.memberships.filter(user=cleo).exists()


class TestMembership:
    def test_joining_with_a_level_and_leaving(self, bob, studio, api):
        script = api(bob)
        for level in ("everything", "nothing"):
            room = script.send("PUT", "rooms/studio/membership/", {"level": level}).json()
            assert (room["membership"]["level"], room["member_count"]) == (level, 2)
        assert script.send("PUT", "rooms/studio/membership/").json()["membership"]["level"] == "nothing"
        assert script.send("PUT", "rooms/studio/membership/", {"level": "loud"}).status_code == 422
        for _attempt in range(2):
            assert script.send("DELETE", "rooms/studio/membership/").status_code == 204
        assert not Membership.objects.filter(user=bob, room=studio).exists()

    def test_the_owner_stays_and_strangers_do_not_enter(self, ada, cleo, kiln, api):
        response = api(ada).send("DELETE", "rooms/kiln/membership/")
        assert (response.status_code, response.json()["code"]) == (409, "owner")
        assert api(cleo).send("PUT", "rooms/kiln/membership/").status_code == 404
        assert api(cleo).send("DELETE", "rooms/kiln/membership/").status_code == 404
        assert kiln.memberships.count() == 2

    def test_reading_up_to_a_message(self, ada, bob, kiln, api):
        first, second = kiln.post(ada, "One @bob"), kiln.post(ada, "Two @bob")
        script = api(bob)
        assert script.send("PUT", "rooms/kiln/read/", {"up_to": first.pk}).status_code == 204
        membership = script.send("GET", "rooms/kiln/").json()["membership"]
        assert (membership["read_up_to"], membership["unread"]) == (first.pk, True)
        assert bob.notifications.unread().get().number == second.pk
        assert script.send("PUT", "rooms/kiln/read/", {"up_to": -1}).status_code == 422
        assert script.send("PUT", "rooms/kiln/read/").status_code == 204
        assert script.send("GET", "rooms/kiln/").json()["membership"]["unread"] is False
        assert script.send("PUT", "rooms/kiln/read/", {"up_to": 10**17}).status_code == 204
        assert kiln.memberships.get(user=bob).read_up_to == second.pk
        for data, status in (
            ({"unread_from": second.pk}, 204),
            ({"unread_from": 10**17}, 404),
            ({"unread_from": 0}, 422),
        ):
            assert script.send("PUT", "rooms/kiln/read/", data).status_code == status
        assert script.send("PUT", "rooms/kiln/read/", {"unread_from": first.pk, "up_to": 1}).status_code == 422
        assert kiln.memberships.get(user=bob).read_up_to == second.pk - 1


def test_scopes_and_guests(ada, studio, api, client_of):
    reads, writes = api(ada, Scope.ROOMS_READ), api(ada, Scope.ROOMS_WRITE)
    assert reads.send("GET", "rooms/studio/").status_code == 200
    assert writes.send("GET", "rooms/studio/").status_code == 403
    for method, path in (("POST", "rooms/"), ("PATCH", "rooms/studio/"), ("PUT", "rooms/studio/membership/")):
        assert reads.send(method, path).status_code == 403
        assert api(ada, Scope.MESSAGES_WRITE).send(method, path).status_code == 403
        assert api(None).send(method, path).status_code == 401
    studio.open_door()
    guest = client_of(None)
    assert guest.post("/rooms/studio/guest/", {"name": "Paula"}).status_code == 302
    assert guest.get("/rooms/studio/").status_code == 200
    assert guest.get("/api/v1/rooms/studio/").status_code == 401
