"""What posts, projects and comments say of their likes, comments and replies, counted anew."""

from functools import reduce
from operator import or_

from django.db import transaction
from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from apps.live import log
from apps.shared.counters import sentence

from .models import Comment, CommentLike, Like
from .models.targets import target_models

BATCH = 500  # rows that are put right at once


def number_of(model, what):
    rows = model.objects.filter(**{what: OuterRef("pk")}).order_by().values(what)
    return Coalesce(Subquery(rows.annotate(number=Count("pk")).values("number")), 0)


COUNTED = {Comment: {"like_count": number_of(CommentLike, "comment"), "reply_count": number_of(Comment, "parent")}}


def register(model, **more):
    """What a target's counters count: its likes, its comments and `more`, expressions by the counters' names."""
    noun = model._meta.model_name
    COUNTED[model] = {"like_count": number_of(Like, noun), "comment_count": number_of(Comment, noun), **more}


def drifted(rows):
    """`{7: {"like_count": (3, 2), …}}`, as it says and as it is, of the rows of a queryset that are off."""
    names = COUNTED[rows.model]
    rows = rows.annotate(**{f"real_{name}": number for name, number in names.items()})
    off = rows.filter(reduce(or_, (~Q(**{name: F(f"real_{name}")}) for name in names))).order_by("pk")
    fields = [field for name in names for field in (name, f"real_{name}")]
    return {
        pk: dict(zip(names, zip(numbers[::2], numbers[1::2], strict=True), strict=True))
        for pk, *numbers in off.values_list("pk", *fields)
    }


def recount(model, pks):
    """Put right what is off in the rows of these numbers; gives back what was, as `drifted` does."""
    pks, off = sorted(pks), {}
    for start in range(0, len(pks), BATCH):
        off |= recount_few(model, pks[start : start + BATCH])
    return off


def recount_few(model, pks):
    with transaction.atomic():
        log.take_turn()  # whoever holds many targets holds them alone
        if model is Comment:
            for target in target_models():
                hold(target, Comment.objects.filter(pk__in=pks).values(target._meta.model_name))
        else:
            hold(model, pks)
        rows = model.objects.filter(pk__in=pks)
        off = drifted(rows)
        if off:
            model.objects.filter(pk__in=off).update(**COUNTED[model])
    return off


def hold(model, pks):
    """Nobody likes or comments meanwhile: a number that was counted before is wrong after."""
    held = model.objects.filter(pk__in=pks).order_by("pk").select_for_update(no_key=True)
    list(held.values_list("pk"))


def all_targets_and_comments(mend):
    """For `manage.py recount`. Nobody waits while what is right is looked at."""
    for model in COUNTED:
        off = drifted(model.objects.all())
        if mend:
            off = recount(model, off)
        for pk, counted in off.items():
            yield sentence(f"{model._meta.model_name} {pk}", counted)
