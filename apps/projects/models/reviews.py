"""What people who did not make a project say of it: one review of each, up or down, which its owner answers once."""

import re

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _

from apps.notifications.door import notify, take_back
from apps.notifications.models import Notification
from apps.people.models.profiles import is_true, parted_from
from apps.posts import broadcasts
from apps.posts.models.texts import Text
from apps.shared.words import known

REVIEW, ANSWER = 2_000, 1_000  # characters
MENTIONED = re.compile(r'data-mention="(\d+)"')


class CannotReview(Exception):
    """The owner, those who work on it, guests, and bots, which may be theirs; and no one reviews a draft."""


class AlreadyReviewed(Exception):
    """There is one review of each person."""


class AlreadyAnswered(Exception):
    """The owner answers once."""


class CannotAnswer(Exception):
    """The project has another owner by now."""


class ReviewQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Of projects that may be seen: not those behind a block; hidden ones are shown to their author alone.

        `hides_answer` is true where the block is between the viewer and who wrote the answer.
        """
        if not user.is_authenticated:
            return self.filter(hidden_at=None)
        found = self.filter(models.Q(hidden_at=None) | models.Q(author=user)).exclude(parted_from(user, "author"))
        return found.annotate(hides_answer=is_true(parted_from(user, "answered_by"), answered_by__isnull=False))

    def newest_first(self):
        return self.order_by("-pk")

    def with_rows(self):
        return self.select_related("author__profile", "answered_by__profile", "project__owner__profile")

    def withdraw(self):
        """Each of them, by its verb."""
        for review in self.select_related("project"):
            review.withdraw()

    def write(self, project, author, *, is_positive, body, relation):
        """A review of a project. Raises CannotReview and AlreadyReviewed; DoesNotExist when the project is gone."""
        review = self.model(project=project, author=author, is_positive=is_positive, body=body, relation=relation)
        review.render(project.readers())
        if author.is_guest or author.is_bot:
            raise CannotReview
        try:
            with transaction.atomic():
                held = project.hold()
                if held.is_draft or held.owner_id == author.pk or held.has_collaborator(author):
                    raise CannotReview
                review.save()
                held.count_reviews(1, int(is_positive))
                notify(held.owner, author, "review", review)
        except IntegrityError as twice:
            raise AlreadyReviewed from twice
        return review


class Review(Text):
    """Edited and withdrawn by its author, answered once by the owner, hidden by an admin. The answer stays that of who
    wrote it when the project changes hands: they and the present owner may delete it.

    The project's `review_count` and `positive_count` change in the same transaction, while the project is held.
    """

    class Relation(models.TextChoices):
        WORKED = "worked", _("Worked together")
        USED = "used", _("Used it")
        TEAMMATE = "teammate", _("Teammate")

    project = models.ForeignKey("projects.Project", models.CASCADE, related_name="reviews", db_index=False)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="reviews", verbose_name=_("author"), db_index=False
    )
    is_positive = models.BooleanField(_("recommends it"))
    relation = models.CharField(_("relation"), max_length=8, choices=Relation.choices)
    created_at = models.DateTimeField(_("written"), default=timezone.now, editable=False)
    edited_at = models.DateTimeField(_("edited"), null=True, editable=False)
    answer = models.TextField(_("answer"), blank=True)
    answer_html = models.TextField(editable=False, blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, editable=False)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="answers_to_reviews",
        verbose_name=_("answered by"),
    )
    hidden_at = models.DateTimeField(_("hidden"), null=True, editable=False)
    hidden_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+", db_index=False
    )

    hides_answer = False  # after `visible_to`

    objects = ReviewQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("review"), _("reviews")
        indexes = [
            models.Index(fields=["project", "-id"], name="review_by_project"),
            models.Index(fields=["author", "-id"], name="review_by_author"),
        ]
        constraints = [models.UniqueConstraint(fields=["project", "author"], name="one_review_of_each_person")]

    def __str__(self):
        return f"{known(self, 'author')}, {known(self, 'project')}"

    def get_absolute_url(self):
        return f"{self.project.get_absolute_url()}#review-{self.pk}"

    @property
    def written_at(self):
        return self.created_at

    @property
    def answer_as_html(self):
        return mark_safe(self.answer_html)

    @property
    def is_hidden(self):
        return self.hidden_at is not None

    def mentioned_before(self):
        """Its own HTML says whom it named."""
        return [self.author_id, *map(int, MENTIONED.findall(self.body_html))]

    def hold(self):
        """By its project; the row as it is now. Raises DoesNotExist when it is gone."""
        self.project.hold()
        return type(self).objects.select_related("project").get(pk=self.pk)

    def edit(self, *, is_positive, body, relation):
        """The same values change nothing. Raises DoesNotExist when it is gone."""
        same = {name: getattr(self, name) for name in ("pk", "author_id", "created_at", "body_html")}
        edited = type(self)(**same, body=body)
        edited.render(self.project.readers())
        with transaction.atomic():
            review = self.hold()
            if (review.is_positive, review.body, review.relation) == (is_positive, body, relation):
                return review
            if review.is_positive != is_positive and not review.is_hidden:
                review.project.count_reviews(0, 1 if is_positive else -1)
            review.is_positive, review.body, review.relation = is_positive, body, relation
            review.body_html, review.renderer, review.edited_at = edited.body_html, edited.renderer, timezone.now()
            review.save(update_fields=["is_positive", "body", "relation", "body_html", "renderer", "edited_at"])
            broadcasts.target_changed(review.project)
        return review

    def withdraw(self):
        """True when there was one."""
        with transaction.atomic():
            self.project.hold()
            there = type(self).objects.filter(pk=self.pk).first()
            if there is None:
                return False
            there.delete()
            if not there.is_hidden:
                self.project.count_reviews(-1, -int(there.is_positive))
            Notification.objects.of(self).forget()
        return True

    def write_answer(self, words):
        """Of the project's owner, once.

        Raises AlreadyAnswered, CannotAnswer when the project has another owner by now, and DoesNotExist.
        """
        owner = self.project.owner
        answer = type(self)(author=owner, body=words)
        answer.render(self.project.readers())
        with transaction.atomic():
            review = self.hold()
            if review.answered_at:
                raise AlreadyAnswered
            if review.project.owner_id != owner.pk:
                raise CannotAnswer
            review.set_answer(words, answer.body_html, timezone.now(), owner)
            notify(review.author, owner, "review-answer", review)
        return review

    def answer_can_be_removed_by(self, user):
        return user.pk in (self.answered_by_id, self.project.owner_id)

    def remove_answer(self):
        """A second time changes nothing. Raises DoesNotExist when the review is gone."""
        with transaction.atomic():
            review = self.hold()
            if not review.answered_at:
                return review
            if review.answered_by:
                take_back(review.author, review.answered_by, "review-answer", review)
            review.set_answer("", "", None, None)
        return review

    def set_answer(self, words, html, at, by):
        """While the project is held."""
        self.answer, self.answer_html, self.answered_at, self.answered_by = words, html, at, by
        self.save(update_fields=["answer", "answer_html", "answered_at", "answered_by"])
        broadcasts.target_changed(self.project)

    def set_hidden(self, hidden, by=None):
        """By an admin: it is shown to its author alone, and not counted. True when that changed something."""
        with transaction.atomic():
            review = self.hold()
            if review.is_hidden == hidden:
                return False
            review.hidden_at, review.hidden_by = (timezone.now(), by) if hidden else (None, None)
            review.save(update_fields=["hidden_at", "hidden_by"])
            one = -1 if hidden else 1
            review.project.count_reviews(one, one * int(review.is_positive))
            if hidden:
                told = Notification.objects.of(review).filter(kind="review")  # also whoever was the owner then
                told.unread().forget()
        return True
