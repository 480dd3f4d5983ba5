"""The tabs of a profile. Other apps register theirs in `AppConfig.ready()`.

    from apps.people import profile_tabs
    profile_tabs.register(_("Projects"), "projects:of_profile", order=20, count=views.number_of_projects)

A tab is a page at `/@ada/<something>/`. Its view is made with `apps.people.profile_pages.profile_tab` and takes its
context from `profile_page`; its template extends `people/profile_page.html` and fills `{% block tab %}`.
"""

from collections.abc import Callable
from dataclasses import dataclass

from apps.shared.addresses import address


@dataclass(frozen=True)
class Tab:
    label: str
    url_name: str
    order: int
    count: Callable | None = None


_tabs = {}


def register(label, url_name, order, count=None):
    """`url_name` takes the username. `count(request, profile)` gives how many things the viewer finds on the tab, from
    one cheap query; `profile` has the viewer's ties (`is_open_to_me`, `i_block`).
    """
    _tabs[url_name] = Tab(label, url_name, order, count)


def tabs(request, profile, with_counts=True):
    """What the tab bar shows: dicts with `label`, `url_name`, `count` (a number or None) and `is_current`."""
    current = request.resolver_match.view_name if request.resolver_match else ""
    return [
        {
            "label": tab.label,
            "url_name": tab.url_name,
            "count": tab.count(request, profile) if tab.count and with_counts else None,
            "is_current": tab.url_name == current,
        }
        for tab in sorted(_tabs.values(), key=lambda tab: tab.order)
    ]


def addresses_of_tabs(profile):
    """The paths of the pages of a profile."""
    return {address(url_name, profile.user.username) for url_name in _tabs}
