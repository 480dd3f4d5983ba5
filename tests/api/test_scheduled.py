"""Posts that will be published later, by scripts."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from apps.api.scopes import Scope
from apps.posts.models import Post
from tests.api.test_posts import drawn, file, following_page, number_of_queries, upload
from tests.posts.conftest import show

__all__ = ["drawn", "show"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def schedule(api):
    """`schedule(ada, days=2)`: what the API says of a post with two photos that is to be published then."""

    def make(user, days, **data):
        moment = (timezone.now() + timedelta(days=days)).isoformat()
        response = upload(api(user), photos=[file(), file()], descriptions=["A plank"], publishes_at=moment, **data)
        assert response.status_code == 202, response.content
        assert response["Location"] == response.json()["url"]
        return response.json()

    return make


def path_of(said):
    return said["url"].split("/api/v1/")[1]


def keys(response):
    assert response.status_code == 200, response.content
    return [row["key"] for row in response.json()["results"]]


def test_the_list_has_the_next_one_first_and_ones_own_alone(ada, bob, api, schedule):
    script = api(ada)
    ada.post_drafts.create(body="A draft that is not scheduled")
    later = schedule(ada, 3, body="<script>alert(1)</script>", audience="followers")
    few = number_of_queries(script, "me/scheduled/")
    soon, last = schedule(ada, 1), schedule(ada, 9)
    assert number_of_queries(script, "me/scheduled/") == few
    page = script.send("GET", "me/scheduled/?limit=2")
    assert keys(page) == [soon["key"], later["key"]]
    assert keys(following_page(script, page)) == [last["key"]]
    row = page.json()["results"][1]
    assert row == later == script.send("GET", path_of(later)).json()
    assert (row["body"], row["audience"]) == ("<script>alert(1)</script>", "followers")
    assert [photo["description"] for photo in row["photos"]] == ["A plank", ""]
    assert keys(api(bob).send("GET", "me/scheduled/")) == []
    for after in ("x", "1.", "1.tomorrow"):
        assert script.send("GET", f"me/scheduled/?after={after}").status_code == 422
    for method in ("GET", "PATCH", "DELETE"):
        assert api(bob).send(method, path_of(soon), {"body": "Mine"}).status_code == 404
        assert api(None).send(method, path_of(soon)).status_code == 401
        other = Scope.POSTS_WRITE if method == "GET" else Scope.POSTS_READ
        assert api(ada, other).send(method, path_of(soon)).json()["code"] == "missing-scope"
    assert ada.post_drafts.get(key=soon["key"]).body == ""


def test_what_is_sent_changes_and_the_rest_stays(ada, api, schedule):
    said = schedule(ada, 1, body="Oak", takes_comments="false")
    script, path = api(ada), path_of(said)
    after = script.send("PATCH", path, {"body": "Ash", "descriptions": ["A board"]}).json()
    assert {name for name in said if said[name] != after[name]} == {"body", "photos"}
    assert [photo["description"] for photo in after["photos"]] == ["A board", ""]
    moment = timezone.now() + timedelta(days=5)
    moved = script.send("PATCH", path, {"publishes_at": moment.isoformat()}).json()
    assert {name for name in said if moved[name] != after[name]} == {"publishes_at"}
    assert parse_datetime(moved["publishes_at"]) == moment
    now = timezone.now()
    for given, field in (
        ({"publishes_at": (now - timedelta(days=1)).isoformat()}, "publishes_at"),
        ({"publishes_at": (now + timedelta(days=400)).isoformat()}, "publishes_at"),
        ({"publishes_at": "9999-12-31T23:59:59Z"}, "publishes_at"),
        ({"publishes_at": None}, "publishes_at"),
        ({"publishes_at": "tomorrow"}, "publishes_at"),
        ({"publishes_at": moment.isoformat(), "body": "\u200b"}, "body"),
        ({"audience": "friends"}, "audience"),
        ({"descriptions": ["a", "b", "c"]}, "descriptions"),
    ):
        response = script.send("PATCH", path, {"takes_comments": True} | given)
        assert response.status_code == 422, given
        assert {error["field"] for error in response.json()["errors"]} == {field}
    assert script.send("GET", path).json() == moved


def test_it_is_cancelled_or_published(ada, api, schedule):
    said, other = schedule(ada, 1), schedule(ada, 2)
    script, path = api(ada), path_of(said)
    for _attempt in range(2):
        assert script.send("DELETE", path).status_code == 204
        draft = ada.post_drafts.get(key=said["key"])
        assert (draft.publishes_at, draft.photos.count()) == (None, 2)
    for method in ("GET", "PATCH"):
        assert script.send(method, path, {"body": "Ash"}).status_code == 404
    assert keys(script.send("GET", "me/scheduled/")) == [other["key"]]
    # Its moment has come, and the next round of the worker has not: it may still be changed, but not its past moment.
    due = ada.post_drafts.get(key=other["key"])
    due.change(publishes_at=timezone.now() - timedelta(seconds=1))
    assert script.send("PATCH", path_of(other), {"body": "Ash"}).json()["body"] == "Ash"
    post = due.publish_if_due()
    assert (post.body, post.client_id) == ("Ash", due.key)
    for method in ("GET", "PATCH", "DELETE"):
        assert script.send(method, path_of(other), {"body": "Elm"}).status_code == 404
    assert Post.objects.get().body == "Ash"
