"""What other apps show on the pages of a profile. They register their part in `AppConfig.ready()`."""

FIRST_TAB, NUMBERS, ABOUT = "first-tab", "numbers", "about"  # NUMBERS: in the head; ABOUT: beside the bio and skills

_parts = {FIRST_TAB: {}, NUMBERS: {}, ABOUT: {}}
_skill_parts = {}


def register(where, part, order):
    """`part(request, profile)` gives safe HTML, or nothing."""
    _parts[where][part] = order


def parts(where, request, profile):
    return [part(request, profile) for part in sorted(_parts[where], key=_parts[where].get)]


def register_with_skills(part, order):
    """`part(request, profile)` gives `{Skill.pk: safe HTML}`, shown with that skill on the About tab."""
    _skill_parts[part] = order


def add_skill_parts(request, profile):
    """Each skill of a profile with `parts`, after `with_cards`."""
    found = [part(request, profile) for part in sorted(_skill_parts, key=_skill_parts.get)]
    for skill in profile.skill_rows.all():
        skill.parts = [part[skill.pk] for part in found if skill.pk in part]
