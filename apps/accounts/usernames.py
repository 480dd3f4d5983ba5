"""What a username may be: 3–30 of a-z 0-9 _ . and no word that the site needs for itself."""

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from apps.shared.reserved import RESERVED

PATTERN = r"[a-z0-9_](?:[a-z0-9_.]{1,28})[a-z0-9_]"


class CharactersValidator(RegexValidator):
    regex = rf"^(?i:{PATTERN})\Z"
    message = _("A username has 3 to 30 letters a–z, digits, dots or underscores, and no spaces. A dot stands inside.")


def not_reserved(value):
    if value.lower() in RESERVED:
        raise ValidationError(_("That name is kept for the house. Try another."), code="reserved")


VALIDATORS = [CharactersValidator(), not_reserved]  # allauth asks for a list by this name
