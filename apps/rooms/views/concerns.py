"""What concerns the viewer, over all rooms: where they were named or called, and what answers them."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from apps.shared import paging
from apps.shared.http import HtmxRequest
from apps.shared.parameters import whole_number

from .pages import PAGE, readable


@require_safe
def concerns(request: HtmxRequest):
    """The newest first; `?before=` the number of a message for the next page."""
    mentions = request.user.mentions.in_rooms(readable(request).not_direct()).newest_first().with_rows()
    before = whole_number(request.GET.get("before"))
    if before is not None:
        mentions = mentions.filter(message__lt=before)
    page = paging.downwards(mentions, PAGE)
    return render(request, "rooms/concerns.html", {"page": page, "later": before})
