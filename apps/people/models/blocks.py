from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.live import log
from apps.notifications.models import Notification
from apps.shared.signals import rights_changed
from apps.shared.words import known

from .. import broadcasts
from ..signals import people_parted

# The numbers of those between whom and somebody stands a block, whoever made it; the number of this one, twice.
PARTED = """
SELECT blocked_id FROM people_block WHERE blocker_id = %s
UNION SELECT blocker_id FROM people_block WHERE blocked_id = %s
"""


def blockers_of(user):
    """The numbers of those who have blocked the viewer, a member or a stand-in, for `__in`."""
    is_stand_in, owner = getattr(user, "stand_in_for", ("", None))
    if is_stand_in:
        return [owner] if is_stand_in == "blocked" else []
    return Block.objects.filter(blocked=user).values("blocker")


class HasNotBlocked(models.Func):
    """Of the column of a user's number and a viewer's: as SQL, because the ORM takes a third of a millisecond to make
    it, and every page of a room asks it.
    """

    arg_joiner = " NOT IN (SELECT blocker_id FROM people_block WHERE blocked_id = "
    template = "%(expressions)s)"
    output_field = models.BooleanField()


def has_not_blocked(user, person):
    """A condition: the user to whom `person` leads has not blocked the viewer, a member or a stand-in."""
    if hasattr(user, "stand_in_for"):
        return ~models.Q(**{f"{person}__in": blockers_of(user)})
    return models.Q(HasNotBlocked(models.F(person), models.Value(user.pk)))


def is_blocked_by(user, person):
    """For a query in which `person` leads to a user: whether they have blocked the viewer, a member or a stand-in."""
    is_stand_in, owner = getattr(user, "stand_in_for", ("", None))
    if is_stand_in == "blocked":
        return models.Exists(get_user_model().objects.filter(pk=models.OuterRef(person)).filter(pk=owner))
    return models.Exists(Block.objects.filter(blocker=models.OuterRef(person), blocked=user))


class BlockQuerySet(models.QuerySet):
    def make(self, blocker, blocked):
        """Part two people, who neither follow nor ask each other any longer. True when that is new; nobody is told."""
        with transaction.atomic():
            log.take_turn()  # or one of them might follow or write in the same moment
            _block, new = self.get_or_create(blocker=blocker, blocked=blocked)
            blocker.following.filter(followed=blocked).delete()
            blocked.following.filter(followed=blocker).delete()
            blocker.asks.filter(asked=blocked).delete()
            blocked.asks.filter(asked=blocker).delete()
            broadcasts.requests_changed(blocker)
            Notification.objects.between(blocker, blocked).forget()
            people_parted.send(sender=self.model, people=(blocker, blocked))
            rights_changed.send(sender=type(blocked), user=blocked)  # who may read the blocker's room at this moment
        return new

    def end(self, blocker, blocked):
        """True when there was one. By this nobody follows again, and nothing is heard that was asked meanwhile."""
        with transaction.atomic():
            log.take_turn()
            deleted, _rows = self.filter(blocker=blocker, blocked=blocked).delete()
            if deleted:
                blocked.asks.filter(asked=blocker).delete()
        return bool(deleted)

    def stands_between(self, user, others):
        """Whether there is one between somebody and any of the others, given by their numbers, in either direction."""
        others = list(others)
        mine, theirs = models.Q(blocker=user, blocked__in=others), models.Q(blocker__in=others, blocked=user)
        return self.filter(mine | theirs).exists()

    def with_rows(self):
        """Those whom one may still meet here, with their names and faces."""
        return self.filter(blocked__is_active=True).select_related("blocked__profile")


class Block(models.Model):
    """Somebody wants nothing to do with somebody. It holds both ways, and only the one who made it knows.

    Neither of the two is shown what the other does around photos and profiles: posts, comments and the replies to
    them, likes, follows, notifications. Numbers count what is shown: `visible_like_count` of a post, `numbers` of a
    profile. Who is blocked does not find the other one: profile, directory, personal room and a new conversation are
    as if there were no such account (`Profile.objects.visible_to`). Rooms are places of everybody, and stay whole:
    messages, reactions, members, who is here; so do conversations that the two had. Nobody is offered a person whom
    they have blocked, to write to or to mention.
    """

    blocker = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="blocks", verbose_name=_("who blocks"), db_index=False
    )
    blocked = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("who is blocked")
    )
    since = models.DateTimeField(_("since"), default=timezone.now)

    objects = BlockQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("block"), _("blocks")
        constraints = [
            models.UniqueConstraint(fields=["blocker", "blocked"], name="one_block_of_each_person_by_each_person"),
            models.CheckConstraint(condition=~models.Q(blocker=models.F("blocked")), name="nobody_blocks_oneself"),
        ]

    def __str__(self):
        return f"{known(self, 'blocker')} blocks {known(self, 'blocked')}"
