"""What helps one to write in a room: the draft that is kept, how the text will look, names to choose from."""

from uuid import uuid4

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.accounts.models import SiteSettings
from apps.people.models import Profile
from apps.shared.forms import ClientId
from apps.shared.http import HtmxRequest, plain, visible_or_404
from apps.shared.limits import asks_with, over_limit, rate_limited

from .. import names as called
from ..forms import DraftForm, MessageForm
from ..models import NO_DRAFT, Draft, DraftChanged, Message
from .pages import answered, given_back, readable


@require_http_methods(["GET", "HEAD", "POST"])
@rate_limited("drafts")
def draft(request: HtmxRequest, slug):
    """The text that the viewer has begun in a room, as it stands; a POST replaces it, an empty one ends it.

    As JSON with what it answers and its version. A POST that says which `versions` it may replace gets 409, and what
    is kept, where another window has saved or sent something else meanwhile.
    """
    room = visible_or_404(request, readable(request), slug=slug)
    if request.method != "POST":
        if request.get_preferred_type(["text/plain", "application/json"]) == "application/json":
            return draft_as_json(request, room, ClientId().to_python(request.GET.get("client_id")))
        kept = Draft.objects.begun(room, request.user)
        return plain(kept.body if kept else "")
    form = DraftForm(request.POST)
    if not form.is_valid():
        return plain(form.sentence, 422)
    try:
        room.keep_draft(request.user, **form.cleaned_data)
    except DraftChanged:
        return draft_as_json(request, room, form.cleaned_data["client_id"], status=409)
    return HttpResponse(status=204)


def draft_as_json(request, room, client_id, status=200):
    """`sent`: the number, where there is or was a message of the viewer under it, and its text in `sent_body`."""
    kept = Draft.objects.begun(room, request.user)
    reply = kept and kept.reply_to_id and room.messages.with_rows().filter(pk=kept.reply_to_id).first()
    sent = room.has_sent(request.user, client_id)
    message = request.user.messages.filter(client_id=client_id).first() if sent else None
    found = {
        "version": kept.version if kept else NO_DRAFT,
        "body": kept.body if kept else "",
        "client_id": ((kept and kept.client_id) or uuid4()).hex,
        "reply": reply and {"pk": str(reply.pk), "name": reply.author.profile.distinct_name, "words": reply.line},
        "sent": client_id.hex if sent else "",
        "sent_body": message.body.strip() if message else "",
    }
    return JsonResponse(found, status=status, headers={"Cache-Control": "no-store"})


@require_POST
def preview(request: HtmxRequest, slug):
    """How a text will look: alone for htmx, on the room's page above the text otherwise."""
    room = visible_or_404(request, readable(request).with_head(), slug=slug)
    form = MessageForm(request.POST)
    status = 200 if form.is_valid() else 422
    if limited := over_limit(request, "previews"):
        form.add_error("body", limited.sentence)
        status = 429
    if limited and request.htmx:
        return plain(limited.sentence, status)
    preview = ""
    if form.is_valid():
        message = Message(room=room, author=request.user, body=form.cleaned_data["body"])
        message.render()
        preview = message.html
    if request.htmx:
        return render(request, "rooms/_preview.html", {"preview": preview, "form": form}, status=status)
    return given_back(request, room, form, status, preview=preview, reply=answered(request, room))


@require_safe
@rate_limited("completions", when=asks_with("q"))
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
