"""Whom a caption or a comment concerns: those whom it names, and whom it answers."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.notifications.door import notify_some
from apps.notifications.models import Notification
from apps.shared.words import known

from .marks import one_target


class MentionQuerySet(models.QuerySet):
    def keep(self, named, *, author, target, comment=None, answers=None):
        """Make true whom a text concerns, and tell them; `named` and `answers` are numbers of people, of which those
        are given back whom it concerns. Nobody calls oneself.
        """
        why = self.model.Why
        reasons = ({answers: why.REPLY} if answers else {}) | dict.fromkeys(named, why.NAME)
        reasons.pop(author, None)
        this = {target.noun: target, "comment": comment}
        there = self.filter(**this)
        ended, _rows = there.exclude(user__in=reasons).delete()
        if ended:
            Notification.objects.of(comment or target).filter(kind="mention").exclude(recipient__in=reasons).forget()
        known = set(there.values_list("user", flat=True))
        new = {user: reason for user, reason in reasons.items() if user not in known}
        self.bulk_create(self.model(**this, user_id=user, why=reason) for user, reason in new.items())
        author = target.author if comment is None else comment.author
        for kind, reason in (("mention", why.NAME), ("reply", why.REPLY)):
            notify_some([user for user in new if new[user] == reason], author, kind, comment or target)
        return reasons


class Mention(models.Model):
    """That a caption, a project's story or a comment concerns somebody."""

    class Why(models.TextChoices):
        NAME = "name", _("named")
        REPLY = "reply", _("answered")

    post = models.ForeignKey(
        "posts.Post", models.CASCADE, related_name="mentions", null=True, blank=True, db_index=False
    )
    project = models.ForeignKey(
        "projects.Project", models.CASCADE, related_name="mentions", null=True, blank=True, db_index=False
    )
    comment = models.ForeignKey("posts.Comment", models.CASCADE, related_name="mentions", null=True, blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="post_mentions",
        verbose_name=_("person"),
        db_index=False,
    )
    why = models.CharField(_("why"), max_length=5, choices=Why.choices, default=Why.NAME)

    objects = MentionQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("mention"), _("mentions")
        indexes = [models.Index(fields=["user", "-id"], name="post_mention_by_person")]
        constraints = [
            models.UniqueConstraint(
                fields=["post", "user"], condition=models.Q(comment=None), name="a_caption_concerns_each_person_once"
            ),
            models.UniqueConstraint(
                fields=["project", "user"], condition=models.Q(comment=None), name="story_mentions_each_person_once"
            ),
            one_target("mention_has_one_target"),
            models.UniqueConstraint(
                fields=["comment", "user"],
                condition=models.Q(comment__isnull=False),
                name="a_comment_concerns_each_person_once",
            ),
        ]

    def __str__(self):
        return f"{known(self, 'user')} in {known(self, 'project' if self.project_id else 'post')}"
