from django.contrib import admin

from apps.shared.admin import LookOnlyAdmin

from .models import Week, WeekMail


@admin.register(Week)
class WeekAdmin(LookOnlyAdmin):
    """To look at. One that was deleted would be made again, and mailed again; what is gone of it is gone by itself."""

    list_display = ["begins", "made_at", "is_quiet"]
    list_filter = ["is_quiet"]
    search_fields = ["begins__startswith"]
    fields = readonly_fields = ["begins", "made_at", "is_quiet", "chosen", "totals", "planned_up_to"]

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(WeekMail)
class WeekMailAdmin(LookOnlyAdmin):
    list_display = ["week", "user", "sent_at"]
    list_filter = ["sent_at"]
    list_select_related = ["week", "user"]
    search_fields = ["user__username__startswith"]
    fields = readonly_fields = list_display
