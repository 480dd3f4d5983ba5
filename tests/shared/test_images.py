"""Pictures: what is refused, in words, and what is kept."""

import io
import struct
import zlib

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from apps.shared.images import Folder, check_picture
from tests.pictures import picture, png_that_claims


def file(content, name="face.jpg"):
    return SimpleUploadedFile(name, content, content_type="image/jpeg")


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP", "GIF", "AVIF"])
@pytest.mark.parametrize("mode", ["RGB", "L", "P", "RGBA", "CMYK", "I;16", "1", "LA"])
def test_every_honest_picture_is_taken(format, mode):
    try:
        content = picture(format, mode)
    except (OSError, KeyError, ValueError):
        pytest.skip(f"there is no {format} of mode {mode}")
    check_picture(file(content))


def test_the_file_is_left_at_its_beginning():
    given = file(picture())
    check_picture(given)
    assert given.tell() == 0


NOT_PICTURES = {
    "text called .jpg": b"Hello, I am a picture.",
    "nothing": b"",
    "truncated": picture()[:-400],
    "half a header": picture()[:12],
    "svg": b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "html": b"<!doctype html><script>alert(1)</script>",
    "pdf": b"%PDF-1.4\n%%EOF",
    "tiff": picture("TIFF"),
    "bmp": picture("BMP"),
    "ico": picture("ICO"),
    "eps": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\n",
    "png with a broken checksum": picture("PNG").replace(b"IDAT", b"IDAX"),
    "gif that ends early": picture("GIF")[:20],
}


@pytest.mark.parametrize("content", NOT_PICTURES.values(), ids=NOT_PICTURES)
def test_what_is_no_picture_is_refused_in_words(content):
    with pytest.raises(ValidationError, match="could not be read as a picture"):
        check_picture(file(content))


def test_a_bomb_of_a_few_kilobytes_is_refused_before_it_is_unpacked():
    bomb = png_that_claims(20_000, 20_000)
    assert len(bomb) < 400_000
    with pytest.raises(ValidationError, match="more pixels than we can take"):
        check_picture(file(bomb, "bomb.png"))


@pytest.mark.parametrize("side", [60_000, 2**31 - 1])
def test_a_larger_bomb_is_refused_too(side):
    """Pillow itself raises for these, before our own limit is asked."""
    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    chunk = struct.pack(">I", 13) + b"IHDR" + header + struct.pack(">I", zlib.crc32(b"IHDR" + header))
    with pytest.raises(ValidationError):
        check_picture(file(b"\x89PNG\r\n\x1a\n" + chunk, "bomb.png"))


def test_a_file_over_the_limit_is_refused_unread(settings):
    settings.PICTURE_MAX_BYTES = 1024 * 1024
    with pytest.raises(ValidationError, match="larger than 1 MB"):
        check_picture(file(b"x" * (1024 * 1024 + 1)))


def test_a_bomb_of_many_frames_is_looked_at_once():
    frames = [Image.new("P", (200, 200), number) for number in range(60)]
    out = io.BytesIO()
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:])
    check_picture(file(out.getvalue(), "many.gif"))


def test_a_stored_name_cannot_be_guessed_and_keeps_nothing_of_the_given_one():
    names = {Folder("pictures")(None, "../../etc/My Holiday.JPG") for _ in range(50)}
    assert len(names) == 50
    for name in names:
        folder, _, rest = name.partition("/")
        assert folder == "pictures"
        assert rest.count("/") == 0
        assert "oliday" not in rest
        assert len(rest) >= 20
        assert rest.endswith(".jpg")


def test_a_picture_somewhat_over_the_limit_is_refused_with_its_size(settings):
    settings.PICTURE_MAX_PIXELS = 59_999
    with pytest.raises(ValidationError, match="300 × 200 pixels"):
        check_picture(file(picture()))
