from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.shared.words import known

MOST_COLLABORATORS = 30


class CannotInvite(Exception):
    """The owner, a guest, someone who may not sign in, or someone behind a block; or there is no room for more."""


class AlreadyInvited(Exception):
    """This person has an invitation, or is a collaborator."""


class NotACollaborator(Exception):
    """Only someone who has accepted can become the owner."""


class CollaboratorQuerySet(models.QuerySet):
    def accepted(self):
        return self.exclude(accepted_at=None)

    def invited(self):
        return self.filter(accepted_at=None)


class Collaborator(models.Model):
    """A person who works on someone's project, or is asked to: an invitation until it is accepted."""

    project = models.ForeignKey("projects.Project", models.CASCADE, related_name="collaborators", db_index=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="collaborations", verbose_name=_("person")
    )
    invited_at = models.DateTimeField(_("invited"), default=timezone.now, editable=False)
    accepted_at = models.DateTimeField(_("accepted"), null=True, blank=True)

    objects = CollaboratorQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("collaborator"), _("collaborators")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["project", "user"], name="collaborates_once_on_each_project")]

    def __str__(self):
        return f"{known(self, 'user')}, {known(self, 'project')}"
