"""Projects beside the feed, and on the front page of visitors."""

import json
import re

import pytest
from django.db import connection

from apps.accounts.models import SiteSettings
from apps.people.models import Block, Profile
from apps.posts.models import Audience
from apps.projects.front_page import MOST, projects_for, statement
from apps.projects.models import Project
from tests.conftest import HTMX
from tests.posts.test_cost import queries

pytestmark = pytest.mark.django_db


def titles(user):
    """`(of those that look for help, of others)`."""
    return tuple([row.title for row in rows] for rows in projects_for(user))


@pytest.mark.both_databases
def test_those_that_look_for_help_come_first_and_none_comes_twice(ada, bob, make_project):
    for number in range(MOST + 1):
        make_project(ada, f"Help {number}", help_wanted="Someone with a ladder")
        make_project(ada, f"Cart {number}", summary="Carries a fridge")
    make_project(ada, "Draft", draft=True, help_wanted="A title")
    assert titles(bob) == (["Help 3", "Help 2", "Help 1"], ["Cart 3", "Cart 2", "Cart 1"])
    looking, newest = projects_for(bob)
    assert (looking[0].line, newest[0].line) == ("Someone with a ladder", "Carries a fridge")
    assert newest[0].cover == "photos/oak.webp"


@pytest.mark.both_databases
def test_they_are_for_everyone_and_visible_to_the_viewer(ada, bob, cleo, mod, visitor, make_project, set_site):
    set_site(visitors_may_read="rooms-people")
    make_project(ada, "Cart"), make_project(ada, "Secret", audience=Audience.FOLLOWERS)
    make_project(bob, "Boat"), make_project(cleo, "Bench", help_wanted="Oil"), make_project(mod, "Gone")
    Block.objects.make(bob, ada)
    Profile.objects.filter(user=cleo).update(is_private=True)
    mod.is_active = False
    mod.save()
    assert titles(ada) == ([], ["Cart"])
    assert titles(bob) == ([], ["Boat"])
    for user in (ada, bob, cleo):
        seen = Project.objects.visible_to(user, SiteSettings.current()).values_list("pk", flat=True)
        assert {row.pk for rows in projects_for(user) for row in rows} <= set(seen)
    assert re.findall(r"<b>.*?(Cart|Boat|Bench|Secret|Gone)", visitor.get("/").text) == ["Boat", "Cart"]


def test_members_find_them_beside_the_feed_and_a_fragment_does_without(ada, client_of, make_project):
    browser = client_of(ada)
    assert "Looking for help" not in browser.get("/").text
    cart = make_project(ada, "A <b>cart</b>", help_wanted="Two <i>hands</i>")
    page = browser.get("/").text
    assert f'href="/projects/{cart.pk}/"' in page
    assert "A &lt;b&gt;cart" in page
    assert "Two &lt;i&gt;hands" in page
    assert "Looking for help" in page
    assert "Looking for help" not in browser.get("/", headers=HTMX).text


def test_visitors_find_them_only_where_they_may_see_people(ada, visitor, make_project, set_site):
    make_project(ada, "Cart", help_wanted="Two hands")
    set_site(visitors_may_read="rooms")
    assert "Cart" not in visitor.get("/").text
    set_site(visitors_may_read="rooms-people")
    page = visitor.get("/").text
    assert "Cart" in page
    assert 'id="projects"' not in page  # no list of others where there are none


def test_the_feed_costs_one_query_more_however_many_there_are(ada, client_of, make_project):
    browser = client_of(ada)
    make_project(ada, "Cart")
    few = queries(browser, "/")
    for number in range(8):
        make_project(ada, f"Cart {number}", help_wanted="Hands" if number % 2 else "")
    many = queries(browser, "/")
    assert len(few) == len(many)
    assert sum("UNION ALL" in sql and "p.help_wanted" in sql for sql in many) == 1


@pytest.mark.both_databases
def test_the_query_walks_down_the_indexes_of_projects(ada):
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN QUERY PLAN {statement()}", [0] * 4)
            plan = json.dumps([row[-1] for row in cursor.fetchall()])
        assert "project_that_looks_for_help" in plan
        assert "project_newest" in plan
        assert "SCAN p" not in plan
    else:
        assert titles(ada) == ([], [])
