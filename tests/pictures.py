"""Pictures for tests, made on the spot."""

import io
import struct
import zlib

from PIL import Image


def picture(format="JPEG", mode="RGB", size=(300, 200), **options):
    """The bytes of a picture whose left half is red and whose right half is blue, as far as the mode has colours."""
    image = Image.new("RGB", size, "red")
    image.paste("blue", (size[0] // 2, 0, *size))
    image = image.convert("I").convert("I;16") if mode == "I;16" else image.convert(mode)
    out = io.BytesIO()
    image.save(out, format, **options)
    return out.getvalue()


def png_that_claims(width, height, rows=None):
    """A PNG of some kilobytes that would fill a gigabyte: all its pixels are zero; it may end after some rows."""
    packer, data = zlib.compressobj(9), b""
    line = bytes(1 + width)
    for _ in range(rows or height):
        data += packer.compress(line)
    data += packer.flush()

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def rotated_jpeg():
    """As a phone held upright stores it: red on top when it is shown, but on the left in the file."""
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned clockwise by a quarter
    return picture("JPEG", exif=exif)


def jpeg_that_tells_where():
    exif = Image.Exif()
    exif[0x010F] = "Secret Camera"
    exif.get_ifd(0x8825).update({1: "N", 2: (52.0, 31.0, 12.0), 3: "E", 4: (13.0, 24.0, 17.0)})
    return picture("JPEG", exif=exif)


def animated_gif(frames=5):
    images = [Image.new("RGB", (300, 200), (number * 40, 0, 90)) for number in range(frames)]
    out = io.BytesIO()
    images[0].save(out, "GIF", save_all=True, append_images=images[1:], duration=100, loop=0)
    return out.getvalue()
