from collections import Counter

from django.conf import settings
from django.db import connection, models, transaction
from django.db.models.functions import Concat
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.shared.words import known

from .. import broadcasts, kinds
from .choices import Choice
from .mutes import Mute

IS_UNREAD = models.ExpressionWrapper(models.Q(read_at=None), models.BooleanField())
NOBODY = models.Value(False, models.BooleanField())


class NotificationQuerySet(models.QuerySet):
    def tell(self, people, actor, kind, target, quietly=NOBODY):
        """Let a queryset of users know what somebody did, and give how many that are; who knows it is not told again.

        One statement, however many they are. Bots are told nothing, nobody of what they do themselves, nor who wants
        nothing to do with the other or has muted them or the place. What somebody does not want in their list is kept
        beside it: it may be wanted by mail, and the settings count what the switches would have brought. Those of whom
        `quietly` holds find it in their list as if they had read it, and hear nothing.
        """
        kind, noun = kinds.kind(kind), target._meta.model_name
        people = kinds.who_hear(people.filter(is_active=True, is_bot=False).exclude(pk=actor.pk), actor)
        place = kind.place(target)
        people = people.exclude(Mute.objects.in_force_for_outer_user(place, actor))
        listed = Choice.objects.wanted_by_outer_user(kind.topic, kinds.Channel.SITE)
        people = people.order_by().values("id", listed=listed, quiet=quietly)
        chosen, parameters = people.query.sql_with_params()
        insert = f"""
        INSERT INTO {connection.ops.quote_name(self.model._meta.db_table)}
            (recipient_id, actor_id, kind, noun, number, place, bundle, at, to_mail, is_listed, read_at, spread_at)
        SELECT chosen.id, %s, %s, %s, %s, %s, %s, %s, %s, chosen.listed,
            CASE WHEN chosen.quiet THEN %s END, CASE WHEN NOT chosen.quiet THEN %s END
        FROM ({chosen}) chosen
        WHERE chosen.id IS NOT NULL
        ON CONFLICT DO NOTHING
        """  # noqa: S608  what stands in it are names of ours; all else are parameters
        at = connection.ops.adapt_datetimefield_value(timezone.now())
        with connection.cursor() as cursor:
            values = [actor.pk, kind.key, noun, target.pk, place, kind.bundle(target, actor), at, False, at, at]
            cursor.execute(insert, [*values, *parameters])
            return cursor.rowcount

    def listed(self):
        """What stands in its person's list."""
        return self.filter(is_listed=True)

    def unread(self):
        return self.filter(read_at=None)

    def in_group(self, group):
        """Of one of kinds.Group, or of all; what no app knows any more is in none."""
        return self.filter(kind__in=kinds.in_group(group))

    def to_spread(self):
        """What mail and push have still to look at, the oldest first."""
        return self.filter(spread_at__lte=timezone.now()).order_by("spread_at", "pk")

    def with_elders(self):
        """Whether something unread stands in the same row already: who was told once is not told again."""
        same = {name: models.OuterRef(name) for name in ("recipient", "bundle")}
        elders = self.model.objects.unread().filter(pk__lt=models.OuterRef("pk"), **same)
        return self.annotate(has_elder=models.Exists(elders))

    def with_mutes(self):
        """Whether its person has muted its place, or who did it, since it was told."""
        mutes = Mute.objects.in_force().filter(user=models.OuterRef("recipient"))
        actors = Concat(models.Value("profile-"), models.OuterRef("actor"), output_field=models.CharField())
        of_it = models.Q(place=models.OuterRef("place")) | models.Q(place=actors)
        return self.annotate(is_muted=models.Exists(mutes.filter(of_it)))

    def of(self, target):
        return self.filter(noun=target._meta.model_name, number=target.pk)

    def at(self, place):
        return self.filter(place=place)

    def between(self, one, other):
        """What one of two people was told of the other."""
        return self.filter(models.Q(recipient=one, actor=other) | models.Q(recipient=other, actor=one))

    def bundles(self):
        """`{bundle, is_unread, newest, people}` for each row of the list, the newest first.

        What was read stands in another row than what was not.
        """
        bundles = self.order_by().values("bundle", is_unread=IS_UNREAD)
        numbers = {"newest": models.Max("pk"), "people": models.Count("actor", distinct=True)}
        return bundles.annotate(**numbers).order_by("-newest")

    def with_rows(self):
        """With who it is of, and the number of whoever else of its bundle did the same last."""
        same = {name: models.OuterRef(name) for name in ("recipient", "bundle", "is_unread")}
        beside = self.model.objects.annotate(is_unread=IS_UNREAD).filter(**same)
        beside = beside.exclude(actor=models.OuterRef("actor")).order_by("-pk").values("actor")[:1]
        rows = self.annotate(is_unread=IS_UNREAD).annotate(beside=models.Subquery(beside))
        return rows.select_related("actor__profile")

    def of_one_row(self, pk):
        """Those that stand in one row with one of them, and did when it was the newest."""
        return self.filter(bundle__in=self.filter(pk=pk).values("bundle"), pk__lte=pk)

    def told(self):
        """`{number, newest, in_all}`: how many rows of the list these are, the number of the newest, or None, and how
        many there are with those beside the list.
        """
        listed = models.Q(is_listed=True)
        return self.aggregate(
            number=models.Count("bundle", distinct=True, filter=listed),
            newest=models.Max("pk", filter=listed),
            in_all=models.Count("pk"),
        )

    def by_group(self):
        """`{group: how many rows of the list}`; one query."""
        numbers = self.order_by().values("kind").annotate(number=models.Count("bundle", distinct=True))
        found = Counter()
        for kind, number in numbers.values_list("kind", "number"):
            found[kinds.group_of(kind)] += number
        return found

    def read(self):
        """All one's tabs hear of it."""
        self.end(lambda these: these.update(read_at=timezone.now()))

    def forget(self):
        """It is no longer so, or may no longer be seen."""
        self.end(lambda these: these.delete())

    def end(self, how):
        if not self.exists():  # asked alone: on SQLite a transaction takes its turn at writing
            return
        with transaction.atomic():
            people = set(self.values_list("recipient", flat=True))
            if people:
                how(self)
                broadcasts.notifications_changed(people)


class Notification(models.Model):
    """That somebody did something that concerns somebody."""

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="notifications",
        verbose_name=_("whom it concerns"),
        db_index=False,
    )
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("who did it"))
    kind = models.CharField(_("kind"), max_length=20)
    noun = models.CharField(_("of what"), max_length=20, help_text=_("The name of the model whose row it leads to."))
    number = models.PositiveBigIntegerField(_("number"))
    place = models.CharField(_("place"), max_length=40, help_text=_("On whose page it is seen, and read by that."))
    bundle = models.CharField(_("bundle"), max_length=64, help_text=_("What stands with it in one row of the list."))
    at = models.DateTimeField(_("when"), default=timezone.now)
    read_at = models.DateTimeField(_("read"), null=True, blank=True)
    is_listed = models.BooleanField(_("in the list"), default=True)
    spread_at = models.DateTimeField(
        _("looked at for mail and push"), null=True, blank=True, help_text=_("Empty where that has been done.")
    )
    to_mail = models.BooleanField(_("goes into the next mail"), default=False)
    mailed_at = models.DateTimeField(_("told by mail"), null=True, blank=True)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("notification"), _("notifications")
        indexes = [
            models.Index(fields=["recipient", "bundle", "-id"], name="notification_by_bundle"),
            models.Index(fields=["recipient", "bundle"], condition=models.Q(read_at=None), name="notification_unread"),
            models.Index(
                fields=["spread_at"], condition=models.Q(spread_at__isnull=False), name="notification_to_spread"
            ),
            models.Index(fields=["recipient"], condition=models.Q(to_mail=True), name="notification_to_mail"),
            models.Index(fields=["noun", "number"], name="notification_by_target"),
            models.Index(fields=["place"], name="notification_by_place"),
            models.Index(
                fields=["recipient", "place"], condition=models.Q(read_at=None), name="notification_unread_at"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["recipient", "actor", "kind", "noun", "number"], name="nobody_is_told_twice"
            )
        ]

    def __str__(self):
        return f"{known(self, 'recipient')}: {self.bundle}"
