"""What somebody leaves on a post, a project or a comment without a word."""

from functools import reduce
from operator import or_

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.people.models.profiles import parted_from
from apps.shared.words import known


def one_target(name, *others):
    """The constraint that a row points to a post or to a project, or to one of the others, and to nothing else."""
    fields = ["post", "project", *others]
    exactly = [models.Q(**{f"{field}__isnull": field != target for field in fields}) for target in fields]
    return models.CheckConstraint(condition=reduce(or_, exactly), name=name)


class MarkQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Not those of whom a block parts the viewer from."""
        return self.exclude(parted_from(user, "user")) if user.is_authenticated else self


class Mark(models.Model):
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("person"))
    since = models.DateTimeField(_("since"), default=timezone.now)

    objects = MarkQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self):
        return f"{known(self, 'user')}, #{self.pk}"


class Like(Mark):
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("person"), db_index=False
    )
    post = models.ForeignKey("posts.Post", models.CASCADE, related_name="likes", null=True, blank=True, db_index=False)
    project = models.ForeignKey(
        "projects.Project", models.CASCADE, related_name="likes", null=True, blank=True, db_index=False
    )

    class Meta:
        verbose_name, verbose_name_plural = _("like"), _("likes")
        indexes = [
            models.Index(fields=["user", "-id"], name="like_by_person"),
            models.Index(fields=["post", "-id"], name="like_by_post"),
            models.Index(fields=["project", "-id"], name="like_by_project"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["post", "user"], name="one_like_of_each_person"),
            models.UniqueConstraint(fields=["project", "user"], name="one_like_of_each_project"),
            one_target("like_has_one_target"),
        ]

    @property
    def target(self):
        return self.project if self.project_id else self.post


class Save(Mark):
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="saves", verbose_name=_("person"), db_index=False
    )
    post = models.ForeignKey("posts.Post", models.CASCADE, related_name="saves", null=True, blank=True)
    project = models.ForeignKey("projects.Project", models.CASCADE, related_name="saves", null=True, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("saved item"), _("saved items")
        indexes = [models.Index(fields=["user", "-id"], name="save_by_person")]
        constraints = [
            models.UniqueConstraint(fields=["post", "user"], name="saved_once_by_each_person"),
            models.UniqueConstraint(fields=["project", "user"], name="project_saved_once_by_each_person"),
            one_target("save_has_one_target"),
        ]

    @property
    def target(self):
        return self.project if self.project_id else self.post


class CommentLike(Mark):
    comment = models.ForeignKey("posts.Comment", models.CASCADE, related_name="likes", db_index=False)

    class Meta:
        verbose_name, verbose_name_plural = _("like of a comment"), _("likes of comments")
        constraints = [models.UniqueConstraint(fields=["comment", "user"], name="one_comment_like_of_each_person")]
