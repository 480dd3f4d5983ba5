"""Fields of profiles that the site's owner defines in the admin, and what people fill in."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import connection, models, transaction
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from apps.live import log
from apps.shared.words import known

MOST_FIELDS = 10
LABEL, CHOICE, VALUE = 40, 80, 400  # characters


class ProfileFieldQuerySet(models.QuerySet):
    def with_choices(self):
        """Those whose values can be filtered by: each has one of a few values."""
        return self.filter(type=ProfileField.Type.CHOICE)


class ProfileField(models.Model):
    """Something that profiles of this site say, such as a team or a birthday. At most MOST_FIELDS."""

    class Type(models.TextChoices):
        TEXT = "text", _("Text")
        CHOICE = "choice", _("Choice")
        DATE = "date", _("Date")
        LINK = "link", _("Link")

    label = models.CharField(_("label"), max_length=LABEL, unique=True)
    type = models.CharField(_("type"), max_length=6, choices=Type.choices, default=Type.TEXT)
    choices = models.TextField(
        _("choices"), blank=True, max_length=4_000, help_text=_("One per line; only for the type Choice.")
    )
    is_required = models.BooleanField(
        _("required"), default=False, help_text=_("People are asked for it when they next edit their profile.")
    )
    position = models.PositiveSmallIntegerField(
        _("position"), default=0, help_text=_("Fields are shown in this order, the lowest first.")
    )

    objects = ProfileFieldQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("profile field"), _("profile fields")
        ordering = ["position", "pk"]

    def __str__(self):
        return self.label

    @property
    def choice_list(self):
        """The choices, each once, in the order in which they were written."""
        return list(dict.fromkeys(line.strip() for line in self.choices.splitlines() if line.strip()))

    def save(self, *args, **kwargs):
        with transaction.atomic():
            self.check_not_too_many()
            super().save(*args, **kwargs)

    def check_not_too_many(self):
        """Raises ValidationError. In a transaction, as in the admin, nobody else adds a field until it ends."""
        if not self._state.adding:
            return
        if connection.in_atomic_block:
            log.take_turn()
        if type(self).objects.exclude(pk=self.pk).count() >= MOST_FIELDS:
            raise ValidationError(_("A site has at most %(most)d profile fields.") % {"most": MOST_FIELDS})

    def clean(self):
        self.check_not_too_many()
        if self.type == self.Type.CHOICE:
            if len(self.choice_list) < 2:
                raise ValidationError({"choices": _("Write at least two choices, one per line.")})
            if any(len(choice) > CHOICE for choice in self.choice_list):
                sentence = _("A choice has at most %(most)d characters.") % {"most": CHOICE}
                raise ValidationError({"choices": sentence})


class ProfileFieldValueQuerySet(models.QuerySet):
    def in_order(self):
        """With their fields, in the order of these."""
        return self.select_related("field").order_by("field__position", "field")


class ProfileFieldValue(models.Model):
    """What one profile says in one custom field. Dates are stored as `2026-11-30`; empty values have no row."""

    profile = models.ForeignKey(
        "people.Profile", models.CASCADE, related_name="field_values", verbose_name=_("profile"), db_index=False
    )
    field = models.ForeignKey(
        ProfileField, models.CASCADE, related_name="values", verbose_name=_("field"), db_index=False
    )
    value = models.CharField(_("value"), max_length=VALUE)

    objects = ProfileFieldValueQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("value of a profile field"), _("values of profile fields")
        indexes = [models.Index(fields=["field", "value", "profile"], name="profiles_by_value")]
        constraints = [models.UniqueConstraint(fields=["profile", "field"], name="one_value_of_each_profile_field")]

    def __str__(self):
        return f"{known(self, 'profile')}, {known(self, 'field')}: {self.value}"

    @property
    def text(self):
        """What pages show; a field's type may have changed since its value was written."""
        if self.field.type == ProfileField.Type.DATE:
            try:
                return date_format(date.fromisoformat(self.value), "j F Y")
            except ValueError:
                return self.value
        if self.href:
            return self.value.partition("://")[2].removesuffix("/")
        return self.value

    @property
    def href(self):
        """The address of a link; empty where the value is none, so that no other scheme becomes a link."""
        is_web_address = self.value.startswith(("http://", "https://"))
        return self.value if self.field.type == ProfileField.Type.LINK and is_web_address else ""
