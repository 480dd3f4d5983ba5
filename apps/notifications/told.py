"""What the house itself tells people."""

from django.utils.html import format_html
from django.utils.translation import gettext as _

from apps.live import channels
from apps.shared import markdown
from apps.shared.words import shortened

from . import kinds
from .models import Announcement


def register():
    kinds.register_target("announcement", announcements_seen_by)
    kinds.register(
        "announcement",
        kinds.Topic.ANNOUNCEMENTS,
        group=kinds.Group.HOUSE,
        sentence=lambda announcement: format_html(_("announces {}"), format_html("<b>{}</b>", announcement.title)),
        place=channels.name,
        quote=lambda announcement: shortened(markdown.plain(announcement.body_html)),
    )


def announcements_seen_by(user, numbers):
    """Whoever is a member sees them all."""
    return Announcement.objects.in_bulk(numbers)
