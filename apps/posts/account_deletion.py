"""Before an account is deleted: nobody is told any longer of the posts and comments that go with it.

Where comments of former members stay, they and the replies to them go with the post alone.
"""

from django.db.models import Q
from django.utils.translation import ngettext

from apps.live import log
from apps.notifications.models import Mute, Notification

from . import broadcasts, counters
from .models import Comment, Post

BATCH = 500  # in one statement


def replies_that_go(users):
    """Of other people, to comments of some users, under posts that stay: with a comment go the replies to it."""
    replies = Comment.objects.filter(parent__author__in=users).exclude(author__in=users).exclude(post=None)
    return replies.exclude(post__author__in=users)


def prepare(users, new_owner, former):
    log.take_turn()
    stay = Comment.objects.exclude(post=None).exclude(post__author__in=users)
    for user in former.users:
        keep_words(stay, user, former, Post)
    posts = Post.objects.filter(author__in=users).values_list("pk", flat=True)
    places = [f"post-{pk}" for pk in posts] + [f"profile-{user.pk}" for user in users]
    for some in portions(places):  # others are told of one another's comments there
        Notification.objects.filter(place__in=some).forget()
        Mute.objects.filter(place__in=some).delete()
    gone = Comment.objects.filter(Q(author__in=users) | Q(parent__author__in=users))
    for some in portions(list(gone.values_list("pk", flat=True))):
        Notification.objects.filter(noun="comment", number__in=some).forget()


def keep_words(stay, user, former, target_model, author_field="author"):
    """What a user has written of `stay`, rows that hang on targets of one model, becomes the former member’s."""
    noun, own = target_model._meta.model_name, {author_field: user}
    pks = set(stay.filter(**own).values_list(noun, flat=True))
    if not pks:
        return
    author = former.author_for(user)
    for some in portions(sorted(pks)):
        counters.hold(target_model, some)  # as everyone does who changes what hangs on them
        stay.model.objects.filter(**own, **{f"{noun}__in": some}).update(**{author_field: author})
        for target in target_model.objects.filter(pk__in=some):
            broadcasts.target_changed(target)


def portions(things):
    return (things[start : start + BATCH] for start in range(0, len(things), BATCH))


def describe(users, new_owner, found):
    posts = Post.objects.filter(author__in=users)
    under_them = Comment.objects.filter(post__author__in=users).exclude(author__in=users).count()
    said = Comment.objects.filter(author__in=users).exclude(post=None).exclude(post__author__in=users).count()
    if number := posts.count():
        words = ngettext("%(number)s post with its photos", "%(number)s posts with their photos", number)
        found.deleted.append(words % {"number": number})
    if under_them:
        words = ngettext(
            "%(number)s comment by another person under these posts",
            "%(number)s comments by other people under these posts",
            under_them,
        )
        found.deleted.append(words % {"number": under_them})
    if said and found.keeps_words:
        words = ngettext(
            "%(number)s comment under another person’s post, by “Former member”",
            "%(number)s comments under other people’s posts, by “Former member”",
            said,
        )
        found.kept.append(words % {"number": said})
    elif said:
        words = ngettext(
            "%(number)s comment under another person’s post", "%(number)s comments under other people’s posts", said
        )
        found.deleted.append(words % {"number": said})
    if not found.keeps_words and (number := replies_that_go(users).count()):
        words = ngettext(
            "%(number)s reply by another person to these comments",
            "%(number)s replies by other people to these comments",
            number,
        )
        found.deleted.append(words % {"number": number})
