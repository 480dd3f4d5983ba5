"""A project's page."""

from django.contrib.auth.decorators import login_not_required
from django.db.models import Count
from django.shortcuts import render
from django.views.decorators.http import require_safe

from apps.live import channels
from apps.notifications.rows import has_been_at
from apps.posts.views.comments import comments_of, comments_since, register_page
from apps.posts.views.pages import opened, with_likers
from apps.shared.http import HtmxRequest

from ..models import Project, ProjectTag
from .pages import project_or_404, visible
from .reviews_section import reviews_section

RELATED, CANDIDATES = 4, 300


@login_not_required
@require_safe
def project(request: HtmxRequest, pk):
    """For htmx, on an open page: the marks as they are now, and the comments since `?newest=`."""
    project = project_or_404(request, pk, visible(request).with_page(request.user))
    has_been_at(request, channels.name(project))
    if request.htmx:
        with_likers([project])
        return render(request, "posts/_target_news.html", {"target": project, **comments_since(request, project)})
    opened(request, project)
    return page_of_project(request, project, comments_of(request, project))


def page_of_project(request, project, comments, status=200, review_form=None):
    """The whole page; the review form is given where it has errors."""
    with_likers([project])
    collaborators = list(project.collaborators.select_related("user__profile"))
    mine = next((one for one in collaborators if one.user_id == request.user.pk), None)
    works_on_it = project.owner_id == request.user.pk or bool(mine and mine.accepted_at)
    context = {
        "project": project,
        "target": project,
        "collaborators": [one for one in collaborators if one.accepted_at and one.user.is_active],
        "invitation": mine if mine and not mine.accepted_at else None,
        "works_on_it": works_on_it,
        "related": related(request, project),
        **reviews_section(request, project, works_on_it, review_form),
        **comments,
    }
    return render(request, "projects/project.html", context, status=status)


register_page(Project, page_of_project)


def related(request, project):
    """Up to RELATED projects that share most tags with one, among the newest CANDIDATES that share any."""
    tags = [tag.pk for tag in project.tags.all()]
    if not tags:
        return []
    sharing = ProjectTag.objects.filter(tag__in=tags).exclude(project=project)
    newest = list(sharing.order_by("-project").values_list("project", flat=True)[:CANDIDATES])
    numbers = ProjectTag.objects.filter(project__in=newest, tag__in=tags).order_by().values("project")
    shared = dict(numbers.annotate(number=Count("pk")).values_list("project", "number"))
    found = visible(request).published().filter(pk__in=shared).with_cards()
    return sorted(found, key=lambda one: (-shared[one.pk], -one.pk))[:RELATED]
