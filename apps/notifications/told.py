"""What the house itself tells people."""

from django.utils.html import format_html
from django.utils.translation import gettext as _

from apps.live import channels
from apps.shared import markdown
from apps.shared.direction import isolate
from apps.shared.words import shortened

from . import kinds
from .models import Announcement


def register():
    kinds.register_target("announcement", announcements_seen_by)
    kinds.register(
        "announcement",
        kinds.Topic.ANNOUNCEMENTS,
        group=kinds.Group.HOUSE,
        sentence=sentence,
        place=channels.name,
        quote=lambda announcement: shortened(markdown.plain(announcement.body_html)),
    )


def sentence(announcement):
    return format_html(_("announces {}"), format_html("<b>{}</b>", isolate(announcement.title)))


def announcements_seen_by(user, numbers):
    """Whoever is a member sees them all."""
    return Announcement.objects.in_bulk(numbers)
