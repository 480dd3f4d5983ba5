"""Likes, saves, and the tags that one follows: each a thing that is made and ended."""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from apps.shared import paging
from apps.shared.addresses import address
from apps.shared.http import HtmxRequest, asks_to_end, fragment_or_redirect, visible_or_404
from apps.shared.limits import rate_limited
from apps.shared.parameters import whole_number
from apps.shared.text import tag_name
from apps.tags.models import TagFollow

from ..models import Comment
from .pages import comment_or_404, gone_is_404, tags, visible, with_people

PAGE = 48  # people
MOST_MARKS = 100  # posts and comments that are asked for at once


@require_http_methods(["POST", "DELETE"])
@gone_is_404
@rate_limited("reactions")
def like(request: HtmxRequest, pk):
    post = visible_or_404(request, visible(request), pk=pk)
    post.unlike(request.user) if asks_to_end(request) else post.like(request.user)
    return marks(request, pk)


@require_http_methods(["POST", "DELETE"])
@gone_is_404
@rate_limited("reactions")
def save(request: HtmxRequest, pk):
    post = visible_or_404(request, visible(request), pk=pk)
    post.let_go(request.user) if asks_to_end(request) else post.keep(request.user)
    return marks(request, pk)


def marks(request, pk):
    """The row of marks as it is now, after the write."""
    post = visible_or_404(request, visible(request).with_cards(request.user), pk=pk)
    with_people([post], request.user)
    return fragment_or_redirect(request, "posts/_marks.html", {"post": post}, to=post)


@require_safe
def current_marks(request: HtmxRequest):
    """`?of=post-7,comment-3`: likes, saves and what was said last, of what stands on a page that is shown from the
    history. What may not be seen any more is left out.
    """
    wanted = [name.partition("-") for name in request.GET.get("of", "").split(",")[:MOST_MARKS]]
    posts, comments = (
        [number for noun, _dash, pk in wanted if noun == kind and (number := whole_number(pk))]
        for kind in ("post", "comment")
    )
    posts = list(visible(request).with_cards(request.user).filter(pk__in=posts)) if posts else []
    with_people(posts, request.user)
    if comments:
        comments = list(Comment.objects.visible_to(request.user).with_rows(request.user).filter(pk__in=comments))
        seen = set(visible(request).filter(pk__in={one.post_id for one in comments}).values_list("pk", flat=True))
        comments = [one for one in comments if one.post_id in seen]
    return render(request, "posts/_marks_of.html", {"posts": posts, "comments": comments})


@login_not_required
@require_safe
def likes(request: HtmxRequest, pk):
    """Who likes it. `?before=` the last of the page before."""
    posts = visible(request).with_counts(request.user).select_related("author__profile")
    post = visible_or_404(request, posts, pk=pk)
    found = post.likes.visible_to(request.user).select_related("user__profile").order_by("-pk")
    page = paging.downwards(found, PAGE, request.GET.get("before"))
    return render(request, "posts/likes.html", {"post": post, "page": page})


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
    tag = visible_or_404(request, tags(request), name=tag_name(name))
    if asks_to_end(request):
        TagFollow.objects.filter(user=request.user, tag=tag).delete()
    else:
        TagFollow.objects.get_or_create(user=request.user, tag=tag)
    context = {"tag": tag, "i_follow": not asks_to_end(request)}
    return fragment_or_redirect(request, "posts/_follow_tag.html", context, to=address("posts:tag", tag.name))
