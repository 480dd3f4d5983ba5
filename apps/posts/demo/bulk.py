"""Posts, follows and likes by the million, for measurements."""

import random
from datetime import timedelta
from itertools import islice

from django.db.models import Count
from django.utils import timezone

from apps.accounts.models import User
from apps.people.models import Follow
from apps.posts.models import Like, Photo, Post, Tagging
from apps.shared import markdown
from apps.tags.models import Tag

from .part import photo
from .shown import SHOWN

BATCH = 5_000


def posts(number, progress):
    """Posts of everybody in turn, a minute apart, the last one now. They share one photo; every fifth bears a tag."""
    authors = people()
    picture = photo("bench")
    picture.store()
    captions = [(shown.caption, markdown.render(shown.caption)) for shown in SHOWN]
    tags = list(Tag.objects.named(["oak", "clay", "light"]))
    now = timezone.now()
    numbers = iter(range(number, 0, -1))
    while batch := list(islice(numbers, BATCH)):
        made = Post.objects.bulk_create(
            Post(
                author_id=authors[turn % len(authors)],
                body=captions[turn % len(captions)][0],
                body_html=captions[turn % len(captions)][1],
                renderer=markdown.VERSION,
                published_at=now - timedelta(minutes=turn),
            )
            for turn in batch
        )
        Photo.objects.bulk_create(Photo(post=post, **shared(picture)) for post in made)
        Tagging.objects.bulk_create(Tagging(post=post, tag=tags[post.pk % len(tags)]) for post in made[::5])
        progress(len(batch))


def shared(picture):
    names = ("large", "medium", "small", "width", "height", "colour", "content_type", "description", "is_animated")
    return {name: getattr(picture, name) for name in names}


def follows(number, progress):
    """Of each person as many as of every other, as far as there are as many pairs."""
    everybody = people()
    steps = range(1, len(everybody))
    pairs = (pair for step in steps for pair in zip(everybody, turned(everybody, step), strict=True))
    while batch := list(islice(pairs, min(BATCH, number))):
        Follow.objects.bulk_create(
            [Follow(follower_id=one, followed_id=other) for one, other in batch], ignore_conflicts=True
        )
        number -= len(batch)
        progress(len(batch))


def turned(things, step):
    return [*things[step:], *things[:step]]


def likes(number, progress):
    """Of anybody, on any post; the posts' counters follow."""
    everybody, chance = people(), random.Random(1)  # noqa: S311  the same ones every time
    first, last = Post.objects.order_by("pk").first(), Post.objects.order_by("pk").last()
    if first is None:
        raise SystemExit("There is no post that could be liked. Make some first: manage.py demo --posts 1000")
    numbers = iter(range(number))
    while batch := list(islice(numbers, BATCH)):
        wanted = {(chance.randint(first.pk, last.pk), chance.choice(everybody)) for _number in batch}
        there = set(Post.objects.filter(pk__in={post for post, _user in wanted}).values_list("pk", flat=True))
        Like.objects.bulk_create(
            [Like(post_id=post, user_id=user) for post, user in wanted if post in there], ignore_conflicts=True
        )
        counts = Post.objects.filter(pk__in=there).annotate(number=Count("likes")).values_list("pk", "number")
        Post.objects.bulk_update(
            [Post(pk=pk, like_count=number) for pk, number in counts], ["like_count"], batch_size=500
        )
        progress(len(batch))


def people():
    found = list(User.objects.filter(is_active=True).order_by("pk").values_list("pk", flat=True))
    if not found:
        raise SystemExit("Nobody is here who could do that. Make people first: manage.py demo")
    return found


BULK = {"posts": posts, "follows": follows, "likes": likes}
