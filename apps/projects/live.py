"""Which projects someone hears."""

from apps.accounts.models import SiteSettings
from apps.live import channels
from apps.shared.parameters import whole_number

from .models import Project


def project_on_the_page(request):
    """`?project=7` on the stream's address: that project's channel, where it may be seen."""
    pk = whole_number(request.GET.get("project"))
    return [channels.named("project", pk)] if pk and can_be_read_by(request.user, pk) else []


def can_be_read_by(user, pk):
    projects = Project.objects.visible_to(user, SiteSettings.current())
    return projects.filter(pk=whole_number(str(pk)) or 0).exists()
