"""What a token lets its holder do: the permissions of the API."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Scope(models.TextChoices):
    """`noun:read` for GET, `noun:write` for all other methods. A write scope does not include the read scope.

    What a PUT answers with is shown to tokens with the read scope only; see `View.shows`.
    """

    EVERYTHING = "everything", _("Everything you can do")
    PROFILE_READ = "profile:read", _("Read your profile")
    PROFILE_WRITE = "profile:write", _("Change your profile")
    PEOPLE_READ = "people:read", _("Read people and who they follow")
    PEOPLE_WRITE = "people:write", _("Follow and block people, answer follow requests")
    POSTS_READ = "posts:read", _("Read posts and comments")
    POSTS_WRITE = "posts:write", _("Post, comment, like and save")
    ROOMS_READ = "rooms:read", _("Read rooms and messages")
    MESSAGES_WRITE = "messages:write", _("Send messages and react")
    ROOMS_WRITE = "rooms:write", _("Create, join and leave rooms")
    PROJECTS_READ = "projects:read", _("Read projects and reviews")
    PROJECTS_WRITE = "projects:write", _("Review projects and endorse skills")
    NOTIFICATIONS_READ = "notifications:read", _("Read your notifications")
    NOTIFICATIONS_WRITE = "notifications:write", _("Mark notifications as read, change their settings")


SEPARATOR = " "  # as in OAuth 2.0, RFC 6749 section 3.3


def joined(scopes):
    """The scopes as one text, in the order of `Scope` and without repetition."""
    wanted = set(scopes)
    return SEPARATOR.join(scope for scope in Scope.values if scope in wanted)


def covers(text, scope):
    """Whether a text of scopes includes one."""
    scopes = text.split(SEPARATOR)
    return Scope.EVERYTHING in scopes or scope in scopes
