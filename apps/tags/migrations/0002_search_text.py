"""Tags are found by their names without accents."""

from django.db import migrations, models

from apps.shared.folded_columns import FoldedColumn, fold_table


def fold(apps, schema_editor):
    for _portion in fold_table(apps.get_model("tags", "Tag"), [FoldedColumn("search_text", ("name",))]):
        pass


class Migration(migrations.Migration):
    dependencies = [("tags", "0001_initial")]

    operations = [
        migrations.AddField("tag", "search_text", models.TextField(editable=False, null=True)),
        migrations.RunPython(fold, migrations.RunPython.noop),
    ]
