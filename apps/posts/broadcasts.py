"""What posts tell their readers: nudges alone, numbers of what anybody may ask for who may see it."""

from apps.live import channels, publish

FEEDS = "feed-all"


def post_published(post):
    """Whoever looks at a feed asks whether it is for them; nobody's followers are gone through."""
    publish.volatile(FEEDS, "posts-changed")


def post_changed(post):
    publish.volatile(channels.name(post), "post-changed", str(post.pk))


def comment_gone(comment):
    publish.volatile(channels.named("post", comment.post_id), "comment-gone", str(comment.pk))


def post_gone(post):
    publish.volatile(channels.name(post), "post-changed", str(post.pk))
    publish.volatile(FEEDS, "posts-changed")
