"""What the views of projects have in common."""

from apps.posts.views.pages import visible as visible_targets
from apps.shared.http import visible_or_404

from ..models import Project


def visible(request):
    return visible_targets(request, Project)


def project_or_404(request, pk, projects=None):
    return visible_or_404(request, visible(request) if projects is None else projects, pk=pk)


def own_or_404(request, pk):
    own = Project.objects.filter(owner=request.user.pk).select_related("owner__profile")
    return visible_or_404(request, own, pk=pk)
