from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.live import log
from apps.shared.words import known

from .blocks import Block


def follows(user, person):
    """For a query in which `person` leads to a user: whether the viewer, a member or a stand-in, follows them."""
    is_stand_in, owner = getattr(user, "stand_in_for", ("", None))
    if is_stand_in == "follower":
        return models.Exists(get_user_model().objects.filter(pk=models.OuterRef(person)).filter(pk=owner))
    return models.Exists(Follow.objects.filter(follower=user.pk or 0, followed=models.OuterRef(person)))


class FollowQuerySet(models.QuerySet):
    def make(self, follower, followed):
        """Let somebody follow somebody, who may have asked. The row when that is new, None when it is not.

        Where a block stands between them nothing is made.
        """
        with transaction.atomic():
            log.take_turn()  # or a block might be made in the same moment
            if Block.objects.stands_between(follower, [followed.pk]):
                return None
            follow, new = self.get_or_create(follower=follower, followed=followed)
            follower.asks.filter(asked=followed).delete()
        return follow if new else None

    def end(self, follower, followed):
        """True when there was one."""
        deleted, _rows = self.filter(follower=follower, followed=followed).delete()
        return bool(deleted)


class Follow(models.Model):
    """Somebody wants to hear of what somebody else does."""

    follower = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="following",
        verbose_name=_("who follows"),
        db_index=False,
    )
    followed = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="followers", verbose_name=_("who is followed")
    )
    since = models.DateTimeField(_("since"), default=timezone.now)

    objects = FollowQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("follow"), _("follows")
        constraints = [
            models.UniqueConstraint(fields=["follower", "followed"], name="one_follow_of_each_person_by_each_person"),
            models.CheckConstraint(condition=~models.Q(follower=models.F("followed")), name="nobody_follows_oneself"),
        ]

    def __str__(self):
        return f"{known(self, 'follower')} follows {known(self, 'followed')}"
