"""A post: its page, and its end."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from apps.live import channels
from apps.notifications.rows import has_been_at
from apps.shared.http import HtmxRequest, asks_to_end, visible_or_404

from .comments import comments_of, comments_since, page_of_post
from .pages import gone_is_404, opened, own_or_404, to, visible, with_likers


@login_not_required
@require_http_methods(["GET", "HEAD", "DELETE", "POST"])
@gone_is_404
def post(request: HtmxRequest, pk):
    """The post with what was said about it; and its end."""
    if request.method in ("POST", "DELETE"):
        return remove(request, pk)
    post = visible_or_404(request, visible(request).with_cards(request.user), pk=pk)
    has_been_at(request, channels.name(post))
    if request.htmx:
        with_likers([post])
        return render(request, "posts/_target_news.html", {"target": post, **comments_since(request, post)})
    opened(request, post)
    return page_of_post(request, post, comments_of(request, post))


def remove(request, pk):
    post = own_or_404(request, pk)
    if not asks_to_end(request):
        raise Http404
    if request.POST.get("sure") != "yes" and request.method == "POST":
        return render(request, "posts/delete.html", {"post": post})
    post.remove()
    messages.success(request, _("The post and its photos are deleted."))
    return to(request, request.user.profile.get_absolute_url())


@require_safe
def former(request: HtmxRequest, pk):
    """The former captions, for the author alone."""
    return render(request, "posts/former.html", {"post": own_or_404(request, pk)})


@require_http_methods(["POST", "DELETE"])
def archive(request: HtmxRequest, pk):
    post = own_or_404(request, pk)
    if asks_to_end(request):
        post.bring_back()
        messages.success(request, _("The post is back."))
    else:
        post.archive()
        messages.success(request, _("The post is archived. Nobody but you can find it."))
    return to(request, "posts:edit", pk)
