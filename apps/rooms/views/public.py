"""What everybody finds of rooms that are public: days, plain text, a feed, and a map for searchers.

The same for members and visitors: a room that is not public, or on a site where nobody may look in, has none of it.
"""

from datetime import timedelta
from functools import wraps
from itertools import chain

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from apps.accounts.models import SiteSettings
from apps.shared import atom, paging
from apps.shared.addresses import absolute
from apps.shared.http import HtmxRequest, plain
from apps.shared.parameters import calendar_day, whole_number
from apps.shared.words import NOT_IN_XML

from ..models import Room
from ..models.messages import midnight
from ..rows import rows, sent

ON_A_DAY = 200  # messages of one page of a day
IN_TEXT, IN_FEED = 200, 40
MOST_ROOMS, MAPPED_DAYS = 500, 31  # of the map: the liveliest rooms, and the last days
ONE_DAY = timedelta(days=1)


def public():
    return Room.objects.public(SiteSettings.current())


def for_everybody(view):
    """Without signing in, and search engines may keep it."""

    @wraps(view)
    def answer(request, *args, **kwargs):
        response = view(request, *args, **kwargs)
        response["X-Robots-Tag"] = "all"
        return response

    return login_not_required(require_safe(answer))


@for_everybody
def day(request: HtmxRequest, slug, year, month, day):
    """`/rooms/studio/2026/11/02/`: what was said on a day, `?after=` a number where one page does not hold it."""
    room = get_object_or_404(public().select_related("owner__profile"), slug=slug)
    today = day_or_404(year, month, day)
    after = whole_number(request.GET.get("after"))
    page = page_of_day(room, today, after)
    if not page.rows:
        raise Http404
    context = {
        "room": room,
        "day": today,
        "page": page,
        "rows": rows(room, page),
        "address": address_of(room, today),
        "after": after,
        "previous": (before := day_before(room, today)) and address_of(room, before),
        "next": (later := day_after(room, today)) and address_of(room, later),
    }
    return render(request, "rooms/day.html", context)


def day_or_404(year, month, day):
    found = calendar_day(f"{year:04}-{month:02}-{day:02}")
    if found is None:
        raise Http404
    return found


def page_of_day(room, day, after=None):
    """Found by time, with its end in the index too: what follows the day is not looked at."""
    messages = sent(room.messages).sent_on(day)
    if after is not None:
        messages = messages.sent_after(after)
    found = list(messages[: ON_A_DAY + 1])
    return paging.Page(found[:ON_A_DAY], has_newer=len(found) > ON_A_DAY)


def day_after(room, day):
    moment = room.messages.sent_from(day + ONE_DAY).values_list("sent_at", flat=True).first()
    return timezone.localdate(moment) if moment else None


def day_before(room, day):
    """The day before that has messages, or None."""
    earlier = room.messages.filter(sent_at__lt=midnight(day)).order_by("-sent_at")
    moment = earlier.values_list("sent_at", flat=True).first()
    return timezone.localdate(moment) if moment else None


def address_of(room, day):
    return f"{room.get_absolute_url()}{day:%Y/%m/%d}/"


@for_everybody
def text(request: HtmxRequest, slug):
    """`room.txt`: the newest messages as plain text; `?on=` a day, or `?before=` a number, for earlier ones."""
    room = get_object_or_404(public().select_related("owner__profile"), slug=slug)
    messages = room.messages.with_rows()
    if "on" in request.GET:
        on = calendar_day(request.GET["on"])
        page = paging.Page(list(messages.sent_on(on)[:IN_TEXT]) if on else [])
    elif (before := whole_number(request.GET.get("before"))) is not None:
        page = paging.before(messages, before, IN_TEXT)
    else:
        page = paging.newest(messages, IN_TEXT)
    return plain("".join(as_text(request, room, page)))


def as_text(request, room, page):
    address = request.build_absolute_uri(room.get_absolute_url())
    yield f"{one_line(room.title)}\n{address}\n"
    if page.has_older:
        yield f"Earlier: {address}room.txt?before={page.rows[0].pk}\n"
    for message in page:
        message.room = room
        moment = timezone.localtime(message.sent_at)
        edited = " (edited)" if message.edited_at else ""
        yield f"\n{moment:%Y-%m-%d %H:%M} {one_line(message.author.profile.distinct_name)}{edited}\n"
        yield f"{request.build_absolute_uri(message.get_absolute_url())}\n"
        yield "".join(f"    {line}\n" for line in message.body.splitlines())


def one_line(words):
    return " ".join(words.split())


@for_everybody
def feed(request: HtmxRequest, slug):
    """`feed.atom`: the newest messages. Whoever asks with what they have been given gets 304 while nothing changed."""
    room = get_object_or_404(public().select_related("owner__profile"), slug=slug)
    messages = list(room.messages.with_rows().order_by("-pk")[:IN_FEED])
    for message in messages:
        message.room = room
        message.changed_at = max(message.sent_at, message.edited_at or message.sent_at)
        message.title = one_line(message.line) or f"{message.pk}"
    updated = max([message.changed_at for message in messages], default=room.opened_at)

    def render_feed():
        for message in messages:
            message.html_for_feed = atom.with_absolute_links(message.body_html, message.get_absolute_url())
        context = {"room": room, "messages": messages, "updated": updated, "origin": settings.SITE_URL}
        context["address"] = absolute(room.get_absolute_url()).removesuffix("/")
        text = NOT_IN_XML.sub("", render_to_string("rooms/feed.atom", context, request))
        return HttpResponse(text, content_type="application/atom+xml; charset=utf-8")

    shown = [(message.pk, message.stamp, message.author.profile.stamp) for message in messages]
    return atom.answer(request, (room.changed_at, SiteSettings.current().name, updated, shown), render_feed)


@for_everybody
def sitemap(request: HtmxRequest):
    """The rooms that are public at this moment, and their newest days: two queries, and never 50,000 addresses.

    Left out: of more than MOST_ROOMS rooms the calmest; and of each what was said more than MAPPED_DAYS days ago,
    except its newest day. Each day has a link to the day before, so that a searcher finds those too.
    """
    rooms = list(public().only("slug", "last_message_at").most_awake_first()[:MOST_ROOMS])
    days = mapped_days(rooms)
    origin = request.build_absolute_uri("/").removesuffix("/")
    addresses = []
    for room in rooms:
        addresses.append(f"{origin}{room.get_absolute_url()}")
        addresses += [f"{origin}{address_of(room, day)}" for day in days[room]]
    context = {"addresses": addresses}
    return render(request, "rooms/sitemap.xml", context, content_type="application/xml; charset=utf-8")


# One look into the index for each room and day, however much was said on it.
SAID_ON = """
WITH day (number, began, ended) AS (VALUES {days})
SELECT room.id, day.number
FROM rooms_room room CROSS JOIN day
WHERE room.id IN ({rooms}) AND (
    SELECT 1 FROM rooms_message
    WHERE rooms_message.room_id = room.id AND sent_at >= day.began AND sent_at < day.ended
    LIMIT 1
) = 1
"""


def mapped_days(rooms):
    """`{room: its days, the newest first}`: of the last MAPPED_DAYS, and the day when something was said last."""
    today = timezone.localdate()
    days = [today - timedelta(days=number) for number in range(MAPPED_DAYS)]
    found = {room: {timezone.localdate(room.last_message_at)} for room in rooms if room.last_message_at}
    awake = {room.pk: room for room in found if room.last_message_at >= midnight(days[-1])}
    if awake:
        sql = SAID_ON.format(days=", ".join(["(%s, %s, %s)"] * len(days)), rooms=", ".join(["%s"] * len(awake)))
        adapt = connection.ops.adapt_datetimefield_value
        edges = [(number, adapt(midnight(day)), adapt(midnight(day + ONE_DAY))) for number, day in enumerate(days)]
        with connection.cursor() as cursor:
            cursor.execute(sql, [*chain.from_iterable(edges), *awake])
            for pk, number in cursor.fetchall():
                found[awake[pk]].add(days[number])
    return {room: sorted(found.get(room, ()), reverse=True) for room in rooms}


@for_everybody
def robots(request: HtmxRequest):
    """Where searchers need not look, and where the map is. What is not for them says so itself, in a header."""
    sitemap = request.build_absolute_uri(reverse("rooms:sitemap"))
    closed = "".join(f"Disallow: /{place}/\n" for place in ("accounts", "admin", "settings"))
    return plain(f"User-agent: *\n{closed}Sitemap: {sitemap}\n")
