"""What people's tabs are told: nudges alone. The bell asks for itself, and hears what it may show then."""

from apps.live import channels, publish

MOST_TOLD_EACH = 50  # people who hear it on a channel of their own
EVERYBODY = channels.named("members", "all")


def notifications_changed(people):
    """`people`: the numbers of some users. Of many, everybody hears it: that is one word and not thousands."""
    if len(people) > MOST_TOLD_EACH:
        many_told(EVERYBODY, len(people))
    else:
        for pk in people:
            publish.volatile(channels.named("user", pk), "notifications-changed")


def many_told(channel, number):
    """How many they may be, so that their pages do not all ask in the same moment."""
    publish.volatile(channel, "many-told", str(number))
