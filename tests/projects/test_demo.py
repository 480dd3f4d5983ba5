"""The projects of the demo community."""

import pytest
from django.utils import timezone

from apps.accounts.models import User
from apps.people.demo.cast import CAST
from apps.people.demo.photos.alt import ALT
from apps.people.demo.skills import LEVELS
from apps.posts.models import Comment
from apps.projects.demo import bulk, part
from apps.projects.demo.made import MADE
from apps.projects.forms import ProjectForm
from apps.projects.models import Endorsement, Project, Review

pytestmark = pytest.mark.django_db
NAMES = {person.username for person in CAST}


def test_everything_is_of_people_and_pictures_that_exist_and_fits_the_form(ada):
    draft = Project.objects.create(owner=ada)
    for made in MADE:
        people = [made.owner, *made.people.split(), *made.invited.split()]
        reviewers = [review.author for review in made.reviews]
        assert {*people, *reviewers, *made.likes.split(), *made.saves.split()} <= NAMES, made.title
        assert len({*people, *reviewers}) == len(people) + len(reviewers), made.title
        assert set(made.photos) <= set(ALT)
        texts = {"title": made.title, "summary": made.summary, "role": made.role, "help_wanted": made.help_wanted}
        form = ProjectForm({**texts, "body": made.story, "tags": made.tags, "audience": "everyone"}, draft)
        assert not set(form.errors) & {*texts, "body", "tags"}, form.errors
    skills = {person.username: set(person.skills) for person in CAST}
    assert all(set(LEVELS[username]) <= skills[username] for username in NAMES)
    for username, tag, endorser in part.endorsements():
        assert tag in skills[username], (username, tag)
        assert endorser in NAMES - {username}, (username, endorser)


def test_a_project_has_its_people_comments_and_reviews_at_the_times_of_its_story(monkeypatch):
    made = next(made for made in MADE if made.title == "Cargo bike from two old frames")
    monkeypatch.setattr(part, "MADE", [made])
    monkeypatch.setattr(part, "ENDORSED", {"finn": {"welding": "jonas oskar"}})
    for username in NAMES - {"ada", "bob", "cleo"}:
        User.objects.create(username=username)
    User.objects.get(username="finn").profile.set_skills(["welding"])
    part.community("")
    project = Project.objects.get()
    assert (timezone.localdate() - timezone.localdate(project.published_at)).days == made.days_ago
    assert project.has_collaborator(User.objects.get(username="jonas"))
    positive = sum(review.is_positive for review in made.reviews)
    assert (project.review_count, project.positive_count) == (len(made.reviews), positive)
    times = list(Review.objects.order_by("pk").values_list("created_at", flat=True))
    endorsed = Endorsement.objects.values_list("endorser__username", "skill__endorsement_count", "project")
    assert set(endorsed) == {("jonas", 2, project.pk), ("oskar", 2, project.pk)}
    assert times == sorted(times)
    assert times[-1] < timezone.now()
    assert Comment.objects.filter(project=project).count() == project.comment_count == 3


def test_projects_by_bulk_are_like_others():
    done = []
    bulk.projects(12, done.append)
    projects = Project.objects.newest_first().with_cards()
    assert done == [12]
    assert len(projects) == 12
    assert all(
        project.search_text and project.sort_title and project.cover and project.tags.all() for project in projects
    )
    assert sum(bool(project.help_wanted) for project in projects) == 1
    assert projects[0].published_at > projects[11].published_at
