"""How Discover weighs, and what that comes to for someone. What people have seen and hidden is not listed here."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext

from apps.accounts.models import SiteSettings, User
from apps.shared.admin import OneRow
from apps.shared.parameters import words_in
from apps.tags.models import Tag

from .candidates import draw, find_candidates
from .models import DiscoverSettings

MOST = 200  # candidates that are shown
PARTS = ["floor", "tags", "people", "popularity", "recency"]


@admin.register(DiscoverSettings)
class DiscoverSettingsAdmin(OneRow, admin.ModelAdmin):
    list_display = ["__str__", "floor", "tags", "people", "popularity", "recency", "half_life"]
    list_filter = ["half_life"]
    search_fields = ["half_life"]
    change_list_template = "admin/search/discoversettings/change_list.html"

    def get_urls(self):
        page = self.admin_site.admin_view(self.candidates)
        return [path("candidates/", page, name="search_discoversettings_candidates"), *super().get_urls()]

    def candidates(self, request):
        """`?user=` a username: what Discover may show them, in the order of a draw, and what each weight is made of.

        For the owner of the site alone, as it tells what someone likes.
        """
        if not request.user.is_superuser:
            raise PermissionDenied
        name = words_in(request.GET, "user").lstrip("@").lower()
        user = User.objects.filter(username=name, is_guest=False).first() if name else None
        found = find_candidates(user, SiteSettings.current(), "admin") if user else []
        rows = [candidate for _key, candidate in draw(found, "admin", MOST)]
        tags = Tag.objects.in_bulk({row.reason.tag for row in rows} - {0})
        context = {
            **self.admin_site.each_context(request),
            "title": gettext("Candidates of Discover"),
            "opts": self.opts,
            "username": name,
            "error": gettext("There is no such member.") if name and not user else "",
            "parts": [(part, self.opts.get_field(part).verbose_name) for part in PARTS],
            "rows": [
                {
                    "candidate": row,
                    "shares": [row.parts[part] for part in PARTS],
                    "tag": tags.get(row.reason.tag, ""),
                    "page": f"{row.noun}s:{row.noun}",
                }
                for row in rows
            ],
            "total": len(found),
            "user_found": user,
        }
        return TemplateResponse(
            request, "admin/search/discoversettings/candidates.html", context, status=404 if context["error"] else 200
        )
