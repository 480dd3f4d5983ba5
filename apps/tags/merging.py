"""Two tags become one: whatever pointed to the one points to the other, and no unique constraint is broken."""

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, UniqueConstraint

from apps.live import log

from .models import FormerTag, Tag
from .signals import rows_merged, tag_changed


class CannotMerge(Exception):
    """A tag is not merged into itself, and what is gone is not merged at all."""


def merge(source, target):
    """Move everything of a tag to another, whose name its own name leads to from now on. In one transaction.

    Where both have the same thing, such as one person's skill, the target's row is kept and takes what hangs on the
    other. Raises CannotMerge.
    """
    with transaction.atomic():
        log.take_turn()  # or something might be tagged meanwhile
        tags = Tag.objects.select_for_update().in_bulk([source.pk, target.pk])
        if len(tags) < 2:
            raise CannotMerge
        source, target = tags[source.pk], tags[target.pk]
        target.description = target.description or source.description
        merge_rows(source, target)
        FormerTag.objects.create(name=source.name, tag=target)
        target.save(update_fields=["description"])
        tag_changed.send(Tag, tag=target)
    return target


def merge_rows(source, target):
    """What points to a row points to another of its model from now on; the row is deleted."""
    for relation in pointing_to(type(source)):
        move(relation, source, target)
    source.delete()


def pointing_to(model):
    """The foreign keys to a model, those of many-to-many tables included."""
    relations = model._meta.get_fields(include_hidden=True)
    return [one for one in relations if one.auto_created and not one.concrete and (one.one_to_many or one.one_to_one)]


def move(relation, source, target):
    model, field = relation.related_model, relation.field
    manager = model._base_manager
    is_plain = not hasattr(model, "absorb") and not pointing_to(model)
    for others, condition in unique_together(model, field):
        same = {name: OuterRef(name) for name in others}
        of_target = manager.filter(condition, **{field.name: target}, **same)
        twice = manager.filter(condition, Exists(of_target), **{field.name: source})
        if is_plain:
            twice.delete()
            continue
        for row in twice:
            same = {name: getattr(row, name) for name in others}
            merge_pair(row, manager.get(condition, **{field.name: target}, **same))
    manager.filter(**{field.name: source}).update(**{field.name: target})


def merge_pair(row, kept):
    """A row that may not move, since there is one like it: the one takes what hangs on the other, which is deleted.

    A model may say by `absorb(other)` which of the other's own values it takes.
    """
    if hasattr(kept, "absorb"):
        kept.absorb(row)
    merge_rows(row, kept)
    rows_merged.send(type(kept), kept=kept)


def unique_together(model, field):
    """Each rule by which a field is unique with others: the others' column names, and the condition of the rule."""
    found = [([], Q())] if field.unique else []
    sets = [(names, Q()) for names in model._meta.unique_together]
    sets += [
        (constraint.fields, constraint.condition or Q())
        for constraint in model._meta.constraints
        if isinstance(constraint, UniqueConstraint)
    ]
    for names, condition in sets:
        if field.name in names:
            found.append(([model._meta.get_field(name).attname for name in names if name != field.name], condition))
    return found
