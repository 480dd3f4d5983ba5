"""What people have saved, and Discover, for scripts."""

import pytest

from apps.api.scopes import Scope
from apps.people.models import Block
from apps.search.models import NotInterested
from tests.api.test_posts import following_page, number_of_queries
from tests.posts.conftest import drawn, show
from tests.projects.conftest import make, make_project

__all__ = ["drawn", "make", "make_project", "show"]
pytestmark = pytest.mark.django_db


def items(response):
    assert response.status_code == 200, response.content
    return [(row["type"], row[row["type"]]["id"]) for row in response.json()["results"]]


def test_what_is_saved_is_listed_newest_save_first_as_far_as_one_may_see_it(ada, bob, cleo, api, show, make_project):
    oak, ash, cart = show(ada), show(cleo), make_project(ada, "Cart")
    for target in (cart, ash, oak):
        target.keep(bob)
    page = api(bob).send("GET", "me/saved/?limit=2")
    assert items(page) == [("post", oak.pk), ("post", ash.pk)]
    assert items(following_page(api(bob), page)) == [("project", cart.pk)]
    assert page.json()["results"][0]["post"]["saved"] is True
    Block.objects.make(cleo, bob)
    assert items(api(bob).send("GET", "me/saved/")) == [("post", oak.pk), ("project", cart.pk)]
    assert items(api(ada).send("GET", "me/saved/")) == []


def test_a_token_that_reads_posts_alone_is_shown_no_projects(ada, bob, api, show, make_project):
    oak, cart = show(ada, "#oak"), make_project(ada, "Cart")
    oak.keep(bob)
    cart.keep(bob)
    script = api(bob, Scope.POSTS_READ)
    assert items(script.send("GET", "me/saved/")) == [("post", oak.pk)]
    assert items(script.send("GET", "discover/")) == [("post", oak.pk)]


class TestDiscover:
    def test_a_draw_goes_on_without_repetition(self, ada, bob, api, show, make):
        shown = {("post", show(ada, "#oak").pk) for _number in range(5)} | {("project", make(ada).pk)}
        script = api(bob)
        page = script.send("GET", "discover/?limit=2")
        found = items(page)
        assert len(found) == 2
        while page.json()["next"]:
            page = following_page(script, page)
            found += items(page)
        assert sorted(found) == sorted(shown)

    def test_a_seed_is_a_draw(self, ada, bob, api, show):
        for _number in range(6):
            show(ada)
        script = api(bob)
        assert items(script.send("GET", "discover/?seed=kiln")) == items(script.send("GET", "discover/?seed=kiln"))
        for wrong in ("seed=Kiln!", "after=1", "after=x,post-1", "limit=0"):
            assert script.send("GET", f"discover/?{wrong}").status_code == 422, wrong

    def test_it_says_why_and_leaves_out_what_one_may_not_see(self, ada, bob, cleo, api, show):
        letter, words, hidden = show(ada, audience="followers"), show(ada), show(cleo)
        NotInterested.objects.mark(bob, person=cleo)
        assert letter.pk != hidden.pk
        [row] = api(bob).send("GET", "discover/").json()["results"]
        assert row["post"]["id"] == words.pk
        assert set(row["reason"]) == {"kind", "number", "tag", "people"}
        assert row["reason"]["kind"]
        Block.objects.make(ada, bob)
        assert items(api(bob).send("GET", "discover/")) == []

    def test_a_page_costs_the_same_with_few_and_with_many(self, ada, bob, api, show, make):
        script = api(bob)
        show(ada, "#oak")
        make(ada, tags=["oak"])
        few = number_of_queries(script, "discover/?seed=kiln")
        for _number in range(4):
            show(ada, "#oak")
            make(ada, tags=["ash"])
        script.send("GET", "discover/?seed=oak")
        assert number_of_queries(script, "discover/?seed=oak") == few
