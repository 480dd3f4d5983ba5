from django.conf import settings
from django.db.models.signals import post_delete, pre_delete
from django.dispatch import receiver

from apps.accounts.former_usernames import renew_links
from apps.accounts.signals import username_changed

from .departures import Departure
from .models import Comment, Post


@receiver(pre_delete, sender=settings.AUTH_USER_MODEL)
def somebody_goes(sender, instance, **kwargs):
    """A guest has neither posts nor likes."""
    instance.departure_from_posts = None if instance.is_guest else Departure(instance)


@receiver(post_delete, sender=settings.AUTH_USER_MODEL)
def somebody_has_gone(sender, instance, **kwargs):
    if instance.departure_from_posts:
        instance.departure_from_posts.complete()


@receiver(username_changed)
def mentions_in_posts_lead_to_the_new_name(sender, user, **kwargs):
    mine = user.post_mentions.all()
    for texts in (
        Post.objects.filter(pk__in=mine.filter(comment=None).values("post")),
        Post.objects.filter(author=user),
        Comment.objects.filter(pk__in=mine.exclude(comment=None).values("comment")),
        Comment.objects.filter(author=user),
    ):
        renew_links(texts, user)
