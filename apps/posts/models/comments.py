from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.db.models.expressions import RawSQL
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.notifications.door import notify, take_back
from apps.notifications.models import Notification
from apps.people.models import Block, is_blocked_by
from apps.people.models.blocks import PARTED
from apps.shared.folded_columns import FoldedModel, FoldedQuerySet, FoldedTextField
from apps.shared.folding import index_text

from .. import broadcasts
from .marks import CommentLike, one_target
from .mentions import Mention
from .texts import Text

COMMENT = 2_000  # characters


class CommentsOff(Exception):
    """Nobody but its author comments on this post or project now."""


def blocked(user, author="author"):
    """Whether a block stands between a row's author and somebody, in either direction."""
    mine = Block.objects.filter(blocker=user, blocked=models.OuterRef(author))
    return is_blocked_by(user, author) | models.Exists(mine)


# As SQL because pages of posts ask it of each row, and the ORM takes half a millisecond to make each of these.
HIDDEN_LIKES = f"""
SELECT COUNT(*) FROM posts_commentlike mark WHERE mark.comment_id = posts_comment.id AND mark.user_id IN ({PARTED})
"""  # noqa: S608  what stands in it are names of ours
HIDDEN_REPLIES = f"""
SELECT COUNT(*) FROM posts_comment reply WHERE reply.parent_id = posts_comment.id AND reply.author_id IN ({PARTED})
"""  # noqa: S608


class CommentQuerySet(FoldedQuerySet):
    def visible_to(self, user):
        """On a target that may be seen; not those of whom a block parts the viewer from, nor the replies to them."""
        return self.exclude(blocked(user) | blocked(user, "parent__author")) if user.is_authenticated else self

    def with_rows(self, user):
        """With its author, whether the viewer likes it, and how many likes and replies they are not shown."""
        liked = CommentLike.objects.filter(comment=models.OuterRef("pk"), user=user.pk or 0)
        number, me = models.IntegerField(), user.pk or 0
        return self.select_related("author__profile").annotate(
            i_like=models.Exists(liked),
            hidden_likes=RawSQL(HIDDEN_LIKES, [me, me], number),  # noqa: S611  its parameter is a number
            hidden_replies=RawSQL(HIDDEN_REPLIES, [me, me], number),  # noqa: S611
        )

    def say(self, target, author, body, *, parent=None, client_id=None):
        """Comment on a target, or reply to a comment: a reply to a reply stands beside it. Sent twice, it is one.

        Raises CommentsOff; and DoesNotExist where the target, or what it answers, is gone.
        """
        answers = parent and parent.author_id
        parent = parent and (parent.parent or parent)
        this = {target.noun: target}
        comment = self.model(**this, author=author, body=body, parent=parent, client_id=client_id)
        comment.render(target.readers())
        try:
            with transaction.atomic():
                if not target.hold().can_be_commented_by(author):
                    raise CommentsOff
                if parent and not self.filter(pk=parent.pk).exists():
                    raise self.model.DoesNotExist
                comment.save()
                concerned = Mention.objects.keep(
                    comment.named, author=author.pk, target=target, comment=comment, answers=answers
                )
                if target.author_id not in concerned:
                    notify(target.author, author, target.commented_as, comment)
                comment.counted(1, replies=1 if parent else 0)
        except IntegrityError:
            if sent := client_id and self.filter(author=author, client_id=client_id).first():
                return sent
            raise
        return comment


class Comment(Text, FoldedModel):
    """Under a post or a project; with a parent, a reply to a comment."""

    post = models.ForeignKey(
        "posts.Post", models.CASCADE, related_name="comments", null=True, blank=True, db_index=False
    )
    project = models.ForeignKey(
        "projects.Project", models.CASCADE, related_name="comments", null=True, blank=True, db_index=False
    )
    parent = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="replies", db_index=False)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="comments", verbose_name=_("author")
    )
    search_text = FoldedTextField(of=["body"], by=index_text)
    said_at = models.DateTimeField(_("said"), default=timezone.now, editable=False)
    like_count = models.PositiveIntegerField(_("likes"), default=0, editable=False)
    reply_count = models.PositiveIntegerField(_("answers"), default=0, editable=False)
    client_id = models.UUIDField(null=True, editable=False)
    hidden_likes = hidden_replies = 0  # from the viewer, after `with_rows`

    objects = CommentQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("comment"), _("comments")
        indexes = [
            models.Index(fields=["post", "id"], condition=models.Q(parent=None), name="comment_by_post"),
            models.Index(
                fields=["post", "-like_count", "id"], condition=models.Q(parent=None), name="comment_by_likes"
            ),
            models.Index(fields=["project", "id"], condition=models.Q(parent=None), name="comment_by_project"),
            models.Index(
                fields=["project", "-like_count", "id"],
                condition=models.Q(parent=None),
                name="comment_of_project_by_likes",
            ),
            models.Index(fields=["parent", "id"], name="comment_by_parent"),
            models.Index(fields=["post", "id"], name="comment_of_post"),
            models.Index(fields=["post", "author"], name="comment_by_post_and_author"),
            models.Index(fields=["project", "author"], name="comment_by_project_and_author"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["author", "client_id"],
                condition=models.Q(client_id__isnull=False),
                name="a_comment_sent_twice_is_one",
            ),
            one_target("comment_has_one_target"),
        ]

    def __str__(self):
        return f"#{self.pk}"

    @property
    def target(self):
        """The post or project that it is under."""
        return self.project if self.project_id else self.post

    @target.setter
    def target(self, target):
        setattr(self, target.noun, target)

    @property
    def target_id(self):
        return self.project_id or self.post_id

    @property
    def target_model(self):
        return self._meta.get_field("project" if self.project_id else "post").related_model

    @property
    def target_name(self):
        """As its channel is called: `post-7`."""
        return f"{self.target_model._meta.model_name}-{self.target_id}"

    @property
    def written_at(self):
        return self.said_at

    def get_absolute_url(self):
        return f"{self.target.get_absolute_url()}?comment={self.pk}#comment-{self.pk}"

    @property
    def visible_like_count(self):
        return max(self.like_count - self.hidden_likes, 0)

    @property
    def visible_reply_count(self):
        return max(self.reply_count - self.hidden_replies, 0)

    def can_be_removed_by(self, user):
        """One's own, and anybody's under one's own post or project."""
        return user.is_authenticated and user.pk in (self.author_id, self.target.author_id)

    def remove(self):
        """With its answers. A second time changes nothing."""
        with transaction.atomic():
            self.target.hold()
            replies = list(self.replies.values_list("pk", flat=True))
            if type(self).objects.filter(pk=self.pk).delete()[0]:
                Notification.objects.filter(noun="comment", number__in=[self.pk, *replies]).forget()
                self.counted(-1 - len(replies), replies=-1 if self.parent_id else 0)
                broadcasts.comment_gone(self)

    def counted(self, number, replies):
        if self.parent_id and replies:
            type(self).objects.filter(pk=self.parent_id).update(reply_count=models.F("reply_count") + replies)
        self.target.count("comment_count", number)

    def like(self, user):
        """True when that is new; a second time changes nothing. Raises DoesNotExist when the comment is gone."""
        with transaction.atomic():
            self.hold()
            _like, new = self.likes.get_or_create(user=user)
            if new:
                self.count_likes(1)
                notify(self.author, user, "comment-like", self)
        return new

    def unlike(self, user):
        """True when there was one."""
        with transaction.atomic():
            self.target.hold()
            deleted, _rows = self.likes.filter(user=user).delete()
            if deleted:
                self.count_likes(-1)
                take_back(self.author, user, "comment-like", self)
        return bool(deleted)

    def hold(self):
        """By its target, as everything that hangs there."""
        self.target.hold()
        return type(self).objects.get(pk=self.pk)

    def count_likes(self, by):
        type(self).objects.filter(pk=self.pk).update(like_count=models.F("like_count") + by)
        broadcasts.target_changed(self.target)
