from typing import NamedTuple
from uuid import UUID, uuid4

from django.conf import settings
from django.db import connection, models
from django.utils.translation import gettext_lazy as _

from apps.shared.words import known

NO_DRAFT = "none"  # the version of a draft that does not exist


class DraftChanged(Exception):
    """Another window has saved, sent or cleared the draft since this one last heard of it."""


class Begun(NamedTuple):
    body: str
    reply_to_id: int | None
    version: str
    client_id: UUID | None

    @classmethod
    def from_row(cls, body, reply_to_id, version, client_id):
        """SQLite keeps a UUID as 32 hexadecimal digits, PostgreSQL as itself."""
        return cls(body, reply_to_id, UUID(str(version)).hex, UUID(str(client_id)) if client_id else None)


class DraftQuerySet(models.QuerySet):
    def of(self, user):
        return self.filter(user=user)

    def begun(self, room, user):
        """What somebody has begun to write in a room, or None. As SQL: a room's page asks it each time."""
        with connection.cursor() as cursor:
            table = self.model._meta.db_table
            question = f"SELECT body, reply_to_id, version, client_id FROM {table} WHERE user_id = %s AND room_id = %s"  # noqa: S608
            cursor.execute(question, [user.pk, room.pk])
            found = cursor.fetchone()
        return Begun.from_row(*found) if found else None

    def keep(self, room, user, body, reply_to=None, version=None, client_id=None):
        """Put a text in the place of what was kept before; two who save at once end with one of theirs."""
        version = version or uuid4()
        self.bulk_create(
            [self.model(room=room, user=user, body=body, reply_to=reply_to, version=version, client_id=client_id)],
            update_conflicts=True,
            unique_fields=["user", "room"],
            update_fields=["body", "reply_to", "version", "client_id", "changed_at"],
        )
        return version

    def used_by(self, body, versions):
        """The draft of which a message was made: one of some versions, or the same text. `None`: whichever it is."""
        if versions is None:
            return self
        return self.filter(models.Q(version__in=[one for one in versions if one != NO_DRAFT]) | models.Q(body=body))

    def versions(self):
        """The version of each, in hexadecimal digits as pages write it."""
        return [version.hex for version in self.values_list("version", flat=True)]


class Draft(models.Model):
    """What somebody has begun to write in a room and not sent."""

    room = models.ForeignKey("rooms.Room", models.CASCADE, related_name="drafts", verbose_name=_("room"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="drafts", verbose_name=_("writer"), db_index=False
    )
    body = models.TextField(_("text"))
    reply_to = models.ForeignKey("rooms.Message", models.SET_NULL, null=True, blank=True, related_name="+")
    # Each text that is saved has a version, made by the window that saves it: a window with an older one overwrites
    # nothing. `client_id` is what the message will have: windows that show the same draft cannot send it twice.
    version = models.UUIDField(default=uuid4, editable=False)
    client_id = models.UUIDField(null=True, editable=False)
    changed_at = models.DateTimeField(_("changed"), auto_now=True)

    objects = DraftQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("draft"), _("drafts")
        constraints = [models.UniqueConstraint(fields=["user", "room"], name="one_draft_for_each_person_in_a_room")]

    def __str__(self):
        return f"{known(self, 'user')} in {known(self, 'room')}"
