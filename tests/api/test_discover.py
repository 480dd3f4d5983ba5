"""What scripts say of Discover: what was seen, and what is of no interest."""

import pytest

from apps.accounts.models import User
from apps.api.scopes import Scope
from apps.projects.models import Project
from apps.search.models import NotInterested, Seen
from apps.tags.models import Tag
from tests.api.test_posts import following_page, number_of_queries
from tests.search.test_candidates import post_of, project_of

pytestmark = pytest.mark.django_db
PATH = "discover/not-interested/"


@pytest.fixture
def oak(db):
    return Tag.objects.create(name="oak")


def test_what_was_seen_is_remembered_as_far_as_it_may_be_seen(ada, bob, api, settings):
    post, project, own = post_of(ada), project_of(ada), post_of(bob)
    secret = post_of(ada, audience="followers")
    script = api(bob)
    given = {"posts": [post.pk, own.pk, secret.pk, 2**63 - 1], "projects": [project.pk]}
    for _attempt in range(2):
        assert script.send("POST", "discover/seen/", given).status_code == 204
        assert set(Seen.objects.values_list("user", "post", "project")) == {
            (bob.pk, post.pk, None),
            (bob.pk, None, project.pk),
        }
    assert script.send("GET", "discover/").json()["results"] == []
    Seen.objects.all().delete()
    for wrong in ({"posts": ["x"]}, {"posts": [2**63]}, {"posts": [0]}, {"projects": [1] * 61}, {"posts": 1}):
        assert script.send("POST", "discover/seen/", {"projects": [project.pk]} | wrong).status_code == 422, wrong
    assert api(bob, Scope.POSTS_READ).send("POST", "discover/seen/", given).json()["code"] == "missing-scope"
    assert api(None).send("POST", "discover/seen/", given).status_code == 401
    assert not Seen.objects.exists()
    settings.RATE_LIMITS = {"seen": (1, 60)}
    assert script.send("POST", "discover/seen/", given).status_code == 429


def test_what_is_of_no_interest_is_hidden_listed_and_taken_back(ada, bob, cleo, api, oak):
    post, project = post_of(ada), project_of(cleo, title="<b>Kite</b>")
    script = api(bob)
    things = {"post": post.pk, "project": project.pk, "tag": "oak", "person": "cleo"}
    for kind, name in things.items():
        for _attempt in range(2):
            assert script.send("PUT", f"{PATH}{kind}/{name}/").status_code == 204
    assert script.send("GET", "discover/").json()["results"] == []
    assert api(ada).send("GET", PATH).json()["results"] == []
    page = script.send("GET", f"{PATH}?limit=3")
    rows = page.json()["results"] + following_page(script, page).json()["results"]
    assert [row["type"] for row in rows] == ["person", "tag", "project", "post"]
    for row in rows:
        assert [kind for kind in things if row[kind] is not None] == [row["type"]]
        assert row["url"].endswith(f"/api/v1/{PATH}{row['type']}/{things[row['type']]}/")
    person, tag, kite, found = rows
    assert (person["person"]["username"], tag["tag"]["name"]) == ("cleo", "oak")
    assert (kite["project"]["title"], found["post"]["id"]) == ("<b>Kite</b>", post.pk)
    for row in rows:
        for _attempt in range(2):
            assert script.send("DELETE", row["url"].split("/api/v1/")[1]).status_code == 204
    assert not NotInterested.objects.exists()
    assert len(script.send("GET", "discover/").json()["results"]) == 2
    assert script.send("GET", f"{PATH}?after=x").status_code == 422


def test_what_may_not_be_seen_any_more_is_not_told_and_is_taken_back(ada, bob, cleo, api):
    project = project_of(cleo, title="Kite")
    script = api(bob)
    for path in (f"project/{project.pk}/", "person/ada/"):
        assert script.send("PUT", PATH + path).status_code == 204
    Project.objects.filter(pk=project.pk).update(audience="followers")
    User.objects.filter(pk=ada.pk).update(is_active=False)
    response = script.send("GET", PATH)
    assert [(row["type"], row["project"], row["person"]) for row in response.json()["results"]] == [
        ("person", None, None),
        ("project", None, None),
    ]
    assert b"Kite" not in response.content
    for path in (f"project/{project.pk}/", "person/ada/"):
        assert script.send("DELETE", PATH + path).status_code == 204
    assert not NotInterested.objects.exists()


def test_what_one_may_not_hide(ada, bob, cleo, mod, api, oak):
    own, secret = post_of(bob), post_of(ada, audience="followers")
    User.objects.filter(pk=cleo.pk).update(is_active=False)
    for path in (
        *(f"post/{own.pk}/", f"post/{secret.pk}/", "post/x/", f"post/{10**30}/", "project/1000000/"),
        *("tag/none/", "person/bob/", "person/nobody/", "person/cleo/", "room/1/", "user/ada/"),
    ):
        for method in ("PUT", "DELETE"):
            assert api(bob).send(method, PATH + path).status_code == 404, path
    for method, path, scope in (
        ("GET", PATH, Scope.POSTS_WRITE),
        ("PUT", f"{PATH}tag/oak/", Scope.POSTS_READ),
        ("DELETE", f"{PATH}tag/oak/", Scope.POSTS_READ),
    ):
        assert api(bob, scope).send(method, path).json()["code"] == "missing-scope"
        assert api(None).send(method, path).status_code == 401
    assert not NotInterested.objects.exists()


def test_a_page_of_it_costs_the_same_with_few_and_with_many(ada, bob, make_user, api):
    def hide(number):
        author = make_user(f"dora{number}")
        things = [{"post": post_of(author)}, {"project": project_of(author)}, {"person": author}]
        for thing in [*things, {"tag": Tag.objects.create(name=f"tag{number}")}]:
            NotInterested.objects.mark(bob, **thing)

    script = api(bob)
    hide(0)
    few = number_of_queries(script, PATH)
    for number in range(1, 4):
        hide(number)
    assert number_of_queries(script, PATH) == few
