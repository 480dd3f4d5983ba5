"""What rooms tell their readers. Rows never mention the viewer: one rendering serves everybody.

A room's own pages hear `room-3`. Its members hear `activity-3` on every page, for the mark beside its name;
and `user-8` tells one person's tabs what the others did. Nudges say nothing but a number: who hears one asks again.
"""

import json

from apps.live import channels, log, publish

from .rows import row

MOST_TOLD = 20  # rows that are sent anew when a message changes that they quote


def message_created(message):
    publish.reliably(channels.name(message.room), "message-created", row(message), subject=f"message-{message.pk}")
    publish.volatile(activity(room := message.room), "direct-news" if room.is_direct else "room-news", str(room.pk))


def message_changed(message):
    """The row anew, for pages that show it. What the log says of the message from before is said in its new words."""
    publish.anew(channels.name(message.room), "message-changed", row(message), subject=f"message-{message.pk}")


def message_reacted(message):
    """As `message_changed`, where only what stands under it has changed."""
    publish.anew(channels.name(message.room), "message-reacted", row(message), subject=f"message-{message.pk}")


def message_grew_old(message):
    """Of a message under which so much stands that its row would be sent again and again: only that it changed."""
    subject = f"message-{message.pk}"
    publish.anew(channels.name(message.room), "message-old", subject, subject=f"{subject}-old")


def quotes_changed(room, replies):
    """`replies`: the numbers of those that quote what was changed, the newest first.

    The newest are told at once. Older ones are right on the next page, and in the log for late readers.
    """
    for reply in room.messages.with_rows().in_bulk(replies[:MOST_TOLD]).values():
        message_changed(reply)
    rows_corrected(room.messages, replies[MOST_TOLD:])


def message_removed(room, pk, *, was_last=True):
    subject = f"message-{pk}"
    publish.removed(channels.name(room), "message-removed", subject, subject=subject)
    if was_last:
        publish.volatile(activity(room), "rooms-changed")


def messages_forgotten(pks):
    """Late readers are told nothing of these messages. Who has them on the page must hear of it by `much_changed`."""
    for subject in log.subjects(f"message-{pk}" for pk in pks):
        log.forget(subject)


def rows_corrected(messages, pks):
    """Late readers are told of these messages in the words that are true now."""
    late = log.subjects(f"message-{pk}" for pk in pks)
    renewed = [pk for pk in pks if f"message-{pk}" in late]
    for start in range(0, len(renewed), 100):
        rows = messages.with_rows().select_related("room")
        for pk, message in rows.in_bulk(renewed[start : start + 100]).items():
            log.rewrite(f"message-{pk}", row(message))


def much_changed(room):
    """More than could be told message by message: pages ask again for what they show."""
    publish.afresh(channels.name(room))
    publish.volatile(activity(room), "rooms-changed")


def was_writing(room, user):
    """Volatile: a name and whose it is, from which each page makes its own sentence."""
    profile = user.profile
    writer = {"user": user.pk, "name": profile.name if user.is_guest else profile.first_name}
    publish.volatile(channels.name(room), "typing", json.dumps(writer))


def room_changed(room):
    """Its name, its kind, who keeps it, whether it rests."""
    publish.volatile(channels.name(room), "room-changed", str(room.pk))
    publish.volatile(activity(room), "rooms-changed")


def members_changed(room, number):
    """How many there are now; pages ask for the sentence around it a little later, and not all at once."""
    publish.volatile(channels.name(room), "members-changed", str(number))


def room_gone(room):
    publish.volatile(channels.name(room), "room-gone", str(room.pk))
    publish.volatile(activity(room), "rooms-changed")


def room_lost(room, user):
    """Somebody was taken out of it."""
    publish.volatile(channels.name(user), "room-lost", str(room.pk))


def standing_changed(room, user):
    """What somebody may do in a room; the page that they have open asks."""
    publish.volatile(channels.name(user), "room-changed", str(room.pk))


def room_read(room, user):
    publish.volatile(channels.name(user), "room-read", str(room.pk))
    if room.is_direct and user.profile.shows_seen and room.memberships.admitted().filter(user=user).exists():
        conversation_seen(room)


def draft_changed(room, user, version):
    """To the writer alone: their other windows ask for the text, where it is not this version that they show."""
    publish.volatile(channels.name(user), "draft-changed", f"{room.pk} {version}")


def conversation_seen(room):
    """Who has read how far, each page asks for itself."""
    publish.volatile(channels.name(room), "seen", str(room.pk))


def conversation_answered(room):
    """Whether one is heard there, each page asks for itself."""
    publish.volatile(channels.name(room), "room-changed", str(room.pk))


def rooms_changed(user):
    publish.volatile(channels.name(user), "rooms-changed")


def membership_changed(user):
    """A stream hears the rooms that were its person's when it began: it begins again."""
    publish.volatile(channels.name(user), "stream-again")
    rooms_changed(user)


def activity(room):
    return channels.named("activity", room.pk)
