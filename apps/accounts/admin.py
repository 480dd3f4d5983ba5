from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.utils.translation import gettext_lazy as _

from apps.shared.admin import LargeTableAdmin

from .forms import UserCreationForm, UserEditForm
from .models import Invitation, SiteSettings, User


@admin.register(User)
class UserAdmin(LargeTableAdmin, DjangoUserAdmin):
    form = UserEditForm
    add_form = UserCreationForm
    list_display = ["username", "email", "is_active", "is_staff", "date_joined", "last_login"]
    list_filter = ["is_active", "is_staff", "is_superuser", "date_joined"]
    search_fields = ["username", "email"]
    ordering = ["-pk"]
    readonly_fields = ["date_joined", "last_login"]
    fieldsets = [
        (None, {"fields": ["username", "email", "password"]}),
        (_("Rights"), {"fields": ["is_active", "is_staff", "is_superuser", "groups", "user_permissions"]}),
        (_("Times"), {"fields": ["date_joined", "last_login"]}),
    ]
    add_fieldsets = [(None, {"fields": ["username", "email", "usable_password", "password1", "password2"]})]


@admin.register(SiteSettings)
class SiteSettingsAdmin(admin.ModelAdmin):
    list_display = ["name", "registration", "visitors_may_read"]
    search_fields = ["name"]
    list_filter = ["registration"]
    readonly_fields = ["opened_at"]

    def has_add_permission(self, request):
        return super().has_add_permission(request) and not SiteSettings.objects.exists()

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(Invitation)
class InvitationAdmin(LargeTableAdmin):
    list_display = ["__str__", "made_by", "uses_left", "made_at", "expires_at"]
    list_filter = ["made_at", "expires_at"]
    list_select_related = ["made_by"]
    search_fields = ["note", "code", "made_by__username"]
    readonly_fields = ["code", "made_at", "address"]
    autocomplete_fields = ["made_by"]

    @admin.display(description=_("link to send"))
    def address(self, invitation):
        return invitation.get_absolute_url() if invitation.pk else "—"
