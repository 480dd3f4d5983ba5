"""Collaborators of projects, invitations and transfers, by scripts."""

import pytest

from apps.api.scopes import Scope
from apps.notifications.models import Notification
from apps.people.models import Block
from apps.projects.models import Project, Review
from tests.api.test_posts import following_page, number_of_queries
from tests.projects.conftest import bike, join, make_project, review

__all__ = ["bike", "join", "make_project", "review"]
pytestmark = pytest.mark.django_db


def names(response):
    assert response.status_code == 200, response.content
    return [row["person"]["username"] for row in response.json()["results"]]


def told(user):
    return sorted(Notification.objects.filter(recipient=user).values_list("kind", flat=True))


def test_someone_is_invited_accepts_and_leaves(ada, bob, cleo, api, make_project, review):
    plan = make_project(ada, "Plan <b>", audience="followers")
    script, path = api(ada), f"projects/{plan.pk}/"
    response = script.send("POST", f"{path}collaborators/", {"username": "@Bob"})
    assert response.status_code == 201, response.content
    said = response.json()
    assert (said["person"]["username"], said["accepted_at"]) == ("bob", None)
    assert response["Location"] == said["url"]
    own = said["url"].split("/api/v1/")[1]
    assert own == f"{path}collaborators/bob/"
    assert script.send("GET", own).json() == api(bob).send("GET", own).json() == said
    assert told(bob) == ["project-invitation"]
    review(plan, bob)
    for _attempt in range(2):
        said = api(bob).send("PUT", f"{path}invitation/").json()
        assert [one["username"] for one in said["collaborators"]] == ["bob"]
    assert told(ada) == ["project-acceptance"]
    assert not Review.objects.exists(), "no one reviews what they work on"
    assert api(bob).send("GET", own).json()["accepted_at"]
    assert api(bob).send("DELETE", own).status_code == 204
    assert not plan.collaborators.exists()
    for method in ("GET", "DELETE"):
        assert api(bob).send(method, own).status_code == 404, "he does not see the project any more"


def test_an_invitation_is_declined_or_withdrawn_and_a_collaborator_removed(ada, bob, cleo, api, bike, join):
    path = f"projects/{bike.pk}/"
    bike.invite(bob)
    for _attempt in range(2):
        assert api(bob).send("DELETE", f"{path}invitation/").status_code == 204
        assert not bike.collaborators.exists()
    assert api(bob).send("PUT", f"{path}invitation/").status_code == 404
    bike.invite(bob)
    join(bike, cleo)
    for username in ("bob", "CLEO", "cleo", "nobody"):
        assert api(ada).send("DELETE", f"{path}collaborators/{username}/").status_code == 204
    assert not bike.collaborators.exists()
    assert api(ada).send("GET", f"{path}collaborators/bob/").status_code == 404


def test_who_may_not(ada, bob, cleo, mod, api, bike, join, make_project):
    join(bike, bob)
    bike.invite(mod)
    path = f"projects/{bike.pk}/"
    for user in (bob, cleo):
        for method, where in (
            ("GET", "collaborators/"),
            ("POST", "collaborators/"),
            ("GET", "collaborators/mod.bell/"),
            ("DELETE", "collaborators/mod.bell/"),
            ("PUT", "owner/"),
        ):
            assert api(user).send(method, path + where, {"username": "cleo"}).status_code == 404, (method, where)
    assert api(cleo).send("GET", f"{path}collaborators/cleo/").status_code == 404
    assert bike.collaborators.count() == 2
    draft = make_project(ada, "Draft", draft=True)
    draft.invite(bob)
    for method in ("PUT", "DELETE"):
        assert api(bob).send(method, f"projects/{draft.pk}/invitation/").status_code == 404
    for method, where, scope in (
        ("GET", "collaborators/", Scope.PROJECTS_WRITE),
        ("POST", "collaborators/", Scope.PROJECTS_READ),
        ("DELETE", "collaborators/bob/", Scope.PROJECTS_READ),
        ("PUT", "invitation/", Scope.PROJECTS_READ),
        ("PUT", "owner/", Scope.PROJECTS_READ),
    ):
        assert api(ada, scope).send(method, path + where).json()["code"] == "missing-scope"
        assert api(None).send(method, path + where).status_code == 401


def test_who_cannot_be_invited(ada, bob, cleo, mod, api, bike, settings):
    bike.invite(bob)
    Block.objects.make(cleo, ada)
    Block.objects.make(ada, mod)
    path, script = f"projects/{bike.pk}/collaborators/", api(ada)
    for username in ("", " ", "@", "nobody", "x" * 61, "<b>", None, "cleo"):
        response = script.send("POST", path, {"username": username})
        assert response.status_code == 422, username
        assert [error["field"] for error in response.json()["errors"]] == ["username"]
    for username, code in {"bob": "already-invited", "ada": "cannot-invite", "mod.bell": "cannot-invite"}.items():
        response = script.send("POST", path, {"username": username})
        assert (response.status_code, response.json()["code"]) == (409, code)
    assert list(bike.collaborators.values_list("user__username", flat=True)) == ["bob"]
    settings.RATE_LIMITS = {"projects": (12, 3600)}  # it has counted 11
    statuses = [script.send("POST", path, {"username": "nobody"}).status_code for _attempt in range(2)]
    assert statuses == [422, 429]


def test_the_list_is_paged_and_costs_the_same_with_few_and_with_many(ada, bob, api, bike, join, make_user):
    path, script = f"projects/{bike.pk}/collaborators/", api(ada)
    join(bike, bob)
    few = number_of_queries(script, path)
    for number in range(4):
        bike.invite(make_user(f"dora{number}"))
    assert number_of_queries(script, path) == few
    page = script.send("GET", f"{path}?limit=3")
    assert names(page) == ["bob", "dora0", "dora1"]
    last = following_page(script, page)
    assert (names(last), last.json()["next"]) == (["dora2", "dora3"], None)
    assert script.send("GET", f"{path}?after=x").status_code == 422


def test_a_collaborator_becomes_the_owner(ada, bob, cleo, api, make_project, join):
    plan = make_project(ada, "Plan", audience="followers")
    join(plan, bob)
    plan.invite(cleo)
    path = f"projects/{plan.pk}/owner/"
    for username in ("cleo", "nobody"):
        response = api(ada).send("PUT", path, {"username": username})
        assert (response.status_code, response.json()["code"]) == (409, "not-a-collaborator")
    for wrong in ({}, {"username": ""}, {"username": ["bob"]}):
        assert api(ada).send("PUT", path, wrong).status_code == 422
    assert Project.objects.get().owner == ada
    said = api(ada).send("PUT", path, {"username": "@Bob"}).json()
    assert said["owner"]["username"] == "bob"
    assert [one["username"] for one in said["collaborators"]] == ["ada"]
    assert told(bob).count("project-transfer") == 1
    assert api(ada).send("PUT", path, {"username": "ada"}).status_code == 404
    assert api(bob).send("PUT", path, {"username": "ada"}).json()["owner"]["username"] == "ada"
