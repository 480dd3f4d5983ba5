"""People are found by their places without regard to case and accents."""

from django.db import migrations, models

from apps.shared.folded_columns import FoldedColumn, fold_table


def fold(apps, schema_editor):
    for _portion in fold_table(apps.get_model("people", "Profile"), [FoldedColumn("place_text", ("place",))]):
        pass


class Migration(migrations.Migration):
    dependencies = [("people", "0007_links_and_custom_fields")]

    operations = [
        migrations.AddField("profile", "place_text", models.TextField(editable=False, null=True)),
        migrations.RunPython(fold, migrations.RunPython.noop),
    ]
