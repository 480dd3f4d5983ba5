"""Photos through the real server: whatever somebody sends, its memory stays small."""

from contextlib import suppress

import pytest
from django.test.client import encode_multipart

from tests.pictures import picture, png_that_claims

pytestmark = pytest.mark.server

MB = 1024 * 1024
BOUNDARY = "a-photo-is-in-here"


class Upload:
    """What `encode_multipart` takes for a file."""

    content_type = "image/png"

    def __init__(self, name, content):
        self.name, self.content = name, content

    def read(self):
        return self.content


@pytest.fixture
def site(tmp_path, request):
    from .conftest import on_a_file

    sites = on_a_file(request, tmp_path)
    yield sites()
    sites.end()


def send(site, name, content):
    body = encode_multipart(BOUNDARY, {"photos": Upload(name, content)})
    kind = f"multipart/form-data; boundary={BOUNDARY}"
    return site.request("POST", "/posts/new/", "ada", body, timeout=600, **{"Content-Type": kind})


def test_the_memory_stays_below_400_megabytes_whatever_is_sent(site):
    heavy = picture("PNG", "RGBA", size=(8_000, 6_000), compress_level=1)  # 48 megapixels, 192 MB when it is decoded
    for name, content, status in [
        ("wall.png", heavy, 302),
        ("print.jpg", picture("JPEG", "CMYK", size=(7_000, 7_000)), 302),
        ("scan.png", picture("PNG", "I;16", size=(7_000, 7_000), compress_level=1), 302),
        ("bomb.png", png_that_claims(40_000, 40_000, rows=100), 422),
        ("wall.webp", picture("WEBP", size=(7_000, 7_000), method=0), 422),  # its decoder takes 16 bytes for a pixel
        ("diary.jpg", b"Dear diary" * 1_000_000, 422),
    ]:
        assert send(site, name, content).status == status, name
    with suppress(ConnectionError):  # it need not be read to its end
        assert send(site, "film.jpg", bytes(200 * MB)).status == 413
    assert site.get("/", "ada").status == 200
    assert site.inside()["peak"] < 400 * MB
