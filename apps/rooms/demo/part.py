"""The rooms of the demo community and what was said there; and messages by the million, for measurements."""

import random
from datetime import datetime, time, timedelta
from itertools import islice

from django.utils import timezone

from apps.accounts.models import User
from apps.notifications.demo.part import happened
from apps.notifications.models import Notification
from apps.rooms.models import Membership, Mention, Message, Room
from apps.shared import markdown
from apps.tags.models import Tag

from .answers import answer_and_react
from .conversations import CONVERSATIONS, PERSONAL_LINES
from .direct import DIRECT_LINES
from .files import send_files

BATCH = 5_000
BULK_ROOM = "long-table"
LONG_AGO = timezone.now() - timedelta(days=90)  # when the rooms were opened


def community(password):
    users = {user.username: user for user in User.objects.all()}
    said = []
    for conversation in CONVERSATIONS:
        room = open_room(conversation, users)
        said += [(room, line) for line in conversation.lines]
    Room.objects.filter(kind="personal").update(opened_at=LONG_AGO)
    personal = {room.owner.username: room for room in Room.objects.filter(kind="personal").select_related("owner")}
    for username, lines in PERSONAL_LINES.items():
        said += [(personal[username], line) for line in lines]
    for (beginner, *others), lines in DIRECT_LINES.items():
        room = Room.objects.begin(users[beginner], [users[other] for other in others])
        Room.objects.filter(pk=room.pk).update(opened_at=LONG_AGO)
        room.memberships.update(admission=Membership.Admission.ADMITTED)
        said += [(room, line) for line in lines]
    write_down(said, users)


def open_room(conversation, users):
    room = Room.objects.create(
        slug=conversation.slug,
        name=conversation.name,
        description=conversation.description,
        owner=users[conversation.owner],
        kind=conversation.kind,
        is_public=conversation.kind == Room.Kind.OPEN,
        opened_at=LONG_AGO,
    )
    room.topics.set(Tag.objects.named(conversation.topics))
    members = {conversation.owner, *conversation.members, *(line.author for line in conversation.lines)}
    Membership.objects.bulk_create([Membership(room=room, user=users[name]) for name in sorted(members)])
    return room


def write_down(said, users):
    """The messages of all rooms in the order of their times, so that their numbers tell the same order."""
    today = last_day(said)
    rows = sorted(((moment(line, today), number, room, line) for number, (room, line) in enumerate(said)))
    messages = [
        Message(room=room, author=users[line.author], body=line.body, sent_at=sent_at)
        for sent_at, _number, room, line in rows
    ]
    for message in messages:
        message.render()
    messages = Message.objects.bulk_create(messages, batch_size=BATCH)
    lines = [(message, row[3]) for message, row in zip(messages, rows, strict=True)]
    send_files(lines)
    answer_and_react(lines, users)
    for message in messages:
        Mention.objects.keep(message, message.named)
    memberships = {(room.pk, users[line.author].pk) for _at, _number, room, line in rows}
    Membership.objects.bulk_create(
        [Membership(room_id=room, user_id=user) for room, user in sorted(memberships)], ignore_conflicts=True
    )
    count_again(Room.objects.all())
    have_read(Room.objects.all())
    tell_when_it_was()


def tell_when_it_was():
    """Whoever has read so far has read what they were told of it."""
    read_up_to = {(mine.room_id, mine.user_id): mine.read_up_to for mine in Membership.objects.all()}
    messages, told = Message.objects.in_bulk(), Notification.objects.filter(noun="message")
    happened("message", {pk: message.sent_at for pk, message in messages.items()})
    for one in told:
        if one.number <= read_up_to.get((messages[one.number].room_id, one.recipient_id), 0):
            told.filter(pk=one.pk).update(read_at=one.at + timedelta(hours=1))


def have_read(rooms):
    """Everybody has read almost everything: a quarter of the marks stand a few messages back, never behind one's own."""
    memberships = []
    for room in rooms:
        said = list(room.messages.order_by("pk").values_list("pk", "author_id"))
        own = {author: pk for pk, author in said}
        for membership in room.memberships.all():
            back = 1 if (membership.user_id + room.pk) % 4 else 2 + membership.user_id % 5
            seen = said[-back][0] if len(said) >= back else 0
            membership.read_up_to = max(seen, own.get(membership.user_id, 0))
            memberships.append(membership)
    Membership.objects.bulk_update(memberships, ["read_up_to"], batch_size=500)


def last_day(said):
    """Today; or yesterday, while today's last words lie in the future."""
    now = timezone.localtime()
    latest = max(line.time for _room, line in said if line.days_ago == 0)
    return now.date() - timedelta(days=now.strftime("%H:%M") <= latest)


def moment(line, today):
    hour, minute = map(int, line.time.split(":"))
    return timezone.make_aware(datetime.combine(today - timedelta(days=line.days_ago), time(hour, minute)))


def count_again(rooms):
    for room in rooms:
        room.message_count, room.member_count = room.messages.count(), room.memberships.count()
        room.last_message = room.messages.order_by("-pk").first()
        room.last_message_at = room.last_message and room.last_message.sent_at
        room.save(update_fields=["message_count", "member_count", "last_message", "last_message_at"])


def bulk(number, progress):
    """Messages in the room `long-table`, a minute apart, the last one now."""
    authors = list(User.objects.filter(is_active=True).order_by("pk").values_list("pk", flat=True)[:200])
    if not authors:
        raise SystemExit("Nobody is here who could have written them. Make people first: manage.py demo")
    room, _new = Room.objects.get_or_create(
        slug=BULK_ROOM, defaults={"name": "Long table", "owner_id": authors[0], "description": "A room full of words."}
    )
    bodies = [(line.body, markdown.render(line.body)) for talk in CONVERSATIONS for line in talk.lines]
    chance = random.Random(1)  # noqa: S311  the same community every time
    now = timezone.now()
    numbers = iter(range(number, 0, -1))
    while batch := list(islice(numbers, BATCH)):
        rows = []
        for minutes in batch:
            body, html = chance.choice(bodies)
            rows.append(
                Message(
                    room=room,
                    author_id=chance.choice(authors),
                    body=body,
                    body_html=html,
                    renderer=markdown.VERSION,
                    sent_at=now - timedelta(minutes=minutes),
                )
            )
        Message.objects.bulk_create(rows)
        progress(len(rows))
    Membership.objects.bulk_create([Membership(room=room, user_id=pk) for pk in authors], ignore_conflicts=True)
    count_again(Room.objects.filter(pk=room.pk))
    room.memberships.update(read_up_to=room.newest())


BULK = {"messages": bulk}
