"""Tags are renamed and merged: nothing is lost, nothing is twice, and old names lead to the new one."""

import pytest
from django.contrib.admin.models import LogEntry
from django.core.exceptions import ValidationError
from django.urls import reverse

from apps.people.models import Profile, Skill
from apps.posts.models import Post, Tagging
from apps.projects.models import Endorsement, Project, ProjectTag
from apps.rooms.models import Room
from apps.tags.merging import CannotMerge, merge, pointing_to
from apps.tags.models import FormerTag, Tag, TagFollow

pytestmark = pytest.mark.both_databases
LEVEL = Skill.Level


@pytest.fixture
def weld(db):
    return Tag.objects.create(name="weld")


@pytest.fixture
def welding(db):
    return Tag.objects.create(name="welding")


def skill(user, tag, level=LEVEL.ABLE, **values):
    return Skill.objects.create(profile=user.profile, tag=tag, level=level, **values)


def rename(tag, name):
    tag.name = name
    tag.full_clean()
    tag.save()


def test_everything_of_a_tag_moves_to_the_other(weld, welding, ada, bob, studio):
    skill(ada, weld, LEVEL.TEACHES, description="MIG only")
    post, project = Post.objects.create(author=ada), Project.objects.create(owner=ada, title="Cart")
    Tagging.objects.create(post=post, tag=weld), ProjectTag.objects.create(project=project, tag=weld)
    TagFollow.objects.create(user=bob, tag=weld)
    studio.topics.add(weld)
    merge(weld, welding)
    assert not Tag.objects.filter(name="weld").exists()
    moved = Skill.objects.get(profile=ada.profile)
    assert (moved.tag, moved.level, moved.description) == (welding, LEVEL.TEACHES, "MIG only")
    assert [*post.tags.all(), *project.tags.all(), *studio.topics.all()] == [welding] * 3
    assert TagFollow.objects.get(user=bob).tag == welding
    assert Tag.objects.called("weld").get() == welding


def test_what_has_both_tags_has_one_of_them_afterwards(weld, welding, ada, bob, studio):
    post, project = Post.objects.create(author=ada), Project.objects.create(owner=ada, title="Cart")
    other = Post.objects.create(author=ada)
    Tagging.objects.create(post=other, tag=weld)
    for tag in (weld, welding):
        Tagging.objects.create(post=post, tag=tag)
        ProjectTag.objects.create(project=project, tag=tag)
        TagFollow.objects.create(user=bob, tag=tag)
        studio.topics.add(tag)
    merge(weld, welding)
    assert [list(thing.all()) for thing in (post.tags, other.tags, project.tags, studio.topics)] == [[welding]] * 4
    assert TagFollow.objects.filter(user=bob).count() == 1


def test_two_skills_of_one_person_become_one_with_the_endorsements_of_both(weld, welding, ada, bob, cleo, mod, owner):
    one = skill(ada, weld, LEVEL.TEACHES, description="MIG only", position=0)
    two = skill(ada, welding, LEVEL.LEARNING, position=5)
    for someone in (bob, cleo):
        Endorsement.objects.endorse(one, someone)
    for someone in (cleo, mod, owner):
        Endorsement.objects.endorse(two, someone)
    two.endorsements.get(endorser=mod).set_hidden(True)
    merge(weld, welding)
    kept = Skill.objects.get(profile=ada.profile)
    assert (kept.pk, kept.level, kept.description, kept.position) == (two.pk, LEVEL.TEACHES, "MIG only", 0)
    assert sorted(kept.endorsements.values_list("endorser__username", flat=True)) == [
        "bob",
        "cleo",
        "mod.bell",
        "olga",
    ]
    assert kept.endorsement_count == 3


def test_an_endorsement_that_was_hidden_stays_hidden(weld, welding, ada, bob):
    for tag, hidden in ((weld, True), (welding, False)):
        Endorsement.objects.endorse(skill(ada, tag), bob).set_hidden(hidden)
    merge(weld, welding)
    kept = Skill.objects.get(profile=ada.profile)
    assert kept.endorsements.get().is_hidden
    assert kept.endorsement_count == 0


def test_former_names_of_a_merged_tag_follow_it(weld, welding):
    steel = Tag.objects.create(name="steel", description="Iron and carbon")
    merge(weld, welding)
    merge(welding, steel)
    assert {former.name: former.tag for former in FormerTag.objects.all()} == {"weld": steel, "welding": steel}
    assert list(Tag.objects.named(["weld", "steel"])) == [steel]
    assert Tag.objects.get().description == "Iron and carbon"


def test_a_tag_is_not_merged_into_itself_or_into_nothing(weld, welding):
    with pytest.raises(CannotMerge):
        merge(weld, weld)
    Tag.objects.filter(pk=welding.pk).delete()
    with pytest.raises(CannotMerge):
        merge(weld, welding)
    assert Tag.objects.get() == weld


def test_every_model_that_points_to_a_tag_is_moved():
    labels = {relation.related_model._meta.label for relation in pointing_to(Tag)}
    assert labels >= {"people.Skill", "posts.Tagging", "projects.ProjectTag", "rooms.Room_topics", "tags.TagFollow"}


def test_what_shows_the_tag_is_rendered_again(weld, welding, ada, studio):
    skill(ada, weld), studio.topics.add(weld)
    stamp, changed = Profile.objects.get(user=ada).stamp, Room.objects.get(pk=studio.pk).changed_at
    merge(weld, welding)
    assert Profile.objects.get(user=ada).stamp != stamp
    assert Room.objects.get(pk=studio.pk).changed_at > changed


# --- Rename ---------------------------------------------------------------------------------------


def test_a_renamed_tag_is_found_by_its_former_name(weld, ada):
    rename(weld, "Welding")
    assert Tag.objects.get().name == "welding"
    assert list(Tag.objects.named(["weld", "welding"])) == [weld]
    ada.profile.set_skills(["weld", "oak", "welding"])
    assert [one.tag.name for one in ada.profile.skill_rows.with_tags()] == ["welding", "oak"]
    rename(weld, "weld")
    assert [former.name for former in FormerTag.objects.all()] == ["welding"]
    assert Tag.objects.filter(name__startswith="weld").count() == 1


def test_a_name_belongs_to_one_tag(weld, welding):
    with pytest.raises(ValidationError):
        rename(weld, "welding")
    weld.refresh_from_db()
    rename(weld, "mig")
    for one in (Tag(name="weld"), FormerTag(name="Welding", tag=weld)):
        with pytest.raises(ValidationError):
            one.full_clean()


# --- The admin ------------------------------------------------------------------------------------


def asked(tags, **more):
    return {"action": "merge_into", "_selected_action": [tag.pk for tag in tags], **more}


def test_an_admin_merges_tags_by_an_action(client_of, owner, weld, welding, ada):
    skill(ada, weld)
    desk, address = client_of(owner), reverse("admin:tags_tag_changelist")
    mig = Tag.objects.create(name="mig")
    page = desk.post(address, asked([weld, mig]))
    assert "#weld" in page.text
    assert "#mig" in page.text
    unknown = desk.post(address, asked([weld, mig], target="nothing"))
    assert (unknown.status_code, "There is no such tag." in unknown.text) == (422, True)
    assert Tag.objects.count() == 3
    done = desk.post(address, asked([weld, mig, welding], target="#Welding"))
    assert done.url == reverse("admin:tags_tag_change", args=[welding.pk])
    assert list(Tag.objects.all()) == [welding]
    assert Skill.objects.get().tag == welding
    assert LogEntry.objects.filter(object_id=str(welding.pk)).count() == 2


@pytest.mark.parametrize("gone", ["weld", "welding"])
def test_a_tag_that_is_deleted_in_the_same_moment_is_not_merged(gone, client_of, owner, weld, welding, monkeypatch):
    mig = Tag.objects.create(name="mig")

    def merge_late(source, target):
        if source == weld:
            Tag.objects.filter(name=gone).delete()
        merge(source, target)

    monkeypatch.setattr("apps.tags.admin.merge", merge_late)
    address = reverse("admin:tags_tag_changelist")
    refused = client_of(owner).post(address, asked([mig, weld], target="welding"))
    assert refused.status_code == 422
    assert "one of these tags was deleted" in refused.text
    assert Tag.objects.filter(name="mig").exists()
    assert not LogEntry.objects.exists()


def test_a_moderator_without_the_permissions_cannot_merge(client_of, mod, weld, welding):
    client_of(mod).post(reverse("admin:tags_tag_changelist"), asked([weld], target="welding"))
    assert Tag.objects.count() == 2
