from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.shared.links import Link

MOST_LINKS = 20


class ProjectLink(Link):
    """Where else there is something of a project."""

    class Type(models.TextChoices):
        DEMO = "demo", _("Demo")
        SOURCE = "source", _("Source")
        VIDEO = "video", _("Video")
        ARTICLE = "article", _("Article")
        SHOP = "shop", _("Shop")
        OTHER = "other", _("Other")

    project = models.ForeignKey("projects.Project", models.CASCADE, related_name="links", db_index=False)
    type = models.CharField(_("type"), max_length=8, choices=Type.choices, default=Type.OTHER)

    class Meta(Link.Meta):
        verbose_name, verbose_name_plural = _("link of a project"), _("links of projects")
        indexes = [models.Index(fields=["project", "position"], name="link_by_project")]

    def __str__(self):
        return self.label or self.get_type_display()
