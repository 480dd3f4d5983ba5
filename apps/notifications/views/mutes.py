"""That the viewer hears nothing of a post, a room or a person, for a time."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from apps.shared.addresses import address
from apps.shared.http import HtmxRequest, asks_to_end

from ..models import Mute
from ..models.mutes import Length
from ..places import place_for


@require_http_methods(["GET", "HEAD", "POST", "DELETE"])
def mute(request: HtmxRequest, noun, number):
    """The choices; `until=` one of them makes it. `back=settings`: the page to go on with is that of the settings."""
    place = place_or_404(request, noun, number)
    if request.method in ("GET", "HEAD"):
        return shown(request, place)
    if asks_to_end(request):
        request.user.mutes.filter(place=place.name).delete()
        return answered(request, noun, number, _("You hear of it again."))
    if (length := request.POST.get("until")) not in Length.values:
        return shown(request, place, error=_("Say for how long."), status=422)
    made = Mute.objects.make(request.user, place.name, Length(length))
    return answered(request, noun, number, sentence(made, request.user))


def place_or_404(request, noun, number):
    place = place_for(request.user, noun, number)
    if place is None:
        raise Http404
    return place


def shown(request, place, status=200, **more):
    template = "notifications/_mute.html" if request.htmx else "notifications/mute.html"
    return render(request, template, {"place": place, "lengths": Length.choices, **more}, status=status)


def answered(request, noun, number, words):
    place = place_or_404(request, noun, number)
    if request.htmx:
        return shown(request, place, acted=True)
    messages.success(request, words)
    back = request.POST.get("back") == "settings"
    return redirect(f"{address('notifications:settings')}#muted" if back else place)


def sentence(mute, user):
    if mute.until is None:
        return _("Muted, until you say otherwise.")
    return _("Muted until %(moment)s.") % {
        "moment": date_format(mute.until.astimezone(user.preferences.zone), "D j M, H:i")
    }
