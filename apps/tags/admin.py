from django.contrib import admin

from apps.shared.admin import FoldedSearch, LargeTableAdmin, LookOnlyAdmin

from .models import Tag, TagFollow


@admin.register(Tag)
class TagAdmin(FoldedSearch, LargeTableAdmin):
    list_display = ["name"]
    list_filter = []
    search_fields = ["search_text__startswith"]
    ordering = ["name"]


@admin.register(TagFollow)
class TagFollowAdmin(FoldedSearch, LookOnlyAdmin):
    """To look at and to end: people say themselves which tags they follow."""

    list_display = ["user", "tag", "since"]
    list_filter = ["since"]
    list_select_related = ["user", "tag"]
    search_fields = ["user__username__startswith", "tag__search_text__startswith"]
    fields = readonly_fields = ["user", "tag", "since"]
