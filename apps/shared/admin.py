"""The admin on tables of millions of rows: a page of a list costs the same however long the list is."""

from contextlib import suppress
from datetime import datetime, time, timedelta

from django import forms
from django.contrib import admin
from django.contrib.admin.options import ShowFacets
from django.contrib.admin.utils import get_fields_from_path
from django.contrib.admin.views.main import PAGE_VAR, ChangeList
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.core.paginator import Paginator
from django.db import connection, models
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .folding import fold
from .forms import SplitMoment
from .parameters import calendar_day, whole_number

COUNT_AT_MOST = 10_000
LARGE = 50_000  # rows; in larger tables a time is looked up by primary keys
NEXT, PREVIOUS, LAST = "next", "previous", "last"


class CappedPaginator(Paginator):
    """Counts up to a limit, so that a page never counts a whole table."""

    @cached_property
    def count(self):
        return (
            self.object_list.order_by()[:COUNT_AT_MOST].values("pk").count()
            if self.object_list.ordered
            else (self.object_list[:COUNT_AT_MOST].count())
        )


class KeysetChangeList(ChangeList):
    """Pages by `?p=next.123`: the rows that follow the one with this key, in the one order that the list has."""

    def get_ordering(self, request, queryset):
        return list(self.model_admin.get_ordering(request))

    def get_results(self, request):
        self.paginator = self.model_admin.get_paginator(request, self.queryset, self.list_per_page)
        self.result_count = self.paginator.count
        self.full_result_count, self.show_full_result_count = None, False
        self.show_admin_actions, self.can_show_all, self.multi_page = True, False, False
        way, key = cursor(request)
        rows = self.page(way, key)
        if way and not rows:  # what it began with was deleted meanwhile
            way, rows = "", self.page("", None)
        more, rows = len(rows) > self.list_per_page, rows[: self.list_per_page]
        backwards = way in (PREVIOUS, LAST)
        self.result_list = rows[::-1] if backwards else rows
        self.has_previous = more if backwards else way == NEXT
        self.has_next = way == PREVIOUS if backwards else more

    @cached_property
    def key(self):
        """The name of the field by which the list is ordered, and whether it begins with the highest."""
        first = self.get_ordering(None, None)[0]
        return first.removeprefix("-"), first.startswith("-")

    def page(self, way, key):
        rows, (field, descending) = self.queryset, self.key
        if way in (PREVIOUS, LAST):
            rows, descending = rows.reverse(), not descending
        if way in (NEXT, PREVIOUS):
            try:
                rows = rows.filter(**{f"{field}__{'lt' if descending else 'gt'}": key})
            except (ValueError, ValidationError):
                return []
        return list(rows[: self.list_per_page + 1])

    def link(self, way, row=None):
        return self.get_query_string({PAGE_VAR: f"{way}.{getattr(row, self.key[0])}" if row else way})

    @property
    def first_page(self):
        return self.get_query_string(remove=[PAGE_VAR])

    @property
    def last_page(self):
        return self.link(LAST)

    @property
    def previous_page(self):
        return self.link(PREVIOUS, self.result_list[0])

    @property
    def next_page(self):
        return self.link(NEXT, self.result_list[-1])

    @cached_property
    def count_in_words(self):
        """How many rows there are: exactly up to a limit, then about, and of a part of the table at least."""
        if self.result_count < COUNT_AT_MOST:
            return f"{self.result_count:,}"
        is_whole_table = not self.has_active_filters and not self.query
        estimate = estimated_number(self.model) if is_whole_table else 0
        if estimate > self.result_count:
            return _("about %(number)s") % {"number": f"{estimate:,}"}
        return _("%(number)s or more") % {"number": f"{self.result_count:,}"}


def cursor(request):
    """`(way, key)` of the page of a list that is asked for; `("", "")` of the first."""
    way, _dot, key = request.GET.get(PAGE_VAR, "").partition(".")
    if way == LAST or (way in (NEXT, PREVIOUS) and key and "\0" not in key):
        return way, key
    return "", ""


def estimated_number(model):
    """About how many rows a table has, without counting them; 0 where nothing is known."""
    if connection.vendor == "postgresql":
        with connection.cursor() as asked:
            asked.execute("SELECT reltuples::bigint FROM pg_class WHERE oid = %s::regclass", [model._meta.db_table])
            if (number := asked.fetchone()[0]) > 0:
                return number
    first, last = edges(model)
    return last - first + 1 if isinstance(first, int) else 0


def edges(model):
    pks = model._base_manager.values_list("pk", flat=True)
    return pks.order_by("pk").first(), pks.order_by("-pk").first()


# --- Filters --------------------------------------------------------------------------------------


class FormFilter(admin.FieldListFilter):
    """A filter with a small form; it keeps what else the list is narrowed to."""

    def __init__(self, field, request, params, model, model_admin, field_path):
        self.field, self.model, self.model_admin = field, model, model_admin
        super().__init__(field, request, params, model, model_admin, field_path)

    def typed(self, name):
        return (self.used_parameters.get(name) or [""])[-1]

    def has_output(self):
        return True

    def choices(self, changelist):
        leave_out = {PAGE_VAR, *self.expected_parameters()}
        query = {name: values for name, values in self.request.GET.lists() if name not in leave_out}
        self.kept = [(name, value) for name, values in query.items() for value in values]
        self.without = changelist.get_query_string(remove=self.expected_parameters())
        return []


class RelatedFilter(FormFilter):
    """One person, one room: found while typing, never as a list of all; without JavaScript by the exact name."""

    template = "admin/filter_related.html"
    NAMES = ("username", "slug", "name")

    def expected_parameters(self):
        return [self.field_path, f"{self.field_path}_called"]

    @property
    def related(self):
        return self.field.remote_field.model

    @cached_property
    def name_field(self):
        names = {field.name for field in self.related._meta.get_fields()}
        return next((name for name in self.NAMES if name in names), None)

    @cached_property
    def chosen(self):
        """The primary key that is asked for: None where nothing is, 0 where it is nobody's."""
        pk, name = (self.typed(parameter).strip() for parameter in self.expected_parameters())
        if name and self.name_field:
            found = self.related._default_manager.filter(**{self.name_field: name.lstrip("@#").lower()})
            return found.values_list("pk", flat=True).first() or 0
        return (whole_number(pk) or 0) if pk else None

    def queryset(self, request, rows):
        if self.chosen is None:
            return rows
        return rows.filter(**{self.field_path: self.chosen}) if self.chosen else rows.none()

    def select(self):
        widget = AutocompleteSelect(self.field, self.model_admin.admin_site)
        people = forms.ModelChoiceField(self.related._default_manager.all(), widget=widget, required=False)
        return people.widget.render(self.field_path, self.chosen or "", {"id": f"filter-{self.field_path}"})

    @property
    def called(self):
        return self.typed(f"{self.field_path}_called")


class TimeFilter(FormFilter):
    """Days from and to, in the site's zone.

    Where primary keys of a large table grow with this time (`times_follow_keys` of the admin), its rows are found by
    primary keys: no index of the time is needed, and what is older or newer is not walked through. Of the time of a
    related row, like a photo's of its post, they are the related row's: a photo may have come long before its post.
    """

    template = "admin/filter_time.html"

    def expected_parameters(self):
        return [f"{self.field_path}__from", f"{self.field_path}__to"]

    @property
    def first_day(self):
        return calendar_day(self.typed(f"{self.field_path}__from"))

    @property
    def last_day(self):
        return calendar_day(self.typed(f"{self.field_path}__to"))

    def queryset(self, request, rows):
        for day, lookup, is_end in ((self.first_day, "gte", False), (self.last_day, "lt", True)):
            if day:
                moment = timezone.make_aware(datetime.combine(day + timedelta(days=is_end), time.min))
                rows = rows.filter(**{f"{self.field_path}__{lookup}": moment})
                if (
                    self.field_path in self.model_admin.times_follow_keys
                    and estimated_number(self.field.model) > LARGE
                ):
                    key = f"{self.field_path.removesuffix(self.field.name)}pk"  # of whose time it is
                    first = first_key_since(self.field.model, self.field.name, moment)
                    rows = rows.filter(**{f"{key}__{lookup}": first})
        return rows

    def choices(self, changelist):
        super().choices(changelist)
        today = timezone.localdate()
        days = [
            (_("Any date"), None),
            (_("Today"), today),
            (_("Past 7 days"), today - timedelta(days=7)),
            (_("This month"), today.replace(day=1)),
            (_("This year"), today.replace(month=1, day=1)),
        ]
        return [
            {
                "display": words,
                "selected": day == self.first_day and not self.last_day,
                "query_string": changelist.get_query_string(
                    {f"{self.field_path}__from": day.isoformat()} if day else {}, self.expected_parameters()
                ),
            }
            for words, day in days
        ]


def first_key_since(model, path, moment):
    """A primary key from which on all rows are of a time or later, where keys grow with time: by halves."""
    rows = model._base_manager.order_by("pk").values_list("pk", path)
    low, high = edges(model)
    if low is None:
        return 0
    high += 1
    while low < high:
        middle = (low + high) // 2
        pk, at = rows.filter(pk__gte=middle).first() or (high, None)
        if pk < high and at is not None and at < moment:
            low = pk + 1
        else:
            high = middle
    return low


# --- Administrations ------------------------------------------------------------------------------


class LargeTableAdmin(admin.ModelAdmin):
    """For every model that grows with use: pages by key, no full counts, no select with all users in it."""

    paginator = CappedPaginator
    formfield_overrides = {models.DateTimeField: {"form_class": SplitMoment}}
    show_full_result_count = False
    show_facets = ShowFacets.NEVER
    list_per_page = 50
    ordering = ["-pk"]  # the first one has to be unique: pages go on from its value
    sortable_by = ()  # by anything else the whole table would be sorted
    times_follow_keys = ()  # times that primary keys grow with
    actions_on_top = True
    search_help_text = gettext_lazy("Searches from the beginning of a word.")

    def get_changelist(self, request, **kwargs):
        return KeysetChangeList

    def get_list_filter(self, request):
        return [self.filter_of(one) for one in super().get_list_filter(request)]

    def filter_of(self, one):
        """Of times and of related rows the filters above, of all else Django's."""
        if isinstance(one, str):
            field = get_fields_from_path(self.model, one)[-1]
            if isinstance(field, models.DateTimeField):
                return one, TimeFilter
            if isinstance(field, models.ForeignKey):
                return one, RelatedFilter
        return one

    @property
    def media(self):
        with_related = any(isinstance(one, tuple) and one[1] is RelatedFilter for one in self.get_list_filter(None))
        return super().media + AutocompleteSelect(None, self.admin_site).media if with_related else super().media


class FormClasses:
    """`form_classes`: the form's field for some of the model's, by name; also for inlines."""

    form_classes = {}

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name in self.form_classes:
            kwargs["form_class"] = self.form_classes[db_field.name]
        return super().formfield_for_dbfield(db_field, request, **kwargs)


class OneRow:
    """Settings that are one row: it is added where it is missing, and never deleted."""

    def has_add_permission(self, request):
        return super().has_add_permission(request) and not self.model.objects.exists()

    def has_delete_permission(self, request, obj=None):
        return False


class SaysWhenGone:
    """A row that someone deletes in the moment in which it is changed or deleted here: its verb says DoesNotExist, and
    the page redirects with the message that Django has for a row that was gone before.
    """

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except ObjectDoesNotExist:
            if object_id is None:
                raise
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)

    def delete_view(self, request, object_id, extra_context=None):
        try:
            return super().delete_view(request, object_id, extra_context)
        except ObjectDoesNotExist:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)


class DeletesByVerb(SaysWhenGone):
    """Rows are deleted one by one, by the verb that `delete_model` names: counters and open pages hear of it."""

    def delete_queryset(self, request, rows):
        for row in rows.select_related(*self.list_select_related):
            with suppress(ObjectDoesNotExist):  # someone else has deleted it, or what it was on
                self.delete_model(request, row)


class FoldedSearch:
    """Names are found without their case and accents: `search_fields` name folded columns, beside plain ASCII ones."""

    def get_search_results(self, request, rows, text):
        return super().get_search_results(request, rows, fold(text))


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
