"""What people's tabs are told: nudges alone. The bell asks for itself, and hears what it may show then."""

from apps.live import channels, publish

NUDGE = "notifications-changed"


def notifications_changed(people):
    """`people`: the numbers of some users, not of everybody: each hears it on a channel of their own."""
    for pk in people:
        publish.volatile(channels.named("user", pk), NUDGE)


def much_was_told(channel, number):
    """On a channel that all of them hear, whose tabs take their time by how many they are."""
    publish.volatile(channel, NUDGE, str(number))
