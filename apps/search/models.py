"""What Discover knows of a person: what they have seen, and what they do not want to see there; and what they searched
for. Nobody else reads it.

How Discover weighs posts is one row, which the site's owner changes at the admin.
"""

from functools import partial

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.posts.models.marks import one_target
from apps.shared.remembered import cache
from apps.shared.words import known

MOST_SEEN = 2_000  # posts and projects of each person
MOST_SEEN_AT_ONCE = 60
MOST_NOT_INTERESTED = 1_000  # of each person
MOST_RECENT_SEARCHES = 20  # of each person
LONGEST_SEARCH = 200  # characters


def newest_only(rows, most):
    """Delete those of a person's rows that are beyond their newest ones."""
    last = rows.order_by("-pk").values_list("pk", flat=True)[most - 1 : most].first()
    if last:
        rows.filter(pk__lt=last).delete()


class SeenQuerySet(models.QuerySet):
    def mark(self, user, targets):
        """That someone has seen these posts and projects; marked again, a target stays where it is. Those beyond the
        newest MOST_SEEN are forgotten.
        """
        # In one order: two tabs that write the same rows in two orders would wait for each other, on PostgreSQL.
        targets = sorted(targets, key=lambda target: (target.noun, target.pk))
        rows = [self.model(user=user, **{target.noun: target}) for target in targets]
        with transaction.atomic():
            self.bulk_create(rows, ignore_conflicts=True)
            newest_only(self.filter(user=user), MOST_SEEN)


class Seen(models.Model):
    """Someone has opened a post or a project, or had it before them for a second."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("person"), db_index=False
    )
    post = models.ForeignKey("posts.Post", models.CASCADE, related_name="+", null=True, blank=True, db_index=False)
    project = models.ForeignKey(
        "projects.Project", models.CASCADE, related_name="+", null=True, blank=True, db_index=False
    )
    since = models.DateTimeField(_("since"), default=timezone.now)

    objects = SeenQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("seen item"), _("seen items")
        indexes = [models.Index(fields=["user", "-id"], name="seen_by_person")]
        constraints = [
            models.UniqueConstraint(fields=["post", "user"], name="post_seen_once_by_each_person"),
            models.UniqueConstraint(fields=["project", "user"], name="project_seen_once_by_each_person"),
            one_target("seen_has_one_target"),
        ]

    def __str__(self):
        return f"{known(self, 'user')}, #{self.pk}"


class NotInterestedQuerySet(models.QuerySet):
    def mark(self, user, **thing):
        """`post=`, `project=`, `tag=` or `person=`. True when that is new; a second time changes nothing."""
        with transaction.atomic():
            _row, new = self.get_or_create(user=user, **thing)
            newest_only(self.filter(user=user), MOST_NOT_INTERESTED)
        return new

    def unmark(self, user, **thing):
        """True when there was one."""
        deleted, _rows = self.filter(user=user, **thing).delete()
        return bool(deleted)


class NotInterested(models.Model):
    """Someone wants to see a post, a project, a tag or a person no more in Discover. No one is told."""

    KINDS = ("post", "project", "tag", "person")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("who"), db_index=False
    )
    post = models.ForeignKey("posts.Post", models.CASCADE, related_name="+", null=True, blank=True, db_index=False)
    project = models.ForeignKey(
        "projects.Project", models.CASCADE, related_name="+", null=True, blank=True, db_index=False
    )
    tag = models.ForeignKey("tags.Tag", models.CASCADE, related_name="+", null=True, blank=True, db_index=False)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="+",
        verbose_name=_("person"),
        null=True,
        blank=True,
        db_index=False,
    )
    since = models.DateTimeField(_("since"), default=timezone.now)

    objects = NotInterestedQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("item of no interest"), _("items of no interest")
        indexes = [models.Index(fields=["user", "-id"], name="not_interested_by_person")]
        constraints = [
            models.UniqueConstraint(fields=["post", "user"], name="not_interested_in_a_post_once"),
            models.UniqueConstraint(fields=["project", "user"], name="not_interested_in_a_project_once"),
            models.UniqueConstraint(fields=["tag", "user"], name="not_interested_in_a_tag_once"),
            models.UniqueConstraint(fields=["person", "user"], name="not_interested_in_a_person_once"),
            one_target("not_interested_in_one_thing", "tag", "person"),
        ]

    def __str__(self):
        return f"{known(self, 'user')}, #{self.pk}"


class RecentSearchQuerySet(models.QuerySet):
    def record(self, user, text):
        """Make this someone's newest search; beyond their newest MOST_RECENT_SEARCHES they are forgotten. What is very
        long is not kept: nobody would find it in a list.
        """
        if len(text) > self.model._meta.get_field("text").max_length:
            return
        own = self.filter(user=user)
        if own.newest_first().values_list("text", flat=True).first() == text:
            return
        with transaction.atomic():
            own.filter(text=text).delete()
            self.bulk_create([self.model(user=user, text=text)], ignore_conflicts=True)
            newest_only(own, MOST_RECENT_SEARCHES)

    def newest_first(self):
        return self.order_by("-pk")


class RecentSearch(models.Model):
    """What someone searched for, as the query's normal form has it."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("person"), db_index=False
    )
    text = models.CharField(_("text"), max_length=2 * LONGEST_SEARCH)
    since = models.DateTimeField(_("since"), default=timezone.now)

    objects = RecentSearchQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("recent search"), _("recent searches")
        constraints = [models.UniqueConstraint(fields=["user", "text"], name="searched_once_by_each_person")]

    def __str__(self):
        return f"{known(self, 'user')}, #{self.pk}"


def weight(name, default, help_text):
    return models.FloatField(
        name, default=default, validators=[MinValueValidator(0), MaxValueValidator(1_000)], help_text=help_text
    )


class DiscoverSettings(models.Model):
    """One row: how much each thing counts when Discover chooses. A weight of 0 leaves it out."""

    KEY = "discover-settings"

    floor = models.FloatField(
        _("floor"),
        default=0.1,
        validators=[MinValueValidator(0.001), MaxValueValidator(1_000)],
        help_text=_("What every post has, so that new people are seen."),
    )
    tags = weight(_("tags"), 12, _("Tags that someone follows, uses, likes or has as skills."))
    people = weight(_("people"), 1, _("Likes by people whom someone follows, and people who are close to these."))
    popularity = weight(_("popularity"), 0.3, _("Likes and comments, by their logarithm."))
    recency = weight(_("recency"), 0.5, _("A new post has all of it."))
    half_life = models.FloatField(
        _("half-life in days"),
        default=7,
        validators=[MinValueValidator(0.1), MaxValueValidator(3_650)],
        help_text=_("After so many days a post has half of what it had for recency."),
    )

    class Meta:
        verbose_name = verbose_name_plural = _("Discover settings")
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="discover_settings_are_one_row")]

    def __str__(self):
        return str(_("Discover settings"))

    def save(self, *args, **kwargs):
        self.pk = 1
        with transaction.atomic():
            transaction.on_commit(partial(cache.delete, self.KEY))
            super().save(*args, **kwargs)

    @classmethod
    def current(cls):
        """The settings in force; kept in the cache for a minute at most."""
        return cache.get_or_set(cls.KEY, lambda: cls.objects.filter(pk=1).first() or cls(pk=1), 60)
