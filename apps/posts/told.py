"""What people are told of what happens around photos."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import SiteSettings
from apps.notifications import kinds, places
from apps.shared.direction import isolate_text

from .models import Comment, Post
from .models.targets import target_models, visible_targets


def register():
    kinds.register_target("post", posts_seen_by)
    kinds.register_target("comment", comments_seen_by)
    places.register("post", with_authors_seen_by, words=whose)
    photos = {"group": kinds.Group.PHOTOS, "place": place, "photo": first_photo}
    words = {**photos, "quote": quote, "together": False}
    topic, mentions = kinds.Topic, {**words, "group": kinds.Group.MENTIONS}
    kinds.register("like", topic.LIKES, sentence=_("liked your photo"), **photos)
    kinds.register("comment", topic.COMMENTS, sentence=_("commented on your photo"), **{**words, "together": True})
    kinds.register("comment-like", topic.LIKES, sentence=_("liked your comment"), **words)
    kinds.register("reply", topic.REPLIES, sentence=_("answered your comment"), **words)
    kinds.register("mention", topic.MENTIONS, sentence=_("mentioned you"), **mentions)


def target_of(row):
    """The post or project that a notification is about: itself, or what a comment is under."""
    return row.target if isinstance(row, Comment) else row


def place(row):
    return row.target_name if isinstance(row, Comment) else f"{row.noun}-{row.pk}"


def first_photo(row):
    return next(iter(target_of(row).photos.all()), None)


def quote(target):
    return target.line


def posts_seen_by(user, numbers):
    return Post.objects.visible_to(user, SiteSettings.current()).prefetch_related("photos").in_bulk(numbers)


def comments_seen_by(user, numbers):
    comments = Comment.objects.visible_to(user).in_bulk(numbers)
    seen, site = {}, SiteSettings.current()
    for model in target_models():
        noun = model._meta.model_name
        wanted = {getattr(comment, f"{noun}_id") for comment in comments.values()} - {None}
        if not wanted:
            continue
        targets = visible_targets(model, user, site).prefetch_related("photos").in_bulk(wanted)
        for number, comment in comments.items():
            if target := targets.get(getattr(comment, f"{noun}_id")):
                comment.target = target
                seen[number] = comment
    return seen


def with_authors_seen_by(user, numbers):
    posts = Post.objects.visible_to(user, SiteSettings.current()).select_related("author__profile")
    return posts.in_bulk(numbers)


def whose(post):
    words = {"name": isolate_text(post.author.profile.distinct_name), "words": isolate_text(post.line)}
    return (gettext("%(name)s’s post “%(words)s”") if post.line else gettext("%(name)s’s post")) % words
