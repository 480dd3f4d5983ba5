"""The files of a room: each at its address, and all of them on a page. Who may read the room may have them."""

from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import render
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from apps.shared import paging
from apps.shared.http import HtmxRequest, visible_or_404
from apps.shared.limits import asks_with, rate_limited
from apps.shared.parameters import whole_number, words_in

from ..gallery import newest_files
from ..models import Attachment
from .pages import readable

FILES = 36  # on a page
SHOWN = {"image/webp", "image/gif", "image/png"}  # as we draw them; all else is for downloading


@login_not_required
@require_safe
@rate_limited("searches", when=asks_with("q"))
def files(request: HtmxRequest, slug):
    """The newest first; `?q=` words of the name, `?before=` the last file of the page before.

    `?beside`: the newest ones, as they stand beside the room.
    """
    room = visible_or_404(request, readable(request).with_head(), slug=slug)
    if "beside" in request.GET:
        return HttpResponse(newest_files(room))
    words, older_than = words_in(request.GET, "q"), whole_number(request.GET.get("before"))
    found = room.attachments.with_sender().matching(words)
    page = paging.newest(found, FILES) if older_than is None else paging.before(found, older_than, FILES)
    files = page.rows[::-1]
    pictures, others = [one for one in files if one.is_picture], [one for one in files if not one.is_picture]
    context = {"room": room, "page": page, "q": words, "pictures": pictures, "others": others}
    return render(request, "rooms/files.html", context)


@login_not_required
@require_safe
def file(request: HtmxRequest, slug, pk, name):
    """The name is for whoever saves it; the number finds it."""
    attachment = attachment_or_404(request, slug, pk)
    return sent(request, attachment, attachment.file, attachment.content_type)


@login_not_required
@require_safe
def small_file(request: HtmxRequest, slug, pk, name):
    attachment = attachment_or_404(request, slug, pk)
    return sent(request, attachment, attachment.small, "image/webp")


def attachment_or_404(request, slug, pk):
    room = visible_or_404(request, readable(request), slug=slug)
    attachment = visible_or_404(request, Attachment.objects.filter(room=room), pk=pk)
    attachment.room = room
    return attachment


def sent(request, attachment, stored, kind):
    """A file never changes. What a closed room holds is asked for anew each time: whoever has left gets it no more."""
    tag = f'"{attachment.pk}-{attachment.size}"'
    response = get_conditional_response(request, etag=tag) or body(attachment, stored, kind)
    response["ETag"] = tag
    response["Cache-Control"] = (
        "private, no-cache" if attachment.room.is_closed else "private, max-age=86400, immutable"
    )
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def body(attachment, stored, kind):
    try:
        file = stored.open("rb")
    except (OSError, ValueError) as error:  # gone since we looked, or a file without a small picture
        raise Http404 from error
    shown = attachment.is_picture and kind in SHOWN
    return FileResponse(
        file,
        as_attachment=not shown,
        filename=attachment.name_for_saving,
        content_type=kind if shown else "application/octet-stream",
    )
