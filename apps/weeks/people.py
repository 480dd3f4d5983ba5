"""Who is new: whoever became a member in the week, in the order in which they came. Guests are none."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from apps.accounts.models import SiteSettings, User
from apps.people.models import Profile
from apps.shared.direction import isolate_text

from . import sections

MOST, SPARE = 12, 12


def register():
    sections.register(
        "people",
        title=_("New here"),
        template="weeks/_people.html",
        choose=choose,
        shown_to=shown_to,
        line=line,
        number=lambda begins, ends: new(begins, ends).count(),
        sentence=sentence,
        order=10,
    )


def new(begins, ends):
    return User.objects.filter(
        is_active=True, is_guest=False, is_bot=False, date_joined__gte=begins, date_joined__lt=ends
    )


def choose(begins, ends):
    return list(new(begins, ends).order_by("date_joined", "pk").values_list("pk", flat=True)[: MOST + SPARE])


def shown_to(user, numbers):
    profiles = Profile.objects.visible_to(user, SiteSettings.current()).not_parted_from(user)
    found = profiles.with_cards().with_ties_of(user).in_bulk(numbers)
    return [found[number] for number in numbers if number in found][:MOST]


def line(profile):
    name = isolate_text(profile.distinct_name)
    return f"{name}: {isolate_text(profile.headline)}" if profile.headline else name


def sentence(number):
    return ngettext("%(number)s person joined", "%(number)s people joined", number) % {"number": number}
