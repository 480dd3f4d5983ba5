"""The index of words, which the database keeps by itself; `apps/rooms/search.py` asks it."""

from django.db import OperationalError, migrations

# The room is a word too, so that a common word of another room is never walked through.
SQLITE = [
    """CREATE VIRTUAL TABLE rooms_message_words USING fts5(
        room_id, body, content='rooms_message', content_rowid='id',
        tokenize='unicode61 remove_diacritics 2', prefix='3'
    )""",
    """CREATE TRIGGER rooms_message_words_new AFTER INSERT ON rooms_message BEGIN
        INSERT INTO rooms_message_words (rowid, room_id, body) VALUES (new.id, new.room_id, new.body);
    END""",
    """CREATE TRIGGER rooms_message_words_gone AFTER DELETE ON rooms_message BEGIN
        INSERT INTO rooms_message_words (rooms_message_words, rowid, room_id, body)
            VALUES ('delete', old.id, old.room_id, old.body);
    END""",
    """CREATE TRIGGER rooms_message_words_changed AFTER UPDATE OF body, room_id ON rooms_message BEGIN
        INSERT INTO rooms_message_words (rooms_message_words, rowid, room_id, body)
            VALUES ('delete', old.id, old.room_id, old.body);
        INSERT INTO rooms_message_words (rowid, room_id, body) VALUES (new.id, new.room_id, new.body);
    END""",
    "INSERT INTO rooms_message_words (rooms_message_words) VALUES ('rebuild')",
]
# Without accents, and with a space for each mark: PostgreSQL would take a/b and a.b for one word.
POSTGRESQL = [
    r"""ALTER TABLE rooms_message ADD COLUMN words tsvector GENERATED ALWAYS AS (
        to_tsvector('simple', regexp_replace(
            regexp_replace(normalize(body, NFKD), U&'[\0300-\036F]', '', 'g'), '[!-/:-@\[-`{-~]', ' ', 'g'
        ))
    ) STORED""",
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
        schema_editor.execute("ALTER TABLE rooms_message DROP COLUMN IF EXISTS words")
    elif schema_editor.connection.vendor == "sqlite":
        for name in ("new", "gone", "changed"):
            schema_editor.execute(f"DROP TRIGGER IF EXISTS rooms_message_words_{name}")
        schema_editor.execute("DROP TABLE IF EXISTS rooms_message_words")


class Migration(migrations.Migration):
    dependencies = [("rooms", "0001_initial")]

    operations = [migrations.RunPython(install, uninstall)]
