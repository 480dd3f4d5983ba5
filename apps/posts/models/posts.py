from functools import partial

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from apps.live import channels, log
from apps.notifications.models import Notification
from apps.people.models import Follow, follows
from apps.shared.addresses import address
from apps.shared.folded_columns import FoldedModel, FoldedQuerySet, FoldedTextField
from apps.shared.folding import index_text
from apps.shared.words import known
from apps.tags.models import Tag

from .. import broadcasts
from .albums import Album, Audience
from .comments import blocked
from .mentions import Mention
from .photos import descriptions_of
from .targets import LAST_COMMENT, Target, TargetQuerySet
from .texts import Text, members, tags_named

TALLEST, WIDEST = 4 / 5, 1.91  # a frame, width by height

# As SQL because pages of posts ask it of each row, and the ORM takes half a millisecond to make each of these.
LAST_COMMENT_BUT_ONE = f"{LAST_COMMENT.rstrip()} OFFSET 1"


class PostQuerySet(FoldedQuerySet, TargetQuerySet):
    def visible_to(self, user, site):
        """What somebody may see: one's own; of others what is for everybody here, or for their followers.

        Who is private shows posts to followers alone. A block hides them both ways. Visitors see what is for
        everybody, where the site shows them its people; and so do guests, who are visitors here.
        """
        posts = self.filter(archived_at=None, author__is_active=True)
        for_all = models.Q(audience=Audience.EVERYONE) & ~models.Q(author__profile__is_private=True)
        if not user.is_authenticated or user.is_guest:
            return posts.filter(for_all) if site.visitors_read_people else self.none()
        return posts.filter(models.Q(author=user) | (for_all | follows(user, "author")) & ~blocked(user))

    def newest_first(self):
        return self.order_by("-pk")

    def tagged_with(self, tag):
        """By its number: by its name, the database would gather all that bears it before it knows the newest."""
        return self.filter(taggings__tag=tag.pk)

    def with_cards(self, user):
        """With what a post shows, its viewer's own marks included; `with_people` of the views brings the rest."""
        return self.with_marks(user).select_related("author__profile").annotate(
            i_follow=follows(user, "author"),
            last_comment=self.number_from(LAST_COMMENT, user, 2),
            last_but_one=self.number_from(LAST_COMMENT_BUT_ONE, user, 2),
        )  # fmt: skip

    def with_page(self, user):
        return self.with_cards(user)

    def publish(self, author, photos, body="", **details):
        """Show photos, in their order; whoever follows its author, or one of its tags, finds it in the feed."""
        post = self.model(author=author, body=body, **details)
        post.render(post.readers())
        with transaction.atomic():
            log.take_turn()  # so that numbers tell the order in which posts can be seen
            post.save()
            for position, photo in enumerate(photos):
                photo.post, photo.draft, photo.position = post, None, position
                photo.save()
            if any(photo.description for photo in photos):
                post.index_photos()
            post.keep_what_it_says()
            broadcasts.post_published(post)
        return post


class Post(Target, Album, Text, FoldedModel):
    """Photos with a caption. Counters are kept with the rows that they count; `manage.py recount` tells whether."""

    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="posts", verbose_name=_("author"), db_index=False
    )
    tags = models.ManyToManyField(Tag, through="Tagging", related_name="posts", verbose_name=_("tags"))
    search_text = FoldedTextField(of=["body"], by=index_text, related=partial(descriptions_of, "post"))
    published_at = models.DateTimeField(_("published"), default=timezone.now, editable=False)
    edited_at = models.DateTimeField(_("edited"), null=True, editable=False)
    archived_at = models.DateTimeField(_("archived"), null=True, blank=True)
    client_id = models.UUIDField(null=True, editable=False)

    objects = PostQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("post"), _("posts")
        indexes = [
            models.Index(fields=["author", "-id"], condition=models.Q(archived_at=None), name="post_by_author"),
            models.Index(fields=["author", "-id"], name="post_by_author_archived_too"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["author", "client_id"],
                condition=models.Q(client_id__isnull=False),
                name="a_post_sent_twice_is_one",
            )
        ]

    def __str__(self):
        return f"#{self.pk}"

    def get_absolute_url(self):
        return address("posts:post", self.pk)

    @cached_property
    def shape(self):
        """Width and height of the frame around its photos: the first one's, as far as it is not too high or wide."""
        first = next(iter(self.photos.all()), None)
        ratio = first.width / first.height if first else 1
        return 1000, round(1000 / min(max(ratio, TALLEST), WIDEST))

    def readers(self):
        """Who may see it. Of blocks its author knows nothing here: who is named and blocked finds no way to it."""
        if self.audience == Audience.FOLLOWERS or self.author.profile.is_private:
            following = Follow.objects.filter(followed=self.author, follower=models.OuterRef("pk"))
            return members().filter(models.Q(pk=self.author_id) | models.Exists(following))
        return members()

    @property
    def written_at(self):
        return self.published_at

    def keep_what_it_says(self):
        """Make true which tags it bears and whom it names, after it was rendered."""
        wanted = {tag.pk for tag in tags_named(self.tagged)}
        self.taggings.exclude(tag__in=wanted).delete()
        Tagging.objects.bulk_create([Tagging(post=self, tag_id=pk) for pk in wanted], ignore_conflicts=True)
        Mention.objects.keep(self.named, author=self.author_id, target=self)

    def edit(self, body, **choices):
        """Say something else with it; the former captions are kept for its author. The same one changes nothing."""
        edited = type(self)(pk=self.pk, published_at=self.published_at, author=self.author, body=body)
        edited.audience = choices.get("audience", self.audience)
        edited.render(edited.readers())
        with transaction.atomic():
            log.take_turn()
            post = self.hold()
            if post.body != body:
                post.revisions.create(body=post.body)
                post.edited_at = timezone.now()
            for name, value in choices.items():
                setattr(post, name, value)
            for name in ("body", "body_html", "renderer", "named", "tagged"):
                setattr(post, name, getattr(edited, name))
            post.save(update_fields=["body", "body_html", "renderer", "edited_at", *choices])
            post.keep_what_it_says()
            broadcasts.target_changed(post)
        return post

    def archive(self):
        """Take it out of sight, and keep it; a second time changes nothing."""
        with transaction.atomic():
            type(self).objects.filter(pk=self.pk, archived_at=None).update(archived_at=timezone.now())
            Notification.objects.at(channels.name(self)).forget()
            broadcasts.post_gone(self)

    def bring_back(self):
        type(self).objects.filter(pk=self.pk).update(archived_at=None)

    def remove(self):
        with transaction.atomic():
            super().remove()  # held first, as by everyone who changes what is told of it
            Notification.objects.at(channels.name(self)).forget()
            broadcasts.post_gone(self)


class Tagging(models.Model):
    """A post bears a tag: found by the tag, the newest first."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="taggings", db_index=False)
    tag = models.ForeignKey(Tag, models.CASCADE, related_name="taggings", db_index=False)

    class Meta:
        verbose_name, verbose_name_plural = _("tag of a post"), _("tags of posts")
        indexes = [models.Index(fields=["tag", "-post"], name="tagging_by_tag")]
        constraints = [models.UniqueConstraint(fields=["post", "tag"], name="a_post_bears_a_tag_once")]

    def __str__(self):
        return f"{known(self, 'post')}: {known(self, 'tag')}"
