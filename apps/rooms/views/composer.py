"""What helps one to write in a room: the draft that is kept, how the text will look, names to choose from."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.accounts.models import SiteSettings
from apps.people.models import Profile
from apps.shared.http import HtmxRequest, plain, visible_or_404

from .. import names as called
from ..forms import DraftForm, MessageForm
from ..models import Draft, Message
from .pages import answered, given_back, readable


@require_http_methods(["GET", "HEAD", "POST"])
def draft(request: HtmxRequest, slug):
    """The text that the viewer has begun in a room, as it stands; a POST replaces it, an empty one ends it."""
    room = visible_or_404(request, readable(request), slug=slug)
    if request.method != "POST":
        kept = Draft.objects.begun(room, request.user)
        return plain(kept.body if kept else "")
    form = DraftForm(request.POST)
    if not form.is_valid():
        return plain(form.sentence, 422)
    room.keep_draft(request.user, **form.cleaned_data)
    return HttpResponse(status=204)


@require_POST
def preview(request: HtmxRequest, slug):
    """How a text will look: alone for htmx, on the room's page above the text otherwise."""
    room = visible_or_404(request, readable(request).with_head(), slug=slug)
    form = MessageForm(request.POST)
    status = 200 if form.is_valid() else 422
    preview = ""
    if form.is_valid():
        message = Message(room=room, author=request.user, body=form.cleaned_data["body"])
        message.render()
        preview = message.html
    if request.htmx:
        return render(request, "rooms/_preview.html", {"preview": preview, "form": form}, status=status)
    return given_back(request, room, form, status, preview=preview, reply=answered(request, room))


@require_safe
def names(request: HtmxRequest, slug):
    """`?q=@ad` or `?q=#we`: whose and which names begin so, as options of a list."""
    room = visible_or_404(request, readable(request), slug=slug)
    sign, beginning = request.GET.get("q", "")[:1], request.GET.get("q", "")[1:]
    found = {}
    if request.user.is_guest or not beginning:  # who lives here, a guest sees when they speak
        return render(request, "rooms/_completions.html", found)
    if sign == "@":
        visible = Profile.objects.visible_to(request.user, SiteSettings.current()).to_offer_to(request.user)
        found["people"] = called.people(room, beginning, visible)
    elif sign == "#":
        found["tags"] = called.tags(beginning)
    return render(request, "rooms/_completions.html", found)
