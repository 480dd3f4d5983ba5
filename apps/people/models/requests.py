from django.conf import settings
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.live import log
from apps.notifications.door import notify, notify_some, take_back
from apps.notifications.models import Notification
from apps.shared.words import known

from .. import broadcasts
from .blocks import Block
from .follows import Follow


class FollowRequestQuerySet(models.QuerySet):
    def make(self, asker, asked):
        """Let somebody ask to follow somebody. True when that is new.

        Whoever is blocked by the one they ask is not told, and so asks as everybody does; nobody hears it.
        """
        with transaction.atomic():
            log.take_turn()  # or they might be let in, or blocked, in the same moment
            if asker.blocks.filter(blocked=asked).exists() or asker.following.filter(followed=asked).exists():
                return False
            request, new = self.get_or_create(asker=asker, asked=asked)
            if new:
                broadcasts.requests_changed(asked)
                notify(asked, asker, "ask", request)
        return new

    def end(self, asker, asked):
        """Taken back by the one who asked, or declined by the other. True when there was one."""
        deleted, _rows = self.filter(asker=asker, asked=asked).delete()
        if deleted:
            broadcasts.requests_changed(asked)
            take_back(asked, asker, "ask")
        return bool(deleted)

    def accept(self, asker, asked):
        """Let somebody follow who asked. True when they do, since now or before; unasked nothing is made."""
        with transaction.atomic():
            log.take_turn()
            if self.to_be_answered_by(asked).filter(asker=asker).exists():
                follow = Follow.objects.make(asker, asked)
                broadcasts.requests_changed(asked)
                take_back(asked, asker, "ask")
                if follow:
                    let_in([asker.pk], asked)
            return asked.followers.filter(follower=asker).exists()

    def accept_all(self, asked):
        """Let everybody who asked follow, in a few queries: somebody is private no longer."""
        with transaction.atomic():
            log.take_turn()  # or one might ask a private person in the moment in which she is private no longer
            askers = list(self.heard().filter(asked=asked).values_list("asker", flat=True))
            if askers:
                follows = [Follow(follower_id=asker, followed=asked) for asker in askers]
                Follow.objects.bulk_create(follows, ignore_conflicts=True, batch_size=1_000)
                let_in(askers, asked)
                self.filter(asked=asked, asker__in=asked.followers.values("follower")).delete()
                broadcasts.requests_changed(asked)
                asked.notifications.filter(kind="ask").unread().forget()

    def heard(self):
        """Those between which and the one who is asked there is no block."""
        block = Block.objects.filter(blocker=models.OuterRef("asked"), blocked=models.OuterRef("asker"))
        return self.filter(~models.Exists(block))

    def to_be_answered_by(self, user):
        return self.heard().filter(asked=user, asker__is_active=True)

    def newest_first(self):
        return self.order_by("-pk")

    def with_rows(self):
        return self.select_related("asker__profile")


def let_in(askers, asked):
    """Tell those who asked, by their numbers; also who was told so before, and has asked again since."""
    Notification.objects.filter(recipient__in=askers, actor=asked, kind="accept").delete()
    notify_some(askers, asked, "accept", asked.profile)


class FollowRequest(models.Model):
    """Somebody wants to follow somebody who is private, and waits for the answer. Once answered it is gone."""

    asker = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="asks", verbose_name=_("who asks"), db_index=False
    )
    asked = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="follow_requests", verbose_name=_("who is asked")
    )
    asked_at = models.DateTimeField(_("asked"), default=timezone.now)

    objects = FollowRequestQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("follow request"), _("follow requests")
        constraints = [
            models.UniqueConstraint(fields=["asker", "asked"], name="one_request_of_each_person_to_each_person"),
            models.CheckConstraint(condition=~models.Q(asker=models.F("asked")), name="nobody_asks_oneself"),
        ]

    def __str__(self):
        return f"{known(self, 'asker')} asks {known(self, 'asked')}"
