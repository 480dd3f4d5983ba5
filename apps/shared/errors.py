"""Every failure in the site's own look, with a sentence and a way on."""

from http import HTTPStatus

from django.core.exceptions import RequestDataTooBig, TooManyFilesSent
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.csrf import requires_csrf_token

from .http import referring_path
from .limits import RateLimited


@requires_csrf_token
def bad_request(request, exception):
    if isinstance(exception, RequestDataTooBig | TooManyFilesSent):
        return answer(request, 413)
    return answer(request, 400)


@requires_csrf_token
def permission_denied(request, exception):
    return answer(request, 403)


@requires_csrf_token
def page_not_found(request, exception):
    """404; whoever was signed out meanwhile finds what they had written, and the way to sign in."""
    return answer(request, 404, typed=[] if request.user.is_authenticated else typed_in(request))


@requires_csrf_token
def server_error(request):
    try:
        return answer(request, 500)
    except Exception:  # whatever broke the page may break its error page too
        return HttpResponse(render_to_string("500_plain.html"), status=500)


def csrf_failure(request, reason=""):
    """403 that gives back what was typed: to be copied, not sent again, since a foreign site may have sent it."""
    return answer(request, 403, "403_csrf.html", typed=typed_in(request))


def too_many_requests(request, exception=None):
    """429, from allauth's rate limits and from ours, with what was typed."""
    # allauth's forms are at the address to which they post, ours are often on another page.
    back = referring_path(request) if isinstance(exception, RateLimited) and request.POST else request.get_full_path()
    sentence = getattr(exception, "sentence", "")
    return answer(request, 429, typed=typed_in(request), sentence=sentence, back=back)


def pictures_busy(request):
    """503, with what was typed; the browser may try again by itself."""
    response = answer(request, 503, typed=typed_in(request))
    response["Retry-After"] = "5"
    return response


def typed_in(request):
    """What somebody wrote into the form that was sent, but for secrets and what the form itself had put there."""
    return [
        value
        for name, value in request.POST.items()
        if len(value) > 1 and name not in NOT_TYPED and "password" not in name
    ]


NOT_TYPED = ("csrfmiddlewaretoken", "_method", "next", "code", "credential", "remember")


PROGRAMS = ("/api/", "/hooks/")  # addresses whose errors programs read


PROBLEM = "application/problem+json"


def problem_document(status, sentence, code="", found=()):
    """As RFC 9457 has it; apps/api/problems.py says what `code` and `errors` are."""
    title = HTTPStatus(status).phrase
    code = code or title.lower().replace(" ", "-")
    document = {"type": "about:blank", "title": title, "status": status, "detail": sentence, "code": code}
    return document | {"errors": list(found)}


def problem_response(document):
    """With the document of a problem, outside of the API's views."""
    plain = {"ensure_ascii": False}
    return JsonResponse(document, status=document["status"], content_type=PROBLEM, json_dumps_params=plain)


def answer(request, status, template=None, **context):
    """The error page; for htmx its sentence alone, which the page shows as a toast; for the API a problem document."""
    if request.path.startswith(PROGRAMS):
        return problem_response(problem_document(status, context.get("sentence") or SENTENCES[status]()))
    if getattr(request, "htmx", False):
        context["sentence"] = context.get("sentence") or SENTENCES[status]()
        return render(request, "shared/_error.html", context, status=status)
    return render(request, template or f"{status}.html", context, status=status)


SENTENCES = {
    400: lambda: _("That request could not be understood. Reload the page and try once more."),
    403: lambda: _("This page was open for too long, or is not yours to change. Reload it and try once more."),
    404: lambda: _("That is gone, or is not for you to see."),
    413: lambda: _("That is too large to be taken."),
    414: lambda: _("This address is too long. Try a shorter search."),
    422: lambda: _("Something in it is not valid."),
    429: lambda: _("Too many attempts. Wait a minute and try again."),
    503: lambda: _("The site is busy with other pictures. Try again in a moment."),
    500: lambda: _("Something broke on our side. What you wrote is still here; try again in a moment."),
}
