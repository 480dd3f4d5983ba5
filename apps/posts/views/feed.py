"""The feed, and the posts of a person."""

from django.contrib.auth.decorators import login_not_required
from django.db.models import Exists, OuterRef, Q
from django.shortcuts import render
from django.views.decorators.http import require_safe

from apps.accounts.models import SiteSettings
from apps.accounts.user_rows import creates_missing_rows
from apps.people.models import Profile
from apps.people.profile_pages import page_template, viewed_as
from apps.shared import front_page, paging
from apps.shared.addresses import address
from apps.shared.http import HtmxRequest, redirect_with_query, visible_or_404
from apps.shared.parameters import whole_number
from apps.shared.text import tag_name

from .. import feed_parts
from ..feed import newest_in_feed, page_of_feed
from ..grid import GRID, grid
from ..models import FeedVisit, Post, Save
from ..models.targets import target_models
from .pages import tag_or_404, visible, with_people

MOST_NEW = 21  # posts that the pill counts


@require_safe
def feed(request: HtmxRequest):
    """`?before=` the last post of the page before. For htmx such a page alone; or, with `?newer=` a post, how many
    have come since; and without either what takes the place of an empty feed.
    """
    if request.htmx and "newer" in request.GET:
        return newer(request, whole_number(request.GET["newer"]) or 0)
    before = whole_number(request.GET.get("before"))
    posts, has_older = page_of_feed(request.user, before)
    newest = posts[0].pk if posts and not before else 0
    visit = FeedVisit.objects.note(request.user, newest)
    context = {"posts": posts, "has_older": has_older, "visit": visit, "newest": newest}
    context["line_at"] = next((post.pk for post in posts if visit.seen_at and post.pk <= visit.seen_to), None)
    context["ends_without_line"] = not has_older and not (visit.seen_at and posts and posts[-1].pk <= visit.seen_to)
    context["before"] = before
    context["parts"] = [] if before or request.htmx else feed_parts.parts(feed_parts.ABOVE, request, posts)
    context["beside"] = [] if request.htmx else front_page.parts(front_page.BESIDE_FEED, request)
    if context["line_at"] or (context["ends_without_line"] and (posts or not before)):
        context["after_new"] = feed_parts.parts(feed_parts.AFTER_NEW, request, posts)
    with_people(posts, request.user)
    template = "posts/_posts.html" if before else "posts/_feed.html"
    return render(request, template if request.htmx else "posts/feed.html", context)


def newer(request, pk):
    number = sum(post > pk for post in newest_in_feed(request.user, MOST_NEW))
    return render(request, "posts/_newer.html", {"newest": pk, "number": number, "most": MOST_NEW})


@login_not_required
@require_safe
@creates_missing_rows
@viewed_as
def photos_of(request: HtmxRequest, username):
    """The grid of somebody's photos. `?before=` the last post of the page before."""
    profile = profile_or_404(request, username)
    posts = visible(request).filter(author=profile.user)
    return photos(request, profile, posts)


@login_not_required
@require_safe
@creates_missing_rows
@viewed_as
def tagged_by(request: HtmxRequest, username, name):
    """Of somebody's photos those with a tag. `?before=` the last post of the page before."""
    profile = profile_or_404(request, username)
    tag = tag_or_404(request, name)
    if tag.name != tag_name(name):
        to = address("posts:tagged_by", username, tag.name)
        return redirect_with_query(request, to, permanent=True)
    posts = visible(request).filter(author=profile.user).tagged_with(tag)
    return photos(request, profile, posts, tag=tag)


def profile_or_404(request, username):
    people = Profile.objects.visible_to(request.user, SiteSettings.current()).select_related("user")
    return visible_or_404(request, people, user__username=username.lower())


def photos(request, profile, posts, **more):
    context = {"profile": profile, "page": grid(posts, request.GET.get("before")), "enlarges": True, **more}
    context["page_template"] = page_template(request)
    return render(request, "posts/_grid.html" if request.htmx else "posts/photos.html", context)


@require_safe
def archived(request: HtmxRequest):
    """What the viewer has taken out of sight. `?before=` the last post of the page before."""
    page = grid(Post.objects.filter(author=request.user).exclude(archived_at=None), request.GET.get("before"))
    return render(request, "posts/_grid.html" if request.htmx else "posts/archived.html", {"page": page})


@require_safe
def saved(request: HtmxRequest):
    """The posts and projects that the viewer has saved; what was saved last comes first. `?before=` the last save of
    the page before.
    """
    saves = saves_of(request).select_related("post__author__profile", "project")
    saves = saves.prefetch_related("post__photos", "project__photos")
    page = paging.downwards(saves, GRID, request.GET.get("before"))
    return render(request, "posts/_saved.html" if request.htmx else "posts/saved.html", {"page": page})


def saves_of(request):
    """What the viewer has saved, as far as they may see it, the newest save first."""
    shown = Q()
    for model in target_models():
        shown |= Exists(visible(request, model).filter(pk=OuterRef(model._meta.model_name)))
    return Save.objects.filter(shown, user=request.user).order_by("-pk")
