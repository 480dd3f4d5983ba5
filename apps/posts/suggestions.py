"""Photos of people whom somebody does not follow yet, for the end of what is new in their feed.

The most liked of what was shown last, one of each person. No more than that is looked at, so that it costs the same
among a thousand posts and among a million.
"""

from django.db.models import Exists, OuterRef, Window
from django.db.models.functions import RowNumber

from apps.people.models import Follow

from .models import Audience, Post, Tagging

WINDOW = 300  # posts that were shown last
MOST = 6


def suggested(user, site):
    """Up to MOST posts with their authors' profiles; one query. Nothing that is in the feed."""
    window = Post.objects.filter(archived_at=None).newest_first().values("pk")[:WINDOW]
    follows = Follow.objects.filter(follower=user, followed=OuterRef("author"))
    of_my_tags = Tagging.objects.filter(post=OuterRef("pk"), tag__followers__user=user)
    posts = (
        Post.objects.visible_to(user, site)
        .filter(pk__in=window, audience=Audience.EVERYONE)
        .exclude(author=user)
        .exclude(Exists(follows))
        .exclude(Exists(of_my_tags))
    )
    best = Window(RowNumber(), partition_by="author", order_by=["-like_count", "-pk"])
    of_each_one = posts.annotate(place=best).filter(place=1)
    return list(of_each_one.select_related("author__profile").order_by("-like_count", "-pk")[:MOST])
