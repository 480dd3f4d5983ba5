"""User: who may sign in. SiteSettings: how the owner has set up the house. Invitation: a way in."""

import secrets
from datetime import timedelta
from functools import partial

from django.contrib.auth.models import AbstractUser
from django.contrib.auth.models import UserManager as DjangoUserManager
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.shared.remembered import cache
from apps.shared.signals import visitors_rights_changed

from . import deletion, usernames
from .signals import email_changed, username_changed, users_created


class UserQuerySet(models.QuerySet):
    def delete(self, new_owner=None):
        """As Django's. What others share with these people stays, and becomes somebody else's: see `deletion`."""
        if self.query.is_sliced:
            return super().delete()  # which refuses it
        with transaction.atomic():
            deletion.prepare(list(self.filter(models.Q(is_guest=False) | models.Q(is_former=True))), new_owner)
            return super().delete()

    delete.alters_data = True
    delete.queryset_only = True


class UserManager(DjangoUserManager.from_queryset(UserQuerySet)):
    def get_by_natural_key(self, username):
        return self.get(username=username.lower())

    def bulk_create(self, users, *args, **kwargs):
        """As Django's, and profiles and personal rooms come with every user.

        With `ignore_conflicts` or `update_conflicts` Django does not say which rows are new, or their numbers: what
        was there before keeps what it has.
        """
        users = list(users)
        for user in users:
            user.username = user.username.lower()
        with transaction.atomic():
            created = super().bulk_create(users, *args, **kwargs)
            if kwargs.get("ignore_conflicts") or kwargs.get("update_conflicts"):
                users = self.with_usernames({user.username for user in users})
            users_created.send(sender=self.model, users=[user for user in users if not user.is_guest])
        return created

    def with_usernames(self, usernames):
        """A list of those, however many names are given: SQLite takes a limited number of them in one statement."""
        usernames = sorted(usernames)
        portions = (usernames[start : start + 500] for start in range(0, len(usernames), 500))
        return [user for portion in portions for user in self.filter(username__in=portion)]

    def create_guest(self):
        """An author without an account. No name that anybody can choose has a hyphen."""
        return self.create_author("guest")

    def create_former_member(self):
        """Who stays as the author of what a deleted account has written. The number says nothing of whose it was."""
        return self.create_author("former", is_former=True)

    def create_bot(self, username):
        """An account that people run by the API and by webhooks: nobody signs in with it."""
        user = self.model(username=username, is_bot=True)
        user.set_unusable_password()
        user.save(using=self._db)
        return user

    def create_author(self, kind, **details):
        user = self.model(username=f"{kind}-{secrets.token_hex(8)}", is_active=False, is_guest=True, **details)
        user.set_unusable_password()
        user.save(using=self._db)
        return user


class User(AbstractUser):
    username = models.CharField(
        _("username"),
        max_length=30,
        unique=True,
        validators=usernames.VALIDATORS,
        error_messages={"unique": _("Somebody already has that name.")},
    )
    first_name = last_name = None  # a person's name is in the profile
    email = models.EmailField(_("e-mail address"), blank=True)
    # Somebody who talks in a room under a name, without an account: nobody signs in so, and no list of people has it.
    is_guest = models.BooleanField(_("guest"), default=False, editable=False)
    # See apps/bots. It never changes.
    is_bot = models.BooleanField(_("bot"), default=False, editable=False)
    # A guest in all respects, who stands for an account that was deleted: see `deletion`.
    is_former = models.BooleanField(_("former member"), default=False, editable=False)

    objects = UserManager()

    class Meta(AbstractUser.Meta):
        swappable = "AUTH_USER_MODEL"
        constraints = [
            models.UniqueConstraint(
                Lower("username"),
                name="username_without_case_is_unique",
                violation_error_message=_("Somebody already has that name."),
            ),
            models.CheckConstraint(
                condition=models.Q(is_former=False) | models.Q(is_guest=True), name="former_member_is_a_guest"
            ),
        ]

    username_in_table = email_in_table = None  # as they were read or saved last

    @classmethod
    def from_db(cls, db, field_names, values):
        user = super().from_db(db, field_names, values)
        user.note_what_is_in_table()
        return user

    def refresh_from_db(self, using=None, fields=None, **kwargs):
        fields = None if fields is None else list(fields)
        super().refresh_from_db(using, fields, **kwargs)
        self.note_what_is_in_table(("username", "email") if fields is None else fields)

    def note_what_is_in_table(self, saved=("username", "email")):
        """A field that was not read is None."""
        for field in {"username", "email"}.intersection(saved):
            setattr(self, f"{field}_in_table", self.__dict__.get(field))

    def save(self, *args, update_fields=None, **kwargs):
        self.username = self.username.lower()
        saved = {"username", "email"} if update_fields is None else set(update_fields)
        before = self.username_in_table
        renamed = before and before != self.username and "username" in saved
        new_email = not self._state.adding and "email" in self.__dict__ and self.email != self.email_in_table
        with transaction.atomic():  # the user and what comes with one, or neither
            super().save(*args, update_fields=update_fields, **kwargs)
            if renamed:
                self.former_usernames.filter(username=self.username).delete()  # somebody takes it back
                self.former_usernames.create(username=before)
                username_changed.send(sender=type(self), user=self, before=before)
            if new_email and "email" in saved:
                email_changed.send(sender=type(self), user=self)
        self.note_what_is_in_table(saved)

    def delete(self, *args, new_owner=None, **kwargs):
        """As Django's. What others share with this person stays, and becomes somebody else's: see `deletion`."""
        with transaction.atomic():
            deletion.prepare([self], new_owner)
            return super().delete(*args, **kwargs)

    @classmethod
    def normalize_username(cls, username):
        username = super().normalize_username(username)
        return username.lower() if isinstance(username, str) else username  # None from a form that refused it

    def get_full_name(self):
        return str(self)

    def get_short_name(self):
        return str(self)

    @property
    def has_belongings(self):
        """Whether apps must be asked before it is deleted; guests own nothing, and their messages are looked after."""
        return not self.is_guest or self.is_former

    @property
    def password_changes(self):
        """Whether this save gives a new password: every session but the one at hand ends with it."""
        return self._password is not None

    @property
    def is_owner(self):
        """The owner of the site: may do everything in the admin."""
        return self.is_active and self.is_superuser


class FormerUsername(models.Model):
    """A username that somebody had. It leads to them until somebody takes it."""

    username = models.CharField(_("username"), max_length=30, db_index=True)
    user = models.ForeignKey(User, models.CASCADE, related_name="former_usernames", verbose_name=_("who had it"))
    ended_at = models.DateTimeField(_("until"), default=timezone.now)

    class Meta:
        verbose_name, verbose_name_plural = _("former username"), _("former usernames")

    def __str__(self):
        return self.username


class SiteSettings(models.Model):
    """One row: what the owner changes in the admin without a deploy."""

    class Mode(models.TextChoices):
        OPEN = "open", _("open: anybody may register")
        INVITATION = "invitation", _("by invitation: whoever has a link may register")
        CLOSED = "closed", _("closed: nobody registers; accounts are made in the admin")

    class Visitors(models.TextChoices):
        NOTHING = "nothing", _("nothing but the front door")
        ROOMS = "rooms", _("open rooms")
        ROOMS_AND_PEOPLE = "rooms-people", _("open rooms and the directory of people")

    KEY = "site-settings"

    name = models.CharField(_("name of the site"), max_length=40, default="Courtyard")
    welcome = models.TextField(
        _("welcome text"), blank=True, max_length=400, help_text=_("A sentence or two on the front door.")
    )
    accent_hue = models.PositiveSmallIntegerField(
        _("accent colour"),
        default=40,
        validators=[MinValueValidator(0), MaxValueValidator(360)],
        help_text=_("A hue in degrees, 0 to 360: 40 is terracotta, 150 green, 255 blue. Contrast holds for all."),
    )
    registration = models.CharField(_("registration"), max_length=12, choices=Mode.choices, default=Mode.OPEN)
    members_may_invite = models.BooleanField(
        _("members may invite"),
        default=False,
        help_text=_(
            "Members make invite links too, a few at a time, and see their own only. Links that they have made still "
            "work when this is turned off; staff can end them."
        ),
    )
    visitors_may_read = models.CharField(
        _("visitors may read"),
        max_length=12,
        choices=Visitors.choices,
        default=Visitors.NOTHING,
        help_text=_("What people see who have no account or are not signed in. They never write."),
    )
    guests_allowed = models.BooleanField(
        _("guests"),
        default=True,
        help_text=_("Whoever keeps a room may admit people without an account, who type a name and talk there."),
    )
    keeps_words_of_former_members = models.BooleanField(
        _("keep what former members wrote"),
        default=False,
        help_text=_(
            "When an account is deleted, its comments, reviews and messages in rooms stay, by “Former member”. Turned "
            "off, they are deleted with it. Direct messages are always deleted."
        ),
    )
    opened_at = models.DateTimeField(_("opened"), null=True, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = _("site settings")
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="site_settings_are_one_row")]

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        self.pk = 1
        with transaction.atomic():
            transaction.on_commit(partial(cache.delete, self.KEY))  # before anybody's stream comes back
            before = type(self).in_the_table()
            if (self.visitors_may_read, self.guests_allowed) != (before.visitors_may_read, before.guests_allowed):
                visitors_rights_changed.send(sender=type(self))
            super().save(*args, **kwargs)

    @classmethod
    def current(cls):
        """The settings in force; asked on every page, so kept in the cache for a minute at most."""
        settings = cache.get(cls.KEY)
        if settings is None:
            settings = cls.in_the_table()
            cache.set(cls.KEY, settings, 60)
        return settings

    @classmethod
    def in_the_table(cls):
        return cls.objects.filter(pk=1).first() or cls(pk=1)

    @property
    def members_invite_now(self):
        """Whether members have the page for invite links: while nobody may register, no link would work."""
        return self.members_may_invite and self.registration != self.Mode.CLOSED

    def lets_invite(self, user):
        return user.is_staff or (self.members_invite_now and user.is_active and not user.is_guest)

    @property
    def visitors_read_rooms(self):
        return self.visitors_may_read != self.Visitors.NOTHING

    @property
    def visitors_read_people(self):
        return self.visitors_may_read == self.Visitors.ROOMS_AND_PEOPLE

    @classmethod
    def has_been_opened(cls):
        """Whether somebody owns this site. Once true it stays true, also when every account has gone."""
        return cls.objects.filter(pk=1, opened_at__isnull=False).exists() or User.objects.exists()

    @classmethod
    def open(cls):
        """From the first account on, however it was made, the first-run page is closed."""
        if not cls.objects.filter(pk=1, opened_at__isnull=False).exists():
            cls.objects.bulk_create([cls(pk=1)], ignore_conflicts=True)
            cls.objects.filter(pk=1, opened_at=None).update(opened_at=timezone.now())


class InvitationQuerySet(models.QuerySet):
    def valid(self):
        """Those that let somebody in. What a closed account has made does not."""
        return self.filter(uses_left__gt=0, expires_at__gt=timezone.now()).exclude(made_by__is_active=False)

    def of_visitor(self, request):
        """The valid one whose link a visitor has followed, or None."""
        code = request.session.get("invitation", "")
        return self.valid().filter(code=code).first() if code else None

    def personal(self):
        """Those made for one person whose email is known: by an import."""
        return self.exclude(email="")

    def managed_by(self, user):
        """Staff look after all of them, members after their own."""
        return self if user.is_staff else self.filter(made_by=user)


def new_code():
    return secrets.token_urlsafe(16)


def in_two_weeks():
    return timezone.now() + timedelta(days=14)


class Invitation(models.Model):
    """A link that lets somebody register while the site is by invitation only."""

    code = models.CharField(_("code"), max_length=32, unique=True, default=new_code, editable=False)
    made_by = models.ForeignKey(
        User, models.CASCADE, related_name="invitations", verbose_name=_("made by"), null=True, blank=True
    )
    note = models.CharField(_("note"), max_length=80, blank=True, help_text=_("For whom; only you see it."))
    # Of one that was made for a certain person: where it is sent, and what the form is filled in with.
    email = models.EmailField(_("email"), blank=True)
    username = models.CharField(_("username"), max_length=30, blank=True, validators=usernames.VALIDATORS)
    emailed_at = models.DateTimeField(_("emailed"), null=True, editable=False)
    uses_left = models.PositiveSmallIntegerField(_("people it still lets in"), default=1)
    made_at = models.DateTimeField(_("made"), auto_now_add=True)
    expires_at = models.DateTimeField(_("valid until"), default=in_two_weeks)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("invitation"), _("invitations")
        ordering = ["-made_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["email"],
                name="one_invitation_for_each_email",
                condition=~models.Q(email=""),
                violation_error_message=_("Someone with this email has been invited already."),
            )
        ]
        indexes = [models.Index(fields=["username"], name="invitation_username", condition=~models.Q(username=""))]

    def __str__(self):
        return self.note or self.code

    def save(self, *args, **kwargs):
        self.email, self.username = self.email.lower(), self.username.lower()
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        return reverse("accounts:invitation", args=[self.code])

    @property
    def is_valid(self):
        """Whether it lets someone in, as far as its own row says: `valid()` also looks at who made it."""
        return self.uses_left > 0 and self.expires_at > timezone.now()

    @classmethod
    def use(cls, code):
        """Let one person in. False when the invitation is used up, expired or was never made."""
        valid = cls.objects.valid().filter(code=code).values("pk")
        # The number is looked at by the UPDATE itself: two people may come in the same moment.
        found = cls.objects.filter(pk__in=valid, uses_left__gt=0)
        return bool(found.update(uses_left=models.F("uses_left") - 1))
