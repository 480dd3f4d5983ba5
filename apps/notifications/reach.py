"""What reaches somebody, and by which channels: in words, and what it comes to in a week."""

from datetime import timedelta

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from .kinds import Channel, kind, topics
from .models import Choice, Notification

WEEK = timedelta(days=7)

WORDS = {
    Channel.SITE: gettext_lazy("in the site"),
    Channel.MAIL: gettext_lazy("mail"),
    Channel.PUSH: gettext_lazy("push"),
}


def channels():
    """Those that this site has: a mail goes nowhere without a mail server, and a push without the site's keys."""
    has = {Channel.MAIL: settings.SENDS_MAIL, Channel.PUSH: settings.PUSH_PUBLIC_KEY}
    return [channel for channel in Channel if has.get(channel, True)]


def reach_of(user):
    """`[(topic, words)]`: by which channels somebody is told of what."""
    wants, open_channels = Choice.objects.wishes_of([user.pk]), channels()
    found = []
    for topic in topics():
        words = [WORDS[channel] for channel in open_channels if wants(user.pk, topic, channel)]
        found.append((topic.label, get_text_list(words, _("and")) or _("not at all")))
    return found


def week_of(user):
    """`{topic: number}`: how often the last seven days had news for somebody, whether or not they wanted to hear it.

    What joined something that was still unread is no news: a thousand likes of one photo are one mark.
    """
    same = {"recipient": OuterRef("recipient"), "bundle": OuterRef("bundle"), "pk__lt": OuterRef("pk")}
    was_unread = Q(read_at=None) | Q(read_at__gt=OuterRef("at"))
    lately = user.notifications.in_group("").filter(at__gt=timezone.now() - WEEK)
    news = lately.exclude(Exists(Notification.objects.filter(was_unread, **same)))
    numbers = dict.fromkeys(topics(), 0)
    for key, number in news.order_by().values_list("kind").annotate(Count("pk")):
        numbers[kind(key).topic] += number
    return numbers


def phrase(channel, number):
    """`#` stands for the number, which moves with the switches."""
    if channel == Channel.SITE:
        return ngettext("# mark in the site", "# marks in the site", number)
    if channel == Channel.MAIL:
        return ngettext("# mail", "# mails", number)
    return ngettext("# push", "# pushes", number)
