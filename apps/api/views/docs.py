from functools import lru_cache

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.views import SpectacularAPIView


class OneSchema(SchemaGenerator):
    """The schema changes with the code alone, and takes a tenth of a second: it is made once for each language."""

    def get_schema(self, request=None, public=False):
        return schema_in(get_language())


@lru_cache(maxsize=8)
def schema_in(_language):
    return SchemaGenerator().get_schema(public=True)


class Schema(SpectacularAPIView):
    generator_class = OneSchema


@login_not_required
@require_safe
def documentation(request):
    """The API, to be read and tried out: Swagger UI over the schema, its files served by this site."""
    return render(request, "api/docs.html")
