"""What people like, save and comment on: a post or a project.

A like, a save, a comment, a mention and a photo each have a foreign key to a post and one to a project, named like the
model, of which exactly one is set: `one_target` is the constraint that checks it.
"""

from functools import lru_cache

from django.db import models, transaction
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext_lazy as _

from apps.notifications.door import notify, take_back
from apps.people.models.blocks import PARTED

from .. import broadcasts
from .marks import Like, Save

_visible = {}  # how to find what somebody may see, by model


def register(model, visible_to):
    """`visible_to(user, site)`: the queryset of those targets that somebody may see."""
    _visible[model] = visible_to


def target_models():
    return list(_visible)


def visible_targets(model, user, site):
    return _visible[model](user, site)


# As SQL because lists ask it of each row, and the ORM takes half a millisecond to make each of these.
HIDDEN_LIKES = """
SELECT COUNT(*) FROM posts_like mark WHERE mark.{noun}_id = {table}.id AND mark.user_id IN ({parted})
"""
# With a comment its replies are hidden.
HIDDEN_COMMENTS = """
SELECT COALESCE(SUM(CASE WHEN said.parent_id IS NULL THEN 1 + said.reply_count
    WHEN parent.author_id IN ({parted}) THEN 0 ELSE 1 END), 0)
FROM posts_comment said LEFT JOIN posts_comment parent ON parent.id = said.parent_id
WHERE said.{noun}_id = {table}.id AND said.author_id IN ({parted})
"""
NEWEST_LIKER = """
SELECT mark.user_id FROM posts_like mark
WHERE mark.{noun}_id = {table}.id AND mark.user_id <> %s AND mark.user_id NOT IN ({parted})
ORDER BY mark.id DESC LIMIT 1
"""
LAST_COMMENT = """
SELECT said.id FROM posts_comment said
WHERE said.{noun}_id = {table}.id AND said.parent_id IS NULL AND said.author_id NOT IN ({parted})
ORDER BY said.id DESC LIMIT 1
"""


@lru_cache
def statement(template, model):
    """One of these statements for the rows of a model."""
    return template.format(noun=model._meta.model_name, table=model._meta.db_table, parted=PARTED)


class TargetQuerySet(models.QuerySet):
    def number_from(self, template, user, parameters):
        """A number from one of the statements above; its parameters are all the viewer's number."""
        return RawSQL(  # noqa: S611  what stands in the statement are names of ours
            statement(template, self.model), [user.pk or 0] * parameters, models.IntegerField()
        )

    def with_counts(self, user):
        """With how many likes and comments the viewer is not shown, for `visible_like_count` and the like."""
        return self.annotate(
            hidden_likes=self.number_from(HIDDEN_LIKES, user, 2),
            hidden_comments=self.number_from(HIDDEN_COMMENTS, user, 4),
        )

    def with_marks(self, user):
        """With what the row of marks shows: the counts, the viewer's own like and save, and who liked it last."""
        this, me = {self.model._meta.model_name: models.OuterRef("pk")}, user.pk or 0
        return self.with_counts(user).annotate(
            i_like=models.Exists(Like.objects.filter(**this, user=me)),
            i_save=models.Exists(Save.objects.filter(**this, user=me)),
            newest_liker=self.number_from(NEWEST_LIKER, user, 3),
        )


class Target(models.Model):
    """Counters are kept with the rows that they count; `manage.py recount` checks them.

    A subclass has `author`, who hears of likes and comments, `readers()`, `takes_comments` and `hold()`.
    """

    like_count = models.PositiveIntegerField(_("likes"), default=0, editable=False)
    comment_count = models.PositiveIntegerField(_("comments"), default=0, editable=False)
    hidden_likes = hidden_comments = 0  # from the viewer, after `with_counts`

    liked_as, commented_as = "like", "comment"  # the notification types that its author hears of
    author_field = "author"

    class Meta:
        abstract = True

    @property
    def noun(self):
        return self._meta.model_name

    @property
    def visible_like_count(self):
        """As many as the list of those who like it shows the viewer."""
        return max(self.like_count - self.hidden_likes, 0)

    @property
    def visible_comment_count(self):
        return max(self.comment_count - self.hidden_comments, 0)

    def can_be_commented_by(self, user):
        return user.is_authenticated and (self.takes_comments or user.pk == self.author_id)

    def like(self, user):
        """True when that is new; a second time changes nothing. Raises DoesNotExist when the target is gone."""
        with transaction.atomic():
            if new := self.mark(Like, user, counted="like_count"):
                notify(self.author, user, self.liked_as, self)
        return new

    def unlike(self, user):
        """True when there was one."""
        with transaction.atomic():
            if ended := self.unmark(Like, user, counted="like_count"):
                take_back(self.author, user, self.liked_as, self)
        return ended

    def keep(self, user):
        return self.mark(Save, user)

    def let_go(self, user):
        return self.unmark(Save, user)

    def mark(self, model, user, counted=None):
        """True when that is new; a second time changes nothing. Raises DoesNotExist when the target is gone."""
        with transaction.atomic():
            self.hold()
            _mark, new = model.objects.get_or_create(**{self.noun: self}, user=user)
            if new and counted:
                self.count(counted, 1)
        return new

    def unmark(self, model, user, counted=None):
        """True when there was one."""
        with transaction.atomic():
            self.hold()
            deleted, _rows = model.objects.filter(**{self.noun: self}, user=user).delete()
            if deleted and counted:
                self.count(counted, -1)
        return bool(deleted)

    def count(self, counter, by):
        type(self).objects.filter(pk=self.pk).update(**{counter: models.F(counter) + by})
        broadcasts.target_changed(self)
