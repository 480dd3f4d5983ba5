"""Tags are called what `apps.shared.text.tag_name` calls them; those that become one are put together."""

from django.db import IntegrityError, migrations, models, transaction

import apps.tags.models
from apps.shared.folded_columns import FoldedColumn, fold_rows
from apps.shared.text import tag_name


def fold_names(state, _editor):
    Tag = state.get_model("tags", "Tag")
    for tag in Tag.objects.order_by("pk").iterator():
        name = tag_name(tag.name)
        if name == tag.name:
            continue
        other = Tag.objects.filter(name=name).first() if name else None
        if other is None and name:
            Tag.objects.filter(pk=tag.pk).update(name=name)
            fold_rows(Tag, [tag.pk], [FoldedColumn("search_text", ("name",))])
            continue
        if other is not None:
            for model, field in references(state, Tag):
                move(model, field, tag, other)
        tag.delete()


def references(state, Tag):
    """What points to tags, in whatever app, tables between two models included."""
    for model in state.get_models(include_auto_created=True):
        for field in model._meta.local_fields:
            if field.is_relation and field.remote_field.model is Tag:
                yield model, field.name


def move(model, field, tag, other):
    for row in model.objects.filter(**{field: tag.pk}):
        try:
            with transaction.atomic():
                model.objects.filter(pk=row.pk).update(**{field: other.pk})
        except IntegrityError:  # it has the other one, too
            row.delete()


class Migration(migrations.Migration):
    dependencies = [("tags", "0002_search_text")]

    operations = [
        migrations.AlterField(
            model_name="tag",
            name="name",
            field=models.CharField(
                max_length=40, unique=True, validators=[apps.tags.models.check_tag_name], verbose_name="name"
            ),
        ),
        migrations.RunPython(fold_names, migrations.RunPython.noop, elidable=True),
    ]
