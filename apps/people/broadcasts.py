"""What people's tabs are told: nudges alone, without a name."""

from apps.live import channels, publish


def requests_changed(user):
    """Somebody asks to follow them, or asks no longer; whether anybody is to be heard, the mark asks for itself."""
    publish.volatile(channels.name(user), "requests-changed")
