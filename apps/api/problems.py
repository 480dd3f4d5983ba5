"""Every refusal is a problem document (RFC 9457), `application/problem+json`:

    {"type": "about:blank", "title": "Not Found", "status": 404, "detail": "…", "code": "not-found", "errors": []}

`code` is for programs and stays as it is, `detail` is a sentence for people. `errors` of 422 are
`{"field": "name", "code": "required", "detail": "…"}`; `field` is empty where the whole is wrong.
"""

from django.core.exceptions import PermissionDenied
from django.core.exceptions import ValidationError as FormError
from django.http import Http404
from rest_framework import exceptions, serializers
from rest_framework.response import Response
from rest_framework.views import set_rollback

from apps.shared import errors
from apps.shared.http import SignInFirst
from apps.shared.images import PicturesBusy
from apps.shared.limits import RateLimited


class ErrorSerializer(serializers.Serializer):
    field = serializers.CharField(allow_blank=True)
    code = serializers.CharField()
    detail = serializers.CharField()


class ProblemSerializer(serializers.Serializer):
    """RFC 9457."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    code = serializers.CharField()
    errors = ErrorSerializer(many=True)


class Refused(exceptions.APIException):
    """Something that cannot be done now, with a sentence: 409."""

    status_code = 409
    default_code = "conflict"


class Gone(exceptions.APIException):
    """Something that was deleted since: 410."""

    status_code = 410
    default_code = "gone"


def handler(exception, context):
    """For REST_FRAMEWORK: the response to an exception, or None for what is our fault."""
    response = response_to(exception)
    if response is not None:
        set_rollback()
    return response


def response_to(exception):
    if isinstance(exception, exceptions.ValidationError):
        return problem(422, errors.SENTENCES[422](), "invalid", list(errors_of(exception.get_full_details())))
    if isinstance(exception, FormError):
        found = [{"field": "", "code": "invalid", "detail": message} for message in exception.messages]
        return problem(422, errors.SENTENCES[422](), "invalid", found)
    if isinstance(exception, Http404):
        return problem(404, errors.SENTENCES[404](), "not-found")
    if isinstance(exception, PermissionDenied):
        return problem(403, errors.SENTENCES[403](), "forbidden")
    if isinstance(exception, SignInFirst):
        exception = exceptions.NotAuthenticated()
    if isinstance(exception, RateLimited):
        return problem(429, exception.sentence, "rate-limited", headers={"Retry-After": str(exception.retry_after)})
    if isinstance(exception, PicturesBusy):
        return problem(503, errors.SENTENCES[503](), "busy", headers={"Retry-After": "5"})
    if isinstance(exception, exceptions.APIException):
        headers = {"WWW-Authenticate": header} if (header := getattr(exception, "auth_header", None)) else {}
        code = exception.get_codes().replace("_", "-")
        return problem(exception.status_code, str(exception.detail), code, headers=headers)
    return None


def problem(status, detail, code, found=(), headers=None):
    document = errors.problem_document(status, detail, code, found)
    return Response(document, status=status, headers=headers, content_type=errors.PROBLEM)


def errors_of(details, field=""):
    """Of DRF's nested details, each error with the path of its field: `links.0.url`."""
    if isinstance(details, dict) and set(details) == {"message", "code"} and isinstance(details["message"], str):
        yield {"field": field, "code": details["code"].replace("_", "-"), "detail": str(details["message"])}
    elif isinstance(details, dict):
        for name, inner in details.items():
            name = "" if name == "non_field_errors" else str(name)
            yield from errors_of(inner, ".".join(part for part in (field, name) if part))
    else:
        for number, inner in enumerate(details):
            is_error = isinstance(inner, dict) and set(inner) == {"message", "code"}
            yield from errors_of(inner, field if is_error else f"{field}.{number}".lstrip("."))


def errors_of_form(form, names=None):
    """A form's errors as DRF's ValidationError: the same sentences as on the page.

    `names`: what fields are called here, where that is not what the form calls them.
    """
    names = {"__all__": "non_field_errors", **(names or {})}
    return exceptions.ValidationError(
        {
            names.get(name, name): [
                exceptions.ErrorDetail(message, error.code or "invalid")
                for error in found
                for message in error.messages
            ]
            for name, found in form.errors.as_data().items()
        }
    )
