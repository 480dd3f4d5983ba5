"""Model fields that Django does not have."""

from django.db import models
from django.db.models.fields.related_descriptors import ReverseOneToOneDescriptor


class CreatesMissingDescriptor(ReverseOneToOneDescriptor):
    """`user.profile`: a row that every user has. Where it has gone missing, by whatever way, it is created again."""

    def __get__(self, instance, cls=None):
        try:
            return super().__get__(instance, cls)
        except self.RelatedObjectDoesNotExist:
            if instance.pk is None or instance._state.adding:
                raise
        found = self.related.related_model.objects.create_missing([instance]).get(instance.pk)
        if found is None:  # the user is gone as well
            raise self.RelatedObjectDoesNotExist(f"{instance!r} has no {self.related.get_accessor_name()}.")
        self.related.set_cached_value(instance, found)
        self.related.field.set_cached_value(found, instance)
        return found


class AutoOneToOneField(models.OneToOneField):
    """To a row with which this one comes always. The model's manager has `create_missing(rows)`: `{pk: row}`."""

    related_accessor_class = CreatesMissingDescriptor

    def deconstruct(self):
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.OneToOneField", args, kwargs  # to the database it is one as any other
