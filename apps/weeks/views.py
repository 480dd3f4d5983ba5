"""The community's weeks, for its members."""

from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from apps.shared import paging
from apps.shared.http import HtmxRequest
from apps.shared.parameters import calendar_day

from . import photos
from .models import Week

WEEKS = 20  # on a page


@require_safe
def weeks(request: HtmxRequest):
    """The newest first. `?before=` the Monday of the last one of the page before."""
    before = calendar_day(request.GET.get("before"))
    found = Week.objects.to_read().newest_first()
    page = paging.downwards(found.filter(begins__lt=before) if before else found, WEEKS)
    rows = photos.beside(page, request.user)
    context = {"page": page, "rows": rows, "later": before}
    return render(request, "weeks/_weeks.html" if request.htmx else "weeks/weeks.html", context)


@require_safe
def week(request: HtmxRequest, begins):
    week = get_object_or_404(Week.objects.to_read(), begins=begins)
    return render(request, "weeks/week.html", {"week": week, "sections": week.sections_for(request.user)})
