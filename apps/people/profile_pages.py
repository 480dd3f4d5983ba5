"""What the pages of a profile have in common: the head, the tab bar, and who may see them."""

from functools import wraps

from django.contrib.auth.decorators import login_not_required
from django.views.decorators.http import require_safe

from apps.accounts.models import SiteSettings
from apps.accounts.user_rows import creates_missing_rows
from apps.live import channels
from apps.notifications.rows import has_been_at
from apps.shared.http import visible_or_404

from .models import Profile
from .profile_tabs import tabs


def profile_tab(view):
    """Make `view(request, username)` a tab of a profile: GET alone, for everyone who may see people here.

        @profile_tab
        def projects_of_profile(request, username):
            context = profile_page(request, username)
            context["projects"] = Project.objects.visible_to(request.user, …).of(context["profile"].user)
            return render(request, "projects/of_profile.html", context)

    The template extends `people/profile_page.html` and fills `{% block tab %}`. Everything that depends on the viewer
    must come from `request.user`, which may be a stand-in.
    """

    @login_not_required
    @require_safe
    @creates_missing_rows
    @wraps(view)
    def page(request, username):
        return view(request, username)

    return page


def profile_page(request, username):
    """The context of a profile's head and tab bar: `profile` (with cards and ties), `own`, `numbers`, `tabs`.

    Raises Http404 or SignInFirst where the viewer may not see the profile.
    """
    people = Profile.objects.visible_to(request.user, SiteSettings.current()).with_cards().prefetch_related("links")
    people = people.with_ties_of(request.user)
    profile = visible_or_404(request, people, user__username=username.lower())
    has_been_at(request, channels.name(profile))
    return {
        "profile": profile,
        "own": profile.pk == request.user.pk,
        "numbers": profile.numbers(request.user),
        "tabs": tabs(request, profile),
    }
