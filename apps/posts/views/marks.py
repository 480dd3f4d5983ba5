"""Likes, saves, and the tags that one follows: each a thing that is made and ended."""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from apps.shared import paging
from apps.shared.addresses import address
from apps.shared.http import HtmxRequest, asks_to_end, fragment_or_redirect, visible_or_404, way_back
from apps.shared.limits import rate_limited
from apps.shared.parameters import whole_number
from apps.tags.models import TagFollow

from ..models import Comment, Post
from ..models.targets import target_models
from .pages import comment_or_404, gone_is_404, tag_or_404, visible, with_likers, with_people

PAGE = 48  # people
MOST_MARKS = 100  # posts and comments that are asked for at once


@require_http_methods(["POST", "DELETE"])
@gone_is_404
@rate_limited("reactions")
def like(request: HtmxRequest, pk, model=Post):
    target = visible_or_404(request, visible(request, model), pk=pk)
    target.unlike(request.user) if asks_to_end(request) else target.like(request.user)
    return marks(request, pk, model)


@require_http_methods(["POST", "DELETE"])
@gone_is_404
@rate_limited("reactions")
def save(request: HtmxRequest, pk, model=Post):
    target = visible_or_404(request, visible(request, model), pk=pk)
    target.let_go(request.user) if asks_to_end(request) else target.keep(request.user)
    if "menu" not in request.POST:
        return marks(request, pk, model)
    target.i_save = not asks_to_end(request)
    back = way_back(request, request.POST.get("back", ""))
    return fragment_or_redirect(request, "posts/_save_item.html", {"target": target, "back": back}, to=back or target)


def marks(request, pk, model):
    """The row of marks as it is now, after the write."""
    target = visible_or_404(request, visible(request, model).with_marks(request.user), pk=pk)
    with_likers([target])
    return fragment_or_redirect(request, "posts/_marks.html", {"target": target}, to=target)


@require_safe
def current_marks(request: HtmxRequest):
    """`?of=post-7,comment-3,project-2`: likes, saves and the last comments, for a page that is shown from the history.
    What may not be seen any more is left out.
    """
    wanted = [name.partition("-") for name in request.GET.get("of", "").split(",")[:MOST_MARKS]]

    def numbers(kind):
        return [number for noun, _dash, pk in wanted if noun == kind and (number := whole_number(pk))]

    context = {"comments": []}
    for model in target_models():
        pks = numbers(model._meta.model_name)
        targets = visible(request, model).filter(pk__in=pks) if pks else None
        if model is Post:
            context["posts"] = with_people(list(targets.with_cards(request.user)), request.user) if pks else []
        elif pks:
            context.setdefault("targets", []).extend(with_likers(list(targets.with_marks(request.user))))
    if comments := numbers("comment"):
        found = list(Comment.objects.visible_to(request.user).with_rows(request.user).filter(pk__in=comments))
        for model in target_models():
            pks = {one.target_id for one in found if one.target_model is model}
            seen = set(visible(request, model).filter(pk__in=pks).values_list("pk", flat=True)) if pks else ()
            context["comments"] += [one for one in found if one.target_model is model and one.target_id in seen]
    return render(request, "posts/_marks_of.html", context)


@login_not_required
@require_safe
def likes(request: HtmxRequest, pk, model=Post):
    """Who likes it. `?before=` the last of the page before."""
    target = visible_or_404(request, visible(request, model).with_counts(request.user), pk=pk)
    found = target.likes.visible_to(request.user).select_related("user__profile").order_by("-pk")
    page = paging.downwards(found, PAGE, request.GET.get("before"))
    return render(request, "posts/likes.html", {"target": target, "page": page})


@require_http_methods(["POST", "DELETE"])
@gone_is_404
@rate_limited("reactions")
def comment_like(request: HtmxRequest, pk):
    comment = comment_or_404(request, Comment.objects, pk)
    comment.unlike(request.user) if asks_to_end(request) else comment.like(request.user)
    comment = comment_or_404(request, Comment.objects.with_rows(request.user), pk)
    context = {"comment": comment}
    return fragment_or_redirect(request, "posts/_comment_like.html", context, to=comment.get_absolute_url())


@require_http_methods(["POST", "DELETE"])
@rate_limited("follows")
def follow_tag(request: HtmxRequest, name):
    """`back=`: the page on which the button stands, where that is not the tag's."""
    tag = tag_or_404(request, name)
    if asks_to_end(request):
        TagFollow.objects.filter(user=request.user, tag=tag).delete()
    else:
        TagFollow.objects.get_or_create(user=request.user, tag=tag)
    back = way_back(request, request.POST.get("back", ""))
    context = {"tag": tag, "i_follow": not asks_to_end(request), "back": back}
    return fragment_or_redirect(request, "posts/_follow_tag.html", context, to=back or address("tags:tag", tag.name))
