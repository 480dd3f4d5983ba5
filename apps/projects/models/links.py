from django.db import models
from django.utils.translation import gettext_lazy as _

MOST_LINKS = 20


class ProjectLink(models.Model):
    """Where else there is something of a project; http or https alone, which the form checks."""

    class Type(models.TextChoices):
        DEMO = "demo", _("Demo")
        SOURCE = "source", _("Source")
        VIDEO = "video", _("Video")
        ARTICLE = "article", _("Article")
        SHOP = "shop", _("Shop")
        OTHER = "other", _("Other")

    project = models.ForeignKey("projects.Project", models.CASCADE, related_name="links", db_index=False)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    type = models.CharField(_("type"), max_length=8, choices=Type.choices, default=Type.OTHER)
    label = models.CharField(_("label"), max_length=60, blank=True)
    url = models.URLField(_("URL"), max_length=400)

    class Meta:
        verbose_name, verbose_name_plural = _("link of a project"), _("links of projects")
        ordering = ["position", "pk"]
        indexes = [models.Index(fields=["project", "position"], name="link_by_project")]

    def __str__(self):
        return self.label or self.get_type_display()
