"""People are found and sorted by folded text; see apps/shared/folding.py."""

from django.db import migrations, models

from apps.shared.folded_columns import FoldedColumn, fold_table
from apps.shared.folding import fold

COLUMNS = [
    FoldedColumn("sort_name", ("name",), lambda name: fold(name)[:60]),
    FoldedColumn("search_text", ("name", "headline", "bio", "place")),
]


def fold_profiles(apps, schema_editor):
    for _portion in fold_table(apps.get_model("people", "Profile"), COLUMNS):
        pass


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial")]

    operations = [
        migrations.AddField("profile", "search_text", models.TextField(editable=False, null=True)),
        migrations.RunPython(fold_profiles, migrations.RunPython.noop),
    ]
