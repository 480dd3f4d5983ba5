"""What other apps show on the pages of a profile. They register their part in `AppConfig.ready()`."""

FIRST_TAB, NUMBERS, ABOUT = "first-tab", "numbers", "about"  # NUMBERS: in the head; ABOUT: beside the bio and skills

_parts = {FIRST_TAB: {}, NUMBERS: {}, ABOUT: {}}


def register(where, part, order):
    """`part(request, profile)` gives safe HTML, or nothing."""
    _parts[where][part] = order


def parts(where, request, profile):
    return [part(request, profile) for part in sorted(_parts[where], key=_parts[where].get)]
