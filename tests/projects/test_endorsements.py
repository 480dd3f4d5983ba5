"""Endorsements of skills: who may, what is counted, who sees them."""

import re

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.people.models import Block, Skill
from apps.projects.models import CannotEndorse, Endorsement
from apps.tags.models import Tag
from tests.conftest import HTMX

from .conftest import said

pytestmark = pytest.mark.both_databases


@pytest.fixture
def welding(ada):
    return ada.profile.skill_rows.create(tag=Tag.objects.named(["welding"]).get())


def count(skill):
    return Skill.objects.values_list("endorsement_count", flat=True).get(pk=skill.pk)


ADDRESS = "/@ada/skills/welding/"


def test_a_member_endorses_and_withdraws_and_the_count_follows(client_of, welding, ada, bob):
    bobs = client_of(bob)
    for _time in range(2):
        assert bobs.post(ADDRESS).url == ADDRESS
        assert count(welding) == 1
    assert said(ada) == ["bob endorsed your skill"]
    page = client_of(ada).get(ADDRESS).text
    assert "#welding" in page
    assert 'href="/@bob/"' in page
    assert not ada.notifications.unread().exists()
    for _time in range(2):
        assert bobs.delete(ADDRESS).status_code == 302
        assert count(welding) == 0
    assert said(ada) == []


def test_members_are_led_to_it_from_a_profile(client_of, visitor, set_site, welding, ada, bob):
    set_site(visitors_may_read="rooms-people")
    endorse = f'href="{ADDRESS}">Endorse<'
    assert endorse in client_of(bob).get("/@ada/about/").text
    assert endorse not in client_of(ada).get("/@ada/about/").text
    assert endorse not in visitor.get("/@ada/about/").text
    Block.objects.make(bob, ada)
    assert endorse not in client_of(bob).get("/@ada/about/").text


def test_a_profile_shows_the_newest_endorsers_a_project_and_ones_own(client_of, make_project, make_user, welding, ada):
    people = [make_user(f"friend{number}") for number in range(5)]
    secret, cart = make_project(ada, "Secret", audience="followers"), make_project(ada, "Cart")
    browser, hidden = client_of(people[4]), Endorsement.objects.endorse(welding, people[3])
    hidden.set_hidden(True)
    ada.profile.skill_rows.create(tag=Tag.objects.named(["oak"]).get(), position=1)

    def shown():
        text = browser.get("/@ada/about/").text
        part = re.search(r'<p class="endorsers">.*?</p>(<a class="button.*?</a>)?', text, re.DOTALL)[0]
        return part.count("face--xs"), part, text.count("No endorsements yet")

    faces, part, none_yet = shown()
    assert (faces, none_yet) == (0, 2)
    with CaptureQueriesContext(connection) as few:
        shown()
    for number, project in ((0, None), (1, cart), (2, None), (4, secret)):
        Endorsement.objects.endorse(welding, people[number], project)
    with CaptureQueriesContext(connection) as many:
        faces, part, none_yet = shown()
    assert len(many) == len(few)
    assert (faces, none_yet) == (3, 1)
    assert "<b>4</b> endorsements" in part
    assert f'shown in <a href="{cart.get_absolute_url()}">' in part
    assert ">Endorsed<" in part.replace("</svg>", ">")


def test_it_may_point_to_a_project_that_shows_it(client_of, make_project, welding, ada, bob, cleo):
    shows, other = make_project(ada, "Cart"), make_project(cleo, "Bread")
    private = make_project(ada, "Secret", audience="followers")
    bobs = client_of(bob)
    bobs.post(ADDRESS, {"project": shows.pk})
    assert Endorsement.objects.get().project == shows
    for project in (other.pk, private.pk, "x", 10**30):
        response = bobs.post(ADDRESS, {"project": project})
        assert response.status_code == 422
        assert "Choose one of the projects" in response.text
    assert Endorsement.objects.get().project == shows
    bobs.post(ADDRESS, {"project": ""})
    assert Endorsement.objects.get().project is None
    with pytest.raises(CannotEndorse):
        Endorsement.objects.endorse(welding, cleo, other)


def test_a_project_that_a_viewer_may_not_see_is_not_named(client_of, make_project, welding, ada, bob, cleo):
    shows = make_project(ada, "For followers", audience="followers")
    Endorsement.objects.endorse(welding, bob, shows)
    assert "For followers" in client_of(ada).get(ADDRESS).text
    assert "For followers" not in client_of(cleo).get(ADDRESS).text


def test_nobody_endorses_oneself_or_across_a_block(client_of, welding, ada, bob):
    assert client_of(ada).post(ADDRESS).status_code == 422
    assert client_of(ada).post(ADDRESS, headers=HTMX).status_code == 409
    Endorsement.objects.endorse(welding, bob)
    Block.objects.make(ada, bob)
    assert count(welding) == 0
    assert client_of(bob).post(ADDRESS).status_code == 404
    with pytest.raises(CannotEndorse):
        Endorsement.objects.endorse(welding, bob)


def test_one_hides_an_endorsement_of_ones_own_skill(client_of, welding, ada, bob, cleo):
    endorsement = Endorsement.objects.endorse(welding, bob)
    address = f"/endorsements/{endorsement.pk}/hidden/"
    adas = client_of(ada)
    for _time in range(2):
        adas.post(address)
        assert count(welding) == 0
    assert 'href="/@bob/"' not in client_of(cleo).get(ADDRESS).text
    assert 'href="/@bob/"' in client_of(bob).get(ADDRESS).text
    assert "Hidden" in adas.get(ADDRESS).text
    adas.delete(address)
    assert count(welding) == 1
    endorsement.set_hidden(True)
    endorsement.withdraw()
    assert count(welding) == 0


def test_an_account_takes_its_endorsements_along(welding, ada, bob, cleo):
    Endorsement.objects.endorse(welding, bob), Endorsement.objects.endorse(welding, cleo)
    bob.delete()
    assert count(welding) == 1


def test_recount_finds_and_mends(welding, bob, cleo, capsys):
    Endorsement.objects.endorse(welding, bob), Endorsement.objects.endorse(welding, cleo).set_hidden(True)
    Skill.objects.update(endorsement_count=7)
    with pytest.raises(CommandError):
        call_command("recount", "--check")
    call_command("recount")
    assert count(welding) == 1
    assert f"skill {welding.pk}: endorsement_count was 7, is 1" in capsys.readouterr().out


def test_skills_that_are_saved_again_keep_their_endorsements(welding, ada, bob):
    Endorsement.objects.endorse(welding, bob)
    ada.profile.set_skills(["oak", "welding"])
    assert count(welding) == 1
