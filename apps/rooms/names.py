"""Whom and what one may name while one writes: people by `@`, tags by `#`."""

from django.db.models import Case, Count, Exists, OuterRef, Subquery, Value, When
from django.db.models.functions import Coalesce

from apps.people.models import Profile
from apps.tags.models import Tag

from .models import Room

MOST = 8
RECENT = 200  # messages whose authors come first,
SPEAKERS = 20  # but no more of them than this: each makes the question longer


def people(room, beginning, visible):
    """Of the people that the viewer may find: who lives here first, of them who spoke last, then everybody else.

    Two queries. Messages are read from the end of the room's index, people once over their table.
    """
    recent = room.messages.order_by("-pk").values_list("author_id", flat=True)[:RECENT]
    speakers = list(dict.fromkeys(recent))[:SPEAKERS]
    turns = [When(pk=author, then=Value(turn)) for turn, author in enumerate(speakers)]
    lives_here = Exists(room.memberships.filter(user=OuterRef("pk")))
    if room.is_direct:
        visible = visible.filter(lives_here)  # to name anybody else there leads nowhere
    return (
        visible.beginning_with(beginning)
        .annotate(lives_here=lives_here, turn=Case(*turns, default=Value(SPEAKERS)))
        .order_by("-lives_here", "turn", "sort_name", "pk")
        .select_related("user")[:MOST]
    )


def tags(beginning):
    """The most used first: as skills and as topics of rooms."""
    return (
        Tag.objects.beginning_with(beginning)
        .annotate(uses=used(Profile.skills) + used(Room.topics))
        .order_by("-uses", "name")[:MOST]
    )


def used(relation):
    rows = relation.through.objects.filter(tag=OuterRef("pk")).order_by().values("tag")
    return Coalesce(Subquery(rows.annotate(number=Count("*")).values("number")), 0)
