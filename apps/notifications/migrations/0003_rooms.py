from django.conf import settings
from django.db import migrations, models


def lead_to_profiles(apps, schema_editor):
    """That somebody lets one follow leads to whom one follows: to a row that there is for all who were let in at once."""
    accepted = apps.get_model("notifications", "Notification").objects.filter(kind="accept", noun="follow")
    newest = accepted.order_by().values("recipient", "actor").annotate(newest=models.Max("pk"))
    accepted.exclude(pk__in=list(newest.values_list("newest", flat=True))).delete()
    accepted.update(noun="profile", number=models.F("actor_id"))


class Migration(migrations.Migration):
    dependencies = [
        ("notifications", "0002_channels"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name="notification",
            index=models.Index(
                condition=models.Q(("read_at", None)), fields=["recipient", "place"], name="notification_unread_at"
            ),
        ),
        migrations.RunPython(lead_to_profiles, migrations.RunPython.noop),
    ]
