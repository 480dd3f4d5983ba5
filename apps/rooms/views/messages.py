"""The messages of a room: one in its place, a page of them, a new one."""

from uuid import uuid4

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from apps.live import log
from apps.shared import paging
from apps.shared.http import HtmxRequest, asks_to_end, plain, visible_or_404
from apps.shared.limits import number_of_files, over_limit

from ..forms import MessageForm
from ..models import Removed, Rests, Room, Shut, Silent
from ..rows import row, sent
from .history import history
from .pages import PAGE, actions, answered, begun, given_back, has_read, readable, refused_in_silence, shown

REMOVED_SINCE = _("This message was sent already, and has been removed since.")


@login_not_required
@require_http_methods(["GET", "HEAD", "POST", "DELETE"])
def message(request: HtmxRequest, slug, pk):
    """A message in what was said around it; and its end."""
    room = visible_or_404(request, readable(request).with_head(), slug=slug)
    if request.method in ("POST", "DELETE"):
        return remove(request, room, pk)
    said = visible_or_404(request, room.messages.with_rows(), pk=pk)
    place = log.position()
    page = paging.around(sent(room.messages), pk, PAGE)
    has_read(request, room, page)
    form = begun(request, room)
    more = {"place": place, "target": pk, "actions": actions(request, said), "reply": answered(request, room, form)}
    return shown(request, room, page, form=form, **more)


def remove(request, room, pk):
    """A second time changes nothing."""
    if not request.user.is_authenticated:
        return visible_or_404(request, Room.objects.none())
    if not asks_to_end(request):
        return HttpResponseNotAllowed(["GET", "HEAD", "DELETE"])
    message = room.messages.filter(pk=pk).first()
    if message is not None:
        if not message.can_be_removed_by(request.user):
            raise Http404
        room.remove(message)
    return HttpResponse(status=204) if request.htmx else redirect(room)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def messages(request: HtmxRequest, slug):
    room = visible_or_404(request, readable(request).with_head(), slug=slug)
    if request.method != "POST":
        return history(request, room)
    try:
        return post(request, room)
    except (Rests, Silent):
        return nobody_writes(request, visible_or_404(request, readable(request).with_head(), slug=slug))
    except Removed:
        return sent_and_removed(request, room)
    except Shut as shut:
        raise Http404 from shut


def nobody_writes(request, room):
    """In an archived room, or where one is not heard; what was written comes back."""
    if request.htmx:
        return refused_in_silence(request, room)
    return given_back(request, room, MessageForm(request.POST), 409)


def sent_and_removed(request, room):
    """A repetition that comes too late. On a page that somebody has gone back to, the words may be wanted again."""
    if request.htmx:
        return plain(REMOVED_SINCE, 410)
    form = MessageForm({**request.POST.dict(), "client_id": uuid4()})
    form.add_error("body", REMOVED_SINCE)
    return given_back(request, room, form, 410, reply=answered(request, room))


def post(request, room):
    if not request.user.is_authenticated:
        return visible_or_404(request, Room.objects.none())
    form = MessageForm(request.POST, request.FILES)
    status = check_limits(request, form)
    if form.is_valid():
        given, reply_to = form.cleaned_data, answered(request, room)
        about = {"reply_to": reply_to, "files": given["files"], "drafts": given["draft"]}
        message = room.post(request.user, given["body"], given["client_id"], **about)
        if not request.htmx:
            return redirect(f"{room.get_absolute_url()}#message-{message.pk}")
        return HttpResponse(row(message))
    if request.htmx:
        return plain(form.sentence, status)
    return given_back(request, room, form, status, reply=answered(request, room))


def check_limits(request, form):
    """People send so much and no more, and guests no files. The status for what is wrong."""
    files = 0 if request.user.is_guest else number_of_files(request)
    if limited := over_limit(request, "messages") or (files and over_limit(request, "uploads", files)):
        form.add_error("body", limited.sentence)
        return 429
    if request.user.is_guest and form.is_valid() and form.cleaned_data["files"]:
        form.add_error("files", _("Guests cannot send files. Your text is kept."))
    return 422
