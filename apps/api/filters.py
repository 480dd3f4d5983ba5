"""Filters of lists: the FilterSets of the pages, and the orders that the pages offer."""

import django_filters
from django import forms
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import ValidationError

from apps.shared import limits
from apps.shared.parameters import words_in

from .problems import errors_of_form

TYPES = {forms.BooleanField: bool, forms.NullBooleanField: bool, forms.IntegerField: int, forms.DecimalField: float}


def filtered(request, filter_class, queryset, orders):
    """`(what ?sort= says, the rows that the filters leave)`; 422 where a filter or the order is none."""
    sort = choice_of(request, "sort", list(filter(None, orders)))
    for name, one in filter_class.base_filters.items():
        if isinstance(one, django_filters.BooleanFilter):  # of which a page's checkbox takes any text for a yes
            truth_of(request, name)
    found = filter_class(request.query_params, queryset, request=request)
    if not found.is_valid():
        raise errors_of_form(found.form)
    return sort, found.qs


def check_search(request):
    """The words of `?q=`, which are counted as searches are on the site."""
    words = words_in(request.query_params, "q")
    if words:
        limits.count(request, "searches")
    return words


def choice_of(request, name, choices):
    """What a parameter says, or nothing without it; 422 where it is none of the choices."""
    text = request.query_params.get(name)
    if text is None:
        return ""
    if text not in choices:
        raise ValidationError({name: [f"One of: {', '.join(choices)}."]}, code="invalid")
    return text


def parameters_of(filter_class, orders=()):
    """For the schema: the filters of a FilterSet, with their labels, and the orders."""
    parameters = [parameter_of(name, one) for name, one in filter_class.base_filters.items()]
    if sorts := [order for order in orders if order]:
        parameters.append(OpenApiParameter("sort", str, enum=sorts))
    return parameters


def parameter_of(name, one):
    is_choice = isinstance(one, django_filters.ChoiceFilter)
    choices = [value for value, _label in one.extra.get("choices", ()) if value] if is_choice else None
    kind = next((found for field, found in TYPES.items() if issubclass(one.field_class, field)), str)
    return OpenApiParameter(name, kind, description=str(one.label or ""), enum=choices)


def truth_of(request, name):
    """Whether the query says `true`; 422 where it is neither that nor `false`."""
    text = request.query_params.get(name, "false")
    if text not in ("true", "false"):
        raise ValidationError({name: [_("Must be true or false.")]}, code="invalid")
    return text == "true"
