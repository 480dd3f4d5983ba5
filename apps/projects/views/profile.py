"""Two tabs of a profile, projects and reviews, and the one-page CV."""

from django.shortcuts import render

from apps.people.profile_pages import profile_page, profile_tab
from apps.shared import paging
from apps.shared.addresses import with_query

from ..models import Project, Review
from ..profile_tabs import of_profile, received, review_totals, written

PAGE = 12
REVIEWS = 12
BY_PROJECT = 6  # projects beside the reviews
IN_CV, QUOTES = 6, 3


@profile_tab
def projects_of_profile(request, username):
    """`?after=` the last project of the page before; `?print=1` the CV."""
    context = profile_page(request, username)
    profile = context["profile"]
    projects = of_profile(request, profile).with_cards()
    if "print" in request.GET:
        return render(request, "projects/cv.html", context | cv(request, profile, projects))
    cursor = paging.read_cursor(Project, "published_at", request.GET.get("after"))
    context["page"], following = paging.ordered(projects, "published_at", cursor, PAGE, descending=True)
    if following:
        after = {"after": paging.cursor_text(following)}
        context["next"] = with_query("projects:of_profile", after, profile.user.username)
    if context["own"] and not cursor:
        context["drafts"] = Project.objects.drafts_of(request.user)
    return render(request, "projects/of_profile.html", context)


def cv(request, profile, projects):
    """The best reviewed projects and some words of those who recommend them."""
    best = list(projects.order_by("-positive_count", "-published_at", "-pk")[:IN_CV])
    praise = Review.objects.visible_to(request.user).filter(project__in=best, is_positive=True)
    quotes = praise.with_rows().newest_first()[:QUOTES]
    return {"projects": best, "quotes": quotes, "field_values": profile.shown_field_values()}


@profile_tab
def reviews_of_profile(request, username):
    """Those that someone received, or with `?written=1` wrote. `?before=` the last of the page before."""
    context = profile_page(request, username)
    profile = context["profile"]
    context["written"] = "written" in request.GET
    found = written(request, profile) if context["written"] else received(request, profile)
    found = found.with_rows().prefetch_related("project__photos").newest_first()
    context["page"] = paging.downwards(found, REVIEWS, request.GET.get("before"))
    projects = of_profile(request, profile)
    context["reviews"], context["share"] = review_totals(request, profile)
    reviewed = projects.exclude(review_count=0).order_by("-review_count", "-pk").prefetch_related("photos")
    context["by_project"] = reviewed[:BY_PROJECT]
    return render(request, "projects/reviews_of_profile.html", context)
