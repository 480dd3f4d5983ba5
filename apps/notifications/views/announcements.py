"""What the house says to everybody, on a page of its own."""

from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from apps.live import channels
from apps.shared.http import HtmxRequest

from ..models import Announcement
from ..rows import has_been_at


@require_safe
def announcement(request: HtmxRequest, pk):
    said = get_object_or_404(Announcement.objects.with_author(), pk=pk)
    has_been_at(request, channels.name(said))
    return render(request, "notifications/announcement.html", {"announcement": said})
