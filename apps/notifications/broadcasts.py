"""What people's tabs are told: nudges alone. The bell asks for itself, and hears what it may show then."""

from apps.live import channels, publish


def notifications_changed(people):
    """`people`: the numbers of some users, not of everybody: each hears it on a channel of their own."""
    for pk in people:
        publish.volatile(channels.named("user", pk), "notifications-changed")
