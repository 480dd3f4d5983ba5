"""A project that is looking for help: who is notified, how often, and how someone asks for help with a tag."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.notifications import letters
from apps.notifications.kinds import Channel, Topic
from apps.notifications.models import Choice, Mute, Notification
from apps.people.models import Block, Follow, Profile
from apps.projects.models import HelpNotice, Project
from apps.projects.models.projects import notify_tag_followers
from apps.tags.models import FormerTag, Tag, TagFollow
from apps.tasks.worker import work_off
from tests.notifications.conftest import at_home, hurry, to_mail
from tests.postbox import text

from .conftest import said

__all__ = ["at_home", "hurry"]

pytestmark = pytest.mark.django_db

HELP = "Someone who can bend tubes"
SENTENCE = "is looking for help with a project"


@pytest.fixture
def follow():
    """`follow("welding", bob, cleo)`: they follow a tag."""

    def follow(name, *users):
        tag = Tag.objects.named([name]).get()
        TagFollow.objects.bulk_create([TagFollow(user=user, tag=tag) for user in users], ignore_conflicts=True)
        return tag

    return follow


@pytest.fixture
def seek(make_project):
    """`seek(ada, "welding", audience="followers")`: a published project with tags that looks for help."""

    def seek(owner, *tags, **details):
        project = make_project(owner, draft=True, **{"help_wanted": HELP, **details})
        project.set_tags(list(tags))
        project = project.publish()
        work_off()
        return project

    return seek


def notified(project):
    return {one.recipient.username for one in Notification.objects.of(project).filter(kind="help-wanted")}


def edit(project, **values):
    project = Project.objects.get(pk=project.pk).edit(**values)
    work_off()
    return project


@pytest.mark.both_databases
@pytest.mark.parametrize(
    ("audience", "is_private", "expected"),
    [("everyone", False, {"bob", "cleo"}), ("followers", False, {"bob"}), ("everyone", True, {"bob"})],
)
def test_followers_of_a_tag_who_may_see_the_project_are_notified(
    audience, is_private, expected, ada, bob, cleo, mod, owner, follow, seek
):
    follow("welding", ada, bob, cleo, mod, owner)
    follow("steel", bob)
    Follow.objects.make(bob, ada)
    Block.objects.make(mod, ada), Block.objects.make(ada, owner)
    Profile.objects.filter(user=ada).update(is_private=is_private)
    assert notified(seek(ada, "welding", "steel", audience=audience)) == expected
    assert said(bob)[0].endswith(SENTENCE)


def test_those_who_work_on_it_and_those_who_follow_no_tag_are_not_notified(
    ada, bob, cleo, mod, owner, follow, make_project, join
):
    follow("welding", bob, cleo, mod), follow("paper", owner)
    project = make_project(ada, draft=True, help_wanted=HELP)
    project.set_tags(["welding"])
    join(project, bob), project.invite(cleo)
    project.publish(), work_off()
    assert notified(project) == {"mod.bell"}


def test_nothing_is_sent_in_the_request_and_nothing_of_a_draft_or_one_that_needs_no_help(
    ada, bob, follow, seek, make_project
):
    follow("welding", bob)
    draft = make_project(ada, draft=True, help_wanted=HELP)
    draft = edit(draft, tags=["welding"])
    done = seek(ada, "welding", help_wanted="")
    assert (notified(draft), notified(done)) == (set(), set())
    draft.publish()
    assert notified(draft) == set()
    Project.objects.filter(pk=draft.pk).update(help_wanted="")  # before the task runs
    work_off()
    assert notified(draft) == set()


@pytest.mark.both_databases
def test_each_person_is_notified_once_whatever_changes(ada, bob, cleo, mod, follow, seek, join):
    follow("welding", bob)
    project = seek(ada, "welding", help_wanted="")
    edit(project, help_wanted=HELP)
    assert notified(project) == {"bob"}
    edit(project, help_wanted="")
    assert notified(project) == set()  # it was not read, and is no longer so
    edit(project, help_wanted=HELP)
    assert notified(project) == set()
    follow("steel", bob, cleo)
    edit(project, help_wanted="Two people who can bend tubes")
    assert notified(project) == set()
    edit(project, tags=["welding", "steel"])
    assert notified(project) == {"cleo"}
    join(project, mod)
    project.transfer_ownership(mod)
    edit(project, help_wanted=""), edit(project, help_wanted=HELP)
    assert notified(project) == set()
    assert HelpNotice.objects.filter(project=project).count() == 2


def test_whoever_has_read_it_keeps_it_until_the_project_is_deleted(ada, bob, follow, seek):
    follow("welding", bob)
    project = seek(ada, "welding")
    Notification.objects.of(project).read()
    edit(project, help_wanted="")
    assert notified(project) == {"bob"}
    assert said(bob)
    project.remove()
    assert not said(bob)
    assert not HelpNotice.objects.exists()


def test_it_is_gone_from_the_list_when_the_project_is_hidden(ada, bob, follow, seek):
    follow("welding", bob)
    edit(seek(ada, "welding"), audience="followers")
    assert not said(bob)


def test_a_wider_audience_is_notified_and_mutes_and_choices_count(ada, bob, cleo, mod, follow, seek):
    follow("welding", bob, cleo, mod)
    project = seek(ada, "welding", audience="followers")
    assert notified(project) == set()
    Mute.objects.create(user=cleo, place=f"profile-{ada.pk}")
    Choice.objects.create(user=mod, topic=Topic.HELP, channel=Channel.SITE, is_wanted=False)
    edit(project, audience="everyone")
    assert notified(project) == {"bob", "mod.bell"}
    assert said(bob)
    assert not said(cleo)
    assert not Notification.objects.listed().filter(recipient=mod).exists()


@pytest.mark.both_databases
def test_many_followers_take_no_more_queries(ada, bob, follow, seek, make_user):
    follow("welding", bob)
    project = seek(ada, "welding", help_wanted="")

    def queries(project):
        Project.objects.filter(pk=project.pk).update(help_wanted=HELP)
        with CaptureQueriesContext(connection) as captured:
            notify_tag_followers.call(project.pk)
        return len(captured)

    few = queries(project)
    follow("welding", *(make_user(f"follower{number}") for number in range(8)))
    assert queries(seek(ada, "welding", help_wanted="")) == few
    assert Notification.objects.filter(kind="help-wanted").count() == 10


def test_who_wants_it_by_email_reads_what_is_needed(at_home, ada, bob, follow, seek, postbox):
    Choice.objects.create(user=bob, topic=Topic.HELP, channel=Channel.MAIL, is_wanted=True)
    follow("welding", bob)
    project = seek(ada, "welding")
    to_mail(bob), letters.mail.call(bob.pk)
    email = postbox.newest_to(bob.email)
    assert email["Subject"] == f"ada {SENTENCE}"
    assert f"ada {SENTENCE}" in text(email)
    assert f"Cargo bike: {HELP}" in text(email)
    assert f"https://yard.example{project.get_absolute_url()}" in text(email)


# --- Asking ---------------------------------------------------------------------------------------


def test_someone_asks_for_help_with_a_tag(client_of, ada, bob, follow):
    follow("welding", bob)
    adas, address = client_of(ada), "/projects/new/?tag=welding"
    for page in ("/tags/welding/", "/people/help/?q=welding"):
        assert f'href="{address}"' in adas.get(page).text
    page = adas.get(address).text
    assert "Ask for help" in page
    assert 'value="welding"' in page
    assert 'value="Help with welding"' in page
    refused = adas.post(address, {"title": "", "tags": "!", "help_wanted": "A welder"})
    assert refused.status_code == 422
    assert "Give the project a title" in refused.text
    assert "one word of letters" in refused.text
    assert 'value="A welder"' in refused.text
    made = adas.post(address, {"title": "A gate", "tags": "welding, steel", "help_wanted": "A welder"})
    project = Project.objects.get()
    assert made["Location"] == f"/projects/{project.pk}/edit/"
    assert project.is_draft
    assert project.help_wanted == "A welder"
    assert sorted(tag.name for tag in project.tags.all()) == ["steel", "welding"]


@pytest.mark.parametrize(
    ("query", "tags"),
    [("old", "welding"), ("%23Welding", "welding"), ("loom", "loom"), ("%21", None), ("a+b", "a-b"), ("", None)],
)
def test_the_tag_in_the_address_is_one_or_is_left_out(client_of, ada, follow, query, tags):
    FormerTag.objects.create(name="old", tag=follow("welding"))
    page = client_of(ada).get(f"/projects/new/?tag={query}").text
    field = re.search(r'<input[^>]*name="tags"[^>]*>', page)[0]
    assert ("value=" in field) == (tags is not None)
    assert tags is None or f'value="{tags}"' in field


def test_visitors_sign_in_first(visitor, set_site, follow):
    follow("welding")
    set_site(visitors_may_read="rooms-people")
    assert "/projects/new/?tag=welding" in visitor.get("/tags/welding/").text
    location = visitor.get("/projects/new/?tag=welding")["Location"]
    assert location.startswith("/accounts/login/")
    assert "%3Ftag%3Dwelding" in location
