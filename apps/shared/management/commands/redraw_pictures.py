from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand
from django.db import transaction

from apps.shared.files import HasFiles
from apps.shared.images import cleaned
from apps.shared.picture_fields import PictureField
from apps.shared.stamps import new_stamp


class Command(BaseCommand):
    help = (
        "Draw stored pictures anew that still have metadata (EXIF, XMP, colour profiles), and mark those that move. "
        "It may be stopped and run again: pictures that are clean are left as they are."
    )

    def handle(self, **options):
        for model in apps.get_models():
            for field in picture_fields(model):
                self.redraw_all(model, field)

    def redraw_all(self, model, field):
        looked_at = redrawn = failed = 0
        rows = with_pictures(model, field)
        for pk, name in rows.order_by("pk").values_list("pk", field.name).iterator(chunk_size=500):
            looked_at += 1
            try:
                redrawn += self.redraw(model, field, pk, name)
            except (OSError, ValidationError) as error:
                failed += 1
                reason = " ".join(error.messages) if isinstance(error, ValidationError) else error
                self.stderr.write(f"{model._meta.label} {pk}, {field.name}: {reason}")
        left = f", {failed} could not be read" if failed else ""
        self.stdout.write(f"{model._meta.label}.{field.name}: {looked_at} looked at, {redrawn} redrawn{left}")

    def redraw(self, model, field, pk, name):
        """Whether it had to be. The new file has a new name: whoever kept the old address finds nothing there."""
        storage, rows = field.storage, model._default_manager.filter(**{field.name: name})  # rows may share a file
        if not rows.filter(pk=pk).exists():
            return False
        with storage.open(name) as stored:
            file, is_animated = cleaned(stored)
        if is_animated and has_field(model, "is_animated") and field.name == first_file(model).name:
            rows.update(is_animated=True)
        if file is None:
            return False
        new = storage.save(field.generate_filename(None, name), file)
        with transaction.atomic():
            changes = {field.name: new}
            if has_field(model, "stamp"):
                changes["stamp"] = new_stamp()
            if has_field(model, "size") and field.name == first_file(model).name:
                changes["size"] = file.size
            taken = rows.update(**changes)
        storage.delete(name if taken else new)  # the row may have another picture by now
        if taken:
            self.stdout.write(f"{model._meta.label} {pk}: {field.name} redrawn")
        return bool(taken)


def picture_fields(model):
    """Fields with pictures that our pipeline has made."""
    if issubclass(model, HasFiles):
        return model.file_fields()
    return [field for field in model._meta.concrete_fields if isinstance(field, PictureField)]


def with_pictures(model, field):
    """The rows that have one. Not every file is a picture; those that are have a width."""
    rows = model._default_manager.exclude(**{field.name: ""})
    return rows.filter(width__isnull=False) if has_field(model, "width") else rows


def first_file(model):
    return model.file_fields()[0] if issubclass(model, HasFiles) else picture_fields(model)[0]


def has_field(model, name):
    return any(field.name == name for field in model._meta.concrete_fields)
