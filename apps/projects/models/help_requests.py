"""A project that is looking for help: the followers of its tags are notified, each of them once."""

from django.conf import settings
from django.db import connection, models
from django.utils.translation import gettext_lazy as _

from apps.notifications.broadcasts import EVERYBODY
from apps.notifications.door import notify_all
from apps.notifications.models import Notification
from apps.shared.words import known
from apps.tags.models import TagFollow

HELP_WANTED = "help-wanted"  # the type of the notification


class HelpNoticeQuerySet(models.QuerySet):
    def notify(self, project):
        """Notify those followers of a project's tags who may see it and have not been notified of it before.

        A fixed number of statements, however many they are. The caller holds the project, or two might notify at once.
        """
        followers = TagFollow.objects.filter(tag__in=project.taggings.values("tag"))
        before = self.filter(project=project, user=models.OuterRef("pk"))
        people = project.readers().filter(pk__in=followers.values("user"))
        people = people.exclude(pk__in=project.collaborators.values("user")).exclude(models.Exists(before))
        notify_all(people, project.owner, HELP_WANTED, project, EVERYBODY)
        self.keep(project)

    def keep(self, project):
        """Note who has a notification: it may be deleted later, or the project may get another owner."""
        told = (
            Notification.objects.of(project).filter(kind=HELP_WANTED).order_by().values(person=models.F("recipient"))
        )
        chosen, parameters = told.query.sql_with_params()
        insert = f"""
        INSERT INTO {connection.ops.quote_name(self.model._meta.db_table)} (project_id, user_id)
        SELECT %s, chosen.person FROM ({chosen}) chosen WHERE chosen.person IS NOT NULL
        ON CONFLICT DO NOTHING
        """  # noqa: S608  only names of ours are put in; everything else is a parameter
        with connection.cursor() as cursor:
            cursor.execute(insert, [project.pk, *parameters])

    def withdraw(self, project):
        """It no longer looks for help; those who have read of it keep that."""
        Notification.objects.of(project).filter(kind=HELP_WANTED).unread().forget()


class HelpNotice(models.Model):
    """A person was notified that a project is looking for help. They are not notified again, whatever changes."""

    project = models.ForeignKey("projects.Project", models.CASCADE, related_name="help_notices", db_index=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="help_notices", verbose_name=_("person")
    )

    objects = HelpNoticeQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("notice that help is wanted"), _("notices that help is wanted")
        constraints = [
            models.UniqueConstraint(fields=["project", "user"], name="notified_once_that_each_project_wants_help")
        ]

    def __str__(self):
        return f"{known(self, 'user')}, {known(self, 'project')}"
