"""What the pages of a profile have in common: the head, the tab bar, and who may see them."""

from copy import copy
from functools import wraps

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, QueryDict
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from apps.accounts.models import SiteSettings
from apps.accounts.user_rows import creates_missing_rows
from apps.live import channels
from apps.notifications.rows import has_been_at
from apps.shared.http import SignInFirst, visible_or_404

from .models import Profile
from .profile_tabs import tabs
from .stand_ins import VIEWS, stand_in


def profile_tab(view):
    """Make `view(request, username)` a tab of a profile: GET alone, for everyone who may see people here.

        @profile_tab
        def projects_of_profile(request, username):
            context = profile_page(request, username)
            context["projects"] = Project.objects.visible_to(request.user, …).of(context["profile"].user)
            return render(request, "projects/of_profile.html", context)

    The template extends `people/profile_page.html` and fills `{% block tab %}`. Everything that depends on the viewer
    must come from `request.user`: with `?view_as=` it is a stand-in (see `stand_ins`). The view writes nothing.
    """

    @login_not_required
    @require_safe
    @creates_missing_rows
    @wraps(view)
    def page(request, username):
        view_as = request.GET.get("view_as")
        if view_as in VIEWS and request.user.is_authenticated and username.lower() == request.user.username:
            return page_as_seen_by(request, view_as, view)
        return view(request, username)

    return page


def page_as_seen_by(request, view_as, view):
    """One's own page with `<main>` as someone else gets it: the same view, with a stand-in in place of oneself."""
    others_request, owner = copy(request), request.user
    get_token(request)  # both have one cookie
    others_request.user = stand_in(view_as, owner)
    others_request.META = {**request.META, "QUERY_STRING": ""}
    others_request.GET = QueryDict()
    others_request.shows_main_alone = True
    try:
        response = view(others_request, owner.username)
    except (Http404, SignInFirst) as refusal:
        main, asks_to_sign_in = "", isinstance(refusal, SignInFirst)
    else:
        main, asks_to_sign_in = mark_safe(response.content.decode().strip()), False
    context = {
        "main": main,
        "asks_to_sign_in": asks_to_sign_in,
        "shown_as": VIEWS[view_as][0],
        "views": [(name, label, name == view_as) for name, (_who, label) in VIEWS.items()],
        "view_as": view_as,
        "tabs": tabs(others_request, owner.profile, with_counts=False),
        "profile": owner.profile,
    }
    return render(request, "people/view_as.html", context)


def wants_fragment(request):
    """Whether htmx takes a part of the page, as after an edit of one section."""
    return bool(request.htmx) and not request.htmx.boosted and not request.htmx.history_restore_request


def profile_page(request, username):
    """The context of a profile's head and tab bar: `profile` (with cards and ties), `own`, `numbers`, `tabs`, and
    `page_template`, which `people/profile_page.html` extends.

    Raises Http404 or SignInFirst where the viewer may not see the profile.
    """
    people = Profile.objects.visible_to(request.user, SiteSettings.current()).with_cards().prefetch_related("links")
    people = people.with_ties_of(request.user)
    profile = visible_or_404(request, people, user__username=username.lower())
    is_preview = getattr(request, "shows_main_alone", False)
    if not is_preview:
        has_been_at(request, channels.name(profile))
    return {
        "page_template": "shared/main_alone.html" if is_preview or wants_fragment(request) else "base.html",
        "profile": profile,
        "own": profile.pk == request.user.pk,
        "numbers": profile.numbers(request.user),
        "tabs": tabs(request, profile),
    }
