from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.shared.words import known
from apps.tags.models import Tag


class SkillQuerySet(models.QuerySet):
    def with_tags(self):
        return self.select_related("tag")

    def best_first(self):
        """Of several people with one skill: those who teach first, then those whom most endorse."""
        return self.order_by("-level", "-endorsement_count", "profile")


class Skill(models.Model):
    """A tag on a profile: what someone can do, how well, and a sentence about it. Shown in the order of `position`."""

    class Level(models.IntegerChoices):
        LEARNING = 1, _("Learning")
        ABLE = 2, _("Able")
        TEACHES = 3, _("Teaches")

    profile = models.ForeignKey(
        "people.Profile", models.CASCADE, related_name="skill_rows", verbose_name=_("profile"), db_index=False
    )
    tag = models.ForeignKey(Tag, models.CASCADE, related_name="skills", verbose_name=_("tag"), db_index=False)
    level = models.PositiveSmallIntegerField(_("level"), choices=Level.choices, default=Level.ABLE)
    description = models.CharField(_("description"), max_length=120, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0, editable=False)
    endorsement_count = models.PositiveIntegerField(_("endorsements"), default=0, editable=False)

    objects = SkillQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("skill"), _("skills")
        ordering = ["position", "pk"]
        indexes = [models.Index(fields=["tag", "-level", "-endorsement_count", "profile"], name="skill_by_tag")]
        constraints = [models.UniqueConstraint(fields=["profile", "tag"], name="a_profile_has_a_skill_once")]

    def __str__(self):
        return f"{known(self, 'profile')}: {known(self, 'tag')}"

    def absorb(self, other):
        """Of two skills of one person that become one: the higher level, a description, the earlier position."""
        self.level = max(self.level, other.level)
        self.description = self.description or other.description
        self.position = min(self.position, other.position)
        self.save(update_fields=["level", "description", "position"])
