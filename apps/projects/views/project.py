"""A project's page."""

from django.contrib.auth.decorators import login_not_required
from django.db.models import Count
from django.shortcuts import render
from django.views.decorators.http import require_safe

from apps.live import channels
from apps.notifications.rows import has_been_at
from apps.posts.views.comments import comments_of, comments_since, register_page
from apps.posts.views.pages import with_likers
from apps.shared.http import HtmxRequest

from ..forms import ReviewForm
from ..models import Project, ProjectTag
from .pages import project_or_404, visible
from .reviews import reviews_of

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
    return page_of_project(request, project, comments_of(request, project))


def page_of_project(request, project, comments, status=200, review_form=None):
    """The whole page; the review form is given where it has errors."""
    with_likers([project])
    collaborators = list(project.collaborators.select_related("user__profile"))
    mine = next((one for one in collaborators if one.user_id == request.user.pk), None)
    reviews = reviews_of(request, project)
    is_member = request.user.is_authenticated and not request.user.is_guest
    works_on_it = project.owner_id == request.user.pk or bool(mine and mine.accepted_at)
    own_review = project.reviews.filter(author=request.user.pk or 0).first()
    can_review = is_member and not works_on_it and own_review is None and not project.is_draft
    context = {
        "project": project,
        "target": project,
        "collaborators": [one for one in collaborators if one.accepted_at and one.user.is_active],
        "invitation": mine if mine and not mine.accepted_at else None,
        "works_on_it": works_on_it,
        "own_review": own_review,
        "can_review": can_review or review_form is not None,
        "review_form": review_form or ReviewForm(),
        "related": related(request, project),
        **reviews,
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
