from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import models, transaction
from django.db.models import Case, Value, When
from django.db.models.functions import Coalesce, Concat
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.safestring import mark_safe
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import SiteSettings
from apps.live import log
from apps.notifications.door import notify, take_back
from apps.notifications.models import Preferences
from apps.shared import markdown
from apps.shared.addresses import address
from apps.shared.direction import BotName
from apps.shared.fields import AutoOneToOneField
from apps.shared.folded_columns import FoldedCharField, FoldedModel, FoldedQuerySet, FoldedTextField, texts_by_pk
from apps.shared.folding import fold, index_text, is_unspaced
from apps.shared.http import any_of
from apps.shared.images import Folder
from apps.shared.links import HasLinks
from apps.shared.lookalikes import likeness
from apps.shared.picture_fields import PictureField
from apps.shared.stamps import new_stamp
from apps.tags.models import Tag

from .blocks import Block, blockers_of, has_not_blocked
from .custom_fields import ProfileFieldValue
from .follows import Follow, follows
from .requests import FollowRequest
from .skills import Skill

PICTURE, FACE = 640, 144  # pixels; the face is what stands beside every message


def sort_name(name):
    """Where a name stands in an alphabetical list: without regard to case and accents."""
    return fold(name)[:60]


def related_texts(pks):
    """`{pk: username and skills}`, by which people are found, too."""
    usernames = get_user_model().objects.filter(pk__in=pks).values_list("pk", "username")
    skills = Skill.objects.filter(profile__in=pks).order_by("pk").values_list("profile", "tag__name")
    return texts_by_pk([*usernames, *skills])


LONGEST_LOOK = 240  # a letter may stand for several


def name_at_first(user):
    if user.is_former:
        return str(_("Former member"))
    return str(_("Guest")) if user.is_guest else user.username


def look_of(name):
    return likeness(name)[:LONGEST_LOOK]


def distinct_name_of(user):
    """`Profile.distinct_name` for a query in which `user` leads to somebody; the username without a profile."""
    name, username = f"{user}__profile__name", f"{user}__username"
    return Case(
        When(**{f"{user}__profile__shares_name": True}, then=Concat(name, Value(" (@"), username, Value(")"))),
        default=Coalesce(name, username),
    )


class ProfileQuerySet(FoldedQuerySet):
    def lacking(self, users):
        """Those of a queryset of users who have no profile."""
        return users.filter(profile=None)

    def create_missing(self, users):
        """`{pk: profile}` of some users, who have one from now on."""
        self.insert_missing(users)
        return self.select_related("user").in_bulk([user.pk for user in users])

    def insert_missing(self, users):
        """Some users have one from now on; the name is the username until they choose one.

        The name of a guest is gone with the row: it says no more than that it was a guest's. A former member never
        has another.
        """
        names = {user.pk: name_at_first(user) for user in users}
        usernames = {user.pk: user.username for user in users}
        profiles = [self.model(user_id=pk, name=name) for pk, name in names.items()]
        for profile in profiles:
            profile.related_text = usernames[profile.pk]
        self.model.objects.bulk_create(profiles, ignore_conflicts=True)
        few = len(profiles) <= 500  # for many it is cheaper to look at all
        self.model.objects.mark_namesakes([look_of(name) for name in names.values()] if few else None)

    def of_users(self, pks):
        """`{pk: profile}` of the users of these numbers, as far as there are such users."""
        found = self.select_related("user").in_bulk(pks)
        if len(found) < len(set(pks)):
            found |= self.create_missing(get_user_model().objects.filter(pk__in=set(pks) - set(found)))
        return found

    def visible_to(self, user, site):
        """Whom somebody may find here: for members, everybody who may sign in and has not blocked them; for visitors,
        what the site says.
        """
        people = self.filter(user__is_active=True)
        if not user.is_authenticated:
            return people if site.visitors_read_people else self.none()
        return people.filter(has_not_blocked(user, "pk"))

    def with_username(self, typed):
        """The one whose username somebody has typed, with or without @, and the user; None where there is none."""
        return self.filter(user__username=typed.strip().lstrip("@").lower()).select_related("user").first()

    def can_be_found(self, viewer, user):
        return self.visible_to(viewer, SiteSettings.current()).filter(pk=user.pk).exists()

    def with_cards(self):
        skills = models.Prefetch("skill_rows", Skill.objects.with_tags())
        return self.select_related("user").prefetch_related(skills)

    def with_ties_of(self, user):
        """With whether the viewer follows, has asked to follow and has blocked them, in the same query.

        `i_follow`, `i_ask`, `i_block`; and `is_open_to_me`, whether they show the viewer what is for their followers.
        """
        if not user.is_authenticated:
            no = models.Value(False)
            return self.annotate(i_follow=no, i_ask=no, i_block=no, is_open_to_me=is_true(is_private=False))
        return self.annotate(
            i_follow=follows(user, "pk"),
            i_ask=models.Exists(FollowRequest.objects.filter(asker=user, asked=models.OuterRef("pk"))),
            i_block=models.Exists(Block.objects.filter(blocker=user, blocked=models.OuterRef("pk"))),
        ).annotate(
            is_open_to_me=is_true(
                models.Q(pk=user.pk) | (models.Q(is_private=False) | models.Q(i_follow=True)) & ~parted_from(user)
            )
        )

    def to_offer_to(self, user):
        """After `visible_to`: without those whom somebody has blocked, too."""
        return self.exclude(user__in=user.blocks.values("blocked")) if user.is_authenticated else self

    def not_parted_from(self, user):
        """Without those between whom and somebody stands a block, whoever made it."""
        return self.exclude(parted_from(user)) if user.is_authenticated else self

    def who_follow(self, user):
        """The newest first; `tie` numbers them, for pages."""
        return (
            self.filter(user__following__followed=user).annotate(tie=models.F("user__following__pk")).order_by("-tie")
        )

    def whom_follows(self, user):
        """The newest first; `tie` numbers them, for pages."""
        return (
            self.filter(user__followers__follower=user).annotate(tie=models.F("user__followers__pk")).order_by("-tie")
        )

    def beginning_with(self, letters):
        """Whose username or whose name, in one of its words, begins so; without regard to case and accents.

        A name in a script without spaces has its words anywhere.
        """
        letters = sort_name(letters)
        if not letters:
            return self.none()
        name = models.Q(sort_name__startswith=letters)
        for gap in " -.'":
            name |= models.Q(sort_name__contains=gap + letters)
        if is_unspaced(letters):
            name |= models.Q(sort_name__contains=letters)
        return self.filter(name | models.Q(user__username__startswith=letters))

    def pks_with_username(self, part):
        """The primary keys of those in whose username something is, as a queryset."""
        return get_user_model().objects.filter(username__substring=part, is_guest=False).order_by().values("pk")

    def pks_named(self, part):
        """The primary keys of those in whose name or username something is, as a queryset; `part` is folded."""
        named = self.filter(search_text__substring=part, sort_name__contains=part)
        return named.order_by().values("pk").union(self.pks_with_username(part), all=True)

    def mark_namesakes(self, looks=None):
        """Keep true which people share a name, of those whose names look so, or of all; gives the looks they share.

        What shows them is drawn anew, as their stamps change.
        """
        rows = self.filter(user__is_guest=False).exclude(look="")
        if looks is not None:
            rows = rows.filter(look__in=set(looks))
        several = rows.order_by().values("look").annotate(number=models.Count("pk")).filter(number__gt=1)
        shared = set(several.values_list("look", flat=True))
        found = list(rows.filter(look__in=shared, shares_name=False).values_list("pk", flat=True)) if shared else []
        if found:
            self.filter(pk__in=found).update(shares_name=True, stamp=new_stamp())
        alone = list(rows.filter(shares_name=True).exclude(look__in=shared).values_list("pk", flat=True))
        if alone:
            self.filter(pk__in=alone).update(shares_name=False, stamp=new_stamp())
        return shared

    def alphabetical(self):
        return self.order_by("sort_name", "pk")


class Profile(HasLinks, FoldedModel):
    """Who somebody is here."""

    class Admits(models.TextChoices):
        EVERYONE = "everyone", _("Everyone")
        FOLLOWED = "followed", _("People I follow")
        NOBODY = "nobody", _("Nobody")

    user = AutoOneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="profile")
    name = models.CharField(_("name"), max_length=60, help_text=_("As people call you."))
    sort_name = FoldedCharField(of=["name"], by=sort_name, max_length=60, editable=False, db_index=True)
    search_text = FoldedTextField(of=["name", "headline", "bio", "place"])
    word_text = FoldedTextField(of=["name", "headline", "bio", "place"], by=index_text, related=related_texts)
    place_text = FoldedTextField(of=["place"])
    look = FoldedCharField(of=["name"], by=look_of, max_length=LONGEST_LOOK, editable=False, db_index=True, default="")
    shares_name = models.BooleanField(editable=False, default=False)  # with somebody, or has one that looks like it
    pronouns = models.CharField(_("pronouns"), max_length=20, blank=True)
    headline = models.CharField(_("headline"), max_length=80, blank=True, help_text=_("One line under your name."))
    bio = models.TextField(_("bio"), max_length=2_000, blank=True, help_text=_("A few sentences, in Markdown."))
    bio_html = models.TextField(editable=False, blank=True)
    bio_renderer = models.PositiveSmallIntegerField(editable=False, default=0)
    place = models.CharField(_("place"), max_length=60, blank=True, help_text=_("Where one finds you."))
    picture = PictureField(
        _("picture"),
        size=[PICTURE, PICTURE],
        upload_to=Folder("pictures"),
        blank=True,
    )
    face = PictureField(
        size=[FACE, FACE],
        upload_to=Folder("faces"),
        editable=False,
        blank=True,
    )
    cover = PictureField(
        _("cover"),
        size=[1600, 700],
        upload_to=Folder("covers"),
        blank=True,
        help_text=_("A wide photo at the head of your page."),
    )
    skills = models.ManyToManyField(
        Tag, through="people.Skill", verbose_name=_("skills"), related_name="people", blank=True
    )
    is_private = models.BooleanField(
        _("private"),
        default=False,
        help_text=_("New followers ask first; photos are for followers. Without it, whoever has asked follows you."),
    )
    admits = models.CharField(_("who may write to me"), max_length=10, choices=Admits.choices, default=Admits.EVERYONE)
    shows_seen = models.BooleanField(
        _("show what I have seen"),
        default=True,
        help_text=_("It goes both ways: without it, you do not learn either what others have seen."),
    )

    shows_local_time = models.BooleanField(
        _("show my local time"),
        default=True,
        help_text=_("On your profile, when you have chosen a time zone for notifications."),
    )

    stamp = models.PositiveIntegerField(default=new_stamp, editable=False)

    objects = ProfileQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("profile"), _("profiles")

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return address("people:profile", self.user.username)

    @property
    def first_name(self):
        first = next(iter(self.name.split()), self.name)
        return self.labelled(f"{first} (@{self.user.username})" if self.shares_name else first)

    @property
    def bio_as_html(self):
        return mark_safe(self.bio_html)

    @property
    def first_words(self):
        return Truncator(markdown.plain(self.bio_html)).chars(150)

    def set_skills(self, names, details=None):
        """These skills and no others, in this order; those that stay keep their level and description.

        `names`: as `apps.tags.models.split` gives them. `details`: `{name: {"level": …, "description": …}}` of all of
        them, where these are set too.
        """
        with transaction.atomic():
            tags = Tag.objects.by_name(names)
            ordered = {}
            for name in names:
                ordered.setdefault(tags[name], details[name] if details else {})
            skills = [
                Skill(profile=self, tag=tag, position=place, **values)
                for place, (tag, values) in enumerate(ordered.items())
            ]
            others = self.skill_rows.exclude(tag__in=ordered)
            others.refolds_later = True
            others.delete()
            unique, updated = ["profile", "tag"], ["position", *(["level", "description"] if details else [])]
            Skill.objects.bulk_create(skills, update_conflicts=True, unique_fields=unique, update_fields=updated)
            self.refold()

    def set_field_values(self, values):
        """`{ProfileField: text}`; an empty text removes the value, fields that are not named keep theirs."""
        with transaction.atomic():
            self.field_values.filter(field__in=[field for field, text in values.items() if not text]).delete()
            rows = [ProfileFieldValue(profile=self, field=field, value=text) for field, text in values.items() if text]
            unique, updated = ["profile", "field"], ["value"]
            ProfileFieldValue.objects.bulk_create(
                rows, update_conflicts=True, unique_fields=unique, update_fields=updated
            )

    def shown_field_values(self):
        """The values of custom fields in the order of the fields; one query."""
        return self.field_values.in_order()

    @property
    def local_time(self):
        """`{"time": "10:24", "zone": "Europe/Berlin"}`; None where no time zone was chosen, or it is hidden."""
        if not self.shows_local_time:
            return None
        preferences = any_of(Preferences.objects.filter(user=self.pk).exclude(time_zone=""))
        if preferences is None:
            return None
        now = timezone.now().astimezone(preferences.zone)
        return {"time": now.strftime("%H:%M"), "zone": str(preferences.zone).replace("_", " ")}

    @property
    def can_be_followed(self):
        """After `with_ties_of`. Whoever is private can be asked."""
        return not self.i_block

    @cached_property
    def number_asking(self):
        """How many ask to follow this person and wait for an answer."""
        return FollowRequest.objects.to_be_answered_by(self.pk).count()

    def numbers(self, user):
        """How many follow this person and how many this person follows, as their lists show it to somebody.

        A number that told more than its list would tell of a block. By themselves they cost a tenth of what they cost
        inside the query that finds the person.
        """
        return {
            "followers": of_those_met_by(user, self.user.followers, "follower").count(),
            "following": of_those_met_by(user, self.user.following, "followed").count(),
        }

    def take_follower(self, user):
        """Somebody wants to follow this person: whoever is private is asked first.

        Who is blocked is not told, and so asks, as if this person were private.
        """
        with transaction.atomic():
            log.take_turn()  # or this person might become private, or block them, in the same moment
            asks_first = models.Q(is_private=True) | models.Q(user__blocks__blocked=user)
            if type(self).objects.filter(asks_first, pk=self.pk).exists():
                FollowRequest.objects.make(user, self.user)
            elif follow := Follow.objects.make(user, self.user):
                notify(self.user, user, "follow", follow)

    def lose_follower(self, user):
        """Somebody follows this person no longer, or no longer asks to."""
        with transaction.atomic():
            log.take_turn()
            if Follow.objects.end(user, self.user):
                take_back(self.user, user, "follow")
            FollowRequest.objects.end(user, self.user)

    def lets_write(self, user):
        """Whether somebody is among those whom this person admits. Blocks are another matter."""
        if self.admits == self.Admits.FOLLOWED:
            return Follow.objects.filter(follower=self.pk, followed=user).exists()
        return self.admits == self.Admits.EVERYONE

    @property
    def distinct_name(self):
        """The name, with the username where others have the same: "Ada (@ada.l)"."""
        return self.labelled(f"{self.name} (@{self.user.username})" if self.shares_name else self.name)

    @property
    def shown_name(self):
        """The name, for HTML where the username stands beside it."""
        return self.labelled(self.name)

    def labelled(self, name):
        """As `isolate` shows it, with "Bot" behind that of a bot."""
        return BotName(name) if self.user.is_bot else name

    def save(self, *args, update_fields=None, **kwargs):
        self.draw()  # before the turn is taken: nobody else's message waits for a picture or a text
        if update_fields is not None and "name" not in update_fields:
            return self.save_fields(*args, update_fields=update_fields, **kwargs)
        with transaction.atomic():
            log.take_turn()  # or two might take one name in the same moment
            before = self.look
            self.save_fields(*args, update_fields=update_fields, **kwargs)
            self.shares_name = self.look in type(self).objects.mark_namesakes([before, self.look])

    def draw(self):
        """What is made of the text and of the pictures."""
        self.bio_html, self.bio_renderer = markdown.render(self.bio), markdown.VERSION
        self.cover.draw()
        if not self.picture:
            self.face = None
        elif not self.picture._committed:
            self.picture.draw()
            self.face = self.face.field.smaller(self.picture.file)

    def save_fields(self, *args, **kwargs):
        self.stamp = new_stamp()
        super().save(*args, **kwargs)
        if not self.is_private:
            FollowRequest.objects.accept_all(self.user)  # whoever might ask now would follow at once


def is_true(*conditions, **values):
    return models.ExpressionWrapper(models.Q(*conditions, **values), models.BooleanField())


def parted_from(user, person="pk"):
    """Between whom and somebody stands a block, whoever made it."""
    by_me = Block.objects.filter(blocker=user).values("blocked")
    return models.Q(**{f"{person}__in": by_me}) | models.Q(**{f"{person}__in": blockers_of(user)})


def of_those_met_by(user, follows, end):
    """The follows at whose end stands somebody whom the viewer may meet."""
    follows = follows.filter(**{f"{end}__is_active": True})
    return follows.exclude(parted_from(user, end)) if user.is_authenticated else follows
