"""The week of the tests begins on Monday, the 9th of November 2026."""

from datetime import UTC, date, datetime, timedelta

import pytest

from apps.accounts.models import User
from apps.posts.models import Comment, Like, Post
from apps.rooms.models import Message
from apps.weeks.models import Week
from tests.notifications.conftest import SITE, at_home, clock, hurry  # noqa: F401
from tests.posts.conftest import drawn, show  # noqa: F401

WEEK = date(2026, 11, 9)
WEDNESDAY = datetime(2026, 11, 11, 12, tzinfo=UTC)
NEXT_MONDAY = datetime(2026, 11, 16, 0, 5, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def say(room, author, body, at=WEDNESDAY, **details):
    """A message that was sent then."""
    message = room.post(author, body, **details)
    Message.objects.filter(pk=message.pk).update(sent_at=at)
    message.sent_at = at
    return message


def comment(post, author, at=WEDNESDAY, body="Fine"):
    said = Comment.objects.say(post, author, body)
    Comment.objects.filter(pk=said.pk).update(said_at=at)
    return said


def like(post, user, at=WEDNESDAY):
    post.like(user)
    Like.objects.filter(post=post, user=user).update(since=at)


def came(user, at=WEDNESDAY):
    User.objects.filter(pk=user.pk).update(date_joined=at)
    return user


def chosen(key):
    """The numbers of what a section chooses of the week."""
    return Week.chosen_of(WEEK).chosen[key]


def shown(user, key, week=None):
    """What somebody finds in a section."""
    week = week or Week.chosen_of(WEEK)
    return next((rows for section, rows in week.sections_for(user) if section.key == key), [])


@pytest.fixture
def oak(ada, bob, show):  # noqa: F811
    """A photo of ada's of which bob said something in the week."""
    post = show(ada, "Oak")
    Post.objects.filter(pk=post.pk).update(published_at=WEDNESDAY)
    comment(post, bob)
    return post


@pytest.fixture
def lively(oak, ada, bob, cleo, studio):
    """A week with something in each section: cleo is new, the oak was talked about, and ada asks."""
    came(ada, WEDNESDAY - 90 * DAY), came(bob, WEDNESDAY - 80 * DAY), came(cleo)
    say(studio, ada, "Whose is the ladder?")
