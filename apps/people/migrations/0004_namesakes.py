"""People who share a name are told apart by their usernames."""

from django.db import migrations, models
from django.db.models import Count

from apps.shared.folded_columns import FoldedColumn, fold_table
from apps.shared.lookalikes import likeness

COLUMNS = [FoldedColumn("look", ("name",), lambda name: likeness(name)[:240])]


def find_namesakes(apps, schema_editor):
    Profile = apps.get_model("people", "Profile")
    for _portion in fold_table(Profile, COLUMNS):
        pass
    people = Profile.objects.exclude(look="").filter(user__is_guest=False)
    for look in people.values_list("look", flat=True).annotate(number=Count("pk")).filter(number__gt=1).order_by():
        Profile.objects.filter(look=look, user__is_guest=False).update(shares_name=True)


class Migration(migrations.Migration):
    dependencies = [("people", "0003_pictures")]

    operations = [
        migrations.AddField(
            "profile", "look", models.CharField(db_index=True, default="", editable=False, max_length=240)
        ),
        migrations.AddField("profile", "shares_name", models.BooleanField(default=False, editable=False)),
        migrations.RunPython(find_namesakes, migrations.RunPython.noop),
    ]
