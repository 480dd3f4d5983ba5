from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.decorators.http import require_safe

from apps.posts.views import feed
from apps.rooms.urls import short_addresses
from apps.rooms.views import front_door


@login_not_required
@require_safe
def front_page(request):
    """The feed for members; for visitors the front door."""
    return feed(request) if request.user.is_authenticated else front_door(request)


urlpatterns = [
    path("", front_page, name="front_page"),
    path("", include("apps.shared.urls")),
    path("", include("apps.live.urls")),
    path("", include("apps.accounts.urls")),
    path("", include("apps.notifications.urls")),
    path("", include("apps.people.urls")),
    path("", include("apps.posts.urls")),
    path("", include("apps.rooms.urls")),
    path("", include("apps.projects.urls")),
    path("", include("apps.search.urls.search")),
    path("", include("apps.search.urls.tags")),
    path("", include("apps.weeks.urls")),
    path("", include("apps.api.urls")),
    path("", include("apps.bots.urls")),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
    path("", include((short_addresses, "short"))),
]

handler400 = "apps.shared.errors.bad_request"
handler403 = "apps.shared.errors.permission_denied"
handler404 = "apps.shared.errors.page_not_found"
handler429 = "apps.shared.errors.too_many_requests"  # allauth asks for it by this name
handler500 = "apps.shared.errors.server_error"
