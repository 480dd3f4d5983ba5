"""What is beside Discover and the feed: tags that are active this week, people to follow, rooms that are active."""

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from apps.accounts.models import SiteSettings
from apps.people.models import Profile
from apps.posts.models import Post, Tagging
from apps.rooms.models import Room
from apps.rooms.people_here import faces_of
from apps.shared.remembered import cache
from apps.tags.models import Tag

from .candidates import Reason
from .counts import EVERY, most_used, of_every_member, with_numbers
from .draws import people_named
from .models import NotInterested

TAGS, PEOPLE, ROOMS = 5, 4, 4
NEWEST = 300  # posts whose tags are counted
CARDS = 40  # of a draw, whose authors may be worth following
WEEK = timedelta(days=7)


@dataclass
class PersonToFollow:
    """`tag` and `people`, as profiles, are what the reason names."""

    profile: Profile
    reason: Reason
    tag: Tag | None
    people: tuple


def tags_this_week():
    """`[(tag, number of new posts)]`, the highest first; of what every member may see, as the counters of tags."""
    return cache.get_or_set("tags-this-week", count_tags_of_week, EVERY)


def count_tags_of_week():
    posts = Post.objects.visible_to(AnonymousUser(), of_every_member()).filter(published_at__gt=timezone.now() - WEEK)
    newest = list(posts.newest_first().values_list("pk", flat=True)[:NEWEST])
    return with_numbers(most_used(Counter(), Tagging.objects.filter(post__in=newest)), TAGS)


def active_rooms(user, site):
    """Each with the faces of some who are there; of a room where no one is, of who wrote the last message."""
    rooms = list(Room.objects.visible_to(user, site).in_use().shared().with_cards().most_awake_first()[:ROOMS])
    faces = faces_of(rooms, user)
    for room in rooms:
        room.faces = faces.get(room.pk) or ([room.last_message.author.profile] if room.last_message else [])
    return rooms


def people_to_follow(user, site, draw):
    """Those who are close to the viewer, and then the authors of what is drawn; with the reason."""
    if not user.is_authenticated:
        return []
    reasons = dict(draw.people)
    for _key, _identity, reason, author in draw.cards[:CARDS]:
        reasons.setdefault(author, reason)
    hidden = NotInterested.objects.filter(user=user).exclude(person=None).values("person")
    people = Profile.objects.visible_to(user, site).not_parted_from(user).exclude(pk=user.pk).exclude(pk__in=hidden)
    found = people.select_related("user").with_ties_of(user).in_bulk(list(reasons))
    there = [pk for pk in reasons if pk in found and not (found[pk].i_follow or found[pk].i_ask)][:PEOPLE]
    tags = Tag.objects.in_bulk({reasons[pk].tag for pk in there} - {0})
    names = people_named([reasons[pk] for pk in there], user, site)
    return [PersonToFollow(found[pk], why := reasons[pk], tags.get(why.tag), names(why)) for pk in there]


def beside(request, draw):
    site = SiteSettings.current()
    return {
        "tags": tags_this_week(),
        "people": people_to_follow(request.user, site, draw),
        "rooms": active_rooms(request.user, site),
    }
