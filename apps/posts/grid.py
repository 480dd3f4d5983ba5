"""Posts as a grid of their first photos: on a profile, under a tag."""

from django.template.loader import render_to_string

from apps.accounts.models import SiteSettings
from apps.shared import paging
from apps.shared.addresses import address

from .models import Photo, Post

GRID = 24  # photos on a page


def grid(posts, before=None):
    """A page of posts, the newest first; `before` as it stands in the address."""
    posts = posts.newest_first().select_related("author__profile").prefetch_related("photos")
    return paging.downwards(posts, GRID, before)


def posts_of(request, profile):
    return Post.objects.visible_to(request.user, SiteSettings.current()).filter(author=profile.user)


def number_of_photos(request, profile):
    """In the head of a profile: how many photos its posts show to the viewer."""
    if number := Photo.objects.filter(post__in=posts_of(request, profile)).count():
        return render_to_string("posts/_number_of_photos.html", {"profile": profile, "number": number})
    return ""


def part_of_profile(request, profile):
    """What a profile's page shows of somebody's photos."""
    posts = posts_of(request, profile)
    username = profile.user.username
    context = {"profile": profile, "page": grid(posts), "address": address("posts:photos", username), "enlarges": True}
    if profile.pk == request.user.pk:
        context["archived"] = Post.objects.filter(author=request.user).exclude(archived_at=None).count()
    return render_to_string("posts/_of_profile.html", context, request)
