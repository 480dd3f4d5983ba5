from typing import NamedTuple

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from apps.people.models import distinct_name_of
from apps.shared.direction import isolate_text
from apps.shared.words import known

NAMED = 10  # people in the title of an emoji


class TooManyEmoji(Exception):
    """Under a message stand so many different emoji that another one finds no place."""


class ReactionQuerySet(models.QuerySet):
    def with_names(self):
        """In the order in which they came, with people's distinct names and little else: there may be a thousand.

        `username` is None of guests.
        """
        username = models.Case(models.When(user__is_guest=False, then="user__username"))
        names = {"name": distinct_name_of("user"), "username": username}
        return self.only("emoji", "message_id", "user_id").annotate(**names).order_by("pk")


class Reaction(models.Model):
    """Somebody's emoji under a message."""

    message = models.ForeignKey(
        "rooms.Message", models.CASCADE, related_name="reactions", verbose_name=_("message"), db_index=False
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="reactions", verbose_name=_("person")
    )
    emoji = models.CharField(_("emoji"), max_length=16)
    made_at = models.DateTimeField(_("made"), default=timezone.now)

    objects = ReactionQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("reaction"), _("reactions")
        constraints = [
            models.UniqueConstraint(
                fields=["message", "user", "emoji"], name="one_emoji_of_each_kind_for_each_person_under_a_message"
            )
        ]

    def __str__(self):
        return f"{known(self, 'user')} to {known(self, 'message')}"  # the emoji is as secret as what it is under


class Tally(NamedTuple):
    """One emoji under a message."""

    emoji: str
    people: list
    names: list
    usernames: list

    @property
    def by(self):
        return " ".join(map(str, self.people))

    @property
    def title(self):
        names, others = ", ".join(map(isolate_text, self.names[:NAMED])), len(self.names) - NAMED
        if others < 1:
            return names
        return ngettext("%(names)s and %(others)d other", "%(names)s and %(others)d others", others) % {
            "names": names,
            "others": others,
        }


def tally(reactions):
    """What was given, the emoji that came first in front."""
    found = {}
    for reaction in reactions:
        one = found.setdefault(reaction.emoji, Tally(reaction.emoji, [], [], []))
        one.people.append(reaction.user_id)
        one.names.append(reaction.name)
        one.usernames.append(reaction.username)
    return list(found.values())
