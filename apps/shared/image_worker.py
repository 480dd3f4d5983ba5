"""Pictures are decoded and drawn here: in the process that `apps/shared/images.py` starts, and may kill.

Hostile files are read in it, so it knows no Django, no settings and no secrets; it has a limit of memory and, for each
picture, of CPU time. It draws a picture anew in several sizes, upright, in sRGB, with nothing else in the file; of a
moving picture the file itself is kept, without what is not part of a frame.
"""

import io
import mmap
import warnings
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from PIL import AvifImagePlugin, Image, ImageCms, ImageFile, ImageOps

from .animations import BARE, has_metadata
from .image_formats import Header, Refused, check_size, inspect, scale_within

try:
    import pi_heif
except ImportError:  # on some platforms there is none: pictures of that kind are refused in words
    pi_heif = None

Image.MAX_IMAGE_PIXELS = None  # `image_formats` has looked before, and knows how much each decoder needs
ImageFile.LOAD_TRUNCATED_IMAGES = False
AvifImagePlugin.DEFAULT_MAX_THREADS = 1  # each thread takes memory of its own
warnings.simplefilter("ignore")  # of odd files, which may well be shown
if pi_heif:
    pi_heif.options.DECODE_THREADS = 1
    pi_heif.options.THUMBNAILS = pi_heif.options.DEPTH_IMAGES = pi_heif.options.AUX_IMAGES = False

SRGB = ImageCms.createProfile("sRGB")
BAND = 1_000_000  # pixels that are worked on at once, of a large picture
SMALL = 8_000_000  # pixels of which there may be a copy
ONE_PIXEL = 0.99  # what is less after rounding is none
MARGIN = 4  # lanczos looks at three pixels of the smaller picture on each side
ORIENTATION = 0x0112
TURNED = (5, 6, 7, 8)  # orientations that swap width and height
TRANSPOSED = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
# Where the box of an upright picture lies in the stored one; as fractions of its sides.
STORED = {
    2: lambda left, top, right, bottom: (1 - right, top, 1 - left, bottom),
    3: lambda left, top, right, bottom: (1 - right, 1 - bottom, 1 - left, 1 - top),
    4: lambda left, top, right, bottom: (left, 1 - bottom, right, 1 - top),
    5: lambda left, top, right, bottom: (top, left, bottom, right),
    6: lambda left, top, right, bottom: (top, 1 - right, bottom, 1 - left),
    7: lambda left, top, right, bottom: (1 - bottom, 1 - right, 1 - top, 1 - left),
    8: lambda left, top, right, bottom: (1 - bottom, left, 1 - top, right),
}
ROTATED = {90: Image.Transpose.ROTATE_270, 180: Image.Transpose.ROTATE_180, 270: Image.Transpose.ROTATE_90}
MULTIPLIED = {"LA": "La", "RGBA": "RGBa"}  # transparent pixels have no colour, and none may bleed
MOVING = {"GIF": "image/gif", "WEBP": "image/webp", "PNG": "image/png"}


def draw(source, sizes, limits, keeps_animation=True, part=(0, 0, 1, 1), rotation=0):
    """Draw a picture in several sizes.

    `source` is the file's bytes, or its path. Each size is `["within", longer, shorter, quality]`: as large as fits
    into `longer` × `longer`, made as small as it can be while the shorter side has `shorter` pixels; or
    `["crop", width, height, quality]`: exactly so large, cut at the edges. `limits`: see `images.limits`.
    Drawn is a `part` of the picture (left, top, width and height, as fractions of the upright picture), which is then
    rotated clockwise by 0, 90, 180 or 270 degrees.

    Returns the WebP files as `pictures` and what is known about the first: `content_type`, `width`, `height`,
    `colour`, `is_animated`; or `refused`, a code, with `details`.
    """
    try:
        with opened(source) as data:
            return drawn(data, Target(sizes, part, rotation), limits, keeps_animation)
    except Refused as refused:
        return {"refused": refused.code, "details": refused.details}
    except MemoryError:
        return {"refused": "heavy", "details": {}}


def check(source, limits):
    """As `draw`, but for the pictures."""
    return draw(source, [["within", 64, 0, 1]], limits)


def clean(source, limits):
    """A stored picture without metadata: `{"file": …, "is_animated": …}`; `file` is None where it has none.

    It is not turned: whoever stored it has done that, and may have left the sentence that asks for it.
    """
    try:
        with opened(source) as data:
            header = inspect(data, limits)
            if header.kind not in BARE:
                raise Refused("unreadable")
            content = bytes(data)
            if not has_metadata(header.kind, content):
                file = None
            elif header.frames > 1 or not needs_conversion(content):
                file = BARE[header.kind](content)
            else:
                target = Target([["within", max(header.width, header.height), 0, 90]])
                file = drawn(content, target, limits, keeps_animation=False, turns=False)["pictures"][0]
            return {"file": file, "is_animated": header.frames > 1}
    except (Refused, ValueError, OSError) as error:
        return {"refused": getattr(error, "code", "unreadable"), "details": {}}
    except MemoryError:
        return {"refused": "heavy", "details": {}}


def needs_conversion(content):
    with Image.open(io.BytesIO(content)) as picture:
        icc = picture.info.get("icc_profile") or b""
    return icc[16:20] == b"RGB " and not is_srgb(icc)


@contextmanager
def opened(source):
    """The file's bytes. One that lies on disk is not read as a whole."""
    if isinstance(source, bytes):
        yield source
        return
    with open(source, "rb") as file:
        if not file.seek(0, io.SEEK_END):
            raise Refused("unreadable")
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            yield data


def drawn(data, target, limits, keeps_animation, turns=True):
    header = inspect(data, limits)
    with as_refusal():
        base, size = decoded(data, header, target, limits, turns)
        pictures, colour = [], ""
        for number, (way, _one, _other, quality) in enumerate(target.sizes):
            picture = fitted(base, size, target.sizes[number])
            pictures.append(as_webp(picture, quality))
            if way == "within":
                base = picture  # the sizes get smaller: each is made of the one before, which is less work
            if not number:
                first, colour = picture.size, main_colour(picture)
        is_animated = keeps_animation and header.frames > 1
        if is_animated:
            pictures[0], first = BARE[header.kind](bytes(data)), size
    return {
        "pictures": pictures,
        "content_type": MOVING[header.kind] if is_animated else "image/webp",
        "width": first[0],
        "height": first[1],
        "colour": colour,
        "is_animated": is_animated,
    }


@contextmanager
def as_refusal():
    """Whatever a decoder says of a hostile file, it could not be read."""
    try:
        yield
    except (Refused, MemoryError):
        raise
    except Exception as error:
        raise Refused("heavy" if "memory" in str(error).lower() else "unreadable") from error


def decoded(data, header, target, limits, turns):
    """What is wanted of the picture, upright, rotated and in sRGB, no larger than the largest of the sizes needs; and
    how large it was.
    """
    image, orientation, size, icc = DECODERS.get(header.kind, decode)(data, header, target, limits, turns)
    if orientation in TRANSPOSED:
        image = image.transpose(TRANSPOSED[orientation])
    if target.rotation:
        image = image.transpose(ROTATED[target.rotation])
    return opaque(to_srgb(image, icc)), target.size_of(size)


def decode(data, header, target, limits, turns):
    """The part that is wanted, as it is stored and made smaller; how it must be turned; the size of the whole picture,
    upright; its profile.
    """
    with Image.open(stream(data), formats=[header.kind]) as picture:
        turns = turns and header.frames == 1
        orientation = orientation_of(picture, turns)
        size = turned(picture.size, orientation)
        if header.kind == "JPEG":
            picture.draft(None, turned(scaled(size, target.scale(size)), orientation))
            if header.working_memory + 4 * picture.width * picture.height > limits["working_memory"]:
                raise Refused("progressive", width=header.width, height=header.height)
        picture.load()
        if header.kind == "PNG" and orientation == 1:  # the part that tells may come behind the pixels
            orientation = orientation_of(picture, turns)
            size = turned(picture.size, orientation)
        crop = picture.crop
        if picture.mode.startswith("I"):
            crop = eight_bits_of(picture)
        box, wanted = target.box(picture.size, orientation), target.stored_size(size, orientation)
        image = shrunk(crop, picture.size, box, wanted, picture.has_transparency_data)
        return image, orientation, size, picture.info.get("icc_profile")


def eight_bits_of(picture):
    """`crop(box)` of a grey picture of sixteen bits; of eight, where more are stored and none of them is used."""
    step = 257 if picture.getextrema()[1] > 255 else 1
    return lambda box: picture.crop(box).convert("I").point(lambda value: value * (1 / step)).convert("L")


def decode_to_buffer(data, header, target, limits, turns):
    """As `decode`, for the decoders that give all pixels in one piece: Pillow would make a copy of it."""
    with Image.open(stream(data), formats=[header.kind]) as picture:
        if header.kind == "AVIF":
            check_size(Header("AVIF", *picture.size), limits)
            if picture.n_frames > 1:
                raise Refused("sequence")
            pixels, mode = picture._decoder.get_frame(0)[0], picture.mode
        else:
            pixels, mode = picture._decoder.get_next()[0], picture.rawmode
        picture._decoder = None  # a WebP's holds two more copies of the picture
        orientation = orientation_of(picture, turns and header.frames == 1)
        size = turned(picture.size, orientation)
        crop = rows_of(memoryview(pixels), picture.size, picture.mode, mode)
        box, wanted = target.box(picture.size, orientation), target.stored_size(size, orientation)
        image = shrunk(crop, picture.size, box, wanted, picture.mode in ("LA", "RGBA"))
        return image, orientation, size, picture.info.get("icc_profile")


def decode_heif(data, header, target, limits, turns):
    """As `decode`. The library turns it upright itself."""
    if pi_heif is None:
        raise Refused("no_heif")
    heif = pi_heif.open_heif(bytes(data), convert_hdr_to_8bit=True)
    check_size(Header("HEIF", *heif.size), limits)
    crop = rows_of(memoryview(heif.data), heif.size, heif.mode, heif.mode, heif.stride)
    box, wanted = target.box(heif.size), target.stored_size(heif.size)
    image = shrunk(crop, heif.size, box, wanted, heif.mode in ("LA", "RGBA", "RGBa"))
    return image, 1, heif.size, heif.info.get("icc_profile")


DECODERS = {"HEIF": decode_heif, "AVIF": decode_to_buffer, "WEBP": decode_to_buffer}


def stream(data):
    if isinstance(data, bytes):
        return io.BytesIO(data)
    data.seek(0)
    return data  # a mapped file is one already


def rows_of(pixels, size, mode, raw_mode, stride=None):
    """`crop(box)` of a picture whose pixels lie in a buffer; it takes whole rows."""
    stride = stride or len(pixels) // size[1]

    def crop(box):
        _left, top, _right, bottom = box
        rows = pixels[top * stride : bottom * stride]
        return Image.frombytes(mode, (size[0], bottom - top), rows, "raw", raw_mode, stride, 1)

    return crop


def orientation_of(picture, turns):
    """One to eight; one also where the part that says so is broken, or claims anything else."""
    with suppress(Exception):
        if not turns:
            return 1
        value = picture.getexif().get(ORIENTATION, 1)
        if value in TRANSPOSED:
            return value
    return 1


def turned(size, orientation):
    return size[::-1] if orientation in TURNED else size


# --- Sizes ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Target:
    """What is drawn of a picture: see `draw`. A `size` is that of the whole picture, upright."""

    sizes: list
    part: tuple = (0, 0, 1, 1)
    rotation: int = 0

    def part_size(self, size):
        """In pixels, which need not be whole."""
        return size[0] * self.part[2], size[1] * self.part[3]

    def size_of(self, size):
        """The part as it is when it has been rotated."""
        return self.part_size(size)[:: -1 if self.rotation in (90, 270) else 1]

    def scale(self, size):
        """As large as the largest of the sizes needs it, and never larger than it is."""
        size, scale = self.size_of(size), 0
        if min(size) < ONE_PIXEL:
            raise Refused("part")
        for way, one, other, _quality in self.sizes:
            wanted = scale_within(size, one, other) if way == "within" else max(one / size[0], other / size[1])
            scale = max(scale, wanted)
        return min(1, scale)

    def stored_size(self, size, orientation=1):
        """How large the part is drawn, before it is turned in any way."""
        return turned(scaled(self.part_size(size), self.scale(size)), orientation)

    def box(self, stored, orientation=1):
        """Where the part lies in the picture as it is stored, or as a decoder has made it smaller."""
        left, top, width, height = self.part
        box = left, top, left + width, top + height
        box = STORED[orientation](*box) if orientation in STORED else box
        return tuple(min(max(0, one * side), side) for one, side in zip(box, stored * 2, strict=True))


def scaled(size, scale):
    return tuple(max(1, round(side * scale)) for side in size)


def fitted(base, size, wanted):
    """One of the sizes, of what was `size` large before it was made as small as the largest of them."""
    way, one, other, _quality = wanted
    if way == "within":
        target = scaled(size, scale_within(size, one, other))
        return base if target == base.size else resized(base, target)
    return ImageOps.fit(base, (one, other), Image.Resampling.LANCZOS)


def resized(image, size, box=None):
    return image.resize(size, Image.Resampling.LANCZOS, box=box, reducing_gap=2.0)


def shrunk(crop, size, box, wanted, see_through):
    """The box of a picture in another size, in bands: no copy of the whole is made. `crop(box)` gives a part of it."""
    left, top, right, bottom = box
    is_as_stored = box == (0, 0, *size) and size == wanted
    if is_as_stored and size[0] * size[1] <= SMALL:
        return plain(crop((0, 0, *size)), see_through)
    image, scale = None, (bottom - top) / wanted[1]
    rows = max(1, int(BAND / size[0] / scale))  # of the result, in each band
    for first in range(0, wanted[1], rows):
        last = min(first + rows, wanted[1])
        begins = max(0, int(top + (first - MARGIN) * scale))
        ends = min(size[1], int(top + (last + MARGIN) * scale) + 1)
        band = plain(crop((0, begins, size[0], ends)), see_through)
        if image is None:
            image = Image.new(band.mode, wanted)
        if is_as_stored:
            band = band.crop((0, first - begins, size[0], last - begins))
        else:
            mode = band.mode
            above, below = top + first * scale - begins, top + last * scale - begins
            band = band.convert(MULTIPLIED[mode]) if mode in MULTIPLIED else band
            band = band.resize(
                (wanted[0], last - first), Image.Resampling.LANCZOS, box=(left, above, right, min(below, band.height))
            ).convert(mode)
        image.paste(band, (0, first))
    return image


# --- Colours --------------------------------------------------------------------------------------


def plain(picture, see_through):
    """In grey, in red, green and blue, or in the colours of print, with eight bits each; with alpha where needed."""
    if picture.mode == "RGBa":
        return picture.convert("RGBA")
    if see_through:
        return picture if picture.mode in ("LA", "RGBA") else picture.convert("RGBA")
    if picture.mode == "1":
        return picture.convert("L")
    return picture if picture.mode in ("L", "RGB", "CMYK") else picture.convert("RGB")


def to_srgb(image, icc):
    """In RGB or RGBA. The profile counts where it is one of the picture's own colours, and can be read."""
    image.info = {}
    alpha = image.getchannel("A") if image.mode in ("LA", "RGBA") else None
    colours = {"LA": "L", "RGBA": "RGB"}.get(image.mode, image.mode)
    colours = image.convert(colours) if alpha else image
    space = bytes(icc[16:20]) if icc else b""
    if space == b"GRAY" and colours.mode == "RGB":
        colours = colours.getchannel("R")  # a grey picture that has become one of colours with its transparency
    result = None
    if space == {"L": b"GRAY", "RGB": b"RGB ", "CMYK": b"CMYK"}.get(colours.mode) and not is_srgb(icc):
        result = converted(colours, icc)
    result = result or (colours if colours.mode == "RGB" else colours.convert("RGB"))
    if alpha:
        result.putalpha(alpha)
    return result


def is_srgb(icc):
    """Whether a profile says by its name that it is sRGB, as most do."""
    return icc[16:20] == b"RGB " and (b"sRGB" in icc or b"s\0R\0G\0B" in icc)


def converted(image, icc):
    with suppress(ImageCms.PyCMSError, OSError, TypeError, ValueError):
        profile = ImageCms.ImageCmsProfile(io.BytesIO(icc))
        intent = ImageCms.getDefaultIntent(profile)
        return ImageCms.profileToProfile(image, profile, SRGB, renderingIntent=intent, outputMode="RGB")
    return None


def opaque(image):
    """Without a channel of transparency where one sees through it nowhere."""
    return image.convert("RGB") if image.mode == "RGBA" and image.getchannel("A").getextrema() == (255, 255) else image


def main_colour(image):
    """As in CSS; nothing where one sees through it."""
    if image.mode == "RGBA":
        return ""
    return "#{:02x}{:02x}{:02x}".format(*image.resize((1, 1), Image.Resampling.BOX).getpixel((0, 0)))


def as_webp(image, quality):
    out = io.BytesIO()
    image.save(out, "WEBP", quality=quality, method=2, exif=b"", xmp=b"", icc_profile=b"")
    return out.getvalue()
