from django.conf import settings
from django.db import migrations, models


def give_preferences(apps, schema_editor):
    """To everybody who was here before there were any."""
    users = apps.get_model("accounts", "User").objects.filter(is_guest=False)
    model = apps.get_model("notifications", "Preferences")
    model.objects.bulk_create((model(user_id=pk) for pk in users.values_list("pk", flat=True)), batch_size=500)


def lead_to_profiles(apps, schema_editor):
    """That somebody lets one follow leads to whom one follows: to a row that there is for all who were let in at once."""
    accepted = apps.get_model("notifications", "Notification").objects.filter(kind="accept", noun="follow")
    newest = accepted.order_by().values("recipient", "actor").annotate(newest=models.Max("pk"))
    accepted.exclude(pk__in=list(newest.values_list("newest", flat=True))).delete()
    accepted.update(noun="profile", number=models.F("actor_id"))


class Migration(migrations.Migration):
    dependencies = [
        ("notifications", "0002_channels"),
        ("accounts", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(give_preferences, migrations.RunPython.noop),
        migrations.RunPython(lead_to_profiles, migrations.RunPython.noop),
    ]
