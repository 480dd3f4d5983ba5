from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.shared.words import known, with_each_word


class MembershipQuerySet(models.QuerySet):
    def read(self, pk):
        """Move the mark forward to a message; one UPDATE, which changes nothing where more has been read."""
        return self.filter(read_up_to__lt=pk).update(read_up_to=pk)

    def unread_from(self, pk):
        """Put the mark before a message."""
        return self.update(read_up_to=max(pk - 1, 0))

    def called(self, words):
        """Each of the words stands in the member's name."""

        def name(word):
            word = word.lstrip("@")
            return models.Q(user__profile__sort_name__contains=word) | models.Q(user__username__contains=word)

        return with_each_word(self, words, name)

    def admitted(self):
        return self.filter(admission=Membership.Admission.ADMITTED)

    def kept_out(self):
        return self.filter(admission__in=Membership.KEPT_OUT)

    def with_rows(self):
        return self.select_related("user__profile")


class Membership(models.Model):
    """Somebody belongs to a room."""

    class Level(models.TextChoices):
        EVERYTHING = "everything", _("Everything")
        MENTIONS = "mentions", _("Mentions")
        NOTHING = "nothing", _("Nothing")
        HIDDEN = "hidden", _("Hidden")

    class Admission(models.TextChoices):
        OPEN = "open", _("open: nothing has been said yet")
        ADMITTED = "admitted", _("admitted")
        ASKED = "asked", _("asked")
        DECLINED = "declined", _("declined")

    KEPT_OUT = (Admission.ASKED, Admission.DECLINED)
    SILENT = (Level.NOTHING, Level.HIDDEN)
    SEEN_IN_LISTS = (Level.EVERYTHING, Level.MENTIONS, Level.NOTHING)

    room = models.ForeignKey(
        "rooms.Room", models.CASCADE, related_name="memberships", verbose_name=_("room"), db_index=False
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships", verbose_name=_("member")
    )
    level = models.CharField(_("bell"), max_length=10, choices=Level.choices, default=Level.MENTIONS)
    read_up_to = models.PositiveBigIntegerField(
        _("read up to"), default=0, editable=False, help_text=_("The number of the newest message that was seen.")
    )
    admission = models.CharField(
        _("admission"),
        max_length=8,
        choices=Admission.choices,
        default=Admission.ADMITTED,
        editable=False,
        help_text=_("Whether this person lets a direct conversation in that others have begun."),
    )
    joined_at = models.DateTimeField(_("joined"), default=timezone.now)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("membership"), _("memberships")
        indexes = [models.Index(fields=["room", "id"], name="member_by_room")]
        constraints = [
            models.UniqueConstraint(fields=["room", "user"], name="one_membership_for_each_person_in_a_room")
        ]

    def __str__(self):
        return f"{known(self, 'user')} in {known(self, 'room')}"

    @property
    def is_kept_out(self):
        """Whether its person has not let a conversation in that others have begun."""
        return self.admission in self.KEPT_OUT

    @property
    def is_of_owner(self):
        """Whether it is the one that cannot end while its person keeps the room."""
        return self.user_id == self.room.owner_id
