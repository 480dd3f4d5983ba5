from datetime import timedelta
from itertools import islice

from django.db import migrations
from django.utils import timezone

KINDS = {"name": "room-mention", "room": "room-call", "here": "room-here", "reply": "room-answer"}
KEPT = timedelta(days=30)
PORTION = 500


def go_into_the_list(apps, schema_editor):
    """What stood on the page “For me”, as far as it is not old, stands in the list of notifications; nobody hears it."""
    now, model = timezone.now(), apps.get_model("notifications", "Notification")
    mentions = apps.get_model("rooms", "Mention").objects.filter(message__sent_at__gt=now - KEPT, user__is_active=True)
    mentions = mentions.exclude(message__room__kind="direct").select_related("message").order_by("message_id", "pk")
    told = (of_mention(model, mention, now) for mention in mentions.iterator(PORTION))
    while portion := list(islice(told, PORTION)):
        model.objects.bulk_create(portion, ignore_conflicts=True)


def of_mention(model, mention, now):
    kind, message = KINDS[mention.why], mention.message
    return model(
        recipient_id=mention.user_id,
        actor_id=message.author_id,
        kind=kind,
        noun="message",
        number=message.pk,
        place=f"room-{message.room_id}",
        bundle=f"{kind} message-{message.pk}",
        at=message.sent_at,
        read_at=now,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("rooms", "0002_search"),
        ("notifications", "0003_what_was_there"),
    ]

    operations = [migrations.RunPython(go_into_the_list, migrations.RunPython.noop)]
