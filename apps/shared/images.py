"""Pictures that people give us: looked at before anything is decoded, refused in words, and drawn anew."""

import io
import secrets
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Lock

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils.deconstruct import deconstructible
from django.utils.translation import gettext as _
from PIL import Image, ImageFile, ImageOps, UnidentifiedImageError

from .animations import bare_gif, bare_webp

FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "AVIF")  # JPEG opens a phone's MPO too
LARGE, MEDIUM, SMALL = 2560, 1280, 640  # pixels of the longer side
HEAVY = {
    "WEBP": 1 / 3,
    "AVIF": 1 / 2,
}  # of the pixels that others may have: their decoders take 16 and 9 bytes for each
MOVING = {"GIF": ("image/gif", bare_gif), "WEBP": ("image/webp", bare_webp)}
MUCH = 12_000_000  # pixels, from which on a picture is made smaller before anything else
BAND = 1_000_000  # pixels
one_at_a_time = Lock()  # a picture of 50 megapixels takes 250 MB while it is worked on


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


@dataclass(frozen=True)
class Picture:
    """A picture as it is kept: without what the camera knew, upright, in two sizes, or in three."""

    large: ContentFile
    small: ContentFile
    content_type: str
    width: int
    height: int
    colour: str  # as in CSS; empty where one sees through it
    medium: ContentFile | None = None


def check_picture(file):
    """Raise ValidationError, in words, for a file that is no picture, lies about it, or is too large.

    Reads the header for the size and then decodes once: a truncated file is found here and not by a visitor.
    """
    with opened(file) as picture:
        picture.draft("RGB", (1600, 1600))  # a JPEG need not be decoded whole to be believed
        picture.load()


def is_picture(file):
    """Whether a file begins as one of our kinds of pictures does, whatever it is called."""
    try:
        file.seek(0)
        with Image.open(file, formats=FORMATS):
            return True
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        return True
    except (OSError, SyntaxError, ValueError):
        return False
    finally:
        file.seek(0)


def redrawn(file, with_medium=False) -> Picture:
    """Raise ValidationError, in words, as `check_picture` does. What moves stands still in its smaller sizes."""
    with one_at_a_time:
        image, icc, moving = read(file)
        if moving:
            content_type, bare = MOVING[moving]
            with opened(file) as picture:
                width, height = picture.size
                file.seek(0)
                large = bare(file.read())
        else:
            content_type = "image/webp"
            (width, height), large = image.size, as_webp(image, icc)
        medium = None
        if with_medium:
            image.thumbnail((MEDIUM, MEDIUM), Image.Resampling.LANCZOS, reducing_gap=2.0)
            medium = ContentFile(as_webp(image, icc), "medium.webp")
        image.thumbnail((SMALL, SMALL), Image.Resampling.LANCZOS, reducing_gap=2.0)
        return Picture(
            large=ContentFile(large, f"large.{content_type.partition('/')[2]}"),
            small=ContentFile(as_webp(image, icc), "small.webp"),
            content_type=content_type,
            width=width,
            height=height,
            colour=main_colour(image),
            medium=medium,
        )


def read(file):
    """The picture, upright and as large as it is kept; its profile of colours; its format where it moves.

    It is made smaller first of all, since every copy costs memory; and what it was decoded to is let go soon.
    """
    with opened(file) as picture:
        moving = picture.format if picture.format in MOVING and getattr(picture, "is_animated", False) else None
        if moving:
            check_length(picture)
        icc = picture.info.get("icc_profile") or b""
        picture.draft("RGB", (LARGE, LARGE))
        picture.load()
        image = halved(picture) if picture.width * picture.height > MUCH else plain(picture)
    del picture
    image.thumbnail((LARGE, LARGE), Image.Resampling.LANCZOS, reducing_gap=2.0)
    return opaque(ImageOps.exif_transpose(image)), icc, moving


@contextmanager
def opened(file):
    """The picture in a file. Whatever goes wrong with it, here or while it is decoded, is told in words."""
    if file.size > settings.PICTURE_MAX_BYTES:
        megabytes = settings.PICTURE_MAX_BYTES // (1024 * 1024)
        raise ValidationError(_("This picture is larger than %(size)d MB.") % {"size": megabytes})
    try:
        file.seek(0)
        with Image.open(file, formats=FORMATS) as picture:
            width, height = picture.size
            if width * height > settings.PICTURE_MAX_PIXELS * HEAVY.get(picture.format, 1):
                raise ValidationError(
                    _("This picture has %(width)d × %(height)d pixels, which is more than we can take.")
                    % {"width": width, "height": height}
                )
            yield picture
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise ValidationError(_("This picture has more pixels than we can take.")) from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise ValidationError(
            _("This file could not be read as a picture. JPEG, PNG, WebP, GIF and AVIF are fine.")
        ) from error
    finally:
        file.seek(0)


def check_length(picture):
    width, height = picture.size
    if width * height * picture.n_frames > settings.ANIMATION_MAX_PIXELS:
        raise ValidationError(_("This moving picture is too long. Send a shorter or a smaller one."))


def halved(picture):
    """As `plain`, and half as large, or less where it is very long: in bands, so that no copy of the whole is made."""
    by = max(2, max(picture.size) // (2 * LARGE))
    width, height = (-(-side // by) for side in picture.size)
    image = Image.new("RGBA" if picture.has_transparency_data else "RGB", (width, height))
    rows = by * max(1, BAND // (by * picture.width))
    for top in range(0, picture.height, rows):
        band = plain(picture.crop((0, top, picture.width, min(top + rows, picture.height))), image.mode)
        image.paste(band.reduce(by), (0, top // by))
    image.info["exif"] = picture.getexif().tobytes()
    return image


def opaque(image):
    """Without a channel of transparency where one sees through it nowhere."""
    return image.convert("RGB") if image.mode == "RGBA" and image.getchannel("A").getextrema() == (255, 255) else image


def plain(picture, mode=None):
    """In red, green, blue (and alpha)."""
    if picture.mode.startswith("I"):  # 16 bits of grey, of which convert would keep the lower eight
        return picture.convert("I").point(lambda value: value * (1 / 256)).convert("L").convert("RGB")
    mode = mode or ("RGBA" if picture.has_transparency_data else "RGB")
    return picture if picture.mode == mode else picture.convert(mode)


def as_webp(image, icc):
    out = io.BytesIO()
    profile = icc if icc[16:20] == b"RGB " else None
    image.save(out, "WEBP", quality=80, method=2, icc_profile=profile, exif=b"", xmp=b"")
    return out.getvalue()


def main_colour(image):
    if image.mode == "RGBA":
        return ""
    return "#{:02x}{:02x}{:02x}".format(*image.resize((1, 1), Image.Resampling.BOX).getpixel((0, 0)))


Image.MAX_IMAGE_PIXELS = settings.PICTURE_MAX_PIXELS
ImageFile.LOAD_TRUNCATED_IMAGES = False
