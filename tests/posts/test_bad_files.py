"""Whatever is given for a photo is kept as it should be, or refused in words; nothing of where it was taken stays."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from apps.posts.models import Draft
from apps.shared.images import refusal
from tests.pictures import animated_gif, jpeg_that_tells_where, picture, png_that_claims, rotated_jpeg

NO_PICTURE = "could not be read as a picture"
REFUSED = {
    "a text called .jpg": ("diary.jpg", lambda: b"Dear diary", NO_PICTURE),
    "a truncated picture": ("half.jpg", lambda: picture()[:-400], NO_PICTURE),
    "an empty file": ("nothing.png", lambda: b"", NO_PICTURE),
    "an SVG": ("drawing.svg", lambda: b'<svg xmlns="http://www.w3.org/2000/svg"/>', NO_PICTURE),
    "a bomb": ("bomb.png", lambda: png_that_claims(40_000, 40_000, rows=10), "more pixels than we can take"),
    "a HEIC": ("IMG_1.heic", lambda: b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(200), NO_PICTURE),
}
TAKEN = {
    "CMYK": ("print.jpg", lambda: picture("JPEG", "CMYK")),
    "16 bit": ("scan.png", lambda: picture("PNG", "I;16")),
    "a palette": ("old.png", lambda: picture("PNG", "P")),
    "a JPEG named HEIC": ("IMG_2.HEIC", lambda: picture()),
    "an animated GIF": ("cat.gif", animated_gif),
    "AVIF": ("small.avif", lambda: picture("AVIF")),
    "with GPS": ("trip.jpg", jpeg_that_tells_where),
    "held upright": ("phone.jpg", rotated_jpeg),
}


def chosen(client_of, ada, name, content):
    return client_of(ada).post("/posts/new/", {"photos": SimpleUploadedFile(name, content)})


@pytest.mark.parametrize(("name", "content", "sentence"), REFUSED.values(), ids=REFUSED)
def test_a_bad_file_is_refused_by_its_name(client_of, ada, name, content, sentence):
    response = chosen(client_of, ada, name, content())
    assert response.status_code == 422
    assert f"{name}: " in response.text
    assert sentence in response.text
    assert not Draft.objects.exists()


@pytest.mark.parametrize(("name", "content"), TAKEN.values(), ids=TAKEN)
def test_an_odd_picture_is_kept_as_a_plain_one(client_of, ada, name, content):
    assert chosen(client_of, ada, name, content()).status_code == 302
    photo = Draft.objects.get().photos.get()
    for stored in (photo.large, photo.medium, photo.small):
        with Image.open(stored.path) as kept:
            assert kept.format == ("GIF" if photo.moves and stored == photo.large else "WEBP")
            assert not kept.getexif()
            assert b"Secret Camera" not in stored.open().read()
    assert (photo.width, photo.height) == ((200, 300) if name == "phone.jpg" else (300, 200))


def test_a_moving_picture_moves_in_its_largest_size_alone(client_of, ada):
    chosen(client_of, ada, "cat.gif", animated_gif(frames=5))
    photo = Draft.objects.get().photos.get()
    with Image.open(photo.large.path) as large, Image.open(photo.small.path) as small:
        assert (large.n_frames, getattr(small, "n_frames", 1)) == (5, 1)
    assert photo.large.url not in photo.srcset


def test_a_very_large_picture_is_made_small_in_bands_as_it_is_at_once(client_of, ada):
    """The left half is red and the right half blue, however it was read."""
    content = picture("PNG", size=(4_001, 3_003))
    chosen(client_of, ada, "wall.png", content)
    photo = Draft.objects.get().photos.get()
    assert (photo.width, photo.height) == (2_560, 1_921)
    with Image.open(photo.large.path) as large:
        for x, y in ((5, 5), (900, 1_490)):
            assert large.getpixel((x, y))[0] > 240
            assert large.getpixel((photo.width - 1 - x, y))[2] > 240


def test_after_a_picture_that_takes_too_long_the_others_of_a_request_are_not_opened(client_of, ada, monkeypatch):
    opened = []

    def redrawn(upload, with_medium):
        opened.append(upload.name)
        raise refusal("heavy")

    monkeypatch.setattr("apps.posts.forms.redrawn", redrawn)
    uploads = [SimpleUploadedFile(name, picture(), content_type="image/png") for name in ("bomb.png", "oak.png")]
    response = client_of(ada).post("/posts/new/", {"photos": uploads})
    assert response.status_code == 422
    assert opened == ["bomb.png"]
    assert "bomb.png: This picture takes too much time" in response.text
    assert "oak.png: Not uploaded, because another picture took too long." in response.text
