"""Much that was said, past the verbs: for tests of how it is read."""

from datetime import timedelta

from django.utils import timezone

from apps.rooms.models import Message, Room
from apps.shared import markdown


def talk(room, authors, number, apart=timedelta(minutes=1), **details):
    """So many messages, the last of them now, by the authors in turn."""
    now = timezone.now()
    made = Message.objects.bulk_create(
        Message(
            room=room,
            author=authors[index % len(authors)],
            body=f"Message {index}",
            body_html=f"<p>Message {index}</p>\n",
            renderer=markdown.VERSION,
            sent_at=now - apart * (number - 1 - index),
            **details,
        )
        for index in range(number)
    )
    Room.objects.filter(pk=room.pk).update(
        last_message=made[-1], last_message_at=made[-1].sent_at, message_count=room.messages.count()
    )
    return made
