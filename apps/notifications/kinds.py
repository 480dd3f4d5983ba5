"""What people are told of. Apps register it in `AppConfig.ready()`; of what nobody registered, nobody is told.

A target is the row of a model that a notification leads to, kept by the model's name and its number. A place is the
thing on whose page one sees it, called as a channel is: `post-7`.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _


class Group(models.TextChoices):
    """What the list can be narrowed to."""

    MENTIONS = "mentions", _("Mentions")
    PHOTOS = "photos", _("Photos")
    PEOPLE = "people", _("People")
    PROJECTS = "projects", _("Projects")
    MESSAGES = "messages", _("Messages")
    HOUSE = "house", _("The house")


class Channel(models.TextChoices):
    """The ways in which somebody can be told."""

    SITE = "site", _("Site")
    MAIL = "mail", _("Mail")
    PUSH = "push", _("Push")


class Topic(models.TextChoices):
    """What people choose channels for; a kind belongs to one of them. The settings show those that have a kind."""

    MENTIONS = "mentions", _("Mentions")
    REPLIES = "replies", _("Replies to me")
    DIRECT = "direct", _("Direct messages while I am away")
    COMMENTS = "comments", _("Comments on my photos")
    LIKES = "likes", _("Likes")
    FOLLOWERS = "followers", _("New followers")
    REQUESTS = "requests", _("Follow requests, and what comes of mine")
    INVITATIONS = "invitations", _("Invitations to rooms")
    PROJECTS = "projects", _("Project invitations")
    REVIEWS = "reviews", _("Reviews and endorsements")
    HELP = "help", _("Requests for help with tags I follow")
    BOTS = "bots", _("Problems with my bots")
    ANNOUNCEMENTS = "announcements", _("Announcements of the house")


# Who has chosen nothing is told of everything in the site, and of these at once too.
AT_ONCE = {
    Channel.MAIL: (
        *(Topic.MENTIONS, Topic.REPLIES, Topic.REQUESTS, Topic.INVITATIONS, Topic.PROJECTS),
        *(Topic.BOTS, Topic.ANNOUNCEMENTS),
    ),
    Channel.PUSH: (Topic.MENTIONS, Topic.REPLIES, Topic.DIRECT, Topic.INVITATIONS),
}


def is_usual(topic, channel):
    """What holds for whoever has chosen nothing."""
    return channel == Channel.SITE or topic in AT_ONCE[channel]


def nothing(target):
    return None


def itself(target):
    return target.get_absolute_url()


@dataclass(frozen=True)
class Kind:
    """`sentence` follows the names of those who did it: words, or (target) -> words or HTML."""

    key: str
    topic: str
    group: str
    sentence: str | Callable
    place: Callable  # (target) -> the name of its place
    together: bool = True  # whether all of a kind at one place stand in one row
    by_person: bool = False  # and then each of those who did it in a row of their own
    quote: Callable = nothing  # (target) -> some of its words
    photo: Callable = nothing  # (target) -> a photo, with `small.url`
    address: Callable = itself  # (target) -> where to see it
    answers: str = ""  # a template with buttons that answer it, given the `row`

    def sentence_of(self, target):
        return self.sentence(target) if callable(self.sentence) else self.sentence

    def bundle(self, target, actor):
        """What stands in one row of the list has one name."""
        if not self.together:
            return f"{self.key} {target._meta.model_name}-{target.pk}"
        return f"{self.key} {self.place(target)}{f' {actor.pk}' if self.by_person else ''}"


_kinds: dict[str, Kind] = {}
_targets: dict[str, Callable] = {}
_silences: list[Callable] = []


def register(key, topic, **details):
    _kinds[key] = Kind(key, topic, **details)


def kind(key):
    return _kinds[key]


def group_of(key):
    """Of what no app knows any more, none."""
    return _kinds[key].group if key in _kinds else ""


def topics():
    """Those of which anybody can be told here, in their order."""
    known = {kind.topic for kind in _kinds.values()}
    return [topic for topic in Topic if topic in known]


def in_group(group):
    """The kinds of a group, by their keys; all of them without one."""
    return [key for key, kind in _kinds.items() if group in ("", kind.group)]


def register_target(noun, seen_by):
    """`seen_by(user, numbers)`: `{number: target}` of those that somebody may see; a fixed number of queries."""
    _targets[noun] = seen_by


def targets_seen_by(user, wanted):
    """`{(noun, number): target}` of those of `wanted` that somebody may see now."""
    numbers = {}
    for noun, number in wanted:
        numbers.setdefault(noun, set()).add(number)
    return {
        (noun, number): target
        for noun, some in numbers.items()
        for number, target in _targets[noun](user, some).items()
    }


def register_silence(narrow):
    """`narrow(people, actor)`: of a queryset of users those who want to hear of somebody."""
    _silences.append(narrow)


def who_hear(people, actor):
    for narrow in _silences:
        people = narrow(people, actor)
    return people
