"""Links that something has beside itself: where else a person is on the web, or what there is of a project."""

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

URL_LENGTH = 400  # characters


class Link(models.Model):
    """By http or https, which the forms check. A subclass adds its `type`, with choices and a default, and a foreign
    key with the related name `links`; `position` is the order in which they are shown.
    """

    position = models.PositiveSmallIntegerField(_("position"), default=0)
    label = models.CharField(_("label"), max_length=60, blank=True)
    url = models.URLField(_("URL"), max_length=URL_LENGTH)

    class Meta:
        abstract = True
        ordering = ["position", "pk"]


class HasLinks:
    """A model whose links are `links`."""

    def set_links(self, links):
        """These links and no others, in this order: unsaved `Link`s. True when that changed something."""
        with transaction.atomic():
            wanted = [(link.type, link.label, link.url) for link in links]
            if wanted == list(self.links.values_list("type", "label", "url")):
                return False
            self.links.all().delete()
            for position, link in enumerate(links):
                link.pk, link.position = None, position
                setattr(link, self.links.field.name, self)
            self.links.bulk_create(links)
        return True
