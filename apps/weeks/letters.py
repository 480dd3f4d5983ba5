"""A week as a mail, for those who want it: the same sections, with what each of them may see."""

from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django_tasks import task

from apps.accounts.models import SiteSettings
from apps.notifications.letters import in_a_line, send
from apps.notifications.models import Preferences
from apps.shared.addresses import absolute

from .models import Week


@task()
def mail(week, user):
    """A week to somebody, both by their numbers, unless they have it.

    That they have it is noted when the mail server has taken it: a kill between the two mails it once more, and
    nobody else's. A mail sent again has the number of the first, by which a mail program knows it.
    """
    week = Week.objects.get(pk=week)
    wanting = Preferences.objects.filter(pk=user, user__is_active=True, wants_week=True)
    preferences = wanting.select_related("user").first()
    if preferences is None or week.mails.filter(user=user).exists():
        return
    if preferences.puts_off(mail, week.pk, user):
        return
    if parts := parts_for(week, preferences.user):
        text = render_to_string("emails/week.txt", {"week": week, "parts": parts, "page": address_of(week)})
        if send(preferences.user, subject_of(week), text, ends="week", key=week.begins):
            week.mails.get_or_create(user=preferences.user)


def parts_for(week, user):
    """(title, [(words, address)]) of each section in which somebody finds something."""
    found = []
    for section, rows in week.sections_for(user):
        lines = [(in_a_line(section.line(row)), absolute(row.get_absolute_url())) for row in rows]
        if said := [line for line in lines if line[0]]:
            found.append((section.title, said))
    return found


def subject_of(week):
    return _("The week at %(house)s: %(days)s") % {"house": SiteSettings.current().name, "days": week.title}


def address_of(week):
    return absolute(week.get_absolute_url())
