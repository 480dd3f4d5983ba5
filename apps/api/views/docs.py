from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.views.decorators.http import require_safe


@login_not_required
@require_safe
def documentation(request):
    """The API, to be read and tried out: Swagger UI over the schema, its files served by this site."""
    return render(request, "api/docs.html")
