from django.contrib import admin

from apps.shared.admin import Discreet, LookOnlyAdmin

from .models import AccessToken, Login


class CredentialAdmin(Discreet, LookOnlyAdmin):
    """To look at, and to revoke by deleting; what would let somebody in is not shown."""

    secret = ["session_auth_hash", "digest", "jti"]
    list_filter = ["created_at", "expires_at"]
    list_select_related = ["user"]
    search_fields = ["user__username__startswith"]
    times_follow_keys = ["created_at"]


@admin.register(AccessToken)
class AccessTokenAdmin(CredentialAdmin):
    list_display = ["user", "name", "scope", "created_at", "expires_at", "last_used_at"]
    fields = readonly_fields = list_display


@admin.register(Login)
class LoginAdmin(CredentialAdmin):
    list_display = ["user", "user_agent", "scope", "created_at", "expires_at", "last_used_at"]
    fields = readonly_fields = list_display
