"""Fill `search_text` of what is there already, in portions: the site may go on writing meanwhile.

Interrupted, it goes on where it was when it is run again.
"""

from django.db import migrations

from apps.shared.folded_columns import FoldedColumn, fold_table
from apps.shared.folding import index_text

COLUMNS = {
    "Room": FoldedColumn("search_text", ("name", "description")),
    "Attachment": FoldedColumn("search_text", ("name",)),
    "Message": FoldedColumn("search_text", ("body",), index_text),
}


def fold(apps, schema_editor):
    for name, column in COLUMNS.items():
        for _portion in fold_table(apps.get_model("rooms", name), [column], only_missing=True):
            pass


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("rooms", "0004_search_text")]

    operations = [migrations.RunPython(fold, migrations.RunPython.noop)]
