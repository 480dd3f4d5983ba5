from urllib.parse import urlsplit

from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.shared.links import Link
from apps.shared.words import known

MOST_LINKS = 10
HOSTS = {"github.com": "github", "linkedin.com": "linkedin"}


class ProfileLink(Link):
    """Where else someone is on the web."""

    class Type(models.TextChoices):
        WEBSITE = "website", _("Website")
        GITHUB = "github", "GitHub"
        MASTODON = "mastodon", "Mastodon"
        LINKEDIN = "linkedin", "LinkedIn"
        OTHER = "other", _("Other")

    ICONS = {"website": "globe", "github": "code", "mastodon": "at", "linkedin": "person", "other": "link"}

    profile = models.ForeignKey(
        "people.Profile", models.CASCADE, related_name="links", verbose_name=_("profile"), db_index=False
    )
    type = models.CharField(_("type"), max_length=8, choices=Type.choices, default=Type.WEBSITE)

    class Meta(Link.Meta):
        verbose_name, verbose_name_plural = _("link of a profile"), _("links of profiles")
        indexes = [models.Index(fields=["profile", "position"], name="link_of_profile")]

    def __str__(self):
        return f"{known(self, 'profile')}: {self.url}"

    @classmethod
    def of(cls, url):
        """An unsaved link whose type is told from its host."""
        host = (urlsplit(url).hostname or "").removeprefix("www.")
        return cls(type=HOSTS.get(host, cls.Type.WEBSITE), url=url)

    @property
    def text(self):
        """What the link says: its label, or the address without the scheme."""
        return self.label or self.address

    @property
    def address(self):
        """The address without the scheme, as it is printed."""
        return self.url.partition("://")[2].removesuffix("/")

    @property
    def icon(self):
        return self.ICONS[self.type]
