"""The photos of the demo community, with what was said about them."""

from dataclasses import replace
from datetime import datetime, time, timedelta
from functools import cache

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from apps.accounts.models import User
from apps.notifications.demo.part import happened
from apps.people.demo.part import PHOTOS
from apps.people.demo.photos.alt import ALT
from apps.people.models import Follow
from apps.posts.models import Comment, Photo, Post
from apps.shared.images import redrawn

from .shown import FOLLOWS, SHOWN


def community(password):
    users = {user.username: user for user in User.objects.all()}
    Follow.objects.bulk_create(
        Follow(follower=users[follower], followed=users[followed])
        for follower, names in FOLLOWS.items()
        for followed in names.split()
    )
    now = timezone.localtime()
    for shown in sorted(SHOWN, key=lambda shown: (-shown.days_ago, shown.time)):
        hour, minute = map(int, shown.time.split(":"))
        at = timezone.make_aware(datetime.combine(now.date() - timedelta(days=shown.days_ago), time(hour, minute)))
        show(shown, users, min(at, now - timedelta(minutes=20)))
    happened("comment", dict(Comment.objects.values_list("pk", "said_at")))
    happened("post", {pk: at + timedelta(minutes=15) for pk, at in Post.objects.values_list("pk", "published_at")})


def show(shown, users, at):
    photos = [photo(name) for name in shown.photos]
    for each in photos:
        each.store()
    post = Post.objects.publish(users[shown.author], photos, shown.caption, published_at=at)
    for username in shown.likes.split():
        post.like(users[username])
    say(post, shown.comments, users, at)


def say(post, comments, users, at, parent=None):
    for said in comments:
        at = min(at + timedelta(minutes=said.minutes), timezone.now())
        comment = Comment.objects.say(post, users[said.author], said.words, parent=parent)
        Comment.objects.filter(pk=comment.pk).update(said_at=at)
        for username in said.likes.split():
            comment.like(users[username])
        say(post, said.answers, users, at, parent=comment)


def photo(name):
    """A photo that is not stored yet. Posts and projects share some pictures, each of which is drawn once."""
    return Photo.of(replace(picture(name)), ALT[name])


@cache
def picture(name):
    file = SimpleUploadedFile(f"{name}.webp", (PHOTOS / f"{name}.webp").read_bytes())
    return redrawn(file, with_medium=True)
