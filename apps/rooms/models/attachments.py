from pathlib import PurePath

from django.core.files.storage import storages
from django.db import models, transaction
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from apps.live import log
from apps.shared.files import HasFiles
from apps.shared.folded_columns import FoldedModel, FoldedQuerySet, FoldedTextField
from apps.shared.images import Folder
from apps.shared.words import with_each_word

from .. import broadcasts

BOX = (380, 300)  # pixels that a picture takes in a conversation, at most


def private_files():
    """Where the files of conversations lie: no address leads there but the view that asks who may read the room."""
    return storages["private"]


class AttachmentQuerySet(FoldedQuerySet):
    def newest_first(self):
        return self.order_by("-pk")

    def pictures(self):
        return self.filter(width__isnull=False)

    def matching(self, words):
        """Each of the words stands in the name."""
        return with_each_word(self, words, lambda word: models.Q(search_text__contains=word))

    def with_sender(self):
        return self.select_related("message__author__profile")


class Attachment(HasFiles, FoldedModel):
    """A file that came with a message. Of a picture, width, height, colour and a small one are known."""

    room = models.ForeignKey(
        "rooms.Room", models.CASCADE, related_name="attachments", verbose_name=_("room"), db_index=False
    )
    message = models.ForeignKey(
        "rooms.Message", models.CASCADE, related_name="attachments", verbose_name=_("message"), db_index=False
    )
    file = models.FileField(_("file"), upload_to=Folder("files"), storage=private_files)
    small = models.FileField(_("small picture"), upload_to=Folder("files"), storage=private_files, blank=True)
    name = models.CharField(_("name"), max_length=120, help_text=_("As its sender called it."))
    search_text = FoldedTextField(of=["name"])
    size = models.PositiveBigIntegerField(_("size"), help_text=_("In bytes."))
    content_type = models.CharField(_("kind"), max_length=100)
    width = models.PositiveIntegerField(_("width"), null=True, blank=True)
    height = models.PositiveIntegerField(_("height"), null=True, blank=True)
    colour = models.CharField(_("main colour"), max_length=7, blank=True)
    is_animated = models.BooleanField(
        _("animated"), default=False, help_text=_("Its file moves, the small one does not.")
    )

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("file"), _("files")
        indexes = [
            models.Index(fields=["message", "id"], name="attachment_by_message"),
            models.Index(fields=["room", "-id"], name="attachment_by_room"),
        ]

    def __str__(self):
        return f"#{self.pk}" if self.room.is_secret else self.name

    @property
    def is_picture(self):
        return self.width is not None

    @property
    def name_for_saving(self):
        """A picture was drawn anew, so that its old ending may no longer be true."""
        name = PurePath(self.name)
        return f"{name.stem}.{self.content_type.partition('/')[2]}" if self.is_picture else self.name

    @property
    def kind(self):
        """'PDF, 2.4 MB'."""
        ending = PurePath(self.name).suffix[1:]
        kind = ending.upper() if ending.isascii() and ending.isalnum() and len(ending) <= 5 else gettext("File")
        return f"{kind}, {filesizeformat(self.size)}"

    @property
    def moves(self):
        return self.is_animated

    @property
    def box(self):
        """Width and height that a picture takes in a conversation, known before it arrives."""
        shrunk = min(1, BOX[0] / self.width, BOX[1] / self.height)
        return max(round(self.width * shrunk), 1), max(round(self.height * shrunk), 1)

    def remove(self):
        """Take it away from its message, and the message too where nothing else is left of it."""
        with transaction.atomic():
            log.take_turn()
            if not Attachment.objects.filter(pk=self.pk).delete()[0]:
                return
            message = self.message.as_it_stands()
            if message.body or message.attachments.all():
                broadcasts.message_changed(message)
            else:
                self.room.remove(message)
