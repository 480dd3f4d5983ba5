from django.contrib import admin

from apps.shared.admin import Discreet, LargeTableAdmin, LookOnlyAdmin

from .models import Announcement, Choice, Mute, Notification, Preferences, Subscription


@admin.register(Notification)
class NotificationAdmin(LookOnlyAdmin):
    """To look at and to end: they come of what people do."""

    list_display = ["recipient", "kind", "actor", "noun", "number", "at", "read_at", "to_mail"]
    list_filter = ["recipient", "at"]
    times_follow_keys = ["at"]
    list_select_related = ["recipient", "actor"]
    search_fields = ["recipient__username__startswith", "actor__username__startswith"]
    fields = readonly_fields = [
        *("recipient", "actor", "kind", "noun", "number", "place"),
        *("at", "read_at", "is_listed", "spread_at", "to_mail", "mailed_at"),
    ]


@admin.register(Announcement)
class AnnouncementAdmin(LargeTableAdmin):
    list_display = ["title", "author", "made_at"]
    list_filter = ["made_at"]
    list_select_related = ["author"]
    search_fields = ["title"]
    fields = ["title", "body"]

    def save_model(self, request, announcement, form, change):
        if change:
            announcement.save()
        else:
            announcement.author = request.user
            announcement.make()

    def delete_queryset(self, request, announcements):
        for announcement in announcements:
            announcement.delete()


class OfSomebodyAdmin(LookOnlyAdmin):
    """What people say of themselves."""

    list_select_related = ["user"]
    search_fields = ["user__username__startswith"]


@admin.register(Preferences)
class PreferencesAdmin(OfSomebodyAdmin):
    list_display = ["user", "digest", "digest_due_at", "wants_week", "quiet_from", "quiet_to", "time_zone"]
    list_filter = ["digest", "wants_week"]
    fields = readonly_fields = [*list_display, "mailed_at"]

    def has_delete_permission(self, request, obj=None):
        """They go with their user."""
        return False


@admin.register(Choice)
class ChoiceAdmin(OfSomebodyAdmin):
    list_display = ["user", "topic", "channel", "is_wanted"]
    list_filter = ["topic", "channel", "is_wanted"]
    fields = readonly_fields = list_display


@admin.register(Mute)
class MuteAdmin(OfSomebodyAdmin):
    list_display = ["user", "place", "until", "made_at"]
    list_filter = ["made_at"]
    fields = readonly_fields = list_display


@admin.register(Subscription)
class SubscriptionAdmin(Discreet, OfSomebodyAdmin):
    """The keys are nobody's business."""

    secret = ["endpoint", "p256dh", "auth", "session_key"]
    list_display = ["user", "browser", "made_at"]
    list_filter = ["made_at"]
    fields = readonly_fields = list_display
