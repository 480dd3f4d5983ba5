"""One vocabulary for hashtags, skills, project tags and room topics."""

import re

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.shared.folded_columns import FoldedModel, FoldedQuerySet, FoldedTextField
from apps.shared.folding import fold
from apps.shared.text import TAG_LENGTH as LONGEST
from apps.shared.text import tag_name
from apps.shared.words import known

normalised = tag_name  # its name from before


class TagQuerySet(FoldedQuerySet):
    def named(self, names):
        """The tags with these names, made where they are missing; two queries at most."""
        names = {normal for name in names if (normal := tag_name(name))}
        self.bulk_create([self.model(name=name) for name in sorted(names)], ignore_conflicts=True)
        return self.filter(name__in=names)

    def beginning_with(self, letters):
        """As people type it: without case and accents."""
        return self.filter(search_text__startswith=fold(letters))


def check_tag_name(name):
    if not tag_name(name):
        raise ValidationError(_("A tag is one word of letters, digits and hyphens."))


class Tag(FoldedModel):
    name = models.CharField(_("name"), max_length=LONGEST, unique=True, validators=[check_tag_name])
    search_text = FoldedTextField(of=["name"])

    objects = TagQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("tag"), _("tags")
        ordering = ["name"]

    def __str__(self):
        return f"#{self.name}"

    def clean_fields(self, exclude=None):
        self.name = tag_name(self.name) or self.name
        super().clean_fields(exclude)


class TagFollow(models.Model):
    """Somebody wants to see what bears a tag."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="followed_tags",
        verbose_name=_("who follows"),
        db_index=False,
    )
    tag = models.ForeignKey(Tag, models.CASCADE, related_name="followers", verbose_name=_("tag"))
    since = models.DateTimeField(_("since"), default=timezone.now)

    class Meta:
        verbose_name, verbose_name_plural = _("follow of a tag"), _("follows of tags")
        constraints = [models.UniqueConstraint(fields=["user", "tag"], name="one_follow_of_each_tag_by_each_person")]

    def __str__(self):
        return f"{known(self, 'user')} follows {known(self, 'tag')}"


def split(text):
    """The names in what somebody typed, each once: parted by commas, by lines, or by the # before each."""
    parts = re.split(r"[,\n]|\s*#", text) if "#" in text or "," in text else text.split("\n")
    return list(dict.fromkeys(normal for part in parts if (normal := tag_name(part))))
