"""What was said before and after."""

from django.shortcuts import redirect, render

from apps.live import log
from apps.shared import paging
from apps.shared.parameters import calendar_day, whole_number

from ..rows import sent
from .pages import PAGE, answered, begun, context, has_read, shown

MOST_REFRESHED = 500  # rows; a page holds about 300


def history(request, room):
    """Some of what was said: rows for htmx, the room around them otherwise.

    `?before=` or `?after=` a message's number, `?around=` it; `?from=` and `?to=`: what a page shows already, as it
    stands now; `?on=` a day leads to its first message; otherwise the newest.
    """
    if "on" in request.GET:
        return redirect(first_message_from(room, calendar_day(request.GET["on"])) or room)
    place = log.position()
    queryset = sent(room.messages)
    page = asked_for(request.GET, queryset)
    if request.htmx:
        return render(request, "rooms/_messages.html", context(room, page))
    page = paging.with_both_sides(page, queryset)
    has_read(request, room, page)
    form = begun(request, room)
    return shown(request, room, page, form=form, place=place, reply=answered(request, room, form))


def asked_for(query, queryset):
    first, last = whole_number(query.get("from")), whole_number(query.get("to"))
    if first is not None and last is not None:
        return paging.Page(list(queryset.filter(pk__gte=first, pk__lte=last).order_by("pk")[:MOST_REFRESHED]))
    for name, pages in (("before", paging.before), ("after", paging.after), ("around", paging.around)):
        pk = whole_number(query.get(name))
        if pk is not None:
            return pages(queryset, pk, PAGE)
    return paging.newest(queryset, PAGE)


def first_message_from(room, day):
    """The first message of a day in the site's zone, or of the next day that has one."""
    if day is None:
        return None
    message = room.messages.sent_from(day).first()
    if message is not None:
        message.room = room
    return message
