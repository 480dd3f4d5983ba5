"""Who can help with a tag: in order, with the reasons, and nothing that the viewer may not see."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.live.models import Presence
from apps.people.models import Block, Follow, Skill
from apps.projects.models import Project
from apps.search.views import people_help
from apps.tags.models import Tag
from tests.projects.conftest import FILES

pytestmark = pytest.mark.both_databases


@pytest.fixture
def bobs(client_of, bob):
    return client_of(bob)


@pytest.fixture
def can(make_user):
    """`can("zoe", "welding", Skill.Level.TEACHES)`: a person with a skill; of someone who is there, their skill."""

    def make(user, name, level=Skill.Level.ABLE, **values):
        user = make_user(user) if isinstance(user, str) else user
        (tag,) = Tag.objects.named([name])
        Skill.objects.create(profile=user.profile, tag=tag, level=level, **values)
        return user

    return make


@pytest.fixture
def has_made():
    def make(owner, tag, title="Gate", **values):
        project = Project.objects.create(owner=owner, title=title, body="Of steel", **values)
        project.photos.create(**FILES, description="A gate")
        project.set_tags([tag])
        return project.publish()

    return make


def names(response):
    return [helper.profile.user.username for helper in response.context["page"]]


def help_with(client, tag="welding", **query):
    return client.get("/people/help/", {"q": tag, **query})


def reasons(response, user):
    card = response.text.partition(f'id="profile-{user.pk}-helper"')[2].partition("</article>")[0]
    return re.sub(
        r"\s+", " ", re.sub(r"<[^>]+>|[⁨⁩]", "", card.partition('class="reasons"')[2].partition(">")[2])
    ).strip()


def test_people_are_ranked_by_skill_then_endorsements_then_projects_then_messages_then_presence(
    bobs, can, has_made, make_user, studio
):
    zoe = make_user("zoe")
    studio.post(make_user("writer"), "Welding is what I do")
    has_made(make_user("maker"), "welding")
    can("learner", "welding", Skill.Level.LEARNING, endorsement_count=9)
    can("able", "welding", endorsement_count=1)
    can("endorsed", "welding", endorsement_count=3)
    has_made(can("builder", "welding", endorsement_count=1), "welding")
    can("teacher", "welding", Skill.Level.TEACHES)
    online = can("online", "welding", Skill.Level.TEACHES)
    Presence.objects.create(channel=f"user-{online.pk}", user=online, process="test")
    can(zoe, "cooking")
    assert names(help_with(bobs)) == [
        *("online", "teacher", "endorsed", "builder", "able", "learner", "maker", "writer"),
    ]


def test_each_person_has_the_reasons(bobs, can, has_made, studio):
    zoe = can("zoe", "welding", Skill.Level.TEACHES, description="MIG <i>evenings</i>", endorsement_count=3)
    has_made(zoe, "welding", "An old gate"), has_made(zoe, "welding", "A new gate")
    studio.post(zoe, "Preheat for welding")
    Presence.objects.create(channel=f"user-{zoe.pk}", user=zoe, process="test")
    said = reasons(help_with(bobs), zoe)
    assert "Teaches MIG &lt;i&gt;evenings&lt;/i&gt;" in said
    assert "Endorsed by 3 people" in said
    assert "2 projects with #welding, such as A new gate" in said
    assert "Preheat for welding" in said
    assert "Online now" in said


def test_a_collaborator_who_has_accepted_counts_as_someone_who_made_it(bobs, has_made, ada, cleo, mod):
    gate = has_made(ada, "welding")
    gate.invite(cleo), gate.invite(mod)
    gate.accept_invitation(cleo)
    assert set(names(help_with(bobs))) == {"ada", "cleo"}


def test_what_the_viewer_may_not_see_is_no_reason(bobs, can, has_made, ada, cleo, kiln):
    has_made(ada, "welding", audience="followers")
    kiln.post(ada, "Welding in a closed room, where bob is a member")
    assert names(help_with(bobs)) == []
    cleo = can(cleo, "welding")
    has_made(cleo, "welding", "For followers", audience="followers")
    response = help_with(bobs)
    assert names(response) == ["cleo"]
    assert "For followers" not in response.text


@pytest.mark.parametrize("who", ["bob blocks", "bob is blocked"])
def test_blocks_hide_people_both_ways(bobs, can, has_made, studio, ada, bob, who):
    can(ada, "welding"), has_made(ada, "welding")
    studio.post(ada, "Welding")
    assert names(help_with(bobs)) == ["ada"]
    Block.objects.make(*((bob, ada) if who == "bob blocks" else (ada, bob)))
    assert names(help_with(bobs)) == []


def test_the_viewer_and_closed_accounts_are_left_out(bobs, can, bob, ada):
    can(bob, "welding"), can(ada, "welding")
    type(ada).objects.filter(pk=ada.pk).update(is_active=False)
    assert names(help_with(bobs)) == []


@pytest.mark.parametrize("typed", ["welding", "#Welding", " WELDING "])
def test_a_tag_is_found_however_it_is_typed(bobs, can, typed):
    can("zoe", "welding")
    assert names(help_with(bobs, typed)) == ["zoe"]


def test_filters_narrow_the_list_and_say_how_many(bobs, can, bob):
    teacher = can("teacher", "welding", Skill.Level.TEACHES)
    followed = can("followed", "welding")
    Follow.objects.make(bob, followed)
    Presence.objects.create(channel=f"user-{followed.pk}", user=followed, process="test")
    assert names(help_with(bobs, only="teaches")) == [teacher.username]
    assert names(help_with(bobs, only="following")) == names(help_with(bobs, only="online")) == ["followed"]
    assert names(help_with(bobs, only="nonsense")) == ["teacher", "followed"]
    assert "Online now 1" in help_with(bobs).text


def test_pages_follow_each_other(bobs, can, monkeypatch):
    monkeypatch.setattr(people_help, "PAGE", 2)
    for name in ("anna", "bert", "carl"):
        can(name, "welding")
    first = help_with(bobs)
    link = re.search(r'class="waiting" href="([^"]+)"', first.text)[1].replace("&amp;", "&")
    assert [*names(first), *names(bobs.get(link))] == ["anna", "bert", "carl"]


@pytest.mark.parametrize(
    "query", ["", "q=", "q=%23", "q=<b>", "q=welding&from=x", "q=welding&from=999999999999999999"]
)
def test_odd_questions_are_answered(bobs, can, query):
    can("zoe", "welding")
    response = bobs.get(f"/people/help/?{query}")
    assert response.status_code == 200
    assert ("&lt;b&gt;" in response.text) is ("<b>" in query)


def test_a_tag_of_no_one_suggests_similar_ones(bobs, can):
    can("zoe", "woodturning")
    response = help_with(bobs, "wood")
    assert names(response) == []
    assert 'href="?q=woodturning"' in response.text


def test_the_number_of_queries_does_not_depend_on_how_many_help(bobs, can, has_made, studio):
    def add(*usernames):
        for name in usernames:
            user = can(name, "welding", endorsement_count=1)
            has_made(user, "welding")
            studio.post(user, "Welding today")

    add("anna")
    help_with(bobs)
    with CaptureQueriesContext(connection) as few:
        help_with(bobs)
    add("bert", "carl", "dora")
    with CaptureQueriesContext(connection) as many:
        help_with(bobs)
    assert len(many) == len(few)


def test_the_directory_leads_there(bobs):
    assert 'action="/people/help/"' in bobs.get("/people/").text
