"""Posts: made, read, changed, liked and saved by scripts."""

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from apps.api.scopes import Scope
from apps.people.models import Block, Follow
from apps.posts.models import Audience, Draft, Photo, Post
from apps.tags.models import Tag, TagFollow
from tests.pictures import picture
from tests.posts.conftest import drawn, show

__all__ = ["drawn", "show"]
pytestmark = pytest.mark.django_db


def file(name="oak.jpg", content=None):
    return SimpleUploadedFile(name, content or picture(size=(60, 40)))


def upload(script, path="posts/", method="POST", **data):
    return script.generic(method, f"/api/v1/{path}", encode_multipart(BOUNDARY, data), content_type=MULTIPART_CONTENT)


def ids(response):
    assert response.status_code == 200, response.content
    return [row["id"] for row in response.json()["results"]]


def following_page(script, response):
    return script.send("GET", response.json()["next"].split("/api/v1/")[1])


def number_of_queries(script, path):
    script.send("GET", path)
    with CaptureQueriesContext(connection) as queries:
        assert script.send("GET", path).json()["results"]
    return len(queries)


def files_on_disk():
    return default_storage.listdir("photos")[1] if default_storage.exists("photos") else []


class TestPublish:
    def test_photos_with_descriptions_a_caption_and_choices(self, ada, bob, api):
        response = upload(
            api(ada),
            photos=[file("a.jpg"), file("b.png", picture("PNG", size=(30, 50)))],
            descriptions=["A plank", ""],
            body="Oak, #oak @bob",
            audience="followers",
            takes_comments="false",
        )
        assert response.status_code == 201, response.content
        post, said = Post.objects.get(), response.json()
        assert response["Location"] == said["url"]
        assert said["url"].endswith(f"/api/v1/posts/{post.pk}/")
        assert said["page"].endswith(f"/posts/{post.pk}/")
        assert (said["body"], said["audience"], said["takes_comments"]) == ("Oak, #oak @bob", "followers", False)
        assert 'class="hashtag"' in said["body_html"]
        assert [tag["name"] for tag in said["tags"]] == ["oak"]
        assert said["author"]["username"] == "ada"
        assert [(photo["description"], photo["width"], photo["height"]) for photo in said["photos"]] == [
            ("A plank", 60, 40),
            ("", 30, 50),
        ]
        assert all(said["photos"][0][size].startswith("http") for size in ("large", "medium", "small"))
        marks = said["like_count"], said["comment_count"], said["liked"], said["saved"]
        assert marks == (0, 0, False, False)
        assert not Draft.objects.exists()

    def test_it_is_for_everyone_and_takes_comments_where_nothing_else_is_said(self, ada, api):
        said = upload(api(ada), photos=[file()]).json()
        assert (said["audience"], said["takes_comments"], said["body"]) == ("everyone", True, "")

    @pytest.mark.parametrize(
        ("data", "field"),
        [
            ({}, "photos"),
            ({"photos": ["oak"]}, "photos.0"),
            ({"photos": [file() for _number in range(11)]}, "photos"),
            ({"photos": [file(), file("b.jpg", b"no picture"), file("c.jpg")]}, "photos"),
            ({"photos": [file()], "descriptions": ["A plank", "Another"]}, "descriptions"),
            ({"photos": [file()], "descriptions": ["x" * 1_001]}, "descriptions.0"),
            ({"photos": [file()], "body": "x" * 2_201}, "body"),
            ({"photos": [file()], "body": "\u200b"}, "body"),
            ({"photos": [file()], "audience": "friends"}, "audience"),
            ({"photos": [file()], "publishes_at": "2020-01-01T00:00:00Z"}, "publishes_at"),
            ({"photos": [file()], "publishes_at": "9999-12-31T23:59:59Z"}, "publishes_at"),
        ],
    )
    def test_what_is_invalid_is_named_and_nothing_is_kept(self, ada, api, data, field):
        before = files_on_disk()
        response = upload(api(ada), **data)
        assert response.status_code == 422, response.content
        assert {error["field"] for error in response.json()["errors"]} == {field}
        assert [model.objects.count() for model in (Post, Draft, Photo)] == [0, 0, 0]
        assert files_on_disk() == before

    def test_every_refused_picture_says_why(self, ada, api):
        photos = [file("one.jpg", b"no picture"), file("two.jpg"), file("three.jpg", b"neither")]
        errors = upload(api(ada), photos=photos).json()["errors"]
        assert [error["detail"].partition(":")[0] for error in errors] == ["one.jpg", "three.jpg"]

    def test_it_may_be_published_later(self, ada, api):
        moment = timezone.now() + timezone.timedelta(days=2)
        response = upload(
            api(ada), photos=[file()], descriptions=["A plank"], body="Oak", publishes_at=moment.isoformat()
        )
        assert response.status_code == 202, response.content
        draft = ada.post_drafts.get()
        assert (draft.body, draft.publishes_at, draft.photos.get().description) == ("Oak", moment, "A plank")
        assert response.json()["page"].endswith(f"/posts/drafts/{draft.key}/")
        assert not Post.objects.exists()

    def test_photos_are_counted_one_by_one(self, ada, api, settings):
        settings.RATE_LIMITS = {"uploads": (3, 3600)}
        script = api(ada)
        assert upload(script, photos=[file(), file()]).status_code == 201
        assert upload(script, photos=[file(), file()]).status_code == 429
        assert Post.objects.count() == 1

    def test_a_repetition_with_the_same_key_is_one_post(self, ada, api):
        """Also of a form without files: what was parsed while it arrived has no body any more."""
        script = api(ada)
        body = encode_multipart(BOUNDARY, {"photos": [file()]})
        both = [
            script.generic(
                "POST", "/api/v1/posts/", body, content_type=MULTIPART_CONTENT, headers={"Idempotency-Key": "one"}
            )
            for _attempt in range(2)
        ]
        assert [response.status_code for response in both] == [201, 201]
        assert both[0].json() == both[1].json()
        assert Post.objects.count() == 1
        body = encode_multipart(BOUNDARY, {"body": "Oak"})
        headers = {"Idempotency-Key": "two"}
        response = script.generic("POST", "/api/v1/posts/", body, content_type=MULTIPART_CONTENT, headers=headers)
        assert response.status_code == 422


def test_the_list_has_what_one_may_see_newest_first(ada, bob, cleo, api, show):
    open_post, letter = show(ada, "Words"), show(ada, audience=Audience.FOLLOWERS)
    archived, cleos = show(ada), show(cleo, "#oak")
    archived.archive()
    Follow.objects.make(bob, ada)
    assert ids(api(bob).send("GET", "posts/")) == [cleos.pk, letter.pk, open_post.pk]
    Block.objects.make(cleo, bob)
    assert ids(api(bob).send("GET", "posts/")) == [letter.pk, open_post.pk]
    assert ids(api(cleo).send("GET", "posts/?author=ada")) == [open_post.pk]
    assert ids(api(cleo).send("GET", "posts/?author=cleo&tag=oak")) == [cleos.pk]
    assert ids(api(bob).send("GET", "posts/?tag=oak")) == []
    assert ids(api(bob).send("GET", "posts/?author=cleo")) == []
    assert ids(api(bob).send("GET", "posts/?author=nobody")) == []
    for path in (f"posts/{letter.pk}/", f"posts/{archived.pk}/", "posts/1000000/"):
        assert api(cleo).send("GET", path).status_code == 404


def test_a_former_name_of_a_tag_finds_its_posts(ada, api, show):
    post = show(ada, "#welding")
    tag = Tag.objects.get(name="welding")
    tag.name = "tig"
    tag.save()
    assert ids(api(ada).send("GET", "posts/?tag=welding")) == [post.pk]


def test_pages_follow_each_other(ada, api, show):
    wanted = [show(ada, "#oak").pk for _number in range(5)][::-1]
    script = api(ada)
    for path in ("posts/", "posts/?tag=oak", "posts/?author=ada", "feed/"):
        page = script.send("GET", f"{path}{'&' if '?' in path else '?'}limit=2")
        seen = ids(page)
        while page.json()["next"]:
            page = following_page(script, page)
            seen += ids(page)
        assert seen == wanted, path


def test_a_page_costs_the_same_with_few_and_with_many(ada, bob, cleo, api, show):
    script = api(bob)
    Follow.objects.make(bob, ada)

    def post():
        made = show(ada, "#oak #ash @cleo", number=2)
        made.like(cleo)
        made.comments.say(made, cleo, "Fine")

    post()
    few = [number_of_queries(script, path) for path in ("posts/", "feed/", f"posts/{Post.objects.get().pk}/comments/")]
    for _number in range(4):
        post()
    Post.objects.first().comments.say(Post.objects.first(), ada, "Thanks")
    many = [number_of_queries(script, path) for path in ("posts/", "feed/")]
    many.append(number_of_queries(script, f"posts/{Post.objects.first().pk}/comments/"))
    assert many == few


def test_the_feed_is_that_of_the_page(ada, bob, cleo, api, show, client_of):
    Follow.objects.make(bob, ada)
    TagFollow.objects.create(user=bob, tag=Tag.objects.named(["oak"]).get())
    posts = [show(ada), show(cleo, "#oak"), show(bob), show(cleo, "#ash")]
    found = ids(api(bob).send("GET", "feed/"))
    assert found == [post.pk for post in client_of(bob).get("/").context["posts"]]
    assert found == [post.pk for post in posts[2::-1]]


def test_a_post_is_changed_in_part_by_its_author(ada, bob, api, show):
    post = show(ada, "Oak", number=2, audience=Audience.FOLLOWERS)
    path = f"posts/{post.pk}/"
    said = api(ada).send("PATCH", path, {"body": "Ash #ash", "takes_comments": False}).json()
    assert (said["body"], said["audience"], said["takes_comments"]) == ("Ash #ash", "followers", False)
    assert said["edited_at"]
    assert [tag["name"] for tag in said["tags"]] == ["ash"]
    assert [photo["description"] for photo in said["photos"]] == ["Photo 1", "Photo 2"]
    said = api(ada).send("PATCH", path, {"descriptions": ["A board"]}).json()
    assert [photo["description"] for photo in said["photos"]] == ["A board", "Photo 2"]
    assert said["body"] == "Ash #ash"
    for wrong, field in (
        ({"descriptions": ["", "x" * 1_001]}, "descriptions.1"),
        ({"descriptions": ["a", "b", "c"]}, "descriptions"),
        ({"body": "x" * 2_201, "takes_comments": True}, "body"),
    ):
        response = api(ada).send("PATCH", path, wrong)
        assert response.status_code == 422
        assert [error["field"] for error in response.json()["errors"]] == [field]
    assert api(ada).send("GET", path).json() == said
    for method in ("PATCH", "DELETE"):
        assert api(bob).send(method, path, {}).status_code == 404


def test_a_post_is_archived_found_by_its_author_and_brought_back(ada, bob, api, show):
    post = show(ada)
    path, script = f"posts/{post.pk}/", api(ada)
    for _attempt in range(2):
        assert script.send("PUT", f"{path}archive/").json()["archived_at"]
    assert api(bob).send("GET", path).status_code == 404
    assert script.send("GET", path).json()["archived_at"]
    assert ids(script.send("GET", "me/archived/")) == [post.pk]
    assert ids(script.send("GET", "posts/")) == []
    assert api(bob).send("DELETE", f"{path}archive/").status_code == 404
    for _attempt in range(2):
        assert script.send("DELETE", f"{path}archive/").status_code == 204
    assert api(bob).send("GET", path).json()["archived_at"] is None
    assert ids(script.send("GET", "me/archived/")) == []


def test_a_post_is_deleted_with_its_files(ada, api, show, django_capture_on_commit_callbacks):
    post = show(ada)
    stored_file = post.photos.get().large.name
    with django_capture_on_commit_callbacks(execute=True):
        assert api(ada).send("DELETE", f"posts/{post.pk}/").status_code == 204
    assert not Post.objects.exists()
    assert not default_storage.exists(stored_file)
    assert api(ada).send("DELETE", f"posts/{post.pk}/").status_code == 404


def test_likes_and_saves_are_made_and_ended_as_often_as_one_likes(ada, bob, cleo, api, show):
    post = show(ada)
    path, script = f"posts/{post.pk}/", api(bob)
    post.like(cleo)
    for _attempt in range(2):
        marks = {"like_count": 2, "comment_count": 0, "liked": True, "saved": False}
        assert script.send("PUT", f"{path}like/").json() == marks
    for _attempt in range(2):
        assert script.send("PUT", f"{path}save/").json() == marks | {"saved": True}
    likes = script.send("GET", f"{path}likes/?limit=1")
    assert [row["username"] for row in likes.json()["results"]] == ["bob"]
    assert [row["username"] for row in following_page(script, likes).json()["results"]] == ["cleo"]
    Block.objects.make(cleo, bob)
    assert script.send("GET", path).json()["like_count"] == 1
    assert [row["username"] for row in script.send("GET", f"{path}likes/").json()["results"]] == ["bob"]
    for _attempt in range(2):
        assert script.send("DELETE", f"{path}like/").status_code == 204
        assert script.send("DELETE", f"{path}save/").status_code == 204
    said = script.send("GET", path).json()
    assert (said["liked"], said["saved"]) == (False, False)
    assert Post.objects.get().like_count == 1


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "posts/"),
        ("POST", "posts/"),
        ("GET", "posts/{}/"),
        ("PATCH", "posts/{}/"),
        ("DELETE", "posts/{}/"),
        ("PUT", "posts/{}/archive/"),
        ("PUT", "posts/{}/like/"),
        ("GET", "posts/{}/likes/"),
        ("DELETE", "posts/{}/save/"),
        ("GET", "posts/{}/comments/"),
        ("POST", "posts/{}/comments/"),
        ("GET", "feed/"),
        ("GET", "me/archived/"),
    ],
)
def test_every_method_asks_for_its_scope(ada, api, show, method, path):
    path = path.format(show(ada).pk)
    other = Scope.POSTS_WRITE if method == "GET" else Scope.POSTS_READ
    assert api(ada, other).send(method, path).json()["code"] == "missing-scope"
    assert api(None).send(method, path).status_code == 401


def test_hostile_words_are_data(ada, api, show):
    hostile = "<script>alert(1)</script> [x](javascript:alert(1)) \u202e"
    said = upload(api(ada), photos=[file()], body=hostile, descriptions=['"><b>']).json()
    assert said["body"] == hostile
    assert "<script" not in said["body_html"]
    assert 'href="javascript' not in said["body_html"]
    assert said["photos"][0]["description"] == '"><b>'
