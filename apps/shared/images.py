"""Pictures that people give us: drawn anew in another process, or refused in words.

Nothing of a picture is decoded in this process. It only looks at a file's first bytes, to know whether it is one of
ours; everything else is done in `image_worker.py`, in a process with limits of memory and CPU time, one picture at a
time. There is no other way: photos, attachments, profile pictures, covers and pictures of rooms all come through here.
"""

import secrets
import threading
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from tempfile import SpooledTemporaryFile

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.utils.deconstruct import deconstructible
from django.utils.translation import gettext as _

from .image_formats import HEAD, kind_of
from .worker_process import WorkerBusy, WorkerFailed, WorkerProcess, WorkerTimeout

LARGE, MEDIUM, SMALL = 2560, 1280, 640  # pixels of the longer side
MEDIUM_SHORTER, SMALL_SHORTER = 640, 425  # of the shorter side, as far as there are as many: it is not cropped away
QUALITY = 80
WHOLE = (0, 0, 1, 1)  # left, top, width and height, as fractions of the upright picture
SHARES = {"WEBP": 1 / 3, "AVIF": 1 / 2, "HEIF": 1 / 2}  # of the pixels that others may have: their decoders need more
DECODER_ITSELF = 80 * 1024 * 1024  # bytes: the program, and what it draws into
IN_MEMORY = 256 * 1024  # bytes of a picture that has been drawn; a larger one waits on disk

decoder = WorkerProcess("apps.shared.image_worker", memory_limit=settings.PICTURE_MEMORY_BYTES)


@deconstructible
class Folder:
    """`upload_to` with a name nobody can guess: the address of a picture is its key."""

    def __init__(self, folder):
        self.folder = folder

    def __call__(self, _instance, filename):
        extension = filename.rpartition(".")[2].lower()
        return f"{self.folder}/{secrets.token_urlsafe(12)}.{extension}"

    def __eq__(self, other):
        return isinstance(other, Folder) and self.folder == other.folder


class DrawnFile(File):
    """A file that this module has made. A large one does not take memory while it waits to be stored."""

    def __init__(self, content, name):
        super().__init__(SpooledTemporaryFile(IN_MEMORY), name)  # noqa: SIM115  closed with the file
        self.write(content)
        self.seek(0)
        self.size = len(content)


@dataclass(frozen=True)
class Picture:
    """A picture as it is kept: without what the camera knew, upright, in two sizes, or in three.

    One that moves does so in its large file alone; the others show its first frame.
    """

    large: DrawnFile
    small: DrawnFile
    content_type: str
    width: int
    height: int
    colour: str  # as in CSS; empty where one sees through it
    medium: DrawnFile | None = None
    is_animated: bool = False


def check_picture(file):
    """Raise ValidationError, in words, for a file that is no picture, lies about it, or is too large.

    It is decoded once: a truncated file is found here and not by a visitor.
    """
    if not isinstance(getattr(file, "file", file), DrawnFile):
        work("check", file)


def is_picture(file):
    """Whether a file begins as one of our kinds of pictures does, whatever it is called."""
    file.seek(0)
    kind = kind_of(file.read(HEAD))
    file.seek(0)
    return kind is not None


def redrawn(file, with_medium=False) -> Picture:
    """Raise ValidationError, in words, as `check_picture` does."""
    sizes = [["within", LARGE, 0, QUALITY]]
    if with_medium:
        sizes.append(["within", MEDIUM, MEDIUM_SHORTER, QUALITY])
    sizes.append(["within", SMALL, SMALL_SHORTER, QUALITY])
    made = work("draw", file, sizes)
    large, *smaller = made["pictures"]
    return Picture(
        large=DrawnFile(large, f"large.{made['content_type'].partition('/')[2]}"),
        medium=DrawnFile(smaller[0], "medium.webp") if with_medium else None,
        small=DrawnFile(smaller[-1], "small.webp"),
        **{name: made[name] for name in ("content_type", "width", "height", "colour", "is_animated")},
    )


def cropped(file, width, height, quality, part=WHOLE, rotation=0) -> DrawnFile:
    """A part of a picture, rotated clockwise, in exactly this size: what does not fit is cut at the edges.

    Raise ValidationError, in words, as `check_picture` does.
    """
    made = work("draw", file, [["crop", width, height, quality]], False, part, rotation)
    return DrawnFile(made["pictures"][0], "picture.webp")


def cleaned(file):
    """`(file, is_animated)` of a picture that is stored already; `file` is None where it has no metadata.

    Raise ValidationError where it cannot be read.
    """
    made = work("clean", file)
    return made["file"] and DrawnFile(made["file"], file.name), made["is_animated"]


# --- The work, in the other process ---------------------------------------------------------------


def limits():
    """What one picture may be and cost, as `image_formats.check_size` reads it."""
    return {
        "pixels": settings.PICTURE_MAX_PIXELS,
        "shares": SHARES,
        "scans": settings.PICTURE_MAX_SCANS,
        "frames": settings.ANIMATION_MAX_FRAMES,
        "animation": settings.ANIMATION_MAX_PIXELS,
        "working_memory": settings.PICTURE_MEMORY_BYTES - DECODER_ITSELF,
    }


def work(function, file, sizes=None, keeps_animation=True, part=WHOLE, rotation=0):
    """What the worker makes of a file. Raise ValidationError, in words, or PicturesBusy."""
    if file.size > settings.PICTURE_MAX_BYTES:
        raise refusal("bytes", {"size": settings.PICTURE_MAX_BYTES // (1024 * 1024)})
    arguments = [limits()] if sizes is None else [sizes, limits(), keeps_animation, part, rotation]
    with queue.place() as seconds_left:
        file.seek(0)
        try:
            made = decoder.call(
                function,
                source_of(file),
                *arguments,
                cpu_seconds=settings.PICTURE_CPU_SECONDS,
                wall_seconds=6 * settings.PICTURE_CPU_SECONDS,  # other processes want the processor too
                wait_seconds=seconds_left,
            )
        except WorkerBusy as busy:
            raise PicturesBusy from busy
        except WorkerTimeout as error:
            raise refusal("heavy") from error
        except WorkerFailed as error:
            raise refusal("heavy" if error.kind in ("", "MemoryError") else "unreadable") from error
        finally:
            file.seek(0)
    if "refused" in made:
        raise refusal(made["refused"], made["details"])
    return made


def source_of(file):
    """The path of a file that lies on disk, so that it need not be read here; otherwise its bytes."""
    with suppress(AttributeError, NotImplementedError):
        return file.temporary_file_path()
    return file.read()


def refusal(code, details=None):
    return ValidationError(SENTENCES[code]() % (details or {}), code=code)


SENTENCES = {
    "bytes": lambda: _("This picture is larger than %(size)d MB."),
    "pixels": lambda: _("This picture has %(width)d × %(height)d pixels, which is more than we can take."),
    "bomb": lambda: _("This picture has more pixels than we can take."),
    "progressive": lambda: _(
        "This picture has %(width)d × %(height)d pixels in several layers, which is more than we can take. "
        "Save it as a plain JPEG (not progressive), or make it smaller."
    ),
    "scans": lambda: _("This JPEG has more than %(scans)d layers. Open it, save it as a new JPEG, and send that."),
    "precision": lambda: _("This JPEG is of a rare kind. Open it, save it as a new JPEG, and send that."),
    "animation": lambda: _("This moving picture is too long. Send a shorter or a smaller one."),
    "sequence": lambda: _("Moving AVIF pictures cannot be shown here. GIF, WebP and APNG can."),
    "part": lambda: _("This part of the picture is too small. Choose a larger one."),
    "no_heif": lambda: _(
        "This site cannot read HEIC pictures. Send it as a JPEG: on an iPhone choose “Most Compatible” in Settings, "
        "Camera, Formats."
    ),
    "heavy": lambda: _("This picture takes too much time or memory to open. Save it as a new JPEG, and send that."),
    "unreadable": lambda: _("This file could not be read as a picture. JPEG, PNG, WebP, GIF, AVIF and HEIC are fine."),
}


# --- The queue before it --------------------------------------------------------------------------


class PicturesBusy(Exception):
    """Other people's pictures are being drawn. A request is answered with 503; see `errors.pictures_busy`."""


@dataclass
class Queue:
    """Who may wait for the decoder: a part of the threads that make pages, so that pages do not wait for pictures.

    A picture waits for a bounded time. Inside of one `place()` others need no place of their own and share its time.
    """

    places: int
    seconds: float
    held: threading.local = field(default_factory=threading.local)

    def __post_init__(self):
        self.free = threading.BoundedSemaphore(self.places)

    @contextmanager
    def place(self):
        """A place of this thread, for as long as the block lasts; gives the seconds that are left to it.

        Raises PicturesBusy where there is none, or where its time is over.
        """
        if ends_at := getattr(self.held, "ends_at", None):
            if ends_at <= time.monotonic():
                raise PicturesBusy
            yield ends_at - time.monotonic()
            return
        if not self.free.acquire(blocking=False):
            raise PicturesBusy
        self.held.ends_at = time.monotonic() + self.seconds
        try:
            yield self.seconds
        finally:
            self.held.ends_at = None
            self.free.release()


queue = Queue(max(1, settings.WEB_THREADS // 2), settings.PICTURE_WAIT_SECONDS)
