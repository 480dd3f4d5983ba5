"""What posts tell their readers: nudges alone, numbers of what anybody may ask for who may see it."""

from apps.live import channels, publish

FEEDS = "feed-all"


def post_published(post):
    """Whoever looks at a feed asks whether it is for them; nobody's followers are gone through."""
    publish.volatile(FEEDS, "posts-changed")


def target_changed(target):
    """A post or a project, or what people say and think of it."""
    publish.volatile(channels.name(target), f"{target.noun}-changed", str(target.pk))


def comment_gone(comment):
    publish.volatile(comment.target_name, "comment-gone", str(comment.pk))


def post_gone(post):
    publish.volatile(channels.name(post), "post-changed", str(post.pk))
    publish.volatile(FEEDS, "posts-changed")
