"""Whom and what one may name: people of the room first, by any word of their names; tags by how much they are used."""

import re

import pytest

from apps.tags.models import Tag
from tests.conftest import HTMX

NAMES = "/rooms/studio/names/"


@pytest.fixture
def bobs(client_of, bob):
    return client_of(bob)


@pytest.fixture
def named(make_user):
    """`named("zoe.k", "Zoë Kern")`: somebody with that name."""

    def make(username, name):
        user = make_user(username)
        user.profile.name = name
        user.profile.save()
        return user

    return make


def offered(browser, q, address=NAMES):
    response = browser.get(address, {"q": q}, headers=HTMX)
    assert response.status_code == 200
    assert "<html" not in response.text
    return re.findall(r'data-insert="([^"]+)"', response.text)


@pytest.mark.both_databases
@pytest.mark.parametrize("q", ["@zoe", "@ZOE", "@Zoë", "@z", "@zoe.k", "@ker", "@KERN", "@smi"])
def test_a_person_is_found_by_the_username_and_by_each_word_of_the_name(bobs, named, studio, q):
    named("zoe.k", "Zoë Kern-Smith")
    assert offered(bobs, q) == ["@zoe.k"]


@pytest.mark.parametrize("q", ["@oe", "@ern", "@%", "@_", "@x", "@", "", "zoe", "@ zoe", "@zoe kern x"])
def test_what_nobody_is_called_finds_nobody(bobs, named, studio, q):
    named("zoe.k", "Zoë Kern")
    assert offered(bobs, q) == []


@pytest.mark.both_databases
def test_people_of_the_room_come_first_and_of_these_who_spoke_last(bobs, named, studio):
    people = {name: named(f"dora{name}", f"Dora {name}") for name in ("a", "b", "c", "d", "e")}
    for name in ("c", "d", "e"):
        studio.join(people[name])
    studio.post(people["e"], "First")
    studio.post(people["d"], "Then")
    studio.post(people["b"], "Who has left")
    studio.leave(people["b"])
    assert offered(bobs, "@dora") == ["@dorad", "@dorae", "@dorac", "@dorab", "@doraa"]


@pytest.mark.both_databases
def test_eight_are_enough(bobs, named, studio):
    for number in range(10):
        named(f"dora{number}", f"Dora {number}")
        Tag.objects.create(name=f"door-{number}")
    assert len(offered(bobs, "@do")) == len(offered(bobs, "#do")) == 8


@pytest.mark.both_databases
def test_whoever_may_not_be_found_is_not_offered(bobs, named, studio):
    gone = named("dora", "Dora")
    gone.is_active = False
    gone.save()
    assert offered(bobs, "@dora") == []


@pytest.mark.both_databases
def test_tags_come_by_how_much_they_are_used(bobs, ada, bob, studio):
    once, _never, often, other = (Tag.objects.create(name=name) for name in ("weld", "weaving", "welding", "bread"))
    ada.profile.skills.set([once, often])
    bob.profile.skills.set([often])
    studio.topics.set([often, other])
    assert offered(bobs, "#we") == ["#welding", "#weld", "#weaving"]
    assert offered(bobs, "#WELD") == ["#welding", "#weld"]
    assert offered(bobs, "#") == offered(bobs, "#x") == []


def test_names_are_text_and_nothing_else(bobs, named, studio):
    named("dora", "<b>Dora</b>")
    assert "&lt;b&gt;Dora" in bobs.get(NAMES, {"q": "@dora"}).text


def test_a_stranger_finds_nothing(client_of, cleo, kiln):
    assert client_of(cleo).get("/rooms/kiln/names/", {"q": "@a"}).status_code == 404


def test_a_visitor_is_sent_to_sign_in(visitor, set_site, studio):
    set_site(visitors_may_read="rooms-people")
    assert visitor.get(NAMES, {"q": "@a"})["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_another_method_is_refused(bobs, studio, method):
    assert getattr(bobs, method)(NAMES).status_code == 405


@pytest.mark.both_databases
@pytest.mark.parametrize("q", ["@dora", "#door"])
def test_it_asks_as_much_for_many_as_for_one(bobs, named, studio, q):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def cost():
        with CaptureQueriesContext(connection) as captured:
            offered(bobs, q)
        return len([query for query in captured if "django_session" not in query["sql"]])

    named("dora", "Dora")
    Tag.objects.create(name="door")
    cost()
    one = cost()
    for number in range(7):
        studio.post(named(f"dora{number}", f"Dora {number}"), "Hello")
        Tag.objects.create(name=f"door-{number}")
    assert cost() == one <= 4  # the viewer, the room, who spoke, who is called so
