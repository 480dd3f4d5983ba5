"""Whom a message concerns: those whom it names, whom its `@room` or `@here` calls, and whom it answers."""

from django.conf import settings
from django.db import connection, models
from django.utils.translation import gettext_lazy as _

from apps.accounts.former_usernames import people_named
from apps.accounts.models import User
from apps.live import channels, presence
from apps.notifications.door import notify_all, notify_some
from apps.notifications.models import Notification
from apps.shared.addresses import address
from apps.shared.words import known

from .. import broadcasts
from .memberships import Membership

MOST_NAMED = 50  # people in one message


class MentionQuerySet(models.QuerySet):
    def keep(self, message, named):
        """Make true whom a message concerns, after it was sent or edited, and tell them; `named` as it was rendered.

        What `@here` called stays called when the text changes around it: who is here by then was not meant.
        """
        why, calls, ended = self.model.Why, set(named.calls), 0
        if message.edited_at:
            if why.HERE in calls and message.mentions.filter(why=why.HERE).exists():
                calls.remove(why.HERE)
            no_more = models.Q(why=why.NAME) & ~models.Q(user__in=named.people)
            no_more |= models.Q(why__in={why.ROOM, why.HERE} - named.calls)
            ended, _rows = message.mentions.filter(no_more).delete()
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
        if ended:
            told = Notification.objects.of(message).unread()
            told.exclude(recipient__in=message.mentions.values("user")).forget()
        if not message.room.is_direct:  # where those who are away are told of every word
            self.tell(message, reasons, calls)

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

    def tell(self, message, reasons, calls):
        """Everybody once, however often it is edited. Who has silenced the room finds in the list what is meant for
        them, and hears nothing; and nothing at all of what is meant for everybody.
        """
        why, room, author = self.model.Why, message.room, message.author
        silenced = Membership.objects.filter(room=room, user=models.OuterRef("pk"), level__in=Membership.SILENT)
        silenced, told = models.Exists(silenced), Notification.objects.of(message)
        known = set(told.values_list("recipient", flat=True)) if reasons and message.edited_at else set()
        for reason, kind in ((why.NAME, "room-mention"), (why.REPLY, "room-answer")):
            new = [user for user in reasons if reasons[user] == reason and user not in known]
            notify_some(new, author, kind, message, quietly=silenced)
        # Members hear it wherever they are, and who is here on the room's own page.
        places = {why.ROOM: ("room-call", broadcasts.activity(room)), why.HERE: ("room-here", channels.name(room))}
        for call in calls:
            people = User.objects.filter(mentions__message=message, mentions__why=call).exclude(silenced)
            people = people.exclude(models.Exists(told.filter(recipient=models.OuterRef("pk"))))
            kind, channel = places[call]
            notify_all(people, author, kind, message, channel)


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
        return f"{known(self, 'user')} in {known(self, 'message')}"


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
        message = self.message
        before = {"written_at": message.sent_at, "mentioned": self.mentioned_before} if message.pk else {}
        found = people_named(wanted, room.readers(), **before)
        self.people = {pk for pk, _username in found.values()}
        people = {
            name: {"href": address("people:profile", username), "data-mention": pk}
            for name, (pk, username) in found.items()
        }
        return people | {name: {"data-mention": name} for name in self.calls}

    def mentioned_before(self):
        return [self.message.author_id, *self.message.mentions.values_list("user", flat=True)]
