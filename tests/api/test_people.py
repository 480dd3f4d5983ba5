import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from apps.api.scopes import Scope
from apps.people.models import Block, Follow, FollowRequest, Profile

pytestmark = pytest.mark.django_db


@pytest.fixture
def private_ada(ada):
    ada.profile.is_private = True
    ada.profile.save()
    return ada


def names(response):
    assert response.status_code == 200, response.content
    return [row["username"] for row in response.json()["results"]]


def test_the_directory_is_that_of_the_page(ada, bob, cleo, api, client_of):
    Block.objects.make(cleo, ada)
    found = names(api(ada).send("GET", "people/"))
    page = client_of(ada).get("/people/").context["people"]
    assert found == [profile.user.username for profile in page]
    assert "bob" in found
    assert "cleo" not in found


def test_every_page_leads_to_the_next(ada, make_user, api):
    for number in range(7):
        make_user(f"dora{number}")
    whole, seen = names(api(ada).send("GET", "people/")), []
    address = "people/?limit=3"
    while address:
        page = api(ada).send("GET", address)
        seen += names(page)
        address = page.json()["next"] and page.json()["next"].split("/api/v1/")[1]
    assert seen == whole
    assert len(seen) > 7


def test_filters_are_those_of_the_page(ada, bob, api):
    bob.profile.set_skills(["welding"])
    assert names(api(ada).send("GET", "people/?skill=welding")) == ["bob"]
    assert names(api(ada).send("GET", "people/?q=bo")) == ["bob"]
    ada.following.create(followed=bob)
    assert names(api(ada).send("GET", "people/?following=true")) == ["bob"]


def test_a_page_costs_the_same_with_few_and_with_many(ada, make_user, api):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def cost():
        script = api(ada)
        script.send("GET", "people/")
        with CaptureQueriesContext(connection) as queries:
            script.send("GET", "people/")
        return len(queries)

    few = cost()
    for number in range(10):
        profile = make_user(f"dora{number}").profile
        profile.set_skills(["welding", "oak", f"tag{number}"])
        profile.links.create(url="https://dora.example/")
    assert cost() == few


def test_a_person_is_whole_at_their_own_address(ada, bob, api):
    bob.profile.set_skills(["welding"], {"welding": {"level": 3, "description": "TIG"}})
    bob.profile.links.create(url="https://bob.example/", label="Shop")
    ada.following.create(followed=bob)
    person = api(ada).send("GET", "people/bob/").json()
    assert person["skills"][0]["tag"]["name"] == "welding"
    assert person["skills"][0]["level"] == 3
    assert person["links"][0]["url"] == "https://bob.example/"
    assert (person["following"], person["follower_count"], person["following_count"]) == (True, 1, 0)
    assert person["url"].endswith("/api/v1/people/bob/")
    assert person["page"].endswith("/@bob/")
    assert "email" not in person


def test_a_profile_that_is_missing_is_made_as_on_the_page(ada, bob, api):
    Profile.objects.filter(pk=bob.pk)._raw_delete("default")
    response = api(ada).send("GET", "people/bob/")
    assert (response.status_code, response.json()["username"]) == (200, "bob")


def test_whoever_has_blocked_one_is_nobody(ada, bob, api):
    Block.objects.make(bob, ada)
    for path in ("people/bob/", "people/bob/followers/", "people/bob/following/"):
        assert api(ada).send("GET", path).status_code == 404
    assert api(ada).send("PUT", "people/bob/follow/").status_code == 404


def test_following_is_made_and_ended_as_often_as_one_likes(ada, bob, api):
    script = api(ada)
    for _attempt in range(2):
        assert script.send("PUT", "people/bob/follow/").json()["following"] is True
        assert Follow.objects.filter(follower=ada, followed=bob).count() == 1
    for _attempt in range(2):
        assert script.send("DELETE", "people/bob/follow/").status_code == 204
        assert not Follow.objects.exists()


def test_nobody_follows_oneself(ada, api):
    assert api(ada).send("PUT", "people/ada/follow/").status_code == 404


def test_one_does_not_follow_whom_one_has_blocked(ada, bob, api):
    Block.objects.make(ada, bob)
    response = api(ada).send("PUT", "people/bob/follow/")
    assert (response.status_code, response.json()["code"]) == (409, "blocked")


def test_whoever_is_private_is_asked(private_ada, bob, api):
    person = api(bob).send("PUT", "people/ada/follow/").json()
    assert (person["following"], person["requested"]) == (False, True)
    assert names(api(private_ada).send("GET", "me/follow-requests/")) == ["bob"]
    assert api(private_ada).send("PUT", "me/follow-requests/bob/").status_code == 204
    assert api(bob).send("GET", "people/ada/").json()["following"] is True
    assert names(api(private_ada).send("GET", "me/follow-requests/")) == []


def test_a_request_is_declined_or_was_never_made(private_ada, bob, cleo, api):
    api(bob).send("PUT", "people/ada/follow/")
    assert api(private_ada).send("DELETE", "me/follow-requests/bob/").status_code == 204
    assert not FollowRequest.objects.exists()
    response = api(private_ada).send("PUT", "me/follow-requests/cleo/")
    assert (response.status_code, response.json()["code"]) == (409, "no-request")


def test_who_follows_someone_private_is_for_followers(private_ada, bob, cleo, api):
    Follow.objects.make(bob, private_ada)
    assert names(api(bob).send("GET", "people/ada/followers/")) == ["bob"]
    assert api(cleo).send("GET", "people/ada/followers/").status_code == 404


def test_lists_of_follows_are_paged_newest_first(ada, bob, cleo, owner, api):
    for user in (bob, cleo, owner):
        Follow.objects.make(user, ada)
    first = api(ada).send("GET", "people/ada/followers/?limit=2")
    assert names(first) == ["olga", "cleo"]
    assert names(api(ada).send("GET", first.json()["next"].split("/api/v1/")[1])) == ["bob"]
    assert names(api(bob).send("GET", "people/bob/following/")) == ["ada"]


def test_a_follower_is_removed(ada, bob, api):
    Follow.objects.make(bob, ada)
    assert api(ada).send("DELETE", "me/followers/bob/").status_code == 204
    assert not Follow.objects.exists()


def test_blocks_are_made_listed_and_ended(ada, bob, cleo, api):
    script = api(ada)
    for name in ("bob", "cleo", "bob"):
        assert script.send("PUT", f"people/{name}/block/").status_code == 204
    assert names(script.send("GET", "me/blocks/")) == ["bob", "cleo"]
    first = script.send("GET", "me/blocks/?limit=1")
    assert names(script.send("GET", first.json()["next"].split("/api/v1/")[1])) == ["cleo"]
    Block.objects.make(bob, ada)
    assert script.send("DELETE", "people/bob/block/").status_code == 204, "also where they have blocked one, too"
    assert names(script.send("GET", "me/blocks/")) == ["cleo"]


def test_the_profile_is_changed_in_part(ada, api):
    ada.profile.set_skills(["welding"])
    response = api(ada).send("PATCH", "me/", {"headline": "Throws pots", "is_private": True})
    assert response.status_code == 200, response.content
    me = response.json()
    assert (me["headline"], me["is_private"], me["name"]) == ("Throws pots", True, ada.profile.name)
    assert [skill["tag"]["name"] for skill in me["skills"]] == ["welding"]
    assert me["email"] == "ada@courtyard.example"
    assert api(ada).send("PATCH", "me/", {"skills": "oak, kilns"}).json()["skills"][0]["tag"]["name"] == "oak"


def test_a_picture_comes_as_a_form(ada, api):
    from tests.pictures import picture

    script = api(ada)
    body = encode_multipart(BOUNDARY, {"picture": SimpleUploadedFile("face.jpg", picture())})
    response = script.generic("PATCH", "/api/v1/me/", body, content_type=MULTIPART_CONTENT)
    assert response.status_code == 200, response.content
    assert response.json()["picture"].startswith("http")


def test_someone_like_staff_is_refused_as_on_the_page(ada, mod, api):
    response = api(ada).send("PATCH", "me/", {"name": mod.profile.name})
    assert response.status_code == 422
    assert response.json()["errors"][0]["field"] == "name"


@pytest.mark.parametrize("path", ["people/", "people/bob/", "people/bob/followers/", "me/", "me/blocks/", "tags/"])
def test_reading_asks_for_its_scope(ada, bob, api, path):
    assert api(ada, Scope.MESSAGES_WRITE).send("GET", path).status_code == 403


def test_searches_of_people_are_limited_as_on_the_page(ada, api, settings):
    settings.RATE_LIMITS = {"searches": (1, 60)}
    script = api(ada)
    assert [script.send("GET", f"people/{query}").status_code for query in ("?q=bob", "", "?q=bob")] == [200, 200, 429]
