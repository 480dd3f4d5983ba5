"""What every view of the API has in common."""

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404
from django.utils.decorators import method_decorator
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page
from django.views.decorators.vary import vary_on_headers
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.shared import limits

from .. import idempotency
from ..permissions import has_scope


@method_decorator(conditional_page, "dispatch")  # an ETag, and 304 where the answer is what the reader has
@method_decorator(cache_control(private=True, no_cache=True), "dispatch")
@method_decorator(vary_on_headers("Authorization", "Cookie"), "dispatch")
class View(APIView):
    """`scopes`: by method, see `permissions.HasScope`. `limits`: by method, an entry of `settings.RATE_LIMITS`."""

    scopes = {}
    limits = {}
    shows = {}  # by method: the scope without which a write is answered by 204, not by what others have written
    problems = {}  # for the schema, by method: refusals that other views do not have, `{status: words}`
    kept = None  # the row of a request with an Idempotency-Key

    def initial(self, request, *args, **kwargs):
        super().initial(request, *args, **kwargs)
        limits.count(request, "api")
        if kind := self.limits.get(request.method):
            limits.count(request, kind)
        self.kept = idempotency.begin(request)

    def handle_exception(self, exception):
        if isinstance(exception, idempotency.Replay):
            return exception.response
        if isinstance(exception, ObjectDoesNotExist):  # deleted in this moment, as in the pages' gone_is_404
            exception = Http404()
        try:
            return super().handle_exception(exception)
        except Exception:
            if self.kept:
                self.kept.delete()
            raise

    def finalize_response(self, request, response, *args, **kwargs):
        if response.status_code == 200 and (scope := self.shows.get(request.method)) and not has_scope(request, scope):
            response = Response(status=204)
        if isinstance(response, Response) and response.status_code == 201 and "url" in response.data:
            response.setdefault("Location", response.data["url"])
        response = super().finalize_response(request, response, *args, **kwargs)
        if uses := getattr(request, "limits", ()):
            # As in the IETF draft "RateLimit header fields for HTTP".
            response["RateLimit-Policy"] = ", ".join(f'"{use.name}";q={use.most};w={use.seconds}' for use in uses)
            response["RateLimit"] = ", ".join(f'"{use.name}";r={use.remaining};t={use.reset}' for use in uses)
        if self.kept:
            idempotency.finish(self.kept, response)
        return response


def values_of(form, but_not=()):
    """The data of a form that is sent as it stands, so that what a PATCH does not name stays."""
    return {name: form[name].value() for name in form.fields if name not in but_not}
