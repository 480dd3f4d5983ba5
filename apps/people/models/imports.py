from contextlib import suppress

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Invitation
from apps.accounts.names import check_not_like_staff

from .links import MOST_LINKS, ProfileLink


class ImportedProfile(models.Model):
    """What the profile of an invited person will say, by `manage.py import_people`. It ends when they register."""

    invitation = models.OneToOneField(
        Invitation, models.CASCADE, primary_key=True, related_name="imported_profile", verbose_name=_("invitation")
    )
    name = models.CharField(_("name"), max_length=60, blank=True)
    headline = models.CharField(_("headline"), max_length=80, blank=True)
    skills = models.JSONField(_("skills"), default=list, blank=True, help_text=_("A list of names of tags."))
    links = models.JSONField(_("links"), default=list, blank=True, help_text=_("A list of addresses of websites."))

    class Meta:
        verbose_name, verbose_name_plural = _("imported profile"), _("imported profiles")

    def __str__(self):
        return self.name or f"#{self.pk}"

    def apply_to(self, user):
        """Fill in the profile of a user who has just registered, and delete this row."""
        profile = user.profile
        with suppress(ValidationError):  # a staff member may have taken such a name meanwhile
            check_not_like_staff(self.name or profile.name, user)
            profile.name = self.name or profile.name
        profile.headline = self.headline
        with transaction.atomic():
            profile.save()
            profile.set_skills(self.skills)
            profile.set_links([ProfileLink.of(url) for url in self.links[:MOST_LINKS]])
            self.delete()
