"""What Discover keeps of a person: once each, the newest only, and gone with what it points to."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from apps.posts.models import Post
from apps.projects.models import Project
from apps.search import models
from apps.search.models import DiscoverSettings, NotInterested, Seen
from apps.tags.merging import merge
from apps.tags.models import Tag

pytestmark = pytest.mark.both_databases


@pytest.fixture
def posts(ada):
    return [Post.objects.create(author=ada, body=f"Post {number}") for number in range(4)]


@pytest.fixture
def project(ada):
    return Project.objects.create(owner=ada, title="Cart")


def seen_by(user):
    return [row.post or row.project for row in Seen.objects.filter(user=user).order_by("pk")]


def test_what_is_seen_twice_is_one_row_where_it_was(bob, cleo, posts, project):
    Seen.objects.mark(bob, [posts[0], project])
    Seen.objects.mark(bob, [posts[1], posts[0], project])
    assert seen_by(bob) == [posts[0], project, posts[1]]
    Seen.objects.mark(cleo, [posts[0]])
    assert seen_by(cleo) == [posts[0]]
    assert len(seen_by(bob)) == 3


def test_only_the_newest_are_kept_of_each_person(bob, cleo, posts, project, monkeypatch):
    monkeypatch.setattr(models, "MOST_SEEN", 3)
    Seen.objects.mark(cleo, posts[:3])
    Seen.objects.mark(bob, posts[:2])
    Seen.objects.mark(bob, [posts[2]])
    assert seen_by(bob) == posts[:3]
    Seen.objects.mark(bob, [project, posts[3]])
    assert seen_by(bob) == [posts[2], posts[3], project]  # what is told at once is in the order of kinds
    assert seen_by(cleo) == posts[:3]


def test_someone_is_not_interested_in_one_thing_once(bob, cleo, posts, project, ada):
    things = [{"post": posts[0]}, {"project": project}, {"tag": Tag.objects.create(name="oak")}, {"person": ada}]
    for thing in things:
        assert NotInterested.objects.mark(bob, **thing)
        assert not NotInterested.objects.mark(bob, **thing)
        assert NotInterested.objects.mark(cleo, **thing)
    assert NotInterested.objects.filter(user=bob).count() == len(things)
    for thing in things:
        assert NotInterested.objects.unmark(bob, **thing)
        assert not NotInterested.objects.unmark(bob, **thing)
    assert NotInterested.objects.filter(user=cleo).count() == len(things)


@pytest.mark.parametrize("number", [0, 2])
def test_a_row_points_to_one_thing(bob, posts, project, number):
    things = {"post": posts[0], "project": project} if number else {}
    for model in (Seen, NotInterested):
        with pytest.raises(IntegrityError), transaction.atomic():
            model.objects.create(user=bob, **things)


def test_rows_go_with_what_they_point_to_and_with_their_person(ada, bob, cleo, posts, project):
    oak = Tag.objects.create(name="oak")
    Seen.objects.mark(bob, [*posts, project])
    Seen.objects.mark(cleo, posts)
    for thing in ({"post": posts[0]}, {"tag": oak}, {"person": ada}):
        NotInterested.objects.mark(bob, **thing)
        NotInterested.objects.mark(cleo, **thing)
    posts[0].remove()
    oak.delete()
    assert seen_by(bob) == [*posts[1:], project]
    assert NotInterested.objects.filter(user=bob).get().person == ada
    cleo.delete()
    assert {row.user for model in (Seen, NotInterested) for row in model.objects.all()} == {bob}
    ada.delete()
    assert not Seen.objects.exists()
    assert not NotInterested.objects.exists()


def test_merged_tags_are_of_no_interest_once(bob, cleo):
    weld, welding = Tag.objects.create(name="weld"), Tag.objects.create(name="welding")
    for tag in (weld, welding):
        NotInterested.objects.mark(bob, tag=tag)
    NotInterested.objects.mark(cleo, tag=weld)
    merge(weld, welding)
    assert sorted(NotInterested.objects.values_list("user__username", "tag")) == [
        ("bob", welding.pk),
        ("cleo", welding.pk),
    ]


def test_settings_are_one_row_that_holds_at_once():
    assert DiscoverSettings.current().half_life == 7
    DiscoverSettings(half_life=3).save()
    DiscoverSettings(half_life=14, floor=0.5).save()
    assert (DiscoverSettings.objects.count(), DiscoverSettings.current().half_life) == (1, 14)


@pytest.mark.parametrize("values", [{"floor": 0}, {"tags": -1}, {"half_life": 0}, {"half_life": 4_000}])
def test_settings_that_make_no_sense_are_refused(db, values):
    with pytest.raises(ValidationError):
        DiscoverSettings(**values).full_clean()
