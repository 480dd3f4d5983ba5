from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db import transaction
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from apps.shared.admin import FoldedSearch, LargeTableAdmin, LookOnlyAdmin
from apps.shared.http import any_of

from .merging import CannotMerge, merge
from .models import FormerTag, Tag, TagFollow


@admin.register(Tag)
class TagAdmin(FoldedSearch, LargeTableAdmin):
    """A new name keeps the old one, which redirects; two tags of one meaning are merged."""

    list_display = ["name", "description", "person_count", "project_count", "post_count", "room_count"]
    list_filter = []
    search_fields = ["search_text__startswith"]
    ordering = ["name"]
    actions = ["merge_into"]

    def has_merge_permission(self, request):
        return self.has_change_permission(request) and self.has_delete_permission(request)

    @admin.action(description=_("Merge selected tags into…"), permissions=["merge"])
    def merge_into(self, request, tags):
        """Asks into which; then moves everything that has one of the tags there."""
        name = request.POST.get("target", "")
        target = any_of(Tag.objects.called(name)) if name else None
        error = gettext("There is no such tag.") if "target" in request.POST else ""
        if target is not None:
            try:
                self.merge_all(request, tags.exclude(pk=target.pk), target)
            except CannotMerge:
                error = gettext("Nothing was merged: one of these tags was deleted in the meantime. Try again.")
            else:
                messages.success(request, gettext("Merged into %(tag)s.") % {"tag": target})
                return redirect("admin:tags_tag_change", target.pk)
        context = {
            **self.admin_site.each_context(request),
            "title": gettext("Merge tags"),
            "opts": self.opts,
            "tags": tags,
            "action_checkbox_name": ACTION_CHECKBOX_NAME,
            "target": name,
            "error": error,
        }
        return TemplateResponse(request, "admin/tags/tag/merge.html", context, status=422 if error else 200)

    def merge_all(self, request, tags, target):
        """All of them, or none: raises CannotMerge."""
        with transaction.atomic():
            for tag in tags:
                merge(tag, target)
                self.log_change(request, target, gettext("Merged %(tag)s into it.") % {"tag": tag})


@admin.register(FormerTag)
class FormerTagAdmin(LargeTableAdmin):
    list_display = ["name", "tag"]
    list_filter = ["tag"]
    list_select_related = ["tag"]
    search_fields = ["name__startswith", "tag__search_text__startswith"]
    autocomplete_fields = ["tag"]
    ordering = ["name"]


@admin.register(TagFollow)
class TagFollowAdmin(FoldedSearch, LookOnlyAdmin):
    """To look at and to end: people say themselves which tags they follow."""

    list_display = ["user", "tag", "since"]
    list_filter = ["since"]
    list_select_related = ["user", "tag"]
    search_fields = ["user__username__startswith", "tag__search_text__startswith"]
    fields = readonly_fields = ["user", "tag", "since"]
