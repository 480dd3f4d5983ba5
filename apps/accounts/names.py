"""Whom a name may not be mistaken for: the people who run the site, and the site itself."""

import re

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from apps.shared.lookalikes import likenesses

from .models import SiteSettings, User

# As a whole name, alone or beside the site's name.
ROLES = frozenset(
    """
    abuse admin administration administrator admins administrators all anonymous bot deleted everybody everyone guest
    guests here host hostmaster management mod moderation moderator moderators mods nobody none null official owner
    owners postmaster robot root security server site staff support sysadmin sysop system team undefined visitor
    webmaster
    """.split()
)
# As a word of a name, too.
TITLES = frozenset("admin administrator administrators admins moderator moderators sysadmin sysop webmaster".split())
WORDS = re.compile(r"\w+")


def check_not_like_staff(name, user=None, looks_of=None):
    """Raises `ValidationError` where a name could be taken for that of staff; staff themselves may have any.

    `looks_of`: a `StaffLooks`, for whom many names are checked at once.
    """
    if user is not None and (user.is_staff or user.is_superuser):
        return
    looks_of = looks_of or StaffLooks(user)
    looks = likenesses(name) - {""}
    if looks & looks_of.roles or says_a_title(name):
        raise ValidationError(_("That name is reserved. Try another."), code="reserved")
    if looks & looks_of.staff:
        sentence = _("That name is too close to a staff member’s. Add something that tells you apart.")
        raise ValidationError(sentence, code="staff")


class StaffLooks:
    """What no name may look like, computed when it is first asked for: one query, however many names are checked."""

    def __init__(self, apart_from=None):
        self.apart_from = apart_from

    @cached_property
    def roles(self):
        return likenesses_of_roles()

    @cached_property
    def staff(self):
        return likenesses_of_staff(self.apart_from)


def check_room_not_like_staff(name, user):
    """As above, for what members call a room: "Support" is a room like any other, "Admin" is not."""
    if user.is_staff or user.is_superuser:
        return
    looks = likenesses(name) - {""}
    if looks & {look for title in TITLES for look in likenesses(title)}:
        raise ValidationError(_("That name is reserved. Try another."), code="reserved")
    if looks & likenesses_of_staff(user):
        raise ValidationError(_("That name is too close to a staff member’s. Try another name."), code="staff")


def likenesses_of_roles():
    site = SiteSettings.current().name
    phrases = {*ROLES, *(f"the {role}" for role in ROLES), site}
    phrases |= {f"{site} {role}" for role in ROLES} | {f"{role} {site}" for role in ROLES}
    return {look for phrase in phrases for look in likenesses(phrase)}


def says_a_title(name):
    titles = {look for title in TITLES for look in likenesses(title)}
    return any(likenesses(word) & titles for word in WORDS.findall(name))


def likenesses_of_staff(apart_from=None):
    staff = User.objects.filter(Q(is_staff=True) | Q(is_superuser=True), is_active=True)
    if apart_from is not None and apart_from.pk:
        staff = staff.exclude(pk=apart_from.pk)
    names = staff.values_list("username", "profile__name")
    return {look for pair in names for name in pair if name for look in likenesses(name)} - {""}
