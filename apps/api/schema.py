"""What drf-spectacular cannot see by itself: the problems with which every address may answer."""

from drf_spectacular.openapi import AutoSchema as SpectacularSchema
from drf_spectacular.plumbing import build_media_type_object

from apps.shared.errors import PROBLEM

from .idempotency import HEADER, LONGEST
from .problems import ProblemSerializer

ALWAYS = {400: "Not understood", 429: "Too often"}
WITH_CREDENTIALS = {401: "No valid token", 403: "Not allowed, or the token lacks a permission"}
WITH_BODY = {409: "Not possible now", 413: "Too large", 415: "Of an unknown type", 422: "Not valid"}


def with_files(in_json, in_form):
    """The request of an operation that takes files: JSON where there are none, a form where there are."""
    return {"application/json": in_json, "multipart/form-data": in_form}


class AutoSchema(SpectacularSchema):
    def map_parsers(self):
        """Bodies are described as JSON alone, unless an operation says more. Forms are understood everywhere."""
        return ["application/json"]

    def get_operation(self, path, path_regex, path_prefix, method, registry):
        operation = super().get_operation(path, path_regex, path_prefix, method, registry)
        if operation is None:
            return None
        problems = dict(ALWAYS)
        if self.view.permission_classes or self.view.authentication_classes:
            problems |= WITH_CREDENTIALS
        else:
            problems |= {401: "Refused"}
        if "{" in path:
            problems[404] = "Nothing here that you may see"
        if method in ("POST", "PUT", "PATCH", "DELETE"):
            problems |= WITH_BODY
        elif operation.get("parameters"):
            problems |= {414: "The query is too long", 422: "Not valid"}
        problems |= self.view.problems.get(method, {})
        content = self.problem_content()
        for status, words in problems.items():
            operation["responses"].setdefault(str(status), {"description": words, "content": content})
        if method in self.view.shows:
            words = f"Done, where the token does not have {self.view.shows[method].value}"
            operation["responses"].setdefault("204", {"description": words})
        if method == "GET":
            operation["responses"]["304"] = {"description": "As it was when the reader got its ETag"}
        if method == "POST" and self.view.permission_classes:
            operation.setdefault("parameters", []).append(
                {
                    "in": "header",
                    "name": HEADER,
                    "description": "A repetition with the same key gets the first answer again.",
                    "schema": {"type": "string", "maxLength": LONGEST},
                }
            )
        return operation

    def problem_content(self):
        reference = self.resolve_serializer(ProblemSerializer, "response").ref
        return {PROBLEM: build_media_type_object(reference)}
