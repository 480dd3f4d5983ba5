import pytest

from apps.people.models import Block
from apps.posts.models import Comment
from tests.api.test_posts import following_page, ids
from tests.posts.conftest import drawn, show

__all__ = ["drawn", "show"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def post(ada, show):
    return show(ada)


@pytest.fixture
def path(post):
    return f"posts/{post.pk}/comments/"


def test_a_comment_and_a_reply_are_made(ada, bob, api, post, path):
    response = api(bob).send("POST", path, {"body": "Fine\n\n@ada"})
    assert response.status_code == 201, response.content
    comment, said = Comment.objects.get(), response.json()
    assert response["Location"] == said["url"]
    assert said["url"].endswith(f"/api/v1/comments/{comment.pk}/")
    assert (said["author"]["username"], said["body"], said["parent"]) == ("bob", "Fine\n\n@ada", None)
    assert "data-mention" in said["body_html"]
    assert (said["target"]["type"], said["target"]["id"]) == ("post", post.pk)
    assert said["page"].endswith(f"?comment={comment.pk}#comment-{comment.pk}")
    reply = api(ada).send("POST", path, {"body": "Thanks", "parent": comment.pk}).json()
    beside = api(bob).send("POST", path, {"body": "Again", "parent": reply["id"]}).json()
    assert reply["parent"] == beside["parent"] == comment.pk
    rows = api(ada).send("GET", path).json()["results"]
    assert [(row["id"], row["reply_count"]) for row in rows] == [(comment.pk, 2)]
    assert ids(api(ada).send("GET", f"{path}?parent={comment.pk}")) == [reply["id"], beside["id"]]
    assert api(ada).send("GET", f"posts/{post.pk}/").json()["comment_count"] == 3


def test_sent_twice_it_is_one_comment(bob, api, path):
    said = {"body": "Fine", "client_id": "0b7d5b35-7d3c-4f53-9f0f-8a9c7c1a4b11"}
    first, again = (api(bob).send("POST", path, said) for _attempt in range(2))
    assert (first.json()["id"], again.status_code) == (again.json()["id"], 201)
    assert Comment.objects.count() == 1


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({}, "body"),
        ({"body": " \n"}, "body"),
        ({"body": "\u200b"}, "body"),
        ({"body": "x" * 2_001}, "body"),
        ({"body": ["Fine"]}, "body"),
        ({"body": "Fine", "parent": "first"}, "parent"),
        ({"body": "Fine", "parent": 10**30}, "parent"),
        ({"body": "Fine", "client_id": "one"}, "client_id"),
    ],
)
def test_what_is_invalid_is_said(bob, api, path, said, field):
    response = api(bob).send("POST", path, said)
    assert response.status_code == 422
    assert [error["field"] for error in response.json()["errors"]] == [field]
    assert not Comment.objects.exists()


def test_what_cannot_be_said_now(ada, bob, cleo, api, post, path):
    response = api(bob).send("POST", path, {"body": "Fine", "parent": 1_000_000})
    assert (response.status_code, response.json()["code"]) == (409, "parent-deleted")
    cleos = Comment.objects.say(post, cleo, "Fine")
    Block.objects.make(cleo, bob)
    assert api(bob).send("POST", path, {"body": "Fine", "parent": cleos.pk}).json()["code"] == "parent-deleted"
    assert api(bob).send("GET", f"{path}?parent={cleos.pk}").status_code == 404
    post.edit(post.body, takes_comments=False)
    response = api(bob).send("POST", path, {"body": "Fine"})
    assert (response.status_code, response.json()["code"]) == (409, "comments-off")
    assert api(ada).send("POST", path, {"body": "Fine"}).status_code == 201


def test_comments_are_sorted_and_paged(ada, bob, cleo, api, post, path):
    said = [Comment.objects.say(post, bob, f"Number {number}").pk for number in range(5)]
    for number, users in ((3, (ada, cleo)), (1, (ada,)), (4, (cleo,))):
        for user in users:
            Comment.objects.get(pk=said[number]).like(user)
    script = api(ada)
    orders = {
        "": said,
        "sort=oldest": said,
        "sort=newest": said[::-1],
        "sort=liked": [said[place] for place in (3, 1, 4, 0, 2)],
    }
    for query, wanted in orders.items():
        page = script.send("GET", f"{path}?{query}&limit=2")
        seen = ids(page)
        while page.json()["next"]:
            page = following_page(script, page)
            seen += ids(page)
        assert seen == wanted, query
    for wrong in ("sort=best", "after=x", "after=1.5", "sort=liked&after=5"):
        assert script.send("GET", f"{path}?{wrong}").status_code == 422, wrong


def test_comments_of_people_who_are_blocked_are_not_shown(ada, bob, cleo, api, post, path):
    cleos = Comment.objects.say(post, cleo, "Fine")
    bobs = Comment.objects.say(post, bob, "Fine", parent=cleos)
    cleos.like(bob)
    Block.objects.make(bob, cleo)
    assert ids(api(bob).send("GET", path)) == []
    assert api(bob).send("GET", f"comments/{cleos.pk}/").status_code == 404
    assert api(bob).send("GET", f"comments/{bobs.pk}/").status_code == 404
    [row] = api(cleo).send("GET", path).json()["results"]
    assert (row["like_count"], row["reply_count"]) == (0, 0)


def test_a_comment_is_liked_and_deleted(ada, bob, cleo, api, post):
    comment = Comment.objects.say(post, bob, "Fine")
    path = f"comments/{comment.pk}/"
    for _attempt in range(2):
        said = api(cleo).send("PUT", f"{path}like/").json()
        assert (said["like_count"], said["liked"]) == (1, True)
    assert api(ada).send("GET", path).json()["liked"] is False
    for _attempt in range(2):
        assert api(cleo).send("DELETE", f"{path}like/").status_code == 204
    assert api(cleo).send("GET", path).json()["like_count"] == 0
    assert api(cleo).send("DELETE", path).status_code == 404, "neither hers nor under a post of hers"
    assert api(ada).send("DELETE", path).status_code == 204, "under her post"
    assert api(bob).send("DELETE", path).status_code == 404
    assert api(bob).send("PUT", f"{path}like/").status_code == 404


def test_comments_are_limited_as_on_the_page(bob, api, path, settings):
    settings.RATE_LIMITS = {"comments": (1, 60)}
    assert [api(bob).send("POST", path, {"body": "Fine"}).status_code for _attempt in range(2)] == [201, 429]
