"""Whom a caption or a comment concerns: those whom it names, and whom it answers."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class MentionQuerySet(models.QuerySet):
    def keep(self, named, *, author, post, comment=None, answers=None):
        """Make true whom a text concerns; `named` and `answers` are numbers of people. Nobody calls oneself."""
        why = self.model.Why
        reasons = ({answers: why.REPLY} if answers else {}) | dict.fromkeys(named, why.NAME)
        reasons.pop(author, None)
        there = self.filter(post=post, comment=comment)
        there.exclude(user__in=reasons).delete()
        known = set(there.values_list("user", flat=True))
        self.bulk_create(
            self.model(post=post, comment=comment, user_id=user, why=reason)
            for user, reason in reasons.items()
            if user not in known
        )


class Mention(models.Model):
    """That a caption, or a comment, concerns somebody."""

    class Why(models.TextChoices):
        NAME = "name", _("named")
        REPLY = "reply", _("answered")

    post = models.ForeignKey("posts.Post", models.CASCADE, related_name="mentions", db_index=False)
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
                fields=["comment", "user"],
                condition=models.Q(comment__isnull=False),
                name="a_comment_concerns_each_person_once",
            ),
        ]

    def __str__(self):
        return f"{self.user_id} in {self.post_id}"
