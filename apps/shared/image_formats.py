"""What a picture's file says about itself, read before anything is decoded.

Without Django and without Pillow. `kind_of` looks at the first bytes and may run anywhere; `inspect` walks through the
whole file, which may be hostile, and runs in the worker process (`image_worker.py`).
"""

import re
from dataclasses import dataclass
from struct import error as StructError
from struct import unpack_from

MOST_SEGMENTS = 5_000  # of a JPEG, which has some dozens: decoders take long to read very many
LONGEST_SIDE = 65_535  # pixels; no JPEG has more
LARGEST = 2560  # pixels of the longer side of a picture whose shorter side is wanted larger
HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs", b"mif1", b"msf1", b"heif"}
AVIF_BRANDS = {b"avif", b"avis"}
HEAD = 64  # bytes that tell the kind


class Refused(Exception):
    """A picture that is not taken: a code, and what the sentence about it needs (see `images.SENTENCES`)."""

    def __init__(self, code, **details):
        super().__init__(code)
        self.code, self.details = code, details


@dataclass
class Header:
    """Of a picture: its kind, its size as it is stored, how many frames it shows and in how many scans it is drawn."""

    kind: str
    width: int
    height: int
    frames: int = 1
    scans: int = 1
    working_memory: int = 0  # bytes that its decoder needs beside the picture itself

    @property
    def pixels(self):
        return self.width * self.height


def kind_of(head):
    """JPEG, PNG, GIF, WEBP, AVIF or HEIF by the first bytes of a file, whatever it is called; otherwise None."""
    if head.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if head.startswith((b"GIF87a", b"GIF89a")):
        return "GIF"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "WEBP"
    if head[4:8] == b"ftyp":
        return kind_of_container(head)
    return None


def kind_of_container(head):
    """AVIF and HEIC share a container; its brands say which it is. The first one may be that of the container."""
    length = min(int.from_bytes(head[:4], "big"), len(head))
    brands = [head[8:12], *(head[at : at + 4] for at in range(16, length - 3, 4))]
    if AVIF_BRANDS.intersection(brands):
        return "AVIF"
    return "HEIF" if HEIC_BRANDS.intersection(brands) else None


def inspect(data, limits):
    """The header of a picture; of AVIF and HEIC the size is not known yet. `limits`: see `images.limits`.

    Raises Refused for what is no picture, contradicts itself or is larger than the limits.
    """
    kind = kind_of(data[:HEAD])
    if kind is None:
        raise Refused("unreadable")
    reader = {"JPEG": inspect_jpeg, "PNG": inspect_png, "GIF": inspect_gif, "WEBP": inspect_webp}.get(kind)
    if reader is None:
        return Header(kind, 0, 0)
    try:
        header = reader(data, limits)
    except (StructError, IndexError, ValueError) as error:
        raise Refused("unreadable") from error
    check_size(header, limits)
    return header


def check_size(header, limits):
    """Raise Refused where a picture has more pixels than its decoder may be given, or moves for too long."""
    size = {"width": header.width, "height": header.height}
    if not header.width or not header.height:
        raise Refused("unreadable")
    most = limits["pixels"]
    if header.pixels > 2 * most:
        raise Refused("bomb")
    if max(header.width, header.height) > LONGEST_SIDE or header.pixels > most * limits["shares"].get(header.kind, 1):
        raise Refused("pixels", **size)
    if header.frames > limits["frames"] or (header.frames > 1 and header.pixels * header.frames > limits["animation"]):
        raise Refused("animation", frames=header.frames)


def scale_within(size, longer, shorter):
    """By how much a picture is made smaller: to fit, and no smaller than its shorter side is wanted."""
    scale = max(longer / max(size), shorter / min(size))
    return min(1, scale, max(longer, LARGEST) / max(size))


# --- JPEG -----------------------------------------------------------------------------------------

MARKER = re.compile(rb"\xff[\x01-\xcf\xd8-\xfe]")  # what ends a scan: neither a stuffed byte nor a restart
START_OF_FRAME = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}
BARE = {0x01, *range(0xD0, 0xD9)}  # markers without a length
SOI, EOI, SOS = 0xD8, 0xD9, 0xDA


def inspect_jpeg(data, limits):
    """Count the scans of the first picture in the file: a phone's MPO holds more, which are not looked at."""
    header, coefficients, at, end = None, 0, 2, len(data)
    scans = segments = 0
    while at + 4 <= end:
        segments += 1
        if segments > MOST_SEGMENTS:
            raise Refused("heavy")
        if data[at] != 0xFF:
            found = MARKER.search(data, at)  # rubbish between segments, which decoders pass over
            if not found:
                break
            at = found.start()
        marker = data[at + 1]
        if marker == 0xFF:
            at += 1
        elif marker == EOI:
            break
        elif marker in BARE or marker == 0:
            at += 2
        else:
            length = unpack_from(">H", data, at + 2)[0]
            if marker in START_OF_FRAME:
                if header is not None:
                    raise Refused("unreadable")
                header, coefficients = start_of_frame(data, at, marker)
            at += 2 + length
            if marker == SOS:
                scans += 1
                if scans > limits["scans"]:
                    raise Refused("scans", scans=limits["scans"])
                found = MARKER.search(data, at)
                at = found.start() if found else end
    if header is None or not scans:
        raise Refused("unreadable")
    header.scans = scans
    if scans > 1:  # the decoder keeps all coefficients until the last scan has come
        header.working_memory = coefficients
    return header


def start_of_frame(data, at, marker):
    """The header, and the bytes that all coefficients take: two for each, in every component's own resolution."""
    height, width, number = unpack_from(">HHB", data, at + 5)
    factors = [data[at + 11 + 3 * component] for component in range(number)]
    across = max((factor >> 4 for factor in factors), default=1) or 1
    down = max((factor & 15 for factor in factors), default=1) or 1
    samples = sum((factor >> 4) * (factor & 15) for factor in factors) / (across * down)
    header = Header("JPEG", width, height)
    if marker not in (0xC0, 0xC1, 0xC2, 0xC9, 0xCA) or data[at + 4] != 8:
        raise Refused("precision")  # lossless, hierarchical, or of twelve bits
    return header, round(2 * samples * (width + 16) * (height + 16))


# --- PNG ------------------------------------------------------------------------------------------


def png_chunks(data):
    """(name, start of its content, end) of each chunk."""
    at, end = 8, len(data)
    while at + 12 <= end:
        length, name = unpack_from(">I4s", data, at)
        if at + 12 + length > end:
            raise ValueError("A PNG that ends too early")
        yield name, at + 8, at + 8 + length
        if name == b"IEND":
            return
        at += 12 + length
    raise ValueError("A PNG that ends too early")


def inspect_png(data, limits):
    header, frames, has_control, has_image = None, 0, False, False
    for name, begins, _ends in png_chunks(data):
        if name == b"IHDR" and header is None:
            width, height = unpack_from(">II", data, begins)
            header = Header("PNG", width, height)
            check_size(header, limits)
        elif header is None:
            raise Refused("unreadable")
        elif name == b"acTL" and not has_image:
            has_control = True
        elif name == b"fcTL" and has_control:
            frames += 1
            width, height, left, top = unpack_from(">IIII", data, begins + 4)
            if left + width > header.width or top + height > header.height:
                raise Refused("unreadable")
        elif name == b"IDAT":
            has_image = True
    if not has_image:
        raise Refused("unreadable")
    header.frames = max(frames, 1)
    return header


# --- GIF ------------------------------------------------------------------------------------------


def gif_blocks(data):
    """(kind, label, start, end) of each block after the header: an image (0x2C) or an extension (0x21)."""
    at = 13 + table_size(data[10])
    while data[at] != 0x3B:  # the trailer; what follows it is no picture
        begins, kind = at, data[at]
        if kind == 0x2C:
            at += 11 + table_size(data[at + 9])
        elif kind == 0x21:
            at += 2
        else:
            raise ValueError("An unknown part of a GIF")
        at = end_of_blocks(data, at)
        yield kind, data[begins + 1], begins, at


def table_size(flags):
    return 3 << ((flags & 7) + 1) if flags & 0x80 else 0


def end_of_blocks(data, at):
    while data[at]:
        at += data[at] + 1
    return at + 1


def inspect_gif(data, limits):
    """Frames may be larger than the screen that the header names; decoders enlarge it then."""
    width, height = unpack_from("<HH", data, 6)
    frames = 0
    for kind, _label, begins, _end in gif_blocks(data):
        if kind == 0x2C:
            frames += 1
            if frames > limits["frames"]:
                raise Refused("animation", frames=frames)
            left, top, frame_width, frame_height = unpack_from("<HHHH", data, begins + 1)
            width, height = max(width, left + frame_width), max(height, top + frame_height)
    if not frames:
        raise Refused("unreadable")
    return Header("GIF", width, height, frames)


# --- WebP -----------------------------------------------------------------------------------------


def webp_chunks(data, begins=12, ends=None):
    """(name, start of its content, end) of each chunk; of the file, or of what lies within a frame."""
    if ends is None:
        ends = unpack_from("<I", data, 4)[0] + 8
        if ends > len(data):
            raise ValueError("A WebP that ends too early")
    at = begins
    while at + 8 <= ends:
        name, length = unpack_from("<4sI", data, at)
        if at + 8 + length > ends:
            raise ValueError("A WebP that ends too early")
        yield name, at + 8, at + 8 + length
        at += 8 + length + length % 2


def inspect_webp(data, limits):
    width = height = frames = 0
    for name, begins, ends in webp_chunks(data):
        if name == b"VP8X":
            width, height = three_bytes(data, begins + 4) + 1, three_bytes(data, begins + 7) + 1
        elif name == b"ANMF":
            frames += 1
        elif name in (b"VP8 ", b"VP8L") and not frames:
            own = size_of_lossy(data, begins) if name == b"VP8 " else size_of_lossless(data, begins)
            width, height = max(width, own[0]), max(height, own[1])
            frames = frames or 1
        if ends > len(data):
            raise Refused("unreadable")
    if not frames:
        raise Refused("unreadable")
    return Header("WEBP", width, height, frames)


def three_bytes(data, at):
    return int.from_bytes(data[at : at + 3], "little")


def size_of_lossy(data, at):
    width, height = unpack_from("<HH", data, at + 6)
    return width & 0x3FFF, height & 0x3FFF


def size_of_lossless(data, at):
    bits = unpack_from("<I", data, at + 1)[0]
    return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
