"""Saying a message in other words, and what it said before."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from apps.shared.http import HtmxRequest, plain, refused, visible_or_404
from apps.shared.limits import over_limit

from ..forms import EditForm
from ..models import Shut, Silent
from ..rows import row
from .pages import readable, refused_in_silence


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HtmxRequest, slug, pk):
    """One's own message as a form, in its place on the page or on a page of its own."""
    room = visible_or_404(request, readable(request).with_head(), slug=slug)
    message = visible_or_404(request, room.messages.with_rows().filter(author=request.user), pk=pk)
    if refusal := refused_in_silence(request, room, speaks=False):
        return refusal
    form = EditForm(request.POST if request.method == "POST" else None, message=message)
    if not form.is_valid():
        return edit_form(request, message, form)
    if limited := over_limit(request, "messages"):
        form.add_error("body", limited.sentence)
        return plain(limited.sentence, 429) if request.htmx else edit_form(request, message, form, 429)
    try:
        message = message.edit(request.user, form.cleaned_data["body"])
    except Silent as why:  # since we looked
        return refused(request, str(why), to=room)
    except Shut as shut:
        raise Http404 from shut
    if message is None:
        raise Http404
    return HttpResponse(row(message)) if request.htmx else redirect(message)


def edit_form(request, message, form, status=422):
    template = "rooms/_edit.html" if request.htmx else "rooms/edit.html"
    context = {"message": message, "form": form, "fragment": bool(request.htmx)}
    response = render(request, template, context, status=status if form.is_bound else 200)
    if form.is_bound and request.htmx:
        response["HX-Retarget"], response["HX-Reswap"] = f"#edit-{message.pk}", "outerHTML settle:0ms"
    return response


@require_safe
def earlier(request: HtmxRequest, slug, pk):
    """What a message said before it was edited, for those who keep order."""
    room = visible_or_404(request, readable(request).with_head(), slug=slug)
    message = visible_or_404(request, room.messages.with_rows(), pk=pk)
    if not room.shows_earlier_texts_to(request.user):
        raise Http404
    return render(request, "rooms/earlier.html", {"message": message, "revisions": message.revisions.newest_first()})
