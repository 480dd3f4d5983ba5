"""What somebody leaves on a post or a comment without a word."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.people.models.profiles import parted_from
from apps.shared.words import known


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
    post = models.ForeignKey("posts.Post", models.CASCADE, related_name="likes", db_index=False)

    class Meta:
        verbose_name, verbose_name_plural = _("like"), _("likes")
        indexes = [models.Index(fields=["post", "-id"], name="like_by_post")]
        constraints = [models.UniqueConstraint(fields=["post", "user"], name="one_like_of_each_person")]


class Save(Mark):
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="saves", verbose_name=_("person"), db_index=False
    )
    post = models.ForeignKey("posts.Post", models.CASCADE, related_name="saves")

    class Meta:
        verbose_name, verbose_name_plural = _("saved post"), _("saved posts")
        indexes = [models.Index(fields=["user", "-id"], name="save_by_person")]
        constraints = [models.UniqueConstraint(fields=["post", "user"], name="saved_once_by_each_person")]


class CommentLike(Mark):
    comment = models.ForeignKey("posts.Comment", models.CASCADE, related_name="likes", db_index=False)

    class Meta:
        verbose_name, verbose_name_plural = _("like of a comment"), _("likes of comments")
        constraints = [models.UniqueConstraint(fields=["comment", "user"], name="one_comment_like_of_each_person")]
