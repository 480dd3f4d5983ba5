"""Projects: who sees them, how they are published and edited, and what becomes of what hangs on them."""

from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction

from apps.accounts.models import SiteSettings
from apps.live import channels
from apps.live.channels import ChannelManager
from apps.notifications.models import Notification
from apps.people.models import Block, Follow, Profile
from apps.posts.models import Comment, Like, Mention, Photo, Save
from apps.projects.models import MOST_LINKS, NothingToPublish, Project, ProjectLink, Review
from apps.projects.models.projects import MOST_TAGS
from apps.tags.models import Tag

from .conftest import said

pytestmark = pytest.mark.django_db


def can_see(user, project):
    seen = Project.objects.visible_to(user, SiteSettings.current()).filter(pk=project.pk).exists()
    assert ChannelManager().can_read_channel(user, channels.name(project)) == seen  # the channel too
    return seen


# --- Who sees it ----------------------------------------------------------------------------------


@pytest.mark.both_databases
@pytest.mark.parametrize("audience", ["everyone", "followers"])
@pytest.mark.parametrize("is_private", [False, True])
def test_a_project_is_for_everyone_or_for_followers_and_the_people_on_it(
    audience, is_private, ada, bob, cleo, mod, owner, make_project, join
):
    project = make_project(ada, audience=audience)
    Follow.objects.make(bob, ada)
    Follow.objects.make(ada, cleo)  # not the other way round
    project.invite(mod)
    join(project, owner)
    Profile.objects.filter(user=ada).update(is_private=is_private)
    assert [can_see(user, project) for user in (ada, bob, mod, owner)] == [True] * 4
    assert can_see(cleo, project) == (audience == "everyone" and not is_private)


@pytest.mark.both_databases
def test_a_draft_is_its_owners_alone(ada, bob, cleo, mod, make_project, join, set_site):
    set_site(visitors_may_read="rooms-people")
    draft = make_project(ada, draft=True)
    Follow.objects.make(bob, ada)
    draft.invite(cleo), join(draft, mod)
    seen_by = {user for user in (ada, bob, cleo, mod, AnonymousUser()) if can_see(user, draft)}
    assert seen_by == {ada}


@pytest.mark.parametrize(("blocker", "blocked"), [("ada", "bob"), ("bob", "ada")])
def test_a_block_hides_projects_both_ways(blocker, blocked, ada, bob, cleo, make_project):
    adas, bobs, people = make_project(ada), make_project(bob), {"ada": ada, "bob": bob}
    Follow.objects.make(bob, ada)
    Block.objects.make(people[blocker], people[blocked])
    assert (can_see(bob, adas), can_see(ada, bobs)) == (False, False)
    assert (can_see(ada, adas), can_see(cleo, adas), can_see(cleo, bobs)) == (True, True, True)


@pytest.mark.parametrize("visitors_may_read", ["nothing", "rooms", "rooms-people"])
def test_visitors_and_guests_see_what_is_for_everyone_where_the_site_shows_its_people(
    visitors_may_read, ada, bob, studio, make_project, set_site
):
    studio.admits_guests = True
    studio.save()
    guest = studio.admit_guest("Paul", "127.0.0.1").user
    set_site(visitors_may_read=visitors_may_read)
    Profile.objects.filter(user=bob).update(is_private=True)
    projects = [make_project(ada), make_project(ada, audience="followers"), make_project(bob)]
    for user in (AnonymousUser(), guest):
        assert [can_see(user, project) for project in projects] == [visitors_may_read == "rooms-people", False, False]


def test_projects_of_a_closed_account_are_not_shown(ada, bob, bike):
    type(ada).objects.filter(pk=ada.pk).update(is_active=False)
    assert not can_see(bob, bike)


def test_projects_of_a_person_are_those_they_own_and_those_they_work_on(ada, bob, cleo, make_project, join):
    own, joined, invited = make_project(bob), make_project(ada), make_project(cleo)
    join(joined, bob)
    invited.invite(bob)
    assert set(Project.objects.of(bob)) == {own, joined}


# --- Publish and edit -----------------------------------------------------------------------------


@pytest.mark.parametrize("missing", ["title", "body", "photos"])
def test_nothing_is_published_without_title_story_and_picture(missing, ada, make_project):
    draft = make_project(ada, draft=True)
    if missing == "photos":
        draft.photos.all().delete()
    else:
        Project.objects.filter(pk=draft.pk).update(**{missing: ""})
    with pytest.raises(NothingToPublish):
        draft.publish()
    draft.refresh_from_db()
    assert draft.is_draft


def test_published_twice_is_published_once(ada, bob, make_project):
    draft = make_project(ada, body="With @bob", draft=True)
    assert said(bob) == []
    first = draft.publish()
    again = draft.publish()
    assert (again.published_at, again.edited_at) == (first.published_at, None)
    assert said(bob) == ["ada mentioned you"]
    assert Mention.objects.get(project=draft).user == bob


def test_what_is_gone_is_neither_published_nor_edited(ada, bike):
    Project.objects.get(pk=bike.pk).remove()
    for write in (bike.publish, lambda: bike.edit(title="Cart"), bike.remove):
        with pytest.raises(Project.DoesNotExist):
            write()


def test_an_edit_saves_what_its_form_says_and_marks_a_published_project(ada, bob, cleo, bike):
    bike = bike.edit(title="Cart", body="With @bob and *oak*", help_wanted="Welding", started_on=date(2026, 3, 1))
    bike.refresh_from_db()
    assert (bike.title, bike.help_wanted, bike.started_on) == ("Cart", "Welding", date(2026, 3, 1))
    assert "<em>oak</em>" in bike.body_html
    assert "oak" in bike.search_text
    assert bike.edited_at
    assert said(bob) == ["ada mentioned you"]
    bike.edit(body="With @cleo")
    assert (said(bob), said(cleo)) == ([], ["ada mentioned you"])
    assert list(bike.mentions.values_list("user", flat=True)) == [cleo.pk]


def test_the_same_values_change_nothing(ada, bike):
    links = [ProjectLink(type="demo", url="https://cart.example/")]
    tags = {"tags": ["welding", "oak"]}
    bike.edit(title="Cart", links=links, **tags)
    Project.objects.update(edited_at=None)
    before = list(bike.links.values_list("pk", flat=True))
    same = [ProjectLink(type="demo", url="https://cart.example/")]
    assert bike.edit(title="Cart", body="Two old frames", links=same, **tags).edited_at is None
    assert Project.objects.get(pk=bike.pk).edited_at is None
    assert list(bike.links.values_list("pk", flat=True)) == before


def test_a_draft_is_changed_without_a_mark_and_names_no_one(ada, bob, make_project):
    draft = make_project(ada, draft=True).edit(body="With @bob")
    assert draft.edited_at is None
    assert not Notification.objects.exists()


def test_an_edit_of_the_title_alone_keeps_a_story_that_was_changed_meanwhile(ada, bike):
    elsewhere = Project.objects.get(pk=bike.pk)
    elsewhere.edit(body="Three frames", audience="followers")
    bike.edit(title="Cart")
    bike.refresh_from_db()
    assert (bike.title, bike.body, bike.audience) == ("Cart", "Three frames", "followers")
    assert "Three frames" in bike.body_html


def test_a_project_for_followers_names_no_one_else(ada, bob, cleo, bike):
    Follow.objects.make(bob, ada)
    bike.edit(body="With @bob and @cleo", audience="followers")
    assert (said(bob), said(cleo)) == (["ada mentioned you"], [])
    assert f'data-mention="{cleo.pk}"' not in Project.objects.get(pk=bike.pk).body_html


@pytest.mark.both_databases
def test_tags_are_those_of_the_one_vocabulary_each_once(ada, bike):
    oak = Tag.objects.create(name="oak")
    bike.edit(tags=["Oak", "#oak", "Café", "not a tag!"])
    assert set(bike.tags.values_list("name", flat=True)) >= {"oak", "café"}
    assert oak in bike.tags.all()
    bike.edit(title="Cart")  # as they are
    assert bike.tags.count() >= 2
    bike.edit(tags=["café"])
    assert list(bike.tags.values_list("name", flat=True)) == ["café"]
    bike.edit(tags=[f"tag{number}" for number in range(MOST_TAGS + 3)])
    assert bike.tags.count() == MOST_TAGS
    bike.edit(tags=[])
    assert not bike.tags.exists()


def test_links_are_kept_in_their_order(ada, bike):
    def links(*names):
        return [ProjectLink(type="source", label=name, url=f"https://{name}.example/") for name in names]

    bike.edit(links=links("one", "two", "three"))
    bike.edit(title="Cart")
    assert list(bike.links.values_list("label", "position")) == [("one", 0), ("two", 1), ("three", 2)]
    bike.edit(links=links("three", "one"))
    assert [link.label for link in bike.links.all()] == ["three", "one"]
    assert MOST_LINKS >= 3


@pytest.mark.both_databases
def test_a_project_does_not_end_before_it_begins(ada, bike):
    with pytest.raises(IntegrityError), transaction.atomic():
        bike.edit(started_on=date(2026, 3, 2), ended_on=date(2026, 3, 1))


def test_a_removed_project_takes_everything_with_it(ada, bob, cleo, bike, review, join):
    join(bike, bob)
    bike.like(cleo), bike.keep(cleo), review(bike, cleo)
    Comment.objects.say(bike, cleo, "Fine, @bob")
    assert Notification.objects.exists()
    bike.remove()
    for model in (Project, Review, Comment, Like, Save, Mention, Photo, Notification):
        assert not model.objects.exists(), model


# --- One target -----------------------------------------------------------------------------------


@pytest.mark.both_databases
@pytest.mark.parametrize("number", ["none", "two"])
@pytest.mark.parametrize(("model", "more"), [
    (Like, {"user": "bob"}), (Save, {"user": "bob"}), (Comment, {"author": "bob", "body": "Fine"}),
    (Mention, {"user": "bob"}), (Photo, {"width": 4, "height": 3}),
], ids=lambda value: getattr(value, "__name__", ""))  # fmt: skip
def test_what_hangs_on_a_target_has_exactly_one(number, model, more, ada, bob, bike):
    post = ada.posts.create(body="Oak")
    targets = {"post": post, "project": bike} if number == "two" else {}
    more = {name: bob if value == "bob" else value for name, value in more.items()}
    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.create(**targets, **more)
    assert model.objects.create(project=bike, **more).project == bike
