from django.conf import settings
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_tasks import task

from apps.accounts.models import User
from apps.live import channels, log
from apps.notifications.door import notify
from apps.notifications.models import Notification
from apps.people.models import Block, Follow, follows
from apps.posts import broadcasts
from apps.posts.models.albums import Album, Audience
from apps.posts.models.comments import blocked
from apps.posts.models.mentions import Mention
from apps.posts.models.photos import descriptions_of
from apps.posts.models.targets import Target, TargetQuerySet
from apps.posts.models.texts import Text, members
from apps.shared.addresses import address
from apps.shared.folded_columns import FoldedCharField, FoldedModel, FoldedQuerySet, FoldedTextField, texts_by_pk
from apps.shared.folding import fold, index_text
from apps.shared.links import HasLinks
from apps.shared.words import known
from apps.tags.models import Tag

from .collaborators import MOST_COLLABORATORS, AlreadyInvited, CannotInvite, Collaborator, NotACollaborator
from .help_requests import HelpNotice

TITLE, SUMMARY, STORY, ROLE, HELP = 100, 120, 20_000, 120, 200  # characters
MOST_TAGS = 12


def sort_title(title):
    """Where a title is in an alphabetical list: without regard to case and accents."""
    return fold(title)[:TITLE]


def related_texts(pks):
    """`{pk: tags and descriptions of photos}`, by which projects are found, too."""
    tags = ProjectTag.objects.filter(project__in=pks).order_by("pk").values_list("project", "tag__name")
    return texts_by_pk([*tags, *descriptions_of("project", pks).items()])


class NothingToPublish(Exception):
    """A project needs a title, a story and a picture."""


class ProjectQuerySet(FoldedQuerySet, TargetQuerySet):
    def visible_to(self, user, site):
        """The published projects that someone may see, and their own drafts.

        As with posts: what is for everyone or for the owner's followers; a private account shows projects to followers
        alone; a block hides them both ways; visitors and guests see what is for everyone, where the site lets them.
        Collaborators, and those who are invited to be, see it whatever its audience.
        """
        projects = self.filter(owner__is_active=True)
        published = models.Q(published_at__isnull=False)
        for_all = models.Q(audience=Audience.EVERYONE) & ~models.Q(owner__profile__is_private=True)
        if not user.is_authenticated or user.is_guest:
            return projects.filter(published & for_all) if site.visitors_read_people else self.none()
        works = Collaborator.objects.filter(project=models.OuterRef("pk"), user=user)
        open_to_me = for_all | follows(user, "owner") | models.Exists(works)
        return projects.filter(models.Q(owner=user) | published & open_to_me & ~blocked(user, "owner"))

    def published(self):
        return self.filter(published_at__isnull=False)

    def drafts_of(self, user):
        """The newest first; theirs alone."""
        return self.filter(owner=user, published_at=None).order_by("-pk")

    def newest_first(self):
        return self.order_by("-published_at", "-pk")

    def of(self, user):
        """Those that someone owns, or has accepted to work on. One query for their numbers, so that indexes serve."""
        works = list(Collaborator.objects.accepted().filter(user=user).values_list("project", flat=True))
        return self.filter(models.Q(owner=user) | models.Q(pk__in=works))

    def with_cards(self):
        """With what a card shows; a fixed number of queries for a page of them."""
        accepted = Collaborator.objects.accepted().select_related("user__profile")
        return self.select_related("owner__profile").prefetch_related(
            "photos", "tags", models.Prefetch("collaborators", accepted, to_attr="accepted")
        )

    def begin(self, owner, title, tags=(), **values):
        """A draft; `tags` are names."""
        with transaction.atomic():
            project = self.create(owner=owner, title=title, **values)
            project.set_tags(tags)
        return project

    def with_page(self, user):
        return self.with_marks(user).select_related("owner__profile").prefetch_related("photos", "tags", "links")


class Project(Target, Album, Text, HasLinks, FoldedModel):
    """Something that people have made: pictures, a story and who made it. A draft until it is published.

    Counters are kept with the rows that they count; `manage.py recount` checks them. Reviews that an admin has hidden
    are not counted.
    """

    liked_as, commented_as, author_field = "project-like", "project-comment", "owner"
    has_headings = True

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="projects", verbose_name=_("owner"), db_index=False
    )
    title = models.CharField(_("title"), max_length=TITLE)
    summary = models.CharField(_("summary"), max_length=SUMMARY, blank=True)
    role = models.CharField(_("role"), max_length=ROLE, blank=True)
    started_on = models.DateField(_("started"), null=True, blank=True)
    ended_on = models.DateField(_("finished"), null=True, blank=True)
    help_wanted = models.CharField(_("looking for help"), max_length=HELP, blank=True)
    tags = models.ManyToManyField(Tag, through="ProjectTag", related_name="projects", verbose_name=_("tags"))
    search_text = FoldedTextField(of=["title", "summary", "body"])
    word_text = FoldedTextField(of=["title", "summary", "body"], by=index_text, related=related_texts)
    sort_title = FoldedCharField(of=["title"], by=sort_title, max_length=TITLE, editable=False, default="")
    review_count = models.PositiveIntegerField(_("reviews"), default=0, editable=False)
    positive_count = models.PositiveIntegerField(_("positive reviews"), default=0, editable=False)
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)
    published_at = models.DateTimeField(_("published"), null=True, blank=True, editable=False)
    edited_at = models.DateTimeField(_("edited"), null=True, editable=False)

    objects = ProjectQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("project"), _("projects")
        indexes = [
            models.Index(fields=["owner", "-published_at", "-id"], name="project_by_owner"),
            models.Index(
                fields=["-published_at", "-id"], condition=models.Q(published_at__isnull=False), name="project_newest"
            ),
            models.Index(
                fields=["-published_at", "-id"],
                condition=models.Q(published_at__isnull=False) & ~models.Q(help_wanted=""),
                name="project_that_looks_for_help",
            ),
            models.Index(
                fields=["-like_count", "-id"], condition=models.Q(published_at__isnull=False), name="project_by_likes"
            ),
            models.Index(
                fields=["-positive_count", "-id"],
                condition=models.Q(published_at__isnull=False),
                name="project_by_reviews",
            ),
            models.Index(
                fields=["sort_title", "id"], condition=models.Q(published_at__isnull=False), name="project_az"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(positive_count__lte=models.F("review_count")), name="positive_reviews_are_reviews"
            ),
            models.CheckConstraint(
                condition=models.Q(started_on=None)
                | models.Q(ended_on=None)
                | models.Q(ended_on__gte=models.F("started_on")),
                name="project_ends_after_it_begins",
            ),
        ]

    def __str__(self):
        return self.title or f"#{self.pk}"

    def get_absolute_url(self):
        return address("projects:project", self.pk)

    @property
    def author(self):
        return self.owner

    @property
    def author_id(self):
        return self.owner_id

    @property
    def written_at(self):
        return self.published_at or self.created_at

    @property
    def is_draft(self):
        return self.published_at is None

    @property
    def keeps_a_photo(self):
        return not self.is_draft

    @property
    def line(self):
        return self.title

    @property
    def positive_share(self):
        """The share of positive reviews in percent, rounded; None without reviews."""
        return round(100 * self.positive_count / self.review_count) if self.review_count else None

    @property
    def cover(self):
        """The first picture, or None."""
        return next(iter(self.photos.all()), None)

    @property
    def people(self):
        """The owner and those who have accepted; after `with_cards`."""
        return [self.owner, *(collaborator.user for collaborator in self.accepted)]

    def readers(self):
        """Who may see it. A draft names no one."""
        works = Collaborator.objects.filter(project=self.pk, user=models.OuterRef("pk"))
        if self.audience == Audience.FOLLOWERS or self.owner.profile.is_private:
            following = Follow.objects.filter(followed=self.owner, follower=models.OuterRef("pk"))
            return members().filter(models.Q(pk=self.owner_id) | models.Exists(following) | models.Exists(works))
        return members()

    def has_collaborator(self, user):
        """Whether someone has accepted to work on it."""
        return self.collaborators.accepted().filter(user=user.pk or 0).exists()

    def edit(self, tags=None, links=None, **values):
        """Save what its form says; `tags` are names, `links` unsaved `ProjectLink`s in their order, None: as they are.

        A published one that changes is marked as edited. The same values change nothing.
        """
        edited = self.rendered_with(**values)
        with transaction.atomic():
            log.take_turn()
            project = self.hold()
            if any(getattr(project, name) != getattr(self, name) for name in ("body", "audience", "owner_id")):
                edited = project.rendered_with(**values)  # somebody has changed it since it was read
            changed = {name for name, value in values.items() if getattr(project, name) != value}
            if tags is not None and project.set_tags(tags):
                changed.add("tags")
            if links is not None and project.set_links(links):
                changed.add("links")
            if not changed:
                return project
            wanted_help = bool(project.help_wanted)
            for name in ("body_html", "renderer", "named", "tagged"):
                setattr(project, name, getattr(edited, name))
            for name, value in values.items():
                setattr(project, name, value)
            if not project.is_draft:
                project.edited_at = timezone.now()
            project.save(update_fields=[*values, "body_html", "renderer", "edited_at"])
            if not project.is_draft:
                project.mention_people()
                if project.help_wanted and (not wanted_help or changed & {"tags", "audience"}):
                    notify_tag_followers.enqueue(project.pk)
                elif wanted_help and not project.help_wanted:
                    HelpNotice.objects.withdraw(project)
                broadcasts.target_changed(project)
        return project

    def rendered_with(self, body=None, audience=None, **others):
        """Its story as it would be with other values, for those who may see it then; not saved."""
        body = self.body if body is None else body
        same = {name: getattr(self, name) for name in ("pk", "owner", "created_at", "published_at")}
        edited = type(self)(**same, body=body, audience=audience or self.audience)
        edited.render(edited.readers())
        return edited

    def set_tags(self, names):
        """True when that changed something."""
        wanted = {tag.pk for tag in Tag.objects.named(names[:MOST_TAGS])} if names else set()
        there = set(self.taggings.values_list("tag", flat=True))
        self.taggings.exclude(tag__in=wanted).delete()
        ProjectTag.objects.bulk_create(
            [ProjectTag(project=self, tag_id=pk) for pk in sorted(wanted - there)], ignore_conflicts=True
        )
        if wanted != there:
            self.refold()
        return wanted != there

    def mention_people(self):
        """Tell those whom its story names, and no one else."""
        Mention.objects.keep(self.named, author=self.owner_id, target=self)

    def publish(self):
        """Show it to its audience; a second time changes nothing. Raises NothingToPublish and DoesNotExist."""
        with transaction.atomic():
            log.take_turn()
            project = self.hold()
            if not project.is_draft:
                return project
            if not (project.title and project.body and project.photos.exists()):
                raise NothingToPublish
            project.show()
        return project

    def show(self):
        """Publish it as it is, within a transaction."""
        self.render(self.readers())
        self.published_at = timezone.now()
        self.save(update_fields=["published_at", "body_html", "renderer"])
        self.mention_people()
        for invitation in self.collaborators.invited().select_related("user"):
            self.notify_anew(invitation.user, self.owner, "project-invitation")
        if self.help_wanted:
            notify_tag_followers.enqueue(self.pk)
        broadcasts.target_changed(self)

    def remove(self):
        """With its pictures, comments and reviews. Raises DoesNotExist when it is gone."""
        with transaction.atomic():
            super().remove()  # held first, as by everyone who changes what is told of it
            Notification.objects.at(channels.name(self)).forget()
            broadcasts.target_changed(self)

    def count_reviews(self, number, positive):
        """Change both counters; in the transaction that changes the reviews."""
        type(self).objects.filter(pk=self.pk).update(
            review_count=models.F("review_count") + number, positive_count=models.F("positive_count") + positive
        )
        broadcasts.target_changed(self)

    def invite(self, user):
        """Ask someone to be shown as a collaborator, and tell them; of a draft, which they do not see, when it is
        published. Raises CannotInvite and AlreadyInvited.
        """
        with transaction.atomic():
            log.take_turn()  # or one of them might block the other, or two invitations might be the last one
            project = self.hold()
            number = project.collaborators.count()
            if user.pk == project.owner_id or user.is_guest or not user.is_active or number >= MOST_COLLABORATORS:
                raise CannotInvite
            if Block.objects.stands_between(user, [project.owner_id]):
                raise CannotInvite
            collaborator, new = project.collaborators.get_or_create(user=user)
            if not new:
                raise AlreadyInvited
            if not project.is_draft:
                project.notify_anew(user, project.owner, "project-invitation")
        return collaborator

    def notify_anew(self, recipient, actor, type):
        """Also someone who has read of the same before: it has happened again."""
        Notification.objects.of(self).filter(recipient=recipient, actor=actor, kind=type).delete()
        notify(recipient, actor, type, self)

    def accept_invitation(self, user):
        """True when that is new. Raises Collaborator.DoesNotExist where there is none."""
        with transaction.atomic():
            log.take_turn()  # or one of them might block the other
            project = self.hold()
            invitation = project.collaborators.get(user=user)
            if invitation.accepted_at:
                return False
            project.collaborators.filter(user=user).update(accepted_at=timezone.now())
            project.reviews.filter(author=user).withdraw()  # no one reviews what they work on
            project.notify_anew(project.owner, user, "project-acceptance")
            broadcasts.target_changed(project)
        return True

    def remove_collaborator(self, user):
        """An invitation is withdrawn or declined, a collaborator leaves or is removed; True when there was one."""
        with transaction.atomic():
            log.take_turn()
            project = self.hold()
            deleted, _rows = project.collaborators.filter(user=user).delete()
            if deleted:
                invited = models.Q(recipient=user, kind="project-invitation")
                accepted = models.Q(actor=user, kind="project-acceptance")
                Notification.objects.of(project).unread().filter(invited | accepted).forget()
                broadcasts.target_changed(project)
        return bool(deleted)

    def transfer_ownership(self, user):
        """To a collaborator who has accepted; the former owner becomes a collaborator. Raises NotACollaborator."""
        with transaction.atomic():
            log.take_turn()
            project = self.hold()
            if project.owner_id == user.pk:
                return project
            if not project.has_collaborator(user) or not user.is_active:
                raise NotACollaborator
            former = User.objects.get(pk=project.owner_id)
            project.collaborators.filter(user=user).delete()
            Collaborator.objects.create(project=project, user=former, accepted_at=timezone.now())
            project.owner = user
            project.save(update_fields=["owner"])
            project.notify_anew(user, former, "project-transfer")
            broadcasts.target_changed(project)
        return project

    def hand_over(self, user):
        """To a collaborator, before the owner's account is deleted; no one is notified by someone who is gone."""
        with transaction.atomic():
            project = self.hold()
            project.collaborators.filter(user=user).delete()
            project.owner = user
            project.save(update_fields=["owner"])
            broadcasts.target_changed(project)
        return project


@task()
def notify_tag_followers(pk):
    """That a project, by its number, is looking for help; unless that is over by now."""
    with transaction.atomic():
        looking = Project.objects.published().exclude(help_wanted="").filter(pk=pk, owner__is_active=True)
        if project := looking.select_for_update(no_key=True).first():
            HelpNotice.objects.notify(project)


class ProjectTag(models.Model):
    """A project has a tag: found by the tag, the newest first."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="taggings", db_index=False)
    tag = models.ForeignKey(Tag, models.CASCADE, related_name="project_taggings", db_index=False)

    class Meta:
        verbose_name, verbose_name_plural = _("tag of a project"), _("tags of projects")
        indexes = [models.Index(fields=["tag", "-project"], name="project_tagging_by_tag")]
        constraints = [models.UniqueConstraint(fields=["project", "tag"], name="a_project_has_a_tag_once")]

    def __str__(self):
        return f"{known(self, 'project')}: {known(self, 'tag')}"
