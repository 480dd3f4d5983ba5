"""With an account go its posts, likes and comments; this keeps the numbers on what stays."""

from django.db.models import Q

from apps.live import log

from . import counters
from .models import Comment, CommentLike, Like, Post


class Departure:
    """What must be known of an account before it goes. All happens in the transaction that deletes it."""

    def __init__(self, user):
        log.take_turn()
        said = Comment.objects.filter(author=user)
        liked = CommentLike.objects.filter(user=user)
        answered = set(said.exclude(parent=None).values_list("parent", flat=True))
        self.comments = answered | set(liked.values_list("comment", flat=True))
        self.posts = set(said.values_list("post", flat=True))
        self.posts |= set(Like.objects.filter(user=user).values_list("post", flat=True))
        mine = Q(author=user) | Q(pk__in=said.values("post")) | Q(pk__in=liked.values("comment__post"))
        counters.hold_posts(Post.objects.filter(mine | Q(pk__in=Like.objects.filter(user=user).values("post"))))

    def complete(self):
        counters.recount(Post, self.posts)
        counters.recount(Comment, self.comments)
