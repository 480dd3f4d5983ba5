from django.conf import settings
from django.db.models.signals import post_delete, pre_delete
from django.dispatch import receiver

from apps.accounts.former_usernames import renew_links
from apps.accounts.signals import username_changed
from apps.notifications.models import Notification
from apps.people.signals import people_parted
from apps.shared.parameters import whole_number

from .departures import Departure
from .models import Comment, Post
from .models.targets import target_models


@receiver(people_parted)
def the_parted_are_told_nothing_of_each_others_posts(sender, people, **kwargs):
    """Also not what a third one did there: they would be counted, and find nothing."""
    for recipient, other in (people, reversed(people)):
        told = Notification.objects.filter(recipient=recipient)
        for model in target_models():
            noun = model._meta.model_name
            places = told.filter(place__startswith=f"{noun}-").values_list("place", flat=True).distinct()
            numbers = [whole_number(place.partition("-")[2]) for place in places]
            theirs = model.objects.filter(**{model.author_field: other}, pk__in=numbers).values_list("pk", flat=True)
            told.filter(place__in=[f"{noun}-{pk}" for pk in theirs]).forget()
        numbers = told.filter(noun="comment").values_list("number", flat=True).distinct()
        threads = Comment.objects.filter(parent__author=other, pk__in=list(numbers)).values_list("pk", flat=True)
        told.filter(noun="comment", number__in=list(threads)).forget()


@receiver(pre_delete, sender=settings.AUTH_USER_MODEL)
def somebody_goes(sender, instance, **kwargs):
    """A guest has neither posts nor likes."""
    instance.departure_from_posts = Departure(instance) if instance.has_belongings else None


@receiver(post_delete, sender=settings.AUTH_USER_MODEL)
def somebody_has_gone(sender, instance, **kwargs):
    if instance.departure_from_posts:
        instance.departure_from_posts.complete()


@receiver(username_changed)
def mentions_in_posts_lead_to_the_new_name(sender, user, **kwargs):
    mine = user.post_mentions.all()
    for texts in (
        Post.objects.filter(pk__in=mine.filter(comment=None).exclude(post=None).values("post")),
        Post.objects.filter(author=user),
        Comment.objects.filter(pk__in=mine.exclude(comment=None).values("comment")),
        Comment.objects.filter(author=user),
    ):
        renew_links(texts, user)
