"""The new projects of a week."""

import pytest

from apps.people.models import Block, Profile
from apps.posts.models import Audience
from apps.projects.models import Project
from apps.weeks import making, projects
from apps.weeks.letters import parts_for
from apps.weeks.models import Week
from tests.projects.conftest import make_project  # noqa: F401
from tests.weeks.conftest import DAY, HOUR, NEXT_MONDAY, WEDNESDAY, WEEK, chosen, shown

pytestmark = pytest.mark.django_db


@pytest.fixture
def publish(make_project):  # noqa: F811
    """`publish(ada, "Cart", at)`: a project that was published then."""

    def make(owner, title, at=WEDNESDAY, **details):
        project = make_project(owner, title, **details)
        Project.objects.filter(pk=project.pk).update(published_at=at)
        return project

    return make


def test_the_projects_of_the_week_are_new_the_newest_first(ada, bob, publish, make_project):  # noqa: F811
    cart, boat = publish(ada, "Cart"), publish(bob, "Boat", WEDNESDAY + HOUR)
    publish(ada, "Bench", WEDNESDAY - 7 * DAY), publish(ada, "Oven", WEDNESDAY + 7 * DAY)
    make_project(ada, "Kiln", draft=True)
    assert chosen("projects") == [boat.pk, cart.pk]
    assert Week.chosen_of(WEEK).sentence.startswith("2 projects were published")


def test_only_what_every_member_may_see_is_chosen(ada, bob, cleo, publish):
    publish(ada, "Cart", audience=Audience.FOLLOWERS), publish(bob, "Boat"), publish(cleo, "Bench")
    Profile.objects.filter(user=bob).update(is_private=True)
    cleo.is_active = False
    cleo.save()
    assert chosen("projects") == []


def test_a_reader_finds_what_they_may_see_and_another_stands_in(ada, bob, cleo, publish, monkeypatch):
    monkeypatch.setattr(projects, "MOST", 2)
    cart, boat, bench = publish(ada, "Cart"), publish(bob, "Boat"), publish(bob, "Bench")
    week = Week.chosen_of(WEEK)
    assert shown(cleo, "projects", week) == [bench, boat]
    boat.remove()
    assert shown(cleo, "projects", week) == [bench, cart]
    Block.objects.make(bob, cleo)
    assert shown(cleo, "projects", week) == [cart]


def test_the_page_and_the_letter_show_them(ada, bob, publish, clock, client_of):
    clock(NEXT_MONDAY)
    cart = publish(ada, "A <b>cart</b>")
    week = making.make(WEEK)
    page = client_of(bob).get(week.get_absolute_url()).text
    assert '<h2 class="display" id="projects">New projects</h2>' in page
    assert f'href="/projects/{cart.pk}/"' in page
    assert "A &lt;b&gt;cart" in page
    ((words, address),) = dict(parts_for(week, bob))["New projects"]
    assert "cart" in words
    assert address.endswith(f"/projects/{cart.pk}/")
