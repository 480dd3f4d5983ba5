"""Columns of folded text, made in Python whenever a row is written: rows are searched and sorted by them."""

from collections.abc import Callable
from typing import NamedTuple

from django.db import connection, models, transaction
from django.db.models import signals

from .folding import fold

PORTION = 500  # rows of one transaction


class Folded:
    """A column made of other columns of its row whenever these are written. Its model is a `FoldedModel`.

    `of`: the names of the others. `by`: makes folded text of their texts, joined with a line feed between them.
    `related`: gives texts from other tables, `{pk: text}` of some pks; whoever changes these calls `refold`. A new row
    has none, unless its maker knows them and sets `related_text`. The column is the same to migrations as a plain one.
    """

    def __init__(self, *arguments, of=(), by=fold, related=None, **options):
        self.of, self.by, self.related = tuple(of), by, related
        super().__init__(*arguments, **options)

    def contribute_to_class(self, model, name, **options):
        super().contribute_to_class(model, name, **options)
        if not model._meta.abstract:
            signals.pre_save.connect(fold_fixture, sender=model)

    def pre_save(self, row, add):
        related = getattr(row, "related_text", "") if add else ""
        if self.related and not add:
            related = self.related([row.pk]).get(row.pk, "")
        setattr(row, self.attname, folded_value(self, row, related if self.related else ""))
        return getattr(row, self.attname)

    def deconstruct(self):
        name, _path, arguments, options = super().deconstruct()
        return name, f"django.db.models.{self.get_internal_type()}", arguments, options


class FoldedCharField(Folded, models.CharField):
    def get_internal_type(self):
        return "CharField"


class FoldedTextField(Folded, models.TextField):
    """By what rows are searched. NULL where a row was written by other means: `manage.py reindex` finds it."""

    def __init__(self, *arguments, **options):
        super().__init__(*arguments, **{"null": True, "editable": False} | options)

    def get_internal_type(self):
        return "TextField"


class FoldedQuerySet(models.QuerySet):
    def update(self, **values):
        fields = [field for field in folded_fields(self.model, values) if field.name not in values]
        if not fields:
            return super().update(**values)
        with transaction.atomic(using=self.db):
            pks = list(self.values_list("pk", flat=True))
            number = super().update(**values)
            for start in range(0, len(pks), PORTION):
                fold_rows(self.model, pks[start : start + PORTION], fields)
        return number

    update.alters_data = True

    def refold(self):
        """Make the columns anew that are made of other tables, too; in the transaction that changes these."""
        if fields := [field for field in folded_fields(self.model) if field.related]:
            pks = list(self.order_by("pk").values_list("pk", flat=True))
            for start in range(0, len(pks), PORTION):
                fold_rows(self.model, pks[start : start + PORTION], fields)

    refold.alters_data = True


class FoldedModel(models.Model):
    class Meta:
        abstract = True

    def save(self, *arguments, update_fields=None, **options):
        if update_fields is not None:
            update_fields = {*update_fields, *(field.name for field in folded_fields(type(self), update_fields))}
        super().save(*arguments, update_fields=update_fields, **options)

    def refold(self):
        """See `FoldedQuerySet.refold`."""
        fold_rows(type(self), [self.pk], [field for field in folded_fields(type(self)) if field.related])

    refold.alters_data = True


def fold_fixture(sender, instance, raw, **options):
    """`loaddata` writes what stands in the file, and asks no field for its value."""
    if raw:
        for field in folded_fields(sender):
            field.pre_save(instance, add=False)


def folded_fields(model, changed=None):
    """The folded columns of a model; those that are made of some of its fields, where they are named."""
    fields = [field for field in model._meta.concrete_fields if isinstance(field, Folded)]
    return [field for field in fields if changed is None or not set(changed).isdisjoint(field.of)]


def fold_rows(model, pks, fields):
    """Make folded columns anew, of rows in the table. Returns how many rows were off."""
    changed = outdated(model, pks, fields)
    write(model, fields, changed)
    return len(changed)


def outdated(model, pks, fields):
    """`[(value as it would be written now, …, pk), …]` of the rows whose folded columns are off."""
    sources = {name for field in fields for name in field.of}
    related = {field: field.related(pks) for field in fields if field.related}
    rows = model._base_manager.filter(pk__in=pks).only("pk", *sources, *(field.name for field in fields))
    found = []
    for row in rows:
        values = [folded_value(field, row, related.get(field, {}).get(row.pk, "")) for field in fields]
        if values != [getattr(row, field.name) for field in fields]:
            found.append((*values, row.pk))
    return found


def texts_by_pk(pairs):
    """`{pk: texts, a line feed between them}` of pairs of a pk and a text."""
    found = {}
    for pk, text in pairs:
        found[pk] = f"{found[pk]}\n{text}" if pk in found else text
    return found


def fold_table(model, fields, after=0, only_missing=False):
    """Make folded columns of a table anew, in portions that are short transactions: `(last pk, how many were off)`, …

    What was done stays done when it is interrupted; `after` a primary key it goes on.
    """
    rows = model._base_manager.order_by("pk")
    if only_missing:
        rows = rows.filter(**{f"{fields[0].name}__isnull": True})
    while True:
        with transaction.atomic():
            pks = list(rows.filter(pk__gt=after).values_list("pk", flat=True)[:PORTION])
            changed = fold_rows(model, pks, fields) if pks else 0
        if not pks:
            return
        after = pks[-1]
        yield after, changed


def check_table(model, fields):
    """Change nothing, and find the rows whose folded columns are off, in portions: `(last pk, [pk, …])`, …"""
    pks, after = model._base_manager.order_by("pk").values_list("pk", flat=True), 0
    while portion := list(pks.filter(pk__gt=after)[:PORTION]):
        after = portion[-1]
        yield after, sorted(row[-1] for row in outdated(model, portion, fields))


class FoldedColumn(NamedTuple):
    """A folded column of a historical model, in a migration."""

    name: str
    of: tuple[str, ...]
    by: Callable[[str], str] = fold
    related: None = None

    @property
    def column(self):
        return self.name


def folded_value(field, row, related=""):
    texts = [str(getattr(row, name) or "") for name in field.of]
    return field.by("\n".join([*texts, related] if related else texts))


def write(model, fields, rows):
    quote = connection.ops.quote_name
    columns = ", ".join(f"{quote(field.column)} = %s" for field in fields)
    table, pk = quote(model._meta.db_table), quote(model._meta.pk.column)
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(f"UPDATE {table} SET {columns} WHERE {pk} = %s", rows)  # noqa: S608  names of columns
