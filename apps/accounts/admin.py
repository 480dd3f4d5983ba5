from django.contrib import admin, messages
from django.contrib.admin.actions import delete_selected
from django.contrib.admin.utils import unquote
from django.contrib.auth.admin import GroupAdmin as DjangoGroupAdmin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.models import Group
from django.db import transaction
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from apps.shared.admin import FormClasses, LargeTableAdmin, LookOnlyAdmin, OneRow
from apps.shared.names import NameField
from apps.shared.parameters import words_in

from . import deletion
from .forms import UserCreationForm, UserEditForm
from .models import FormerUsername, Invitation, SiteSettings, User
from .reset_links import reset_link

MOST_RESET_LINKS = 20  # at a time


class NewOwner:
    """Who shall own what other people share with accounts that are deleted, as typed on the confirmation page."""

    def __init__(self, request, users):
        self.users, self.typed, self.error = users, request.POST.get("new_owner"), ""
        name = words_in(request.POST, "new_owner").lstrip("@").lower()
        self.user = User.objects.filter(username=name).first() if name else deletion.default_new_owner(users)
        if name and not (self.user and deletion.can_be_new_owner(self.user, users)):
            self.user = None
            self.error = gettext("No active member who stays is called “%(name)s”.") % {"name": name[:60]}
        if request.method == "POST" and self.leaves_no_owner():
            self.error = gettext("The site would have no owner. Give another active account superuser status first.")

    def leaves_no_owner(self):
        owners = User.objects.filter(is_superuser=True, is_active=True)
        return (
            any(user.is_superuser for user in self.users)
            and not owners.exclude(pk__in=[user.pk for user in self.users]).exists()
        )

    def context(self):
        found = deletion.describe(self.users, self.user)
        username = self.user.username if self.user else ""
        typed = username if self.typed is None else self.typed
        return {"consequences": found, "new_owner": typed, "new_owner_error": self.error}


class DeletesAccounts:
    """The confirmation pages say in sentences what is deleted and what changes hands. A list of all rows would be as
    long as all that somebody has ever written, and would tell what they saved and liked.
    """

    def get_deleted_objects(self, users, request):
        """What goes along needs no right of its own."""
        return [str(user) for user in users], {}, set(), []

    def delete_view(self, request, object_id, extra_context=None):
        user = self.get_object(request, unquote(object_id))
        if user is None or not self.has_delete_permission(request, user):
            return super().delete_view(request, object_id, extra_context)
        new_owner = NewOwner(request, [user])
        if refused := bool(new_owner.error):
            request.POST = QueryDict()  # back to the question
        response = super().delete_view(request, object_id, {**(extra_context or {}), **new_owner.context()})
        if refused:
            response.status_code = 422
        return response

    def delete_model(self, request, user):
        user.delete(new_owner=NewOwner(request, [user]).user)

    @admin.action(permissions=["delete"], description=delete_selected.short_description)
    def delete_selected(self, request, users):
        new_owner = NewOwner(request, list(users))
        if new_owner.error:
            request.POST = request.POST.copy()
            request.POST.pop("post", None)
        response = delete_selected(self, request, users)
        if response is not None:
            response.context_data |= new_owner.context()
            response.status_code = 422 if new_owner.error else 200
        return response

    def delete_queryset(self, request, users):
        with transaction.atomic():
            users.delete(new_owner=NewOwner(request, list(users)).user)


@admin.register(User)
class UserAdmin(DeletesAccounts, LargeTableAdmin, DjangoUserAdmin):
    form = UserEditForm
    add_form = UserCreationForm
    list_display = ["username", "email", "is_active", "is_staff", "date_joined", "last_login"]
    list_filter = ["is_active", "is_staff", "is_superuser", "is_bot", "date_joined"]
    search_fields = ["username", "email"]
    ordering = ["-pk"]
    readonly_fields = ["date_joined", "last_login"]
    fieldsets = [
        (None, {"fields": ["username", "email", "password"]}),
        (_("Rights"), {"fields": ["is_active", "is_staff", "is_superuser", "groups", "user_permissions"]}),
        (_("Times"), {"fields": ["date_joined", "last_login"]}),
    ]
    actions = ["delete_selected", "make_reset_links"]
    add_fieldsets = [(None, {"fields": ["username", "email", "usable_password", "password1", "password2"]})]

    @admin.action(description=_("Create password reset links"), permissions=["change"])
    def make_reset_links(self, request, users):
        """For people who ask an admin. Shown once, to be passed on; only an owner makes one for staff."""
        for user in users[:MOST_RESET_LINKS]:
            if not user.is_active:
                messages.error(request, _("%(user)s gets no link: the account is closed.") % {"user": user})
            elif user.is_bot:
                messages.error(request, _("%(user)s gets no link: it is a bot.") % {"user": user})
            elif (user.is_staff or user.is_superuser) and not request.user.is_superuser:
                sentence = _("%(user)s gets no link: only an owner makes one for staff.")
                messages.error(request, sentence % {"user": user})
            else:
                sentence = _("Send this link to %(user)s. It works once, for three days: %(link)s")
                messages.success(request, sentence % {"user": user, "link": reset_link(user)})
                self.log_change(request, user, "Made a link to reset the password.")
        if users.count() > MOST_RESET_LINKS:
            sentence = _("Links are created for at most %(most)d people at a time. Select the others again.")
            messages.warning(request, sentence % {"most": MOST_RESET_LINKS})


admin.site.unregister(Group)


@admin.register(Group)
class GroupAdmin(FormClasses, DjangoGroupAdmin):
    form_classes = {"name": NameField}


@admin.register(SiteSettings)
class SiteSettingsAdmin(OneRow, FormClasses, admin.ModelAdmin):
    list_display = ["name", "registration", "members_may_invite", "visitors_may_read"]
    search_fields = ["name"]
    list_filter = ["registration"]
    readonly_fields = ["opened_at"]
    form_classes = {"name": NameField}


@admin.register(Invitation)
class InvitationAdmin(LargeTableAdmin):
    list_display = ["__str__", "email", "made_by", "uses_left", "made_at", "expires_at", "emailed_at"]
    list_filter = ["made_at", "expires_at", "emailed_at"]
    list_select_related = ["made_by"]
    search_fields = ["note", "code", "email", "username", "made_by__username"]
    readonly_fields = ["code", "made_at", "emailed_at", "address"]
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
