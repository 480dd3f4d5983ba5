"""The projects that were published in the week, the newest first: those that every member may see."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from apps.accounts.models import SiteSettings
from apps.posts.models import Audience
from apps.projects.models import Project
from apps.shared.direction import isolate_text

from . import sections

MOST, SPARE = 6, 6


def register():
    sections.register(
        "projects",
        title=_("New projects"),
        template="weeks/_projects.html",
        choose=choose,
        shown_to=shown_to,
        line=line,
        number=lambda begins, ends: published(begins, ends).count(),
        sentence=sentence,
        order=25,
    )


def published(begins, ends):
    owner = {"owner__is_active": True, "owner__profile__is_private": False}
    return Project.objects.filter(published_at__gte=begins, published_at__lt=ends, audience=Audience.EVERYONE, **owner)


def choose(begins, ends):
    return list(published(begins, ends).newest_first().values_list("pk", flat=True)[: MOST + SPARE])


def shown_to(user, numbers):
    projects = Project.objects.visible_to(user, SiteSettings.current()).published()
    found = projects.with_cards().in_bulk(numbers)
    return [found[number] for number in numbers if number in found][:MOST]


def line(project):
    return f"{isolate_text(project.title)}: {isolate_text(project.owner.profile.distinct_name)}"


def sentence(number):
    return ngettext("%(number)s project was published", "%(number)s projects were published", number) % {
        "number": number
    }
