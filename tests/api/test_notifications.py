"""Notifications, their settings, and mutes."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.api.scopes import Scope
from apps.notifications.models import Mute, Notification
from apps.people.models import Follow
from apps.posts.models import Audience, Post
from apps.projects.models import Project

pytestmark = pytest.mark.django_db


def rows(response):
    assert response.status_code == 200, response.content
    return response.json()["results"]


class TestList:
    def test_it_is_that_of_the_page(self, ada, bob, cleo, studio, api, client_of):
        post = Post.objects.publish(ada, [], "Oak")
        post.like(bob)
        post.like(cleo)
        message = studio.post(bob, "Look, @ada <b>now</b>")
        Follow.objects.make(cleo, ada)
        found = rows(api(ada).send("GET", "notifications/"))
        page = client_of(ada).get("/notifications/").context["rows"]
        assert [row["text"] for row in found] == [row.words for row in page]
        likes = next(row for row in found if row["kind"] == "like")
        assert (likes["actor"]["username"], likes["people_count"], likes["group"]) == ("cleo", 2, "photos")
        assert likes["target"]["url"].endswith(f"/api/v1/posts/{post.pk}/")
        assert likes["is_read"] is False
        [mention] = rows(api(ada).send("GET", "notifications/?group=mentions"))
        assert (mention["target"]["type"], mention["target"]["id"]) == ("message", message.pk)
        assert mention["target"]["url"].endswith(f"/api/v1/rooms/studio/messages/{message.pk}/")
        assert mention["target"]["page"].endswith(f"/rooms/studio/messages/{message.pk}/")
        assert "<bdi>" not in mention["text"]
        assert "studio" in mention["text"].lower()
        assert rows(api(bob).send("GET", "notifications/")) == []
        for query in ("group=everything", "unread=perhaps", "after=x"):
            assert api(ada).send("GET", f"notifications/?{query}").status_code == 422

    def test_pages_lead_on_at_the_same_cost(self, ada, bob, cleo, studio, api):
        script = api(ada)

        def cost():
            script.send("GET", "notifications/")
            with CaptureQueriesContext(connection) as queries:
                script.send("GET", "notifications/")
            return len(queries)

        def happen(number):
            Post.objects.publish(ada, [], f"Oak {number}").like(bob)
            studio.post(cleo, f"@ada {number}")

        happen(0)
        few = cost()
        for number in range(1, 4):
            happen(number)
        assert cost() == few
        whole, seen, path = rows(script.send("GET", "notifications/")), [], "notifications/?limit=3"
        while path:
            page = script.send("GET", path)
            seen += rows(page)
            path = page.json()["next"] and page.json()["next"].split("/api/v1/")[1]
        assert seen == whole
        assert len(seen) == 8

    def test_what_a_guest_did_is_told_without_an_address(self, ada, studio, api):
        studio.open_door()
        stay = studio.admit_guest("Paula", "127.0.0.1")
        studio.post(stay.user, "@ada")
        [row] = rows(api(ada).send("GET", "notifications/"))
        assert (row["actor"]["username"], row["actor"]["url"], row["actor"]["is_guest"]) == (None, None, True)

    def test_what_one_may_see_no_more_is_left_out(self, ada, bob, kiln, api):
        kiln.post(ada, "@bob")
        kiln.leave(bob)
        kiln.refresh_from_db()
        assert rows(api(bob).send("GET", "notifications/")) == []


class TestRead:
    def test_one_row_and_all_that_are_older(self, ada, bob, cleo, studio, api):
        post = Post.objects.publish(ada, [], "Oak")
        studio.post(bob, "@ada one")
        post.like(bob)
        post.like(cleo)
        script = api(ada)
        likes, mention = rows(script.send("GET", "notifications/"))
        for _attempt in range(2):
            assert script.send("PUT", f"notifications/{likes['id']}/read/").json()["is_read"] is True
        assert [row["id"] for row in rows(script.send("GET", "notifications/?unread=true"))] == [mention["id"]]
        assert api(bob).send("PUT", f"notifications/{mention['id']}/read/").status_code == 404
        newer = studio.post(bob, "@ada two")
        for _attempt in range(2):
            assert script.send("PUT", "notifications/read/", {"up_to": likes["id"]}).status_code == 204
        assert ada.notifications.unread().get().number == newer.pk
        for data in ({}, {"up_to": "all"}, {"up_to": -1}):
            assert script.send("PUT", "notifications/read/", data).status_code == 422


class TestSettings:
    def test_are_changed_in_part(self, ada, api):
        script = api(ada)
        before = script.send("GET", "notifications/settings/").json()
        assert before["topics"]["likes"]["site"] is True
        assert (before["quiet_from"], before["time_zone"]) == (None, "")
        change = {"quiet_from": "22:00", "quiet_to": "07:30", "time_zone": "Europe/Vienna"}
        change["topics"] = {"likes": {"site": False}}
        response = script.send("PATCH", "notifications/settings/", change)
        assert response.status_code == 200, response.content
        after = script.send("GET", "notifications/settings/").json()
        assert response.json() == after
        assert (after["quiet_from"], after["quiet_to"], after["time_zone"]) == ("22:00", "07:30", "Europe/Vienna")
        topics = {**before["topics"], "likes": {**before["topics"]["likes"], "site": False}}
        assert (after["topics"], after["digest"]) == (topics, before["digest"])
        cleared = script.send("PATCH", "notifications/settings/", {"quiet_from": None, "quiet_to": None}).json()
        assert (cleared["quiet_from"], cleared["time_zone"]) == (None, "Europe/Vienna")

    def test_what_is_invalid_changes_nothing(self, ada, api, settings):
        settings.SENDS_MAIL = False
        script = api(ada)
        before = script.send("GET", "notifications/settings/").json()
        assert "mail" not in before["topics"]["likes"]
        for change, field in (
            ({"time_zone": "Mars/Olympus"}, "time_zone"),
            ({"quiet_from": "25:00"}, "quiet_from"),
            ({"quiet_from": "22:00"}, "quiet_to"),
            ({"digest": "hourly"}, "digest"),
            ({"topics": {"weather": {"site": True}}}, "topics.weather.site"),
            ({"topics": {"likes": {"mail": True}}}, "topics.likes.mail"),
            ({"topics": {"likes": {"site": "perhaps"}}}, "topics.likes.site"),
        ):
            response = script.send("PATCH", "notifications/settings/", {"wants_week": True, **change})
            assert response.status_code == 422, change
            assert [error["field"] for error in response.json()["errors"]] == [field]
        assert script.send("GET", "notifications/settings/").json() == before


class TestMutes:
    def test_are_made_listed_and_ended(self, ada, bob, kiln, api):
        post = Post.objects.publish(ada, [], "Oak")
        project = Project.objects.create(owner=ada, title="Cart", body="Two frames")
        project.show()
        script = api(bob)
        for noun, thing in (("room", kiln), ("post", post), ("project", project), ("profile", ada.profile)):
            path = f"notifications/mutes/{noun}/{thing.pk}/"
            assert script.send("GET", path).status_code == 404
            for length in ("hour", "ever"):
                response = script.send("PUT", path, {"length": length})
                assert response.status_code == 200, response.content
            assert response.json() == script.send("GET", path).json()
            assert (response.json()["type"], response.json()["until"]) == (noun, None)
            assert response.json()["url"].startswith("http")
        assert script.send("PUT", path, {"length": "minute"}).status_code == 422
        first = script.send("GET", "notifications/mutes/?limit=3")
        assert [row["type"] for row in rows(first)] == ["profile", "project", "post"]
        following = script.send("GET", first.json()["next"].split("/api/v1/")[1])
        assert [(row["type"], row["title"]) for row in rows(following)] == [("room", kiln.name)]
        for _attempt in range(2):
            assert script.send("DELETE", path).status_code == 204
        assert Mute.objects.filter(user=bob).count() == 3
        post.like(ada)
        kiln.post(ada, "@bob")
        assert not Notification.objects.filter(recipient=bob).exists()

    def test_of_what_one_may_not_see_there_are_none(self, ada, cleo, kiln, api):
        letter = Post.objects.publish(ada, [], "Oak", audience=Audience.FOLLOWERS)
        for path in (f"room/{kiln.pk}", f"post/{letter.pk}", f"kiln/{kiln.pk}", "post/999999", "profile/999999"):
            for method in ("GET", "PUT", "DELETE"):
                assert api(cleo).send(method, f"notifications/mutes/{path}/").status_code == 404, path
        assert not Mute.objects.exists()


def test_scopes(ada, api):
    reads, writes = api(ada, Scope.NOTIFICATIONS_READ), api(ada, Scope.NOTIFICATIONS_WRITE)
    for path in ("notifications/", "notifications/settings/", "notifications/mutes/"):
        assert reads.send("GET", path).status_code == 200
        assert writes.send("GET", path).status_code == 403
    assert reads.send("PUT", "notifications/read/", {"up_to": 1}).status_code == 403
    assert reads.send("PATCH", "notifications/settings/", {}).status_code == 403
    assert writes.send("PUT", "notifications/read/", {"up_to": 1}).status_code == 204
