import pytest

from apps.api.scopes import Scope
from apps.people.models import Block
from apps.posts.models import Comment
from apps.rooms.models import Room
from tests.api.test_posts import following_page, number_of_queries
from tests.posts.conftest import drawn, show
from tests.projects.conftest import make_project

__all__ = ["drawn", "make_project", "show"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def everything(ada, show, make_project, studio):
    """Something of ada's of each type, with the word `zirconium`."""
    ada.profile.headline = "Zirconium"
    ada.profile.save()
    post = show(ada, "Zirconium #zirconium")
    Comment.objects.say(post, ada, "More zirconium")
    make_project(ada, "Zirconium cart")
    studio.post(ada, "All of zirconium")
    return post


def found(response):
    assert response.status_code == 200, response.content
    return [row["type"] for row in response.json()["results"]]


def test_everything_is_found_grouped_by_type_with_counts(ada, bob, api, everything):
    response = api(ada).send("GET", "search/?q=zirconium")
    assert found(response) == ["people", "messages", "posts", "comments", "projects"]
    said = response.json()
    assert said["counts"] == dict.fromkeys(found(response), 1)
    assert said["next"] is None
    by_type = {row["type"]: row for row in said["results"]}
    post = by_type["posts"]
    assert post["url"].endswith(f"/api/v1/posts/{everything.pk}/")
    assert post["page"].endswith(f"/posts/{everything.pk}/")
    assert post["author"]["username"] == "ada"
    assert {"text": "Zirconium", "is_match": True} in post["snippet"]
    assert post["thumbnail"].startswith("http")
    for row in said["results"]:
        assert api(ada).get(row["url"]).status_code == 200, row["url"]


def test_one_type_is_found_page_by_page(ada, api, show):
    wanted = [show(ada, f"Zirconium {number}").pk for number in range(5)][::-1]
    script = api(ada)
    for sort in ("relevance", "newest"):
        page = script.send("GET", f"search/?q=zirconium&type=posts&sort={sort}&limit=2")
        seen = page.json()["results"]
        while page.json()["next"]:
            page = following_page(script, page)
            seen += page.json()["results"]
        assert sorted(row["page"] for row in seen) == sorted({row["page"] for row in seen})
        assert {int(row["url"].split("/")[-2]) for row in seen} == set(wanted)
    assert [int(row["url"].split("/")[-2]) for row in seen] == wanted
    assert found(script.send("GET", "search/?q=zirconium+from:bob&type=posts")) == []
    assert found(script.send("GET", "search/?q=")) == []
    assert found(script.send("GET", "search/")) == []


def test_nobody_finds_what_they_may_not_see(ada, bob, cleo, api, show, kiln, make_project):
    show(ada, "Zirconium", audience="followers")
    make_project(ada, "Zirconium", draft=True)
    kiln.post(ada, "Zirconium")
    assert found(api(cleo).send("GET", "search/?q=zirconium")) == []
    show(ada, "Zirconium")
    assert found(api(cleo).send("GET", "search/?q=zirconium")) == ["posts"]
    assert found(api(bob).send("GET", "search/?q=zirconium")) == ["messages", "posts"], "he is a member of the room"
    Block.objects.make(ada, bob)
    for query in ("", "&type=posts", "&type=posts&sort=newest"):
        assert found(api(bob).send("GET", f"search/?q=zirconium{query}")) == []


def test_a_direct_message_is_found_by_the_two_alone(ada, bob, cleo, api):
    Room.objects.begin(ada, [bob]).post(bob, "Thorium")
    [row] = api(ada).send("GET", "search/?q=thorium").json()["results"]
    assert (row["type"], row["author"]["username"]) == ("messages", "bob")
    assert api(ada).get(row["url"]).json()["body"] == "Thorium"
    assert found(api(cleo).send("GET", "search/?q=thorium")) == []


def test_a_token_finds_what_its_permissions_let_it_read(ada, api, everything):
    script = api(ada, Scope.POSTS_READ)
    response = script.send("GET", "search/?q=zirconium")
    assert found(response) == ["posts", "comments"]
    assert response.json()["counts"] == {"posts": 1, "comments": 1}
    for kind in ("people", "rooms", "messages", "projects"):
        response = script.send("GET", f"search/?q=zirconium&type={kind}")
        assert (response.status_code, response.json()["code"]) == (403, "missing-scope"), kind
    script = api(ada, Scope.POSTS_READ, Scope.ROOMS_READ)
    assert found(script.send("GET", "search/?q=zirconium")) == ["messages", "posts", "comments"]
    assert api(ada, Scope.ROOMS_READ).send("GET", "search/?q=zirconium").status_code == 403
    assert api(None).send("GET", "search/?q=zirconium").status_code == 401


@pytest.mark.parametrize(
    "query", ["type=people2", "sort=best", "after=1.2.3", "type=posts&after=x", "type=posts&sort=newest&after=1.2.3"]
)
def test_what_is_not_understood_is_refused(ada, api, query):
    assert api(ada).send("GET", f"search/?q=zirconium&{query}").status_code == 422


def test_searches_are_limited_as_on_the_page(ada, api, settings):
    settings.RATE_LIMITS = {"searches": (1, 60)}
    assert [api(ada).send("GET", "search/?q=a").status_code for _attempt in range(2)] == [200, 429]


def test_a_page_costs_the_same_with_few_and_with_many(ada, bob, api, show, make_project, studio):
    script = api(bob)
    kinds = ("posts", "comments", "projects", "messages")

    def say():
        post = show(ada, "Zirconium")
        Comment.objects.say(post, bob, "Zirconium")
        make_project(ada, "Zirconium")
        studio.post(ada, "Zirconium")

    say()
    few = [number_of_queries(script, f"search/?q=zirconium&type={kind}") for kind in kinds]
    for _number in range(4):
        say()
    assert [number_of_queries(script, f"search/?q=zirconium&type={kind}") for kind in kinds] == few
