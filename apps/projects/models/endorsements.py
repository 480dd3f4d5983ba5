"""A member says that another can do something, and may point to a project that shows it."""

from django.conf import settings
from django.db import models, transaction
from django.db.models.functions import RowNumber
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.live import log
from apps.notifications.door import notify
from apps.notifications.models import Notification
from apps.people.models import Block, Skill
from apps.people.models.profiles import parted_from
from apps.shared.words import known

from .projects import Project


class CannotEndorse(Exception):
    """One's own skill, as a guest, behind a block; or a project that does not show what this person made."""


class EndorsementQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those that are not hidden; one's own, received or given, too. Not those behind a block."""
        if not user.is_authenticated:
            return self.filter(hidden_at=None)
        mine = models.Q(endorser=user) | models.Q(skill__profile=user.pk)
        return self.filter(models.Q(hidden_at=None) | mine).exclude(parted_from(user, "endorser"))

    def with_rows(self):
        return self.select_related("endorser__profile", "project").order_by("-pk")

    def newest_of_each(self, skills, number):
        """The newest few of each skill, these first."""
        place = models.Window(RowNumber(), partition_by="skill", order_by="-pk")
        return self.filter(skill__in=skills).annotate(place=place).filter(place__lte=number).with_rows()

    def endorse(self, skill, user, project=None):
        """The endorsement of a skill by someone; a second time changes its project alone.

        Raises CannotEndorse; and Skill.DoesNotExist where the skill is gone.
        """
        with transaction.atomic():
            log.take_turn()  # or one of them might block the other in the same moment
            skill = Skill.objects.select_for_update(no_key=True).select_related("profile__user").get(pk=skill.pk)
            person = skill.profile.user
            if user.is_guest or user.is_bot or user.pk == person.pk:  # a bot would say what its owner wants
                raise CannotEndorse
            if Block.objects.stands_between(user, [person.pk]):
                raise CannotEndorse
            if project and not Project.objects.published().of(person).filter(pk=project.pk).exists():
                raise CannotEndorse
            endorsement, new = self.get_or_create(skill=skill, endorser=user, defaults={"project": project})
            if new:
                count(skill, 1)
                notify(person, user, "endorsement", endorsement)
            elif endorsement.project_id != (project and project.pk):
                endorsement.project = project
                endorsement.save(update_fields=["project"])
        return endorsement

    def withdraw(self):
        """Each of them, by its verb."""
        for endorsement in self.select_related("skill"):
            endorsement.withdraw()


class Endorsement(models.Model):
    """`Skill.endorsement_count` counts those that the endorsed person has not hidden, in the same transaction."""

    skill = models.ForeignKey("people.Skill", models.CASCADE, related_name="endorsements", db_index=False)
    endorser = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="endorsements_given", verbose_name=_("endorser")
    )
    project = models.ForeignKey(
        "projects.Project", models.SET_NULL, related_name="endorsements", null=True, blank=True
    )
    created_at = models.DateTimeField(_("endorsed"), default=timezone.now, editable=False)
    hidden_at = models.DateTimeField(_("hidden"), null=True, editable=False)

    objects = EndorsementQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("endorsement"), _("endorsements")
        constraints = [models.UniqueConstraint(fields=["skill", "endorser"], name="one_endorsement_of_each_person")]

    def __str__(self):
        return f"{known(self, 'endorser')}, {known(self, 'skill')}"

    @property
    def is_hidden(self):
        return self.hidden_at is not None

    def absorb(self, other):
        """Of two endorsements by one person whose skills become one: what was hidden stays hidden."""
        self.hidden_at = self.hidden_at or other.hidden_at
        self.project = self.project or other.project
        self.save(update_fields=["hidden_at", "project"])
        Notification.objects.of(other).forget()

    def hold(self):
        """By its skill; the row as it is now. Raises DoesNotExist when it is gone."""
        list(Skill.objects.filter(pk=self.skill_id).select_for_update(no_key=True).values_list("pk"))
        return type(self).objects.select_related("skill").get(pk=self.pk)

    def withdraw(self):
        """True when there was one."""
        with transaction.atomic():
            try:
                there = self.hold()
            except type(self).DoesNotExist:
                return False
            there.delete()
            if not there.is_hidden:
                count(there.skill, -1)
            Notification.objects.of(self).forget()
        return True

    def set_hidden(self, hidden):
        """By the person whose skill it is: it is not shown to others, and not counted. True when that is new."""
        with transaction.atomic():
            there = self.hold()
            if there.is_hidden == hidden:
                return False
            there.hidden_at = timezone.now() if hidden else None
            there.save(update_fields=["hidden_at"])
            count(there.skill, -1 if hidden else 1)
        return True


def count(skill, by):
    Skill.objects.filter(pk=skill.pk).update(endorsement_count=models.F("endorsement_count") + by)
