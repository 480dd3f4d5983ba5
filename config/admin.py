"""The admin's own site: it carries the community's name and signs people in through the site's door."""

from functools import wraps

from django.contrib import admin
from django.core.exceptions import BadRequest
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import SiteSettings


class AdminSite(admin.AdminSite):
    index_title = _("What this site holds")
    enable_nav_sidebar = True

    def each_context(self, request):
        name = SiteSettings.current().name
        return {**super().each_context(request), "site_header": name, "site_title": name}

    def admin_view(self, view, cacheable=False):
        """A number that no row could have (`?id__in=99999999999999999999`) is a bad request."""

        @wraps(view)
        def answered(request, *args, **kwargs):
            try:
                return view(request, *args, **kwargs)
            except OverflowError as error:
                raise BadRequest("A number that no row could have") from error

        return super().admin_view(answered, cacheable)

    def login(self, request, extra_context=None):
        # One door for everybody: rate limits and the second factor are there.
        from allauth.account.decorators import secure_admin_login

        return secure_admin_login(super().login)(request, extra_context=extra_context)
