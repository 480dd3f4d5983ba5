"""The one stream that a page opens."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse, StreamingHttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST
from django_eventstream.utils import get_channelmanager

from apps.shared.parameters import whole_number

from . import scripts, wire
from .delivery import LIFETIME, Listener, delivery
from .limits import holders_of
from .recent_nudges import recent_nudges

MOST_OF_A_NAME = 40


@login_not_required
@require_GET
def events(request):
    """`?room=3&lastEventId=17`: everything that this person may hear on this page, from event 17 on.

    `since=` the moment from which on the page has to hear nudges, in milliseconds; see `recent_nudges`.

    204 tells the browser not to ask again: there is nothing here for this person.

    `?format=json`: for scripts, see `scripts`.
    """
    if request.GET.get("format") == "json":
        return events_for_scripts(request)
    sure_at = delivery.place  # before anything is asked: what changes from here on, the follower tells
    asked_at = recent_nudges.now()
    channels = get_channelmanager().get_channels_for_request(request, {})
    if not channels:
        return HttpResponse(status=204)
    place = whole_number(request.headers.get("Last-Event-ID") or request.GET.get("lastEventId"))
    listener = Listener(channels, request.user.pk, place, sure_at, request.GET.get("page", "")[:MOST_OF_A_NAME])
    listener.nudged_since, listener.asked_at = whole_number(request.GET.get("since")), asked_at
    listener.wants_moments = listener.nudged_since is not None
    return streaming(listener, holders_of(request))


def events_for_scripts(request):
    """As JSON, for whoever the header `Authorization` or the session says; from `Last-Event-ID` on."""
    sure_at = delivery.place
    audience = scripts.audience_of(request)
    if isinstance(audience, HttpResponse):
        return audience
    place = whole_number(request.headers.get("Last-Event-ID") or request.GET.get("lastEventId"))
    listener = Listener(audience.channels, audience.user_pk, place, sure_at, is_script=True)
    if audience.expires_at:
        listener.lifetime = min(LIFETIME, max((audience.expires_at - timezone.now()).total_seconds(), 0))
    return streaming(listener, audience.holders)


def streaming(listener, holders):
    response = StreamingHttpResponse(stream(listener), content_type="text/event-stream")
    response["Cache-Control"] = "no-store, no-transform"
    response["X-Accel-Buffering"] = "no"
    response.listener, response.holders = listener, holders
    return response


@csrf_exempt  # it changes nothing, and whoever knows the page's name is the page
@login_not_required
@require_POST
def alive(request):
    """`?page=…`: somebody sits before the page that opened its stream under this name.

    A connection does not tell it: routers keep one for many minutes to a computer that sleeps.
    """
    delivery.sign(request.GET.get("page", "")[:MOST_OF_A_NAME])
    return HttpResponse(status=204)


async def stream(listener):
    """Bytes for as long as the reader stays: first what it missed, then what happens."""
    await delivery.start()
    delivery.add(listener)
    try:
        yield wire.opening(listener.place, listener.is_script) + delivery.missed_nudges(listener)
        while not listener.closed:
            part = await delivery.catch_up(listener) if listener.behind else listener.take()
            if part:
                yield part
            elif not listener.behind:
                await listener.news.wait()
        yield wire.CLOSED_FOR_SCRIPTS if listener.is_script else wire.CLOSED
    finally:
        delivery.remove(listener)
