"""What the pages of a profile have in common: the head, the tab bar, and who may see them."""

from copy import copy
from functools import partial, wraps

from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from apps.accounts.models import SiteSettings
from apps.accounts.user_rows import creates_missing_rows
from apps.live import channels
from apps.notifications.rows import has_been_at
from apps.shared.http import SignInFirst, visible_or_404

from .models import Profile
from .profile_parts import NUMBERS, parts
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

    return login_not_required(require_safe(creates_missing_rows(viewed_as(view))))


def viewed_as(view):
    """Let people look at one of their own profile's pages, `view(request, username, …)`, as someone else ("View as").

    With `?view_as=` the page has `<main>` as a visitor, a member, a follower or a blocked person gets it; for htmx the
    answer is what htmx would bring them. For a page whose template extends `page_template(request)`; what it notes of
    the viewer's visit goes through `note_visit`.
    """

    @wraps(view)
    def page(request, username, **kwargs):
        view_as = request.GET.get("view_as") if request.method in ("GET", "HEAD") else None
        if view_as in VIEWS and request.user.is_authenticated and username.lower() == request.user.username:
            return page_as_seen_by(request, view_as, partial(view, username=request.user.username, **kwargs))
        return view(request, username=username, **kwargs)

    return page


def page_as_seen_by(request, view_as, view):
    """The same view, with a stand-in in place of oneself."""
    others_request, owner = copy(request), request.user
    get_token(request)  # both have one cookie
    others_request.user = stand_in(view_as, owner)
    others_request.GET = request.GET.copy()
    del others_request.GET["view_as"]
    others_request.META = {**request.META, "QUERY_STRING": others_request.GET.urlencode()}
    others_request.shows_main_alone = True
    try:
        response = view(others_request)
        if response.status_code != 200:
            return response  # to where this page is now
        main = response.content.decode().strip()
    except (Http404, SignInFirst) as refusal:
        if wants_fragment(request):
            raise Http404 from refusal
        main = ""  # sign in first
        if isinstance(refusal, Http404):
            main = render_to_string("404.html", {"page_template": page_template(others_request)}, others_request)
    context = {
        "main": mark_safe(main),
        "shown_as": VIEWS[view_as][0],
        "views": [(name, label, name == view_as) for name, (_who, label) in VIEWS.items()],
        "view_as": view_as,
        "tabs": tabs(others_request, owner.profile, with_counts=False),
        "profile": owner.profile,
        "is_tab": request.htmx.target == "profile-body",
    }
    template = "people/_view_as_fragment.html" if wants_fragment(request) else "people/view_as.html"
    return render(request, template, context)


def is_preview(request):
    return getattr(request, "shows_main_alone", False)


def page_template(request):
    """What the template of a profile's page extends."""
    if is_preview(request):
        return "shared/main_alone.html"
    return "shared/main_with_title.html" if wants_fragment(request) else "base.html"


def note_visit(request, place):
    """Someone opens a place, and so has seen what they were told of it; to look as someone else is no visit."""
    if not is_preview(request):
        has_been_at(request, place)


def wants_fragment(request):
    """Whether htmx takes a part of the page: another tab, or one section after it was edited."""
    return bool(request.htmx) and not request.htmx.boosted and not request.htmx.history_restore_request


def number_of_follows(request, profile):
    """The part of the numbers that a follow changes, in its own element."""
    own = profile.pk == request.user.pk
    context = {"profile": profile, "own": own, "numbers": profile.numbers(request.user)}
    return render_to_string("people/_profile_numbers.html", context)


def profile_page(request, username):
    """The context of a profile's head and tab bar: `profile` (with cards and ties), `own`, `numbers` as HTML,
    `tabs`, and `page_template`, which `people/profile_page.html` extends.

    Raises Http404 or SignInFirst where the viewer may not see the profile.
    """
    people = Profile.objects.visible_to(request.user, SiteSettings.current()).with_cards().prefetch_related("links")
    people = people.with_ties_of(request.user)
    profile = visible_or_404(request, people, user__username=username.lower())
    note_visit(request, channels.name(profile))
    return {
        "page_template": page_template(request),
        "profile": profile,
        "own": profile.pk == request.user.pk,
        "numbers": parts(NUMBERS, request, profile),
        "tabs": tabs(request, profile),
    }
