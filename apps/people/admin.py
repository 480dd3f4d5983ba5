from django.contrib import admin
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from apps.notifications.models import Notification
from apps.shared.admin import FoldedSearch, FormClasses, LargeTableAdmin, LookOnlyAdmin
from apps.shared.forms import WebsiteField
from apps.shared.names import LineField, NameField

from .models import (
    MOST_LINKS,
    Block,
    Follow,
    FollowRequest,
    ImportedProfile,
    Profile,
    ProfileField,
    ProfileFieldValue,
    ProfileLink,
    Skill,
)


class SkillInline(FormClasses, admin.TabularInline):
    model = Skill
    fields = ["tag", "level", "description"]
    autocomplete_fields = ["tag"]
    extra = 0
    form_classes = {"description": LineField}


class ProfileLinkInline(FormClasses, admin.TabularInline):
    model = ProfileLink
    fields = ["type", "label", "url"]
    formfield_overrides = {models.URLField: {"form_class": WebsiteField}}
    max_num = MOST_LINKS
    extra = 0
    form_classes = {"label": LineField}


@admin.register(Profile)
class ProfileAdmin(FormClasses, FoldedSearch, LargeTableAdmin):
    list_display = ["name", "user", "headline", "place", "is_private"]
    list_filter = ["is_private", "admits", "user__date_joined"]
    list_select_related = ["user"]
    search_fields = ["sort_name__startswith", "user__username__startswith"]
    autocomplete_fields = ["user"]
    inlines = [SkillInline, ProfileLinkInline]
    readonly_fields = ["bio_html"]
    form_classes = {"name": NameField, "pronouns": LineField, "headline": LineField, "place": LineField}

    def has_add_permission(self, request):
        """It comes with its user, and goes with its user."""
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(Skill)
class SkillAdmin(FormClasses, FoldedSearch, LargeTableAdmin):
    list_display = ["profile", "tag", "level", "endorsement_count"]
    list_filter = ["level", "tag"]
    list_select_related = ["profile", "tag"]
    search_fields = ["profile__sort_name__startswith", "tag__search_text__startswith"]
    autocomplete_fields = ["profile", "tag"]
    fields = ["profile", "tag", "level", "description", "endorsement_count"]
    readonly_fields = ["endorsement_count"]
    form_classes = {"description": LineField}


@admin.register(ProfileLink)
class ProfileLinkAdmin(FormClasses, LargeTableAdmin):
    list_display = ["profile", "type", "label", "url"]
    list_filter = ["type"]
    list_select_related = ["profile"]
    search_fields = ["profile__sort_name__startswith", "profile__user__username__startswith", "url"]
    autocomplete_fields = ["profile"]
    fields = ["profile", "type", "label", "url", "position"]
    formfield_overrides = {models.URLField: {"form_class": WebsiteField}}
    form_classes = {"label": LineField}


@admin.register(ProfileField)
class ProfileFieldAdmin(FormClasses, LargeTableAdmin):
    """What profiles of this site say besides: shown on profiles and, for choices, as filters of the directory."""

    list_display = ["label", "type", "is_required", "position"]
    list_filter = ["type", "is_required"]
    search_fields = ["label"]
    form_classes = {"label": LineField}


@admin.register(ProfileFieldValue)
class ProfileFieldValueAdmin(FormClasses, LargeTableAdmin):
    list_display = ["profile", "field", "value"]
    list_filter = ["field"]
    list_select_related = ["profile", "field"]
    search_fields = ["profile__sort_name__startswith", "profile__user__username__startswith", "value"]
    autocomplete_fields = ["profile", "field"]
    form_classes = {"value": LineField}


class EndsFollows(LookOnlyAdmin):
    """What somebody was told of a follow or a request goes with it: the bell would count what the list cannot show."""

    def delete_model(self, request, follow):
        with transaction.atomic():
            told = Notification.objects.of(follow).unread()
            follow.delete()
            told.forget()

    def delete_queryset(self, request, follows):
        with transaction.atomic():
            for follow in follows:
                self.delete_model(request, follow)


@admin.register(Follow)
class FollowAdmin(EndsFollows):
    """To look at and to end: people say themselves whom they follow."""

    list_display = ["follower", "followed", "since"]
    list_filter = ["follower", "followed", "since"]
    times_follow_keys = ["since"]
    list_select_related = ["follower", "followed"]
    search_fields = ["follower__username__startswith", "followed__username__startswith"]
    fields = readonly_fields = ["follower", "followed", "since"]


@admin.register(FollowRequest)
class FollowRequestAdmin(EndsFollows):
    """To look at and to end: people ask and answer themselves."""

    list_display = ["asker", "asked", "asked_at"]
    list_filter = ["asked_at"]
    list_select_related = ["asker", "asked"]
    search_fields = ["asker__username__startswith", "asked__username__startswith"]
    fields = readonly_fields = ["asker", "asked", "asked_at"]


@admin.register(Block)
class BlockAdmin(LookOnlyAdmin):
    """To look at and to end: people say themselves from whom they keep away."""

    list_display = ["blocker", "blocked", "since"]
    list_filter = ["blocker", "blocked", "since"]
    list_select_related = ["blocker", "blocked"]
    search_fields = ["blocker__username__startswith", "blocked__username__startswith"]
    fields = readonly_fields = ["blocker", "blocked", "since"]


@admin.register(ImportedProfile)
class ImportedProfileAdmin(FormClasses, LargeTableAdmin):
    """Of people who are invited and have not registered; made by `manage.py import_people`."""

    list_display = ["name", "email", "headline"]
    list_filter = ["invitation__made_at", "invitation__expires_at"]
    list_select_related = ["invitation"]
    search_fields = ["name", "invitation__email", "invitation__username"]
    autocomplete_fields = ["invitation"]
    form_classes = {"name": LineField, "headline": LineField}

    @admin.display(description=_("email"))
    def email(self, imported):
        return imported.invitation.email
