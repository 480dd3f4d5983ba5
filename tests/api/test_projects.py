"""Projects and their reviews, and endorsements of skills, for scripts."""

import pytest
from django.core.files.storage import default_storage

from apps.api.scopes import Scope
from apps.people.models import Block, Follow
from apps.posts.models import Comment
from apps.projects.models import Endorsement, Project, Review
from apps.tags.models import Tag
from tests.api.test_posts import file, files_on_disk, following_page, ids, number_of_queries, upload
from tests.pictures import picture
from tests.posts.conftest import drawn, show
from tests.projects.conftest import bike, join, make, make_project, published_in, review

__all__ = ["bike", "drawn", "join", "make", "make_project", "published_in", "review", "show"]
pytestmark = pytest.mark.django_db


class TestProjects:
    def test_the_list_is_that_of_the_page(self, ada, bob, cleo, api, make_project, client_of, published_in):
        cart, plan = make_project(ada, "Cart", help_wanted="Welding"), make_project(bob, "Plan", audience="followers")
        make_project(cleo, "Draft", draft=True)
        published_in(cart, 2024)
        Follow.objects.make(ada, bob)
        script = api(ada)
        for query, wanted in {
            "": [plan.pk, cart.pk],
            "sort=title": [cart.pk, plan.pk],
            "q=cart": [cart.pk],
            "help=true": [cart.pk],
            "person=bob": [plan.pk],
            "following=true": [plan.pk],
            "year=2024": [cart.pk],
        }.items():
            assert ids(script.send("GET", f"projects/?{query}")) == wanted, query
            page = client_of(ada).get(f"/projects/?{query}").context["page"]
            assert [project.pk for project in page] == wanted, query
        assert ids(api(cleo).send("GET", "projects/")) == [cart.pk]
        for wrong in ("sort=best", "sort=", "year=12", "year=x", "help=1", "after=x"):
            assert script.send("GET", f"projects/?{wrong}").status_code == 422, wrong

    def test_words_are_searched_as_often_as_on_the_page(self, ada, api, settings):
        settings.RATE_LIMITS = {"searches": (1, 60)}
        statuses = [api(ada).send("GET", f"projects/?{query}").status_code for query in ("q=a", "help=true", "q=b")]
        assert statuses == [200, 200, 429]

    def test_pages_follow_each_other(self, ada, api, make_project):
        made = [make_project(ada, title).pk for title in ("d", "a", "c", "b")]
        script = api(ada)
        for query, wanted in {"": made[::-1], "sort=title&": [made[place] for place in (1, 3, 2, 0)]}.items():
            page = script.send("GET", f"projects/?{query}limit=3")
            assert ids(page) + ids(following_page(script, page)) == wanted
        page = script.send("GET", "people/ada/projects/?limit=3")
        assert ids(page) + ids(following_page(script, page)) == made[::-1]

    def test_a_page_costs_the_same_with_few_and_with_many(self, ada, bob, cleo, api, make, join, review):
        script = api(bob)
        paths = ("projects/", "people/ada/projects/", "people/ada/reviews/", "me/saved/")

        def project(title):
            made = make(ada, title, pictures=2, tags=["oak", title])
            join(made, cleo)
            review(made, bob).project.like(bob)
            made.keep(bob)

        project("one")
        few = [number_of_queries(script, path) for path in paths]
        for title in ("two", "three", "four"):
            project(title)
        assert [number_of_queries(script, path) for path in paths] == few

    def test_a_project_is_whole_at_its_own_address(self, ada, bob, cleo, api, make, join, review):
        cart = make(ada, "Cart", "## Why\n\nOak #oak", pictures=2, tags=["oak"], role="Welder", summary="A bike")
        cart.links.create(url="https://cart.example/", label="Shop", type="shop")
        join(cart, bob)
        cart.invite(cleo)
        review(cart, cleo)
        said = api(cleo).send("GET", f"projects/{cart.pk}/").json()
        assert (said["title"], said["summary"], said["role"]) == ("Cart", "A bike", "Welder")
        assert said["owner"]["username"] == "ada"
        assert [one["username"] for one in said["collaborators"]] == ["bob"]
        assert said["cover"] == said["photos"][0]
        assert [photo["description"] for photo in said["photos"]] == ["Picture 1", "Picture 2"]
        assert said["links"] == [{"type": "shop", "label": "Shop", "url": "https://cart.example/"}]
        assert [tag["name"] for tag in said["tags"]] == ["oak"]
        assert (said["review_count"], said["positive_count"]) == (1, 1)
        assert "<h2" in said["body_html"]
        assert said["url"].endswith(f"/api/v1/projects/{cart.pk}/")
        assert said["page"].endswith(f"/projects/{cart.pk}/")

    def test_likes_saves_and_comments_are_those_of_posts(self, ada, bob, api, bike):
        script, path = api(bob), f"projects/{bike.pk}/"
        assert script.send("PUT", f"{path}like/").json()["liked"] is True
        assert script.send("PUT", f"{path}save/").json()["saved"] is True
        said = script.send("POST", f"{path}comments/", {"body": "Fine"}).json()
        assert (said["target"]["type"], said["target"]["id"]) == ("project", bike.pk)
        assert ids(script.send("GET", f"{path}comments/")) == [said["id"]]
        assert script.send("GET", f"comments/{said['id']}/").json() == said
        assert [row["username"] for row in script.send("GET", f"{path}likes/").json()["results"]] == ["bob"]
        [item] = script.send("GET", "me/saved/").json()["results"]
        assert (item["type"], item["post"], item["project"]["id"]) == ("project", None, bike.pk)
        assert script.send("DELETE", f"{path}like/").status_code == 204
        assert script.send("DELETE", f"{path}save/").status_code == 204
        said = script.send("GET", path).json()
        assert (said["liked"], said["saved"], said["comment_count"]) == (False, False, 1)

    def test_a_profile_has_own_projects_and_collaborations(self, ada, bob, cleo, api, make_project, join):
        own, others = make_project(ada, "Own", help_wanted="Oak"), make_project(cleo, "Others")
        secret = make_project(ada, "Secret", audience="followers")
        join(others, ada)
        script = api(bob)
        wanted = {"": [others.pk, own.pk], "?show=own": [own.pk], "?show=works": [others.pk], "?show=help": [own.pk]}
        for query, pks in wanted.items():
            assert ids(script.send("GET", f"people/ada/projects/{query}")) == pks
        assert ids(api(ada).send("GET", "people/ada/projects/")) == [secret.pk, others.pk, own.pk]
        assert script.send("GET", "people/ada/projects/?show=best").status_code == 422
        Block.objects.make(ada, bob)
        for path in ("people/ada/projects/", "people/ada/reviews/", f"projects/{own.pk}/"):
            assert script.send("GET", path).status_code == 404


class TestEditing:
    def test_a_project_is_begun_filled_and_published(self, ada, bob, api):
        script = api(ada)
        response = script.send("POST", "projects/", {"title": "Cart"})
        assert response.status_code == 201, response.content
        path = f"projects/{response.json()['id']}/"
        assert response["Location"].endswith(path)
        refused = script.send("PUT", f"{path}publication/")
        assert (refused.status_code, refused.json()["code"]) == (409, "incomplete")
        given = {
            "body": "Two frames @bob",
            "tags": ["Oak", "welding"],
            "started_on": "2026-01-31",
            "links": [{"url": "https://cart.example/", "label": "Shop", "type": "shop"}, {"url": "code.example"}],
        }
        said = script.send("PATCH", path, given).json()
        assert sorted(tag["name"] for tag in said["tags"]) == ["oak", "welding"]
        assert said["started_on"] == "2026-01-31"
        assert [link["url"] for link in said["links"]] == ["https://cart.example/", "https://code.example"]
        assert api(bob).send("GET", path).status_code == 404
        assert upload(script, f"{path}photos/", photos=[file(), file()]).status_code == 201
        for _attempt in range(2):
            assert script.send("PUT", f"{path}publication/").json()["published_at"]
        said = api(bob).send("GET", path).json()
        assert (said["title"], len(said["photos"])) == ("Cart", 2)

    def test_what_is_not_sent_stays(self, ada, api, make):
        cart = make(ada, "Cart", pictures=2, tags=["oak"], role="Welder", started_on="2026-01-31")
        cart.links.create(url="https://cart.example/")
        script, path = api(ada), f"projects/{cart.pk}/"
        before = script.send("GET", path).json()
        after = script.send("PATCH", path, {"title": "Cargo cart", "descriptions": ["A bike"]}).json()
        changed = {name for name in before if before[name] != after[name]}
        assert changed == {"title", "edited_at", "photos", "cover"}
        assert [photo["description"] for photo in after["photos"]] == ["A bike", "Picture 2"]
        assert script.send("PATCH", path, {"links": [], "tags": [], "started_on": None}).json()["links"] == []

    @pytest.mark.parametrize(
        ("given", "field"),
        [
            ({"title": ""}, "title"),
            ({"title": "x" * 101}, "title"),
            ({"body": "\u200b"}, "body"),
            ({"started_on": "2026-02-01", "ended_on": "2026-01-01"}, "ended_on"),
            ({"started_on": "1000-01-01"}, "started_on"),
            ({"tags": [f"tag{number}" for number in range(13)]}, "tags"),
            ({"links": [{"url": "https://a.example/"}, {"url": "javascript:alert(1)"}]}, "links.1.url"),
            ({"links": [{"url": "https://a.example/"}] * 21}, "links"),
            ({"links": [{"label": "Shop"}]}, "links.0.url"),
            ({"audience": "friends"}, "audience"),
            ({"descriptions": ["a", "b"]}, "descriptions"),
        ],
    )
    def test_what_is_invalid_is_named_and_nothing_changes(self, ada, api, bike, given, field):
        path = f"projects/{bike.pk}/"
        before = api(ada).send("GET", path).json()
        response = api(ada).send("PATCH", path, {"summary": "Changed"} | given)
        assert response.status_code == 422, response.content
        assert {error["field"] for error in response.json()["errors"]} == {field}
        assert api(ada).send("GET", path).json() == before

    @pytest.mark.parametrize("noun", ["posts", "projects"])
    def test_photos_are_added_put_in_order_and_removed(self, ada, bob, api, make, show, noun):
        album = make(ada) if noun == "projects" else show(ada)
        script, path = api(ada), f"{noun}/{album.pk}/photos/"
        before = files_on_disk()
        assert upload(script, path, photos=[file(), file("b.jpg", b"none")]).status_code == 422
        assert upload(script, path).json()["errors"][0]["field"] == "photos"
        full = upload(script, path, photos=[file() for _number in range(10)])
        assert (full.status_code, full.json()["code"]) == (409, "too-many-photos")
        assert files_on_disk() == before
        added = upload(script, path, photos=[file(content=picture(size=(9, 8)))])
        assert (added.status_code, [photo["width"] for photo in added.json()]) == (201, [300, 9])
        first, second = (photo["id"] for photo in added.json())
        for _attempt in range(2):
            assert [photo["id"] for photo in script.send("PUT", path, {"order": [second]}).json()] == [second, first]
        assert script.send("PUT", path, {"order": ["x"]}).status_code == 422
        for method, where in (("POST", path), ("PUT", path), ("DELETE", f"{path}{first}/")):
            assert api(bob).send(method, where, {"order": [first]}).status_code == 404
        assert script.send("DELETE", f"{path}{first}/").status_code == 204
        refused = script.send("DELETE", f"{path}{second}/")
        assert (refused.status_code, refused.json()["code"]) == (409, "last-photo")
        assert [photo.pk for photo in album.photos.all()] == [second]

    def test_a_project_is_deleted_by_its_owner(self, ada, bob, api, make, join, django_capture_on_commit_callbacks):
        cart = make(ada)
        join(cart, bob)
        stored_file = cart.photos.get().large.name
        for method in ("PATCH", "DELETE"):
            assert api(bob).send(method, f"projects/{cart.pk}/", {}).status_code == 404
        with django_capture_on_commit_callbacks(execute=True):
            assert api(ada).send("DELETE", f"projects/{cart.pk}/").status_code == 204
        assert not Project.objects.exists()
        assert not default_storage.exists(stored_file)


class TestReviews:
    def test_a_review_is_written_changed_and_withdrawn(self, ada, bob, cleo, api, bike):
        path = f"projects/{bike.pk}/reviews/"
        response = api(cleo).send("POST", path, {"recommends": False, "relation": "used", "body": "Heavy, @ada"})
        assert response.status_code == 201, response.content
        written, said = Review.objects.get(), response.json()
        assert response["Location"] == said["url"]
        assert (said["recommends"], said["relation"], said["answer"]) == (False, "used", None)
        assert (said["author"]["username"], said["project"]["id"]) == ("cleo", bike.pk)
        own = f"reviews/{written.pk}/"
        said = api(cleo).send("PATCH", own, {"recommends": True}).json()
        assert (said["recommends"], said["body"], said["relation"]) == (True, "Heavy, @ada", "used")
        assert said["edited_at"]
        assert api(bob).send("GET", f"projects/{bike.pk}/").json()["positive_count"] == 1
        for method in ("PATCH", "DELETE"):
            assert api(ada).send(method, own, {}).status_code == 404
        assert api(cleo).send("DELETE", own).status_code == 204
        assert api(cleo).send("GET", own).status_code == 404

    def test_who_may_not_review(self, ada, bob, cleo, api, bike, join, review):
        join(bike, bob)
        review(bike, cleo)
        said = {"recommends": True, "relation": "used", "body": "Fine"}
        found = {}
        for user in (ada, bob, cleo):
            response = api(user).send("POST", f"projects/{bike.pk}/reviews/", said)
            found[user.username] = response.status_code, response.json()["code"]
        cannot = (403, "cannot-review")
        assert found == {"ada": cannot, "bob": cannot, "cleo": (409, "already-reviewed")}

    @pytest.mark.parametrize(
        ("change", "field"),
        [
            ({"recommends": None}, "recommends"),
            ({"relation": "friend"}, "relation"),
            ({"body": " "}, "body"),
            ({"body": "\u200b"}, "body"),
            ({"body": "x" * 2_001}, "body"),
        ],
    )
    def test_what_is_invalid_is_said(self, cleo, api, bike, change, field):
        said = {"recommends": True, "relation": "used", "body": "Fine"} | change
        response = api(cleo).send("POST", f"projects/{bike.pk}/reviews/", said)
        assert response.status_code == 422
        assert [error["field"] for error in response.json()["errors"]] == [field]
        assert not Review.objects.exists()

    def test_the_owner_answers_once(self, ada, bob, cleo, api, bike, review):
        path = f"reviews/{review(bike, cleo).pk}/answer/"
        for _attempt in range(2):
            said = api(ada).send("PUT", path, {"body": "Thank you"}).json()
            assert (said["answer"]["body"], said["answer"]["author"]["username"]) == ("Thank you", "ada")
        response = api(ada).send("PUT", path, {"body": "Thanks again"})
        assert (response.status_code, response.json()["code"]) == (409, "already-answered")
        assert api(ada).send("PUT", path, {"body": " "}).status_code == 422
        for user in (bob, cleo):
            assert api(user).send("PUT", path, {"body": "Mine"}).status_code == 404
            assert api(user).send("DELETE", path).status_code == 404
        for _attempt in range(2):
            assert api(ada).send("DELETE", path).status_code == 204
        assert Review.objects.get().answer == ""

    def test_reviews_are_listed_as_far_as_one_may_see_them(self, ada, bob, cleo, mod, api, bike, make_project, review):
        bobs, cleos, mods = (review(bike, user) for user in (bob, cleo, mod))
        secret = review(make_project(ada, "Secret", audience="followers"), mod)
        bobs.set_hidden(True)
        Block.objects.make(cleo, mod)
        path = f"projects/{bike.pk}/reviews/"
        assert ids(api(ada).send("GET", path)) == [mods.pk, cleos.pk]
        assert ids(api(bob).send("GET", path)) == [mods.pk, cleos.pk, bobs.pk]
        assert ids(api(mod).send("GET", path)) == [mods.pk]
        assert api(mod).send("GET", f"reviews/{cleos.pk}/").status_code == 404
        assert api(bob).send("GET", f"reviews/{secret.pk}/").status_code == 404
        page = api(ada).send("GET", "people/ada/reviews/?limit=2")
        assert ids(page) == [secret.pk, mods.pk]
        assert ids(following_page(api(ada), page)) == [cleos.pk]
        assert ids(api(bob).send("GET", "people/mod.bell/reviews/?written=true")) == [mods.pk]
        assert ids(api(bob).send("GET", "people/mod.bell/reviews/?written=false")) == []
        assert api(bob).send("GET", "people/mod.bell/reviews/?written=perhaps").status_code == 422

    def test_an_answer_is_not_shown_across_a_block(self, ada, bob, cleo, api, bike, review, join):
        written = review(bike, cleo)
        written.write_answer("Thank you")
        join(bike, bob)
        bike.transfer_ownership(bob)
        Block.objects.make(ada, cleo)
        assert api(cleo).send("GET", f"reviews/{written.pk}/").json()["answer"] is None
        assert api(bob).send("GET", f"reviews/{written.pk}/").json()["answer"]["author"]["username"] == "ada"


class TestEndorsements:
    @pytest.fixture
    def skill(self, ada):
        return ada.profile.skill_rows.create(tag=Tag.objects.named(["welding"]).get())

    def test_a_skill_is_endorsed_and_no_longer(self, ada, bob, cleo, api, skill, make_project):
        cart = make_project(ada, "Cart", audience="followers")
        Follow.objects.make(bob, ada)
        path, script = "people/ada/skills/welding/endorsement/", api(bob)
        for given in ({}, {"project": cart.pk}, {"project": cart.pk}):
            assert script.send("PUT", path, given).status_code == 204
        Endorsement.objects.endorse(skill, cleo)
        page = script.send("GET", "people/ada/skills/welding/endorsements/?limit=1")
        assert [row["endorser"]["username"] for row in page.json()["results"]] == ["cleo"]
        [row] = following_page(script, page).json()["results"]
        assert (row["endorser"]["username"], row["project"]["id"]) == ("bob", cart.pk)
        rows = api(cleo).send("GET", "people/ada/skills/welding/endorsements/").json()["results"]
        assert [row["project"] for row in rows] == [None, None], "a project that she may not see"
        assert script.send("PUT", path, {"project": 1_000_000}).json()["errors"][0]["field"] == "project"
        for _attempt in range(2):
            assert script.send("DELETE", path).status_code == 204
        assert list(skill.endorsements.values_list("endorser", flat=True)) == [cleo.pk]

    def test_who_may_not(self, ada, bob, cleo, api, skill):
        path = "people/ada/skills/welding/endorsement/"
        response = api(ada).send("PUT", path)
        assert (response.status_code, response.json()["code"]) == (409, "cannot-endorse")
        Block.objects.make(ada, bob)
        for method in ("PUT", "DELETE"):
            assert api(bob).send(method, path).status_code == 404
        assert api(cleo).send("PUT", "people/ada/skills/oak/endorsement/").status_code == 404
        assert not Endorsement.objects.exists()

    def test_one_of_an_own_skill_is_hidden_and_shown_again(self, ada, bob, cleo, api, skill):
        Endorsement.objects.endorse(skill, bob)
        path = "people/ada/skills/welding/endorsements/"
        [row] = api(ada).send("GET", path).json()["results"]
        where = f"endorsements/{row['id']}/hidden/"
        for method, shown in (("PUT", {"ada": 1, "bob": 1, "cleo": 0}), ("DELETE", {"ada": 1, "bob": 1, "cleo": 1})):
            for user in (bob, cleo):
                assert api(user).send(method, where).status_code == 404
            assert api(ada, Scope.PROJECTS_READ).send(method, where).json()["code"] == "missing-scope"
            for _attempt in range(2):
                assert api(ada).send(method, where).status_code == 204
            skill.refresh_from_db()
            assert skill.endorsement_count == shown["cleo"]
            found = {user.username: len(api(user).send("GET", path).json()["results"]) for user in (ada, bob, cleo)}
            assert found == shown
            assert api(ada).send("GET", path).json()["results"] == [row | {"hidden": method == "PUT"}]

    def test_a_page_costs_the_same_with_few_and_with_many(self, ada, bob, make_user, api, skill, make_project):
        path, script = "people/ada/skills/welding/endorsements/", api(bob)
        Endorsement.objects.endorse(skill, bob, make_project(ada))
        few = number_of_queries(script, path)
        for number in range(4):
            Endorsement.objects.endorse(skill, make_user(f"dora{number}"), make_project(ada))
        assert number_of_queries(script, path) == few


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "projects/"),
        ("POST", "projects/"),
        ("PATCH", "projects/{}/"),
        ("PUT", "projects/{}/publication/"),
        ("PUT", "projects/{}/like/"),
        ("GET", "projects/{}/comments/"),
        ("POST", "projects/{}/reviews/"),
        ("DELETE", "reviews/{}/"),
        ("PUT", "reviews/{}/answer/"),
        ("GET", "people/ada/reviews/"),
        ("PUT", "people/ada/skills/welding/endorsement/"),
    ],
)
def test_every_method_asks_for_its_scope(ada, api, bike, method, path):
    path = path.format(bike.pk)
    other = Scope.PROJECTS_WRITE if method == "GET" else Scope.PROJECTS_READ
    assert api(ada, other).send(method, path).json()["code"] == "missing-scope"
    assert api(None).send(method, path).status_code == 401
    assert not Comment.objects.exists()


def test_hostile_words_are_data(ada, cleo, api, bike):
    hostile = "<script>alert(1)</script>"
    said = (
        api(cleo)
        .send("POST", f"projects/{bike.pk}/reviews/", {"recommends": True, "relation": "used", "body": hostile})
        .json()
    )
    assert said["body"] == hostile
    assert "<script" not in said["body_html"]
    said = api(ada).send("PATCH", f"projects/{bike.pk}/", {"title": hostile, "body": hostile}).json()
    assert said["title"] == hostile
    assert "<script" not in said["body_html"]
