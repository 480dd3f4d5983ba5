"""Before an account is deleted: its projects go to a collaborator if there is one; its reviews and answers to reviews
are deleted, or stay by a former member.
"""

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import ngettext

from apps.live import channels, log
from apps.notifications.models import Mute, Notification
from apps.posts import counters
from apps.posts.account_deletion import keep_words
from apps.posts.models import Comment

from .models import Collaborator, Endorsement, Project, Review


def heirs(users):
    """The accepted collaborators of some users' projects who can become their owners, the earliest first."""
    stay = Collaborator.objects.accepted().filter(user__is_active=True).exclude(user__in=users)
    return stay.filter(project__owner__in=users).order_by("accepted_at", "pk").select_related("user", "project__owner")


def prepare(users, new_owner, former):
    log.take_turn()
    given = {}
    for collaborator in heirs(users):
        if collaborator.project_id not in given:
            given[collaborator.project_id] = collaborator
    for collaborator in given.values():
        collaborator.project.hand_over(collaborator.user)
    reviews = Review.objects.exclude(project__owner__in=users)
    comments = Comment.objects.exclude(project=None).exclude(project__owner__in=users)
    for user in former.users:
        keep_words(reviews, user, former, Project)
        keep_words(comments, user, former, Project)
    for review in Review.objects.filter(author__in=users).select_related("project"):
        review.withdraw()
    for user in former.users:
        keep_words(reviews, user, former, Project, "answered_by")
    for review in Review.objects.filter(answered_by__in=users).select_related("project"):
        review.remove_answer()
    Endorsement.objects.filter(endorser__in=users).withdraw()
    gone = Project.objects.filter(owner__in=users)
    counters.hold(Project, gone.values("pk"))
    for project in gone:
        Notification.objects.at(channels.name(project)).forget()
        Mute.objects.filter(place=channels.name(project)).delete()


def describe(users, new_owner, found):
    projects = Project.objects.filter(owner__in=users)
    stay = Collaborator.objects.accepted().filter(project=OuterRef("pk"), user__is_active=True).exclude(user__in=users)
    if given := projects.filter(Exists(stay)).count():
        words = ngettext(
            "%(number)s project, to its first collaborator",
            "%(number)s projects, each to its first collaborator",
            given,
        )
        found.transferred.append(words % {"number": given})
    gone = projects.exclude(Exists(stay))
    if number := gone.count():
        words = ngettext(
            "%(number)s project with its reviews and comments",
            "%(number)s projects with their reviews and comments",
            number,
        )
        found.deleted.append(words % {"number": number})
    if number := Review.objects.filter(author__in=users).exclude(project__in=gone).count():
        if found.keeps_words:
            words = ngettext("%(number)s review, by “Former member”", "%(number)s reviews, by “Former member”", number)
            found.kept.append(words % {"number": number})
        else:
            words = ngettext("%(number)s review", "%(number)s reviews", number)
            found.deleted.append(words % {"number": number})
    answered = Review.objects.filter(answered_by__in=users).exclude(project__in=gone)
    if found.keeps_words:
        if number := answered.count():
            words = ngettext(
                "%(number)s reply to a review, by “Former member”",
                "%(number)s replies to reviews, by “Former member”",
                number,
            )
            found.kept.append(words % {"number": number})
    elif number := answered.exclude(author__in=users).count():
        words = ngettext("%(number)s reply to a review", "%(number)s replies to reviews", number)
        found.deleted.append(words % {"number": number})
    given = Endorsement.objects.filter(endorser__in=users).exclude(skill__profile__user__in=users)
    if number := given.count():
        words = ngettext("%(number)s endorsement", "%(number)s endorsements", number)
        found.deleted.append(words % {"number": number})
    comments = Comment.objects.exclude(project=None).exclude(project__in=gone)
    if found.keeps_words:
        if number := comments.filter(author__in=users).count():
            words = ngettext(
                "%(number)s comment under another project, by “Former member”",
                "%(number)s comments under other projects, by “Former member”",
                number,
            )
            found.kept.append(words % {"number": number})
    elif number := comments.filter(Q(author__in=users) | Q(parent__author__in=users)).count():
        words = ngettext(
            "%(number)s comment under another project, counting replies to it",
            "%(number)s comments under other projects, counting replies to them",
            number,
        )
        found.deleted.append(words % {"number": number})
