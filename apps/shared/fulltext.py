"""Full-text indexes of word columns, and what they are asked: words, "exact phrases" and -exclusions.

An indexed column holds what `folding.index_text` makes of a text, so that every database has the same words. The
database keeps the index by triggers, in the transaction that writes the row: SQLite a table of FTS5 beside the
indexed one, PostgreSQL a tsvector column `words` with a GIN index. Where SQLite was built without FTS5 the newest rows
are read one by one.

`manage.py migrate` makes what is missing after every run: texts that were never computed, and indexes; so they also
come back where a migration has made a table anew and SQLite has lost its triggers with it.
"""

import logging
import re
from dataclasses import dataclass
from functools import cache

from django.db import DatabaseError, connection, connections, transaction
from django.db.models.signals import post_migrate

from . import folding
from .folded_columns import fold_table
from .folding import LONGEST_WORD, is_unspaced, pairs

logger = logging.getLogger(__name__)

HIGHEST = 2**63 - 1
READ_WITHOUT_INDEX = 20_000  # rows, the newest
PORTION = 5_000  # rows of one statement
LONGEST_QUERY = 1_000  # characters that are read
MOST_WORDS = 8  # more only narrow
MOST_PHRASES = 4
MOST_EXCLUDED = 8
TOKEN = re.compile(r'(?P<minus>(?<!\S)-)?(?:"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+))')


@dataclass(frozen=True)
class Terms:
    """`kiln "cone six" -glaze por`: each word and phrase must be there, no exclusion may be; the last word may be a
    beginning.
    """

    words: tuple[str, ...] = ()
    phrases: tuple[tuple[str, ...], ...] = ()
    excluded: tuple[tuple[str, ...], ...] = ()
    any_of: tuple[str, ...] = ()  # at least one of them must be there; nobody types that

    @property
    def has_terms(self):
        """Whether an index can be asked: exclusions alone find nothing."""
        return bool(self.words or self.phrases or self.any_of)

    @property
    def beginning(self):
        """The last word, which may go on. Not of one or two ASCII letters: half of all texts have such a word."""
        last = [word for word in self.words[-1:] if not is_unspaced(word)]
        return [word for word in last if len(word) >= 3 or not word.isascii()]

    @property
    def whole(self):
        return self.words[: len(self.words) - len(self.beginning)]

    @property
    def wanted(self):
        """The words to mark in a result, each once."""
        return list(dict.fromkeys([*self.words, *(word for phrase in self.phrases for word in phrase)]))


def parse_terms(text):
    """`{"words": …, "phrases": …, "excluded": …}` of what somebody typed; quotes need not be closed."""
    words, phrases, excluded = [], [], []
    for token in TOKEN.finditer(text[:LONGEST_QUERY]):
        found = tuple(word[:LONGEST_WORD] for word in folding.words(token["phrase"] or token["word"] or ""))
        if not found:
            continue
        if token["minus"]:
            excluded.append(found)
        elif token["phrase"]:
            phrases.append(found)
        else:
            words += found
    return {
        "words": tuple(words[:MOST_WORDS]),
        "phrases": tuple(phrase[:MOST_WORDS] for phrase in phrases[:MOST_PHRASES]),
        "excluded": tuple(phrase[:MOST_WORDS] for phrase in excluded[:MOST_EXCLUDED]),
    }


def take_filters(text, *names):
    """`([(name, value), …], text without them)` of each `name:value` and `name:"a value"`; within "quotes" is none."""
    found = []

    def take(part):
        if part["phrase"]:
            return part["phrase"]
        found.append((part["name"].lower(), part["value"].strip('"')))
        return " "

    return found, filter_pattern(names).sub(take, text)


@cache
def filter_pattern(names):
    name = "|".join(names)
    return re.compile(rf'(?P<phrase>"[^"]*")|(?<!\S)(?P<name>{name}):(?P<value>"[^"]*"|\S*)', re.IGNORECASE)


def snippet(text, words, around=240):
    """A piece of a text around the first of some words: `[(piece, whether it is one of them), …]`"""
    hits = folding.occurrences(text, words)
    start = max(hits[0][0] - around // 4, 0) if hits else 0
    end = start + around
    pieces = [("…" if start else "", False)]
    for first, last in hits:
        if last <= end:
            pieces += [(text[start:first], False), (text[first:last], True)]
            start = last
    pieces.append((text[start:end] + ("…" if end < len(text) else ""), False))
    return [piece for piece in pieces if piece[0]]


@dataclass(frozen=True)
class Index:
    """Of one column of a model. `scope`: a column whose values are words of the index too (SQLite's only), so that a
    common word is never walked through where few values of the scope are wanted.
    """

    model: type
    field: str
    scope: str = ""

    @property
    def table(self):
        return self.model._meta.db_table

    @property
    def name(self):
        return f"{self.table}_words"

    @property
    def pk(self):
        return self.model._meta.pk.column

    @property
    def columns(self):
        return [self.scope, self.field] if self.scope else [self.field]

    def is_kept(self):
        """False where the database cannot have one."""
        return connection.vendor == "postgresql" or has_table(connection.settings_dict["NAME"], self.name)


_indexes = {}  # by model


def register(app, model, field="search_text", scope=""):
    """Index a word column of a model; in `AppConfig.ready()` of its app."""
    index = _indexes[model] = Index(model, field, scope)

    def make(using, **_options):
        make_index(using, index)

    post_migrate.connect(make, sender=app, weak=False)


def index_of(model):
    return _indexes[model]


def indexed_models():
    return list(_indexes)


def is_sound(model):
    """Whether the index says the same as the column. True where the database has none."""
    index = index_of(model)
    return not index.is_kept() or kept(connection, index).is_sound()


def repair(model):
    """Build the index anew where it differs from the column. True when that was needed."""
    if is_sound(model):
        return False
    kept(connection, index_of(model)).rebuild()
    return True


def newest(rows, terms, limit, *, before=None, after=None, scopes=None, few_rows=False, fields=(), order=()):
    """The primary keys of the newest rows of a queryset that have what is asked, below `before` and above `after`; or
    `(pk, value of each field)` where fields are named. `order`: another one than that of the keys, for small tables.
    """
    found = matching(rows, terms, before=before, after=after, scopes=scopes, few_rows=few_rows)
    if order:
        found = found.order_by(*order)
    elif not found.query.extra_order_by:
        found = found.order_by("-pk")
    if terms.has_terms and not index_of(rows.model).is_kept():
        pks = rows.order_by("-pk").values_list("pk", flat=True)
        oldest = pks[READ_WITHOUT_INDEX : READ_WITHOUT_INDEX + 1].first()
        found = found.filter(pk__gt=oldest or 0)
    return list(found.values_list("pk", *fields, flat=not fields)[:limit])


def matching(rows, terms, *, before=None, after=None, scopes=None, few_rows=False):
    """The rows of a queryset, which is not sliced, that have what is asked. `scopes`: the only ones that are looked at
    by SQLite's index; the queryset must say the same. SQLite's are in the order of their index, the newest first: it
    walks from the highest key down, and stops when a page is full. `few_rows`: the queryset has so few that PostgreSQL
    reads them, rather than gather all other rows that have the words too.
    """
    index = index_of(rows.model)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    if after is not None:
        rows = rows.filter(pk__gt=after)
    if not terms.has_terms:
        return without_excluded(rows, index, terms)
    if not index.is_kept():
        return by_reading(rows, index, terms)
    if connection.vendor == "postgresql":
        return by_column(rows, index, terms, few_rows)
    return by_table(rows, index, terms, before, after, scopes)


def index_words(words):
    """What an index holds of words that follow each other; the last one of a script without spaces may go on."""
    found = []
    for place, word in enumerate(words):
        found += pairs(word) if is_unspaced(word) else [word]
        if is_unspaced(word) and len(word) > 1 and place < len(words) - 1:
            found.append(word[-1])
    return found


def sequences(terms):
    """Of words and phrases the index words that must stand beside each other."""
    return [index_words(words) for words in (*((word,) for word in terms.whole), *terms.phrases)]


def by_table(rows, index, terms, before, after, scopes):
    condition = [f"{index.name}.rowid = {index.table}.{index.pk}", f"{index.name} MATCH %s"]
    parameters = [match_expression(index, terms, scopes)]
    if before is not None or after is not None:
        condition.append(f"{index.name}.rowid BETWEEN %s AND %s")
        parameters += [(after or 0) + 1, (before or HIGHEST) - 1]
    return rows.extra(  # noqa: S610  all words are parameters
        tables=[index.name], where=condition, params=parameters, order_by=[f"-{index.name}.rowid"]
    )


def match_expression(index, terms, scopes=None):
    """As FTS5 reads it."""
    asked = [*map(quoted, sequences(terms)), *(f'"{word}" *' for word in terms.beginning)]
    if terms.any_of:
        asked.append(f"({' OR '.join(quoted([word]) for word in terms.any_of)})")
    asked = f"({' AND '.join(asked)})"
    if terms.excluded:
        asked = f"({asked} NOT ({' OR '.join(quoted(index_words(words)) for words in terms.excluded)}))"
    asked = f"{index.field} : {asked}"
    if scopes is not None:
        return f"{index.scope} : ({' OR '.join(quoted([str(scope)]) for scope in scopes)}) AND {asked}"
    return asked


def quoted(words):
    return f'"{" ".join(words)}"'


def by_column(rows, index, terms, few_rows):
    """The index finds words; that they stand beside each other is asked of the rows found."""
    asked = [f"'{word}'" for words in sequences(terms) for word in words]
    asked += [f"'{word}':*" for word in terms.beginning]
    if terms.any_of:
        either = " | ".join(f"'{word}'" for word in terms.any_of)
        asked.append(f"({either})")
    words = f"{index.table}.words"
    expression = f"({words} || ''::tsvector)" if few_rows else words  # of which there is no index
    rows = where(rows, f"{expression} @@ %s::tsquery", " & ".join(asked))
    for excluded in map(index_words, terms.excluded):
        if len(excluded) == 1:
            rows = where(rows, f"NOT {words} @@ %s::tsquery", f"'{excluded[0]}'")
    return beside_each_other(rows, index, terms, several_only=True)


def by_reading(rows, index, terms):
    rows = beside_each_other(rows, index, terms, several_only=False)
    for word in terms.beginning:
        rows = where(rows, f"{padded(index)} LIKE %s", f"% {word}%")
    if terms.any_of:
        either = " OR ".join([f"{padded(index)} LIKE %s"] * len(terms.any_of))
        rows = where(rows, f"({either})", *(f"% {word} %" for word in terms.any_of))
    return rows


def beside_each_other(rows, index, terms, several_only):
    for sign, sequence in (("", sequences(terms)), ("NOT ", map(index_words, terms.excluded))):
        for words in sequence:
            if len(words) > 1 or not several_only:
                rows = where(rows, f"{padded(index)} {sign}LIKE %s", f"% {' '.join(words)} %")
    return rows


def where(rows, condition, *parameters):
    return rows.extra(where=[condition], params=parameters)  # noqa: S610  the condition has names of ours


def padded(index):
    return f"(' ' || {index.table}.{index.field} || ' ')"


def without_excluded(rows, index, terms):
    """Nothing is asked but that something is not there: rows are read."""
    return beside_each_other(rows, index, terms, several_only=False) if terms.excluded else rows


@cache
def has_table(_name, index):
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM sqlite_master WHERE name = %s", [index])
        return cursor.fetchone() is not None


def make_index(using, index):
    """Where it is missing; the texts first. After a migration backwards there is no such table or column."""
    connection = connections[using]
    if connection.vendor not in KINDS or not has_columns(connection, index.model):
        return
    words = kept(connection, index)
    if words.is_complete():
        return
    for _portion in fold_table(index.model, [index.model._meta.get_field(index.field)], only_missing=True):
        pass
    words.make()
    has_table.cache_clear()


def kept(connection, index):
    return KINDS[connection.vendor](connection, index)


def has_columns(connection, model):
    with connection.cursor() as cursor:
        table = model._meta.db_table
        if table not in connection.introspection.table_names(cursor):
            return False
        there = {column.name for column in connection.introspection.get_table_description(cursor, table)}
    return {field.column for field in model._meta.local_concrete_fields} <= there


class TableOfWords:
    """SQLite's index. The words are folded already: they are told apart by the spaces between them."""

    def __init__(self, connection, index):
        self.connection, self.index = connection, index

    def execute(self, *statements):
        with transaction.atomic(using=self.connection.alias), self.connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)

    def is_complete(self):
        name = self.index.name
        with self.connection.cursor() as cursor:
            names = [name, *(f"{name}_{when}" for when in ("new", "gone", "changed"))]
            cursor.execute("SELECT COUNT(*) FROM sqlite_master WHERE name IN (%s, %s, %s, %s)", names)
            return cursor.fetchone()[0] == len(names)

    def make(self):
        name, table, pk, columns = self.index.name, self.index.table, self.index.pk, self.index.columns
        listed = ", ".join(columns)
        new, old = (", ".join(f"{row}.{column}" for column in columns) for row in ("new", "old"))
        changed = " OR ".join(f"old.{column} IS NOT new.{column}" for column in columns)
        insert = f"INSERT INTO {name} (rowid, {listed}) VALUES (new.{pk}, {new});"  # noqa: S608
        remove = f"INSERT INTO {name} ({name}, rowid, {listed}) VALUES ('delete', old.{pk}, {old});"  # noqa: S608
        try:
            self.execute(
                *(f"DROP TRIGGER IF EXISTS {name}_{when}" for when in ("new", "gone", "changed")),
                f"DROP TABLE IF EXISTS {name}",
                f"CREATE VIRTUAL TABLE {name} USING fts5("
                f"{listed}, content='{table}', content_rowid='{pk}', tokenize='ascii', prefix='3')",
                f"INSERT INTO {name} ({name}) VALUES ('rebuild')",  # noqa: S608
                f"CREATE TRIGGER {name}_new AFTER INSERT ON {table} BEGIN {insert} END",
                f"CREATE TRIGGER {name}_gone AFTER DELETE ON {table} BEGIN {remove} END",
                f"CREATE TRIGGER {name}_changed AFTER UPDATE OF {listed}, {pk} ON {table} "
                f"WHEN {changed} OR old.{pk} <> new.{pk} BEGIN {remove} {insert} END",
            )
        except DatabaseError as error:
            if "no such module: fts5" not in str(error):
                raise
            logger.warning("Searching reads whole tables: this SQLite has no FTS5.")

    def is_sound(self):
        name = self.index.name
        try:
            self.execute(f"INSERT INTO {name} ({name}, rank) VALUES ('integrity-check', 1)")  # noqa: S608
        except DatabaseError as error:
            if "malformed" not in str(error):
                raise
            return False
        return True

    def rebuild(self):
        self.execute(f"INSERT INTO {self.index.name} ({self.index.name}) VALUES ('rebuild')")  # noqa: S608


def vector(column):
    """The words of a column, as PostgreSQL's index holds them."""
    return f"array_to_tsvector(array_remove(string_to_array({column}, ' '), ''))"


class ColumnOfWords(TableOfWords):
    """PostgreSQL's index."""

    def is_complete(self):
        with self.connection.cursor() as cursor:
            cursor.execute(
                "SELECT (SELECT COUNT(*) FROM pg_trigger WHERE tgname = %s AND tgrelid = %s::regclass)"
                " + (SELECT COUNT(*) FROM pg_indexes WHERE indexname = %s AND tablename = %s)",
                [self.index.name, self.index.table, self.index.name, self.index.table],
            )
            return cursor.fetchone()[0] == 2

    def make(self):
        name, table, field = self.index.name, self.index.table, self.index.field
        self.execute(
            f"ALTER TABLE {table} ADD COLUMN IF NOT EXISTS words tsvector",
            f"""CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                new.words := {vector(f"new.{field}")};
                RETURN new;
            END $$""",
            f"DROP TRIGGER IF EXISTS {name} ON {table}",
            f"""CREATE TRIGGER {name} BEFORE INSERT OR UPDATE OF {field} ON {table}
                FOR EACH ROW EXECUTE FUNCTION {name}()""",
        )
        self.fill()
        self.execute(f"CREATE INDEX IF NOT EXISTS {name} ON {table} USING gin (words)")

    def fill(self):
        """By the trigger, in portions that are short transactions."""
        pks = self.index.model._base_manager.using(self.connection.alias).order_by("pk").values_list("pk", flat=True)
        first = 0
        statement = (
            f"UPDATE {self.index.table} SET {self.index.field} = {self.index.field} "  # noqa: S608
            f"WHERE {self.index.pk} BETWEEN %s AND %s AND {self.differs}"
        )
        while portion := list(pks.filter(pk__gt=first)[:PORTION]):
            with self.connection.cursor() as cursor:
                cursor.execute(statement, [portion[0], portion[-1]])
            first = portion[-1]

    @property
    def differs(self):
        return f"words IS DISTINCT FROM {vector(self.index.field)}"

    def is_sound(self):
        with self.connection.cursor() as cursor:
            cursor.execute(f"SELECT NOT EXISTS (SELECT 1 FROM {self.index.table} WHERE {self.differs})")  # noqa: S608
            return cursor.fetchone()[0]

    def rebuild(self):
        self.fill()


KINDS = {"sqlite": TableOfWords, "postgresql": ColumnOfWords}
