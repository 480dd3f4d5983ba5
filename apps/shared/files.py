"""Files that come with rows: on disk before the rows are written, and off it again where no rows come of them."""

from contextlib import contextmanager

from django.db import models


class HasFiles:
    """A model with file fields."""

    @classmethod
    def file_fields(cls):
        return [field for field in cls._meta.concrete_fields if isinstance(field, models.FileField)]

    def store(self):
        """Put its files on disk, before there is a row."""
        for field in self.file_fields():
            field.pre_save(self, add=True)

    def discard(self):
        """Take its files from disk, where no row came of it."""
        for field in self.file_fields():
            if stored_file := getattr(self, field.name):
                stored_file.delete(save=False)


@contextmanager
def stored(rows):
    """Their files are on disk before the transaction begins, so that nobody's turn waits for a disk.

    Where no rows come of them they are gone again.
    """
    try:
        for row in rows:
            row.store()
        yield
    except BaseException:
        discard(rows)
        raise
    discard(row for row in rows if row.pk is None)


def discard(rows):
    for row in rows:
        row.discard()
