"""One search over everything: its page, the quick list of the search box, and what someone searched for before."""

from dataclasses import dataclass
from functools import cached_property

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from apps.accounts.models import SiteSettings
from apps.live import channels, presence
from apps.people.models import Profile
from apps.shared.addresses import address, with_query
from apps.shared.fulltext import LONGEST_QUERY
from apps.shared.http import HtmxRequest, SignInFirst, asks_to_end, way_back
from apps.shared.limits import asks_with, rate_limited
from apps.shared.parameters import words_in
from apps.tags.models import TagFollow

from .. import engine
from ..corrections import correction
from ..models import LONGEST_SEARCH, RecentSearch
from ..query import FILTERS, KINDS, Query
from ..search_filters import FilterForm, chips_of, periods, places_to_choose, wrong_dates

PAGE = 20
FEW_RECENT = 6  # on the page and in the search box
LABELS = {
    "people": (_("People"), _("All people")),
    "rooms": (_("Rooms"), _("All rooms")),
    "tags": (_("Tags"), _("All tags")),
    "messages": (_("Messages"), _("All messages")),
    "posts": (_("Posts"), _("All posts")),
    "comments": (_("Comments"), _("All comments")),
    "projects": (_("Projects"), _("All projects")),
}
SORT_LABELS = [("relevance", _("Most relevant")), ("newest", _("Newest"))]


@dataclass
class Tab:
    """A kind of result: its count in words, the first results, and the addresses of all of them."""

    kind: str
    label: str
    count: str
    address: str
    results: list
    all_label: str = ""
    has_more: bool = False


@login_not_required
@require_safe
@rate_limited("searches", when=asks_with("q", *FilterForm.NAMES))
def search(request: HtmxRequest):
    """`?q=` as `Query` reads it, `?kind=` one of KINDS, `?sort=` one of SORTS, `?cursor=` for the next page of a kind.

    With `?filter=1` the fields of `FilterForm` say the filters, and the answer is the address that has them in `q`.
    """
    user, site = request.user, visible_site(request)
    asked = Asked(request, site)
    if asked.filtered and asked.form.is_valid() and not request.htmx:
        return redirect(asked.address())
    if request.htmx and asked.kind and asked.cursor:
        return render(request, "search/_more_results.html", asked.page(user, site))
    is_typing = request.htmx.trigger_name == "q"
    if not is_typing and not asked.query.is_empty and is_member(user):
        RecentSearch.objects.record(user, asked.query.text)
    context = asked.context(user, site) | recent_context(user)
    context["page_template"] = "shared/main_with_title.html" if request.htmx else "base.html"
    response = render(request, "search/search.html", context, status=422 if asked.form.errors else 200)
    if request.htmx and not asked.form.errors:
        is_new = not is_typing and request.htmx.current_url_abs_path != asked.address()
        response["HX-Push-Url" if is_new else "HX-Replace-Url"] = asked.address()
    return response


class Asked:
    """What the address of the page asks."""

    def __init__(self, request, site):
        self.request, self.site = request, site
        self.filtered = "filter" in request.GET
        self.text = words_in(request.GET, "q")[:LONGEST_QUERY]
        self.query = Query.parsed(self.text)
        if self.filtered:
            self.form.is_valid()
            self.query = self.form.asked
            self.text = self.query.text
        kind, sort = request.GET.get("kind"), request.GET.get("sort")
        self.kind = kind if kind in KINDS else ""
        self.sort = sort if sort in engine.SORTS else engine.SORTS[0]
        self.cursor = words_in(request.GET, "cursor")[:200]

    @property
    def form(self):
        """The filters beside the results."""
        return self.forms[0]

    @cached_property
    def forms(self):
        """The same form twice: beside the results, and in the sheet of narrow screens."""
        data, query = self.request.GET if self.filtered else None, self.query
        places = places_to_choose(self.request.user, self.site, query.room)
        return [FilterForm(data, query, places, auto_id=f"{where}-%s") for where in ("side", "sheet")]

    def address(self, **other):
        """Of this search, with something else: `q`, `kind`, `sort` or `cursor`."""
        query = {"q": self.text, "kind": self.kind, "sort": self.sort} | other
        if query["sort"] == engine.SORTS[0]:
            query.pop("sort")
        return with_query("search:search", {name: value for name, value in query.items() if value})

    def context(self, user, site):
        tabs, total, meant, page = [], "", None, {"next": "", "newest": ""}
        if not self.query.is_empty:
            tabs, total, meant = self.tabs(user, site)
        if self.kind and tabs:
            page = self.page(user, site)
        add_viewers_own([result for tab in tabs for result in tab.results], user)
        return page | {
            "query": self.query,
            "here": self.address(),
            "q": self.text,
            "longest": LONGEST_QUERY,
            "form": self.form,
            "sheet_form": self.forms[1],
            "kind": self.kind,
            "sort": self.sort,
            "sorts": SORT_LABELS,
            "tabs": tabs,
            "total": total,
            "number_shown": next((tab.count for tab in tabs if tab.kind == self.kind), total),
            "meant": meant and (meant.without(*FILTERS).text, self.address(q=meant.text)),
            "all_address": self.address(kind=""),
            "chips": [(chip.label, self.address(q=chip.text)) for chip in chips_of(self.query, user, site)],
            "periods": [(label, self.address(q=text)) for label, text in periods(self.query)],
            "without_filters": self.address(q=self.form.bare_text, kind=""),
            "everywhere": self.address(q=self.query.without("room").text, kind=""),
            "wrong_dates": wrong_dates(self.text),
        }

    def tabs(self, user, site):
        """`([Tab, …], number of results in words, the query that was probably meant)`; of all kinds that have any, and
        of the one that is shown.
        """
        if self.kind:
            counted = [(kind, engine.count(self.query, kind, user, site), []) for kind in KINDS]
        else:
            found = engine.overview(self.query, user, site, sort=self.sort)
            counted = [(group.kind, group.count, group.results) for group in found]
        tabs = [self.tab(*found) for found in counted if found[1] or found[0] == self.kind]
        counts = {kind: number for kind, number, _results in counted}
        meant = correction(self.query, counts, user, site)
        return tabs, number_in_words(sum(counts.values())), meant

    def tab(self, kind, number, results):
        label, all_label = LABELS[kind]
        has_more = number > len(results)
        return Tab(kind, label, number_in_words(number), self.address(kind=kind), results, all_label, has_more)

    def page(self, user, site):
        """The results of one kind, and the address of the next page."""
        page = engine.search(self.query, self.kind, user, site, sort=self.sort, cursor=self.cursor or None, size=PAGE)
        following = self.address(cursor=page.next_cursor) if page.next_cursor else ""
        add_viewers_own(page.results, user)
        newest = self.address(sort="newest", cursor="") if page.is_cut else ""
        return {
            "results": page.results,
            "next": following,
            "newest": newest,
            "window": number_format(engine.WINDOW, use_l10n=True, force_grouping=True),
            "query": self.query,
            "here": self.address(),
        }


def number_in_words(number):
    """Counts stop at a hundred."""
    return f"{engine.MOST_COUNTED}+" if number > engine.MOST_COUNTED else str(number)


def add_viewers_own(results, user):
    """Which tags the viewer follows (`i_follow`), who is here (`is_online`), and how many in each room."""
    if not is_member(user):
        return
    tags = [result.object for result in results if result.kind == "tags"]
    people = [result.object for result in results if result.kind == "people"]
    followed = set(TagFollow.objects.filter(user=user, tag__in=tags).values_list("tag", flat=True)) if tags else ()
    for tag in tags:
        tag.i_follow = tag.pk in followed
    online = online_among(people, user)
    for profile in people:
        profile.is_online = profile.pk in online
    rooms = [result.object for result in results if result.kind == "rooms" and not result.object.is_direct]
    rooms = {channels.name(room): room for room in rooms}
    here = presence.counts(rooms) if rooms else {}
    for channel, room in rooms.items():
        room.number_here = here[channel]


def online_among(people, user):
    """Not those between whom and the viewer is a block: they are not to know of each other."""
    if not people:
        return set()
    pks = [profile.pk for profile in people]
    others = Profile.objects.filter(pk__in=presence.here(pks)).not_parted_from(user)
    return set(others.values_list("pk", flat=True))


@login_not_required
@require_safe
@rate_limited("completions", when=asks_with("q"))
def quick(request: HtmxRequest):
    """`?q=`: the people, rooms and tags that someone may mean, the best first; without it, their recent searches."""
    site, text = visible_site(request), words_in(request.GET, "q")[:LONGEST_SEARCH]
    results = engine.quick(text, request.user, site) if text else []
    kinds = dict.fromkeys(result.kind for result in results)
    groups = [(LABELS[kind][0], [result for result in results if result.kind == kind]) for kind in kinds]
    context = {"q": text, "groups": groups}
    context["everything"] = with_query("search:search", {"q": text})
    add_viewers_own(results, request.user)
    if not text:
        context |= recent_context(request.user)
    return render(request, "search/_quick.html", context)


@require_http_methods(["POST", "DELETE"])
def recent(request: HtmxRequest):
    """Forget a recent search, `q=` its text; or all of them, without it."""
    if not asks_to_end(request):
        return HttpResponseNotAllowed(["DELETE"])
    own = RecentSearch.objects.filter(user=request.user)
    asked = request.POST if request.method == "POST" else request.GET
    text = words_in(asked, "q")
    (own.filter(text=text) if text else own).delete()
    if request.htmx:
        return render(request, "search/_recent.html", recent_context(request.user) | {"has_focus": True})
    return redirect(way_back(request, request.POST.get("back", "")) or address("search:search"))


def visible_site(request):
    """The site's settings; a visitor to whom it shows nothing is sent to sign in."""
    site = SiteSettings.current()
    if not request.user.is_authenticated and not site.visitors_read_rooms:
        raise SignInFirst
    return site


def is_member(user):
    return user.is_authenticated and not user.is_guest


def recent_context(user):
    if not is_member(user):
        return {"recent": []}
    own = RecentSearch.objects.filter(user=user).newest_first()
    return {"recent": list(own.values_list("text", flat=True)[:FEW_RECENT])}
