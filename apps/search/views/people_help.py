"""Who can help with something: people by what they can do, have made and have written."""

from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from apps.accounts.models import SiteSettings
from apps.shared.addresses import with_query
from apps.shared.folding import fold
from apps.shared.http import HtmxRequest
from apps.shared.limits import asks_with, rate_limited
from apps.shared.parameters import whole_number
from apps.tags.models import Tag

from ..helpers import find_helpers

PAGE = 24  # people
SUGGESTIONS = 12  # tags
FILTERS = {
    "online": (_("Online now"), lambda helper: helper.is_online),
    "teaches": (_("Teaches"), lambda helper: helper.teaches),
    "following": (_("Following"), lambda helper: helper.profile.i_follow),
}


@require_safe
@rate_limited("searches", when=asks_with("q"))
def people_help(request: HtmxRequest):
    """`?q=` a tag, `?only=` one of FILTERS, `?from=` the number of people that were shown before."""
    asked = request.GET.get("q", "").strip()
    tag = Tag.objects.called(asked).first()
    found = find_helpers(tag, request.user, SiteSettings.current()) if tag else []
    only = request.GET.get("only") if request.GET.get("only") in FILTERS else ""
    shown = [helper for helper in found if not only or FILTERS[only][1](helper)]
    start = whole_number(request.GET.get("from")) or 0
    query = {"q": tag.name if tag else "", "only": only, "from": start + PAGE}
    context = {
        "asked": asked,
        "tag": tag,
        "total": len(found),
        "filters": [(value, label, sum(map(matches, found))) for value, (label, matches) in FILTERS.items()],
        "only": only,
        "page": shown[start : start + PAGE],
        "next": with_query("search:help", query) if len(shown) > start + PAGE else "",
        "suggestions": suggested_tags(asked, request.user) if not found else [],
    }
    return render(request, "search/help.html", context)


def suggested_tags(asked, user):
    """Tags that people have as skills: like the one asked for, or else those that the viewer follows."""
    tags = Tag.objects.filter(skills__isnull=False).distinct()
    if folded := fold(asked.lstrip("#")):
        return tags.filter(search_text__contains=folded)[:SUGGESTIONS]
    return tags.filter(followers__user=user)[:SUGGESTIONS]
