"""What a profile's tabs Projects and Reviews have in them, and how many things that are."""

from django.utils.translation import gettext_lazy as _

from apps.accounts.models import SiteSettings
from apps.people import profile_tabs

from .models import Project, Review


def register():
    profile_tabs.register(_("Projects"), "projects:of_profile", order=20, count=number_of_projects)
    profile_tabs.register(_("Reviews"), "projects:reviews_of_profile", order=30, count=number_of_reviews)


def of_profile(request, profile):
    """The published projects that someone owns or works on, as far as the viewer may see them."""
    return Project.objects.visible_to(request.user, SiteSettings.current()).published().of(profile.user)


def numbers_of_projects(request, profile):
    """The primary keys of `of_profile`; asked once for a page, as several of its parts need them."""
    key = (request.user.pk, profile.pk)
    if getattr(request, "projects_of_profile", (None, []))[0] != key:
        request.projects_of_profile = key, list(of_profile(request, profile).values_list("pk", flat=True))
    return request.projects_of_profile[1]


def number_of_projects(request, profile):
    return len(numbers_of_projects(request, profile))


def number_of_reviews(request, profile):
    return received(request, profile).count() if numbers_of_projects(request, profile) else 0


def received(request, profile):
    """The reviews of someone's projects, as far as the viewer may see both."""
    projects = numbers_of_projects(request, profile)
    return Review.objects.visible_to(request.user).filter(project__in=projects)


def written(request, profile):
    """The reviews that someone wrote, of projects that the viewer may see."""
    mine = Review.objects.visible_to(request.user).filter(author=profile.user)
    visible = Project.objects.visible_to(request.user, SiteSettings.current()).published()
    return mine.filter(project__in=visible.filter(reviews__author=profile.user).values("pk"))
