import re

import pytest
from django.utils import timezone

from apps.notifications.rows import rows_of
from apps.posts.models import Photo
from apps.projects.models import Project, Review
from apps.shared.images import Picture
from tests.posts.conftest import drawn, show

__all__ = ["drawn", "show"]

FILES = {"large": "photos/oak.webp", "medium": "photos/oak.webp", "small": "photos/oak.webp", "width": 4, "height": 3}


@pytest.fixture
def make_project(db):
    """`make_project(ada, "Cart", draft=True)`: a project with a picture; published unless it is a draft."""

    def make(owner, title="Cargo bike", body="Two old frames", draft=False, **details):
        project = Project.objects.create(owner=owner, title=title, body=body, **details)
        project.photos.create(**FILES, description="A bike")
        return project if draft else project.publish()

    return make


@pytest.fixture
def make(drawn):
    """`make(ada, "Cart", pictures=2, tags=["oak"])`: as `make_project`, with real pictures and with tags."""

    def make(owner, title="Cart", body="Two old frames", *, pictures=1, tags=(), draft=False, **values):
        project = Project.objects.create(owner=owner, title=title, body=body, **values)
        if pictures:
            project.add_photos([Photo.of(Picture(**vars(drawn)), f"Picture {n}") for n in range(1, pictures + 1)])
        project.set_tags(list(tags))
        return project if draft else project.publish()

    return make


@pytest.fixture
def published_in():
    """`published_in(project, 2024)`: as if it had been published in that year."""

    def move(project, year):
        Project.objects.filter(pk=project.pk).update(published_at=timezone.now().replace(year=year, month=6, day=15))

    return move


@pytest.fixture
def bike(ada, make_project):
    """A published project of ada's."""
    return make_project(ada)


@pytest.fixture
def review():
    """`review(bike, cleo, False)`: a review of a project."""

    def write(project, author, is_positive=True, body="It carries a fridge", relation=Review.Relation.USED):
        return Review.objects.write(project, author, is_positive=is_positive, body=body, relation=relation)

    return write


@pytest.fixture
def join():
    """`join(bike, bob)`: he is invited and accepts."""

    def invite_and_accept(project, user):
        project.invite(user)
        project.accept_invitation(user)

    return invite_and_accept


def said(user):
    """The rows of the list of notifications in words, the newest first."""
    rows, _more = rows_of(user)
    return [re.sub("<[^>]+>", "", f"{row.who} {row.sentence}") for row in rows]


def counts(project):
    """`(reviews, positive ones)` as the project says."""
    return Project.objects.values_list("review_count", "positive_count").get(pk=project.pk)
