"""Two tabs of a profile, projects and reviews, and the one-page CV."""

from django.shortcuts import render
from django.utils.translation import gettext as _

from apps.people.profile_pages import profile_page, profile_tab
from apps.shared import paging
from apps.shared.addresses import with_query

from ..models import Project, Review
from ..profile_tabs import of_profile, received, review_totals, rows_of_projects, written

PAGE = 12
REVIEWS = 12
BY_PROJECT = 6  # projects beside the reviews
IN_CV, QUOTES = 6, 3

# The projects that `?show=` keeps: `(a row of rows_of_projects, profile)` gives whether it is one of them.
SHOWN = {
    "own": lambda row, profile: row.owner_id == profile.pk,
    "works": lambda row, profile: row.owner_id != profile.pk,
    "help": lambda row, profile: row.help_wanted,
}


@profile_tab
def projects_of_profile(request, username):
    """`?show=` one of SHOWN alone, `?after=` the last project of the page before; `?print=1` the CV."""
    context = profile_page(request, username)
    profile = context["profile"]
    shown, context["filters"] = filters(request, profile)
    projects = of_profile(request, profile).with_cards()
    if "print" in request.GET:
        return render(request, "projects/cv.html", context | cv(request, profile, projects))
    if shown:
        numbers = [row.pk for row in rows_of_projects(request, profile) if SHOWN[shown](row, profile)]
        projects = projects.filter(pk__in=numbers)
    cursor = paging.read_cursor(Project, "published_at", request.GET.get("after"))
    context["page"], following = paging.ordered(projects, "published_at", cursor, PAGE, descending=True)
    if following:
        after = ({"show": shown} if shown else {}) | {"after": paging.cursor_text(following)}
        context["next"] = with_query("projects:of_profile", after, profile.user.username)
    if context["own"] and not cursor and not shown:
        context["drafts"] = Project.objects.drafts_of(request.user)
    return render(request, "projects/of_profile.html", context)


def filters(request, profile):
    """What `?show=` asks for, and the chips: `(value, label, number, is_current)`, where they tell projects apart."""
    rows = rows_of_projects(request, profile)
    found = {name: sum(bool(shows(row, profile)) for row in rows) for name, shows in SHOWN.items()}
    shown = request.GET.get("show", "")
    shown = shown if shown in SHOWN else ""
    labels = {"own": _("Own"), "works": _("Collaborations"), "help": _("Looking for help")}
    chips = [("", _("All"), len(rows), not shown)]
    chips += [(name, labels[name], found[name], name == shown) for name in SHOWN if found[name] or name == shown]
    return shown, chips if shown or any(0 < number < len(rows) for number in found.values()) else []


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
