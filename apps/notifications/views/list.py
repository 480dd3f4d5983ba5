"""What concerns the viewer: the list, and the bell on every page."""

from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from apps.shared.http import HtmxRequest, fragment_or_redirect
from apps.shared.parameters import whole_number

from ..context_processors import bell_of
from ..kinds import Group
from ..reach import reach_of
from ..rows import Days, mark_row_read, rows_for, rows_of, under_days

MOST_NEW = 100  # rows that the line above the list counts


@require_safe
def notifications(request: HtmxRequest):
    """`?of=` a group, `?before=` the number of the last row of the page before, `under=` the title it stands under.

    For htmx such a page alone. Days and times are those of the reader's time zone; notification-days.js knows that of
    the browser.
    """
    with timezone.override(request.user.preferences.zone):
        return listed(request, group_of(request))


def group_of(request):
    group = request.GET.get("of", "")
    return group if group in Group.values else ""


@require_safe
def newer(request: HtmxRequest):
    """How many unread rows are new or have moved up since a row was the newest: `?newer=` its number."""
    group, pk = group_of(request), whole_number(request.GET.get("newer")) or 0
    mine = request.user.notifications.listed().in_group(group).unread()
    number = len(mine.filter(pk__gt=pk).bundles()[:MOST_NEW])
    context = {"newest": pk, "group": group, "number": number, "most": MOST_NEW}
    return render(request, "notifications/_newer.html", context)


def listed(request, group):
    rows, more = rows_of(request.user, group, request.GET.get("before"))
    by_day, under = under_days(rows, request.GET.get("under") if request.htmx else "")
    context = {"rows": rows, "by_day": by_day, "more": more, "under": under, "group": group}
    if request.htmx:
        return render(request, "notifications/_rows.html", context)
    unread = request.user.notifications.listed().unread().by_group()
    context["groups"] = [(group, group.label, unread[group]) for group in Group]
    context["days"] = Days.choices
    context |= {"reach": reach_of(request.user), "preferences": request.user.preferences}
    return render(request, "notifications/notifications.html", context)


@require_safe
def bell(request: HtmxRequest):
    """`?after=` the newest that the page knows of: of what came since, it hears in a word."""
    known, bell = whole_number(request.GET.get("after")) or 0, bell_of(request.user)
    new = []
    if bell["number"] and bell["newest"] > known:
        news = request.user.notifications.listed().unread().of_one_row(bell["newest"])
        new = rows_for(request.user, news.bundles())
    return render(request, "notifications/_told.html", {"bell": bell, "new": new[0] if new else None})


@require_POST
def read(request: HtmxRequest):
    """All that stood there: `up_to=` the number of the newest."""
    up_to = whole_number(request.POST.get("up_to")) or 0
    request.user.notifications.unread().filter(pk__lte=up_to).read()
    return redirect("notifications:notifications")


@require_POST
def read_row(request: HtmxRequest, pk):
    """What one row told; what has come to it since stays."""
    row = mark_row_read(request.user, pk)
    if row is None:
        raise Http404
    with timezone.override(request.user.preferences.zone):
        return fragment_or_redirect(request, "notifications/_row.html", {"row": row}, to="notifications:notifications")
