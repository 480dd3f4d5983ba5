from django.contrib import admin, messages
from django.contrib.auth.admin import GroupAdmin as DjangoGroupAdmin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.models import Group
from django.utils.translation import gettext_lazy as _

from apps.shared.admin import LargeTableAdmin, LookOnlyAdmin
from apps.shared.names import NameField

from .forms import UserCreationForm, UserEditForm
from .models import FormerUsername, Invitation, SiteSettings, User
from .reset_links import reset_link

MOST_RESET_LINKS = 20  # at a time


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
    actions = ["make_reset_links"]
    add_fieldsets = [(None, {"fields": ["username", "email", "usable_password", "password1", "password2"]})]

    @admin.action(description=_("Create password reset links"), permissions=["change"])
    def make_reset_links(self, request, users):
        """For people who ask an admin. Shown once, to be passed on; only an owner makes one for staff."""
        for user in users[:MOST_RESET_LINKS]:
            if not user.is_active:
                messages.error(request, _("%(user)s gets no link: the account is closed.") % {"user": user})
            elif (user.is_staff or user.is_superuser) and not request.user.is_superuser:
                sentence = _("%(user)s gets no link: only an owner makes one for staff.")
                messages.error(request, sentence % {"user": user})
            else:
                sentence = _("Send this link to %(user)s. It works once, for three days: %(link)s")
                messages.success(request, sentence % {"user": user, "link": reset_link(user)})
                self.log_change(request, user, "Made a link to reset the password.")


admin.site.unregister(Group)


@admin.register(Group)
class GroupAdmin(DjangoGroupAdmin):
    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name == "name":
            kwargs["form_class"] = NameField
        return super().formfield_for_dbfield(db_field, request, **kwargs)


@admin.register(SiteSettings)
class SiteSettingsAdmin(admin.ModelAdmin):
    list_display = ["name", "registration", "members_may_invite", "visitors_may_read"]
    search_fields = ["name"]
    list_filter = ["registration"]
    readonly_fields = ["opened_at"]

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name == "name":
            kwargs["form_class"] = NameField
        return super().formfield_for_dbfield(db_field, request, **kwargs)

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


@admin.register(FormerUsername)
class FormerUsernameAdmin(LookOnlyAdmin):
    """To look at, and to end the redirect."""

    list_display = ["username", "user", "ended_at"]
    list_filter = ["ended_at"]
    list_select_related = ["user"]
    search_fields = ["username__startswith", "user__username__startswith"]
    fields = readonly_fields = ["username", "user", "ended_at"]
