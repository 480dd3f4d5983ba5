from django.contrib import admin

from apps.shared.admin import LargeTableAdmin, LookOnlyAdmin

from .models import Tag, TagFollow


@admin.register(Tag)
class TagAdmin(LargeTableAdmin):
    list_display = ["name"]
    list_filter = []
    search_fields = ["name__istartswith"]
    ordering = ["name"]


@admin.register(TagFollow)
class TagFollowAdmin(LookOnlyAdmin):
    """To look at and to end: people say themselves which tags they follow."""

    list_display = ["user", "tag", "since"]
    list_filter = ["since"]
    list_select_related = ["user", "tag"]
    search_fields = ["user__username__startswith", "tag__name__istartswith"]
    fields = readonly_fields = ["user", "tag", "since"]
