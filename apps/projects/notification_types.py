"""What people are notified of around projects and reviews."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import SiteSettings
from apps.notifications import kinds, places
from apps.shared.addresses import address
from apps.shared.direction import isolate_text

from .models import Endorsement, Project, Review
from .models.help_requests import HELP_WANTED


def register():
    kinds.register_target("project", projects_seen_by)
    kinds.register_target("review", reviews_seen_by)
    places.register("project", projects_seen_by, words=lambda project: isolate_text(project.title))
    about = {"group": kinds.Group.PROJECTS, "place": place, "photo": cover}
    topic = kinds.Topic
    quoting = {**about, "quote": quote}
    kinds.register("project-like", topic.LIKES, sentence=_("liked your project"), **quoting)
    kinds.register("project-comment", topic.COMMENTS, sentence=_("commented on your project"), **quoting)
    alone = {**quoting, "together": False}
    kinds.register(
        "project-invitation", topic.PROJECTS, sentence=_("invited you to collaborate on a project"), **alone
    )
    kinds.register("project-acceptance", topic.PROJECTS, sentence=_("accepted your invitation to a project"), **alone)
    kinds.register("project-transfer", topic.PROJECTS, sentence=_("made you the owner of a project"), **alone)
    kinds.register(
        HELP_WANTED, topic.HELP, sentence=_("is looking for help with a project"), **{**alone, "quote": help_wanted}
    )
    kinds.register("review", topic.REVIEWS, sentence=_("reviewed your project"), **quoting)
    kinds.register_target("endorsement", endorsements_seen_by)
    kinds.register(
        "endorsement",
        topic.REVIEWS,
        group=kinds.Group.PEOPLE,
        sentence=_("endorsed your skill"),
        place=lambda endorsement: f"skill-{endorsement.skill_id}",
        quote=lambda endorsement: str(endorsement.skill.tag),
        address=endorsements_address,
    )
    kinds.register("review-answer", topic.REVIEWS, sentence=_("replied to your review"), **alone)


def endorsements_seen_by(user, numbers):
    received = Endorsement.objects.visible_to(user).filter(skill__profile=user.pk)
    return received.select_related("skill__tag", "skill__profile__user").in_bulk(numbers)


def place(row):
    return f"project-{row.pk if isinstance(row, Project) else row.project_id}"


def endorsements_address(endorsement):
    skill = endorsement.skill
    return address("projects:endorsements", skill.profile.user.username, skill.tag.name)


def project_of(row):
    """Of a project, a review or a comment."""
    return row if isinstance(row, Project) else row.project


def cover(row):
    return project_of(row).cover


def quote(row):
    return row.title if isinstance(row, Project) else row.line


def help_wanted(project):
    words = {"title": isolate_text(project.title), "help": isolate_text(project.help_wanted)}
    return gettext("%(title)s: %(help)s") % words if project.help_wanted else quote(project)


def projects_seen_by(user, numbers):
    projects = Project.objects.visible_to(user, SiteSettings.current())
    return projects.prefetch_related("photos").in_bulk(numbers)


def reviews_seen_by(user, numbers):
    reviews = Review.objects.visible_to(user).in_bulk(numbers)
    projects = projects_seen_by(user, {review.project_id for review in reviews.values()})
    seen = {number: review for number, review in reviews.items() if review.project_id in projects}
    for review in seen.values():
        review.project = projects[review.project_id]
    return seen
