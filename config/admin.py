"""The admin's own site: it carries the community's name and signs people in through the site's door."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import SiteSettings


class AdminSite(admin.AdminSite):
    index_title = _("What this site holds")
    enable_nav_sidebar = True

    def each_context(self, request):
        name = SiteSettings.current().name
        return {**super().each_context(request), "site_header": name, "site_title": name}

    def login(self, request, extra_context=None):
        # One door for everybody: rate limits and the second factor are there.
        from allauth.account.decorators import secure_admin_login

        return secure_admin_login(super().login)(request, extra_context=extra_context)
