"""The list of projects: searched, filtered, sorted, page by page."""

from django.contrib.auth.decorators import login_not_required
from django.db.models import Max, Min
from django.shortcuts import render
from django.views.decorators.http import require_safe

from apps.accounts.models import SiteSettings
from apps.shared.http import HtmxRequest, SignInFirst
from apps.shared.limits import asks_with, rate_limited
from apps.shared.lists import ListQuery
from apps.tags.models import Tag

from ..filters import ORDER_LABELS, ORDERS, ProjectFilter
from ..models import Project
from .pages import visible

PAGE = 24  # projects
BESIDE, DRAFTS, POPULAR = 3, 5, 8  # projects that look for help, one's own drafts and tags, beside the list


@login_not_required
@require_safe
@rate_limited("searches", when=asks_with("q"))
def projects(request: HtmxRequest):
    """Filters as `ProjectFilter` says, `?sort=` one of ORDERS, `?after=` the last project of the page before."""
    if not request.user.is_authenticated and not SiteSettings.current().visitors_read_people:
        raise SignInFirst
    found = ProjectFilter(request.GET, visible(request).published(), request=request)
    asked = ListQuery(request, Project, "projects:projects", ORDERS)
    page, following = asked.page(found.qs.with_cards(), PAGE)
    context = {
        "page": page,
        "filter": found,
        "sort": asked.sort,
        "sorts": ORDER_LABELS,
        "next": asked.next_address(following),
        "narrowed": asked.is_narrowed,
    }
    if request.htmx:
        return asked.fragment(request, "projects/_projects.html", context)
    context["years"] = years(request)
    context["looking"] = [] if "help" in asked.query else looking_for_help(request)
    context["tags"] = Tag.objects.in_use().filter(project_count__gt=0).order_by("-project_count", "-pk")[:POPULAR]
    context["drafts"] = request.user.is_authenticated and Project.objects.drafts_of(request.user)[:DRAFTS]
    return render(request, "projects/projects.html", context)


def years(request):
    """The years in which projects were published, the latest first."""
    edges = Project.objects.published().order_by().aggregate(Min("published_at"), Max("published_at"))
    first, last = edges.values()
    return range(last.year, first.year - 1, -1) if first else []


def looking_for_help(request):
    projects = visible(request).published().exclude(help_wanted="").newest_first()
    return projects.select_related("owner__profile")[:BESIDE]
