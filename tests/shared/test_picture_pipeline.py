"""Whatever is given for a picture: refused in words or drawn anew, within a budget, in another process."""

import io
import re
import struct
import threading
import time
import zlib
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import models
from PIL import Image, ImageChops, ImageCms, ImageOps, ImageStat

from apps.shared import image_worker, images
from apps.shared.animations import BARE, has_metadata
from apps.shared.image_formats import inspect, kind_of, scale_within
from apps.shared.images import PicturesBusy, Queue, cropped, redrawn
from apps.shared.picture_fields import PictureField, PictureFormField
from tests.pictures import (
    HEIC,
    TURNED_HEIC,
    animated,
    gif_of_many_frames,
    jpeg_of_many_scans,
    picture,
    png_chunk,
    transparent_png,
    turned,
    with_chunks,
)

MB = 1024 * 1024


def file(content, name="x.jpg"):
    return SimpleUploadedFile(name, content)


def drawn(content, **options):
    """The large picture as it is stored."""
    return Image.open(redrawn(file(content), **options).large).convert("RGBA")


def is_near(colour, wanted, by=10):
    return all(abs(one - other) <= by for one, other in zip(colour[:3], wanted, strict=False))


# --- Bombs ----------------------------------------------------------------------------------------


def zeros(megabytes):
    packer = zlib.compressobj(9)
    return b"".join([*(packer.compress(bytes(MB)) for _ in range(megabytes)), packer.flush()])


PNG = picture("PNG")
JPEG = picture()
BOMBS = {
    "scans of a progressive jpeg": (lambda: jpeg_of_many_scans(size=(2_000, 2_000)), "more than 100 layers"),
    "many scans in a small one": (lambda: jpeg_of_many_scans(200, (64, 64)), "more than 100 layers"),
    "frames of a gif": (gif_of_many_frames, "too long"),
    "frames of a png": (lambda: png_of_many_frames(3_000), "too long"),
    "frames of a webp": (lambda: webp_of_many_frames(3_000), "too long"),
    "frames that are few and large": (lambda: png_of_many_frames(101, png_header(2_000, 2_000)), "too long"),
    "segments of a jpeg": (lambda: JPEG[:2] + b"\xff\xe1\0\4ab" * 2_000_000 + JPEG[2:], "too much time"),
    "a profile": (lambda: with_chunks(PNG, (b"iCCP", b"x\0\0" + zeros(500))), "could not be read"),
    "a compressed text": (lambda: with_chunks(PNG, (b"zTXt", b"x\0\0" + zeros(500))), "could not be read"),
    "an international text": (lambda: with_chunks(PNG, (b"iTXt", b"x\0\1\0\0\0" + zeros(500))), "could not be read"),
    "a hundred texts": (lambda: with_chunks(PNG, *[(b"zTXt", b"x\0\0" + zeros(1))] * 100), "picture"),
    "a screen of a gif": (lambda: gif_with_frame_of(65_535, 65_535), "more pixels than we can take"),
    "a frame of a png": (lambda: png_of_many_frames(2, width=60_000), "could not be read"),
    "a wide strip": (lambda: png_header(80_000, 100), "80000 × 100 pixels"),
    "no height": (lambda: png_header(100, 0), "could not be read"),
    "a canvas of a webp": (lambda: webp_canvas(16_383, 16_383), "more pixels than we can take"),
    "coefficients": (lambda: progressive_header(7_000, 7_000), "Save it as a plain JPEG"),
    "a twelve-bit jpeg": (lambda: JPEG.replace(b"\xff\xc0\0\x11\x08", b"\xff\xc1\0\x11\x0c"), "of a rare kind"),
    "a lossless jpeg": (lambda: JPEG.replace(b"\xff\xc0\0\x11", b"\xff\xc3\0\x11"), "of a rare kind"),
    "a sequence of avif": (lambda: animated("AVIF"), "GIF, WebP and APNG can"),
    "half a heic": (lambda: HEIC[:-100], "could not be read"),
    "a heic of zeros": (lambda: HEIC[:24] + bytes(5_000), "could not be read"),
    "half an animation": (lambda: animated("PNG")[:-200], "could not be read"),
    "half a moving webp": (lambda: animated("WEBP")[:-100], "could not be read"),
}  # fmt: skip


def png_header(width, height):
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + png_chunk(b"IHDR", header) + png_chunk(b"IDAT", zeros(1)) + png_chunk(b"IEND", b"")


def png_of_many_frames(frames, png=PNG, width=300):
    control = struct.pack(">IIIIIHHBB", 0, width, 200, 0, 0, 1, 10, 0, 0)
    chunks = [(b"acTL", struct.pack(">II", frames, 0)), *[(b"fcTL", control)] * frames]
    return with_chunks(png, *chunks)


def webp_of_many_frames(frames):
    content = animated("WEBP")
    begins = content.index(b"ANMF")
    length = 8 + struct.unpack_from("<I", content, begins + 4)[0]
    body = content[12:] + content[begins : begins + length] * frames
    return b"RIFF" + struct.pack("<I", len(body) + 4) + b"WEBP" + body


def webp_canvas(width, height):
    sides = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    body = b"VP8X" + struct.pack("<II", 10, 0) + sides + picture("WEBP")[12:]
    return b"RIFF" + struct.pack("<I", len(body) + 4) + b"WEBP" + body


def gif_with_frame_of(width, height):
    content = picture("GIF")
    at = content.index(b",\0\0\0\0")
    return content[: at + 5] + struct.pack("<HH", width, height) + content[at + 9 :]


def progressive_header(width, height):
    """Three colours in full resolution; it ends where the first scan begins."""
    content = picture("JPEG", progressive=True, subsampling=0)
    at = content.index(b"\xff\xc2") + 5
    return content[:at] + struct.pack(">HH", height, width) + content[at + 4 :]


@pytest.mark.parametrize(("content", "sentence"), BOMBS.values(), ids=BOMBS)
def test_a_bomb_is_refused_in_words(content, sentence):
    with pytest.raises(ValidationError, match=sentence):
        redrawn(file(content()))


ODD = {
    "very tall": lambda: picture("PNG", size=(1, 20_000)),
    "very wide": lambda: picture("JPEG", size=(65_500, 1)),
    "one pixel": lambda: picture("PNG", size=(1, 1)),
    "a polyglot": lambda: JPEG + b"PK\3\4<script>alert(1)</script>",
    "rubbish between segments": lambda: JPEG[:2] + b"\xff\xff\xff" + JPEG[2:],
    "much behind the pixels": lambda: PNG[:-12] + png_chunk(b"IDAT", bytes(9 * MB)) + PNG[-12:],
    "small blocks": lambda: animated("GIF")[:-1] + b"!\xfe" + b"\1a" * 2_000_000 + b"\0;",
    "a broken exif": lambda: picture("JPEG", exif=b"Exif\0\0MM\0*\xff\xff\xff\xff"),
    "a broken profile": lambda: picture("JPEG", icc_profile=bytes(16) + b"RGB " + bytes(300)),
    "a profile of other colours": lambda: picture("JPEG", icc_profile=bytes(16) + b"CMYK" + bytes(300)),
    "two pictures": lambda: several("MPO"),
    "progressive": lambda: picture("JPEG", size=(900, 900), progressive=True),
}


def several(format):
    out = io.BytesIO()
    Image.new("RGB", (300, 200), "red").save(
        out, format, save_all=True, append_images=[Image.new("RGB", (300, 200), "blue")]
    )
    return out.getvalue()


@pytest.mark.parametrize("content", ODD.values(), ids=ODD)
def test_an_odd_picture_is_taken(content):
    made = redrawn(file(content()), with_medium=True)
    for each in (made.medium, made.small) if made.is_animated else (made.large, made.medium, made.small):
        with Image.open(each) as image:
            assert image.format == "WEBP"
            image.load()


def test_what_takes_too_long_is_refused_and_the_next_one_is_drawn(settings):
    settings.PICTURE_CPU_SECONDS, settings.PICTURE_MAX_SCANS = 0.3, 10_000
    with pytest.raises(ValidationError, match="too much time or memory"):
        redrawn(file(jpeg_of_many_scans(4_000, (3_000, 3_000))))
    settings.PICTURE_CPU_SECONDS = 10
    assert redrawn(file(JPEG)).width == 300


@pytest.mark.parametrize(
    "work",
    [
        images.check_picture,
        images.cleaned,
        lambda given: redrawn(given, with_medium=True),
        lambda given: cropped(given, 64, 64, 80),
    ],
    ids=["check", "clean", "draw", "crop"],
)
def test_every_picture_is_given_the_seconds_of_the_settings(settings, monkeypatch, work):
    given, call = [], images.decoder.call
    monkeypatch.setattr(images.decoder, "call", lambda *args, **limits: given.append(limits) or call(*args, **limits))
    work(file(PNG))
    assert [limits["cpu_seconds"] for limits in given] == [settings.PICTURE_CPU_SECONDS]
    assert settings.PICTURE_CPU_SECONDS <= 10
    assert given[0]["wait_seconds"] <= settings.PICTURE_WAIT_SECONDS


def peak_of(pid):
    status = dict(line.split(":", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines())
    return int(status["VmHWM"].split()[0]) * 1024


def test_the_memory_is_limited_by_the_system():
    redrawn(file(JPEG))
    limits = Path(f"/proc/{images.decoder.pid}/limits").read_text()
    (line,) = [line for line in limits.splitlines() if line.startswith("Max address space")]
    assert int(line.split()[3]) < 300_000_000
    made = redrawn(file(transparent_png()))
    assert (made.width, made.height, made.colour) == (2524, 2560, "")
    assert peak_of(images.decoder.pid) < 300_000_000


@pytest.mark.parametrize("content", [transparent_png, lambda: jpeg_of_many_scans(90)], ids=["transparent", "layers"])
def test_the_largest_within_the_limits_is_drawn_within_the_budget(content):
    """After others: what they took is given back."""
    for other in (JPEG, HEIC, picture("WEBP", size=(3_000, 3_000)), picture("AVIF", size=(3_000, 3_000), speed=10)):
        redrawn(file(other))
    assert max(redrawn(file(content())).width, 2560) == 2560


def test_nothing_is_decoded_in_this_process(monkeypatch):
    for name in ("open", "new", "frombytes"):
        monkeypatch.setattr(Image, name, lambda *_, **__: pytest.fail("Pillow was asked here"))
    assert redrawn(file(JPEG)).width == 300
    assert cropped(file(PNG), 64, 64, 80).size
    assert images.is_picture(file(HEIC))
    for model, name in (("people.Profile", "picture"), ("people.Profile", "cover"), ("rooms.Room", "picture")):
        field = apps.get_model(model)._meta.get_field(name)
        assert isinstance(field.formfield().clean(file(JPEG)), images.DrawnFile)
        assert isinstance(field.drawn(file(PNG)), images.DrawnFile)


# --- Others wait, for a bounded time --------------------------------------------------------------


@contextmanager
def in_threads(number, work):
    threads = [threading.Thread(target=work) for _ in range(number)]
    for thread in threads:
        thread.start()
    yield
    for thread in threads:
        thread.join()


def test_only_some_threads_wait_and_the_others_are_told_at_once():
    queue, held, go_on = Queue(2, 30), threading.Semaphore(0), threading.Event()

    def hold():
        with queue.place():
            held.release()
            go_on.wait(60)

    with in_threads(2, hold):
        held.acquire()
        held.acquire()
        try:
            with pytest.raises(PicturesBusy), queue.place():
                pytest.fail("there was a third place")
        finally:
            go_on.set()
    with queue.place():
        pass


def test_the_pictures_that_wait_leave_threads_for_pages(settings):
    assert 1 <= images.queue.places <= settings.WEB_THREADS / 2
    assert 0 < images.queue.seconds <= 30


def test_the_pictures_of_one_request_share_its_place_and_its_time():
    queue = Queue(1, 0.05)
    with queue.place():
        with queue.place() as left:
            assert left <= 0.05
        time.sleep(0.06)
        with pytest.raises(PicturesBusy), queue.place():
            pytest.fail("its time was over")
    with queue.place():
        pass


# --- Colours --------------------------------------------------------------------------------------

GREEN = (38, 177, 86)


def profile(space, device_class=b"prtr"):
    """A profile of printing inks: tables with two steps for each ink, from CMYK to Lab, as a press would have it."""
    corners = []
    for number in range(16):
        cyan, magenta, yellow, black = (number >> shift & 1 for shift in (3, 2, 1, 0))
        colour = [1 - black] * 3
        for ink, tone in ((cyan, (0.05, 0.6, 0.85)), (magenta, (0.85, 0.1, 0.5)), (yellow, (1, 0.9, 0.1))):
            if ink:
                colour = [value * part for value, part in zip(colour, tone, strict=True)]
        corners.append(colour)
    return lut_profile(space, device_class, corners)


def lut_profile(space, device_class, corners):
    """An ICC profile whose `A2B0` is a table (`mft1`) from four inks to Lab."""
    pixels = Image.new("RGB", (len(corners), 1))
    pixels.putdata([tuple(round(255 * value) for value in corner) for corner in corners])
    lab = ImageCms.profileToProfile(
        pixels, ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB"), outputMode="LAB"
    )
    table = b"".join(bytes(colour) for colour in zip(*(channel.tobytes() for channel in lab.split()), strict=True))
    identity = b"".join(struct.pack(">i", value) for value in (65536, 0, 0, 0, 65536, 0, 0, 0, 65536))
    ramp = bytes(range(256))
    lut = b"mft1" + bytes(4) + bytes((4, 3, 2, 0)) + identity + ramp * 4 + table + ramp * 3
    text = b"Ink of a test\0"
    tags = {
        b"A2B0": lut,
        b"desc": b"desc" + bytes(4) + struct.pack(">I", len(text)) + text + bytes(78),
        b"wtpt": b"XYZ " + bytes(4) + struct.pack(">iii", 63190, 65536, 54061),
    }
    offset, directory, body = 128 + 4 + 12 * len(tags), b"", b""
    for name, content in tags.items():
        content += bytes(-len(content) % 4)
        directory += name + struct.pack(">II", offset + len(body), len(content))
        body += content
    length = offset + len(body)
    header = struct.pack(">I4sI4s4s4s", length, b"\0\0\0\0", 0x02100000, device_class, space, b"Lab ") + bytes(12)
    header += b"acsp" + bytes(28) + struct.pack(">iii", 63190, 65536, 54061) + bytes(48)
    return header + struct.pack(">I", len(tags)) + directory + body


@pytest.mark.parametrize("size", [(300, 200), (3_500, 3_500)])
def test_cmyk_is_converted_by_its_profile(size):
    """Full cyan and full yellow are the green of those inks, not that of a screen."""
    out = io.BytesIO()
    Image.new("CMYK", size, (255, 0, 255, 0)).save(out, "JPEG", icc_profile=profile(b"CMYK"), quality=95)
    large = drawn(out.getvalue())
    face = Image.open(cropped(file(out.getvalue()), 64, 64, 90)).convert("RGB")
    for kept in (large, face):
        assert is_near(kept.getpixel((9, 9)), (13, 138, 22), 20)


def test_cmyk_without_a_profile_is_shown_as_browsers_do():
    out = io.BytesIO()
    Image.new("CMYK", (90, 60), (0, 255, 255, 0)).save(out, "JPEG", quality=95)
    assert is_near(drawn(out.getvalue()).getpixel((9, 9)), (255, 0, 0))


@pytest.mark.parametrize("mode", ["L", "LA"])
def test_a_grey_profile_is_applied(mode):
    """With a gamma of one, the grey in the middle is a light one on the screen."""
    gamma = b"curv" + bytes(4) + struct.pack(">IH", 1, 256) + bytes(2)
    white = b"XYZ " + bytes(4) + struct.pack(">iii", 63190, 65536, 54061)
    tags, at, directory, body = {b"kTRC": gamma, b"wtpt": white}, 128 + 4 + 24, b"", b""
    for name, content in tags.items():
        directory += name + struct.pack(">II", at + len(body), len(content))
        body += content
    header = struct.pack(">I4sI4s4s4s", at + len(body), b"\0\0\0\0", 0x02100000, b"mntr", b"GRAY", b"XYZ ") + bytes(12)
    header += b"acsp" + bytes(28) + struct.pack(">iii", 63190, 65536, 54061) + bytes(48)
    icc = header + struct.pack(">I", 2) + directory + body
    out = io.BytesIO()
    Image.new(mode, (90, 60), 128 if mode == "L" else (128, 100)).save(out, "PNG", icc_profile=icc)
    large = drawn(out.getvalue())
    assert is_near(large.getpixel((9, 9)), (188, 188, 188))
    assert large.getpixel((9, 9))[3] == (255 if mode == "L" else 100)


def test_a_wide_gamut_is_converted_to_srgb():
    """A profile whose red and green have changed places, as the strangest of all."""
    content = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    strange = content.replace(b"rXYZ", b"tXYZ").replace(b"gXYZ", b"rXYZ").replace(b"tXYZ", b"gXYZ")
    strange = strange.replace("sRGB".encode("utf-16-be"), "test".encode("utf-16-be")).replace(b"sRGB", b"test")
    out = io.BytesIO()
    Image.new("RGB", (90, 60), "red").save(out, "PNG", icc_profile=strange)
    assert is_near(drawn(out.getvalue()).getpixel((9, 9)), (0, 255, 0), 20)


@pytest.mark.parametrize("value", [0, 20_000, 45_000, 65_535])
def test_sixteen_bits_of_grey_are_neither_white_nor_black(value):
    image = Image.new("I;16", (90, 60), value)
    image.paste(65_535, (0, 0, 30, 60))
    out = io.BytesIO()
    image.save(out, "PNG")
    for kept in (drawn(out.getvalue()), Image.open(cropped(file(out.getvalue()), 90, 60, 90)).convert("RGB")):
        assert is_near(kept.getpixel((80, 30)), [value // 257] * 3, 4)


@pytest.mark.parametrize("size", [(300, 200), (4_200, 3_000)])
def test_a_palette_keeps_its_transparency(size):
    image = Image.new("RGBA", size, (200, 30, 40, 255))
    image.paste((0, 0, 0, 0), (0, 0, size[0] // 2, size[1]))
    out = io.BytesIO()
    image.quantize(16).save(out, "PNG")
    large = drawn(out.getvalue())
    assert large.getpixel((5, 5))[3] == 0
    assert large.getpixel((large.width - 5, 5))[3] == 255
    edge = [large.getpixel((x, 50)) for x in range(large.width // 2 - 4, large.width // 2 + 5)]
    assert all(is_near(pixel, (200, 30, 40), 40) for pixel in edge if pixel[3] > 200)


# --- Turned ---------------------------------------------------------------------------------------

FORMATS = ["JPEG", "PNG", "WEBP", "AVIF"]
CORNERS = {  # where green, the corner at the top left, comes to stand, and whether the sides are swapped
    1: ("left", "top"), 2: ("right", "top"), 3: ("right", "bottom"), 4: ("left", "bottom"),
    5: ("left", "top"), 6: ("right", "top"), 7: ("right", "bottom"), 8: ("left", "bottom"),
}  # fmt: skip


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("orientation", CORNERS)
def test_it_stands_upright_whatever_its_format(format, orientation):
    large = drawn(turned(format, orientation))
    assert large.size == ((96, 64) if orientation < 5 else (64, 96))
    across, down = CORNERS[orientation]
    at = (10 if across == "left" else large.width - 10, 10 if down == "top" else large.height - 10)
    assert is_near(large.getpixel(at), (0, 255, 0), 30)
    opposite = (large.width - 1 - at[0], large.height - 1 - at[1])
    assert is_near(large.getpixel(opposite), (0, 0, 255), 30)


def test_a_heic_stands_upright():
    made = redrawn(file(TURNED_HEIC, "IMG_1.HEIC"))
    assert (made.width, made.height, made.content_type) == (64, 96, "image/webp")
    large = Image.open(made.large).convert("RGB")
    assert is_near(large.getpixel((50, 6)), (0, 255, 0), 40)
    assert is_near(large.getpixel((32, 85)), (0, 0, 255), 40)
    assert b"Secret" in TURNED_HEIC
    assert b"Secret" not in made.large.read()


@pytest.mark.parametrize(
    "address",
    ["/posts/new/", "/posts/drafts/{draft}/", "/settings/profile/", "/rooms/new/", "/rooms/studio/settings/"],
)
def test_a_heic_can_be_chosen(client_of, ada, studio, address):
    """Where a browser does not know that it is a picture, `image/*` alone would hide it."""
    browser = client_of(ada)
    browser.post("/posts/new/", {"photos": file(JPEG)})
    address = address.format(draft=ada.post_drafts.get().key)
    inputs = re.findall(r'<input[^>]*type="file"[^>]*>', browser.get(address).text)
    assert inputs
    assert all('accept="image/*,.heic,.heif"' in each for each in inputs)


def test_where_heic_cannot_be_read_it_is_said_what_to_do(monkeypatch):
    monkeypatch.setattr(image_worker, "pi_heif", None)
    answer = image_worker.draw(HEIC, [["within", 64, 0, 80]], images.limits())
    assert "Most Compatible" in str(images.refusal(answer["refused"], answer["details"]))


# --- Cropped and rotated --------------------------------------------------------------------------

PARTS = [(0, 0, 1, 1), (0.25, 0.5, 0.5, 0.25), (0.75, 0, 0.25, 1)]


def noise(size, orientation, format="PNG"):
    """A picture in which no two places look the same; as it is stored, and as it is shown."""
    image = Image.effect_noise((size[0] // 8, size[1] // 8), 80).resize(size).convert("RGB")
    exif, out = Image.Exif(), io.BytesIO()
    exif[0x0112] = orientation
    options = {"compress_level": 1} if format == "PNG" else {"quality": 95}
    image.save(out, format, exif=exif, **options)
    return out.getvalue(), ImageOps.exif_transpose(Image.open(out)).convert("RGB")


def part_of(upright, part, rotation):
    left, top, width, height = (round(one * side) for one, side in zip(part, upright.size * 2, strict=True))
    return upright.crop((left, top, left + width, top + height)).rotate(-rotation, expand=True)


def decoded(content, size, part, rotation):
    """As it is before it becomes a WebP."""
    target = image_worker.Target([["crop", *size, 80]], part, rotation)
    base, its_size = image_worker.decoded(content, inspect(content, images.limits()), target, images.limits(), True)
    return image_worker.fitted(base, its_size, target.sizes[0])


@pytest.mark.parametrize("part", PARTS)
def test_a_part_of_the_upright_picture_is_rotated_to_the_pixel(part):
    for orientation in range(1, 9):
        content, upright = noise((96, 64), orientation)
        for rotation in (0, 90, 180, 270):
            wanted = part_of(upright, part, rotation)
            made = decoded(content, wanted.size, part, rotation)
            assert (made.size, made.tobytes()) == (wanted.size, wanted.tobytes()), (orientation, rotation)


@pytest.mark.parametrize(("format", "orientation"), [("JPEG", 1), ("JPEG", 6), ("PNG", 8), ("WEBP", 3)])
def test_a_part_of_a_large_picture_is_drawn_in_bands(format, orientation):
    content, upright = noise((2_400, 1_500), orientation, format)
    part, size = (0.1, 0.3, 0.75, 0.5), (300, 400)
    wanted = part_of(upright, part, 90)
    wanted = ImageOps.fit(wanted, size, Image.Resampling.LANCZOS)
    difference = ImageChops.difference(decoded(content, size, part, 90), wanted)
    assert max(ImageStat.Stat(difference).mean) < 3


def test_a_part_of_a_heic_is_rotated():
    """Upright it is green at the top right, red beside it, and blue below."""
    for part, rotation, colours in (((0.75, 0, 0.25, 0.3), 0, ["green"]), ((0, 0, 1, 1), 90, ["blue", "green"])):
        image = Image.open(cropped(file(TURNED_HEIC), 96, 64, 95, part, rotation)).convert("RGB")
        found = [image.getpixel((x, 54)) for x in (10, 86)]
        for pixel, colour in zip(found, colours * 2, strict=False):
            assert is_near(pixel, {"green": (0, 255, 0), "blue": (0, 0, 255)}[colour], 60)


def test_a_part_without_a_pixel_is_refused_in_words():
    assert cropped(file(JPEG), 64, 64, 80, (0.5, 0.5, 1 / 300, 1 / 200)).size
    with pytest.raises(ValidationError, match="too small"):
        cropped(file(JPEG), 64, 64, 80, (0.5, 0.5, 0.002, 0.5))


def test_a_part_of_the_largest_picture_needs_no_more_memory():
    assert cropped(file(transparent_png(), "x.png"), 1_600, 700, 80, (0.4, 0.4, 0.1, 0.1)).size
    assert cropped(file(transparent_png(), "x.png"), 1_600, 700, 80, (0, 0, 1, 0.5), 270).size


# --- Sizes ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("size", "medium", "small"),
    [
        ((3_000, 2_000), (1_280, 853), (640, 427)),
        ((1_080, 1_920), (720, 1_280), (425, 756)),
        ((5_000, 1_000), (2_560, 512), (2_125, 425)),
        ((1_000, 5_000), (512, 2_560), (425, 2_125)),
        ((300, 200), (300, 200), (300, 200)),
        ((6_000, 60), (2_560, 26), (2_560, 26)),
    ],
)
def test_small_sizes_keep_enough_of_the_side_that_is_not_cropped(size, medium, small):
    made = redrawn(file(picture("JPEG", size=size)), with_medium=True)
    assert max(made.width, made.height) == min(2_560, max(size))
    with Image.open(made.medium) as image:
        assert image.size == medium
    with Image.open(made.small) as image:
        assert image.size == small


def test_nothing_is_made_larger():
    for size in ((10, 10), (1, 900), (2_560, 3)):
        assert scale_within(size, 2_560, 640) == 1


# --- Nothing but pixels ---------------------------------------------------------------------------

XMP = b"<x:xmpmeta>GPSLatitude SECRET</x:xmpmeta>"


def exif():
    exif = Image.Exif()
    exif[0x010F] = "SECRET"
    return exif.tobytes()


SECRETS = {
    "JPEG": lambda: picture("JPEG", exif=exif(), comment=b"SECRET", xmp=XMP),
    "PNG": lambda: with_chunks(picture("PNG", exif=exif()), (b"tEXt", b"Author\0SECRET"), (b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + XMP)),  # noqa: E501
    "WEBP": lambda: picture("WEBP", exif=exif(), xmp=XMP),
    "AVIF": lambda: picture("AVIF", exif=exif(), xmp=XMP),
    "GIF": lambda: picture("GIF", comment=b"SECRET"),
    "HEIC": lambda: TURNED_HEIC.replace(b"Secret", b"SECRET"),
    "moving GIF": lambda: animated("GIF", comment=b"SECRET") + b"SECRET",
    "moving WEBP": lambda: animated("WEBP", exif=exif(), xmp=XMP, icc_profile=b"SECRET" * 50),
    "APNG": lambda: with_chunks(animated("PNG"), (b"tEXt", b"Author\0SECRET"), (b"eXIf", exif()[6:])) + b"SECRET",
    "GIF with data in its loop": lambda: animated("GIF", loop=0).replace(b"\3\1\0\0\0", b"\3\1\0\0\x06SECRET\0", 1),
}  # fmt: skip


@pytest.mark.parametrize("content", SECRETS.values(), ids=SECRETS)
def test_nothing_stored_tells_more_than_its_pixels(content):
    content = content()
    assert b"SECRET" in content
    made = redrawn(file(content), with_medium=True)
    for stored in (made.large, made.medium, made.small, cropped(file(content), 64, 64, 80)):
        data = stored.read()
        assert b"SECRET" not in data
        assert not has_metadata(kind_of(data[:64]), data)
        with Image.open(io.BytesIO(data)) as image:
            assert not {"exif", "xmp", "icc_profile", "comment"} & set(image.info)
            assert not image.getexif()


@pytest.mark.parametrize(("format", "kind"), [("GIF", "image/gif"), ("WEBP", "image/webp"), ("PNG", "image/png")])
def test_what_moves_goes_on_moving_in_its_large_file_alone(format, kind):
    made = redrawn(file(animated(format)), with_medium=True)
    assert (made.is_animated, made.content_type) == (True, kind)
    with Image.open(made.large) as large, Image.open(made.medium) as medium, Image.open(made.small) as small:
        assert large.n_frames == 5
        assert not getattr(medium, "is_animated", False)
        assert not getattr(small, "is_animated", False)
        for number in range(5):
            large.seek(number)
            assert abs(large.convert("RGB").getpixel((150, 100))[0] - number * 40) < 8


@pytest.mark.parametrize("format", ["GIF", "WEBP", "PNG"])
def test_one_frame_does_not_move(format):
    made = redrawn(file(animated(format, frames=1)))
    assert (made.is_animated, made.content_type) == (False, "image/webp")


@pytest.mark.parametrize("format", ["GIF", "WEBP", "PNG"])
@pytest.mark.parametrize("cut", [1, 20, 60, 120])
def test_a_torn_animation_is_refused_and_nothing_breaks(format, cut):
    with pytest.raises(ValueError, match="too early"):
        BARE[format](animated(format)[:-cut] if format != "GIF" else animated(format)[: -cut - 1])


# --- Everything goes this way ---------------------------------------------------------------------


def test_every_model_field_for_a_picture_is_drawn_here():
    fields = [field for model in apps.get_models() for field in model._meta.concrete_fields]
    pictures = [field for field in fields if isinstance(field, models.ImageField)]
    assert {field.name for field in pictures} >= {"picture", "face", "cover"}
    assert all(isinstance(field, PictureField) for field in pictures)
    assert all(isinstance(field.formfield(), PictureFormField) for field in pictures)


@pytest.mark.parametrize("name", ["profile", "room"])
def test_the_admin_draws_pictures_the_same_way(rf, owner, name):
    (model,) = [model for model in apps.get_models() if model._meta.model_name == name]
    request = rf.get("/admin/")
    request.user = owner
    field = admin.site._registry[model].get_form(request).base_fields["picture"]
    assert isinstance(field, PictureFormField)
    with pytest.raises(ValidationError, match="more than 100 layers"):
        field.clean(file(jpeg_of_many_scans(200, (64, 64))))


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}], ids=["page", "htmx"])
def test_where_the_decoder_is_busy_nothing_typed_is_lost(client_of, bob, studio, monkeypatch, headers):
    busy = Queue(1, 1)
    busy.free.acquire()
    monkeypatch.setattr(images, "queue", busy)
    data = {"body": "A letter that took an hour.", "files": [file(JPEG, "kiln.jpg")]}
    response = client_of(bob).post("/rooms/studio/messages/", data, headers=headers)
    assert response.status_code == 503
    assert int(response["Retry-After"]) > 0
    assert "busy with other pictures" in response.text
    assert headers or "A letter that took an hour." in response.text
    assert not studio.messages.exists()
    monkeypatch.undo()
    data["files"] = [file(JPEG, "kiln.jpg")]
    assert client_of(bob).post("/rooms/studio/messages/", data, headers=headers).status_code in (200, 302)
