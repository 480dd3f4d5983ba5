"""What a room's owner decides: its name and kind, who keeps it, whether it rests, and its end."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from apps.shared.direction import isolate_text
from apps.shared.http import HtmxRequest, asks_to_end
from apps.shared.limits import number_of_files, over_limit

from ..models import Stays
from ..room_forms import DeleteForm, HandOverForm, SettingsForm
from .pages import run_by_or_404


@require_http_methods(["GET", "POST"])
def settings(request: HtmxRequest, slug):
    room = run_by_or_404(request, slug)
    form = SettingsForm(request.POST or None, request.FILES or None, instance=room, user=request.user)
    if (files := number_of_files(request)) and (limited := over_limit(request, "uploads", files)):
        form.add_error(None, limited.sentence)
        return page(request, slug, form=form, status=429)
    if request.method == "POST" and form.is_valid():
        form.change()
        messages.success(request, _("Saved. Everybody sees it now."))
        return redirect("rooms:settings", room.slug)
    return page(request, slug, form=form, status=422 if form.is_bound else 200)


def page(request, slug, status=200, **forms):
    room = run_by_or_404(request, slug)  # afresh: a form has changed the one that it was given
    context = {"room": room, "form": SettingsForm(instance=room), "hand_over_form": HandOverForm(), **forms}
    return render(request, "rooms/settings.html", context, status=status)


@require_http_methods(["POST"])
def owner(request: HtmxRequest, slug):
    """Handing a room over to one of its members."""
    room = run_by_or_404(request, slug)
    form = HandOverForm(request.POST, room=room)
    if not form.is_valid():
        return page(request, slug, hand_over_form=form, status=422)
    try:
        room.hand_over(form.member)
    except Stays:
        form.add_error("username", _("They have just left the room."))
        return page(request, slug, hand_over_form=form, status=422)
    messages.success(
        request, _("%(name)s keeps this room from now on.") % {"name": isolate_text(form.member.profile.distinct_name)}
    )
    return redirect(room)


@require_http_methods(["POST", "DELETE"])
def archive(request: HtmxRequest, slug):
    """A room that rests can be read, and nobody writes in it."""
    room = run_by_or_404(request, slug)
    if asks_to_end(request):
        door = _("Its door for guests stays closed until you open it.") if room.unarchive() else ""
        messages.success(request, f"{_('Awake again.')} {door}".strip())
    else:
        door = _("Every guest is out, and the door is closed.") if room.archive() else ""
        messages.success(request, f"{_('Archived. It can be read, and nobody writes in it.')} {door}".strip())
    return redirect("rooms:settings", room.slug)


@require_http_methods(["GET", "POST"])
def delete(request: HtmxRequest, slug):
    room = run_by_or_404(request, slug)
    form = DeleteForm(request.POST or None, room=room)
    if request.method == "POST" and form.is_valid():
        room.delete()
        messages.success(request, _("The room and all that was said in it are gone."))
        return redirect("rooms:rooms")
    return render(request, "rooms/delete.html", {"room": room, "form": form}, status=422 if form.is_bound else 200)
