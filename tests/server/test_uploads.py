"""Photos through the real server: whatever somebody sends, its memory stays small."""

import os
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest
from django.test.client import encode_multipart

from tests.pictures import gif_of_many_frames, jpeg_of_many_scans, picture, png_that_claims, transparent_png

from .site import in_time

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


def send(site, name, content, address="/posts/new/", field="photos", fields=None):
    body = encode_multipart(BOUNDARY, {**(fields or {}), field: Upload(name, content)})
    kind = f"multipart/form-data; boundary={BOUNDARY}"
    return site.request("POST", address, "ada", body, timeout=600, **{"Content-Type": kind})


def test_the_memory_stays_below_300_megabytes_whatever_is_sent(site):
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
    assert site.inside()["peak"] < 300_000_000


PROFILE = {"name": "Ada"}
HOSTILE = {  # four at once
    "each kind in another place": [
        (transparent_png, "/rooms/studio/messages/", "files", {"body": "Look"}),
        (lambda: jpeg_of_many_scans(98), "/posts/new/", "photos", {}),
        (jpeg_of_many_scans, "/settings/profile/", "cover", PROFILE),
        (gif_of_many_frames, "/rooms/new/", "picture", {"name": "A room", "kind": "open"}),
    ],
}
if os.environ.get("EVERYTHING"):  # the heaviest in each place, and four times the same
    HOSTILE["in each place"] = [(transparent_png, *place) for _content, *place in next(iter(HOSTILE.values()))]
    HOSTILE |= {f"{name}, {number}": [each] * 4 for name, four in HOSTILE.items() for number, each in enumerate(four)}


def decoders_of(pid):
    """The numbers of its decoders, and the most memory that each has had."""
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in (task / "children").read_text().split():
            with suppress(OSError, KeyError):  # it may have ended
                if b"image_worker" not in Path(f"/proc/{child}/cmdline").read_bytes():
                    continue
                status = dict(line.split(":", 1) for line in Path(f"/proc/{child}/status").read_text().splitlines())
                yield child, int(status["VmHWM"].split()[0]) * 1024


def test_four_hostile_uploads_at_once_hold_up_nobody(site):
    """The pages of others come, the server and its decoder keep to their memory, and there is one decoder."""
    pid, decoders = site.inside()["pid"], {}
    for name, four in HOSTILE.items():
        four = [(content(), *where) for content, *where in four]
        with ThreadPoolExecutor(4) as people:
            sent = [people.submit(send, site, "x.png", *each) for each in four]
            while not all(each.done() for each in sent):
                in_time(lambda: healthy(site))
                decoders.update(decoders_of(pid))
                time.sleep(0.02)
        answers = [each.result() for each in sent]
        statuses = [answer.status for answer in answers]
        assert set(statuses) <= {302, 422, 503}, (name, statuses)
        assert set(statuses) & {302, 422}, (name, statuses)
        for answer, (_content, _address, _field, fields) in zip(answers, four, strict=True):
            if answer.status == 503:
                assert answer.headers["Retry-After"]
                assert "busy with other pictures" in answer.text
                assert fields.get("body", "") in answer.text
    assert site.inside()["peak"] < 300_000_000
    assert len(decoders) == 1
    assert all(peak < 300_000_000 for peak in decoders.values())


def healthy(site):
    """How many times as long as is promised it takes to answer."""
    began = time.monotonic()
    assert site.get("/healthz").status == 200
    return (time.monotonic() - began) / 0.25
