"""Moving pictures stay as they came, but for everything that is not part of a frame: comments, EXIF, XMP, profiles,
unknown parts, hidden tails. What is kept is listed, not what goes.
"""

import struct
import zlib

from .image_formats import gif_blocks, png_chunks, table_size, webp_chunks

LOOPS = (b"NETSCAPE2.0", b"ANIMEXTS1.0")  # how often a GIF plays
FRAME_CONTROL = 0xF9
OF_PNG = {b"IHDR", b"PLTE", b"tRNS", b"acTL", b"fcTL", b"fdAT", b"IDAT", b"IEND"}
OF_WEBP = {b"VP8X", b"ANIM", b"ANMF", b"ALPH", b"VP8 ", b"VP8L"}
OF_FRAME = {b"ALPH", b"VP8 ", b"VP8L"}
ANIMATED, WITH_ALPHA = 0x02, 0x10  # flags of a WebP; the others announce metadata


def bare_gif(data: bytes) -> bytes:
    """A GIF with its frames and nothing else. ValueError where it does not hold together."""
    try:
        return b"".join(parts_of_gif(data))
    except (IndexError, struct.error) as error:
        raise ValueError("A GIF that ends too early") from error


def parts_of_gif(data):
    yield data[: 13 + table_size(data[10])]
    for kind, label, begins, ends in gif_blocks(data):
        if kind == 0x2C:
            yield data[begins:ends]
        elif label == FRAME_CONTROL:
            yield data[begins : begins + 7] + b"\0"
        elif label == 0xFF and data[begins + 3 : begins + 14] in LOOPS and data[begins + 14 : begins + 16] == b"\3\1":
            yield data[begins : begins + 18] + b"\0"
    yield b";"


def bare_webp(data: bytes) -> bytes:
    """A WebP without its EXIF, XMP and profile. ValueError where it does not hold together."""
    try:
        parts = b"".join(parts_of_webp(data))
    except (struct.error, IndexError) as error:
        raise ValueError("A WebP that ends too early") from error
    return b"RIFF" + struct.pack("<I", len(parts) + 4) + b"WEBP" + parts


def parts_of_webp(data):
    for name, begins, ends in webp_chunks(data):
        content = data[begins:ends]
        if name == b"VP8X":
            content = bytes([content[0] & (ANIMATED | WITH_ALPHA)]) + bytes(3) + content[4:10]
        elif name == b"ANMF":
            inner = webp_chunks(data, begins + 16, ends)
            content = content[:16] + b"".join(chunk(each, data[at:end]) for each, at, end in inner if each in OF_FRAME)
        if name in OF_WEBP:
            yield chunk(name, content)


def chunk(name, content):
    return name + struct.pack("<I", len(content)) + content + bytes(len(content) % 2)


def bare_png(data: bytes) -> bytes:
    """A PNG, animated or not, with its pixels and nothing else. ValueError where it does not hold together."""
    try:
        return b"".join([data[:8], *parts_of_png(data)])
    except struct.error as error:
        raise ValueError("A PNG that ends too early") from error


def parts_of_png(data):
    for name, begins, ends in png_chunks(data):
        if name in OF_PNG:
            content = data[begins:ends]
            yield struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


BARE = {"GIF": bare_gif, "WEBP": bare_webp, "PNG": bare_png}


def has_metadata(kind, data):
    """Whether a stored picture tells more than its pixels."""
    return BARE[kind](data) != bytes(data)
