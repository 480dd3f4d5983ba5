"""The photos most talked about.

By how many people said something under them in the week: not by how many comments there are, for two may say a
hundred, and their own authors do not count. Where as many talked, by how many began to like them in the week; then
the newer first. Of each author the one most talked about, whenever it was shown: what people talk about in a week may
be older than that. Where nobody said a word there is nothing to show.
"""

from django.db.models import Count, Exists, OuterRef, Subquery, Window
from django.db.models.functions import Coalesce, RowNumber
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from apps.accounts.models import SiteSettings
from apps.posts.models import Audience, Comment, Like, Photo, Post
from apps.shared.direction import isolate_text

from . import sections

MOST, SPARE, FEW = 5, 10, 3
WINDOW = 10_000  # posts shown last among which it looks: more than are talked about, and as costly in any community


def register():
    sections.register(
        "photos",
        title=gettext_lazy("Most talked about"),
        template="weeks/_photos.html",
        choose=choose,
        shown_to=shown_to,
        line=line,
        number=number,
        sentence=sentence,
        order=20,
    )


def for_everybody():
    """Among the posts shown last, those that every member may see."""
    window = Post.objects.newest_first().values("pk")[:WINDOW]
    author = {"author__is_active": True, "author__profile__is_private": False}
    return Post.objects.filter(pk__in=window, archived_at=None, audience=Audience.EVERYONE, **author)


def choose(begins, ends):
    said = Comment.objects.filter(post=OuterRef("pk"), said_at__gte=begins, said_at__lt=ends)
    liked = Like.objects.filter(post=OuterRef("pk"), since__gte=begins, since__lt=ends)
    best = Window(RowNumber(), partition_by="author", order_by=["-talking", "-liking", "-pk"])
    posts = (
        for_everybody()
        .filter(Exists(Photo.objects.filter(post=OuterRef("pk"))))
        .annotate(talking=people(said.exclude(author=OuterRef("author")), "author"))
        .filter(talking__gt=0)
        .annotate(liking=people(liked, "user"))
        .annotate(place=best)
        .filter(place=1)
    )
    return list(posts.order_by("-talking", "-liking", "-pk").values_list("pk", flat=True)[: MOST + SPARE])


def people(rows, who):
    """How many different people some rows of each post are of."""
    each = rows.order_by().values("post").annotate(people=Count(who, distinct=True)).values("people")
    return Coalesce(Subquery(each), 0)


def shown_to(user, numbers):
    return in_order(seen_by(user, numbers), numbers)[:MOST]


def seen_by(user, numbers):
    posts = Post.objects.visible_to(user, SiteSettings.current()).with_counts(user)
    return posts.select_related("author__profile").prefetch_related("photos").in_bulk(numbers)


def in_order(posts, numbers):
    return [posts[number] for number in numbers if number in posts and posts[number].photos.all()]


def beside(weeks, user):
    """`(week, posts)` of each week in a list, with the few posts that stand beside its words."""
    chosen = {week: week.chosen.get("photos", []) for week in weeks}
    posts = seen_by(user, [number for numbers in chosen.values() for number in numbers])
    return [(week, in_order(posts, numbers)[:FEW]) for week, numbers in chosen.items()]


def line(post):
    name = isolate_text(post.author.profile.distinct_name)
    return f"{name}: {isolate_text(post.line)}" if post.line else _("A photo of %(name)s’s") % {"name": name}


def number(begins, ends):
    return for_everybody().filter(published_at__gte=begins, published_at__lt=ends).count()


def sentence(number):
    return ngettext("%(number)s post was shown", "%(number)s posts were shown", number) % {"number": number}
