"""The projects of the demo community, with their people, comments and reviews."""

from datetime import datetime, time, timedelta

from django.utils import timezone

from apps.accounts.models import User
from apps.notifications.demo.part import happened
from apps.people.models import Skill
from apps.posts.demo.part import photo, say
from apps.posts.models import Comment
from apps.projects.models import Collaborator, Endorsement, Project, ProjectLink, Review

from .endorsed import ENDORSED
from .made import MADE

EVENING = time(18, 20)
UNTIL_REVIEWED = timedelta(days=4, hours=7)  # from a project to its first review, and between two


def community(password):
    users = {user.username: user for user in User.objects.all()}
    now = timezone.localtime()
    reviews = []
    for made in sorted(MADE, key=lambda made: -made.days_ago):
        at = timezone.make_aware(datetime.combine(now.date() - timedelta(days=made.days_ago), EVENING))
        project = publish(made, users, at)
        say(project, made.comments, users, at + timedelta(hours=2))
        reviews += reviews_of(project, made, users, at, now)
    for at, project, reviewed in sorted(reviews, key=lambda review: review[0]):
        write(reviewed, project, users, at)
    endorse(users, now)
    comments = Comment.objects.exclude(project=None)
    happened("comment", dict(comments.values_list("pk", "said_at")))
    happened("endorsement", dict(Endorsement.objects.values_list("pk", "created_at")))
    happened("review", dict(Review.objects.values_list("pk", "created_at")))
    shown = Project.objects.values_list("pk", "published_at")
    happened("project", {pk: at + timedelta(minutes=40) for pk, at in shown})


def publish(made, users, at):
    """A project as if it had been published at a moment, with its likes and saves."""
    ended = at.date() - timedelta(days=1)
    project = Project.objects.create(
        owner=users[made.owner],
        title=made.title,
        summary=made.summary,
        body=made.story,
        role=made.role,
        started_on=ended - timedelta(days=made.days),
        ended_on=None if made.goes_on else ended,
        help_wanted=made.help_wanted,
        created_at=at,
    )
    project.add_photos([photo(name) for name in made.photos])
    project.set_tags(made.tags.split())
    project.set_links([ProjectLink(type=type, label=label, url=url) for type, label, url in made.links])
    project = project.publish()
    Project.objects.filter(pk=project.pk).update(published_at=at)
    for username in [*made.people.split(), *made.invited.split()]:
        project.invite(users[username])
    for username in made.people.split():
        project.accept_invitation(users[username])
    Collaborator.objects.filter(project=project).update(invited_at=at)
    Collaborator.objects.accepted().filter(project=project).update(accepted_at=at)
    for username in made.likes.split():
        project.like(users[username])
    for username in made.saves.split():
        project.keep(users[username])
    return project


def reviews_of(project, made, users, at, now):
    """`(moment, project, Reviewed)` of each: some days apart, of no one before they came, and of nothing to come."""
    for number, reviewed in enumerate(made.reviews, start=1):
        came = users[reviewed.author].date_joined + timedelta(days=1)
        latest = now - timedelta(hours=3 * (len(made.reviews) - number) + 1)
        yield min(max(at + number * UNTIL_REVIEWED, came), latest), project, reviewed


def write(reviewed, project, users, at):
    review = Review.objects.write(
        project,
        users[reviewed.author],
        is_positive=reviewed.is_positive,
        body=reviewed.words,
        relation=reviewed.relation,
    )
    times = {"created_at": at}
    if reviewed.answer:
        review.write_answer(reviewed.answer)
        times["answered_at"] = min(at + timedelta(hours=5), timezone.now())
    Review.objects.filter(pk=review.pk).update(**times)


def endorse(users, now):
    """With the newest project of that person that has the tag, where there is one; over the last half year."""
    skills = {(skill.profile_id, skill.tag.name): skill for skill in Skill.objects.with_tags()}
    for number, (username, tag, endorser) in enumerate(endorsements()):
        person, endorser = users[username], users[endorser]
        shown_by = Project.objects.of(person).filter(tags__name=tag).newest_first().first()
        endorsement = Endorsement.objects.endorse(skills[person.pk, tag], endorser, shown_by)
        at = now - timedelta(days=number * 53 % 180, hours=number % 9 + 2)
        both_here = max(person.date_joined, endorser.date_joined) + timedelta(hours=number % 9 + 20)
        Endorsement.objects.filter(pk=endorsement.pk).update(created_at=max(at, both_here))


def endorsements():
    """`(username, skill, endorser)` of each."""
    for username, skills in ENDORSED.items():
        for tag, endorsers in skills.items():
            for endorser in endorsers.split():
                yield username, tag, endorser
