"""Moving pictures stay as they came, but for what they tell about their maker: comments, EXIF, XMP, hidden tails."""

import struct

KEPT = (b"NETSCAPE2.0", b"ANIMEXTS1.0")  # how often a GIF plays


def bare_gif(data: bytes) -> bytes:
    """A GIF with its frames and nothing else. ValueError where it does not hold together."""
    try:
        return b"".join(parts_of_gif(data))
    except IndexError as error:
        raise ValueError("A GIF that ends too early") from error


def parts_of_gif(data):
    at = 13 + table_size(data[10])
    yield data[:at]
    while data[at] != 0x3B:  # the trailer; what follows it is no picture
        begins, kind = at, data[at]
        if kind == 0x2C:
            at += 11 + table_size(data[at + 9])
        elif kind == 0x21:
            at += 2
        else:
            raise ValueError("An unknown part of a GIF")
        at = end_of_blocks(data, at)
        comment = kind == 0x21 and data[begins + 1] == 0xFE
        application = kind == 0x21 and data[begins + 1] == 0xFF and data[begins + 3 : begins + 14] not in KEPT
        if not comment and not application:
            yield data[begins:at]
    yield b";"


def table_size(flags):
    return 3 << ((flags & 7) + 1) if flags & 0x80 else 0


def end_of_blocks(data, at):
    while data[at]:
        at += data[at] + 1
    return at + 1


def bare_webp(data: bytes) -> bytes:
    """A WebP without its EXIF and XMP. ValueError where it does not hold together."""
    try:
        parts = b"".join(parts_of_webp(data))
    except struct.error as error:
        raise ValueError("A WebP that ends too early") from error
    return b"RIFF" + struct.pack("<I", len(parts) + 4) + b"WEBP" + parts


def parts_of_webp(data):
    at, end = 12, min(len(data), struct.unpack_from("<I", data, 4)[0] + 8)
    while at + 8 <= end:
        name, size = struct.unpack_from("<4sI", data, at)
        part = data[at : at + 8 + size + size % 2]
        at += len(part)
        if name == b"VP8X":
            part = part[:8] + bytes([part[8] & ~0x0C]) + part[9:]  # no longer: there is EXIF, there is XMP
        if name not in (b"EXIF", b"XMP "):
            yield part
