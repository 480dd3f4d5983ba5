"""The emoji under a message."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from apps.shared.http import HtmxRequest, asks_to_end, plain, refused, visible_or_404
from apps.shared.limits import count

from ..emoji import KNOWN
from ..models import Shut, Silent
from ..models.reactions import TooManyEmoji
from .pages import readable, refused_in_silence

NO_SUCH_EMOJI = _("There is no such emoji here.")
ENOUGH_EMOJI = _("There are enough different emoji here. Take one of those.")


@require_http_methods(["POST", "DELETE"])
def reactions(request: HtmxRequest, slug, pk):
    """`emoji`: put one's own under a message, or take it back. Everybody sees the row anew by the stream."""
    room = visible_or_404(request, readable(request).with_head(), slug=slug)
    message = visible_or_404(request, room.messages.all(), pk=pk)
    emoji = request.POST.get("emoji") or request.GET.get("emoji", "")
    if refusal := refused_in_silence(request, room, speaks=False):
        return refusal
    if emoji not in KNOWN and not asks_to_end(request):
        return plain(NO_SUCH_EMOJI, 422)
    count(request, "reactions")
    verb = message.unreact if asks_to_end(request) else message.react
    try:
        verb(request.user, emoji)
    except TooManyEmoji:
        return refused(request, ENOUGH_EMOJI, to=message)
    except Silent as why:
        return refused(request, str(why), to=room)
    except Shut as shut:
        raise Http404 from shut
    return HttpResponse(status=204) if request.htmx else redirect(message)
