from django.contrib import admin

from apps.shared.admin import Discreet, LookOnlyAdmin

from .models import Event, Presence


@admin.register(Event)
class EventAdmin(Discreet, LookOnlyAdmin):
    """That something was told, and not what: it may have been said to somebody alone."""

    list_display = ["pk", "channel", "type", "subject", "made_at"]
    times_follow_keys = ["made_at"]
    list_filter = ["made_at"]  # by type would ask the whole table for its types
    search_fields = ["=channel", "=subject"]
    fields = readonly_fields = ["channel", "type", "subject", "made_at"]
    secret = ["data"]


@admin.register(Presence)
class PresenceAdmin(LookOnlyAdmin):
    """To look at: the servers keep it, and what is wrong is right again within a minute."""

    list_display = ["channel", "user", "process", "seen_at"]
    list_filter = ["seen_at"]
    list_select_related = ["user"]
    search_fields = ["=channel", "user__username__startswith"]
    readonly_fields = ["channel", "user", "process", "seen_at"]
