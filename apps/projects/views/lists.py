"""The list of projects: searched, filtered, sorted, page by page."""

from django.contrib.auth.decorators import login_not_required
from django.db.models import Max, Min
from django.shortcuts import render
from django.views.decorators.http import require_safe

from apps.accounts.models import SiteSettings
from apps.shared import paging
from apps.shared.addresses import with_query
from apps.shared.http import HtmxRequest, SignInFirst
from apps.shared.limits import asks_with, rate_limited

from ..filters import ORDER_LABELS, ORDERS, ProjectFilter
from ..models import Project
from .pages import visible

PAGE = 24  # projects
BESIDE = 3  # projects that look for help, beside the list


@login_not_required
@require_safe
@rate_limited("searches", when=asks_with("q"))
def projects(request: HtmxRequest):
    """Filters as `ProjectFilter` says, `?sort=` one of ORDERS, `?after=` the last project of the page before."""
    if not request.user.is_authenticated and not SiteSettings.current().visitors_read_people:
        raise SignInFirst
    found = ProjectFilter(request.GET, visible(request).published(), request=request)
    sort = request.GET.get("sort") if request.GET.get("sort") in ORDERS else ""
    field, descending = ORDERS[sort]
    cursor = paging.read_cursor(Project, field, request.GET.get("after"))
    page, following = paging.ordered(found.qs.with_cards(), field, cursor, PAGE, descending)
    query = {name: value for name, value in request.GET.items() if value and name != "after"}
    context = {
        "page": page,
        "filter": found,
        "sort": sort,
        "sorts": ORDER_LABELS,
        "next": with_query("projects:projects", query | {"after": paging.cursor_text(following)}) if following else "",
        "narrowed": bool(set(query) - {"sort"}),
    }
    if request.htmx:
        response = render(request, "projects/_projects.html", context)
        if not cursor:
            response["HX-Push-Url"] = with_query("projects:projects", query)
        return response
    context["years"] = years(request)
    context["looking"] = [] if "help" in query else looking_for_help(request)
    context["drafts"] = request.user.is_authenticated and Project.objects.filter(owner=request.user, published_at=None)
    return render(request, "projects/projects.html", context)


def years(request):
    """The years in which projects were published, the latest first."""
    edges = Project.objects.published().order_by().aggregate(Min("published_at"), Max("published_at"))
    first, last = edges.values()
    return range(last.year, first.year - 1, -1) if first else []


def looking_for_help(request):
    projects = visible(request).published().exclude(help_wanted="").newest_first()
    return projects.select_related("owner__profile")[:BESIDE]
