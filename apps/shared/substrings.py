"""Rows whose folded text contains a part of a word, through an index of groups of three letters (trigrams).

`people.filter(search_text__substring="son")` finds the same rows as `search_text__contains`, on every database; it is
for columns that are folded and registered. SQLite keeps a table of FTS5 beside the indexed one, by triggers;
PostgreSQL keeps an index of its extension pg_trgm. Where neither can be had, and for one or two letters, which no
trigram has, the table is read.

The indexes are no migrations: `manage.py migrate` makes what is missing after every run, so that they come when the
extension does, and come back where a migration has made a table anew and SQLite has lost its triggers with it.
"""

import logging
from functools import cache

from django.db import DatabaseError, connection, connections, transaction
from django.db.models import BigAutoField, CharField, Lookup, OneToOneField, Q
from django.db.models.fields.related_lookups import RelatedIn
from django.db.models.lookups import Contains, In
from django.db.models.signals import post_migrate

from .folded_columns import FoldedTextField

logger = logging.getLogger(__name__)

SHORTEST = 3  # letters that a trigram has
WITHOUT_EXTENSION = (
    "Searching reads whole tables: the PostgreSQL extension pg_trgm is missing and could not be created (%s). "
    "Let an administrator of the database run CREATE EXTENSION pg_trgm in it, and then run manage.py migrate again."
)


def with_part(model, field, part, *others):
    """A condition for rows of a model: the part is in the text of `field`, or the row is one of `others`.

    `others`: querysets of primary keys of the model. Each database is asked in the way in which it uses its indexes:
    SQLite for one list of rows, PostgreSQL for an OR whose sides are indexes of the same table.
    """
    if connection.vendor == "postgresql":
        first, *more = others
        return Q(**{f"{field}__substring": part}) | Q(pk__in_array=first.union(*more, all=True) if more else first)
    found = model._base_manager.filter(**{f"{field}__substring": part}).values("pk")
    return Q(pk__in=found.union(*others, all=True))


class Array:
    """`= ANY (ARRAY (SELECT …))`: PostgreSQL asks first for the list, and then looks up its rows in an index."""

    lookup_name = "in_array"

    def get_rhs_op(self, connection, rhs):
        return f"= ANY (ARRAY{rhs})" if connection.vendor == "postgresql" else super().get_rhs_op(connection, rhs)


@BigAutoField.register_lookup
class InArray(Array, In):
    pass


@OneToOneField.register_lookup
class RelatedInArray(Array, RelatedIn):
    pass


@CharField.register_lookup
@FoldedTextField.register_lookup
class Substring(Lookup):
    """Of folded text; the question is folded by whoever asks."""

    lookup_name = "substring"
    prepare_rhs = False

    def as_sql(self, compiler, connection):
        return Contains(self.lhs, self.rhs).as_sql(compiler, connection)

    def as_sqlite(self, compiler, connection):
        model = self.lhs.target.model
        index = index_name(model, self.lhs.target)
        if len(self.rhs) < SHORTEST or not has_table(connection.alias, connection.settings_dict["NAME"], index):
            return self.as_sql(compiler, connection)
        pk, _parameters = compiler.compile(model._meta.pk.get_col(self.lhs.alias))
        phrase = '"{}"'.format(self.rhs.replace('"', '""'))
        # The names are ours, the phrase is a parameter.
        return f'{pk} IN (SELECT rowid FROM "{index}" WHERE "{index}" MATCH %s)', [phrase]  # noqa: S608


def index_name(model, field):
    return f"{model._meta.db_table}_{field.column}_parts"


@cache
def has_table(alias, _name, index):
    with connections[alias].cursor() as cursor:
        cursor.execute("SELECT 1 FROM sqlite_master WHERE name = %s", [index])
        return cursor.fetchone() is not None


def register(app, model, *fields):
    """Index some text columns of a model; in `AppConfig.ready()` of `app`, which has the model or is above it."""

    def make(using, **_options):
        for field in fields:
            make_index(using, model, model._meta.get_field(field))

    post_migrate.connect(make, sender=app, weak=False)


def make_index(using, model, field):
    """Where it is missing. A table or column that is not there, after a migration backwards, has none."""
    connection = connections[using]
    make = {"sqlite": make_table, "postgresql": make_trigram_index}.get(connection.vendor)
    if make is None:
        return
    with connection.cursor() as cursor:
        table = model._meta.db_table
        if table not in connection.introspection.table_names(cursor):
            return
        if field.column not in {
            column.name for column in connection.introspection.get_table_description(cursor, table)
        }:
            return
        make(cursor, model, field, index_name(model, field))
    has_table.cache_clear()


def make_table(cursor, model, field, index):
    """SQLite's. The words are folded already, so that the text is the same with or without regard to case."""
    table, pk, column = model._meta.db_table, model._meta.pk.column, field.column
    cursor.execute(
        "SELECT name FROM sqlite_master WHERE name IN (%s, %s, %s, %s)",
        [index, *(f"{index}_{when}" for when in ("new", "gone", "changed"))],
    )
    if len(cursor.fetchall()) == 4:
        return
    remove = f"INSERT INTO {index} ({index}, rowid, {column}) VALUES ('delete', old.{pk}, old.{column});"  # noqa: S608
    insert = f"INSERT INTO {index} (rowid, {column}) VALUES (new.{pk}, new.{column});"  # noqa: S608
    statements = [
        *(f"DROP TRIGGER IF EXISTS {index}_{when}" for when in ("new", "gone", "changed")),
        f"DROP TABLE IF EXISTS {index}",
        f"CREATE VIRTUAL TABLE {index} USING fts5("
        f"{column}, content='{table}', content_rowid='{pk}', tokenize='trigram case_sensitive 1')",
        f"INSERT INTO {index} ({index}) VALUES ('rebuild')",  # noqa: S608
        f"CREATE TRIGGER {index}_new AFTER INSERT ON {table} BEGIN {insert} END",
        f"CREATE TRIGGER {index}_gone AFTER DELETE ON {table} BEGIN {remove} END",
        f"CREATE TRIGGER {index}_changed AFTER UPDATE OF {column}, {pk} ON {table} "
        f"WHEN old.{column} IS NOT new.{column} OR old.{pk} <> new.{pk} BEGIN {remove} {insert} END",
    ]
    try:
        with transaction.atomic(using=cursor.db.alias):
            for statement in statements:
                cursor.execute(statement)
    except DatabaseError as error:
        if "no such module: fts5" not in str(error) and "no such tokenizer" not in str(error):
            raise
        logger.warning("Searching reads whole tables: this SQLite has no FTS5 with trigrams (%s).", error)


def make_trigram_index(cursor, model, field, index):
    """PostgreSQL's. Whoever owns a database may make this extension, from PostgreSQL 13 on."""
    try:
        with transaction.atomic(using=cursor.db.alias):
            cursor.execute("SELECT 1 FROM pg_extension WHERE extname = 'pg_trgm'")
            if cursor.fetchone() is None:
                cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
            cursor.execute(
                f"CREATE INDEX IF NOT EXISTS {index} ON {model._meta.db_table} USING gin ({field.column} gin_trgm_ops)"
            )
    except DatabaseError as error:
        logger.warning(WITHOUT_EXTENSION, error)
