"""Whom a message concerns: those whom it names, whom its `@room` or `@here` calls, and whom it answers."""

from django.conf import settings
from django.db import connection, models
from django.utils.translation import gettext_lazy as _

from apps.live import channels, presence
from apps.shared.addresses import address

MOST_NAMED = 50  # people in one message


class MentionQuerySet(models.QuerySet):
    def in_rooms(self, rooms):
        """Of what was said in some rooms; asked for each, since a question for all of them would make a list first."""
        return self.filter(models.Exists(rooms.filter(pk=models.OuterRef("message__room"))))

    def newest_first(self):
        return self.order_by("-message")

    def with_rows(self):
        """With everything that the page shows of them."""
        rows = self.select_related("message__author__profile", "message__room__owner__profile")
        return rows.prefetch_related("message__attachments")

    def keep(self, message, named):
        """Make true whom a message concerns, after it was sent or edited; `named` as its text was rendered.

        What `@here` called stays called when the text changes around it: who is here by then was not meant.
        """
        why, calls = self.model.Why, set(named.calls)
        if message.edited_at:
            if why.HERE in calls and message.mentions.filter(why=why.HERE).exists():
                calls.remove(why.HERE)
            no_more = models.Q(why=why.NAME) & ~models.Q(user__in=named.people)
            no_more |= models.Q(why__in={why.ROOM, why.HERE} - named.calls)
            message.mentions.filter(no_more).delete()
        reasons = {message.reply_to.author_id: why.REPLY} if message.reply_to else {}
        reasons |= dict.fromkeys(named.people, why.NAME)
        reasons.pop(message.author_id, None)
        if reasons:
            self.bulk_create(
                [self.model(message=message, user_id=user, why=reason) for user, reason in reasons.items()],
                update_conflicts=True,
                unique_fields=["message", "user"],
                update_fields=["why"],
            )
        if why.ROOM in calls:
            self.call(message, why.ROOM, message.room.memberships.all())
        if why.HERE in calls:
            self.call(message, why.HERE, presence.people(channels.name(message.room)))

    def call(self, message, why, people):
        """One statement, where bulk_create would need one for every few hundred people."""
        chosen, parameters = people.order_by().values(person=models.F("user")).query.sql_with_params()
        insert = f"""
        INSERT INTO {connection.ops.quote_name(self.model._meta.db_table)} (message_id, user_id, why)
        SELECT DISTINCT %s, chosen.person, %s FROM ({chosen}) chosen WHERE chosen.person <> %s
        ON CONFLICT DO NOTHING
        """  # noqa: S608  what stands in it are names of ours; all else are parameters
        with connection.cursor() as cursor:
            cursor.execute(insert, [message.pk, str(why), *parameters, message.author_id])


class Mention(models.Model):
    """That a message concerns somebody; one row for each of them, whatever the reasons."""

    class Why(models.TextChoices):
        NAME = "name", _("named")
        ROOM = "room", _("called with the room")
        HERE = "here", _("called with those present")
        REPLY = "reply", _("answered")

    message = models.ForeignKey(
        "rooms.Message", models.CASCADE, related_name="mentions", verbose_name=_("message"), db_index=False
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="mentions", verbose_name=_("person"), db_index=False
    )
    why = models.CharField(_("why"), max_length=5, choices=Why.choices, default=Why.NAME)

    objects = MentionQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("mention"), _("mentions")
        indexes = [models.Index(fields=["user", "-message"], name="mention_by_user_and_life")]
        constraints = [models.UniqueConstraint(fields=["message", "user"], name="a_message_concerns_each_person_once")]

    def __str__(self):
        return f"{self.user_id} in {self.message_id}"


class Named:
    """The people whom a message names and may name, and whether it calls everybody: known once it is rendered.

    Who may not read in its room is no more found than who does not exist. One query, and none without an `@`.
    """

    def __init__(self, message):
        self.message = message
        self.people, self.calls = set(), set()

    def __call__(self, names):
        room, everybody = self.message.room, {"room", "here"}
        if room.can_be_run_by(self.message.author):
            self.calls = everybody.intersection(names)
        wanted = [name for name in names if name not in everybody][:MOST_NAMED]
        found = dict(room.readers().filter(username__in=wanted).values_list("username", "pk"))
        self.people = set(found.values())
        people = {name: {"href": address("people:profile", name), "data-mention": pk} for name, pk in found.items()}
        return people | {name: {"data-mention": name} for name in self.calls}
