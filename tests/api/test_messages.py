"""Messages, reactions and files: read, sent, changed and deleted by scripts."""

from urllib.parse import quote
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.test.utils import CaptureQueriesContext

from apps.api.scopes import Scope
from apps.rooms import broadcasts
from apps.rooms.emoji import KNOWN
from apps.rooms.models import Attachment, Draft, Message, Reaction
from apps.rooms.models.messages import MOST_EMOJI
from apps.rooms.uploads import attachment
from tests.pictures import picture

pytestmark = pytest.mark.django_db

MESSAGES = "rooms/kiln/messages/"


def ids(response):
    assert response.status_code == 200, response.content
    return [row["id"] for row in response.json()["results"]]


def follow(script, address):
    return script.send("GET", address.split("/api/v1/")[1])


def upload(script, path, **data):
    body = encode_multipart(BOUNDARY, data)
    return script.generic("POST", f"/api/v1/{path}", body, content_type=MULTIPART_CONTENT)


def thumbs_up(pk, emoji="👍"):
    return f"{MESSAGES}{pk}/reactions/{quote(emoji)}/"


def text_file(name="notes.txt"):
    return SimpleUploadedFile(name, b"Cone 6")


class TestRead:
    def test_pages_lead_both_ways_with_the_oldest_first(self, ada, bob, kiln, api):
        pks = [kiln.post(ada, f"Number {number}").pk for number in range(7)]
        script = api(bob)
        newest = script.send("GET", f"{MESSAGES}?limit=3")
        assert ids(newest) == pks[4:]
        assert newest.json()["next"] is None
        middle = follow(script, newest.json()["previous"])
        assert ids(middle) == pks[1:4]
        first = follow(script, middle.json()["previous"])
        assert ids(first) == pks[:1]
        assert first.json()["previous"] is None
        assert ids(follow(script, first.json()["next"])) == pks[1:4]
        assert ids(script.send("GET", f"{MESSAGES}?after={pks[-2]}")) == pks[-1:]
        assert ids(script.send("GET", f"{MESSAGES}?after={pks[-1]}")) == []
        for query in ("before=x", "after=-1", "before=9&after=1", "limit=101"):
            assert script.send("GET", f"{MESSAGES}?{query}").status_code == 422, query
        assert kiln.memberships.get(user=bob).read_up_to == 0, "to fetch messages is not to read them"

    def test_a_page_costs_the_same_with_few_and_with_many(self, ada, bob, kiln, api):
        script = api(bob)

        def cost():
            script.send("GET", MESSAGES)
            with CaptureQueriesContext(connection) as queries:
                script.send("GET", MESSAGES)
            return len(queries)

        def say():
            first = kiln.post(ada, "One")
            second = kiln.post(bob, "Two", reply_to=first, files=[attachment(text_file())])
            second.react(ada, "👍")
            second.react(bob, "❤️")

        say()
        few = cost()
        for _time in range(4):
            say()
        assert cost() == few

    def test_one_message_with_everything_under_it(self, ada, bob, cleo, studio, kiln, api):
        first = kiln.post(bob, "Is it **hot**? <script>alert(1)</script>")
        second = kiln.post(ada, "Yes", reply_to=first, files=[attachment(text_file())])
        second.react(bob, "👍")
        said = api(bob).send("GET", f"{MESSAGES}{second.pk}/").json()
        assert (said["author"]["username"], said["body"], said["is_reply"]) == ("ada", "Yes", True)
        assert (said["reply_to"]["id"], said["room"]["slug"]) == (first.pk, "kiln")
        assert said["reactions"] == [{"emoji": "👍", "count": 1, "usernames": ["bob"]}]
        assert said["attachments"][0]["name"] == "notes.txt"
        quoted = follow(api(bob), said["reply_to"]["url"]).json()
        assert "<strong>hot</strong>" in quoted["body_html"]
        assert "<script>" not in quoted["body_html"]
        assert quoted["body"] == "Is it **hot**? <script>alert(1)</script>"
        for path in (MESSAGES, f"{MESSAGES}{second.pk}/", "rooms/kiln/search/?q=hot"):
            assert api(cleo).send("GET", path).status_code == 404, path
        assert api(bob).send("GET", f"rooms/studio/messages/{first.pk}/").status_code == 404, "it is in another room"

    def test_search_finds_words_and_pages_downwards(self, ada, bob, kiln, api):
        pks = [kiln.post(ada, f"Glaze {number}").pk for number in range(3)]
        ash = kiln.post(bob, "Ash")
        script = api(bob)
        page = script.send("GET", "rooms/kiln/search/?q=glaze&limit=2")
        assert ids(page) == [pks[2], pks[1]]
        assert ids(follow(script, page.json()["next"])) == [pks[0]]
        assert ids(script.send("GET", "rooms/kiln/search/?q=from:bob")) == [ash.pk]
        assert script.send("GET", "rooms/kiln/search/").status_code == 422


class TestSend:
    def test_whoever_sends_one_joins_and_is_heard(self, ada, bob, studio, api):
        first = studio.post(ada, "Hello?")
        script = api(bob)
        response = script.send("POST", "rooms/studio/messages/", {"body": "Yes, @ada\n", "reply_to": first.pk})
        assert response.status_code == 201, response.content
        said = response.json()
        assert response["Location"] == said["url"]
        assert said["url"].endswith(f"/api/v1/rooms/studio/messages/{said['id']}/")
        assert (said["author"]["username"], said["reply_to"]["id"]) == ("bob", first.pk)
        assert studio.memberships.filter(user=bob).exists()
        assert ada.notifications.filter(number=said["id"]).exists()

    def test_a_repetition_is_one_message(self, ada, kiln, api):
        script, client_id = api(ada), str(uuid4())
        for _attempt in range(2):
            response = script.send("POST", MESSAGES, {"body": "Once", "client_id": client_id})
            assert response.status_code == 201
        said = response.json()
        for _attempt in range(2):
            script.send("POST", MESSAGES, {"body": "Twice"}, Idempotency_Key="one")
        assert [message.body for message in kiln.messages.order_by("pk")] == ["Once", "Twice"]
        kiln.remove(kiln.messages.get(pk=said["id"]))
        response = script.send("POST", MESSAGES, {"body": "Once", "client_id": client_id})
        assert (response.status_code, response.json()["code"]) == (410, "message-deleted")
        assert kiln.messages.count() == 1

    def test_what_is_invalid_sends_nothing(self, ada, kiln, studio, api, settings):
        settings.MESSAGE_MAX_LENGTH = 4_000
        elsewhere = studio.post(ada, "Elsewhere")
        script = api(ada)
        for data, field in (
            ({}, "body"),
            ({"body": " \n"}, "body"),
            ({"body": "x" * 100_000}, "body"),
            ({"body": "A\0B"}, "body"),
            ({"body": "Hi", "client_id": "7"}, "client_id"),
            ({"body": "Hi", "reply_to": elsewhere.pk}, "reply_to"),
            ({"body": "Hi", "reply_to": 10**30}, "reply_to"),
            ({"body": "Hi", "files": ["a"]}, "files.0"),
        ):
            response = script.send("POST", MESSAGES, data)
            assert response.status_code == 422, data
            assert [error["field"] for error in response.json()["errors"]] == [field], data
        assert upload(script, MESSAGES, files=[text_file() for _number in range(60)]).status_code == 422
        assert upload(script, MESSAGES, body="Hi", files=[SimpleUploadedFile("a.txt", b"")]).status_code == 422
        assert not kiln.messages.exists()
        assert not Attachment.objects.exists()

    def test_what_its_author_is_writing_on_the_page_stays(self, ada, kiln, api):
        kiln.keep_draft(ada, "A long letter")
        assert api(ada).send("POST", MESSAGES, {"body": "Beep"}).status_code == 201
        assert Draft.objects.get(user=ada).body == "A long letter"

    def test_nobody_writes_in_an_archived_room(self, ada, kiln, api):
        message = kiln.post(ada, "One")
        kiln.archive()
        script = api(ada)
        for method, path, data in (
            ("POST", MESSAGES, {"body": "Two"}),
            ("PATCH", f"{MESSAGES}{message.pk}/", {"body": "Two"}),
            ("PUT", thumbs_up(message.pk), None),
            ("DELETE", thumbs_up(message.pk), None),
            ("POST", "rooms/kiln/typing/", None),
        ):
            response = script.send(method, path, data)
            assert (response.status_code, response.json()["code"]) == (409, "archived"), path
        assert [one.body for one in kiln.messages.all()] == ["One"]
        assert ids(script.send("GET", MESSAGES)) == [message.pk]

    def test_who_is_typing_is_shown(self, ada, bob, cleo, kiln, api, monkeypatch):
        shown = []
        monkeypatch.setattr(broadcasts, "was_writing", lambda room, user: shown.append((room.slug, user.username)))
        assert api(bob).send("POST", "rooms/kiln/typing/").status_code == 204
        assert api(cleo).send("POST", "rooms/kiln/typing/").status_code == 404
        assert shown == [("kiln", "bob")]


class TestFiles:
    def test_are_sent_and_downloaded_with_the_headers_of_the_page(self, ada, bob, cleo, studio, kiln, api, client_of):
        files = [text_file(), SimpleUploadedFile("oak.png", picture("PNG", size=(30, 20)))]
        response = upload(api(ada), MESSAGES, body="Two files", files=files)
        assert response.status_code == 201, response.content
        notes, oak = response.json()["attachments"]
        assert (notes["name"], notes["size"], oak["width"], oak["height"]) == ("notes.txt", 6, 30, 20)
        for one in (notes, oak):
            path = one["url"].split("/api/v1/")[1]
            page = client_of(bob).get(f"/rooms/kiln/files/{one['id']}/{one['name']}")
            download = api(bob).send("GET", path, Accept="image/webp")
            assert download.status_code == 200
            assert b"".join(download) == b"".join(page)
            names = ("Content-Type", "Content-Disposition", "Content-Security-Policy", "Cache-Control", "ETag")
            assert {name: download.get(name) for name in names} == {name: page.get(name) for name in names}
            again = api(bob).send("GET", path, If_None_Match=download["ETag"])
            assert (again.status_code, again.content) == (304, b"")
            assert api(cleo).send("GET", path).status_code == 404
            assert api(None).send("GET", path).status_code == 401
            assert api(bob).send("GET", path.replace("kiln", "studio")).status_code == 404

    def test_of_an_open_room_are_kept_by_a_cache_as_those_of_the_page(self, ada, bob, studio, api, client_of):
        file = studio.post(ada, "", files=[attachment(text_file())]).attachments.get()
        page = client_of(bob).get(f"/rooms/studio/files/{file.pk}/{file.name}")
        download = api(bob).send("GET", f"rooms/studio/files/{file.pk}/")
        assert download["Cache-Control"] == page["Cache-Control"] == "private, max-age=86400, immutable"

    def test_of_a_room_are_listed_at_the_same_cost(self, ada, bob, cleo, kiln, api):
        script, path = api(bob), "rooms/kiln/files/"

        def cost():
            script.send("GET", path)
            with CaptureQueriesContext(connection) as queries:
                script.send("GET", path)
            return len(queries)

        first = kiln.post(ada, "", files=[attachment(text_file("a.txt"))])
        few = cost()
        for user, name in ((bob, "b.txt"), (ada, "c.txt"), (bob, "d.txt")):
            kiln.post(user, "", files=[attachment(text_file(name))])
        assert cost() == few
        page = script.send("GET", f"{path}?limit=3")
        assert [row["name"] for row in page.json()["results"]] == ["d.txt", "c.txt", "b.txt"]
        [row] = follow(script, page.json()["next"]).json()["results"]
        assert (row["message"]["id"], row["message"]["author"]["username"]) == (first.pk, "ada")
        assert [row["name"] for row in script.send("GET", f"{path}?q=c.t").json()["results"]] == ["c.txt"]
        assert api(cleo).send("GET", path).status_code == 404


class TestChange:
    def test_ones_own_message_is_edited_and_deleted(self, ada, bob, kiln, api):
        message = kiln.post(bob, "Frist")
        path, script = f"{MESSAGES}{message.pk}/", api(bob)
        for body in ("", " "):
            assert script.send("PATCH", path, {"body": body}).status_code == 422
        said = script.send("PATCH", path, {"body": "First"}).json()
        assert (said["body"], bool(said["edited_at"])) == ("First", True)
        assert message.revisions.get().body == "Frist"
        assert api(ada).send("PATCH", path, {"body": "Mine"}).status_code == 404
        assert script.send("DELETE", path).status_code == 204
        assert script.send("DELETE", path).status_code == 404
        assert script.send("PATCH", path, {"body": "Again"}).status_code == 404

    def test_others_are_deleted_by_the_owner_and_moderators(self, ada, bob, cleo, mod, studio, api):
        first, second = studio.post(cleo, "One"), studio.post(cleo, "Two")
        assert api(bob).send("DELETE", f"rooms/studio/messages/{first.pk}/").status_code == 404
        assert api(ada).send("DELETE", f"rooms/studio/messages/{first.pk}/").status_code == 204
        assert api(mod).send("DELETE", f"rooms/studio/messages/{second.pk}/").status_code == 204
        assert not Message.objects.filter(room=studio).exists()


class TestReactions:
    def test_are_added_and_removed_as_often_as_one_likes(self, ada, bob, cleo, kiln, api):
        message, script = kiln.post(ada, "One"), api(bob)
        for emoji in ("👍", "❤️"):
            for _attempt in range(2):
                said = script.send("PUT", thumbs_up(message.pk, emoji)).json()
        assert [(one["emoji"], one["count"]) for one in said["reactions"]] == [("👍", 1), ("❤️", 1)]
        for _attempt in range(2):
            assert script.send("DELETE", thumbs_up(message.pk)).status_code == 204
        assert [reaction.emoji for reaction in Reaction.objects.all()] == ["❤️"]
        response = script.send("PUT", thumbs_up(message.pk, "kiln"))
        assert (response.status_code, response.json()["errors"][0]["code"]) == (422, "unknown-emoji")
        assert api(cleo).send("PUT", thumbs_up(message.pk)).status_code == 404

    def test_a_message_has_room_for_so_many_emoji(self, ada, bob, kiln, api):
        message = kiln.post(ada, "One")
        one_more, *many = sorted(KNOWN)[: MOST_EMOJI + 1]
        for emoji in many:
            message.react(ada, emoji)
        response = api(bob).send("PUT", thumbs_up(message.pk, one_more))
        assert (response.status_code, response.json()["code"]) == (409, "too-many-emoji")
        assert api(bob).send("PUT", thumbs_up(message.pk, many[0])).status_code == 200


def test_writing_messages_and_rooms_are_different_permissions(ada, kiln, api):
    message = kiln.post(ada, "One")
    reads, rooms, writes = (api(ada, one) for one in (Scope.ROOMS_READ, Scope.ROOMS_WRITE, Scope.MESSAGES_WRITE))
    of_one = f"{MESSAGES}{message.pk}/"
    for method, path, status in (("POST", MESSAGES, 201), ("PATCH", of_one, 200), ("PUT", thumbs_up(message.pk), 204)):
        for script in (reads, rooms):
            assert script.send(method, path, {"body": "Two"}).status_code == 403, path
        assert writes.send(method, path, {"body": "Two"}).status_code == status, path
    assert writes.send("GET", MESSAGES).status_code == 403
    assert reads.send("GET", MESSAGES).status_code == 200


def test_messages_and_files_are_limited_as_on_the_page(ada, kiln, api, settings):
    settings.RATE_LIMITS = {"messages": (2, 60), "uploads": (1, 60), "searches": (1, 60)}
    script = api(ada)
    assert upload(script, MESSAGES, files=[text_file(), text_file("b.txt")]).status_code == 429
    message = script.send("POST", MESSAGES, {"body": "One"}).json()
    assert script.send("PATCH", f"{MESSAGES}{message['id']}/", {"body": "Two"}).status_code == 429
    assert script.send("GET", "rooms/kiln/search/?q=one").status_code == 200
    assert script.send("GET", "rooms/kiln/search/?q=one").status_code == 429
    assert [one.body for one in kiln.messages.all()] == ["One"]
