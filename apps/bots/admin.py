from django.contrib import admin

from apps.shared.admin import Discreet, LookOnlyAdmin

from .models import Bot, Delivery, IncomingWebhook, OutgoingWebhook


@admin.register(Bot)
class BotAdmin(LookOnlyAdmin):
    list_display = ["user", "owner", "created_at", "disabled_at"]
    list_filter = ["owner", "created_at"]
    list_select_related = ["user", "owner"]
    search_fields = ["user__username__startswith", "owner__username__startswith"]
    fields = readonly_fields = list_display
    times_follow_keys = ["created_at"]


@admin.register(IncomingWebhook)
class IncomingWebhookAdmin(Discreet, LookOnlyAdmin):
    secret = ["digest"]
    list_display = ["bot", "room", "created_at", "last_used_at"]
    list_filter = ["room", "created_at"]
    list_select_related = ["bot__user", "room"]
    search_fields = ["bot__user__username__startswith"]
    fields = readonly_fields = list_display
    times_follow_keys = ["created_at"]


@admin.register(OutgoingWebhook)
class OutgoingWebhookAdmin(Discreet, LookOnlyAdmin):
    """What signs is not shown, nor the path of the address, which may let somebody in elsewhere."""

    secret = ["secret", "previous_secret", "url"]
    list_display = ["bot", "host", "event", "room", "failures", "failing_since", "disabled_at", "disabled_because"]
    list_filter = ["event", "room", "disabled_at"]
    list_select_related = ["bot__user", "room"]
    search_fields = ["bot__user__username__startswith"]
    fields = readonly_fields = [*list_display, "created_at"]


@admin.register(Delivery)
class DeliveryAdmin(Discreet, LookOnlyAdmin):
    """What was said, and what was answered, is for the bot's owner: the room may be closed."""

    secret = ["payload", "response"]
    list_display = ["id", "webhook", "status", "attempts", "response_status", "created_at", "next_attempt_at"]
    list_filter = ["status", "created_at"]
    list_select_related = ["webhook__bot__user"]
    search_fields = ["webhook__bot__user__username__startswith"]
    fields = readonly_fields = [*list_display, "attempted_at", "error"]
