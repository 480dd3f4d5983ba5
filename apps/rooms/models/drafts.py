from typing import NamedTuple

from django.conf import settings
from django.db import connection, models
from django.utils.translation import gettext_lazy as _

from apps.shared.words import known


class Begun(NamedTuple):
    body: str
    reply_to_id: int | None


class DraftQuerySet(models.QuerySet):
    def of(self, user):
        return self.filter(user=user)

    def begun(self, room, user):
        """What somebody has begun to write in a room, or None. As SQL: a room's page asks it each time."""
        with connection.cursor() as cursor:
            question = f"SELECT body, reply_to_id FROM {self.model._meta.db_table} WHERE user_id = %s AND room_id = %s"  # noqa: S608
            cursor.execute(question, [user.pk, room.pk])
            found = cursor.fetchone()
        return Begun(*found) if found else None

    def keep(self, room, user, body, reply_to=None):
        """Put a text in the place of what was kept before; two who save at once end with one of theirs."""
        self.bulk_create(
            [self.model(room=room, user=user, body=body, reply_to=reply_to)],
            update_conflicts=True,
            unique_fields=["user", "room"],
            update_fields=["body", "reply_to", "changed_at"],
        )


class Draft(models.Model):
    """What somebody has begun to write in a room and not sent."""

    room = models.ForeignKey("rooms.Room", models.CASCADE, related_name="drafts", verbose_name=_("room"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="drafts", verbose_name=_("writer"), db_index=False
    )
    body = models.TextField(_("text"))
    reply_to = models.ForeignKey("rooms.Message", models.SET_NULL, null=True, blank=True, related_name="+")
    changed_at = models.DateTimeField(_("changed"), auto_now=True)

    objects = DraftQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("draft"), _("drafts")
        constraints = [models.UniqueConstraint(fields=["user", "room"], name="one_draft_for_each_person_in_a_room")]

    def __str__(self):
        return f"{known(self, 'user')} in {known(self, 'room')}"
