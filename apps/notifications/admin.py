from django.contrib import admin

from apps.shared.admin import LookOnlyAdmin

from .models import Notification


@admin.register(Notification)
class NotificationAdmin(LookOnlyAdmin):
    """To look at and to end: they come of what people do."""

    list_display = ["recipient", "kind", "actor", "noun", "number", "at", "read_at"]
    list_filter = ["at"]
    list_select_related = ["recipient", "actor"]
    search_fields = ["recipient__username__startswith", "actor__username__startswith"]
    fields = readonly_fields = ["recipient", "actor", "kind", "noun", "number", "place", "at", "read_at"]
