"""Names that people give: to themselves, as guests, to rooms, groups, keys and the site. One check for all of them."""

import re
import unicodedata

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from .lookalikes import BLANK
from .normalizing import normalized
from .text import JOINERS

SPACES = re.compile(r"[\u0020\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+")
# The ones that are drawn: new emoji, which this version of Python may not know yet.
EMOJI = range(0x1F000, 0x1FB00)
# Accents on one letter: what languages need, and no towers.
MOST_MARKS, MOST_MARKS_ELSEWHERE = 2, 4
LETTERS_OF = re.compile("(?:LATIN|GREEK|CYRILLIC) ")


def tidy_name(name):
    """In NFC, with one plain space wherever there are gaps, and none at the ends."""
    return SPACES.sub(" ", normalized("NFC", name)).strip(" ")


def check_name(name):
    """Raises `ValidationError` with a sentence unless a name can be seen, is one line and stays in its place."""
    check_line(name)
    if not any(is_seen(letter) for letter in name):
        raise ValidationError(_("A name needs letters or digits that people can see."), code="invisible")


def check_line(text):
    """As `check_name`, for what may be empty: no line breaks, no invisible characters, nothing that turns the text."""
    before, marks = "", 0
    for position, letter in enumerate(text):
        category = unicodedata.category(letter)
        if letter in "\r\n\v\f\x1c\x1d\x1e\x85\u2028\u2029":
            raise ValidationError(_("A name is one line."), code="lines")
        if letter in JOINERS and joins(before, text[position + 1 : position + 2]):
            continue
        if letter in BLANK or (category.startswith("C") and ord(letter) not in EMOJI):
            raise ValidationError(
                _("It contains an invisible character. Type it instead of pasting it."), code="unseen"
            )
        if category.startswith("M"):
            marks += 1
            if not before:
                raise ValidationError(_("It begins with an accent that has no letter."), code="marks")
            if marks > most_marks(before):
                raise ValidationError(_("There are too many accents on one letter."), code="marks")
        else:
            before, marks = letter, 0


def is_seen(letter):
    category = unicodedata.category(letter)
    return letter not in BLANK and (category[0] in "LN" or category == "So" or ord(letter) in EMOJI)


def joins(before, after):
    """Whether a joiner between two characters does something: in Arabic and Indic scripts, and in emoji."""
    return all(
        one and not one.isascii() and not LETTERS_OF.match(unicodedata.name(one, "")) for one in (before, after)
    )


def most_marks(letter):
    plain = letter.isascii() or LETTERS_OF.match(unicodedata.name(letter, ""))
    return MOST_MARKS if plain else MOST_MARKS_ELSEWHERE


class NameField(forms.CharField):
    """A form's field for a name."""

    default_validators = [check_name]

    def to_python(self, value):
        return tidy_name(super().to_python(value))


class LineField(forms.CharField):
    """A form's field for a line that stands beside a name."""

    default_validators = [check_line]

    def to_python(self, value):
        return tidy_name(super().to_python(value))
