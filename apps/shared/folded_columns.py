"""Columns of folded text, made in Python whenever a row is written: rows are searched and sorted by them."""

from collections.abc import Callable
from typing import NamedTuple

from django.db import connection, models, transaction
from django.db.models import signals

from .folding import fold

PORTION = 500  # rows of one transaction


class Folded:
    """A column made of other columns of its row whenever these are written. Its model is a `FoldedModel`.

    `of`: the names of the others. `by`: makes folded text of their texts, joined with a line feed between them. The
    column is the same to migrations as a plain one.
    """

    def __init__(self, *arguments, of=(), by=fold, **options):
        self.of, self.by = tuple(of), by
        super().__init__(*arguments, **options)

    def contribute_to_class(self, model, name, **options):
        super().contribute_to_class(model, name, **options)
        if not model._meta.abstract:
            signals.pre_save.connect(fold_fixture, sender=model)

    def pre_save(self, row, add):
        setattr(row, self.attname, folded_value(self, row))
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


class FoldedModel(models.Model):
    class Meta:
        abstract = True

    def save(self, *arguments, update_fields=None, **options):
        if update_fields is not None:
            update_fields = {*update_fields, *(field.name for field in folded_fields(type(self), update_fields))}
        super().save(*arguments, update_fields=update_fields, **options)


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
    sources = {name for field in fields for name in field.of}
    rows = model._base_manager.filter(pk__in=pks).only("pk", *sources, *(field.name for field in fields))
    changed = []
    for row in rows:
        values = [folded_value(field, row) for field in fields]
        if values != [getattr(row, field.name) for field in fields]:
            changed.append((*values, row.pk))
    write(model, fields, changed)
    return len(changed)


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


class FoldedColumn(NamedTuple):
    """A folded column of a historical model, in a migration."""

    name: str
    of: tuple[str, ...]
    by: Callable[[str], str] = fold

    @property
    def column(self):
        return self.name


def folded_value(field, row):
    return field.by("\n".join(str(getattr(row, name) or "") for name in field.of))


def write(model, fields, rows):
    quote = connection.ops.quote_name
    columns = ", ".join(f"{quote(field.column)} = %s" for field in fields)
    table, pk = quote(model._meta.db_table), quote(model._meta.pk.column)
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(f"UPDATE {table} SET {columns} WHERE {pk} = %s", rows)  # noqa: S608  names of columns
