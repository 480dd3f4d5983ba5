"""The personal room that every member has, at the address of the username where that is free."""

import re

from django.db import transaction
from django.db.models import Exists, OuterRef

from apps.shared.reserved import RESERVED

from .models import Membership, Room
from .models.rooms import SLUG


def lacking(users):
    """Those of a queryset of users who have none; guests and bots need none."""
    theirs = Room.objects.filter(owner=OuterRef("pk"), kind=Room.Kind.PERSONAL)
    return users.filter(~Exists(theirs), is_guest=False, is_bot=False)


def create_missing(users):
    """Whoever has one keeps it."""
    owners = Room.objects.filter(kind=Room.Kind.PERSONAL, owner__in=users).values_list("owner", flat=True)
    owners = set(owners)
    users = [user for user in users if user.pk not in owners and not user.is_bot]
    slugs = free_slugs([user.username for user in users])
    with transaction.atomic():
        rooms = Room.objects.bulk_create(
            Room(kind=Room.Kind.PERSONAL, owner=user, name=user.username, slug=slug, member_count=1)
            for user, slug in zip(users, slugs, strict=True)
        )
        Membership.objects.bulk_create(Membership(room=room, user=room.owner) for room in rooms)


def free_slugs(usernames):
    """An address for each; names that the code gave, and no form looked at, need not be addresses."""
    taken = {*Room.objects.filter(slug__in=usernames).values_list("slug", flat=True), *RESERVED}
    given = {username for username in usernames if username not in taken and re.fullmatch(SLUG, username)}
    for username in usernames:
        if username in given:
            yield username
        else:
            slug = Room.objects.free_slug(username, but_not=given)
            given.add(slug)
            yield slug
