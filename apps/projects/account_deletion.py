"""Before an account is deleted: its projects go to a collaborator if there is one; its reviews are withdrawn."""

from django.db.models import Exists, OuterRef
from django.utils.translation import ngettext

from apps.live import channels, log
from apps.notifications.models import Mute, Notification

from .models import Collaborator, Project, Review


def heirs(users):
    """The accepted collaborators of some users' projects who can become their owners, the earliest first."""
    stay = Collaborator.objects.accepted().filter(user__is_active=True).exclude(user__in=users)
    return stay.filter(project__owner__in=users).order_by("accepted_at", "pk").select_related("user", "project__owner")


def prepare(users, new_owner):
    log.take_turn()
    given = {}
    for collaborator in heirs(users):
        if collaborator.project_id not in given:
            given[collaborator.project_id] = collaborator
    for collaborator in given.values():
        collaborator.project.hand_over(collaborator.user)
    for review in Review.objects.filter(author__in=users).select_related("project"):
        review.withdraw()
    for project in Project.objects.filter(owner__in=users):
        Notification.objects.at(channels.name(project)).forget()
        Mute.objects.filter(place=channels.name(project)).delete()


def describe(users, new_owner, found):
    projects = Project.objects.filter(owner__in=users)
    stay = Collaborator.objects.accepted().filter(project=OuterRef("pk"), user__is_active=True).exclude(user__in=users)
    given = projects.filter(Exists(stay)).count()
    if given:
        words = ngettext(
            "%(number)s project, to its first collaborator",
            "%(number)s projects, each to its first collaborator",
            given,
        )
        found.transferred.append(words % {"number": given})
    if gone := projects.count() - given:
        words = ngettext("%(number)s project with its reviews", "%(number)s projects with their reviews", gone)
        found.deleted.append(words % {"number": gone})
    if reviews := Review.objects.filter(author__in=users).exclude(project__owner__in=users).count():
        words = ngettext("%(number)s review", "%(number)s reviews", reviews)
        found.deleted.append(words % {"number": reviews})
