"""The admin on tables of millions of rows."""

from django.contrib import admin
from django.core.paginator import Paginator
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from .forms import SplitMoment

COUNT_AT_MOST = 10_000


class CappedPaginator(Paginator):
    """Counts no further than a reader would turn pages, so a page never counts a whole table."""

    @cached_property
    def count(self):
        return (
            self.object_list.order_by()[:COUNT_AT_MOST].values("pk").count()
            if self.object_list.ordered
            else (self.object_list[:COUNT_AT_MOST].count())
        )


class LargeTableAdmin(admin.ModelAdmin):
    """For every model that grows with use: no full counts, rows found by index, no select with all users in it."""

    paginator = CappedPaginator
    formfield_overrides = {models.DateTimeField: {"form_class": SplitMoment}}
    show_full_result_count = False
    list_per_page = 50
    list_max_show_all = 200
    ordering = ["-pk"]
    actions_on_top = True
    search_help_text = _("Searches from the beginning of a word; more than 10,000 rows are shown as 10,000.")


class Discreet:
    """What is secret cannot be asked for letter by letter either: Django lets an address filter by every field."""

    secret = ()

    def lookup_allowed(self, lookup, value, request=None):
        return lookup.partition("__")[0] not in self.secrets() and super().lookup_allowed(lookup, value, request)

    def secrets(self):
        return self.secret


class LookOnlyAdmin(LargeTableAdmin):
    """To look at, and to delete: nobody adds a row by hand, or changes one."""

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False
