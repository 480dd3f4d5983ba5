"""Messages are found by `search_text`, which is made in Python (apps/shared/folding.py) and so in every database alike.

The database indexes it by itself. The columns come empty, which takes no time; the next migration fills them.
"""

from importlib import import_module

from django.db import OperationalError, migrations, models

# The text is words with a space between them: nothing else is to be told apart, and nothing is to be folded again.
# The room is a word too, so that a common word of another room is never walked through.
SQLITE = [
    "DROP TRIGGER IF EXISTS rooms_message_words_new",
    "DROP TRIGGER IF EXISTS rooms_message_words_gone",
    "DROP TRIGGER IF EXISTS rooms_message_words_changed",
    "DROP TABLE IF EXISTS rooms_message_words",
    """CREATE VIRTUAL TABLE rooms_message_words USING fts5(
        room_id, search_text, content='rooms_message', content_rowid='id', tokenize='ascii', prefix='3'
    )""",
    """CREATE TRIGGER rooms_message_words_new AFTER INSERT ON rooms_message WHEN new.search_text IS NOT NULL BEGIN
        INSERT INTO rooms_message_words (rowid, room_id, search_text) VALUES (new.id, new.room_id, new.search_text);
    END""",
    """CREATE TRIGGER rooms_message_words_gone AFTER DELETE ON rooms_message WHEN old.search_text IS NOT NULL BEGIN
        INSERT INTO rooms_message_words (rooms_message_words, rowid, room_id, search_text)
            VALUES ('delete', old.id, old.room_id, old.search_text);
    END""",
    """CREATE TRIGGER rooms_message_words_changed AFTER UPDATE OF search_text, room_id ON rooms_message
        WHEN old.search_text IS NOT new.search_text OR old.room_id <> new.room_id BEGIN
        INSERT INTO rooms_message_words (rooms_message_words, rowid, room_id, search_text)
            SELECT 'delete', old.id, old.room_id, old.search_text WHERE old.search_text IS NOT NULL;
        INSERT INTO rooms_message_words (rowid, room_id, search_text)
            SELECT new.id, new.room_id, new.search_text WHERE new.search_text IS NOT NULL;
    END""",
]
POSTGRESQL = [
    "ALTER TABLE rooms_message DROP COLUMN IF EXISTS words",  # and its index with it
    "ALTER TABLE rooms_message ADD COLUMN words tsvector",
    """CREATE FUNCTION rooms_message_words() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        new.words := array_to_tsvector(array_remove(string_to_array(new.search_text, ' '), ''));
        RETURN new;
    END $$""",
    """CREATE TRIGGER rooms_message_words BEFORE INSERT OR UPDATE OF search_text ON rooms_message
        FOR EACH ROW EXECUTE FUNCTION rooms_message_words()""",
    "CREATE INDEX rooms_message_words ON rooms_message USING gin (words)",
]


def install(apps, schema_editor):
    statements = {"sqlite": SQLITE, "postgresql": POSTGRESQL}
    try:
        for statement in statements.get(schema_editor.connection.vendor, []):
            schema_editor.execute(statement, params=None)
    except OperationalError as error:
        if "no such module: fts5" not in str(error):
            raise


def uninstall(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP TRIGGER IF EXISTS rooms_message_words ON rooms_message")
        schema_editor.execute("DROP FUNCTION IF EXISTS rooms_message_words()")
        schema_editor.execute("ALTER TABLE rooms_message DROP COLUMN IF EXISTS words")
    elif schema_editor.connection.vendor == "sqlite":
        for name in ("new", "gone", "changed"):
            schema_editor.execute(f"DROP TRIGGER IF EXISTS rooms_message_words_{name}")
        schema_editor.execute("DROP TABLE IF EXISTS rooms_message_words")
    index_bodies(apps, schema_editor)


def index_bodies(apps, schema_editor):
    """The index as the migration before this one made it."""
    import_module("apps.rooms.migrations.0002_search").install(apps, schema_editor)


class Migration(migrations.Migration):
    dependencies = [("rooms", "0003_for_me")]

    operations = [
        migrations.AddField(name, "search_text", models.TextField(editable=False, null=True))
        for name in ("message", "attachment", "room")
    ] + [migrations.RunPython(install, uninstall)]
