"""Files that come with a message: their names cleaned, pictures drawn anew, refused in words that say which."""

import unicodedata
from mimetypes import guess_type
from pathlib import PurePath

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from apps.shared.direction import isolate_text
from apps.shared.images import is_picture, redrawn
from apps.shared.normalizing import normalized

from .models import Attachment

SAYS_PICTURE = {".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif", ".heic", ".heif"}
NAME = Attachment._meta.get_field("name").max_length
UNSEEN = ("Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp")  # control characters, and what turns the direction of writing


class FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Any number of files up to the limit, as attachments that are not stored yet."""

    widget = FilesInput

    def clean(self, data, initial=None):
        uploads = [upload for upload in data or [] if upload]
        if len(uploads) > settings.FILES_PER_MESSAGE:
            raise ValidationError(
                _("These are %(count)d files; a message takes %(limit)d.")
                % {"count": len(uploads), "limit": settings.FILES_PER_MESSAGE}
            )
        for upload in uploads:
            check_size(upload)
        return [attachment(upload) for upload in uploads]


def check_size(upload):
    name = isolate_text(clean_name(upload.name))
    if not upload.size:
        raise ValidationError(_("%(name)s: There is nothing in this file.") % {"name": name})
    if upload.size > settings.FILE_MAX_BYTES:
        words = {"name": name, "size": settings.FILE_MAX_BYTES // (1024 * 1024)}
        raise ValidationError(_("%(name)s: This file is larger than %(size)d MB.") % words)


def attachment(upload):
    """An attachment that is not stored yet, or ValidationError in words that begin with the file's name."""
    name = clean_name(upload.name)
    if is_picture(upload) or PurePath(name).suffix.lower() in SAYS_PICTURE:
        try:
            return picture(upload, name)
        except ValidationError as error:
            raise ValidationError([f"{name}: {sentence}" for sentence in error.messages]) from error
    upload.name = "file.bin"  # what it is called on disk says nothing about it
    kind = guess_type(name)[0] or "application/octet-stream"
    return Attachment(file=upload, name=name, size=upload.size, content_type=kind[:100])


def picture(upload, name):
    made = redrawn(upload)
    return Attachment(
        file=made.large,
        small=made.small,
        name=name,
        size=made.large.size,
        content_type=made.content_type,
        width=made.width,
        height=made.height,
        colour=made.colour,
        is_animated=made.is_animated,
    )


def clean_name(name):
    """Without a path and what cannot be seen, no longer than its column and with its ending."""
    name = normalized("NFC", name or "").replace("\\", "/").rpartition("/")[2]
    name = "".join(letter for letter in name if unicodedata.category(letter) not in UNSEEN).strip(" .") or _("file")
    if len(name) <= NAME:
        return name
    ending = PurePath(name).suffix[:16]
    return name[: NAME - len(ending)].rstrip() + ending
