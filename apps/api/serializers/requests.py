"""Bodies of requests are taken as the schema says, and not as forms would be."""

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail, ValidationError

TYPES = {
    serializers.BooleanField: (bool, _("Must be true or false.")),
    serializers.IntegerField: (int, _("Must be a whole number.")),
    serializers.CharField: (str, _("Must be a text.")),
    serializers.UUIDField: (str, _("Must be a text.")),
    serializers.DateTimeField: (str, _("Must be a text.")),
}


class RequestSerializer(serializers.Serializer):
    """In JSON a number is no text, and "yes" is not true; DRF takes them, as forms have nothing but texts."""

    def to_internal_value(self, data):
        wrong = {}
        if isinstance(data, dict) and not isinstance(data, QueryDict):
            for field in self._writable_fields:
                if found := type_error(field, data.get(field.field_name)):
                    wrong[field.field_name] = [ErrorDetail(found, code="invalid")]
        try:
            value = super().to_internal_value(data)
        except ValidationError as error:
            raise ValidationError({**error.detail, **wrong}) from error
        if wrong:
            raise ValidationError(wrong)
        return value


def body_of(request, serializer_class, partial=False):
    """What a request sends, valid; raises `ValidationError`. `partial`: nothing has to be there."""
    sent = serializer_class(data=request.data, partial=partial)
    sent.is_valid(raise_exception=True)
    return sent.validated_data


def type_error(field, value):
    """Why a value of JSON is none of a field, as a sentence, or None. Null is the field's own matter."""
    if value is None:
        return None
    if isinstance(field, serializers.ListField):
        each = value if isinstance(value, list) else []
        return next((error for one in each if (error := type_error(field.child, one))), None)
    for kind, (type, sentence) in TYPES.items():
        if isinstance(field, kind):
            return None if is_of(type, value) else sentence
    return None


def is_of(type, value):
    """5.0 is a whole number in JSON, and true is none."""
    if type is int:
        is_whole = isinstance(value, int) or (isinstance(value, float) and value.is_integer())
        return is_whole and not isinstance(value, bool)
    return isinstance(value, type)
