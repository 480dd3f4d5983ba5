"""One vocabulary for hashtags, skills, project tags and room topics."""

import re

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.shared.folded_columns import FoldedModel, FoldedQuerySet, FoldedTextField
from apps.shared.folding import fold, index_text
from apps.shared.text import TAG_LENGTH as LONGEST
from apps.shared.text import tag_name
from apps.shared.words import known

from .signals import tag_changed


class TagQuerySet(FoldedQuerySet):
    def named(self, names):
        """The tags with these names or former names, created where they are missing; three queries at most."""
        names = {normal for name in names if (normal := tag_name(name))}
        former = dict(FormerTag.objects.filter(name__in=names).values_list("name", "tag"))
        missing = sorted(names - set(former))
        self.bulk_create([self.model(name=name) for name in missing], ignore_conflicts=True)
        return self.filter(models.Q(name__in=missing) | models.Q(pk__in=former.values()))

    def by_name(self, names):
        """`{name: tag}` of names as `tag_name` gives them; two former names may lead to one tag."""
        tags = {tag.pk: tag for tag in self.named(names)}
        found = {tag.name: tag for tag in tags.values()}
        if others := set(names) - set(found):
            former = FormerTag.objects.filter(name__in=others, tag__in=tags).values_list("name", "tag")
            found |= {name: tags[pk] for name, pk in former}
        return found

    def called(self, name):
        """The one tag that has a name, or had it before it was renamed or merged; an empty queryset without one."""
        name = tag_name(name)
        return self.filter(models.Q(name=name) | models.Q(pk__in=FormerTag.objects.filter(name=name).values("tag")))

    def in_use(self):
        """Those that something has which every member may see."""
        return self.filter(use_count__gt=0)

    def in_use_besides_rooms(self):
        """Those of people, projects or posts: what an open room is about is for members."""
        return self.in_use().filter(use_count__gt=models.F("room_count"))

    def beginning_with(self, letters):
        """As people type it: without case and accents."""
        return self.filter(search_text__startswith=fold(letters))


def check_tag_name(name):
    if not tag_name(name):
        raise ValidationError(_("A tag is one word of letters, digits and hyphens."))


class Tag(FoldedModel):
    """The counters say how many people, projects, posts and rooms have it that every member may see; `use_count` is
    their sum. They are counted anew every few minutes, by `apps.search.counts`.
    """

    name = models.CharField(_("name"), max_length=LONGEST, unique=True, validators=[check_tag_name])
    description = models.CharField(
        _("description"), max_length=240, blank=True, help_text=_("One or two sentences for the tag’s page.")
    )
    search_text = FoldedTextField(of=["name"])
    word_text = FoldedTextField(of=["name", "description"], by=index_text)
    person_count = models.PositiveIntegerField(_("people"), default=0, editable=False)
    project_count = models.PositiveIntegerField(_("projects"), default=0, editable=False)
    post_count = models.PositiveIntegerField(_("posts"), default=0, editable=False)
    room_count = models.PositiveIntegerField(_("rooms"), default=0, editable=False)
    use_count = models.PositiveIntegerField(_("uses"), default=0, editable=False)

    objects = TagQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("tag"), _("tags")
        ordering = ["name"]
        indexes = [
            models.Index(fields=["-use_count", "-id"], name="tag_by_uses"),
            models.Index(fields=["-person_count", "-id"], name="tag_by_people"),
            models.Index(fields=["-project_count", "-id"], name="tag_by_projects"),
            models.Index(fields=["-post_count", "-id"], name="tag_by_posts"),
        ]

    def __str__(self):
        return f"#{self.name}"

    def clean_fields(self, exclude=None):
        self.name = tag_name(self.name) or self.name
        super().clean_fields(exclude)

    def clean(self):
        former = FormerTag.objects.filter(name=self.name).exclude(tag=self.pk).select_related("tag").first()
        if former:
            sentence = _("This is a former name of %(tag)s, which it redirects to.")
            raise ValidationError({"name": ValidationError(sentence, params={"tag": former.tag}, code="former")})

    def save(self, *args, **kwargs):
        """A new name keeps the old one: it redirects here from now on."""
        with transaction.atomic():
            before = type(self).objects.filter(pk=self.pk).values_list("name", flat=True).first() if self.pk else None
            super().save(*args, **kwargs)
            if before and before != self.name:
                FormerTag.objects.filter(name=self.name).delete()
                FormerTag.objects.create(name=before, tag=self)
                tag_changed.send(type(self), tag=self)


class FormerTag(models.Model):
    """A name that a tag had before it was renamed or merged into another. Its addresses redirect to the tag."""

    name = models.CharField(_("name"), max_length=LONGEST, unique=True, validators=[check_tag_name])
    tag = models.ForeignKey(Tag, models.CASCADE, related_name="former_names", verbose_name=_("tag"))

    class Meta:
        verbose_name, verbose_name_plural = _("former name of a tag"), _("former names of tags")
        ordering = ["name"]

    def __str__(self):
        return f"#{self.name}"

    def clean_fields(self, exclude=None):
        self.name = tag_name(self.name) or self.name
        super().clean_fields(exclude)

    def clean(self):
        if Tag.objects.filter(name=self.name).exists():
            raise ValidationError({"name": _("There is a tag of this name. Merge it into the other instead.")})


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
