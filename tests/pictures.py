"""Pictures for tests, made on the spot."""

import base64
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


def png_chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def with_chunks(png, *chunks):
    """A PNG with further chunks, `(name, content)`, behind its header."""
    return png[:33] + b"".join(png_chunk(*chunk) for chunk in chunks) + png[33:]


def transparent_png(width=7_000, height=7_100):
    """50 megapixels with transparency in 200 KB: 200 MB when they are decoded."""
    packer = zlib.compressobj(9)
    line = b"\0" + bytes([10, 200, 30, 128]) * width
    data = b"".join([*(packer.compress(line) for _row in range(height)), packer.flush()])
    header = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    chunks = (b"IHDR", header), (b"IDAT", data), (b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(png_chunk(*chunk) for chunk in chunks)


def jpeg_of_many_scans(scans=3_000, size=(7_000, 7_000)):
    """A progressive JPEG in which one scan of some bytes is repeated, each of which goes over all pixels."""
    content = picture("JPEG", "L", size=size, progressive=True, quality=30)
    last = content.rindex(b"\xff\xda")
    return content[:-2] + content[last:-2] * (scans - content.count(b"\xff\xda")) + b"\xff\xd9"


def gif_of_many_frames(frames=10_000):
    content = picture("GIF", size=(200, 200))
    begins = content.index(b",\0\0\0\0")
    return content[:begins] + content[begins:-1] * frames + b";"


def animated(format, frames=5, size=(300, 200), **options):
    """Each frame a little redder."""
    images = [Image.new("RGB", size, (number * 40, 0, 90)) for number in range(frames)]
    out = io.BytesIO()
    images[0].save(out, format, save_all=True, append_images=images[1:], duration=100, **options)
    return out.getvalue()


def turned(format, orientation):
    """96 × 64: green at the top left, red below it, blue on the right; stored so that it must be turned."""
    image = Image.new("RGB", (96, 64), "red")
    image.paste("blue", (48, 0, 96, 64))
    image.paste("lime", (0, 0, 48, 32))
    exif = Image.Exif()
    exif[0x0112] = orientation
    out = io.BytesIO()
    options = {"quality": 95} if format in ("AVIF", "WEBP", "JPEG") else {}
    image.save(out, format, exif=exif, **options)
    return out.getvalue()


# 300 × 200, red and blue; and 96 × 64, to be turned clockwise by a quarter, with the name of a secret camera.
HEIC = base64.b64decode(
    "AAAAHGZ0eXBoZWljAAAAAG1pZjFoZWljbWlhZgAAAVZtZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAAAAAAAAAA"
    "ACJpbG9jAAAAAERAAAEAAQAAAAABegABAAAAAAAAAKEAAAAjaWluZgAAAAAAAQAAABVpbmZlAgAAAAABAABodmMxAAAAAA5waXRt"
    "AAAAAAABAAAA1mlwcnAAAAC3aXBjbwAAAHhodmNDAQNwAAAAkAAAAAAAPPAA/P34+AAADwNgAAEAGEABDAH//wNwAAADAJAAAAMA"
    "AAMAPLoCQGEAAQArQgEBA3AAAAMAkAAAAwAAAwA8oAmIDJ35bqSSmubgIaDAgAAADIAAAAMAhGIAAQAHRAHBcrBiQAAAABNjb2xy"
    "bmNseAABAA0ABoAAAAAUaXNwZQAAAAAAAAEsAAAAyAAAABBwaXhpAAAAAAMICAgAAAAXaXBtYQAAAAAAAAABAAEEgQIDBAAAAKlt"
    "ZGF0AAAAnSgBrwnIecUJQCM2oj//+9F9//7cx6H+tbOQU/8VU1Ezl5a48Biz8MJ/8Qwn43GldWB2pM+H2+5lW46J7fJhkv1T0L3R"
    "4XNYIwDSR3moEUMAAAloAAADAsai9jr7YBYwL4raK1pzwAAFaAAAHnCTAAEXaIkNsUgiGS8AAAMAAAYk0brNugAAAwAAAwAAAwAt"
    "RgAAAwAAAwAAAwAAHXA="
)
TURNED_HEIC = base64.b64decode(
    "AAAAHGZ0eXBoZWljAAAAAG1pZjFoZWljbWlhZgAAAaFtZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAAAAAAAAAA"
    "ADRpbG9jAAAAAERAAAIAAQAAAAABxQABAAAAAAAAAHsAAgAAAAACQAABAAAAAAAAAD4AAAA4aWluZgAAAAAAAgAAABVpbmZlAgAA"
    "AAABAABodmMxAAAAABVpbmZlAgAAAQACAABFeGlmAAAAAA5waXRtAAAAAAABAAAA4GlwcnAAAADAaXBjbwAAAHhodmNDAQNwAAAA"
    "kAAAAAAAHvAA/P34+AAADwNgAAEAGEABDAH//wNwAAADAJAAAAMAAAMAHroCQGEAAQArQgEBA3AAAAMAkAAAAwAAAwAeoDCBBZbq"
    "SSmubgIaDAgAAAMAyAAAAwAIQGIAAQAHRAHBcrAiQAAAABNjb2xybmNseAABAA0ABoAAAAAUaXNwZQAAAAAAAABgAAAAQAAAABBw"
    "aXhpAAAAAAMICAgAAAAJaXJvdAMAAAAYaXBtYQAAAAAAAAABAAEFgQIDBIUAAAAaaXJlZgAAAAAAAAAOY2RzYwACAAEAAQAAAMFt"
    "ZGF0AAAAdygBrxOAeR7A1ks+2fT/6KPD/lFksEs/7tM+3NMvoO9LWcGgmUK5vX9pTx3/qIdjjll/TMQ6rOH4c7/7JsxPl0W/6iyv"
    "kfXLTXzTwf/Xup4dI27N63f4lRPoiyEkXi/TsqoAxy5Kbfy7HfhKcCx/p1PxynmY4p+DAAAABkV4aWYAAE1NACoAAAAIAAIBDwAC"
    "AAAADgAAACYBEgADAAAAAQAGAAAAAAAAU2VjcmV0IENhbWVyYQA="
)
